"""Which records a selector lets count: each of its words with a record that passes it and one that does not."""

import pytest
from worlds.small_plans import day, evidence, member, recorded, row

from crm.plan.evidence import (
    Adoption,
    Award,
    Communication,
    Contact,
    Document,
    Event,
    Group,
    Invitation,
    Partnership,
    Party,
    Post,
    Presentation,
    Priority,
    Program,
    Response,
    Survey,
)
from crm.plan.evidence_shapes import Ending

TODAY = "2022-06-01"


def counted(selector, records, on=TODAY, known_on=None, **settings):
    """The ids of the records that a selector lets count, in the order of their days."""
    found = row(f'rule = "exists"\ncounts = {selector}', records, on, known_on, **settings)
    return [item.record.id for item in found.evidence]


def event(id_, on="2022-03-01", type_="training", **values):
    return recorded(id_, on, Event, type=type_, **values)


def message(id_, on="2022-03-01", type_="update", **values):
    said = {"channels": frozenset({"email"}), "audiences": frozenset({"internal"})} | values
    return recorded(id_, on, Communication, type=type_, **said)


def words(*some):
    return frozenset(some)


DIRECTOR = recorded("head", "2020-01-01", Post, role="executive director", body="own", person="cy")
STAFF = recorded("job", "2020-01-01", Post, role="staff", body="own", person="di")
SITTING = recorded("l lee", "2022-02-01", Post, role="legislator", body="house", person="lee",
                   end=Ending(day("2022-02-28"), day("2022-02-28")))  # fmt: skip

EVENTS = [
    event("plain"),
    event("hosted", hosts=words("own", "north"), scope="Regional", mode="virtual", topics=words("Law"), theme="Women"),
    event("theirs", hosts=words("north"), agenda=("Marketing the menu", "Lunch"), group="g", facilitator="di"),
    event("part", part_of="whole", facilitator="own"),
    event("whole", "2022-02-28", "Conference", facilitator="ann"),
    event("lone part", part_of="theirs"),
]


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ('type = "conference"', ["whole"]),
        ('type = ["conference", "TRAINING"]', ["whole", "hosted", "lone part", "part", "plain", "theirs"]),
        ('scope = "regional"', ["hosted"]),
        ('mode = "Virtual"', ["hosted"]),
        ('topic = ["health", "law"]', ["hosted"]),
        ('theme = "women"', ["hosted"]),
        ('agenda = "marketing"', ["theirs"]),
        ('agenda = ["law", "lunch"]', ["theirs"]),
        ("hosted_by_us = true", ["hosted"]),
        ("hosted_by_us = false", ["whole", "lone part", "part", "plain", "theirs"]),
        ("in_group = true", ["theirs"]),
        ("is_part = true", ["lone part", "part"]),
        ("is_part = false", ["whole", "hosted", "plain", "theirs"]),
        ('part_of = "conference"', ["part"]),
        ("facilitated_by_us = true", ["part", "theirs"]),
        ("facilitated_by_us = false", ["whole", "hosted", "lone part", "plain"]),
        ('scope = "regional", mode = "in person"', []),
        ("hosted_by_us = true, in_group = true", []),
    ],
)
def test_an_event_counts_by_what_it_was(selector, ids):
    assert counted(f'{{ of = "event", {selector} }}', evidence(events=EVENTS, posts=[STAFF])) == ids


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ('channel = "email"', ["mail"]),
        ('channel = ["social", "EMAIL"]', ["mail", "post"]),
        ('audience = "external"', ["post"]),
        ("in_campaign = true", ["post"]),
        ("in_campaign = false", ["mail"]),
        ('type = "news"', ["post"]),
        ('theme = "celebrating success"', ["mail"]),
    ],
)
def test_a_message_counts_by_how_it_went_out(selector, ids):
    sends = [
        message("mail", theme="Celebrating Success"),
        message("post", type_="news", channels=words("social"), audiences=words("external"), campaign="Vote"),
    ]
    assert counted(f'{{ of = "communication", {selector} }}', evidence(communications=sends)) == ids


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ('of = "survey", owned_by_us = true', ["by its staff", "of our body", "ours"]),
        ('of = "survey", owned_by_us = false', ["theirs"]),
        ('of = "survey", answered = true', ["theirs"]),
        ('of = "survey", answered = false', ["by its staff", "of our body", "ours"]),
        ('of = "survey", to = "executive committee"', ["theirs"]),
        ('of = "document", by_director = true', ["directors"]),
        ('of = "document", by_director = false', ["cites it", "cites later", "cites none", "staffs"]),
        ('of = "document", cites = "needs"', ["cites it"]),
        ('of = "partnership", purpose = "Teacher Quality"', ["p"]),
        ('of = "program", sessions = 2', ["two"]),
        ('of = "award", with_support = true', ["helped"]),
        ('of = "award", with_support = false', ["alone"]),
        ('of = "presentation", format = "panel"', ["on a panel"]),
        ('of = "priority", raised_by = "resas"', ["from a RESA"]),
        ('of = "priority", raised_by = ["MAE"]', ["from a partner"]),
        ('of = "priority", raised_by = "MAE"', ["from a partner"]),
    ],
)
def test_small_records_count_by_what_is_written_in_them(selector, ids):
    records = evidence(
        posts=[DIRECTOR, STAFF],
        surveys=[
            recorded("ours", "2022-01-01", Survey, type="needs", owner="staff"),
            recorded("by its staff", "2022-01-01", Survey, type="poll", owner="di"),
            recorded("of our body", "2022-01-01", Survey, type="poll", owner="own"),
            recorded("theirs", "2022-01-01", Survey, type="poll", owner="ann", to="Executive Committee"),
            recorded("later", "2022-07-01", Survey, type="needs", owner="ann"),
        ],
        responses=[recorded("a", "2022-01-02", Response, survey="theirs", person="ann")],
        documents=[
            recorded("directors", "2022-02-01", Document, type="other", by="cy"),
            recorded("staffs", "2022-02-01", Document, type="other", by="di"),
            recorded("cites it", "2022-02-01", Document, type="menu", basis=words("ours", "theirs")),
            recorded("cites none", "2022-02-01", Document, type="menu", basis=words("theirs")),
            recorded("cites later", "2022-02-01", Document, type="menu", basis=words("later")),
        ],
        partnerships=[
            recorded("p", "2022-01-01", Partnership, bodies=words("mae"), purpose="teacher quality"),
            recorded("q", "2022-01-01", Partnership, bodies=words("mae"), purpose="sport"),
        ],
        programs=[recorded(id_, "2022-01-01", Program, sessions=number) for id_, number in (("one", 1), ("two", 2))],
        awards=[
            recorded("helped", "2022-01-01", Award, type="hero", support="Paid the dinner"),
            recorded("alone", "2022-01-01", Award, type="hero"),
        ],
        events=[event("e")],
        presentations=[
            recorded("on a panel", "2022-03-01", Presentation, event="e", person="ann", format="panel"),
            recorded("a talk", "2022-03-01", Presentation, event="e", person="ann", format="talk"),
        ],
        priorities=[
            recorded("from a RESA", "2022-01-01", Priority, issue="pay", raised_by=words("south")),
            recorded("from a partner", "2022-01-01", Priority, issue="bonds", raised_by=words("mae")),
        ],
    )  # fmt: skip
    assert counted(f"{{ {selector} }}", records) == ids


