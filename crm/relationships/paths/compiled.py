"""The search for the strongest paths, compiled: an extra, where numba is installed. Pure.

It answers exactly as `trails.first` and is held to the same enumeration. Where A* keeps parts waiting, this looks
through them in depth and goes on only where a part may end within a limit of cost; rows are sorted by cost, so the
rest of a row is passed over at once. Where a limit lets too few paths through it is raised (IDA*: Korf, Artificial
Intelligence 27, 1985).
"""

from collections.abc import Collection
from math import inf
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from crm.relationships.paths.astar import Trail
from crm.relationships.paths.hop_limited import Reach
from crm.relationships.paths.projection import Costs, Positions

Rows = tuple[Positions, Positions, Positions, Costs]


def first(reach: Reach, targets: Collection[int], count: int) -> list[Trail]:
    """The first `count` paths in exact order."""
    projection, entries = reach.projection, reach.projection.entries
    rows = projection.starts, projection.ends, entries.neighbours, entries.costs
    goals = np.array(sorted(targets), dtype=np.int64)
    parts, hops = _strongest(rows, reach.every_round, reach.is_source, goals, count)
    return [tuple(part[: ties + 1]) for part, ties in zip(parts.tolist(), hops.tolist(), strict=True)]


@njit(cache=True)
def _strongest(
    rows: Rows, cheapest: NDArray[np.float64], is_source: NDArray[np.bool_], goals: Positions, count: int
) -> Any:
    """The first paths, each as its goal and the places of its ties, and how many ties each has.

    `cheapest[h]` is F[h]; a path may have as many hops as there are rounds of it.
    """
    starts, ends, neighbours, costs = rows
    hops = len(cheapest)
    best, lengths, found = np.full(count + 1, inf), np.zeros(count + 1, np.int64), np.full((count + 1, hops + 1), -1)
    part, spent, stops = np.full(hops + 1, -1), np.zeros(hops + 1), np.zeros(hops + 1, np.int64)
    limit = _promised(rows, cheapest[hops - 1], goals, count)
    while True:
        number, beyond = 0, inf
        for goal in goals:
            # `ties` are in the part, the last of them being tried; each row is gone through from its start to its end
            ties, part[0], part[1], stops[1] = 1, goal, starts[goal] - 1, ends[goal]
            while ties:
                part[ties] += 1
                place = part[ties]
                cost = spent[ties - 1] + costs[place] if place < stops[ties] else inf
                if cost > limit:
                    beyond = min(beyond, cost)
                    ties -= 1
                    continue
                person = neighbours[place]
                least = cost + cheapest[hops - ties, person]
                if least > limit:
                    beyond = min(beyond, least)
                elif _is_met(person, part, ties, neighbours, goals):
                    continue
                elif is_source[person]:
                    number = _take_in(least, part, ties, best, lengths, found, number)
                    limit = best[count - 1] if number == count else limit
                elif ties < hops:
                    spent[ties] = cost
                    ties += 1
                    part[ties], stops[ties] = starts[person] - 1, ends[person]
                    if ties == hops:  # no source is nearer than F[1] says
                        row = costs[starts[person] : ends[person]]
                        part[ties] += np.searchsorted(row, cheapest[1, person])
        if number == count or beyond == inf:
            return found[:number], lengths[:number]
        limit = max(beyond, 1.25 * limit)


@njit(cache=True)
def _promised(rows: Rows, cheapest: Costs, goals: Positions, count: int) -> float:
    """The cost within which so many first steps from the goals promise a path; the largest promised, if fewer do."""
    starts, ends, neighbours, costs = rows
    least = np.full(count, inf)
    for goal in goals:
        for place in range(starts[goal], ends[goal]):
            promise = costs[place] + cheapest[neighbours[place]]
            if promise < least[-1]:
                least[-1] = promise
                least.sort()
    within = least[least < inf]
    return float(within[-1]) if len(within) else 0.0


@njit(cache=True)
def _is_met(person: int, part: Positions, ties: int, neighbours: Positions, goals: Positions) -> bool:
    """Whether somebody is a goal, or on the part before its last tie."""
    met = False
    for goal in goals:
        met |= goal == person
    for tie in range(1, ties):
        met |= neighbours[part[tie]] == person
    return met


@njit(cache=True)
def _take_in(  # noqa: PLR0913 - compiled code shares arrays, not objects
    least: float, part: Positions, ties: int, best: Costs, lengths: Positions, found: Positions, number: int
) -> int:
    """Put a path where it belongs among those found; what is one too many goes beyond the end."""
    at = number
    while at and (least < best[at - 1] or (least == best[at - 1] and _ranks_before(part, ties, found[at - 1]))):
        best[at], lengths[at], found[at] = best[at - 1], lengths[at - 1], found[at - 1]
        at -= 1
    best[at], lengths[at] = least, ties
    found[at, : ties + 1], found[at, ties + 1 :] = part[: ties + 1], -1
    return int(min(number + 1, len(best) - 1))


@njit(cache=True)
def _ranks_before(part: Positions, ties: int, other: Positions) -> bool:
    """The order of equal values: the lower goal, then place by place."""
    for place in range(ties + 1):
        if part[place] != other[place]:
            return bool(part[place] < other[place])
    return False
