"""The evidence as it stands on a day: what is called off, what lasts, who is a member, and what bodies are called."""

from dataclasses import replace

import pytest
from worlds.small_plans import BODIES, day, evidence, member, recorded, row

from crm.plan.evidence import (
    Award,
    Communication,
    Contact,
    CouncilSeat,
    Document,
    Event,
    Invitation,
    Membership,
    Party,
    Post,
    Presentation,
    Priority,
    Response,
    Statement,
    Survey,
    TieRating,
)
from crm.plan.evidence_shapes import Ending

TODAY = "2022-06-01"


def until(last, known=None):
    return Ending(day(last), day(known or last))


def event(id_, on="2022-03-01", type_="conference", **values):
    return recorded(id_, on, Event, type=type_, **values)


def post(person, role, body, on="2020-07-01", **values):
    return recorded(f"{role} {person}", on, Post, role=role, body=body, person=person, **values)


def counted(kind, records, on=TODAY, known_on=None):
    found = row(f'rule = "exists"\ncounts = {{ of = "{kind}" }}', records, on, known_on)
    return [item.record.id for item in found.evidence]


# Called off


@pytest.mark.parametrize(
    ("whole", "part", "ids"),
    [
        ({}, {}, ["part", "whole"]),
        ({"canceled": until("2022-02-01")}, {}, []),
        ({}, {"canceled": until("2022-02-01")}, ["whole"]),
        ({"canceled": until("2022-06-02")}, {}, ["part", "whole"]),
        ({"canceled": until("2022-02-01", "2022-07-01")}, {}, ["part", "whole"]),
    ],
    ids=str,
)
def test_a_part_is_called_off_with_the_whole_but_not_the_whole_with_a_part(whole, part, ids):
    events = [event("whole", **whole), event("part", part_of="whole", **part), event("lone", part_of="unknown")]
    assert counted("event", evidence(events=events), known_on=TODAY) == sorted([*ids, "lone"])


@pytest.mark.parametrize(("last_day", "n"), [("2022-02-28", 0), ("2022-03-01", 1), ("2022-03-02", 1), (None, 1)])
def test_an_event_may_end_on_its_first_day_and_not_before(last_day, n):
    assert len(counted("event", evidence(events=[event("e", last_day=last_day and day(last_day))]))) == n


@pytest.mark.parametrize(
    ("values", "n"), [({}, 1), ({"canceled": until("2022-02-01")}, 0), ({"recorded": day("2022-06-02")}, 0)]
)
@pytest.mark.parametrize("kind", ["award", "presentation", "invitation", "survey", "response"])
def test_what_hangs_on_an_event_counts_as_long_as_that_is_known_and_not_called_off(kind, values, n):
    on, hung = "2022-03-01", {"recorded": day("2022-03-01")}
    of_kind = {
        "award": recorded("x", on, Award, type="hero", event="e", **hung),
        "presentation": recorded("x", on, Presentation, event="e", person="ann", format="talk", **hung),
        "invitation": recorded("x", on, Invitation, event="e", recipients=frozenset({"lee"}), **hung),
        "survey": recorded("x", on, Survey, type="evaluation", event="e", **hung),
        "response": recorded("x", on, Response, survey="s", person="ann", **hung),
    }
    survey = recorded("s", on, Survey, type="evaluation", event="e")
    more = {"responses": [of_kind[kind]], "surveys": [survey]} if kind == "response" else {f"{kind}s": [of_kind[kind]]}
    assert len(counted(kind, evidence(events=[event("e", **values)], **more), known_on=TODAY)) == n


def test_an_award_or_a_survey_of_no_event_hangs_on_none():
    records = evidence(
        awards=[recorded("a", "2022-03-01", Award, type="hero")],
        surveys=[recorded("s", "2022-03-01", Survey, type="needs")],
        responses=[recorded("r", "2022-03-01", Response, survey="s")],
    )
    assert [counted(kind, records) for kind in ("award", "survey", "response")] == [["a"], ["s"], ["r"]]


def test_a_paper_on_an_event_called_off_is_still_a_paper():
    paper = recorded("d", "2022-03-01", Document, type="other", event="e")
    off = event("e", canceled=until("2022-02-01"))
    assert counted("document", evidence(events=[off], documents=[paper])) == ["d"]


