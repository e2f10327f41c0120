"""Paths are exact: compared with igraph's enumeration of every path of ten thousand random questions."""

import math
import random
from dataclasses import replace
from itertools import combinations

import pytest
from worlds import random_networks

from crm.relationships.paths.projection import Projection
from crm.relationships.paths.strongest_paths import Paths, Search


def paths_of(*ties: tuple[str, str, float]) -> Paths:
    a, b, strengths = zip(*ties, strict=True)
    return Paths(Projection.of({*a, *b}, a, b, strengths))


def asked(sources: str, targets: str, **more: object) -> Search:
    return Search(frozenset(sources.split()), frozenset(targets.split()), **more)


def people(found: list) -> list[str]:
    return ["-".join(path.people) for path in found]


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_random_questions_are_answered_as_enumeration_answers_them(seed: int) -> None:
    chance = random.Random(seed)
    nontrivial = 0
    for _ in range(250):
        network = random_networks.network(chance)
        paths = Paths(network.projection)
        for _ in range(4):
            search, count = random_networks.search(chance, network.people), chance.randint(1, 9)
            every = network.every_path(search)
            expected = [network.told(path) for path in every[:count]]
            assert paths.strongest(search, count) == expected, (network, search)
            assert [math.prod(network.strengths(path)) for path in every[:count]] == pytest.approx(
                sorted((math.prod(network.strengths(path)) for path in every), reverse=True)[:count]
            )
            nontrivial += len(every) > count
    assert nontrivial > 200


def test_paths_to_each_target_are_those_of_asking_for_it_alone() -> None:
    chance = random.Random(11)
    for _ in range(200):
        network = random_networks.network(chance)
        search = random_networks.search(chance, network.people)
        paths = Paths(network.projection)
        each = paths.strongest_to_each(search, 4)
        assert each.keys() == search.targets & set(network.people)
        for target, found in each.items():
            assert found == Paths(network.projection).strongest(replace(search, targets=frozenset({target})), 4)


def test_disjoint_paths_are_the_greedy_choice_among_all_paths() -> None:
    chance = random.Random(12)
    several = 0
    for _ in range(600):
        network = random_networks.network(chance)
        search = random_networks.search(chance, network.people)
        sources = search.sources & set(network.people) - search.targets
        shared = search.targets | (sources if len(sources) == 1 else frozenset())
        chosen: list[tuple[str, ...]] = []
        for path in network.every_path(search):
            if all(set(path) & set(other) <= shared for other in chosen):
                chosen.append(path)
        assert [path.people for path in Paths(network.projection).disjoint(search, 3)] == chosen[:3]
        several += len(chosen) > 2
    assert several > 50


def test_the_strongest_path_wins_over_the_shortest() -> None:
    paths = paths_of(("us", "x", 0.3), ("us", "a", 0.9), ("a", "x", 0.8))
    found = paths.strongest(asked("us", "x"))
    assert people(found) == ["us-a-x", "us-x"]
    assert found[0].value == pytest.approx(0.72)


def test_a_stronger_path_of_too_many_hops_is_no_answer() -> None:
    paths = paths_of(("us", "a", 0.9), ("a", "b", 0.9), ("b", "x", 0.9), ("us", "x", 0.3))
    assert people(paths.strongest(asked("us", "x", hops=3))) == ["us-a-b-x", "us-x"]
    assert people(paths.strongest(asked("us", "x", hops=2))) == ["us-x"]


def test_nobody_is_met_twice_even_where_going_back_would_be_cheap() -> None:
    paths = paths_of(("us", "a", 1.0), ("a", "x", 1.0), ("a", "b", 1.0))
    assert people(paths.strongest(asked("us", "x", hops=6), 9)) == ["us-a-x"]


def test_of_equal_values_the_path_with_the_stronger_tie_to_the_target_comes_first() -> None:
    paths = paths_of(
        ("us", "d", 0.6), ("d", "x", 0.9), ("us", "c", 0.9), ("c", "x", 0.6), ("us", "b", 0.9), ("b", "x", 0.6)
    )
    assert people(paths.strongest(asked("us", "x"), 3)) == ["us-d-x", "us-b-x", "us-c-x"]


def test_a_path_starts_at_the_last_source_on_its_way() -> None:
    paths = paths_of(("ann", "bob", 1.0), ("bob", "x", 0.6), ("ann", "c", 0.6), ("c", "x", 0.6))
    assert people(paths.strongest(asked("ann bob", "x"))) == ["bob-x", "ann-c-x"]


def test_a_committee_is_reached_at_its_first_member_and_each_member_by_way_of_others() -> None:
    paths = paths_of(("us", "x", 0.6), ("x", "y", 0.9))
    assert people(paths.strongest(asked("us", "x y"))) == ["us-x"]
    assert people(paths.strongest_to_each(asked("us", "x y"))["y"]) == ["us-x-y"]


def test_a_closed_person_is_never_a_connector_but_may_begin_or_end_a_path() -> None:
    paths = paths_of(("us", "a", 0.9), ("a", "x", 0.9), ("us", "b", 0.3), ("b", "x", 0.3))
    assert people(paths.strongest(asked("us", "x", closed=frozenset({"a", "us", "x"})))) == ["us-b-x"]
    assert people(paths.strongest(asked("a", "x", closed=frozenset({"a"})), 1)) == ["a-x"]


def test_somebody_asked_to_reach_themselves_is_not_their_own_source() -> None:
    paths = paths_of(("us", "x", 0.9))
    assert paths.strongest(asked("x", "x")) == []
    assert people(paths.strongest(asked("us x", "x"))) == ["us-x"]


def test_the_one_source_of_disjoint_paths_is_shared_and_its_direct_tie_told_once() -> None:
    paths = paths_of(
        ("us", "x", 0.9), ("us", "a", 0.9), ("a", "x", 0.9), ("us", "b", 0.6), ("b", "a", 0.9), ("b", "x", 0.6)
    )
    assert people(paths.disjoint(asked("us", "x"))) == ["us-x", "us-a-x", "us-b-x"]


def test_guesses_are_on_no_path_of_the_confirmed_network_and_marked_on_the_others() -> None:
    projection = Projection.of({"us", "a", "x"}, ["us", "a"], ["a", "x"], [0.9, 0.3], [False, True])
    assert Paths(projection.confirmed).strongest(asked("us", "x")) == []
    assert Paths(projection).strongest(asked("us", "x"))[0].guesses == (False, True)


def test_a_path_has_at_least_one_hop() -> None:
    with pytest.raises(ValueError, match="one hop"):
        paths_of(("us", "x", 0.9)).strongest(asked("us", "x", hops=0))


def test_nobody_known_and_nobody_tied_give_no_path() -> None:
    assert Paths(Projection.of([], [], [], [])).strongest(asked("us", "x")) == []
    assert Paths(Projection.of(["us", "x"], [], [], [])).strongest(asked("us", "x")) == []


def test_many_equal_paths_do_not_slow_the_search_down() -> None:
    crowd = [f"p{number:02}" for number in range(60)]
    paths = paths_of(*((a, b, 0.9) for a, b in combinations(crowd, 2)))
    found = paths.strongest(asked("p00", "p59", hops=6), 1000)
    assert people(found[:3]) == ["p00-p59", "p00-p01-p59", "p00-p02-p59"]
    assert len(set(people(found))) == 1000
