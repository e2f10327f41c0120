"""What an entry shows beside its own figure, counted from the same records."""

import pytest
from worlds.small_plans import day, evidence, member, recorded, row

from crm.plan.evidence import (
    Award,
    Communication,
    Contact,
    CouncilSeat,
    Document,
    Event,
    Group,
    Mentorship,
    Partnership,
    Party,
    Placement,
    Post,
    Presentation,
    Priority,
    Program,
    ResaList,
    Response,
    Stance,
    Survey,
    TieRating,
)
from crm.plan.ledger import ledger
from crm.plan.reading import read_plan

TODAY = "2022-06-01"
SUPERINTENDENT = recorded("s", "2020-07-01", Post, role="superintendent", body="d1", person="ann")
DIRECTOR = recorded("r", "2020-07-01", Post, role="RESA director", body="north", person="di")
LEGISLATORS = tuple(
    recorded(f"l {who}", "2020-01-01", Post, role="legislator", body="house", person=who) for who in ("lee", "lou")
)


def shown(rule, figure, records, on=TODAY, **settings):
    """The value of one figure of an entry."""
    found = row(f'rule = {rule}\nshows = ["{figure}"]', records, on, **settings)
    return next(one.value for one in found.outcome.figures if one.label == figure)


def counting(selector, more=""):
    return f'"exists"\ncounts = {{ {selector} }}\n{more}'


def event(id_, on, type_, *there, **values):
    return recorded(id_, on, Event, type=type_, title=id_, attendance=tuple(there), **values)


def message(id_, on, **values):
    said = {"type": "update", "channels": frozenset({"social"}), "audiences": frozenset({"internal"})} | values
    return recorded(id_, on, Communication, **said)


MENU = recorded("m", "2022-03-01", Document, type="menu", topics=frozenset({"Finance", "Law"}), basis=frozenset({"n"}))
ANSWER = recorded("a", "2022-02-02", Response, survey="n", person="ann")


@pytest.mark.parametrize(
    ("asked", "answers", "value"),
    [
        (frozenset({"finance", "Health"}), [ANSWER], "Law"),
        (frozenset({"Finance", "Law"}), [ANSWER], "none"),
        (frozenset({"Finance", "Law"}), [], "Finance; Law"),
        (None, [ANSWER], "not known: what the survey asked about is not recorded"),
    ],
)
def test_topics_of_the_menu_that_no_answered_survey_asked_about_are_named(asked, answers, value):
    needs = recorded("n", "2022-02-01", Survey, type="needs", topics=asked)
    records = evidence(documents=[MENU], surveys=[needs], responses=answers)
    assert shown(counting('of = "document"'), "topics without a survey result", records) == value


def test_mentors_are_at_work_or_retired():
    pairs = [
        recorded(f"p {mentor}", "2022-01-01", Mentorship, mentor=mentor, mentee="cy") for mentor in ("ann", "bo", "lee")
    ]
    rule = '"coverage"\nset = "mentorships started"\ncovered = { has = "good mentorship" }'
    posts = [SUPERINTENDENT, recorded("b", "2020-07-01", Post, role="board president", body="d1", person="bo")]
    assert shown(rule, "mentors at work", evidence(posts=posts, mentorships=pairs)) == "1 working, 2 retired"


def test_modules_are_told_by_topic_and_papers_on_best_practice_by_day():
    papers = [
        recorded("x", "2022-01-01", Document, type="module", topics=frozenset({"Law"})),
        recorded("y", "2022-01-02", Document, type="module", topics=frozenset({"Law", "Finance"})),
        recorded("z", "2022-01-03", Document, type="module"),
        recorded("b", "2022-01-04", Document, type="best practice", title="Keeping teachers"),
    ]
    records = evidence(documents=papers)
    assert shown(counting('of = "document", type = "module"'), "modules by topic", records) == (
        "Finance 1; Law 2; no topic 1"
    )
    assert shown('"by hand"', "papers on best practice", records) == "Keeping teachers, Jan 4, 2022"


def test_somebody_who_came_twice_is_one_and_a_body_without_a_name_beside_it_nobody():
    meetings = [event("a", "2022-03-01", "training", Party("ann"), Party(None, "mae"), Party("bo")),
                event("b", "2022-03-02", "training", Party("ann"), Party("ann", "d1"))]  # fmt: skip
    assert shown(counting('of = "event"'), "attendees", evidence(events=meetings)) == "2"