# From when on


NOTHING = frozenset[str]()


@pytest.mark.parametrize(
    ("kind", "values", "n"),
    [
        (Communication, {"type": "news", "channels": NOTHING, "audiences": NOTHING}, 0),
        (Contact, {"by": NOTHING, "parties": ()}, 0),
        (Award, {"type": "hero"}, 0),
        (Response, {"survey": "s"}, 0),
        (Priority, {"issue": "pay"}, 1),
        (CouncilSeat, {"body": "mae", "person": "bo"}, 1),
    ],
)
def test_what_happens_counts_from_the_plans_start_and_what_lasts_whenever_it_began(kind, values, n):
    name = {Priority: "priority", CouncilSeat: "council seat"}.get(kind, kind.__name__.lower())
    field = {Priority: "priorities", CouncilSeat: "council_seats"}.get(kind, f"{name}s")
    before, on_it = (evidence(**{field: [recorded("x", on, kind, **values)]}) for on in ("2021-06-30", "2021-07-01"))
    assert [len(counted(name, records)) for records in (before, on_it)] == [n, 1]


def test_a_statement_counts_from_the_plans_start():
    said = [recorded(on, on, Statement, entry="G 1", by="ann", says="met") for on in ("2021-06-30", "2021-07-01")]
    assert row('rule = "by hand"', evidence(statements=said), TODAY).n == 1


# What lasts


@pytest.mark.parametrize(
    ("today", "end", "m"),
    [
        ("2022-02-28", None, 0),
        ("2022-03-01", None, 1),
        ("2022-03-10", until("2022-03-10"), 1),
        ("2022-03-11", until("2022-03-10"), 0),
        ("2022-03-11", until("2022-03-10", "2022-06-02"), 1),
        ("2022-03-11", until("2022-06-10"), 1),
    ],
    ids=str,
)
def test_what_lasts_holds_from_its_first_day_through_the_day_of_an_end_that_is_known(today, end, m):
    pay = recorded("p", "2022-03-01", Priority, issue="pay", end=end)
    rule = 'rule = "coverage"\nset = "priorities"\ncovered = { counts = { of = "rank" }, through = "issue" }'
    assert row(rule, evidence(priorities=[pay]), today, TODAY).m == m


def members(records, on=TODAY):
    rule = 'rule = "coverage"\nset = "members"\ncovered = { has = "touch", within = 365 }'
    return list(row(rule, records, on).outcome.missing)


def test_a_member_is_who_leads_a_district_in_membership():
    posts = [
        post("ann", "superintendent", "d1"),
        post("bo", "board president", "d1"),
        post("cy", "superintendent", "d2"),
        post("di", "superintendent", "d1", "2019-07-01", interim=True, end=until("2020-06-30")),
    ]
    memberships = [recorded("m", "2015-07-01", Membership, district="d1")]
    assert members(evidence(posts=posts, memberships=memberships)) == ["ann"]
    everybody = evidence(
        posts=posts, memberships=[*memberships, recorded("n", "2022-05-01", Membership, district="d2")]
    )
    assert [members(everybody, on) for on in ("2022-04-30", "2022-05-01")] == [["ann"], ["ann", "cy"]]


@pytest.mark.parametrize(
    ("on", "is_one"), [("2021-12-31", True), ("2022-01-01", False), ("2022-01-31", False), ("2022-02-01", True)]
)
def test_a_membership_that_lapses_and_is_renewed_leaves_a_gap(on, is_one):
    memberships = [
        recorded("m", "2015-07-01", Membership, district="d1", end=until("2021-12-31")),
        recorded("n", "2022-02-01", Membership, district="d1"),
    ]
    assert (
        members(evidence(posts=[post("ann", "superintendent", "d1")], memberships=memberships), on) == ["ann"] * is_one
    )


