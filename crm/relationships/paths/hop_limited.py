"""How near everybody is to a set of sources: for every number of hops, the cheapest walk to each person. Pure.

This is the recurrence of Bellman and Ford, stopped after so many rounds:

    F[0][v] = 0 for a source, else infinity
    F[h][v] = min(F[h-1][v], min over ties (u, v) of F[h-1][u] + cost(u, v))

F knows nothing of any target, so one computation serves all of them. It is a lower bound for the cheapest path
(a path is a walk that meets nobody twice), which is what the search for paths needs. To step away from a target
with H hops the search reads F[H-1] of its neighbours only, and that round is the dearest: the first target pulls
those few values for itself; from the second on the round is there for everybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from crm.relationships.paths.projection import Costs, Positions, Projection

# The least cost by way of each step, its place in the row, and where the row begins.
Options = tuple[Sequence[float], Sequence[int], int]


@dataclass(frozen=True, eq=False)
class Reach:
    """F of one source set, computed as it is asked for; make it with `Reach.of`.

    `hops` is at least 1. Nobody passes through the `closed` people, who hold no source. Safe to share among
    threads: what two of them compute at once comes out the same.
    """

    projection: Projection
    sources: frozenset[int]
    hops: int
    closed: Positions
    _rounds: dict[int, Costs] = field(repr=False)
    _onward: dict[tuple[int, int], Options] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, projection: Projection, sources: Collection[int], hops: int, closed: Collection[int] = ()) -> "Reach":
        """The reach of these positions. ValueError for less than one hop."""
        if hops < 1:
            raise ValueError("A path has at least one hop.")
        start = np.full(len(projection.people), inf)
        start[list(sources)] = 0
        barred = np.array(sorted(set(closed).difference(sources)), dtype=np.int64)
        return cls(projection, frozenset(sources), hops, barred, {0: start})

    def cheapest(self, hops: int) -> Costs:
        """F[hops] of everybody."""
        known = self._rounds.get(hops)
        if known is None:
            nearest = self.cheapest(hops - 1)
            fresh = np.flatnonzero(nearest < (self.cheapest(hops - 2) if hops > 1 else inf))
            known = _one_hop_more(self.projection, nearest, fresh)
            known[self.closed] = inf
            self._rounds[hops] = known
        return known

    def onward(self, place: int, hops: int) -> Options:
        """The steps from a person towards the sources with so many hops left after it, the best first.

        Equal ones stand in the order of the row; those from which no source can be reached come last, at an infinite
        cost. Remembered: the parts of many paths, and all targets, share them.
        """
        known = self._onward.get((place, hops))
        if known is None:
            row, entries = self.projection.row(place), self.projection.entries
            least = self._cheapest_of(entries.neighbours[row], hops) + entries.costs[row]
            order = least.argsort(kind="stable")
            known = self._onward[place, hops] = least[order].data, order.data, row.start
        return known

    def _cheapest_of(self, people: Positions, hops: int) -> Costs:
        """F[hops] of a few people, all of whom have ties."""
        is_first_target = not self._onward and 0 < hops == self.hops - 1
        if not is_first_target or hops in self._rounds:
            return self.cheapest(hops)[people]
        before, entries = self.cheapest(hops - 1), self.projection.entries
        places, begins = self.projection.places(people)
        if not len(places):
            return np.empty(0)
        arriving = before[entries.neighbours[places]] + entries.costs[places]
        nearest = np.minimum(before[people], np.minimum.reduceat(arriving, begins))
        nearest[np.isin(people, self.closed)] = inf
        return nearest


def _one_hop_more(projection: Projection, nearest: Costs, fresh: Positions) -> Costs:
    """F[h] from F[h-1], of which the `fresh` came nearer in the last round: only they bring others nearer now."""
    entries = projection.entries
    places, begins = projection.places(fresh)
    sizes = np.diff(begins, append=len(places))
    nearer = nearest.copy()
    arriving = np.repeat(nearest[fresh], sizes) + entries.costs[places]
    np.minimum.at(nearer, entries.neighbours[places], arriving)
    return nearer