def test_programs_tell_their_sessions():
    programs = [recorded("p", "2022-01-01", Program, sessions=3), recorded("q", "2022-01-01", Program, sessions=2)]
    assert shown(counting('of = "program", sessions = 1'), "sessions", evidence(programs=programs)) == "5"


def test_what_a_meeting_decided_is_told():
    meeting = event("e", "2022-01-01", "executive committee", decisions=("Post weekly", "Print a flyer"))
    told = shown(counting('of = "event"'), "decisions", evidence(events=[meeting]))
    assert told == "Post weekly; Print a flyer"


MONTHLY = '"per period"\ncounts = { of = "event", type = "RESA meeting" }\nevery = "month"\nfrom = 2022-05-01'


def test_directors_of_the_resas_are_counted_in_the_running_month():
    calls = [
        event("may", "2022-05-09", "RESA meeting", Party("di")),
        event("june", "2022-06-01", "RESA meeting", Party("di"), Party("bo", "south", "RESA director"), Party("ann")),
    ]
    records = evidence(events=calls, posts=[DIRECTOR])
    assert [shown(MONTHLY, "directors present", records, on) for on in ("2022-05-31", TODAY)] == ["1", "2"]


def test_meetings_of_the_resas_with_us_on_the_agenda_are_counted():
    calls = [
        event("a", "2022-05-09", "RESA meeting", agenda=("News of OUR ASSOCIATION", "Lunch")),
        event("b", "2022-05-10", "RESA meeting", agenda=("Lunch",)),
    ]
    assert shown(MONTHLY, "meetings with us on the agenda", evidence(events=calls)) == "1 of 2"


def test_closed_months_without_a_call_are_named_from_the_deadlines_month_on():
    rule = '"exists by"\ncounts = { of = "event" }\nby = 2022-02-28'
    calls = [event("a", "2022-02-28", "RESA meeting"), event("b", "2022-04-01", "RESA meeting")]
    told = [shown(rule, "months without one", evidence(events=calls), on) for on in ("2022-03-31", "2022-04-01", TODAY)]
    assert told == ["none", "Mar 2022", "Mar 2022; May 2022"]


def test_the_first_held_meeting_of_the_council_is_told():
    rule = '"coverage by"\nset = "practice_partners"\ncovered = { has = "council seat" }\nby = 2022-02-28'
    meetings = [event(on, on, "council") for on in ("2022-03-01", "2022-01-15", "2022-07-01")]
    assert shown(rule, "first meeting of the council", evidence(events=meetings)) == "Jan 15, 2022"
    assert shown(rule, "first meeting of the council", evidence()) == "none"


def test_who_came_for_a_district_and_does_not_lead_it_may_become_superintendent():
    table = event(
        "t", "2022-03-01", "round table", Party("ann"), Party("bo", "d1"), Party("cy", "d2", "board president"),
        Party("gus", "mae"),
    )  # fmt: skip
    records = evidence(events=[table], posts=[SUPERINTENDENT])
    assert shown(counting('of = "event"'), "prospective superintendents", records) == "1"


def test_superintendents_and_board_presidents_of_the_running_period_are_told_apart():
    rule = '"per period"\ncounts = { of = "event" }\nevery = "school year"'
    sessions = [
        event("a", "2021-07-02", "training", Party("ann"), Party("bo", "d2", "board president")),
        event("b", "2022-03-01", "training", Party("ann"), Party("cy", "d1", "board president")),
    ]
    told = shown(rule, "present by role", evidence(events=sessions, posts=[SUPERINTENDENT]))
    assert told == "superintendents 1; board presidents 2"


def test_events_are_counted_by_school_year():
    events = [event(on, on, "training") for on in ("2021-07-01", "2022-06-30", "2022-07-01")]
    told = shown(counting('of = "event"'), "by school year", evidence(events=events), "2022-07-01")
    assert told == "2021-22: 2; 2022-23: 1"


def test_awards_and_presentations_are_told_by_event_and_a_presenter_once():
    conferences = [event("Spring", "2022-03-01", "conference"), event("Fall", "2021-09-01", "conference")]
    awards = [recorded("a", "2022-03-01", Award, type="hero", event="Spring")]
    talks = [recorded(i, "2022-03-01", Presentation, event="Fall", person="ann", format="talk") for i in "xy"]
    records = evidence(events=conferences, awards=awards, presentations=talks)
    rule = """"coverage"
set = {{ of = "event", type = "conference" }}
covered = {{ counts = {{ of = "{}" }}, through = "event" }}"""
    told = {
        figure: shown(rule.format(kind), figure, records)
        for kind, figure in (
            ("award", "awards by event"),
            ("presentation", "presentations by event"),
            ("presentation", "presenters"),
        )
    }
    assert told == {
        "awards by event": "Spring, Mar 1, 2022: 1; Fall, Sep 1, 2021: 0",
        "presentations by event": "Spring, Mar 1, 2022: 0; Fall, Sep 1, 2021: 2",
        "presenters": "1",
    }