@pytest.mark.parametrize(("on", "n"), [("2022-01-31", 0), ("2022-02-01", 1), ("2022-02-28", 1), ("2022-03-01", 0)])
def test_something_is_sent_to_legislators_when_one_of_them_sat_that_day(on, n):
    invited = [
        recorded("i", on, Invitation, event="e", recipients=words("lee", "ann")),
        recorded("other", on, Invitation, event="e", recipients=words("ann")),
    ]
    records = evidence(posts=[SITTING], events=[event("e")], invitations=invited)
    assert counted('{ of = "invitation", to_legislators = true }', records) == ["i"] * n
    assert len(counted('{ of = "invitation", to_legislators = false }', records)) == 2 - n


@pytest.mark.parametrize(
    ("on", "is_one"), [("2022-01-31", False), ("2022-02-01", True), ("2022-02-28", True), ("2022-03-01", False)]
)
def test_a_contact_is_about_a_priority_when_its_issue_was_one_that_day(on, is_one):
    end = Ending(day("2022-02-28"), day("2022-02-28"))
    pay = recorded("pay", "2022-02-01", Priority, issue="pay", end=end)
    talk = recorded("t", on, Contact, by=words("di"), parties=(Party("lee"),), issues=words("pay", "bonds"))
    small_talk = recorded("u", on, Contact, by=words("di"), parties=(Party("lee"),))
    records = evidence(priorities=[pay], contacts=[talk, small_talk])
    assert counted('{ of = "contact", about_a_priority = true }', records) == ["t"] * is_one
    assert counted('{ of = "contact", about_a_priority = false }', records) == ["t"] * (not is_one) + ["u"]


