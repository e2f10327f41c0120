"""What every row of evidence has in common: when it was and when it was recorded, and how long what lasts holds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ending:
    """That something ended, was dropped or called off: `day` is the last day it held, or the day it was called off."""

    day: date
    recorded: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every row has. `title` is how a list shows it; it is never compared."""

    id: str
    day: date
    recorded: date
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Record):
    """What holds from `day` through the day of its end. An unknown start is `date.min`."""

    end: Ending | None = None
