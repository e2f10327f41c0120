"""Weeks, months, quarters and years: where they begin, where they end, and what they are called."""

from itertools import pairwise

import pytest
from worlds.small_plans import day

from crm.plan.periods import Period, calendar_year, periods


def spans(length, start, through, year_start=(7, 1)):
    return [(str(p.first), str(p.last)) for p in periods(length, day(start), day(through), year_start)]


@pytest.mark.parametrize(
    ("length", "start", "first"),
    [
        ("week", "2021-07-01", ("2021-07-05", "2021-07-11")),  # a Thursday
        ("week", "2021-07-05", ("2021-07-05", "2021-07-11")),
        ("week", "2021-07-06", ("2021-07-12", "2021-07-18")),
        ("month", "2021-07-01", ("2021-07-01", "2021-07-31")),
        ("month", "2021-07-02", ("2021-08-01", "2021-08-31")),
        ("month", "2021-12-02", ("2022-01-01", "2022-01-31")),
        ("month", "2024-02-01", ("2024-02-01", "2024-02-29")),
        ("two months", "2021-07-01", ("2021-07-01", "2021-08-31")),
        ("two months", "2021-08-01", ("2021-08-01", "2021-09-30")),
        ("two months", "2021-08-31", ("2021-09-01", "2021-10-31")),
        ("two months", "2021-12-01", ("2021-12-01", "2022-01-31")),
        ("quarter", "2021-07-01", ("2021-07-01", "2021-09-30")),
        ("quarter", "2021-07-02", ("2021-10-01", "2021-12-31")),
        ("quarter", "2021-08-01", ("2021-10-01", "2021-12-31")),
        ("quarter", "2021-09-30", ("2021-10-01", "2021-12-31")),
        ("quarter", "2021-10-02", ("2022-01-01", "2022-03-31")),
        ("school year", "2021-07-01", ("2021-07-01", "2022-06-30")),
        ("school year", "2021-06-30", ("2021-07-01", "2022-06-30")),
        ("school year", "2021-07-02", ("2022-07-01", "2023-06-30")),
    ],
)
def test_the_first_period_is_the_first_that_begins_on_or_after_the_start(length, start, first):
    assert spans(length, start, "2024-12-31")[0] == first


@pytest.mark.parametrize(
    ("begins", "first"),
    [
        ((8, 15), ("2021-08-15", "2022-08-14")),
        ((1, 1), ("2022-01-01", "2022-12-31")),
        ((7, 2), ("2021-07-02", "2022-07-01")),
    ],
)
def test_a_school_year_begins_on_the_day_that_the_setting_says(begins, first):
    assert spans("school year", "2021-07-01", "2023-01-01", begins)[0] == first


@pytest.mark.parametrize(
    ("through", "number"),
    [
        ("2021-06-30", 0),
        ("2021-07-01", 1),
        ("2021-07-31", 1),
        ("2021-08-01", 2),
        ("2022-06-30", 12),
        ("2022-07-01", 13),
    ],
)
def test_periods_go_on_to_the_one_in_which_the_day_lies_and_no_further(through, number):
    assert len(spans("month", "2021-07-01", through)) == number


@pytest.mark.parametrize("length", ["week", "month", "two months", "quarter", "school year"])
def test_each_period_follows_the_one_before_without_a_day_between(length):
    found = list(periods(length, day("2021-07-01"), day("2023-12-31")))
    assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(found))
    assert day("2023-12-31") in found[-1]


@pytest.mark.parametrize(
    ("on", "inside"), [("2021-06-30", False), ("2021-07-01", True), ("2021-07-31", True), ("2021-08-01", False)]
)
def test_a_period_has_its_first_and_its_last_day_in_it(on, inside):
    assert (day(on) in Period(day("2021-07-01"), day("2021-07-31"))) is inside


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2021-07-01", "2021-07-31", "Jul 2021"),
        ("2021-12-01", "2021-12-31", "Dec 2021"),
        ("2021-10-01", "2021-12-31", "Oct-Dec 2021"),
        ("2021-12-01", "2022-01-31", "Dec 2021-Jan 2022"),
        ("2021-07-01", "2022-06-30", "2021-22"),
        ("1999-07-01", "2000-06-30", "1999-00"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2021-07-05", "2021-07-11", "Jul 5 to Jul 11, 2021"),
        ("2021-08-15", "2022-08-14", "Aug 15, 2021 to Aug 14, 2022"),
        ("2021-11-01", "2021-11-14", "Nov 1 to Nov 14, 2021"),
        ("2021-11-08", "2021-11-30", "Nov 8 to Nov 30, 2021"),
        ("2021-12-27", "2022-01-02", "Dec 27, 2021 to Jan 2, 2022"),
    ],
)
def test_a_period_is_called_by_its_months_or_its_days(first, last, name):
    assert str(Period(day(first), day(last))) == name


def test_a_calendar_year_runs_from_january_through_december():
    assert calendar_year(day("2022-06-15")) == Period(day("2022-01-01"), day("2022-12-31"))
