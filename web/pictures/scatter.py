"""Influence against stance: a dot per member, those who stand at the same place spread beside one another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960.0, 420.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 24.0, 44.0
COLUMNS: tuple[int | None, ...] = (None, -2, -1, 0, 1, 2)
TITLES = ("Unknown", "Opposes", "Leans against", "Undecided", "Leans for", "Supports")
RADIUS, GAP = 6.0, 15.0


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
    """A dot with its centre, and where its arrow begins (None: it did not move). `labelled` dots show their name."""

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


def scatter(dots: Sequence[Dot], *, labels: int = 8) -> Scatter:
    """Place the dots; the `labels` most influential ones carry their names."""
    most = max((dot.y for dot in dots), default=1.0) or 1.0
    named = {id(dot) for dot in sorted(dots, key=lambda dot: (-dot.y, dot.name))[:labels]}
    stacks: dict[tuple[int | None, int], list[Dot]] = defaultdict(list)
    for dot in dots:
        stacks[dot.x, round(dot.y * 4)].append(dot)
    placed = []
    for (x, _), stack in stacks.items():
        for place, dot in enumerate(sorted(stack, key=lambda dot: dot.name)):
            step = GAP * ((place + 1) // 2) * (1 if place % 2 else -1)
            cx = _centre(x) + max(-_half() + RADIUS, min(_half() - RADIUS, step))
            origin = None if dot.from_x is None else _centre(dot.from_x)
            placed.append(Placed(dot, round(cx, 1), round(_rise(dot.y, most), 1), origin, id(dot) in named))
    marks = [most * part / 4 for part in range(5)]
    return Scatter(
        dots=tuple(sorted(placed, key=lambda one: (one.cx, one.cy, one.dot.name))),
        titles=tuple((title, _centre(x)) for title, x in zip(TITLES, COLUMNS, strict=True)),
        scale=tuple((round(mark, 1), round(_rise(mark, most), 1)) for mark in marks),
    )


def _centre(x: int | None) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (COLUMNS.index(x) + 0.5) / len(COLUMNS)


def _half() -> float:
    return (WIDTH - LEFT - RIGHT) / len(COLUMNS) / 2


def _rise(y: float, most: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / most
