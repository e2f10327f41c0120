"""Influence against stance: a dot per member, those who stand at the same place spread beside one another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT = 960.0, 420.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 34.0, 44.0
COLUMNS: tuple[int | None, ...] = (None, -2, -1, 0, 1, 2)
TITLES = ("Unknown", "Opposes", "Leans against", "Undecided", "Leans for", "Supports")
RADIUS, GAP, ROW = 6.0, 15.0, 9.0
LETTER, LINE, ABOVE = 5.6, 13.0, 10.0  # a label's width per letter, its height, and how far above the dot it stands


@dataclass(frozen=True)
class Dot:
    """One member. `x` is the stance -2..2 (None: unknown), `y` the influence; `from_x` the stance moved from."""

    name: str
    says: str
    href: str
    x: int | None
    y: float
    from_x: int | None = None


@dataclass(frozen=True)
class Placed:
    """A dot with its centre, and where its line begins (None: it did not move). `labelled` dots show their name."""

    dot: Dot
    cx: float
    cy: float
    from_cx: float | None
    labelled: bool


@dataclass(frozen=True)
class Scatter:
    """The whole picture: dots, the columns' titles with their centres, and the scale's (value, height) marks."""

    dots: tuple[Placed, ...]
    titles: tuple[tuple[str, float], ...]
    scale: tuple[tuple[float, float], ...]
    radius: float = RADIUS
    width: float = WIDTH
    height: float = HEIGHT


def scatter(dots: Sequence[Dot], *, labels: int = 12) -> Scatter:
    """Place the dots; the most influential ones carry their names, as far as no name stands on another or on dots."""
    most = float(ceil(max((dot.y for dot in dots), default=1.0) or 1.0))
    stacks: dict[tuple[int | None, int], list[Dot]] = defaultdict(list)
    for dot in dots:
        stacks[dot.x, round(dot.y * 4)].append(dot)
    places = {}
    for (x, _), stack in stacks.items():
        for place, dot in enumerate(sorted(stack, key=lambda dot: dot.name)):
            across, row = _beside(place)
            rise = max(TOP, _rise(dot.y, most) - row * ROW)
            places[id(dot)] = (round(_centre(x) + across, 1), round(rise, 1))
    ordered = sorted(dots, key=lambda dot: (-dot.y, dot.name))
    named = _legible([(dot, places[id(dot)]) for dot in ordered[:labels]], list(places.values()))
    placed = [
        Placed(dot, *places[id(dot)], None if dot.from_x is None else _centre(dot.from_x), id(dot) in named)
        for dot in dots
    ]
    return Scatter(
        dots=tuple(sorted(placed, key=lambda one: (one.cx, one.cy, one.dot.name))),
        titles=tuple((title, _centre(x)) for title, x in zip(TITLES, COLUMNS, strict=True)),
        scale=tuple((float(mark), round(_rise(mark, most), 1)) for mark in range(int(most) + 1)),
    )


def _beside(place: int) -> tuple[float, int]:
    """How far from its column's centre the n-th dot of a height stands, and in which row: right and left in turn."""
    per_row = int(2 * (_half() - RADIUS) / GAP)
    row, place = divmod(place, per_row)
    return GAP * ((place + 1) // 2) * (1 if place % 2 else -1), row


def _legible(wanted: Sequence[tuple[Dot, tuple[float, float]]], dots: Sequence[tuple[float, float]]) -> set[int]:
    """Which of the dots, in the order given, carry their names, where `dots` are the places of all."""
    taken: list[tuple[float, float, float]] = []
    kept = set()
    for dot, (cx, cy) in wanted:
        half = len(dot.name) * LETTER / 2
        free = all(abs(cx - x) > half + other or abs(cy - y) > LINE for x, y, other in taken)
        top, foot = cy - ABOVE - LINE, cy - ABOVE
        if free and not any(abs(cx - x) < half + RADIUS and top - RADIUS < y < foot + RADIUS for x, y in dots):
            taken.append((cx, cy, half))
            kept.add(id(dot))
    return kept


def _centre(x: int | None) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (COLUMNS.index(x) + 0.5) / len(COLUMNS)


def _half() -> float:
    return (WIDTH - LEFT - RIGHT) / len(COLUMNS) / 2


def _rise(y: float, most: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / most
