"""The strongest paths from some people to others: exact, ranked, at most so many hops long. Pure.

A path starts at a source, ends at a target, and meets nobody twice. It meets no other source and no other target on
its way: what follows the last source of a longer one is a path itself, and as strong or stronger. Its value is the
product of its strengths. Paths are ranked by value. Of equal values they are read back from the target (targets by
id), and the stronger tie goes first, then the lower id, so that there is one right answer.

The search grows paths backward from the target, the most promising first (A*: Hart, Nilsson and Raphael, 1968).
The cost of a part, plus F for the hops left (see reach.py), never exceeds the cost of what the part may become, so
paths come out in exact order. Of the ways on from a part only the best one waits, and when it is taken the next
takes its place (as in the lazy variant of Eppstein's algorithm: Jimenez and Marzal, 2003).
"""

import math
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from heapq import heapify, heappop, heappush, heapreplace
from importlib.util import find_spec
from itertools import islice
from typing import NamedTuple

from crm.relationships.projection import Projection
from crm.relationships.reach import Option, Reach

MOST_HOPS = 4


@dataclass(frozen=True)
class Path:
    """People from source to target; `strengths[i]` and `guesses[i]` tell of the tie between people i and i + 1."""

    people: tuple[str, ...]
    strengths: tuple[float, ...]
    guesses: tuple[bool, ...]

    @property
    def value(self) -> float:
        """The product of the strengths, in (0, 1]."""
        return math.prod(self.strengths)


@dataclass(frozen=True)
class Search:
    """Whose paths to whom. Several targets are one goal: a path to any of them will do.

    `hops` is the most ties that a path may have, at least 1. Nobody passes through `closed` people, who may still
    begin or end a path. A target is not a source. People unknown to the projection have no ties.
    """

    sources: frozenset[str]
    targets: frozenset[str]
    hops: int = MOST_HOPS
    closed: frozenset[str] = frozenset()


class Trail(NamedTuple):
    """A path as the search finds it, read back from the target: the people, and the places of the ties between them
    among the projection's entries."""

    people: tuple[int, ...]
    ties: tuple[int, ...]


def ranked(reach: Reach, targets: Collection[int], avoided: Set[int] = frozenset()) -> Iterator[Trail]:
    """All paths in exact order, found one by one as they are asked for.

    `avoided` may grow between two paths: from then on nobody in it is on any path.
    """
    goals = frozenset(targets)
    # A part waits with its least cost, its target and ties (which rank it among equals), its people but the last, the
    # cost up to there, and the options there, of which its last tie is the numbered one.
    waiting: list[tuple[float, tuple[int, ...], tuple[int, ...], float, list[Option], int]] = []
    for goal in goals:
        if options := reach.onward(goal, reach.hops - 1):
            heappush(waiting, (options[0][0], (goal, options[0][1]), (goal,), 0, options, 0))
    while waiting:
        _, part, people, cost, options, number = waiting[0]
        _, _, person, step = options[number]
        number += 1
        if number < len(options):
            least, sibling, _, _ = options[number]
            heapreplace(waiting, (cost + least, (*part[:-1], sibling), people, cost, options, number))
        else:
            heappop(waiting)
        if person in people or person in goals or person in avoided:
            continue
        if person in reach.sources:
            yield Trail((*people, person), part[1:])
            if avoided:
                waiting = [other for other in waiting if avoided.isdisjoint(other[2])]
                heapify(waiting)
        elif len(part) <= reach.hops and (options := reach.onward(person, reach.hops - len(part))):
            cost += step
            least, child, _, _ = options[0]
            heappush(waiting, (cost + least, (*part, child), (*people, person), cost, options, 0))


def first(reach: Reach, targets: Collection[int], count: int) -> list[Trail]:
    """The first `count` paths in exact order."""
    return list(islice(ranked(reach, targets), count))


Finder = Callable[[Reach, Collection[int], int], list[Trail]]
_finder: Finder = first


class Paths:
    """Answers over one projection; give it `projection.confirmed` to leave guesses out.

    Remembers the reach of the last few source sets. A changed projection gets a new Paths.
    """

    def __init__(self, projection: Projection, remembered: int = 8) -> None:
        self.projection = projection
        self._reach = lru_cache(remembered)(partial(_reach_of, projection))

    def reach(self, search: Search) -> Reach:
        """How near everybody is to the search's sources."""
        return self._reach(search.sources, search.hops, search.closed)

    def strongest(self, search: Search, count: int = 5) -> list[Path]:
        """The `count` strongest paths, the strongest first; fewer where there are fewer."""
        return self._first(search, self.projection.positions(search.targets), count)

    def strongest_to_each(self, search: Search, count: int = 5) -> dict[str, list[Path]]:
        """As `strongest`, to every target by itself: the others may be met on the way."""
        targets = self.projection.positions(search.targets)
        return {self.projection.people[target]: self._first(search, [target], count) for target in targets}

    def disjoint(self, search: Search, count: int = 5) -> list[Path]:
        """Greedily: the strongest path, the strongest that shares nobody with it, and so on.

        Targets may be shared, and so may the source where there is only one; each of several begins one path at most.
        """
        targets = self.projection.positions(search.targets)
        sources = self.projection.positions(search.sources - search.targets)
        shared = {*targets, *(sources if len(sources) == 1 else ())}
        used: set[int] = set()
        found = []
        for trail in islice(ranked(self.reach(search), targets, used), count):
            used.update(set(trail.people) - shared)
            found.append(self._told(trail))
        return found

    def _first(self, search: Search, targets: Collection[int], count: int) -> list[Path]:
        return [self._told(trail) for trail in _finder(self.reach(search), targets, count)]

    def _told(self, trail: Trail) -> Path:
        people, (strengths, guesses) = self.projection.people, self._tie_views
        ties = trail.ties[::-1]
        return Path(
            tuple([people[place] for place in trail.people[::-1]]),
            tuple([strengths[place] for place in ties]),
            tuple([bool(guesses[place]) for place in ties]),
        )

    @cached_property
    def _tie_views(self) -> tuple[memoryview, memoryview]:
        """Strengths and guesses as views that give plain Python numbers."""
        return self.projection.entries.strengths.data, self.projection.entries.guesses.data


def _reach_of(projection: Projection, sources: frozenset[str], hops: int, closed: frozenset[str]) -> Reach:
    return Reach.of(projection, projection.positions(sources), hops, projection.positions(closed))


def use_compiled() -> bool:
    """Find paths by the compiled search from now on, where numba is installed; else False, and all stays as it was.

    The first time on a machine takes some 20 seconds, later ones 1: call it beside the serving of pages.
    """
    global _finder
    if find_spec("numba") is None:
        return False
    from crm.relationships import compiled  # numba is an extra

    nobody = Reach.of(Projection.of([], [], [], []), [], 1)
    compiled.first(nobody, [], 1)
    _finder = compiled.first
    return True
