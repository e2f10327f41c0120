"""Dates as typed, stored and shown."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from worlds.office import CHICAGO

from crm.office_time import (
    day_of,
    end_of,
    first_day,
    in_words,
    instant,
    last_day,
    machine_zone,
    moment,
    parse_date,
    start_of,
    zone_named,
)
from crm.records.actor import command_line


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


# The days on which clocks change, and one on which they do not, with how many hours each has.
DAYS = [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-23", 24)]


@pytest.fixture(params=["UTC", "America/Chicago", "Pacific/Honolulu"])
def _machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """A machine whose clock is set to each of these zones."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at_the_office(day: str, hour: int, minute: int) -> str:
    """The instant at which the office's clock shows this."""
    return instant(
        datetime.combine(date.fromisoformat(day), datetime.min.time(), CHICAGO).replace(hour=hour, minute=minute)
    )


@pytest.mark.usefixtures("_machine")
@pytest.mark.parametrize("day", [day for day, _ in DAYS])
@pytest.mark.parametrize(("hour", "minute"), [(0, 1), (23, 59)])
def test_today_is_the_offices_day_from_its_first_minute_to_its_last(day: str, hour: int, minute: int) -> None:
    assert command_line(at_the_office(day, hour, minute), CHICAGO).today == day


@pytest.mark.usefixtures("_machine")
@pytest.mark.parametrize(("day", "hours"), DAYS)
def test_a_day_begins_and_ends_at_the_offices_midnights_also_when_its_clocks_change(day: str, hours: int) -> None:
    first, last = moment(start_of(day, CHICAGO)), moment(end_of(day, CHICAGO))
    assert last - first == timedelta(hours=hours) - timedelta(microseconds=1)
    assert day_of(instant(first), CHICAGO) == day_of(instant(last), CHICAGO) == day
    assert (
        day_of(instant(first - timedelta(microseconds=1)), CHICAGO)
        < day
        < day_of(instant(last + timedelta(microseconds=1)), CHICAGO)
    )


def test_a_month_begins_on_its_first_day_and_ends_on_its_last() -> None:
    assert start_of("2026-11", CHICAGO) == "2026-11-01T05:00:00.000000Z"
    assert end_of("2026-11", CHICAGO) == "2026-12-01T05:59:59.999999Z"


def test_a_date_and_a_time_on_the_wall_clock_are_on_the_day_that_they_name() -> None:
    assert [day_of(stored, CHICAGO) for stored in ("2026-03", "2026-03-12", "2026-03-12T00:30")] == [
        "2026-03", "2026-03-12", "2026-03-12",
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [first_day, last_day, in_words])
def test_an_instant_is_on_no_day_until_a_zone_is_named(cut) -> None:
    with pytest.raises(ValueError, match="is an instant"):
        cut("2026-11-24T03:04:05.123456Z")


@pytest.mark.parametrize("name", ["", "Chicago", "America", "../etc/passwd", "America/Chicago "])
def test_what_is_no_time_zone_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time zone\. Write it as America/Chicago"):
        zone_named(name)


def test_the_machine_says_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Chicago")
    assert machine_zone() == CHICAGO
