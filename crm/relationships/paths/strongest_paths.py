"""The strongest paths from some people to others: exact, ranked, at most so many hops long. Pure.

A path starts at a source, ends at a target, and meets nobody twice. It meets no other source and no other target on
its way: what follows the last source of a longer one is a path itself, and as strong or stronger. Its value is the
product of its strengths. Paths are ranked by value. Of equal values they are read back from the target (targets by
id), and the stronger tie goes first, then the lower id, so that there is one right answer.

How they are searched for is told in astar.py.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from crm.relationships.paths.astar import Trail, first, ranked
from crm.relationships.paths.hop_limited import Reach
from crm.relationships.paths.projection import Projection

MOST_HOPS = 4


class Path(NamedTuple):
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
            used.update({self.projection.entries.neighbour[tie] for tie in trail[1:]} - shared)
            found.append(self._told(trail))
        return found

    def _first(self, search: Search, targets: Collection[int], count: int) -> list[Path]:
        return [self._told(trail) for trail in first(self.reach(search), targets, count)]

    def _told(self, trail: Trail) -> Path:
        people, entries = self.projection.people, self.projection.entries
        neighbours, strengths, guesses = entries.neighbour, entries.strength, entries.guess
        met, strong, guessed = [], [], []
        for tie in trail[:0:-1]:
            met.append(people[neighbours[tie]])
            strong.append(strengths[tie])
            guessed.append(guesses[tie])
        return Path((*met, people[trail[0]]), tuple(strong), tuple(guessed))


def _reach_of(projection: Projection, sources: frozenset[str], hops: int, closed: frozenset[str]) -> Reach:
    return Reach.of(projection, projection.positions(sources), hops, projection.positions(closed))
