"""The sets that a plan covers: who and what is in them on a day, in which order, and why one is empty."""

import pytest
from worlds.small_plans import evidence, member, recorded, row

from crm.plan.evidence import Document, Event, Mentorship, Post, Priority

TOUCHED = 'covered = { has = "touch", within = 365 }'
REPORTED = """rule = "coverage"
set = "meetings owing a report"
covered = { counts = { of = "document", type = "group report" }, through = "event" }"""


@pytest.mark.parametrize(
    ("type_", "of_event", "figure"),
    [("group report", "e", "1 of 1"), ("best practice", "e", "0 of 0"), ("group report", "other", "0 of 0")],
)
def test_a_meeting_with_its_report_counts_at_once_and_another_paper_is_no_report(type_, of_event, figure):
    meeting = recorded("e", "2022-03-01", Event, type="like group", group="g")
    paper = recorded("d", "2022-03-02", Document, type=type_, event=of_event)
    assert row(REPORTED, evidence(events=[meeting], documents=[paper]), "2022-03-02").figure == figure


def test_only_meetings_of_like_groups_owe_a_report():
    assert row(REPORTED, evidence(events=[recorded("e", "2022-03-01", Event, type="council")]), "2022-05-01").m == 0


@pytest.mark.parametrize(("since", "m"), [("2021-06-30", 0), ("2021-07-01", 1)])
def test_mentorships_are_looked_at_from_the_plans_start_on(since, m):
    rule = 'rule = "coverage"\nset = "mentorships started"\ncovered = { has = "good mentorship" }'
    pair = recorded("ms", since, Mentorship, mentor="gus", mentee="ann")
    assert row(rule, evidence(mentorships=[pair]), "2022-01-01").m == m


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ('{ of = "event", type = "conference" }', "No conference counts yet."),
        ('{ of = "event", type = ["conference", "convention"] }', "No conference or convention counts yet."),
        ('{ of = "presentation" }', "No presentation counts yet."),
    ],
)
def test_a_set_of_records_that_is_empty_says_of_which_kind_there_is_none(selector, reason):
    rule = f'rule = "coverage"\nset = {selector}\ncovered = {{ counts = {{ of = "award" }}, through = "event" }}'
    assert row(rule, evidence(), "2022-01-01").outcome.reason == reason


def test_what_is_missing_is_named_in_one_order_whatever_the_order_of_recording():
    people = ["lou", "bo", "cy", "gus", "ann", "di", "lee"]
    posts, memberships = zip(*(member(who, f"district of {who}") for who in people), strict=True)
    seats = [recorded(f"l {who}", "2020-01-01", Post, role="legislator", body="house", person=who) for who in people]
    issues = [recorded(f"p {i}", f"2021-08-0{i}", Priority, issue=who) for i, who in enumerate(people, 1)]
    records = evidence(posts=[*posts, *seats], memberships=memberships, priorities=issues)
    rank = 'covered = { counts = { of = "rank" }, through = "issue" }'
    for name, covered, missing in (
        ("members", TOUCHED, sorted(people)),
        ("legislators", TOUCHED, sorted(people)),
        ("districts in membership", TOUCHED, sorted(f"district of {who}" for who in people)),
        ("priorities", rank, sorted(people)),
    ):
        found = row(f'rule = "coverage"\nset = "{name}"\n{covered}', records, "2022-01-01")
        assert list(found.outcome.missing) == missing


def test_an_issue_adopted_again_is_one_priority():
    twice = [recorded(f"p {on}", on, Priority, issue="pay") for on in ("2021-08-01", "2021-09-01")]
    rule = 'rule = "coverage"\nset = "priorities"\ncovered = { counts = { of = "rank" }, through = "issue" }'
    assert row(rule, evidence(priorities=twice), "2022-01-01").m == 1


def test_the_members_of_a_past_day_are_those_of_that_day():
    """A window's figure is of the members on its last day, though one more came since."""
    posts, memberships = zip(member("ann", "d1"), member("bo", "d2", "2021-08-02"), strict=True)
    rule = 'rule = "window"\ncounts = { of = "survey" }\nopens = 2021-07-11\ncloses = 2021-08-01'
    records = evidence(posts=posts, memberships=memberships)
    assert [row(rule, records, on).m for on in ("2021-07-20", "2022-01-01")] == [1, 1]
