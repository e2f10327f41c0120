"""When the legislature sits, against the printed calendars."""

from datetime import date

import pytest

from crm.advocacy.legislative_sessions import adjourns, convenes, last_finished


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2024, date(2024, 1, 2), date(2024, 5, 5)),
        (2025, date(2025, 1, 7), date(2025, 4, 6)),
        (2026, date(2026, 1, 6), date(2026, 4, 5)),
    ],
)
def test_the_regular_session_begins_and_ends_as_printed(year: int, first: date, last: date) -> None:
    assert (convenes(year), adjourns(year)) == (first, last)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 1), 2025), (date(2026, 4, 5), 2025), (date(2026, 4, 6), 2026), (date(2026, 12, 31), 2026)],
)
def test_a_session_is_finished_on_the_day_after_its_last(day: date, year: int) -> None:
    assert last_finished(day) == year
