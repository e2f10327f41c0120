"""Who was there and for whom: our director and staff, those of other bodies, and what is written beside a name."""

import pytest
from worlds.small_plans import day, evidence, recorded, row

from crm.plan.evidence import CouncilSeat, Document, Event, Party, Post
from crm.plan.evidence_shapes import Ending


def post(person, role, body, on="2020-01-01", end=None):
    ending = Ending(day(end), day(end)) if end else None
    return recorded(f"{person} {role} {body}", on, Post, role=role, body=body, person=person, end=ending)


POSTS = [
    post("cy", "executive director", "own"),
    post("di", "staff", "own"),
    post("bo", "executive director", "mae"),
    post("gus", "staff", "mae"),
    post("ann", "superintendent", "d1"),
    post("sue", "superintendent", "d2"),
    post("sue", "staff", "mae"),
    post("lou", "officer", "own"),
    post("lou", "staff", "mpe"),
    post("eve", "staff", "own", "2022-03-01"),
    post("ned", "staff", "own", "2022-03-02"),
]


def there(role, *parties, on="2022-03-01", **more):
    """Whether a meeting with these present counts for a role."""
    meeting = recorded("e", on, Event, type="council", attendance=parties)
    rule = f'rule = "exists"\ncounts = {{ of = "event", present = "{role}" }}'
    return row(rule, evidence(posts=POSTS, events=[meeting], **more), "2022-04-01").n == 1


@pytest.mark.parametrize(
    ("party", "director", "staff"),
    [
        (Party("cy"), True, True),
        (Party("di"), False, True),
        (Party("cy", "mae", "superintendent"), True, True),
        (Party("di", "mae", "superintendent"), False, True),
        (Party("bo"), False, False),
        (Party("gus"), False, False),
        (Party("bo", None, "executive director"), False, False),
        (Party("guest", "mae", "executive director"), False, False),
        (Party("guest", "mae", "staff"), False, False),
        (Party("guest", "own", "executive director"), True, True),
        (Party("guest", None, "executive director"), True, True),
        (Party("guest", None, "staff"), False, True),
        (Party("lou", None, "staff"), False, True),
        (Party("ann"), False, False),
        (Party("sue"), False, False),
        (Party("lou"), False, False),
        (Party("eve"), False, True),
        (Party("ned"), False, False),
    ],
    ids=str,
)
def test_our_director_and_staff_are_present_and_those_of_other_bodies_are_not(party, director, staff):
    assert (there("executive director", party), there("staff", party)) == (director, staff)


@pytest.mark.parametrize(
    ("party", "is_one"),
    [
        (Party("ann"), True),
        (Party("sue"), True),
        (Party("ann", "d1", "board president"), False),
        (Party("lou", "d2", "superintendent"), True),
        (Party("lou"), False),
        (Party("cy", "d2", "superintendent"), True),
    ],
    ids=str,
)
def test_a_superintendent_is_who_is_written_so_or_else_holds_the_post_that_day(party, is_one):
    assert there("superintendent", party) is is_one
    assert there("superintendent", Party("cy"), party) is is_one


FOR_MAE = """rule = "exists"
counts = { of = "event", present_for = ["MAE"] }"""


@pytest.mark.parametrize(
    ("party", "n"),
    [
        (Party("gus"), 1),
        (Party("gus", "own"), 0),
        (Party("lee"), 1),
        (Party("lee", "d1"), 0),
        (Party("ann"), 0),
        (Party("guest"), 0),
        (Party("guest", "mae"), 1),
        (Party(None, "mae"), 1),
    ],
    ids=str,
)
def test_somebody_stands_for_the_body_written_or_else_for_those_of_a_post_or_seat(party, n):
    seat = recorded("seat", "2022-01-01", CouncilSeat, body="mae", person="lee")
    meeting = recorded("e", "2022-03-01", Event, type="council", attendance=(party,))
    records = evidence(posts=POSTS, council_seats=[seat], events=[meeting])
    assert row(FOR_MAE, records, "2022-04-01").n == n


@pytest.mark.parametrize(("on", "n"), [("2022-01-31", 0), ("2022-02-01", 1), ("2022-02-28", 1), ("2022-03-01", 0)])
def test_a_seat_of_the_council_is_stood_for_from_its_first_day_through_its_last(on, n):
    end = Ending(day("2022-02-28"), day("2022-02-28"))
    seat = recorded("seat", "2022-02-01", CouncilSeat, body="mae", person="lee", end=end)
    meeting = recorded("e", on, Event, type="council", attendance=(Party("lee"),))
    assert row(FOR_MAE, evidence(council_seats=[seat], events=[meeting]), "2022-04-01").n == n


@pytest.mark.parametrize(("known_on", "n"), [("2022-03-09", 0), ("2022-03-10", 1), (None, 1)])
def test_who_was_noted_later_is_not_known_to_have_been_there_before(known_on, n):
    late = Party("gus", recorded=day("2022-03-10"))
    meeting = recorded("e", "2022-03-01", Event, type="council", attendance=(Party("ann"), late))
    assert row(FOR_MAE, evidence(posts=POSTS, events=[meeting]), "2022-04-01", known_on).n == n


@pytest.mark.parametrize(
    ("dated", "figure"), [("2021-06-30", "1 of 1"), ("2021-07-15", "1 of 1"), ("2021-08-30", "1 of 1")]
)
def test_a_report_presented_to_the_board_counts_on_the_day_of_the_meeting_whatever_date_it_bears(dated, figure):
    rule = """rule = "per period"
counts = { of = "document", type = "mentoring report", dated = "presented" }
every = "school year\""""
    board = recorded("b", "2021-07-15", Event, type="board")
    paper = recorded("d", dated, Document, type="mentoring report", presented_at="b", recorded=day("2021-07-01"))
    found = row(rule, evidence(events=[board], documents=[paper]), "2021-08-01")
    assert found.figure == figure
    assert row(rule, evidence(events=[board], documents=[paper]), "2021-07-14").n == 0
