"""Whose departure would lose most reach. Pure and exact: it is computed anew without each of them.

The reach of some targets is the sum of the best path's value to each, from any of the sources. Somebody's departure
takes away every path that begins or passes with them. Only who lies on a best path can take anything away, so only
they are tried; no measure of centrality stands for the answer.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crm.relationships.paths.hop_limited import Reach
from crm.relationships.paths.projection import UNIT, costs_of
from crm.relationships.paths.strongest_paths import Paths, Search


@dataclass(frozen=True)
class Loss:
    """What becomes of one target: the value of its best path `before` and `after`, 0 where there is none."""

    target: str
    before: float
    after: float

    @property
    def is_whole(self) -> bool:
        """Whether no path is left."""
        return self.after == 0


@dataclass(frozen=True)
class Departure:
    """What is lost when `person` leaves: targets that are reached less or no more, the greatest loss first."""

    person: str
    losses: tuple[Loss, ...]

    @property
    def lost(self) -> float:
        """The reach that is lost."""
        return sum(one.before - one.after for one in self.losses)


def departures(paths: Paths, search: Search) -> list[Departure]:
    """Of everybody on a best path to any one of the targets: what their departure takes away, the most first.

    Each target is reached by itself. Somebody who is a target does not lose their own seat by leaving it.
    """
    best = {target: found[0] for target, found in paths.strongest_to_each(search, 1).items() if found}
    before = _values(paths, search, best)
    met = {person for path in best.values() for person in path.people[:-1]}
    found = [Departure(person, _losses(paths, search, person, before)) for person in sorted(met)]
    return sorted((one for one in found if one.losses), key=lambda one: (-one.lost, one.person))


def _losses(paths: Paths, search: Search, person: str, before: Mapping[str, float]) -> tuple[Loss, ...]:
    left = replace(search, sources=search.sources - {person}, closed=search.closed | {person})
    after = _values(paths, left, before.keys() - {person})
    losses = [Loss(target, before[target], value) for target, value in after.items() if value < before[target]]
    return tuple(sorted(losses, key=lambda one: (one.after - one.before, one.target)))


def _values(paths: Paths, search: Search, targets: Iterable[str]) -> dict[str, float]:
    """The best path's value to each target. As strengths are at most 1, the cheapest walk to somebody is the best path
    (see hop_limited.py), so one reach serves all whom paths may pass; the few others are searched for."""
    ties = paths.projection
    positions = ties.positions
    reach = Reach.of(ties, positions(search.sources), search.hops, positions(search.closed))
    cheapest, apart = reach.cheapest(search.hops), search.closed | search.sources
    values = {}
    for target in sorted(targets):
        if target in apart:
            alone = replace(search, sources=search.sources - {target}, targets=frozenset({target}))
            cost = min((costs_of(path.strengths).sum() for path in paths.strongest(alone, 1)), default=math.inf)
        else:
            cost = cheapest[ties.position[target]]
        values[target] = math.exp(-float(cost) * abs(UNIT))
    return values
