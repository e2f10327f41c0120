"""A small line for a number over time, as wide as a few words."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 160.0, 36.0, 4.0


@dataclass(frozen=True)
class Trend:
    """A drawn line; `says` tells its first, last, least and greatest value in words."""

    path: str
    end_x: float
    end_y: float
    says: str
    width: float = WIDTH
    height: float = HEIGHT


def trend(points: Sequence[tuple[str, float]], *, most: float = 0.0) -> Trend | None:
    """The line through the labelled values, in order; None when there are fewer than two.

    The scale runs from 0 (or the least value, where less) to `most` (or the greatest, where more).
    """
    if len(points) < 2:
        return None
    values = [value for _, value in points]
    low, high = min(0.0, *values), max(most, *values)
    span = (high - low) or 1.0
    places = [
        (
            round(MARGIN + index * (WIDTH - 2 * MARGIN) / (len(points) - 1), 1),
            round(HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN), 1),
        )
        for index, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in places)
    (first, first_value), (last, last_value) = points[0], points[-1]
    extent = f"least {min(values):g}, most {max(values):g}"
    says = f"From {first_value:g} in {first} to {last_value:g} in {last}; {extent}."
    return Trend(path, *places[-1], says)
