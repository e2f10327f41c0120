"""Dates as typed, stored and shown."""

from datetime import UTC, date, datetime

import pytest

from crm.office_time import first_day, in_words, instant, last_day, moment, parse_date


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("3/12/2026", "2026-03-12"),
        ("3/12/26", "2026-03-12"),
        ("Mar 12, 2026", "2026-03-12"),
        ("March 2026", "2026-03"),
        ("10/2026", "2026-10"),
        ("2026-3-2", "2026-03-02"),
        (" 2021 ", "2021"),
    ],
)
def test_a_date_is_read_in_american_order_and_keeps_its_precision(typed: str, stored: str) -> None:
    assert parse_date(typed) == stored


@pytest.mark.parametrize(
    "typed", ["13/1/2026", "2026-02-30", "May", "1", "Fall 2025", "", "2026-13-01", "Mayhem 2020x"]
)
def test_what_is_not_a_date_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        parse_date(typed)


def test_a_partial_date_means_a_span_of_days() -> None:
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (first_day("2021"), last_day("2021")) == (date(2021, 1, 1), date(2021, 12, 31))


def test_instants_sort_as_text_and_come_back_whole() -> None:
    early, late = datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 9, 0, 0, 1, tzinfo=UTC)
    assert instant(early) < instant(late)
    assert moment(instant(late)) == late


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("2026-03-12", "Mar 12, 2026 (8 months ago)"),
        ("2026-11-23", "Nov 23, 2026 (today)"),
        ("2026-11-26", "Nov 26, 2026 (in 3 days)"),
        ("2026-11-03", "Nov 3, 2026 (2 weeks ago)"),
        ("2021-08", "Aug 2021"),
        ("2021", "2021"),
    ],
)
def test_a_date_is_shown_with_its_distance_from_today(stored: str, words: str) -> None:
    assert in_words(stored, date(2026, 11, 23)) == words
