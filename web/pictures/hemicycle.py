"""A chamber as a seat chart: where each seat sits in the half circle, and where the arrow keys lead.

Seats stand in the order given (by district), sweeping from the left end of the half circle to the right.
The geometry is that of parliament charts in encyclopedias: concentric rows whose seats are about as far apart
along the row as the rows are from each other.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, sin, sqrt

from web.pictures.marks import Mark

OUTER = 500.0
HOLLOW = 0.38  # the radius of the first row, as a part of the last row's
MARGIN = 4.0
FILL = 0.43  # a seat's radius, as a part of the distance to its nearest neighbour


@dataclass(frozen=True)
class Seat:
    """What is said of one seat. `faint` seats lie outside the filter in force."""

    address: str
    name: str
    holder: str | None
    tie: str
    mark: Mark
    faint: bool = False

    @property
    def says(self) -> str:
        """The seat in one line: "House District 37: Andy Boyd (R). Good, through Ann Reed"."""
        return f"{self.name}: {self.holder or 'vacant'}. {self.tie}"

    @property
    def classes(self) -> str:
        """The classes that the stylesheet draws it by."""
        marks = (self.mark.css_class, "" if self.holder else "is-vacant", "is-faint" if self.faint else "")
        return " ".join(filter(None, marks))


@dataclass(frozen=True)
class Place:
    """Where a seat sits: canvas coordinates, its row (0 is the innermost), and its neighbours' indexes."""

    x: float
    y: float
    row: int
    inward: int
    outward: int


@dataclass(frozen=True)
class Hemicycle:
    """A drawn chamber. `seats` and `places` run in parallel, in chart order."""

    key: str
    title: str
    seats: tuple[Seat, ...]
    places: tuple[Place, ...]
    radius: float
    width: float
    height: float

    @property
    def placed(self) -> tuple[tuple[Seat, Place], ...]:
        """Each seat with its place, in chart order."""
        return tuple(zip(self.seats, self.places, strict=True))


def hemicycle(key: str, title: str, seats: tuple[Seat, ...]) -> Hemicycle:
    """The chart of a chamber. `key` tells charts on one page apart; `title` names the chamber."""
    places, radius = _seating(len(seats))
    margin = radius + MARGIN
    return Hemicycle(key, title, seats, places, radius, 2 * (OUTER + margin), OUTER + 2 * margin)


@cache
def _seating(count: int) -> tuple[tuple[Place, ...], float]:
    """Where so many seats stand, and the radius of each."""
    rows = seats_per_row(count)
    polar = _polar(rows)
    radius = round(FILL * OUTER * _least_gap(rows), 1)
    margin = radius + MARGIN
    places = tuple(
        Place(
            x=round(margin + OUTER * (1 - distance * cos(angle)), 1),
            y=round(margin + OUTER * (1 - distance * sin(angle)), 1),
            row=row,
            inward=_across(polar, index, -1),
            outward=_across(polar, index, +1),
        )
        for index, (angle, row, distance) in enumerate(polar)
    )
    return places, radius


def seats_per_row(count: int) -> tuple[int, ...]:
    """Seats in each row, innermost first, in proportion to the rows' lengths (largest remainder)."""
    if count <= 0:
        return ()
    rows = max(1, round(sqrt(2 * count * (1 - HOLLOW) / (pi * (1 + HOLLOW)))))
    lengths = _radii(rows)
    shares = [count * length / sum(lengths) for length in lengths]
    seated = [int(share) for share in shares]
    by_remainder = sorted(range(rows), key=lambda row: (seated[row] - shares[row], -row))
    for row in by_remainder[: count - sum(seated)]:
        seated[row] += 1
    return tuple(seated)


def _radii(rows: int) -> list[float]:
    if rows == 1:
        return [1.0]
    return [HOLLOW + (1 - HOLLOW) * row / (rows - 1) for row in range(rows)]


def _polar(rows: tuple[int, ...]) -> list[tuple[float, int, float]]:
    """Each seat's angle (0 is the left end, in radians), row and distance from the middle, in chart order."""
    seats = [
        (round(pi * seat / (count - 1), 9) if count > 1 else pi / 2, row, distance)
        for row, (count, distance) in enumerate(zip(rows, _radii(len(rows)), strict=True) if rows else ())
        for seat in range(count)
    ]
    # Along one spoke the order goes in from the edge on the left, and out to it on the right.
    return sorted(seats, key=lambda seat: (seat[0], -seat[1] if seat[0] < pi / 2 else seat[1]))


def _least_gap(rows: tuple[int, ...]) -> float:
    """The least distance between neighbouring seats, where the outer radius is 1."""
    radii = _radii(len(rows)) if rows else []
    along = [2 * radius * sin(pi / (count - 1) / 2) for radius, count in zip(radii, rows, strict=True) if count > 1]
    between = [outer - inner for inner, outer in pairwise(radii)]
    return min([*along, *between, 0.3])


def _across(polar: list[tuple[float, int, float]], index: int, step: int) -> int:
    """The seat at the nearest angle in the next row inward or outward; the seat itself at the edge."""
    angle, row, _ = polar[index]
    candidates = [other for other, seat in enumerate(polar) if seat[1] == row + step]
    return min(candidates, key=lambda other: (abs(polar[other][0] - angle), other), default=index)
