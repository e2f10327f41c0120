"""What would open a path: each candidate tie tried for real gives the value promised, and none better is missed."""

import random

import pytest

from crm.relationships.openers import introductions, openers
from crm.relationships.paths import Paths, Search
from crm.relationships.projection import Projection
from tests.relationships import random_networks


def test_openers_are_those_that_trying_every_candidate_finds() -> None:
    chance = random.Random(3)
    opened = 0
    for _ in range(400):
        network = random_networks.network(chance)
        search = random_networks.search(chance, network.people)
        paths = Paths(network.projection)
        pairs = {frozenset(chance.sample((*network.people, "stranger"), 2)) for _ in range(6)}
        candidates = sorted(tuple(sorted(pair)) for pair in pairs)
        strengths = [chance.choice((0.3, 0.6, 0.9)) for _ in candidates]
        now = max((path.value for path in paths.strongest(search, 1)), default=0.0)
        tried = {}
        for pair, strength in zip(candidates, strengths, strict=True):
            if "stranger" not in pair and paths.projection.tie(*map(paths.projection.position.get, pair))[0] < strength:
                best = Paths(paths.projection.with_changes([pair], [strength])).strongest(search, 1)
                if best and best[0].value > now + 1e-9:
                    tried[pair] = best[0].value
        found = openers(paths, search, candidates, strengths, count=6)
        assert {each.pair: each.value for each in found} == pytest.approx(tried)
        assert [each.value for each in found] == sorted((each.value for each in found), reverse=True)
        opened += bool(tried) and not now
    assert opened > 10


def test_an_introduction_joins_the_near_side_to_the_far_side() -> None:
    ties = [("us", "ann", 0.9), ("us", "bob", 0.6), ("cid", "x", 0.9), ("dee", "x", 0.3)]
    a, b, strengths = zip(*ties, strict=True)
    paths = Paths(Projection.of({*a, *b}, a, b, strengths))
    search = Search(frozenset({"us"}), frozenset({"x"}), hops=3)
    assert paths.strongest(search) == []
    found = introductions(paths, search, 0.6, count=3)
    assert [(each.pair, round(each.value, 3)) for each in found] == [
        (("us", "cid"), 0.54),
        (("ann", "x"), 0.54),
        (("ann", "cid"), 0.486),
    ]


def test_a_candidate_that_would_not_beat_the_present_path_is_not_proposed() -> None:
    paths = Paths(Projection.of("abx", ["a"], ["x"], [0.9]))
    search = Search(frozenset("a"), frozenset("x"))
    assert openers(paths, search, [("a", "b"), ("b", "x")], [0.9, 0.9]) == []
    assert openers(paths, search, [], []) == []
