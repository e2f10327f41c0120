"""A chamber's districts as a map: each an outline with the pattern of our tie, its number where there is room, and
where the arrow keys lead. The outlines are already on the grid of a picture (importers/outlines.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from web.pictures.hemicycle import Seat

MARGIN = 8
LETTER, LINE = 19, 34  # the width of a letter and the height of a line of a label, in cells of the grid
LOOKED_AT = 24  # heights at which the widest room for a label is looked for

Rings = Sequence[Sequence[int]]  # closed; each x, y, x, y, ...


@dataclass(frozen=True)
class Shape:
    """A district: its path, its label and where that has room, its seat (None where no seat is of it), and the places
    in the order of shapes where the arrow keys lead up and down."""

    path: str
    label: str
    x: int
    y: int
    has_room: bool
    seat: Seat | None
    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class Map:
    """A drawn map; `shapes` are in the order given."""

    key: str
    title: str
    shapes: tuple[Shape, ...]
    width: int
    height: int

    @property
    def view_box(self) -> str:
        return f"{-MARGIN} {-MARGIN} {self.width + 2 * MARGIN} {self.height + 2 * MARGIN}"


def district_map(key: str, title: str, districts: Sequence[tuple[str, Rings, Seat | None]]) -> Map:
    """The map of districts (label, rings, seat). `key` tells maps on one page apart."""
    middles = {place: _middle(rings, label) for place, (label, rings, _) in enumerate(districts)}
    followed = {place: middles[place] for place, (_, _, seat) in enumerate(districts) if seat}
    order = {place: index for index, place in enumerate(followed)}
    shapes = tuple(
        Shape(
            path=path_of(rings),
            label=label,
            x=middles[place][0],
            y=middles[place][1],
            has_room=middles[place][2],
            seat=seat,
            up=order.get(_beyond(place, followed, -1), 0),
            down=order.get(_beyond(place, followed, +1), 0),
        )
        for place, (label, rings, seat) in enumerate(districts)
    )
    numbers = [ring for _, rings, _ in districts for ring in rings]
    width = max((max(ring[::2]) for ring in numbers), default=0)
    height = max((max(ring[1::2]) for ring in numbers), default=0)
    return Map(key, title, shapes, width, height)


def path_of(rings: Rings) -> str:
    """The outlines as an SVG path, each point told from the one before, which is shorter."""
    parts = []
    for ring in rings:
        points = list(zip(ring[::2], ring[1::2], strict=True))
        steps = " ".join(f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(points[:-1]))
        parts.append(f"M{points[0][0]},{points[0][1]}l{steps}z")
    return "".join(parts)


def _middle(rings: Rings, label: str) -> tuple[int, int, bool]:
    """Where a district's label stands, and whether it has room there: the middle of the widest strip inside."""
    largest = max(rings, key=_area)
    top, bottom = min(largest[1::2]), max(largest[1::2])
    best = (0.0, (min(largest[::2]) + max(largest[::2])) / 2, (top + bottom) / 2)
    for step in range(1, LOOKED_AT):
        y = top + (bottom - top) * step / LOOKED_AT + 0.25  # between the points of the grid
        for left, right in _strips(rings, y):
            height = min(y - top, bottom - y)
            room = min(right - left, 2 * height)  # wide, but not at the very edge
            best = max(best, (room, (left + right) / 2, y))
    room, x, y = best
    needed = LETTER * len(label) / 2
    has_room = all(
        any(left <= x - needed and x + needed <= right for left, right in _strips(rings, y + off))
        for off in (-LINE / 2, 0, LINE / 2)
    )
    return round(x), round(y), bool(label) and has_room


def _strips(rings: Rings, y: float) -> list[tuple[float, float]]:
    """The parts of a level line that lie inside, from left to right."""
    crossed = []
    for ring in rings:
        points = list(zip(ring[::2], ring[1::2], strict=True))
        for (ax, ay), (bx, by) in pairwise(points):
            if (ay <= y) != (by <= y):
                crossed.append(ax + (y - ay) * (bx - ax) / (by - ay))
    crossed.sort()
    return list(zip(crossed[::2], crossed[1::2], strict=False))


def _area(ring: Sequence[int]) -> float:
    points = list(zip(ring[::2], ring[1::2], strict=True))
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(points)))


def _beyond(place: int, middles: Mapping[int, tuple[int, int, bool]], way: int) -> int:
    """The nearest district further up (-1) or down (+1); the district itself at the edge."""
    if place not in middles:
        return place
    x, y, _ = middles[place]
    further = [(hypot(2 * (there[0] - x), there[1] - y), other) for other, there in middles.items()
               if (there[1] - y) * way > abs(there[0] - x) / 2]  # fmt: skip
    return min(further, default=(0.0, place))[1]
