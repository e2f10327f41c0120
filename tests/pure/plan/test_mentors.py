"""Who is a new superintendent, and how a first year with its mentors stands."""

import pytest
from worlds.small_plans import day, evidence, recorded, row

from crm.plan.evidence import Membership, Mentorship, Post
from crm.plan.evidence_shapes import Ending

RULE = 'rule = "first-year mentors"'


def until(last):
    return last and Ending(day(last), day(last))


def leads(person, district, since, end=None):
    id_ = f"{person} {district} {since}"
    return recorded(id_, since, Post, role="superintendent", body=district, person=person, end=until(end))


def paired(since, end=None, mentee="ann"):
    return recorded(f"pair {since}", since, Mentorship, mentor="gus", mentee=mentee, end=until(end))


def first_year(posts, *pairs, on="2022-06-01", joined="2015-07-01", **settings):
    memberships = [recorded(f"m {of}", joined, Membership, district=of) for of in ("d1", "d2")]
    mentor = leads("gus", "far", "2005-07-01")
    return row(RULE, evidence(posts=[*posts, mentor], memberships=memberships, mentorships=pairs), on, **settings)


NOW = leads("ann", "d1", "2022-05-20")
ELSEWHERE, HERE_BEFORE = leads("ann", "d2", "2015-07-01", "2022-05-19"), leads("ann", "d1", "2015-07-01", "2018-06-30")


@pytest.mark.parametrize(
    ("posts", "first", "moved"),
    [
        ([NOW], "due soon", "due soon"),
        ([ELSEWHERE, NOW], "no evidence", "due soon"),
        ([HERE_BEFORE, NOW], "no evidence", "no evidence"),
    ],
    ids=["first", "moved", "returned"],
)
def test_who_moves_between_districts_is_new_only_where_the_setting_says_so(posts, first, moved):
    assert first_year(posts).word == first
    assert first_year(posts, new_means="new to district").word == moved


def test_who_moves_may_be_mentored_in_the_year_after_the_move():
    assert first_year([ELSEWHERE, NOW], paired("2022-05-25"), new_means="new to district").word == "met"


@pytest.mark.parametrize(("joined", "m"), [("2022-05-20", 1), ("2022-05-21", 0)])
def test_a_new_superintendent_is_one_of_a_district_in_membership_on_the_first_day(joined, m):
    assert first_year([NOW], joined=joined).m == m


def test_the_first_pairing_decides_though_another_mentor_took_over():
    posts = [leads("ann", "d1", "2021-07-01")]
    found = first_year(posts, paired("2021-07-11", "2021-10-01"), paired("2021-10-02"), on="2021-12-01")
    assert found.word == "met"
    assert found.outcome.figures[0].value == "paired after 10 days, 144 of 154 days covered"


def test_the_new_are_named_in_one_order_whatever_the_order_of_recording():
    posts = [leads(who, "d1", "2022-05-20") for who in ("lou", "bo", "cy", "ann", "di", "lee")]
    assert first_year(posts).outcome.missing == ("ann", "bo", "cy", "di", "lee", "lou")
