"""Legal holidays as people write them: "January 1, third Monday of February, last Monday of May". Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
FIXED = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}})", re.I | re.ASCII)
OF_A_MONTH = re.compile(rf"({'|'.join(PLACES)}) ({'|'.join(WEEKDAYS)}) of ({'|'.join(MONTHS)})", re.I)


@dataclass(frozen=True)
class Holiday:
    """A `day` of a month, or where that is 0 the nth weekday (Monday 0) of it, -1 being the last."""

    month: int
    day: int = 0
    weekday: int = 0
    nth: int = 0

    def falls_on(self, day: date) -> bool:
        if day.month != self.month:
            return False
        if self.day:
            return day.day == self.day
        is_last = (day + timedelta(days=7)).month != day.month
        return day.weekday() == self.weekday and (is_last if self.nth == -1 else (day.day - 1) // 7 + 1 == self.nth)


def read_holidays(text: str) -> tuple[Holiday, ...]:
    """The holidays that a text names between commas. Raises ValueError with the piece that is none,
    or where it names none."""
    pieces = [" ".join(piece.split()) for piece in re.split(r"[,;]", text)]
    if not any(pieces):
        raise ValueError(text)
    return tuple(_holiday(piece) for piece in pieces if piece)


def _holiday(piece: str) -> Holiday:
    if found := FIXED.fullmatch(piece):
        month = MONTHS.index(found[1].capitalize()) + 1
        return Holiday(month, date(2000, month, int(found[2])).day)
    if found := OF_A_MONTH.fullmatch(piece):
        month, weekday = MONTHS.index(found[3].capitalize()) + 1, WEEKDAYS.index(found[2].capitalize())
        return Holiday(month, weekday=weekday, nth=PLACES[found[1].lower()])
    raise ValueError(piece)


def is_holiday(holidays: Iterable[Holiday], day: date) -> bool:
    """Whether a day is one of them."""
    return any(holiday.falls_on(day) for holiday in holidays)
