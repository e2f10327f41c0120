"""Weeks, months, quarters and years that a plan counts in. A period runs through its last day, then it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.office_time import MONTHS

ONE_DAY = timedelta(days=1)
WEEK, MONTH, TWO_MONTHS, QUARTER, SCHOOL_YEAR = "week", "month", "two months", "quarter", "school year"
LENGTHS = (WEEK, MONTH, TWO_MONTHS, QUARTER, SCHOOL_YEAR)
_MONTHS = {MONTH: 1, TWO_MONTHS: 2, QUARTER: 3, SCHOOL_YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """From `first` through `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        first, last = self.first, self.last
        if first.day == 1 and (last + ONE_DAY).day == 1:
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            if months == 1:
                return f"{MONTHS[first.month - 1]} {first.year}"
            if months == 12:
                return f"{first.year}-{last.year % 100:02d}" if first.year != last.year else str(first.year)
            start = MONTHS[first.month - 1] + ("" if first.year == last.year else f" {first.year}")
            return f"{start}-{MONTHS[last.month - 1]} {last.year}"
        year = "" if first.year == last.year else f", {first.year}"
        return f"{MONTHS[first.month - 1]} {first.day}{year} to {MONTHS[last.month - 1]} {last.day}, {last.year}"


def periods(length: str, start: date, through: date, year_start: tuple[int, int] = (7, 1)) -> Iterator[Period]:
    """The periods that begin on or after `start`, in order, up to the one in which `through` lies (not beyond it).

    Months and quarters are calendar ones, two months are counted from `start`'s month, weeks run Monday to Sunday and
    school years from `year_start` (month, day).
    """
    first = _first(length, start, year_start)
    while first <= through:
        following = _following(length, first)
        yield Period(first, following - ONE_DAY)
        first = following


def calendar_year(day: date) -> Period:
    """The calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _first(length: str, start: date, year_start: tuple[int, int]) -> date:
    if length == WEEK:
        return start + timedelta(days=-start.weekday() % 7)
    if length == SCHOOL_YEAR:
        begins = date(start.year, *year_start)
        return begins if begins >= start else date(start.year + 1, *year_start)
    whole = start if start.day == 1 else _later(start.replace(day=1), 1)
    return _later(whole, -(whole.month - 1) % 3) if length == QUARTER else whole


def _following(length: str, first: date) -> date:
    return first + timedelta(days=7) if length == WEEK else _later(first, _MONTHS[length])


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, first.day)
