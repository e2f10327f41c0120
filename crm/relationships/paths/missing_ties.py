"""Which one tie, were it there, would open the best path: what to ask where there is no path, or a weak one. Pure.

With F the cheapest walks from the sources and G those from the targets, the best path over a tie (a, b) costs

    min over i of F[i][a] + cost(a, b) + G[H-1-i][b],   or the same with a and b exchanged.

F and G are walks over the ties that exist. Where such a way beats every path that exists it is a path and no mere
walk: somebody met twice could be cut out with all that lies between, and what is left is either no dearer a way over
(a, b), or a way without it, which would be a path that exists already. So the figures are exact.
"""

from dataclasses import dataclass, replace
from itertools import product
from math import exp, inf

import numpy as np

from crm.relationships.paths.hop_limited import Reach
from crm.relationships.paths.projection import UNIT, Costs, Positions, costs_of
from crm.relationships.paths.strongest_paths import Paths, Search

IF_GOOD = 0.6  # what a guess is taken to be worth once somebody says "Good"
_NEAREST = 12  # people looked at on either side for an introduction


@dataclass(frozen=True)
class Opening:
    """Were `a` (nearer to the sources) and `b` tied as assumed, the best path would have this `value`."""

    a: str
    b: str
    value: float


def openings(
    paths: Paths, search: Search, candidates: Positions, strength: float = IF_GOOD, count: int = 5
) -> list[Opening]:
    """Of the candidate ties those that would help most, each by itself at this strength, the best first.

    `candidates` are rows of two positions, such as `projection.guessed` (with paths over `projection.confirmed`).
    Only ties that would beat the strongest path there is.
    """
    a, b = candidates.reshape(-1, 2).T
    sources, targets = _sides(paths, search)
    ahead, back = _cheapest_over(a, b, sources, targets), _cheapest_over(b, a, sources, targets)
    a, b = np.where(ahead <= back, (a, b), (b, a))
    costs = np.minimum(ahead, back) + costs_of(strength)
    best = paths.strongest(search, 1)
    now = costs_of(best[0].strengths).sum() if best else inf
    helping = np.flatnonzero(costs < now)
    order = helping[np.lexsort((b[helping], a[helping], costs[helping]))][:count]
    people = paths.projection.people
    return [Opening(people[a[place]], people[b[place]], exp(-costs[place] * UNIT)) for place in order]


def introductions(paths: Paths, search: Search, strength: float = IF_GOOD, count: int = 5) -> list[Opening]:
    """Ties nobody has guessed that would help most if they were made: between people near the sources and people
    near the targets, the nearest on either side. That a source meet a target is too plain to be proposed."""
    sources, targets = _sides(paths, search)
    pairs = set()
    for hops in range(search.hops):
        near, far = _nearest(sources.cheapest(hops)), _nearest(targets.cheapest(search.hops - 1 - hops))
        for a, b in product(near, far):
            is_plain = a in sources.sources and b in targets.sources
            if a != b and not is_plain and not paths.projection.tie(a, b)[0]:
                pairs.add((min(a, b), max(a, b)))
    return openings(paths, search, np.array(sorted(pairs), dtype=np.int64), strength, count)


def _sides(paths: Paths, search: Search) -> tuple[Reach, Reach]:
    """F and G. A target is not a source."""
    ahead = replace(search, sources=search.sources - search.targets)
    return paths.reach(ahead), paths.reach(replace(ahead, sources=search.targets))


def _cheapest_over(a: Positions, b: Positions, sources: Reach, targets: Reach) -> Costs:
    """The cheapest way from a source to a, and from b to a target, with the hops that one tie leaves over."""
    cheapest = np.full(len(a), inf)
    for hops in range(sources.hops):
        cheapest = np.minimum(cheapest, sources.cheapest(hops)[a] + targets.cheapest(sources.hops - 1 - hops)[b])
    return cheapest


def _nearest(costs: Costs) -> list[int]:
    """The people of least cost, as far as they are reached at all."""
    order = np.argsort(costs, kind="stable")[:_NEAREST]
    return [int(person) for person in order if costs[person] < inf]