POSTS = '"per period"\ncounts = { of = "communication", channel = "social" }\nevery = "month"'


def test_posts_and_recipients_are_told_of_the_running_period():
    sends = [
        message("a", "2022-05-31", size=100),
        message("b", "2022-06-01", size=40),
        message("c", "2022-06-01", recipients=frozenset({"ann", "bo"})),
    ]
    records = evidence(communications=sends)
    assert shown(POSTS, "posts", records) == "2 in this period, 3 in all"
    assert shown(POSTS, "recipients", records) == "42 in this period"


def test_the_longest_gap_runs_from_the_plans_start_and_between_messages_that_count():
    other = message("c", "2021-07-20", channels=frozenset({"email"}))
    early, late = message("a", "2021-07-31"), message("b", "2021-08-20")
    assert shown(POSTS, "longest gap", evidence(communications=[early, late, other])) == "30 days"
    assert shown(POSTS, "longest gap", evidence(communications=[other])) == "none"


def test_contacts_with_each_body_are_told_both_ways():
    contacts = [
        recorded("x", "2022-01-01", Contact, by=frozenset({"di"}), parties=(Party("ann", "mae"),)),
        recorded("y", "2022-01-02", Contact, by=frozenset({"di"}), parties=(Party(body="mae"),), incoming=True),
    ]
    told = shown(counting('of = "contact"'), "contacts by body", evidence(contacts=contacts), council_bodies=["MAE"])
    assert told == "MAE 1 from us, 1 from them"


def test_stances_tell_how_many_are_known_and_which_changed_since_the_last_council_meeting():
    priorities = [recorded(f"p{i}", "2021-08-01", Priority, issue=f"issue {i}") for i in (1, 2)]
    said = [
        ("mae", "issue 1", "2022-01-01", 0),
        ("mae", "issue 1", "2022-03-02", 2),
        ("mpe", "issue 2", "2022-01-01", 1),
    ]
    stances = [recorded(f"s{i}", on, Stance, body=b, issue=of, stance=n) for i, (b, of, on, n) in enumerate(said)]
    meeting = event("c", "2022-03-01", "council")
    records = evidence(priorities=priorities, stances=stances, events=[meeting])
    told = shown(counting('of = "event"'), "stances of the bodies", records, council_bodies=["MAE", "MPE"])
    assert told == "2 of 4 known; changed since Mar 1, 2022: MAE on issue 1, undecided to supports"


def test_groups_tell_their_members_and_partnerships_when_we_were_last_in_touch():
    group = recorded("g", "2022-01-01", Group, title="Principals", members=frozenset({"ann", "bo"}))
    partners = [
        recorded(b, "2022-01-01", Partnership, bodies=frozenset({"own", b}), purpose="skills") for b in ("mae", "mpe")
    ]
    seat = recorded("x", "2022-01-01", CouncilSeat, body="mae", person="bo")
    talk = recorded("t", "2022-02-03", Contact, by=frozenset({"di"}), parties=(Party("bo"),))
    records = evidence(groups=[group], partnerships=partners, council_seats=[seat], contacts=[talk])
    assert shown(counting('of = "group"'), "members of the groups", records) == "Principals: 2"
    rule = '"coverage"\nset = { of = "partnership" }\ncovered = { has = "touch of a partner", within = 365 }'
    assert shown(rule, "last activity", records) == "MAE Feb 3, 2022; MPE never"


def test_reports_tell_how_long_they_took():
    meetings = [event(on, on, "like group", group="g") for on in ("2022-03-01", "2022-04-01")]
    reports = [
        recorded("a", "2022-03-08", Document, type="group report", event="2022-03-01"),
        recorded("b", "2022-04-12", Document, type="group report", event="2022-04-01"),
    ]
    rule = """"coverage"
set = "meetings owing a report"
covered = { counts = { of = "document", type = "group report" }, through = "event" }"""
    told = shown(rule, "days until the report", evidence(events=meetings, documents=reports))
    assert told == "median 9 days, longest 11 days"