@pytest.mark.parametrize(("since", "m"), [("2021-10-01", 1), ("2021-10-02", 0)])
def test_legislators_of_a_quarter_are_those_who_sat_on_its_first_day(since, m):
    rule = """rule = "each per period"
set = "legislators"
set_on = "first day"
counts = { of = "contact" }
through = "people"
every = "quarter\""""
    assert row(rule, evidence(posts=[post("lee", "legislator", "house", since)]), "2021-11-01").m == m


def test_an_interim_superintendent_is_a_member():
    interim = post("ann", "superintendent", "d1", interim=True)
    assert members(evidence(posts=[interim], memberships=[member("ann", "d1")[1]])) == ["ann"]


@pytest.mark.parametrize(
    ("on", "sitting"), [("2020-01-06", 0), ("2020-01-07", 1), ("2022-01-15", 1), ("2022-01-16", 0)]
)
def test_a_legislator_sits_from_the_first_day_through_the_last(on, sitting):
    seat = post("lee", "legislator", "house", "2020-01-07", end=until("2022-01-15"))
    rule = 'rule = "coverage"\nset = "legislators"\ncovered = { has = "touch", within = 365 }'
    assert row(rule, evidence(posts=[seat, post("bo", "staff", "house")]), on).m == sitting


# Touches, ties and names


def contact(*parties, by="di"):
    return {"contacts": [recorded("t", "2022-03-01", Contact, by=frozenset({by}), parties=parties)]}


INVITED = recorded("i", "2022-03-01", Invitation, event="e", recipients=frozenset({"lee"}))


@pytest.mark.parametrize(
    ("touch", "bodies", "legislators"),
    [
        (contact(Party("lee")), 0, 1),
        (contact(Party("bo"), by="lee"), 1, 0),
        (contact(Party(None, "mae")), 1, 0),
        ({"events": [event("e", attendance=(Party("lee"), Party("gus", "mae")))]}, 1, 1),
        ({"events": [event("e", "2022-06-02", attendance=(Party("lee"), Party("bo")))]}, 0, 0),
        ({"events": [event("e", hosts=frozenset({"mae"}))]}, 0, 0),
        ({"invitations": [INVITED], "events": [event("e")]}, 0, 0),
    ],
    ids=str,
)
def test_a_touch_is_a_contact_with_somebody_or_their_being_there_and_nothing_sent(touch, bodies, legislators):
    posts = [post("lee", "legislator", "house"), post("bo", "staff", "mae")]
    records = evidence(posts=posts, **touch)
    found = [
        row(f'rule = "coverage"\nset = "{of}"\ncovered = {{ has = "touch", within = 365 }}', records, TODAY).n
        for of in ("practice_partners", "legislators")
    ]
    assert found == [bodies, legislators]


@pytest.mark.parametrize("name", ["MAE", "mae", "Teachers’ association", "teachers' ASSOCIATION"])
def test_a_body_is_found_by_its_short_name_or_its_name_however_it_is_written(name):
    talk = recorded("t", "2022-03-01", Contact, by=frozenset({"di"}), parties=(Party("bo", "mae"),))
    rule = 'rule = "coverage"\nset = "practice_partners"\ncovered = { has = "touch", within = 365 }'
    found = row(rule, evidence(contacts=[talk]), TODAY, practice_partners=[name, "Nobody", name])
    assert (found.figure, found.outcome.missing) == ("1 of 2", ("Nobody",))


def test_all_bodies_of_a_kind_are_those_and_no_other():
    rule = 'rule = "coverage"\nset = "resas"\ncovered = { counts = { of = "resa list" }, through = "resa" }'
    backwards = replace(evidence(), bodies=dict(reversed(BODIES.items())))
    assert row(rule, backwards, TODAY).outcome.missing == ("north", "south")
    assert row(rule, evidence(), TODAY, resas=["South RESA"]).outcome.missing == ("south",)


@pytest.mark.parametrize(("values", "n"), [(("positive", "negative"), 0), (("negative", "positive"), 1)])
def test_of_two_ratings_of_one_day_the_later_recorded_is_the_newer_whatever_they_are_called(values, n):
    records = evidence(
        posts=[member("ann", "d1")[0], post("lee", "legislator", "house")],
        memberships=[member("ann", "d1")[1]],
        tie_ratings=[
            recorded(id_, "2022-01-01", TieRating, holder="ann", legislator="lee", value=value, confirmed=True,
                     recorded=day(known))
            for id_, value, known in (("z", values[0], "2022-01-02"), ("a", values[1], "2022-01-03"))
        ],
    )  # fmt: skip
    rule = 'rule = "coverage"\nset = "members"\ncovered = { has = "positive tie" }'
    assert row(rule, records, TODAY).n == n


