"""A seeded population to measure on: people and ties of any size, with a few who know very many.

Degrees are heavy-tailed (Chung and Lu, PNAS 2002: a pair is drawn in proportion to its people's weights, here
Pareto-distributed), as acquaintance is; strengths are rated levels faded to various degrees.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm.relationships.paths.projection import Projection

LEVELS = (0.3, 0.6, 0.9)
LEVEL_SHARES = (0.55, 0.3, 0.15)


@dataclass(frozen=True)
class Population:
    """`a[i]`, `b[i]` (a < b) and `strengths[i]` are one tie; people are called by their positions."""

    people: tuple[str, ...]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    strengths: NDArray[np.float64]

    @property
    def projection(self) -> Projection:
        return Projection.of_positions(self.people, self.a, self.b, self.strengths)

    def somebody(self, count: int, seed: int) -> list[int]:
        """Some people with at least one tie, each once, drawn evenly."""
        tied = np.unique(np.concatenate((self.a, self.b)))
        return [int(person) for person in np.random.default_rng(seed).choice(tied, count, replace=False)]


def population(people: int, ties: int, seed: int = 1) -> Population:
    """So many people and exactly so many ties; the same seed gives the same population."""
    random = np.random.default_rng(seed)
    weights = np.minimum(random.pareto(2.5, people) + 0.3, 40)
    cumulated = np.cumsum(weights) / weights.sum()
    pairs = np.empty(0, np.int64)
    while len(pairs) < ties:
        ends = np.sort(np.searchsorted(cumulated, random.random((2 * ties, 2))), axis=1)
        drawn = ends[ends[:, 0] != ends[:, 1]] @ np.array([people, 1])
        pairs = np.unique(np.concatenate((pairs, drawn)))
    pairs = np.sort(random.choice(pairs, ties, replace=False))
    faded = random.uniform(0.5, 1.0, ties)
    strengths = random.choice(LEVELS, ties, p=LEVEL_SHARES) * faded
    names = tuple(f"person-{place:07d}" for place in range(people))
    return Population(names, pairs // people, pairs % people, strengths)
