"""When the reports are due, 2021 to 2026, worked out by hand from the days on which the sessions ended."""

from datetime import date, timedelta

import pytest

from crm.lobbying.due import Period, Report, due_reports, is_free, lateness, moved_day, register_by
from crm.lobbying.law import Law, Value, shipped
from crm.lobbying.session_days import REGULAR, SPECIAL, LegislativeSession

LAW = shipped()
TERMS = LAW.on(date(2026, 1, 1))

# The last days of the regular sessions, and beside each the day ten days later.
SINE_DIE = {
    2021: (date(2021, 1, 5), date(2021, 4, 1), date(2021, 4, 11)),
    2022: (date(2022, 1, 4), date(2022, 4, 5), date(2022, 4, 15)),
    2023: (date(2023, 1, 3), date(2023, 4, 2), date(2023, 4, 12)),
    2024: (date(2024, 1, 2), date(2024, 5, 5), date(2024, 5, 15)),
    2025: (date(2025, 1, 7), date(2025, 4, 6), date(2025, 4, 16)),
    2026: (date(2026, 1, 6), date(2026, 4, 5), date(2026, 4, 15)),
}
SPECIALS = (
    LegislativeSession("20221E", SPECIAL, date(2022, 11, 2), date(2022, 11, 4)),
    LegislativeSession("20241E", SPECIAL, date(2024, 1, 19), date(2024, 1, 26)),
    LegislativeSession("20242E", SPECIAL, date(2024, 2, 1), date(2024, 2, 2)),
    LegislativeSession("20251E", SPECIAL, date(2025, 5, 28), date(2025, 6, 6)),
    LegislativeSession("20261E", SPECIAL, date(2026, 7, 14), date(2026, 7, 17)),
)
SESSIONS = (*SPECIALS, *(LegislativeSession(str(y), REGULAR, a, b) for y, (a, b, _) in SINE_DIE.items()))


def with_free_day(rule: str) -> Law:
    return LAW.with_values([("free_day", Value("1994-07-01", rule))])


@pytest.mark.parametrize("year", SINE_DIE)
def test_the_four_due_days_of_a_year_are_as_worked_out_by_hand(year: int) -> None:
    found = {one.report: one.day for one in due_reports(LAW, year, SESSIONS)}
    assert found == {
        Report.CLIENT_ANNUAL: date(year, 1, 30),
        Report.ANNUAL: date(year, 1, 30),
        Report.SESSION: date(year, 2, 25),
        Report.SINE_DIE: SINE_DIE[year][2],
    }


def test_special_sessions_make_no_report_due() -> None:
    assert due_reports(LAW, 2024, SESSIONS) == due_reports(LAW, 2024, SESSIONS[len(SPECIALS) :])


def test_without_a_last_day_the_second_session_report_is_named_as_not_computed() -> None:
    last = due_reports(LAW, 2027, [])[3]
    assert last.day is None
    assert "is planned for Apr 4, 2027" in last.missing


@pytest.mark.parametrize("year", SINE_DIE)
def test_the_periods_of_the_session_reports_share_no_day_and_annual_ones_hold_the_year_before(year: int) -> None:
    client, annual, first, second = due_reports(LAW, year, SESSIONS)
    assert client.period == annual.period == Period(date(year - 1, 1, 1), date(year - 1, 12, 31))
    assert first.period == Period(date(year, 1, 1), date(year, 2, 25))
    assert second.period == Period(date(year, 2, 26), SINE_DIE[year][1])


def test_due_days_stay_on_a_weekend_unless_the_office_sets_it_otherwise() -> None:
    """January 30 of 2021 was a Saturday, April 11 of 2021 a Sunday."""
    assert next(one.day for one in due_reports(LAW, 2021, SESSIONS)) == date(2021, 1, 30)
    sunday = due_reports(with_free_day("sunday"), 2021, SESSIONS)
    assert (sunday[0].day, sunday[3].day) == (date(2021, 1, 30), date(2021, 4, 12))
    working = due_reports(with_free_day("working"), 2021, SESSIONS)
    assert (working[0].day, working[3].day) == (date(2021, 2, 1), date(2021, 4, 12))
    assert working[0].nominal == date(2021, 1, 30)


def test_a_holiday_moves_a_due_day_where_the_setting_says_so() -> None:
    """The last Monday of April 2024 was the 29th, a legal holiday; the Sunday before it moves two days."""
    law = with_free_day("working")
    assert moved_day(law, date(2024, 4, 28)) == date(2024, 4, 30)
    assert is_free(law, date(2022, 12, 26)), "Christmas of 2022 fell on a Sunday"
    assert not is_free(law, date(2022, 12, 27))


@pytest.mark.parametrize(
    ("late", "penalty_days", "penalty"),
    [(-3, 0, 0), (0, 0, 0), (1, 0, 0), (9, 0, 0), (10, 1, 5000), (11, 2, 10000), (19, 10, 50000), (20, 10, 50000)],
)
def test_the_penalty_begins_with_the_tenth_day_and_stops_after_ten(late: int, penalty_days: int, penalty: int) -> None:
    due = date(2026, 2, 25)
    found = lateness(TERMS, due, due + timedelta(days=late))
    assert (found.days, found.penalty_days, found.penalty) == (max(0, late), penalty_days, penalty)


def test_somebody_who_starts_on_the_first_registers_by_the_sixth() -> None:
    assert register_by(TERMS, date(2026, 1, 1)) == date(2026, 1, 6)
    assert register_by(TERMS, date(2025, 12, 29)) == date(2026, 1, 3)


def test_a_day_that_is_only_a_month_lies_in_no_period() -> None:
    assert not Period(date(2026, 1, 1), date(2026, 2, 25)).holds("2026-02")