def test_an_area_without_members_says_whether_there_is_no_list_or_no_member_on_it():
    lists = [recorded("x", "2022-01-01", ResaList, resa="north", districts=frozenset({"d2"}))]
    rule = '"coverage"\nset = "resas"\ncovered = { has = "listed member" }'
    told = shown(rule, "areas not covered", evidence(resa_lists=lists))
    assert told == "North RESA: no member on its list; South RESA: no list"


def test_members_and_board_seats_are_told_for_each_old_district():
    seats = [recorded("b", "2022-01-01", Post, role="board member", body="own", person="ann", seat=1)]
    post, membership = member("ann", "d1")
    placed = recorded("p", "2020-01-01", Placement, district="d1", old=2)
    rule = '"coverage"\nset = "old districts"\ncovered = { has = "member and board seats", seats = 2 }'
    records = evidence(posts=[*seats, post], memberships=[membership], placements=[placed])
    assert "district 2: members 1, board seats 1; district 3: members 0" in shown(rule, "by old district", records)


REACHED = """"coverage"
set = "legislators"
covered = { counts = { of = "contact" }, through = "people", within = 100 }"""


def test_legislators_are_told_by_priority_and_who_was_never_reached():
    priorities = [recorded(f"p{i}", "2021-08-01", Priority, issue=i) for i in ("pay", "bonds")]
    talks = [
        recorded("a", "2022-05-01", Contact, by=frozenset(), parties=(Party("lee"),), issues=frozenset({"pay"})),
        recorded("b", "2021-08-01", Contact, by=frozenset(), parties=(Party("lou"),), issues=frozenset({"bonds"})),
    ]
    records = evidence(posts=LEGISLATORS, priorities=priorities, contacts=talks)
    assert shown(REACHED, "reached by priority", records) == "bonds 0 of 2; pay 1 of 2"
    assert shown(REACHED, "never reached", records) == "0"
    assert shown(REACHED, "never reached", evidence(posts=LEGISLATORS, contacts=talks[:1])) == "1"
    assert shown(counting('of = "event"'), "priorities in force", records) == "bonds; pay"


def test_ties_that_moved_are_new_lapsed_or_turned_negative():
    post, membership = member("ann", "d1")
    said = [("lee", "2022-05-02", "positive"), ("lou", "2022-01-01", "positive"), ("gus", "2022-01-01", "positive"),
            ("gus", "2022-05-03", "negative")]  # fmt: skip
    ratings = [
        recorded(f"r{i}", on, TieRating, holder="ann", legislator=who, value=value, confirmed=True)
        for i, (who, on, value) in enumerate(said)
    ]
    sitting = recorded("l gus", "2020-01-01", Post, role="legislator", body="house", person="gus")
    talk = recorded("t", "2022-05-01", Contact, by=frozenset({"ann"}), parties=(Party("lee"),))
    records = evidence(
        posts=[post, *LEGISLATORS, sitting], memberships=[membership], tie_ratings=ratings, contacts=[talk],
        events=[event("b", "2022-05-01", "board")],
    )  # fmt: skip
    rule = '"coverage"\nset = "legislators"\ncovered = [{ has = "friend among us" }, { has = "touch", within = 365 }]'
    assert shown(rule, "ties that moved", records) == "1 new since May 1, 2022, 1 lapsed, 1 turned negative"


def test_at_large_members_of_the_board_are_told_apart_from_its_officers():
    board = [
        recorded("a", "2022-01-01", Post, role="officer", body="own", person="ann"),
        recorded("b", "2022-01-01", Post, role="at large", body="own", person="bo"),
        recorded("c", "2022-01-01", Post, role="board member", body="own", person="cy"),
        recorded("d", "2022-01-01", Post, role="board member", body="own", person="di", seat=3),
    ]
    rule = '"coverage"\nset = "old districts"\ncovered = { has = "member and board seats", seats = 2 }'
    assert shown(rule, "officers and at-large", evidence(posts=board)) == "1 officers, 2 at large"


def test_a_heading_shows_figures_too():
    plan = read_plan("""
[plan]
name = "Two"
[[goals]]
id = "G"
title = "The goal"
[[entries]]
id = "G 1"
under = "G"
text = "Heading"
rule = "roll-up"
shows = ["priorities in force"]
[[entries]]
id = "G 1.1"
under = "G 1"
text = "Below"
rule = "by hand"
""")
    records = evidence(priorities=[recorded("p", "2021-08-01", Priority, issue="pay")])
    heading = ledger(plan, records, plan.defaults, day(TODAY)).by_id["G 1"]
    assert [(one.label, one.value) for one in heading.outcome.figures][-1] == ("priorities in force", "pay")
