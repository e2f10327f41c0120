"""An event that repeats: planned with all its dates in one piece, each an event of its own."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.events.events import NewEvent, plan_event
from crm.events.series import MOST_DATES, dates
from crm.office_time import first_day, last_day
from crm.records.actor import Actor
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NO_UNTIL = "Say until which day it repeats."
NO_SERIES = "Give the series a name, so that its dates are found together."
OVER_BEFORE = "This is before the first date. Check both days."
TOO_MANY = f"That is more than {MOST_DATES} dates. Plan the first {MOST_DATES}, and go on from there later."


@dataclass(frozen=True)
class Rhythm:
    """How often an event repeats, a key of series.EVERY, through which day; without `every` it is planned once."""

    every: str | None = None
    until: str | None = None


@permitted("add", "event")
def plan_events(tx: "ManagedTransaction", first: NewEvent, rhythm: Rhythm, *, by: Actor) -> list[str]:
    """Plan an event and, with a rhythm, its later dates; all or none. The agenda stays with the first.

    Raises InvalidData for a rhythm without an end or a name, or with too many dates, and what `plan_event` raises.
    """
    return [plan_event(tx, one, by=by) for one in _each(first, rhythm)]


def _each(first: NewEvent, rhythm: Rhythm) -> list[NewEvent]:
    start = str(first.says["start"])
    if not rhythm.every or len(start) < len("2026-01-01"):
        return [first]
    if not rhythm.until:
        raise InvalidData({"every_until": [NO_UNTIL]})
    if not first.says.get("series"):
        raise InvalidData({"series": [NO_SERIES]})
    begins, until = first_day(start), last_day(rhythm.until)
    if until < begins:
        raise InvalidData({"every_until": [OVER_BEFORE]})
    days = dates(begins, rhythm.every, until)
    if len(days) > MOST_DATES:
        raise InvalidData({"every_until": [TOO_MANY]})
    return [first, *(_moved(first, begins, day, number) for number, day in enumerate(days[1:], start=1))]


def _moved(first: NewEvent, begins: date, day: date, number: int) -> NewEvent:
    """The same event on a later day; one of several days ends as much later."""
    says = {**first.says, "start": day.isoformat()}
    if ends := says.get("last_day"):
        says["last_day"] = (last_day(str(ends)) + (day - begins)).isoformat()
    return replace(first, says=says, id=f"{first.id}-{number}", agenda=())
