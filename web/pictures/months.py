"""Channels against months: a square for each, the larger the more was sent, with its number in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from crm.interactions.message_months import MessageMonths

CELL, NAMES, HEAD = 44.0, 112.0, 24.0
LEAST, LARGEST = 12.0, 38.0


@dataclass(frozen=True)
class Square:
    """A count on the canvas: its left, top and side, and where its number stands."""

    x: float
    y: float
    side: float
    count: int
    middle: tuple[float, float]


@dataclass(frozen=True)
class Months:
    """The drawn grid: rows as (name, height of its middle), columns as (month, place of its middle, its year where
    that begins)."""

    width: float
    height: float
    rows: tuple[tuple[str, float], ...]
    columns: tuple[tuple[str, float], ...]
    squares: tuple[Square, ...]
    says: str


def months(found: MessageMonths, names: Mapping[str, str]) -> Months | None:
    """The picture; None where nothing was sent. The area of a square is as its count."""
    most = max(found.counts.values(), default=0)
    if not found.channels or not most:
        return None
    squares = []
    for row, channel in enumerate(found.channels):
        for column, month in enumerate(found.months):
            if count := found.at(channel, month):
                side = round(max(LEAST, LARGEST * sqrt(count / most)), 1)
                x, y = NAMES + (column + 0.5) * CELL, HEAD + (row + 0.5) * CELL
                squares.append(Square(round(x - side / 2, 1), round(y - side / 2, 1), side, count, (x, y)))
    totals = ", ".join(f"{names.get(c, c)} {found.by_channel(c)}" for c in found.channels)
    return Months(
        width=NAMES + CELL * len(found.months),
        height=HEAD + CELL * len(found.channels),
        rows=tuple((names.get(c, c), HEAD + (n + 0.5) * CELL) for n, c in enumerate(found.channels)),
        columns=tuple((str(m)[:3], NAMES + (n + 0.5) * CELL) for n, m in enumerate(found.months)),
        squares=tuple(squares),
        says=f"{found.months[0]} to {found.months[-1]}: {totals}.",
    )
