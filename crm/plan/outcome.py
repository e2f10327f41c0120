"""What a rule says of an entry on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.plan.evidence_shapes import Record
from crm.plan.words import Word


@dataclass(frozen=True)
class Figure:
    """A further number or list that an entry shows beside its figure."""

    label: str
    value: str


@dataclass(frozen=True)
class Periods:
    """The closed periods of a rule that counts by period: how many met, the last one's word, and those that did not."""

    met: int
    closed: int
    last: Word | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A word, the figure `n` of `m`, the window (first day, last day) and what stands behind them.

    `missing` are the members of a set that are not covered; `due` the next day on which the word may turn worse;
    `notes` say what to know when reading the figure.
    """

    word: Word
    n: int
    m: int | None
    window: tuple[date, date]
    evidence: tuple[Record, ...] = ()
    periods: Periods | None = None
    missing: tuple[str, ...] = ()
    reason: str = ""
    due: date | None = None
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()


def distinct(records: Iterable[Record]) -> tuple[Record, ...]:
    """Each record once, in the order given."""
    return tuple({record.id: record for record in records}.values())


def waiting(day: date, deadline: date, warning: int) -> Word:
    """What is not done by `day`: late after its deadline, due soon within `warning` days of it, else on track."""
    if day > deadline:
        return Word.LATE
    return Word.DUE_SOON if (deadline - day).days <= warning else Word.ON_TRACK


def reaches(n: int, share: float, m: int) -> bool:
    """Whether n is that share of m, or more."""
    return n > 0 and n >= round(share * m, 9)
