"""How near everybody is to a set of sources: for every number of hops, the cheapest walk to each person. Pure.

This is the recurrence of Bellman and Ford, stopped after so many rounds:

    F[0][v] = 0 for a source, else infinity
    F[h][v] = min(F[h-1][v], min over ties (u, v) of F[h-1][u] + cost(u, v))

F knows nothing of any target, so one computation serves all of them. It is a lower bound for the cheapest
path (a path is a walk that meets nobody twice), which is what the search for paths needs. To find the steps
from a target with H hops the search needs F[H-1] of its neighbours only, and F[H-1] is the dearest round: the
first target pulls those values for itself, the second has the round computed for everybody.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from math import inf

import numpy as np

from crm.relationships.projection import Costs, Positions, Projection

Option = tuple[float, int, float]


@dataclass(frozen=True, eq=False)
class Reach:
    """F of one source set, `rounds[h][v]` being F[h][v]; `cheapest(h)` computes rounds as they are asked for.

    `hops` is at least 1. `excluded` people are on no path, and no sources. Make it with `Reach.from_sources`.
    """

    projection: Projection
    sources: frozenset[int]
    hops: int
    excluded: Positions
    rounds: list[Costs]
    _onward: dict[tuple[int, int], list[Option]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_sources(
        cls, projection: Projection, sources: Collection[int], hops: int, excluded: Collection[int] = ()
    ) -> "Reach":
        """The reach of these positions. ValueError for less than one hop."""
        if hops < 1:
            raise ValueError("A path has at least one hop.")
        starting = frozenset(sources).difference(excluded)
        nearest = np.full(len(projection.people), inf)
        nearest[list(starting)] = 0
        return cls(projection, starting, hops, np.fromiter(excluded, np.int64, len(excluded)), [nearest])

    def cheapest(self, hops: int) -> Costs:
        """F[hops] of everybody."""
        while len(self.rounds) <= hops:
            before = self.rounds[-2] if len(self.rounds) > 1 else inf
            nearer = _one_hop_more(self.projection, self.rounds[-1], np.flatnonzero(self.rounds[-1] < before))
            nearer[self.excluded] = inf
            self.rounds.append(nearer)
        return self.rounds[hops]

    def onward(self, place: int, hops: int) -> list[Option]:
        """The steps from a person towards the sources with so many hops left after it, the best first.

        Each is (least cost by way of it, the next person, cost of the tie); equal ones stand in the order of
        their people. A step from which no source can be reached is left out. Remembered: the parts of many
        paths, and all targets, share them.
        """
        known = self._onward.get((place, hops))
        if known is None:
            starts, entries = self.projection.starts, self.projection.entries
            row = slice(starts[place], starts[place + 1])
            neighbours, costs = entries.neighbours[row], entries.costs[row]
            least = self._cheapest_of(neighbours, hops) + costs
            order = np.flatnonzero(least < inf)
            order = order[least[order].argsort(kind="stable")]
            columns = least[order].tolist(), neighbours[order].tolist(), costs[order].tolist()
            known = self._onward[place, hops] = list(zip(*columns, strict=True))
        return known

    def _cheapest_of(self, people: Positions, hops: int) -> Costs:
        """F[hops] of these people, who all have ties."""
        is_first_target = not self._onward and 0 < hops == self.hops - 1
        if len(self.rounds) > hops or not is_first_target:
            return self.cheapest(hops)[people]
        before, entries = self.cheapest(hops - 1), self.projection.entries
        places, begins = self.projection.places(people)
        arriving = before[entries.neighbours[places]] + entries.costs[places]
        nearest = np.minimum(before[people], np.minimum.reduceat(arriving, begins))
        nearest[np.isin(people, self.excluded)] = inf
        return nearest


def _one_hop_more(projection: Projection, nearest: Costs, fresh: Positions) -> Costs:
    """F[h] from F[h-1], of which the `fresh` people came nearer in the last round: only they bring others nearer.
    """
    entries = projection.entries
    places, begins = projection.places(fresh)
    sizes = np.diff(begins, append=len(places))
    nearer = nearest.copy()
    arriving = np.repeat(nearest[fresh], sizes) + entries.costs[places]
    np.minimum.at(nearer, entries.neighbours[places], arriving)
    return nearer
