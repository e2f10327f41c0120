"""Who is new as superintendent, who could mentor them, and how many days of the first year somebody did."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.learning.newcomers import FIRST, INTERIM, MOVED, RETURNED, Newcomer, Spell, covered, newcomers, suggested

TODAY = date(2026, 3, 1)
SINCE = date(2025, 3, 2)


def spell(person: str, district: str, start: str | None, end: str | None = None, **more) -> Spell:
    return Spell(
        f"{person}|{district}|{start}", person, person.capitalize(), district, district.upper(), start, end, **more
    )


@pytest.mark.parametrize(
    ("earlier", "now", "beginning", "is_asked"),
    [
        ([], {}, FIRST, True),
        ([("lee", "2019-07-01", "2022-06-30")], {}, MOVED, False),
        ([("pike", "2019-07-01", "2022-06-30")], {}, RETURNED, False),
        ([("pike", "2019-07-01", "2020-06-30"), ("lee", "2020-07-01", "2025-06-30")], {}, RETURNED, False),
        ([], {"interim": True}, INTERIM, False),
        ([], {"told": MOVED}, MOVED, False),
    ],
)
def test_first_moved_returned_and_interim_are_told_apart_and_the_unknown_is_asked(earlier, now, beginning, is_asked):
    before = [spell("ann", district, start, end) for district, start, end in earlier]
    (found,) = newcomers([*before, spell("ann", "pike", "2025-08-01", **now)], since=SINCE, until=TODAY)
    assert (found.beginning, found.is_asked) == (beginning, is_asked)


def test_an_interim_time_before_the_appointment_is_no_superintendency():
    interim = spell("ann", "pike", "2025-04-01", "2025-07-31", interim=True)
    appointed = spell("ann", "pike", "2025-08-01")
    assert [one.beginning for one in newcomers([interim, appointed], since=SINCE, until=TODAY)] == [FIRST, INTERIM]


def test_whose_start_is_not_known_is_not_called_new():
    assert newcomers([spell("ann", "pike", None)], since=SINCE, until=TODAY) == []


NEW = Newcomer(spell("ann", "pike", "2025-08-01", regions=("East",), teachers=100), FIRST, "", True)


def test_mentors_are_suggested_with_reasons_and_none_with_a_strained_tie_or_too_new():
    others = [
        spell("bo", "lee", "2015-07-01", regions=("East",), teachers=120),
        spell("cal", "clay", "2010-07-01", regions=("West",), teachers=2_000),
        spell("dee", "gulf", "2024-07-01", regions=("East",)),
        spell("eve", "oak", "2012-07-01", regions=("East",), teachers=110),
        spell("fay", "elm", "2012-07-01", "2025-01-01"),
        spell("gus", "bay", "2012-07-01", interim=True),
    ]
    found = suggested(NEW, [NEW.spell, *others], today=TODAY, strained={"ann": frozenset({"eve"})}, busy={"bo": 1})
    assert [one.spell.person_id for one in found] == ["bo", "cal"]
    assert found[0].reasons == (
        "superintendent for 10 years", "same RESA, East", "a district of like size, 120 teachers beside 100",
        "mentors 1 other now",
    )  # fmt: skip


def test_experience_counts_from_the_first_superintendency_anywhere():
    others = [spell("bo", "oak", "2012-07-01", "2024-06-30"), spell("bo", "lee", "2024-07-01")]
    (found,) = suggested(NEW, others, today=TODAY, strained={}, busy={})
    assert (found.spell.district_id, found.years) == ("lee", 13)


def test_two_mentors_at_once_cover_a_day_once_and_only_days_of_the_first_year_count():
    times = [(date(2025, 7, 1), date(2025, 8, 10)), (date(2025, 8, 6), date(2025, 8, 20)), (date(2026, 2, 20), None)]
    assert covered(NEW, times, today=TODAY) == (20 + 10, 213)
    assert covered(NEW, [], today=date(2025, 7, 1)) == (0, 0)


DAYS = st.integers(-100, 500).map(lambda days: NEW.start + timedelta(days=days))


@given(st.lists(st.tuples(DAYS, DAYS | st.none()), max_size=6), DAYS)
def test_the_days_covered_are_those_on_which_some_mentorship_holds(times, today):
    passed = [NEW.start + timedelta(days=n) for n in range(365) if NEW.start + timedelta(days=n) <= today]
    by_hand = sum(any(first <= day and (last is None or day <= last) for first, last in times) for day in passed)
    assert covered(NEW, times, today=today) == (by_hand, len(passed))
