"""What would open a path where there is none: the supposed ties whose confirming would help most. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from crm.relationships.projection import UNIT, Projection, costs_of
from crm.relationships.reach import ABSENT, Reach

IF_GOOD = 0.6  # what a guess is taken to be worth once somebody says "Good"


@dataclass(frozen=True)
class Opening:
    """Were the guess between `a` (nearer to the sources) and `b` a Good tie, the best path would have this `value`."""

    a: str
    b: str
    value: float


def openings(
    projection: Projection,
    sources: Collection[str],
    target: str,
    hops: int,
    excluded: Collection[str] = (),
    most: int = 5,
) -> list[Opening]:
    """The guesses that, each by itself confirmed as Good, would make the strongest path, the best first.

    Everything else on such a path is a confirmed tie; the path has at most `hops` ties.
    """
    if target not in projection.position:
        return []
    barred = projection.positions(excluded)
    sure = projection.confirmed
    near = Reach.from_sources(sure, projection.positions(sources), hops, barred).cheapest
    far = Reach.from_sources(sure, [projection.position[target]], hops, barred).cheapest
    entries = projection.entries
    supposed = np.flatnonzero(entries.guesses)
    one = np.repeat(np.arange(len(projection.people)), np.diff(projection.starts))[supposed]
    other = entries.neighbours[supposed]
    least = np.full(len(supposed), ABSENT, np.int64)
    for before in range(hops):
        least = np.minimum(least, near[before][one] + far[hops - 1 - before][other])
    reached = np.flatnonzero(least < ABSENT)
    order = reached[np.lexsort((other[reached], one[reached], least[reached]))][:most]
    step = int(costs_of(IF_GOOD))
    people = projection.people
    return [
        Opening(people[one[n]], people[other[n]], float(np.exp(-(int(least[n]) + step) * UNIT))) for n in order.tolist()
    ]
