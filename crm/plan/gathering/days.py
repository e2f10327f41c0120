"""Days and endings as the graph keeps them, read as the plan's rules want them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, LiteralString

from crm.errors import InvalidData
from crm.office_time import day_of, first_day, last_day
from crm.plan.evidence_shapes import Ending
from crm.records.office import time_zone

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Values = Mapping[str, Any]
AN_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
MOST = 200_000  # rows of one kind
TOO_MANY = f"There are more than {MOST:,} records of one kind: too many for a plan."


class InOfficeDays:
    """The graph as a plan reads it: rows in which every instant is the day that it falls on in the office."""

    def __init__(self, tx: "ManagedTransaction") -> None:
        self._tx = tx
        self._zone = time_zone(tx)
        self._days: dict[str, str] = {}  # of each instant; what is recorded together shares one

    def run(
        self, text: LiteralString, parameters: dict[str, Any] | None = None, **more: Any
    ) -> Iterator[dict[str, Any]]:
        """The rows of a query. Raises InvalidData where there are more than a plan can read: a figure over a part
        of the evidence would state what is not so."""
        for number, row in enumerate(self._tx.run(text, parameters, **more), 1):
            if number >= MOST:
                raise InvalidData({"plan": [TOO_MANY]})
            yield {name: self._in_days(value) for name, value in dict(row).items()}

    def lists(self, text: LiteralString, **parameters: Any) -> dict[str, list[dict[str, Any]]]:
        """The same of queries put together (storage/collected.py), whose rows are narrow enough to be held at once."""
        found: dict[str, list[dict[str, Any]]] = next(self.run(text, parameters))
        if any(len(rows) >= MOST for rows in found.values()):
            raise InvalidData({"plan": [TOO_MANY]})
        return found

    def _in_days(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._day(value) if value[-1:] == "Z" and AN_INSTANT.fullmatch(value) else value
        if isinstance(value, list):  # most hold nothing but ids, and there are very many
            return [held if type(held) is str and held[-1:] != "Z" else self._in_days(held) for held in value]
        if isinstance(value, dict):
            return {name: self._in_days(held) for name, held in value.items()}
        return value

    def _day(self, stored: str) -> str:
        if stored not in self._days:
            self._days[stored] = day_of(stored, self._zone)
        return self._days[stored]


def own_day(stored: Any) -> date:
    """The own day of what happened: the last that a partial date may mean."""
    return last_day(str(stored))


def start_day(stored: Any) -> date:
    """The first day that a start may mean; a start that is not known is `date.min`."""
    return first_day(str(stored)) if stored else date.min


def maybe_day(stored: Any) -> date | None:
    """A day that may be unsaid."""
    return own_day(stored) if stored else None


def recorded_day(values: Values) -> date:
    """The day a record was first known: as a sheet of past records says, else the day it was recorded."""
    known = values.get("known_on") or values.get("recorded_at")
    return first_day(str(known)) if known else date.min


def ending(values: Values, name: str = "end") -> Ending | None:
    """When it ended, and since when that is known: never before the record itself was."""
    if not values.get(name):
        return None
    known = values.get("end_known_on") or values.get("end_recorded_at")
    return Ending(own_day(values[name]), first_day(str(known)) if known else recorded_day(values))
