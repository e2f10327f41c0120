"""The paths to one person as a picture in layers: sources on the left, the target on the right.

A person stands once, in the layer of their first appearance; the best path runs along the top. Layout is a
pure function of the ranked paths, so that the same answer always looks the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from web.pictures.marks import Mark

MOST_PATHS = 5
WIDTH, HEIGHT = 190.0, 52.0  # of a person's box
ACROSS, DOWN = 300.0, 78.0  # from box to box
MARGIN = 8.0
LONGEST_NAME = 24
LONGEST_NOTE = 30


@dataclass(frozen=True)
class Step:
    """One person on a path. `note` is what they are in a few words; `mark` and `says` tell of the tie that
    leads to them, and are those of no tie for the first person."""

    id: str
    name: str
    note: str
    address: str
    mark: Mark = Mark.NONE
    says: str = ""


@dataclass(frozen=True)
class Box:
    """A person as drawn. `role` is source, between or target."""

    step: Step
    role: str
    x: float
    y: float
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def name(self) -> str:
        """The name, cut where the box ends."""
        return shortened(self.step.name, LONGEST_NAME)

    @property
    def note(self) -> str:
        """The note, cut where the box ends."""
        return shortened(self.step.note, LONGEST_NOTE)


@dataclass(frozen=True)
class Line:
    """A tie as drawn: an SVG path, thick for a strong tie; `best` when the first path uses it."""

    path: str
    mark: Mark
    says: str
    best: bool


@dataclass(frozen=True)
class Layers:
    """A drawn answer."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def layers(paths: Sequence[Sequence[Step]]) -> Layers:
    """At most five ranked paths, best first, each from a source to the same target, as boxes and lines."""
    shown = [path for path in paths[:MOST_PATHS] if len(path) > 1]
    if not shown:
        return Layers((), (), 0.0, 0.0)
    columns = _columns(shown)
    tallest = max(len(column) for column in columns)
    steps = {step.id: step for path in reversed(shown) for step in path}
    sources = {path[0].id for path in shown}
    target = shown[0][-1].id
    boxes: dict[str, Box] = {}
    for layer, column in enumerate(columns):
        top = MARGIN + (tallest - len(column)) * DOWN / 2
        for row, person in enumerate(column):
            role = "target" if person == target else "source" if person in sources else "between"
            boxes[person] = Box(steps[person], role, MARGIN + layer * ACROSS, round(top + row * DOWN, 1))
    width = 2 * MARGIN + (len(columns) - 1) * ACROSS + WIDTH
    return Layers(tuple(boxes.values()), _lines(shown, boxes), width, 2 * MARGIN + (tallest - 1) * DOWN + HEIGHT)


def _columns(paths: Sequence[Sequence[Step]]) -> list[list[str]]:
    """The people of each layer, those of better paths first; the target alone in the last."""
    target = paths[0][-1].id
    layer_of: dict[str, int] = {}
    for path in paths:
        for layer, step in enumerate(path[:-1]):
            layer_of[step.id] = min(layer, layer_of.get(step.id, layer))
    columns: list[list[str]] = [[] for _ in range(max(layer_of.values()) + 1)]
    for person, layer in layer_of.items():
        columns[layer].append(person)
    return [*filter(None, columns), [target]]


def _lines(paths: Sequence[Sequence[Step]], boxes: dict[str, Box]) -> tuple[Line, ...]:
    ties: dict[tuple[str, str], Line] = {}
    for rank, path in enumerate(paths):
        for near, far in pairwise(path):
            curve = _curve(boxes[near.id], boxes[far.id])
            ties.setdefault((near.id, far.id), Line(curve, far.mark, far.says, best=rank == 0))
    # The best path is drawn last, so that it lies on top where lines cross.
    return tuple(sorted(ties.values(), key=lambda line: line.best))


def _curve(near: Box, far: Box) -> str:
    """From right edge to left edge; round the side where the next box is not further right."""
    start, y1, y2 = near.x + WIDTH, near.y + HEIGHT / 2, far.y + HEIGHT / 2
    if far.x > near.x:
        half = (far.x - start) / 2
        return f"M{start:g} {y1:g}C{start + half:g} {y1:g} {far.x - half:g} {y2:g} {far.x:g} {y2:g}"
    bend, end = start + 60, far.x + WIDTH
    return f"M{start:g} {y1:g}C{bend:g} {y1:g} {bend:g} {y2:g} {end:g} {y2:g}"


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is too long for its place; the whole stands in the title."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[longest // 2 :] else cut}…"
