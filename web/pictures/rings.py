"""A person's neighbourhood: themselves in the middle, up to forty of their ties on rings by strength.

Close ties stand on the inner ring, good on the next, and so on. Names are written level, in a column at
either side, grouped by kind, each joined to its place on a ring: level text in columns is quicker to read
than text around a circle. A person opened in place has their own strongest ties listed under their name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import asin, cos, sin

from web.pictures.layers import shortened
from web.pictures.marks import Mark

MOST_TIES = 40
RINGS = (70.0, 115.0, 160.0, 205.0)
RING_WORDS = ("Close", "Good", "Know", "Guess")  # a strained tie stands on the last
LINE = 26.0
TOP = 34.0
COLUMN = 270.0  # the width of a column of names
GAP = 30.0  # between the outer ring and the names
OFF_LINE = 6.0  # between a leader and its name
INDENT = 22.0  # of those under an opened person
LONGEST_NAME = 30


@dataclass(frozen=True)
class Neighbour:
    """A tie of the person in the middle. `kind` is the heading that they stand under; `opens` is the address
    of this page with them opened, or closed again; `under` are their own ties, when opened."""

    id: str
    name: str
    kind: str
    address: str
    mark: Mark
    says: str = ""
    opens: str = ""
    under: tuple["Neighbour", ...] = ()

    @property
    def opens_words(self) -> str:
        """What following `opens` does."""
        return f"Close {self.name}’s ties" if self.under else f"Show {self.name}’s ties here"


@dataclass(frozen=True)
class Spot:
    """A person as drawn: a dot on a ring (or in the column, for those under an opened person), and a name."""

    neighbour: Neighbour
    x: float
    y: float
    label_x: float
    label_y: float
    side: str
    nested: bool = False

    @property
    def text_x(self) -> float:
        """Where the name begins (right) or ends (left)."""
        return self.label_x + OFF_LINE * _outward(self.side)

    @property
    def name(self) -> str:
        """The name, cut where the column ends."""
        return shortened(self.neighbour.name, LONGEST_NAME)


@dataclass(frozen=True)
class Heading:
    """The kind of those beneath it."""

    text: str
    x: float
    y: float
    side: str

    @property
    def text_x(self) -> float:
        """Where the text begins (right) or ends (left)."""
        return self.x + OFF_LINE * _outward(self.side)


@dataclass(frozen=True)
class Rings:
    """A drawn neighbourhood."""

    initials: str
    spots: tuple[Spot, ...]
    headings: tuple[Heading, ...]
    radii: tuple[tuple[float, str], ...]
    middle_x: float
    middle_y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Row:
    """One line of a column: a heading, a tie, or somebody under an opened tie (`nested`)."""

    heading: str = ""
    neighbour: Neighbour | None = None
    nested: bool = False


def rings(centre: str, neighbours: Sequence[Neighbour]) -> Rings:
    """The neighbourhood of the person named `centre`. `neighbours` come grouped: those of a kind together."""
    columns = _two_columns(neighbours[:MOST_TIES])
    tallest = max(len(rows) for rows in columns)
    height = round(TOP * 2 + max(LINE * tallest, 2 * (RINGS[-1] + 10)), 1)
    middle = (COLUMN + GAP + RINGS[-1], height / 2)
    spots: list[Spot] = []
    headings: list[Heading] = []
    for side, rows in zip(("right", "left"), columns, strict=True):
        edge = middle[0] + (RINGS[-1] + GAP) * _outward(side)
        top = middle[1] - LINE * (len(rows) - 1) / 2
        for index, row in enumerate(rows):
            y = round(top + LINE * index, 1)
            if row.neighbour is None:
                headings.append(Heading(row.heading, edge, y, side))
            elif row.nested:
                dot = edge + INDENT * _outward(side)
                spots.append(Spot(row.neighbour, dot, y, dot + 12 * _outward(side), y, side, nested=True))
            else:
                x, dot_y = _on_ring(row.neighbour.mark, side, (y - middle[1]) / (LINE * len(rows) / 2 + LINE), middle)
                spots.append(Spot(row.neighbour, x, dot_y, edge, y, side))
    radii = tuple(zip(RINGS, RING_WORDS, strict=True))
    return Rings(initials(centre), tuple(spots), tuple(headings), radii, *middle, 2 * middle[0], height)


def _two_columns(neighbours: Sequence[Neighbour]) -> tuple[list[_Row], list[_Row]]:
    """The rows of the right and the left column, about half in each; a heading wherever a kind begins."""
    columns: tuple[list[_Row], list[_Row]] = ([], [])
    total = sum(1 + len(one.under) for one in neighbours)
    placed = 0
    for kind, group in groupby(neighbours, key=lambda one: one.kind):
        headed: set[int] = set()
        for one in group:
            side = 0 if placed * 2 < total else 1
            if side not in headed:
                columns[side].append(_Row(heading=kind))
                headed.add(side)
            columns[side].append(_Row(neighbour=one))
            columns[side].extend(_Row(neighbour=child, nested=True) for child in one.under)
            placed += 1 + len(one.under)
    return columns


def _outward(side: str) -> int:
    return 1 if side == "right" else -1


def _on_ring(mark: Mark, side: str, rise: float, middle: tuple[float, float]) -> tuple[float, float]:
    """Where on its ring a tie stands; `rise` is -1 at the top of the half circle and 1 at the bottom."""
    radius, angle = RINGS[ring_of(mark)], asin(rise)
    return round(middle[0] + _outward(side) * radius * cos(angle), 1), round(middle[1] + radius * sin(angle), 1)


def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in dict.fromkeys((*words[:1], *words[-1:])))


def ring_of(mark: Mark) -> int:
    """The ring a tie stands on: 0 is the innermost; a guess or a strained tie stands on the outermost."""
    inner = (Mark.CLOSE, Mark.GOOD, Mark.KNOW)
    return inner.index(mark) if mark in inner else len(RINGS) - 1
