"""Outlines of districts made small: laid on the grid of a picture, and simplified without tearing neighbors apart.

A border that two districts share is cut out once, at the points where three or more lines meet, and simplified once;
both sides then have the same line, so that neither gap nor overlap shows. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import cos, radians

Place = tuple[float, float]  # longitude and latitude
Point = tuple[int, int]  # on the grid
Ring = list[Point]  # closed: its last point is its first

WIDTH, TALLEST = 1_200, 2_400  # the grid
NEAR = 1.5  # how far a point may lie off the line that replaces it, in cells of the grid
LEAST_AREA = 3  # of an island that is kept, in cells


def drawn(outlines: Mapping[str, Sequence[Sequence[Place]]]) -> dict[str, list[Ring]]:
    """Each district's rings on the grid, simplified; a district is never left without any."""
    placed = _on_the_grid(outlines)
    meeting = _meeting_points(ring for rings in placed.values() for ring in rings)
    done: dict[tuple[Point, ...], list[Point]] = {}
    return {name: _kept([_simplified(ring, meeting, done) for ring in rings], rings) for name, rings in placed.items()}


def _on_the_grid(outlines: Mapping[str, Sequence[Sequence[Place]]]) -> dict[str, list[Ring]]:
    places = [place for rings in outlines.values() for ring in rings for place in ring]
    longitudes = [x for x, _ in places]
    # A state on both sides of the date line is drawn in one piece.
    turn = 360.0 if max(longitudes) - min(longitudes) > 180 else 0.0
    south, north = min(y for _, y in places), max(y for _, y in places)
    narrow = cos(radians((south + north) / 2))
    across = [(x + turn if turn and x < 0 else x) * narrow for x in longitudes]
    west, wide, tall = min(across), max(across) - min(across), north - south
    scale = min(WIDTH / (wide or 1), TALLEST / (tall or 1))

    def point(place: Place) -> Point:
        x = place[0] + turn if turn and place[0] < 0 else place[0]
        return round((x * narrow - west) * scale), round((north - place[1]) * scale)

    return {name: [_plain([point(p) for p in ring]) for ring in rings] for name, rings in outlines.items()}


def _plain(points: Iterable[Point]) -> Ring:
    """A closed ring without repeated points, and without spikes that go out and back on one line."""
    kept: Ring = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and kept[-2] == point:
            kept.pop()
            continue
        kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return [*kept, kept[0]] if kept else []


def _meeting_points(rings: Iterable[Ring]) -> frozenset[Point]:
    """Where more than two lines meet."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for a, b in pairwise(ring):
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    return frozenset(point for point, others in beside.items() if len(others) > 2)


def _simplified(ring: Ring, meeting: frozenset[Point], done: dict[tuple[Point, ...], list[Point]]) -> Ring:
    if len(ring) < 4:
        return ring
    body = ring[:-1]
    first = next((place for place, point in enumerate(body) if point in meeting), None)
    # A ring that meets no other begins at the same point, whichever district it is read from.
    start = body.index(min(body)) if first is None else first
    turned = [*body[start:], *body[:start], body[start]]
    cuts = [place for place, point in enumerate(turned) if point in meeting or place in (0, len(turned) - 1)]
    line: Ring = [turned[0]]
    for begin, end in pairwise(cuts):
        line += _line(tuple(turned[begin : end + 1]), done)[1:]
    return line


def _line(points: tuple[Point, ...], done: dict[tuple[Point, ...], list[Point]]) -> list[Point]:
    """A line simplified in one direction, and given back in the one asked for."""
    one_way = min(points, points[::-1])
    if one_way not in done:
        done[one_way] = thinned(one_way)
    found = done[one_way]
    return found if one_way == points else found[::-1]


def thinned(points: Sequence[Point]) -> list[Point]:
    """The line without the points that lie near the straight way between those kept (Douglas and Peucker, 1973)."""
    kept = {0, len(points) - 1}
    open_ends = [(0, len(points) - 1)]
    while open_ends:
        begin, end = open_ends.pop()
        far, at = max(
            ((_off(points[place], points[begin], points[end]), place) for place in range(begin + 1, end)),
            default=(0.0, 0),
        )
        if far > NEAR:
            kept.add(at)
            open_ends += [(begin, at), (at, end)]
    return [points[place] for place in sorted(kept)]


def _off(point: Point, begin: Point, end: Point) -> float:
    """How far a point lies from the line between two others, or from the one point that they are."""
    across, down = end[0] - begin[0], end[1] - begin[1]
    x, y = point[0] - begin[0], point[1] - begin[1]
    length = across * across + down * down
    if not length:
        return float((x * x + y * y) ** 0.5)
    along = min(1.0, max(0.0, (x * across + y * down) / length))
    return float(((x - along * across) ** 2 + (y - along * down) ** 2) ** 0.5)


def area(ring: Ring) -> float:
    """The area of a closed ring, in cells."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def _kept(rings: list[Ring], before: list[Ring]) -> list[Ring]:
    """The rings that can be seen; of a district that is too small for that, a mark where it is."""
    seen = [ring for ring in rings if area(ring) >= LEAST_AREA]
    if seen:
        return seen
    largest = max(before, key=lambda ring: (area(ring), len(ring)), default=[])
    x, y = largest[0] if largest else (0, 0)
    return [[(x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1), (x - 1, y - 1)]]
