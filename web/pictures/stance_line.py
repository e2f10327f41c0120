"""A stance over time as a small stepped line: for above, against below, the days of all lines on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, MARGIN = 150.0, 34.0, 5.0


@dataclass(frozen=True)
class StanceLine:
    """A drawn line: its path, the height of "undecided", where it ends, and the whole of it in words."""

    path: str
    middle: float
    end_x: float
    end_y: float
    says: str
    width: float = WIDTH
    height: float = HEIGHT


def stance_line(trail: Sequence[tuple[date, int, str]], first: date, last: date) -> StanceLine | None:
    """The line through a trail of (day, stance -2..2, words), oldest first, on the scale from `first` to `last`.

    None for a trail of fewer than two stances: a single one has no line.
    """
    if len(trail) < 2:
        return None
    places = [(_across(day, first, last), _up(value)) for day, value, _ in trail]
    path = f"M{places[0][0]:g} {places[0][1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in places[1:])
    end_x = _across(last, first, last)
    says = ", then ".join(words for _, _, words in trail)
    return StanceLine(f"{path}H{end_x:g}", _up(0), end_x, places[-1][1], f"{says[0].upper()}{says[1:]}.")


def _across(day: date, first: date, last: date) -> float:
    whole = (last - first).days or 1
    return round(MARGIN + (WIDTH - 2 * MARGIN) * min(1.0, max(0.0, (day - first).days / whole)), 1)


def _up(value: int) -> float:
    return round(HEIGHT / 2 - value * (HEIGHT / 2 - MARGIN) / 2, 1)
