"""What covers a member of a set by itself: touches, named people, ties, lists, board seats; and since when."""

import pytest
from worlds.small_plans import day, evidence, member, recorded, row

from crm.plan.evidence import Contact, CouncilSeat, Mentorship, Partnership, Party, Placement, Post, ResaList, TieRating
from crm.plan.evidence_shapes import Ending

TODAY = "2022-06-01"


def until(last):
    return Ending(day(last), day(last))


def post(person, role, body, on="2020-07-01", **values):
    return recorded(f"{role} {person} {on}", on, Post, role=role, body=body, person=person, **values)


def covered(set_, condition, records, on=TODAY, **settings):
    """The number covered, and those that are not."""
    found = row(f'rule = "coverage"\nset = {set_}\ncovered = {condition}', records, on, **settings)
    return found.n, found.outcome.missing


def tie(id_, on, value="positive", holder="ann", legislator="lee", confirmed=True):
    return recorded(id_, on, TieRating, holder=holder, legislator=legislator, value=value, confirmed=confirmed)


SITTING = post("lee", "legislator", "house", "2020-01-07", end=until("2022-06-01"))


@pytest.mark.parametrize(("with_", "n"), [("mae", 1), ("mpe", 0), ("own", 0)])
@pytest.mark.parametrize("bodies", [{"mae"}, {"own", "mae"}])
def test_a_partnership_is_alive_by_a_touch_of_the_partner_and_not_of_ourselves(bodies, with_, n):
    partnership = recorded("p", "2022-01-01", Partnership, bodies=frozenset(bodies), purpose="skills")
    talk = recorded("t", "2022-03-01", Contact, by=frozenset({"di"}), parties=(Party("bo", with_),))
    records = evidence(partnerships=[partnership], contacts=[talk])
    assert covered('{ of = "partnership" }', '{ has = "touch of a partner", within = 365 }', records)[0] == n


@pytest.mark.parametrize(("on", "n"), [("2022-01-31", 0), ("2022-02-01", 1), ("2022-02-28", 1), ("2022-03-01", 0)])
@pytest.mark.parametrize("kind", ["post", "seat"])
def test_a_body_has_somebody_named_while_a_post_or_a_seat_of_it_is_held(kind, on, n):
    end = until("2022-02-28")
    held = {
        "post": {"posts": [post("bo", "staff", "mae", "2022-02-01", end=end)]},
        "seat": {"council_seats": [recorded("s", "2022-02-01", CouncilSeat, body="mae", person="bo", end=end)]},
    }
    assert covered('"practice_partners"', '{ has = "named person" }', evidence(**held[kind]), on)[0] == n


def test_a_seat_held_by_nobody_names_nobody():
    seat = recorded("s", "2022-02-01", CouncilSeat, body="mae", person="")
    assert covered('"practice_partners"', '{ has = "named person" }', evidence(council_seats=[seat]))[0] == 0


@pytest.mark.parametrize(("on", "n"), [("2022-06-01", 1), ("2022-06-02", 0)])
def test_a_tie_covers_its_member_while_the_legislator_sits(on, n):
    one, membership = member("ann", "d1")
    records = evidence(posts=[one, SITTING], memberships=[membership], tie_ratings=[tie("r", "2022-01-01")])
    assert covered('"members"', '{ has = "positive tie" }', records, on)[0] == n


@pytest.mark.parametrize(("holder", "n"), [("ann", 1), ("di", 1), ("cy", 1), ("bo", 0), ("gus", 0)])
def test_a_legislators_friends_are_members_and_our_staff_of_the_day(holder, n):
    one, membership = member("ann", "d1")
    posts = [
        one,
        SITTING,
        post("di", "staff", "own"),
        post("cy", "executive director", "own"),
        post("bo", "staff", "mae"),
        post("gus", "superintendent", "d2"),
    ]
    ratings = [tie("r", "2022-01-01", holder=holder), tie("s", "2022-01-01", "none", holder="ann", legislator="lou")]
    records = evidence(posts=posts, memberships=[membership], tie_ratings=ratings)
    assert covered('"legislators"', '{ has = "friend among us" }', records)[0] == n


