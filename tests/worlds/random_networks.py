"""Random little networks, and every path of theirs as igraph's enumeration finds them."""

import random
from dataclasses import dataclass
from itertools import combinations, pairwise

import igraph

from crm.relationships.paths.projection import Pair, Projection, costs_of
from crm.relationships.paths.strongest_paths import Path, Search

STRENGTHS = (0.3, 0.6, 0.9, 0.36, 0.54, 1.0, 0.123)


@dataclass(frozen=True)
class Network:
    people: tuple[str, ...]
    ties: dict[Pair, float]
    guesses: dict[Pair, bool]

    @property
    def projection(self) -> Projection:
        a, b = zip(*self.ties, strict=True) if self.ties else ((), ())
        return Projection.of(self.people, a, b, list(self.ties.values()), list(self.guesses.values()))

    def every_path(self, search: Search) -> list[tuple[str, ...]]:
        """All paths by the definition in paths.py, ranked by it, found without any of it."""
        at = {person: place for place, person in enumerate(self.people)}
        graph = igraph.Graph(len(at), [(at[a], at[b]) for a, b in self.ties])
        sources = search.sources & at.keys() - search.targets
        ends = search.targets & at.keys()
        found = []
        for source in sources:
            walks = graph.get_all_simple_paths(at[source], [at[end] for end in ends], maxlen=search.hops)
            for path in (tuple(self.people[place] for place in walk) for walk in walks):
                if not set(path[1:-1]) & (search.sources | search.targets | search.closed):
                    found.append(path)
        return sorted(found, key=self.rank)

    def rank(self, path: tuple[str, ...]) -> tuple:
        """By value; of equal values read back from the target, the stronger tie and then the lower id first."""
        costs = [self.cost(tie) for tie in pairwise(path)]
        return sum(costs), path[-1], list(zip(costs[::-1], path[-2::-1], strict=True))

    def cost(self, path: tuple[str, ...]) -> float:
        return float(costs_of(self.strengths(path)).sum())

    def strengths(self, path: tuple[str, ...]) -> list[float]:
        return [self.ties.get(tie) or self.ties[tie[::-1]] for tie in pairwise(path)]

    def told(self, path: tuple[str, ...]) -> Path:
        marks = tuple(bool(self.guesses.get(tie, self.guesses.get(tie[::-1]))) for tie in pairwise(path))
        return Path(path, tuple(self.strengths(path)), marks)


def network(chance: random.Random) -> Network:
    """Three to twelve people; from none to most of their ties; strengths that are often equal, or all different."""
    people = tuple(f"p{number}" for number in range(chance.randint(3, 12)))
    pairs = [pair for pair in combinations(people, 2) if chance.random() < chance.choice((0.2, 0.5, 0.8))]
    chance.shuffle(pairs)
    ties = {pair[:: chance.choice((1, -1))]: chance.choice((*STRENGTHS, chance.random() + 1e-9)) for pair in pairs}
    return Network(people, ties, {pair: chance.random() < 0.2 for pair in ties})


def search(chance: random.Random, people: tuple[str, ...]) -> Search:
    """One to three sources and targets, who may be the same; sometimes somebody closed, or unknown."""

    def some(most: int) -> frozenset[str]:
        return frozenset(chance.sample((*people, "stranger"), chance.randint(1, most)))

    closed = some(3) if chance.random() < 0.5 else frozenset()
    return Search(some(chance.choice((1, 3))), some(chance.choice((1, 3))), chance.randint(1, 5), closed)
