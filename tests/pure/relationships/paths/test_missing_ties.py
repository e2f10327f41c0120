"""What would open a path: each candidate tie tried for real gives the value promised, and none better is missed."""

import random

import numpy as np
import pytest
from worlds import random_networks

from crm.relationships.paths.missing_ties import introductions, openings
from crm.relationships.paths.projection import Projection
from crm.relationships.paths.strongest_paths import Paths, Search


def test_openings_are_those_that_trying_every_candidate_finds() -> None:
    chance = random.Random(3)
    opened = 0
    for _ in range(400):
        network = random_networks.network(chance)
        search = random_networks.search(chance, network.people)
        paths = Paths(network.projection)
        people = paths.projection.people
        candidates = sorted({tuple(sorted(chance.sample(range(len(people)), 2))) for _ in range(6)})
        strength = chance.choice((0.3, 0.6, 0.9))
        now = max((path.value for path in paths.strongest(search, 1)), default=0.0)
        tried = {}
        for a, b in candidates:
            if paths.projection.tie(a, b)[0] < strength:
                changed = paths.projection.with_changes([(people[a], people[b])], [strength])
                best = Paths(changed).strongest(search, 1)
                if best and best[0].value > now + 1e-9:
                    tried[people[a], people[b]] = best[0].value
                    way = "-".join(best[0].people)
                    assert f"{people[a]}-{people[b]}" in way or f"{people[b]}-{people[a]}" in way
        found = openings(paths, search, np.array(candidates), strength, count=6)
        assert {tuple(sorted((one.a, one.b))): one.value for one in found} == pytest.approx(
            {tuple(sorted(pair)): value for pair, value in tried.items()}
        )
        assert [one.value for one in found] == sorted((one.value for one in found), reverse=True)
        opened += bool(tried) and not now
    assert opened > 10


def test_an_introduction_joins_the_near_side_to_the_far_side() -> None:
    ties = [("us", "ann", 0.9), ("us", "bob", 0.6), ("cid", "x", 0.9), ("dee", "x", 0.3)]
    a, b, strengths = zip(*ties, strict=True)
    paths = Paths(Projection.of({*a, *b}, a, b, strengths))
    search = Search(frozenset({"us"}), frozenset({"x"}), hops=3)
    assert paths.strongest(search) == []
    assert [(one.a, one.b, round(one.value, 3)) for one in introductions(paths, search, count=3)] == [
        ("ann", "x", 0.54),
        ("us", "cid", 0.54),
        ("ann", "cid", 0.486),
    ]


def test_confirming_a_guess_is_proposed_where_it_would_beat_the_present_path() -> None:
    projection = Projection.of("abcx", "aabc", "xbxx", [0.3, 0.9, 0.2, 0.2], [False, False, True, True])
    paths, search = Paths(projection.confirmed), Search(frozenset("a"), frozenset("x"))
    assert [(one.a, one.b, round(one.value, 2)) for one in openings(paths, search, projection.guessed)] == [
        ("b", "x", 0.54)
    ]
    assert openings(paths, search, projection.guessed, strength=0.3) == []
    assert openings(paths, search, projection.confirmed.guessed) == []