@pytest.mark.parametrize(("interim_counts", "word"), [(False, "due soon"), (True, "no evidence")])
def test_time_as_interim_counts_for_being_new_where_the_setting_says_so(interim_counts, word):
    interim = post("ann", "superintendent", "d1", "2021-01-01", interim=True, end=until("2022-05-19"))
    appointed = recorded("appointed", "2022-05-20", Post, role="superintendent", body="d1", person="ann")
    records = evidence(posts=[interim, appointed], memberships=[member("ann", "d1")[1]])
    assert row('rule = "first-year mentors"', records, TODAY, interim_counts=interim_counts).word == word


ANSWERS = (
    ("ann", "2022-01-02"),
    ("ann", "2022-01-05"),
    ("bo", "2022-01-03"),
    (None, "2022-01-04"),
    (None, "2022-01-06"),
)


def test_another_post_before_does_not_make_a_first_superintendency_an_old_one():
    posts = [post("ann", "staff", "mae", "2015-07-01"), post("ann", "superintendent", "d1", "2022-05-20")]
    records = evidence(posts=posts, memberships=[member("ann", "d1")[1]])
    assert row('rule = "first-year mentors"', records, TODAY).word == "due soon"


def test_a_persons_last_answer_counts_once_and_each_anonymous_one_for_itself():
    poll = recorded("s", "2022-01-01", Survey, type="poll", to="executive committee")
    answers = [recorded(f"{who} {on}", on, Response, survey="s", person=who) for who, on in ANSWERS]
    rule = 'rule = "poll answered"\ncounts = { of = "survey" }\nroles = ["officer"]'
    records = evidence(surveys=[poll], responses=answers, posts=[post("ann", "officer", "own")])
    found = row(rule, records, TODAY)
    assert found.n == 4
    assert [item.record.id for item in found.evidence][1:] == [
        "bo 2022-01-03", "None 2022-01-04", "ann 2022-01-05", "None 2022-01-06",
    ]  # fmt: skip


def test_a_poll_of_a_committee_in_which_nobody_sits_is_no_evidence():
    poll = recorded("s", "2022-01-01", Survey, type="poll", to="executive committee")
    answer = recorded("a", "2022-01-03", Response, survey="s", person="ann")
    rule = 'rule = "poll answered"\ncounts = { of = "survey" }\nroles = ["officer"]'
    found = row(rule, evidence(surveys=[poll], responses=[answer]), TODAY)
    assert (found.word, found.figure) == ("no evidence", "0 of 0")
    assert "Nobody is on record in this committee" in found.outcome.reason


def test_the_newest_menu_and_the_newest_poll_are_looked_at():
    menus = [
        recorded(topic, on, Document, type="menu", topics=frozenset({topic}))
        for topic, on in (("Law", "2022-01-01"), ("Pay", "2022-02-01"), ("Bonds", "2022-07-01"))
    ]
    taught = event("e", type_="training", scope="regional", topics=frozenset({"Pay"}))
    assert row('rule = "menu scheduled"', evidence(documents=menus, events=[taught]), TODAY).figure == "1 of 1"
    polls = [recorded(on, on, Survey, type="poll") for on in ("2022-01-01", "2022-02-01", "2022-07-01")]
    answers = [recorded(f"a {poll.id}", "2022-05-01", Response, survey=poll.id) for poll in polls]
    answers += [recorded("b", "2022-05-01", Response, survey="2022-01-01")]
    officers = [post("ann", "officer", "own", "2022-01-15"), post("bo", "officer", "mae"), post("cy", "chair", "own")]
    rule = 'rule = "poll answered"\ncounts = { of = "survey", answered = true }\nroles = ["officer"]'
    assert row(rule, evidence(surveys=polls, responses=answers, posts=officers), TODAY).figure == "1 of 1"
