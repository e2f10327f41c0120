"""Dates and instants as the graph keeps them, the office's time zone, and dates as people read and type them.

A date is an ISO string of day, month or year precision ("2026-03-12", "2026-03", "2026"): sources often know no
more, and nothing is invented. An instant is UTC with microseconds and a final "Z", so that text order is time order.
What day an instant falls on depends on where one stands: it is the day in the zone of the office, and only the
functions here that take that zone say so. `crm.records.actor.Actor` carries it, with the instant of the request.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import reload_localzone

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_DATE = 40  # characters
KEPT_DAYS = 10_000  # dates are read again and again, and there are few
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})", re.ASCII)


def instant(moment: datetime | None = None) -> str:
    """The moment (now by default) as stored. Raises ValueError for a moment without a time zone."""
    moment = moment or datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stored: str) -> datetime:
    """A stored instant as a datetime in UTC. Raises ValueError for a date, which is no instant."""
    if not is_instant(stored):
        raise ValueError(f"{stored} is not an instant.")
    return datetime.fromisoformat(stored)


def is_instant(stored: str) -> bool:
    """Whether a stored text is an instant, rather than a date or a time on the office's wall clock."""
    return stored.endswith("Z")


def machine_zone() -> ZoneInfo:
    """The zone that this machine's clock is set to; UTC in most containers."""
    return ZoneInfo(reload_localzone().key)


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name ("America/Chicago"). Raises ValueError, in a plain sentence, where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of the zone files raises OSError
        raise ValueError(f"“{name}” is not a time zone. Write it as America/Chicago.") from None


def day_of(stored: str, zone: ZoneInfo) -> str:
    """The day (an ISO date) that a stored instant falls on in this zone.

    A date stays as it is, and a time on the office's wall clock ("2026-03-12T09:30") is on the day that it names.
    """
    return datetime.fromisoformat(stored).astimezone(zone).date().isoformat() if is_instant(stored) else _date(stored)


def machine_today() -> str:
    """The day it is where this machine is: for what has no office, such as a benchmark."""
    return day_of(instant(), machine_zone())


def machine_day(stored: str) -> str:
    """The day of an instant in words, for the person at this machine while the graph is not open."""
    return in_words(day_of(stored, machine_zone()))


def start_of(day: str, zone: ZoneInfo) -> str:
    """The first instant of a day (an ISO date, perhaps partial) in this zone."""
    return instant(datetime.combine(first_day(day), time(), zone))


def end_of(day: str, zone: ZoneInfo) -> str:
    """The last instant of a day (of a month or year: of its last day) in this zone."""
    midnight = datetime.combine(last_day(day) + timedelta(days=1), time(), zone)
    return instant(midnight.astimezone(UTC) - timedelta(microseconds=1))


YEARS_AHEAD = 10  # as far ahead as a year of two digits may be meant: "3/12/31" is the end of a term, "3/12/58" is not


def parse_birth_date(text: str) -> str:
    """A birth date as stored, read as `parse_date` does; a year of two digits is a past one. Raises ValueError."""
    today = date.today()
    stored = parse_date(text, two_digits_until=today.year)
    if first_day(stored) > today:
        raise ValueError(f"“{text.strip()}” is in the future. Write the day of birth, with all digits of its year.")
    return stored


def parse_date(text: str, *, two_digits_until: int | None = None) -> str:
    """A typed or imported date as stored, in US order: "3/12/2026", "Mar 12, 2026", "March 2026", "2026-03", "2021".

    A year of two digits is the last such year until `two_digits_until` (ten years from now, if nothing else is said).
    Raises ValueError, in a plain sentence, for anything that is not one; it never guesses.
    """
    text = text.strip() if len(text) <= 2 * LONGEST_DATE else text[:LONGEST_DATE] + "..."
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _AMERICAN.fullmatch(text):
        month, day, year = match.groups()
        year = year if len(year) == 4 else _century(int(year), two_digits_until or date.today().year + YEARS_AHEAD)
    elif (match := _WORDS.fullmatch(text)) and match[1][:3].title() in MONTHS:
        month, day, year = str(MONTHS.index(match[1][:3].title()) + 1), match[2], match[3]
    else:
        raise ValueError(f"“{text}” is not a date. Write it as 3/12/2026, March 2026 or 2026.")
    return _checked(text, int(year), month and int(month), day and int(day))


def _century(year: int, latest: int) -> str:
    """The year of two digits that is meant: the last such year that is not after `latest`."""
    return str(latest - (latest - year) % 100)


def _checked(text: str, year: int, month: int | str | None, day: int | str | None) -> str:
    try:
        date(year, int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f"“{text}” is not a day in the calendar.") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"“{text}” is not a day from {FIRST_YEAR} to {LAST_YEAR}. Check the year.")
    return "-".join([f"{year:04d}", *(f"{int(part):02d}" for part in (month, day) if part)])


@lru_cache(maxsize=KEPT_DAYS)
def first_day(stored: str) -> date:
    """The first day that a stored date, or a time on the wall clock, can mean."""
    year, month, day = (*_date(stored).split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))


@lru_cache(maxsize=KEPT_DAYS)
def last_day(stored: str) -> date:
    """The last day that a stored date can mean: a deadline of "December 2021" is its 31st."""
    parts = _date(stored).split("-")
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    return date(year, month, int(parts[2]) if len(parts) > 2 else monthrange(year, month)[1])


def in_words(stored: str, today: date | None = None) -> str:
    """As shown: "Mar 12, 2026 (8 months ago)"; without `today` only the date. Partial dates stay partial."""
    parts = _date(stored).split("-")
    month = f"{MONTHS[int(parts[1]) - 1]} " if len(parts) > 1 else ""
    day = f"{int(parts[2])}, " if len(parts) > 2 else ""
    shown = f"{month}{day}{parts[0]}"
    return shown if today is None or len(parts) < 3 else f"{shown} ({distance(first_day(stored), today)})"


def as_typed(stored: str) -> str:
    """As a person would type it into a form: "3/12/2026", "3/2026", "2026"."""
    year, *rest = _date(stored).split("-")
    return "/".join([*(str(int(part)) for part in rest), year])


def is_date(text: str) -> bool:
    """Whether a text is a stored date, of any precision."""
    return _ISO.fullmatch(text) is not None


def _date(stored: str) -> str:
    """The date in a stored date or wall-clock time. An instant has none of its own: it needs a zone."""
    if is_instant(stored):
        raise ValueError(f"{stored} is an instant: say with day_of which day it falls on in the office.")
    return stored.partition("T")[0]


def distance(day: date, today: date) -> str:
    """How far a day is from today: "today", "in 3 days", "8 months ago"."""
    days = (today - day).days
    if abs(days) <= 1:
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    count, unit = next((abs(days) // size, unit) for size, unit in _UNITS if abs(days) >= size * 2 or size == 1)
    return f"{count} {unit} ago" if days > 0 else f"in {count} {unit}"


_UNITS = ((365, "years"), (30, "months"), (7, "weeks"), (1, "days"))
