"""The paths to one person as a picture in layers: sources on the left, the target on the right.

A person stands once, to the right of everybody who leads to them; better paths run higher. A tie that spans
several layers gets a lane of its own through those between. Layout is a pure function of the ranked paths, so
that the same answer always looks the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from web.pictures.marks import Mark

MOST_PATHS = 5
WIDTH, HEIGHT = 164.0, 52.0  # of a person's box
DOWN, LANE = 76.0, 30.0  # the height of a row with a box, and of one that a tie only passes through
WIDEST = 980.0  # what a page shows without scrolling; boxes move together for it
ACROSS_LEAST, ACROSS_MOST = 203.0, 300.0  # from box to box
MARGIN = 8.0
LONGEST_NAME = 20
LONGEST_NOTE = 25

Tie = tuple[str, str]
Entry = str | Tie  # of a column: a person, or a tie that passes through
Spot = tuple[float, float]  # the left edge and the middle of an entry


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
    heights = [sum(_height(entry) for entry in column) for column in columns]
    across = min(ACROSS_MOST, max(ACROSS_LEAST, (WIDEST - 2 * MARGIN - WIDTH) / (len(columns) - 1)))
    spots: dict[tuple[int, Entry], Spot] = {}
    for layer, column in enumerate(columns):
        top = MARGIN + (max(heights) - heights[layer]) / 2
        for entry in column:
            spots[layer, entry] = (round(MARGIN + layer * across, 1), round(top + _height(entry) / 2, 1))
            top += _height(entry)
    width = 2 * MARGIN + (len(columns) - 1) * across + WIDTH
    return Layers(_boxes(shown, spots), _lines(shown, spots), round(width, 1), 2 * MARGIN + max(heights))


def _height(entry: Entry) -> float:
    return DOWN if isinstance(entry, str) else LANE


def _columns(paths: Sequence[Sequence[Step]]) -> list[list[Entry]]:
    """Who stands in each layer, and which ties pass through it, those of better paths first."""
    layer_of = _layers_of(paths)
    columns: list[dict[Entry, None]] = [{} for _ in range(max(layer_of.values()) + 1)]
    for path in paths:
        for step in path:
            columns[layer_of[step.id]].setdefault(step.id)
        for near, far in pairwise(path):
            for layer in range(layer_of[near.id] + 1, layer_of[far.id]):
                columns[layer].setdefault((near.id, far.id))
    return [list(column) for column in columns]


def _layers_of(paths: Sequence[Sequence[Step]]) -> dict[str, int]:
    """Each person's layer: one more than that of anybody who leads to them. Where two paths run opposite ways
    between the same people, the better one decides."""
    leads_to: dict[str, set[str]] = {step.id: set() for path in paths for step in path}
    for path in paths:
        for near, far in pairwise(path):
            if not _reaches(leads_to, far.id, near.id):
                leads_to[near.id].add(far.id)
    layer_of = dict.fromkeys(leads_to, 0)
    for _ in leads_to:  # as many rounds as the longest chain can need
        for leader, followers in leads_to.items():
            for follower in followers:
                layer_of[follower] = max(layer_of[follower], layer_of[leader] + 1)
    target = paths[0][-1].id
    return layer_of | {target: max(layer_of.values())}


def _reaches(leads_to: dict[str, set[str]], start: str, end: str) -> bool:
    seen, open_ends = {start}, [start]
    while open_ends:
        found = leads_to[open_ends.pop()] - seen
        seen |= found
        open_ends += found
    return end in seen


def _boxes(paths: Sequence[Sequence[Step]], spots: dict[tuple[int, Entry], Spot]) -> tuple[Box, ...]:
    steps = {step.id: step for path in reversed(paths) for step in path}
    sources, target = {path[0].id for path in paths}, paths[0][-1].id
    boxes = []
    for (_, entry), (x, y) in spots.items():
        if isinstance(entry, str):
            role = "target" if entry == target else "source" if entry in sources else "between"
            boxes.append(Box(steps[entry], role, x, y - HEIGHT / 2))
    return tuple(boxes)


def _lines(paths: Sequence[Sequence[Step]], spots: dict[tuple[int, Entry], Spot]) -> tuple[Line, ...]:
    layer_of = {entry: layer for layer, entry in spots if isinstance(entry, str)}
    ties: dict[Tie, Line] = {}
    for rank, path in enumerate(paths):
        for near, far in pairwise(path):
            tie = (near.id, far.id)
            lanes = [spots[layer, tie] for layer in range(layer_of[near.id] + 1, layer_of[far.id])]
            curve = _curve([spots[layer_of[near.id], near.id], *lanes, spots[layer_of[far.id], far.id]])
            ties.setdefault(tie, Line(curve, far.mark, far.says, best=rank == 0))
    # The best path is drawn last, so that it lies on top where lines cross.
    return tuple(sorted(ties.values(), key=lambda line: line.best))


def _curve(spots: Sequence[Spot]) -> str:
    """From the right edge of a box, along its lanes, to the left edge of the next. Against the current, it runs
    from right edge to right edge, round the side."""
    (x, y), (last_x, last_y) = spots[0], spots[-1]
    drawn = f"M{x + WIDTH:g} {y:g}"
    if last_x <= x:
        bend = max(x, last_x) + WIDTH + 36
        return f"{drawn}C{bend:g} {y:g} {bend:g} {last_y:g} {last_x + WIDTH:g} {last_y:g}"
    for (near_x, near_y), (far_x, far_y) in pairwise(spots):
        middle = (near_x + WIDTH + far_x) / 2
        drawn += f"C{middle:g} {near_y:g} {middle:g} {far_y:g} {far_x:g} {far_y:g}"
        drawn += f"H{far_x + WIDTH:g}" if (far_x, far_y) != spots[-1] else ""
    return drawn


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is too long for its place; the whole stands in the title."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return f"{(at_word if len(at_word) > longest * 0.7 else cut).rstrip(' ,;')}…"
