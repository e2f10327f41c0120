"""The dates of a series and the gaps in one."""

from datetime import date

import pytest

from crm.events.series import MOST_DATES, dates, gaps, rhythm


@pytest.mark.parametrize(
    ("first", "every", "until", "expected"),
    [
        ("2026-01-05", "week", "2026-01-20", ["2026-01-05", "2026-01-12", "2026-01-19"]),
        ("2026-01-13", "month", "2026-04-30", ["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14"]),
        ("2026-01-30", "month", "2026-03-31", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        ("2025-11-12", "quarter", "2026-06-01", ["2025-11-12", "2026-02-11", "2026-05-13"]),
        ("2026-01-05", "month", "2026-01-04", []),
    ],
)
def test_a_series_keeps_its_weekday(first, every, until, expected):
    made = dates(date.fromisoformat(first), every, date.fromisoformat(until))
    assert [day.isoformat() for day in made] == expected


def test_a_series_is_never_endless():
    assert len(dates(date(2026, 1, 1), "week", date(2126, 1, 1))) == MOST_DATES + 1


def test_a_date_moved_close_to_the_next_does_not_make_a_monthly_series_weekly():
    days = [date(2026, 6, 9), date(2026, 7, 14), date(2026, 8, 11), date(2026, 10, 6), date(2026, 10, 13)]
    assert rhythm(days) == "month"
    assert rhythm(days[3:]) == "week"
    assert rhythm([date(2026, 1, 5), date(2026, 4, 6)]) == "quarter"


def test_a_gap_is_a_period_without_a_date_between_the_first_and_today():
    held = [date(2026, 1, 13), date(2026, 2, 10), date(2026, 4, 14)]
    assert gaps(held, "month", date(2026, 5, 2)) == ["2026-03", "2026-05"]
    assert gaps(held, "quarter", date(2026, 7, 1)) == ["2026 Q3"]
    assert gaps([date(2026, 1, 5), date(2026, 1, 19)], "week", date(2026, 1, 19)) == ["2026-01-12"]
    assert gaps([], "week", date(2026, 1, 19)) == []
