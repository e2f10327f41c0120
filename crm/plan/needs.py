"""What the plan needs this week: periods about to close with something missing, new superintendents without a mentor,
and RESA lists growing old. Pure, over a plan with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.ledger import Ledger, Row
from crm.plan.mentors import first_years
from crm.plan.plans import Entry
from crm.plan.settings import CADENCES, WARNINGS
from crm.plan.words import Word

AHEAD = 31  # days at most, also of what closes with the school year
LISTS_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Closing:
    """An entry whose running period closes soon, `lacking` so many of what it needs."""

    row: Row
    closes: date

    @property
    def lacking(self) -> int:
        return max(0, (self.row.m or 0) - self.row.n)


@dataclass(frozen=True)
class Unpaired:
    """A new superintendent whom nobody mentors now; paired by `by`, the entry is met in time."""

    person: str
    since: date
    by: date


@dataclass(frozen=True)
class AgingList:
    """A RESA whose newest list turns old on `until`, or that never gave one."""

    resa: str
    day: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Needs:
    """What is open, the most pressing first."""

    closing: tuple[Closing, ...] = ()
    unpaired: tuple[Unpaired, ...] = ()
    lists: tuple[AgingList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.closing or self.unpaired or self.lists)


def needs(view: AsOf, ledger: Ledger) -> Needs:
    """What the ledger's day asks for. An office that has met nothing of its plan yet has not begun to keep it here,
    and is not reminded."""
    if not ledger.done:
        return Needs()
    return Needs(_closing(view.settings, ledger), _unpaired(view), _aging_lists(view))


def _closing(settings: Mapping[str, Any], ledger: Ledger) -> tuple[Closing, ...]:
    found = []
    for row in ledger.entries:
        length = period_of(row.entry, settings)
        closes = row.outcome.due
        if length is None or row.outcome.periods is None or closes is None or row.word is Word.MET:
            continue
        if 0 <= (closes - ledger.day).days <= min(settings[WARNINGS[length]], AHEAD):
            found.append(Closing(row, closes))
    return tuple(sorted(found, key=lambda closing: closing.closes))


def period_of(entry: Entry, settings: Mapping[str, Any]) -> str | None:
    """The length of the periods that an entry counts in: "month", "quarter"; None where it counts in none."""
    parameters = entry.resolved(settings)
    if "cadence" in parameters:
        return CADENCES[parameters["cadence"]][1]
    every: str | None = parameters.get("every")
    return every


def _unpaired(view: AsOf) -> tuple[Unpaired, ...]:
    grace = timedelta(days=view.settings["mentor_grace_days"])
    waiting = [
        Unpaired(year.person, year.start, year.start + grace)
        for year in first_years(view)
        if year.active and year.word in (Word.DUE_SOON, Word.LATE)
    ]
    return tuple(sorted(waiting, key=lambda one: (one.by, one.person)))


def _aging_lists(view: AsOf) -> tuple[AgingList, ...]:
    fresh = timedelta(days=view.settings["list_fresh_days"])
    newest = {row.resa: row.day for row in view.rows("resa_lists")}
    aging = []
    for resa in view.bodies(view.settings["resas"], "resa"):
        day = newest.get(resa)
        if day is None:
            aging.append(AgingList(resa))
        elif day + fresh - LISTS_AHEAD <= view.day:
            aging.append(AgingList(resa, day, day + fresh))
    return tuple(sorted(aging, key=lambda one: (one.until or date.max, one.resa)))
