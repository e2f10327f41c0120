"""What a departure takes away equals what is left when the person is really gone, on random little networks."""

import random

import pytest
from worlds import random_networks
from worlds.random_networks import Network

from crm.relationships.paths.departures import departures
from crm.relationships.paths.projection import Projection
from crm.relationships.paths.strongest_paths import Paths, Search


def best_values(network: Network, search: Search) -> dict[str, float]:
    """The value of the best path to each target by itself, found by enumeration."""
    values = {}
    for target in search.targets:
        alone = Search(search.sources, frozenset({target}), search.hops, search.closed)
        found = network.every_path(alone)
        values[target] = network.told(found[0]).value if found else 0.0
    return values


def without(network: Network, person: str) -> Network:
    ties = {pair: strength for pair, strength in network.ties.items() if person not in pair}
    guesses = {pair: guess for pair, guess in network.guesses.items() if person not in pair}
    return Network(network.people, ties, guesses)


@pytest.mark.parametrize("seed", range(60))
def test_a_departure_takes_away_what_enumeration_says(seed: int) -> None:
    chance = random.Random(seed)
    network = random_networks.network(chance)
    people = list(network.people)
    sources = frozenset(chance.sample(people, chance.randint(1, 3)))
    targets = frozenset(chance.sample(people, min(len(people), chance.randint(1, 4))))
    closed = frozenset(chance.sample(people, chance.randint(0, 1))) - sources
    search = Search(sources, targets, chance.randint(1, 4), closed)
    told = {one.person: one for one in departures(Paths(network.projection), search)}
    before = best_values(network, search)
    for person in people:
        left = Search(sources - {person}, targets - {person}, search.hops, closed)
        after = best_values(without(network, person), left)
        lost = {target: before[target] - value for target, value in after.items() if before[target] - value > 1e-9}
        found = told.get(person)
        assert {one.target for one in found.losses} == lost.keys() if found else not lost
        if found:
            assert found.lost == pytest.approx(sum(lost.values()), abs=1e-6)
            assert {one.target for one in found.losses if one.is_whole} == {t for t in lost if after[t] == 0}
    assert [one.lost for one in told.values()] == sorted((one.lost for one in told.values()), reverse=True)


def test_a_high_degree_alone_makes_nobody_missed() -> None:
    """The hub knows everybody, but somebody else reaches each seat as well; the quiet one alone reaches one."""
    people = ("hub", "quiet", "other", "s1", "s2", "s3")
    ties = {("hub", "s1"): 0.6, ("hub", "s2"): 0.6, ("other", "s1"): 0.6, ("other", "s2"): 0.6, ("quiet", "s3"): 0.3}
    a, b = zip(*ties, strict=True)
    paths = Paths(Projection.of(people, a, b, list(ties.values())))
    search = Search(frozenset({"hub", "quiet", "other"}), frozenset({"s1", "s2", "s3"}))
    (found,) = departures(paths, search)
    assert (found.person, [one.target for one in found.losses], found.losses[0].is_whole) == ("quiet", ["s3"], True)
