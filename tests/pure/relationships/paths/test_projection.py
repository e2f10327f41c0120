"""The projection: equal ties make equal arrays, however they came about."""

import random

import numpy as np
import pytest
from worlds import random_networks

from crm.relationships.paths import projection as module
from crm.relationships.paths.projection import Projection


def same(one: Projection, other: Projection) -> bool:
    def columns(projection: Projection) -> list[np.ndarray]:
        entries, rows = projection.all_rows()
        return [rows, entries.neighbours, entries.strengths, entries.guesses, entries.costs]

    return one.people == other.people and all(map(np.array_equal, columns(one), columns(other)))


def test_changing_ties_gives_what_making_the_projection_anew_would_give() -> None:
    chance = random.Random(5)
    for _ in range(300):
        before = random_networks.network(chance)
        people = (*before.people, "new-a", "a-new")
        changed = {}
        for _ in range(chance.randint(0, 6)):
            a, b = chance.sample(people, 2)
            if (a, b) not in changed and (b, a) not in changed:
                changed[a, b] = (chance.choice((0.0, 0.5, 0.9)), chance.random() < 0.3)
        projection = before.projection
        if chance.random() < 0.5:
            assert projection.confirmed.tie_count <= projection.tie_count
        values, marks = zip(*changed.values(), strict=True) if changed else ((), ())
        delta = projection.with_changes(list(changed), values, marks)
        ties = {pair: strength for pair, strength in before.ties.items() if not changed.keys() & {pair, pair[::-1]}}
        guesses = {pair: before.guesses[pair] for pair in ties}
        ties |= {pair: strength for pair, (strength, _) in changed.items()}
        guesses |= {pair: guess for pair, (_, guess) in changed.items()}
        named = {*before.people, *(person for pair in changed for person in pair)}
        anew = random_networks.Network(tuple(named), ties, guesses).projection
        assert same(delta, anew)
        assert same(delta.confirmed, anew.confirmed)


def test_a_change_leaves_the_projection_it_came_from_as_it_was() -> None:
    projection = Projection.of("abc", ["a"], ["b"], [0.6])
    projection.with_changes([("a", "b"), ("b", "z")], [0.9, 0.3])
    assert projection.tie(0, 1) == (0.6, False)
    assert projection.people == ("a", "b", "c")


def test_changes_that_start_from_one_projection_know_nothing_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_ROOM", 9)
    chance = random.Random(6)
    before = random_networks.network(random.Random(8))
    kept = [(before, before.projection)]
    for _ in range(200):  # the room for changes is used up again and again
        network, projection = chance.choice(kept[-5:])
        pair = chance.choice(list(network.ties))
        value, guess = chance.choice((0.0, 0.3, 0.6, 0.9)), chance.random() < 0.3
        changed = random_networks.Network(
            network.people, {**network.ties, pair: value}, {**network.guesses, pair: guess}
        )
        kept.append((changed, projection.with_changes([pair], [value], [guess])))
    assert all(same(projection, network.projection) for network, projection in kept)


def test_a_tie_is_found_from_both_its_ends_and_only_there() -> None:
    projection = Projection.of("cab", ["c"], ["a"], [0.6], [True])
    assert projection.people == ("a", "b", "c")
    assert projection.tie(0, 2) == projection.tie(2, 0) == (0.6, True)
    assert projection.tie(0, 1) == projection.tie(1, 2) == (0.0, False)
    assert projection.tie_count == 1


def test_the_strongest_ties_of_a_person_come_first() -> None:
    projection = Projection.of("abcd", ["a", "a", "a"], ["b", "c", "d"], [0.3, 0.9, 0.6])
    strongest = projection.ties(0).taken(slice(2))
    assert [projection.people[place] for place in strongest.neighbours] == ["c", "d"]
    assert strongest.strengths.tolist() == [0.9, 0.6]


@pytest.mark.parametrize(
    ("a", "b", "strengths", "complaint"),
    [
        (["a"], ["a"], [0.5], "themselves"),
        (["a", "b"], ["b", "a"], [0.5, 0.5], "one tie at most"),
        (["a"], ["b"], [1.5], "between 0 and 1"),
        (["a"], ["b"], [float("nan")], "between 0 and 1"),
    ],
)
def test_ties_that_cannot_be_are_refused(a: list, b: list, strengths: list, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Projection.of("ab", a, b, strengths)
    with pytest.raises(ValueError, match=complaint):
        Projection.of("ab", [], [], []).with_changes(list(zip(a, b, strict=True)), strengths)


def test_a_tie_to_somebody_unknown_is_refused() -> None:
    with pytest.raises(KeyError):
        Projection.of("ab", ["a"], ["z"], [0.5])