def test_a_tie_is_shown_by_its_newest_rating():
    one, membership = member("ann", "d1")
    ratings = [tie("old", "2021-09-01"), tie("new", "2022-01-01")]
    records = evidence(posts=[one, SITTING], memberships=[membership], tie_ratings=ratings)
    for of, has in (("members", "positive tie"), ("legislators", "friend among us")):
        found = row(f'rule = "coverage"\nset = "{of}"\ncovered = {{ has = "{has}" }}', records, TODAY)
        assert [item.record.id for item in found.evidence] == ["new"]


LISTED = '{ has = "listed member" }'


@pytest.mark.parametrize(
    ("lists", "n"),
    [
        ([("2022-01-01", {"d1"})], 1),
        ([("2022-01-01", {"d1", "d2"})], 1),
        ([("2022-01-01", {"d2"})], 0),
        ([("2022-01-01", {"d1"}), ("2022-02-01", {"d2"})], 0),
        ([("2022-01-01", {"d2"}), ("2022-02-01", {"d1"})], 1),
        ([("2010-01-01", {"d1"})], 1),
        ([], 0),
    ],
    ids=str,
)
def test_an_area_has_a_member_when_its_newest_list_names_a_members_district(lists, n):
    rows = [recorded(on, on, ResaList, resa="north", districts=frozenset(districts)) for on, districts in lists]
    one, membership = member("ann", "d1")
    posts = [one, post("bo", "board president", "d2"), post("cy", "superintendent", "d3")]
    records = evidence(posts=posts, memberships=[membership, member("x", "d2")[1]], resa_lists=rows)
    assert covered('"resas"', LISTED, records) == (n, ("north", "south")[n:])


OLD = '{ has = "member and board seats", seats = "$board_per_old" }'
MEMBER, IN_MEMBERSHIP = member("ann", "d1")
PLACED = recorded("p", "2021-06-01", Placement, district="d1", old=2)
BY_SEAT = post("ann", "board member", "own", "2021-07-01", seat=2)
BY_DISTRICT = post("bo", "board member", "own", "2021-07-01", district="d1")
REPRESENTATIVE = post("ann", "district representative", "own", "2021-08-01")


@pytest.mark.parametrize(
    ("posts", "placements", "n"),
    [
        ([MEMBER, BY_SEAT, BY_DISTRICT], [PLACED], 1),
        ([MEMBER, REPRESENTATIVE, BY_DISTRICT], [PLACED], 1),
        ([MEMBER, BY_SEAT], [PLACED], 0),
        ([BY_DISTRICT, post("cy", "board member", "own", district="d1")], [PLACED], 0),
        ([MEMBER, BY_SEAT, BY_DISTRICT], [], 0),
        ([MEMBER, BY_SEAT, post("cy", "board member", "mae", district="d1")], [PLACED], 0),
        ([MEMBER, BY_SEAT, post("cy", "officer", "own", district="d1")], [PLACED], 0),
        ([MEMBER, BY_SEAT, post("ann", "board member", "own")], [PLACED], 0),
        ([MEMBER, BY_SEAT, post("cy", "board member", "own", seat=2)], [PLACED], 0),
        ([MEMBER, BY_SEAT, BY_DISTRICT], [PLACED, recorded("q", "2022-01-01", Placement, district="d1", old=3)], 1),
        ([MEMBER, BY_SEAT, BY_DISTRICT], [recorded("q", "2022-06-02", Placement, district="d1", old=3)], 0),
    ],
    ids=str,
)
def test_an_old_district_needs_a_member_and_two_district_seats_held_by_people_of_it(posts, placements, n):
    records = evidence(posts=posts, memberships=[IN_MEMBERSHIP], placements=placements)
    assert covered('"old districts"', OLD, records)[0] == n