@pytest.mark.parametrize(
    ("values", "n"),
    [
        ({}, 1),
        ({"on": "2022-02-04"}, 0),
        ({"topics": words("Law")}, 0),
        ({"topics": words()}, 0),
    ],
    ids=str,
)
def test_an_event_teaches_what_a_paper_of_its_day_or_before_names(values, n):
    papers = [
        recorded("ts", "2022-02-05", Document, type="training strategies", topics=words("Advocacy")),
        recorded("menu", "2022-01-01", Document, type="menu", topics=words("Law")),
    ]
    taught = event("e", values.get("on", "2022-02-05"), topics=values.get("topics", words("ADVOCACY", "Other")))
    records = evidence(documents=papers, events=[taught])
    assert len(counted('{ of = "event", teaches = "training strategies" }', records)) == n


@pytest.mark.parametrize(
    ("present", "n"),
    [("superintendent", 1), ('["superintendent", "legislator"]', 1), ('["superintendent", "staff"]', 0)],
)
def test_every_role_asked_for_has_to_be_there(present, n):
    there = event("e", attendance=(Party("ann", "d1", "superintendent"), Party("lee", "house", "legislator")))
    asked = present if present.startswith("[") else f'"{present}"'
    assert len(counted(f'{{ of = "event", present = {asked} }}', evidence(events=[there]))) == n


def test_one_of_several_papers_that_names_the_topic_is_enough_for_an_event_to_teach_it():
    papers = [
        recorded(topic, on, Document, type="training strategies", topics=words(topic))
        for topic, on in (("Law", "2022-01-01"), ("Advocacy", "2022-01-02"), ("Pay", "2022-05-01"))
    ]
    records = evidence(documents=papers, events=[event("e", topics=words("advocacy"))])
    assert counted('{ of = "event", teaches = "training strategies" }', records) == ["e"]


@pytest.mark.parametrize(("on", "n"), [("2022-03-01", 1), ("2022-03-02", 0)])
def test_a_survey_can_be_cited_from_the_day_it_opens(on, n):
    paper = recorded("d", "2022-03-01", Document, type="menu", basis=words("s"))
    records = evidence(documents=[paper], surveys=[recorded("s", on, Survey, type="needs")])
    assert len(counted('{ of = "document", cites = "needs" }', records, "2022-03-01")) == n


@pytest.mark.parametrize(("on", "n"), [("2022-03-31", 1), ("2022-04-01", 0)])
@pytest.mark.parametrize(
    ("kind", "field", "make"),
    [
        ("partnership", "partnerships", (Partnership, {"bodies": words("mae"), "purpose": "skills"})),
        ("priority", "priorities", (Priority, {"issue": "pay"})),
        ("group", "groups", (Group, {})),
    ],
)
def test_what_has_ended_is_in_no_set_the_day_after(kind, field, make, on, n):
    of, values = make
    ended = recorded("x", "2022-01-01", of, end=Ending(day("2022-03-31"), day("2022-03-31")), **values)
    assert len(counted(f'{{ of = "{kind}" }}', evidence(**{field: [ended]}), on)) == n


def test_reports_count_in_the_years_of_their_meetings_whatever_the_order_they_were_written_in():
    meetings = [event("spring", "2022-05-01", "board"), event("fall", "2022-09-01", "board")]
    papers = [
        recorded("early", "2022-02-01", Document, type="mentoring report", presented_at="fall"),
        recorded("late", "2022-03-01", Document, type="mentoring report", presented_at="spring"),
    ]
    rule = 'rule = "per period"\ncounts = { of = "document", dated = "presented" }\nevery = "school year"'
    found = row(rule, evidence(documents=papers, events=meetings), "2022-10-01")
    assert (found.figure, found.outcome.periods.met) == ("1 of 1", 1)


def test_a_first_invitation_stands_for_its_event_and_a_reminder_is_none():
    sent = [
        recorded("first", "2022-02-10", Invitation, event="e", recipients=words("lee")),
        recorded("again", "2022-02-20", Invitation, event="e", recipients=words("lee")),
        recorded("other", "2022-02-15", Invitation, event="f", recipients=words("lee")),
    ]
    records = evidence(posts=[SITTING], events=[event("e"), event("f", type_="convention")], invitations=sent)
    once = '{ of = "invitation", to_legislators = true, first_per = "event" }'
    assert counted(once, records) == ["first", "other"]
    assert counted('{ of = "invitation", event_type = "Convention" }', records) == ["other"]


def test_of_several_selectors_any_lets_a_record_count_once():
    awards = [
        recorded("both", "2022-03-02", Award, type="hero", theme="celebrating success"),
        recorded("hero", "2022-03-01", Award, type="hero"),
        recorded("none", "2022-03-01", Award, type="other"),
    ]
    any_of = '[{ of = "award", type = "hero" }, { of = "award", theme = "celebrating success" }, { of = "event" }]'
    records = evidence(awards=awards, events=[event("e", "2022-02-01")])
    assert counted(any_of, records) == ["e", "hero", "both"]
    assert row(f'rule = "exists"\ncounts = {any_of}', records, TODAY).n == 3


