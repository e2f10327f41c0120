"""Days and endings as the graph keeps them, read as the plan's rules want them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.office_time import day_of, first_day, last_day
from crm.plan.evidence import Ending

Values = Mapping[str, Any]
MOST = 200_000  # rows of one kind


def own_day(stored: Any) -> date:
    """The own day of what happened: the last that a partial date may mean."""
    return last_day(day_of(str(stored)))


def start_day(stored: Any) -> date:
    """The first day that a start may mean; a start that is not known is `date.min`."""
    return first_day(day_of(str(stored))) if stored else date.min


def maybe_day(stored: Any) -> date | None:
    """A day that may be unsaid."""
    return own_day(stored) if stored else None


def recorded_day(values: Values) -> date:
    """The day a record was first known: as a sheet of past records says, else the day it was recorded."""
    known = values.get("known_on") or values.get("recorded_at")
    return first_day(day_of(str(known))) if known else date.min


def ending(values: Values, name: str = "end") -> Ending | None:
    """When it ended, and since when that is known: never before the record itself was."""
    if not values.get(name):
        return None
    known = values.get("end_known_on") or values.get("end_recorded_at")
    return Ending(own_day(values[name]), first_day(day_of(str(known))) if known else recorded_day(values))
