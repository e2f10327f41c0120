"""Dates and instants as the graph keeps them, and as people read and type them.

A date is an ISO string of day, month or year precision ("2026-03-12", "2026-03", "2026"): sources often know no
more, and nothing is invented. An instant is UTC with microseconds and a final "Z", so that text order is time order.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AMERICAN = re.compile(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4}|\d{2})")
_WORDS = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")


def instant(moment: datetime | None = None) -> str:
    """The moment (now by default) as stored. Raises ValueError for a moment without a time zone."""
    moment = moment or datetime.now(UTC)
    if moment.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stored: str) -> datetime:
    """A stored instant, or the start (UTC) of a stored date."""
    if "T" not in stored:
        return datetime.combine(first_day(stored), datetime.min.time(), UTC)
    return datetime.fromisoformat(stored)


def office_day(stored: str) -> date:
    """The day of a stored instant where the office is: its evening is not yet tomorrow."""
    return moment(stored).astimezone().date()


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
    text = text.strip()
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
    return "-".join([f"{year:04d}", *(f"{int(part):02d}" for part in (month, day) if part)])


def first_day(stored: str) -> date:
    """The first day that a stored date, or instant, can mean."""
    year, month, day = (*stored[:10].split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))


def day_of(stored: str) -> str:
    """The day that a stored instant falls on where the machine stands; a stored date stays as it is."""
    return moment(stored).astimezone().date().isoformat() if "T" in stored else stored


def last_day(stored: str) -> date:
    """The last day that a stored date can mean: a deadline of "December 2021" is its 31st."""
    parts = stored[:10].split("-")
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    return date(year, month, int(parts[2]) if len(parts) > 2 else monthrange(year, month)[1])


def in_words(stored: str, today: date | None = None) -> str:
    """As shown: "Mar 12, 2026 (8 months ago)"; without `today` only the date. Partial dates stay partial."""
    parts = stored[:10].split("-")
    month = f"{MONTHS[int(parts[1]) - 1]} " if len(parts) > 1 else ""
    day = f"{int(parts[2])}, " if len(parts) > 2 else ""
    shown = f"{month}{day}{parts[0]}"
    return shown if today is None or len(parts) < 3 else f"{shown} ({distance(first_day(stored), today)})"


def as_typed(stored: str) -> str:
    """As a person would type it into a form: "3/12/2026", "3/2026", "2026"."""
    year, *rest = stored[:10].split("-")
    return "/".join([*(str(int(part)) for part in rest), year])


def is_date(text: str) -> bool:
    """Whether a text is a stored date, of any precision."""
    return _ISO.fullmatch(text) is not None


def distance(day: date, today: date) -> str:
    """How far a day is from today: "today", "in 3 days", "8 months ago"."""
    days = (today - day).days
    if abs(days) <= 1:
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    count, unit = next((abs(days) // size, unit) for size, unit in _UNITS if abs(days) >= size * 2 or size == 1)
    return f"{count} {unit} ago" if days > 0 else f"in {count} {unit}"


_UNITS = ((365, "years"), (30, "months"), (7, "weeks"), (1, "days"))
