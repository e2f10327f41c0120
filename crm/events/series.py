"""A series of dates, weekly to quarterly, and the gaps in one. Pure; every date becomes an event of its own, so that
one can be moved or called off without touching the others."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

EVERY = {"week": "Every week", "month": "Every month", "quarter": "Every quarter"}
MOST_DATES = 60
_MONTHS = {"month": 1, "quarter": 3}


def dates(first: date, every: str, until: date) -> list[date]:
    """The dates from the first through `until`: the same weekday each week, or the same weekday of the month (a second
    Tuesday, or a last one) each month or quarter. One more than MOST_DATES says that there would be more."""
    made: list[date] = []
    while len(made) <= MOST_DATES:
        step = len(made)
        day = first + timedelta(weeks=step) if every == "week" else _same_weekday(first, step * _MONTHS[every])
        if day > until:
            break
        made.append(day)
    return made


def rhythm(days: Sequence[date]) -> str:
    """How often a series of at least two dates comes, by what most of them lie apart: one that was moved close to
    another, or a month left out, changes nothing."""
    apart = median_low((later - earlier).days for earlier, later in pairwise(sorted(days)))
    return "week" if apart <= 10 else "month" if apart <= 45 else "quarter"


def gaps(held: Iterable[date], every: str, until: date) -> list[str]:
    """The periods between the first date and `until` without one: "2026-03", "2026 Q2", or a week's Monday."""
    days = sorted(held)
    if not days:
        return []
    there = {_period(day, every) for day in days}
    named: dict[str, None] = {}
    day = days[0]
    while day <= until:
        named.setdefault(_period(day, every))
        day += timedelta(days=1)
    return [period for period in named if period not in there]


def _same_weekday(first: date, months: int) -> date:
    """The same weekday of a later month; the fifth falls on the last where a month has only four."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    start = date(year, month, 1)
    offset = (first.weekday() - start.weekday()) % 7 + 7 * ((first.day - 1) // 7)
    length = monthrange(year, month)[1]
    return start + timedelta(days=offset if offset < length else offset - 7)


def _period(day: date, every: str) -> str:
    if every == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return f"{day:%Y-%m}" if every == "month" else f"{day.year} Q{(day.month - 1) // 3 + 1}"
