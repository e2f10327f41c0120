"""How many messages went out by which channel in which month. Pure, over messages as they are recorded.

A message sent by several channels counts under each; several on one day are several here, where a plan's rule counts
days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.office_time import MONTHS, last_day


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    def following(self) -> "Month":
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)


@dataclass(frozen=True)
class Sent:
    """One message: the day it went out (an ISO date, perhaps partial), and by which channels."""

    day: str
    channels: Sequence[str]


@dataclass(frozen=True)
class MessageMonths:
    """Counts by channel and month; `months` leaves none out, so that a month of silence shows."""

    months: Sequence[Month]
    channels: Sequence[str]
    counts: Mapping[tuple[str, Month], int]

    def at(self, channel: str, month: Month) -> int:
        return self.counts.get((channel, month), 0)

    def in_month(self, month: Month) -> int:
        return sum(self.at(channel, month) for channel in self.channels)

    def by_channel(self, channel: str) -> int:
        return sum(self.at(channel, month) for month in self.months)

    @property
    def silent(self) -> Sequence[Month]:
        """The months in which nothing went out."""
        return [month for month in self.months if not self.in_month(month)]


def message_months(messages: Iterable[Sent], first: date, last: date, channels: Sequence[str]) -> MessageMonths:
    """The months from `first` through `last`, and of these channels, in this order, those that were used."""
    counts: Counter[tuple[str, Month]] = Counter()
    for message in messages:
        day = last_day(message.day)
        if first <= day <= last:
            counts.update((channel, Month(day.year, day.month)) for channel in set(message.channels))
    months = [Month(first.year, first.month)]
    while months[-1] < Month(last.year, last.month):
        months.append(months[-1].following())
    used = {channel for channel, _ in counts}
    return MessageMonths(months, [channel for channel in channels if channel in used], counts)