def test_an_old_district_is_the_newest_choice():
    moved = recorded("q", "2022-01-01", Placement, district="d1", old=3)
    records = evidence(posts=[MEMBER, BY_SEAT, BY_DISTRICT], memberships=[IN_MEMBERSHIP], placements=[PLACED, moved])
    assert covered('"old districts"', OLD, records)[1] == ("1", "2", "4", "5")
    assert covered('"old districts"', OLD, records, "2021-12-31")[1] == ("1", "3", "4", "5")


def test_a_district_out_of_membership_gives_an_old_district_no_member():
    records = evidence(posts=[MEMBER, BY_SEAT, BY_DISTRICT], placements=[PLACED])
    assert covered('"old districts"', OLD, records)[0] == 0


def test_a_mentorship_is_good_by_its_own_mentor_and_mentee():
    posts = [post("gus", "superintendent", "d2", "2010-07-01"), post("ann", "superintendent", "d1", "2021-07-01")]
    pairs = [
        recorded(f"{mentor} {mentee}", "2021-08-01", Mentorship, mentor=mentor, mentee=mentee)
        for mentor, mentee in (("gus", "ann"), ("ann", "gus"), ("lou", "ann"))
    ]
    records = evidence(posts=posts, mentorships=pairs)
    good = covered('"mentorships started"', '{ has = "good mentorship" }', records)
    assert good == (1, ("ann gus", "lou ann"))


def test_a_mentor_who_only_stood_in_has_not_led_a_district():
    posts = [
        post("gus", "superintendent", "d2", "2010-07-01", interim=True),
        post("bo", "board president", "d2", "2010-07-01"),
        post("ann", "superintendent", "d1", "2021-07-01"),
    ]
    pairs = [recorded(who, "2021-08-01", Mentorship, mentor=who, mentee="ann") for who in ("gus", "bo")]
    records = evidence(posts=posts, mentorships=pairs)
    good = '{ has = "good mentorship" }'
    assert [covered('"mentorships started"', good, records, interim_counts=counts)[0] for counts in (False, True)] == [
        0,
        0,
    ]


TIES_BY = 'rule = "coverage by"\nset = "members"\ncovered = { has = "positive tie" }\nby = 2022-01-31'


@pytest.mark.parametrize(
    ("ratings", "word", "notes"),
    [
        ([tie("a", "2022-01-31")], "met", ("reached on Jan 31, 2022",)),
        ([tie("a", "2022-01-31"), tie("b", "2022-02-01", "negative")], "met", ("reached on Jan 31, 2022",)),
        ([tie("a", "2022-01-01", confirmed=False), tie("b", "2022-02-01")], "met late",
         ("reached on Feb 1, 2022", "1 days after the deadline")),
        ([tie("a", "2022-01-01", "none"), tie("b", "2022-02-02")], "met late",
         ("reached on Feb 2, 2022", "2 days after the deadline")),
        ([tie("a", "2022-01-01", "negative")], "late", ()),
        ([tie("a", "2019-01-01")], "met", ("reached on Jul 1, 2021",)),
        ([tie("a", "2019-01-01"), tie("b", "2021-07-01", "none")], "late", ()),
        ([tie("a", "2019-01-01"), tie("b", "2021-07-02", "none")], "met", ("reached on Jul 1, 2021",)),
    ],
    ids=str,
)  # fmt: skip
def test_a_tie_is_held_from_its_rating_until_the_day_before_the_next(ratings, word, notes):
    found = row(TIES_BY, evidence(posts=[MEMBER, SITTING], memberships=[IN_MEMBERSHIP], tie_ratings=ratings), TODAY)
    assert (found.word, found.outcome.notes) == (word, notes)


def test_a_share_is_reached_when_the_set_shrinks_though_nobody_was_added():
    two, other = member("bo", "d2")
    gone = recorded("membership d2", "2020-07-01", type(other), district="d2", end=until("2021-12-31"))
    records = evidence(
        posts=[MEMBER, two, SITTING], memberships=[IN_MEMBERSHIP, gone], tie_ratings=[tie("a", "2021-09-01")]
    )
    assert row(TIES_BY, records, TODAY).outcome.notes == ("reached on Jan 1, 2022",)