def test_a_survey_counts_on_the_day_of_its_first_answer():
    rule = 'rule = "exists by"\ncounts = { of = "survey", dated = "first response" }\nby = 2022-02-01'
    needs = recorded("s", "2022-01-15", Survey, type="needs")
    unanswered = recorded("t", "2022-01-16", Survey, type="needs")

    def word(*days):
        answers = [recorded(on, on, Response, survey="s", person="ann") for on in days]
        found = row(rule, evidence(surveys=[needs, unanswered], responses=answers), TODAY)
        return str(found.word), found.n

    assert word("2022-02-01", "2022-03-01") == ("met", 1)
    assert word("2022-02-02") == ("met late", 1)
    assert word() == ("late", 0)


@pytest.mark.parametrize(("type_", "on", "n"), [("board", TODAY, 1), ("board", "2022-06-02", 0), ("council", TODAY, 0)])
def test_a_paper_is_presented_only_at_a_board_meeting_that_was_held(type_, on, n):
    paper = recorded("d", "2022-03-01", Document, type="mentoring report", presented_at="m")
    lone = recorded("f", "2022-03-01", Document, type="mentoring report")
    records = evidence(documents=[paper, lone], events=[event("m", on, type_)])
    assert len(counted('{ of = "document", dated = "presented" }', records)) == n


@pytest.mark.parametrize(
    ("arranged", "values", "n"),
    [
        ("2021-06-30", {}, 0),
        ("2021-07-01", {}, 1),
        ("2022-06-01", {}, 1),
        ("2022-06-02", {}, 0),
        (None, {}, 0),
        ("2022-03-01", {"canceled": Ending(day("2022-06-01"), day("2022-06-01"))}, 0),
        ("2022-03-01", {"canceled": Ending(day("2022-06-02"), day("2022-06-02"))}, 1),
        ("2022-03-01", {"recorded": day("2022-06-02")}, 0),
    ],
    ids=str,
)
def test_a_presentation_is_arranged_from_the_plans_start_until_today_for_an_event_still_on(arranged, values, n):
    ahead = event("e", "2022-09-01", "conference", **{"recorded": day("2022-01-01"), **values})
    talk = recorded("p", "2022-09-01", Presentation, event="e", person="ann", format="talk",
                    arranged=arranged and day(arranged), recorded=day("2022-01-01"))  # fmt: skip
    records = evidence(events=[ahead], presentations=[talk])
    assert len(counted('{ of = "presentation", dated = "arranged" }', records, known_on=TODAY)) == n


def covered(set_, condition, records, on=TODAY):
    return row(f'rule = "coverage"\nset = {set_}\ncovered = {condition}', records, on).n


@pytest.mark.parametrize(
    ("recipients", "bodies", "people"),
    [(words("mae"), 1, 0), (words("bo"), 1, 0), (words("ann"), 0, 1), (words("gus"), 0, 0), (words(), 0, 0)],
    ids=str,
)
def test_a_message_reaches_its_recipients_and_the_bodies_whose_posts_they_hold(recipients, bodies, people):
    post, membership = member("ann", "d1")
    posts = [post, recorded("x", "2020-01-01", Post, role="staff", body="mae", person="bo")]
    records = evidence(posts=posts, memberships=[membership], communications=[message("m", recipients=recipients)])
    sent = '{ counts = { of = "communication" }, through = "recipients" }'
    assert covered('"practice_partners"', sent, records) == bodies
    assert covered('"members"', sent, records) == people
    told = '{ counts = [{ of = "communication" }, { of = "contact" }], through = "people" }'
    assert covered('"practice_partners"', told, records) == bodies


def test_what_a_contact_reaches_is_who_took_part():
    talk = recorded("t", "2022-03-01", Contact, by=words("di"), parties=(Party("lee", "mae"),))
    told = '{ counts = { of = "contact" }, through = "people" }'
    assert covered('"practice_partners"', told, evidence(contacts=[talk])) == 1


def test_a_district_is_covered_by_its_own_goals_only():
    _, membership = member("ann", "d1")
    goal = '{ counts = { of = "adoption" }, through = "district" }'
    for district, n in (("d1", 1), ("d2", 0)):
        adopted = recorded("a", "2022-03-01", Adoption, district=district, goal="Read")
        assert covered('"districts in membership"', goal, evidence(memberships=[membership], adoptions=[adopted])) == n
