"""The search for the strongest paths: exact, in order, one after the other. Pure.

Paths grow backward from the target, the most promising first (A*: Hart, Nilsson and Raphael, 1968). The cost of a
part, plus F for the hops left (see hop_limited.py), never exceeds the cost of what the part may become, so paths come
out in exact order. Of the ways on from a part only the best one waits, and when it is taken the next takes its place
(as in the lazy variant of Eppstein's algorithm: Jimenez and Marzal, 2003).
"""

from collections.abc import Collection, Iterator, Set
from heapq import heapify, heappop, heappush, heapreplace
from itertools import islice
from math import inf

from crm.relationships.paths.hop_limited import Options, Reach

# A path as the search finds it: its target, and the places of its ties among the entries, read back from there.
Trail = tuple[int, ...]


def ranked(reach: Reach, targets: Collection[int], avoided: Set[int] = frozenset()) -> Iterator[Trail]:
    """All paths in exact order, found one by one as they are asked for.

    `avoided` may grow between two paths: from then on nobody in it is on any path.
    """
    goals, sources, hops = frozenset(targets), reach.sources, reach.hops
    neighbours, costs = reach.projection.entries.neighbour, reach.projection.entries.cost
    # A part waits with its least cost, its target and ties (which rank it among equals), its people but the last, the
    # cost up to there, and the options there, of which its last tie is the numbered one.
    waiting: list[tuple[float, Trail, tuple[int, ...], float, Options, int]] = []
    for goal in goals:
        leasts, steps, begin = options = reach.onward(goal, hops - 1)
        if leasts and leasts[0] < inf:
            heappush(waiting, (leasts[0], (goal, begin + steps[0]), (goal,), 0, options, 0))
    while waiting:
        _, part, people, cost, options, number = waiting[0]
        leasts, steps, begin = options
        number += 1
        if number < len(leasts) and leasts[number] < inf:
            sibling = (*part[:-1], begin + steps[number])
            heapreplace(waiting, (cost + leasts[number], sibling, people, cost, options, number))
        else:
            heappop(waiting)
        person = neighbours[part[-1]]
        if person in people or person in goals or person in avoided:
            continue
        if person in sources:
            yield part
            if avoided:
                waiting = [other for other in waiting if avoided.isdisjoint(other[2])]
                heapify(waiting)
        elif len(part) <= hops:
            leasts, steps, begin = options = reach.onward(person, hops - len(part))
            if leasts[0] < inf:
                cost += costs[part[-1]]
                part = (*part, begin + steps[0])
                heappush(waiting, (cost + leasts[0], part, (*people, person), cost, options, 0))


def first(reach: Reach, targets: Collection[int], count: int) -> list[Trail]:
    """The first `count` paths in exact order."""
    return list(islice(ranked(reach, targets), count))
