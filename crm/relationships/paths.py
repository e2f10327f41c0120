"""The strongest paths from some people to others: exact, ranked, at most so many hops long. Pure.

A path starts at a source and ends at a target, meets nobody twice, and meets no other source and no other
target on its way: what follows the last source of a longer one is a path itself, and a stronger or equal one.
A target is not a source. A path's value is the product of its strengths. Paths are ranked by value and, where
values are equal, by the ids of their people read back from the target: one right answer, always the same.

The search grows paths backward from the target, the most promising first (A* of Hart, Nilsson and Raphael,
1968). What a part costs so far, plus F for the hops left (see `reach`), never exceeds the cost of what it may
become, so paths come out in exact order and none is looked at that could not be among the first k. Of the
ways on from a part only the best is waiting; when it is taken, the next takes its place (as in the lazy form
of Eppstein's k shortest paths, Jimenez and Marzal 2003).
"""

import math
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache, partial
from heapq import heapify, heappop, heappush, heapreplace
from itertools import islice

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
class Question:
    """Who may start a path, whom it should reach, in how many hops at most, and whom it must not meet.

    Several targets are one goal: a path to any of them answers. People unknown to the projection have no ties.
    """

    sources: frozenset[str]
    targets: frozenset[str]
    hops: int = MOST_HOPS
    excluded: frozenset[str] = field(default=frozenset())


class Paths:
    """Answers over one projection. Give it `projection.confirmed` to leave guesses out.

    Remembers how near everybody is to the last few source sets; a changed projection gets a new Paths.
    """

    def __init__(self, projection: Projection, remembered: int = 8) -> None:
        self.projection = projection
        self._reach = lru_cache(remembered)(partial(Reach.from_sources, projection))

    def reach(self, question: Question) -> Reach:
        """How near everybody is to the question's sources."""
        place = self.projection.positions
        return self._reach(tuple(place(question.sources)), question.hops, tuple(place(question.excluded)))

    def strongest(self, question: Question, count: int = 5) -> list[Path]:
        """The `count` strongest paths to the targets as one goal, the strongest first; fewer if there are fewer."""
        found = ranked(self.reach(question), self.projection.positions(question.targets))
        return [self._told(path) for path in islice(found, count)]

    def strongest_to_each(self, question: Question, count: int = 5) -> dict[str, list[Path]]:
        """The `count` strongest paths to every target by itself, on which other targets may be met."""
        reach = self.reach(question)
        return {
            self.projection.people[target]: [self._told(path) for path in islice(ranked(reach, (target,)), count)]
            for target in self.projection.positions(question.targets)
        }

    def disjoint(self, question: Question, count: int = 5) -> list[Path]:
        """Greedily the strongest path, then the strongest that shares nobody with those before, and so on.

        The targets may be shared, and so may the source where there is only one; several sources may not.
        """
        used: set[int] = set()
        targets = self.projection.positions(question.targets)
        shared = {*targets, *(self.projection.positions(question.sources) if len(question.sources) == 1 else ())}
        found = []
        for path in islice(ranked(self.reach(question), targets, used), count):
            used.update(set(path) - shared)
            found.append(self._told(path))
        return found

    def _told(self, path: tuple[int, ...]) -> Path:
        ties = [self.projection.tie(a, b) for a, b in zip(path, path[1:])]
        return Path(
            tuple(self.projection.people[place] for place in path),
            tuple(strength for strength, _ in ties),
            tuple(guess for _, guess in ties),
        )


def ranked(reach: Reach, targets: Collection[int], avoided: Set[int] = frozenset()) -> Iterator[tuple[int, ...]]:
    """All paths in exact order, as positions from source to target, found one by one as they are asked for.

    `avoided` may grow between two paths: nobody in it is on any path from then on.
    """
    goals = frozenset(targets).difference(reach.excluded.tolist())
    # Each part waits with its least cost, its people back from the target, the cost up to the last but one,
    # and that one's options, of which the last person is the numbered one.
    waiting: list[tuple[float, tuple[int, ...], float, list[Option], int]] = []
    for goal in goals:
        if options := reach.onward(goal, reach.hops - 1):
            heappush(waiting, (options[0][0], (goal, options[0][1]), 0, options, 0))
    while waiting:
        _, part, cost, options, number = waiting[0]
        _, person, step = options[number]
        number += 1
        if number < len(options):
            least, sibling, _ = options[number]
            heapreplace(waiting, (cost + least, (*part[:-1], sibling), cost, options, number))
        else:
            heappop(waiting)
        if person in goals or person in avoided or part.index(person) < len(part) - 1:
            continue
        if person in reach.sources:
            yield part[::-1]
            if avoided:
                waiting = [other for other in waiting if avoided.isdisjoint(other[1][:-1])]
                heapify(waiting)
        elif len(part) <= reach.hops and (options := reach.onward(person, reach.hops - len(part))):
            cost += step
            least, child, _ = options[0]
            heappush(waiting, (cost + least, (*part, child), cost, options, 0))
