"""Ties are supposed from shared ground, committees and schools, whole or for one person, and say why."""

from worlds.town import write

from crm.relationships.guesses import all_guesses, guesses_of
from crm.storage.database import Database

TODAY = "2026-11-23"


def reasons(database: Database, a: str, b: str) -> list[str]:
    return [guess.words for guess in database.read(all_guesses, TODAY).between(a, b)]


def test_a_superintendent_and_the_legislators_of_the_district_are_supposed_to_know_each_other(
    settled: Database,
) -> None:
    assert reasons(settled, "ann", "carl") == [
        "Lee County Schools faces House District 1, through county-lee County (60% of it)"
    ]
    assert reasons(settled, "bo", "dora") == ["Pike County Schools faces House District 2, 80% of the district"]
    assert reasons(settled, "bo", "carl") == []


def test_more_shared_ground_is_a_better_guess(settled: Database) -> None:
    found = settled.read(all_guesses, TODAY)
    (house,), (senate,) = found.between("ann", "carl"), found.between("ann", "fay")
    assert 0 < house.weight < senate.weight <= 0.2


def test_members_of_one_committee_are_supposed_to_know_each_other_while_they_sit(settled: Database) -> None:
    assert reasons(settled, "carl", "dora") == ["both on House Education"]
    write(settled, "MATCH (:Person {id: 'dora'})-[m:MEMBER_OF]->() SET m.end_date = '2026-06-30'")
    assert reasons(settled, "carl", "dora") == []


def test_two_committees_of_the_same_name_are_two(settled: Database) -> None:
    assert "both on Senate Education" not in reasons(settled, "carl", "fay")


def test_the_same_school_is_a_weak_guess_however_it_is_written(settled: Database) -> None:
    found = settled.read(all_guesses, TODAY).between("carl", "fay")
    assert [(guess.words, guess.weight) for guess in found] == [("both went to Mississippi State University", 0.05)]


def test_a_school_that_very_many_went_to_says_nothing(settled: Database) -> None:
    write(
        settled, "UNWIND range(1, 70) AS n CREATE (:Person {id: 'p' + n, name: 'P', education: ['Mississippi State']})"
    )
    assert reasons(settled, "carl", "fay") == []


def test_the_guesses_of_one_person_or_pair_are_those_of_the_whole(settled: Database) -> None:
    whole = settled.read(all_guesses, TODAY)
    for person in ("ann", "bo", "carl", "dora", "fay", "gus"):
        assert settled.read(guesses_of, person, TODAY).of(person) == whole.of(person)
    assert settled.read(guesses_of, "carl", TODAY, other="ann").by_pair == {
        ("ann", "carl"): whole.between("ann", "carl")
    }
    assert settled.read(guesses_of, "carl", TODAY, other="fay").by_pair == {
        ("carl", "fay"): whole.between("carl", "fay")
    }


def test_who_left_a_post_or_was_deleted_is_in_no_guess(settled: Database) -> None:
    write(settled, "MATCH (:Person {id: 'ann'})-[h:HOLDS]->() SET h.end_date = '2026-06-30'")
    write(settled, "MATCH (p:Person {id: 'dora'}) SET p.deleted_at = '2026-06-30T00:00:00.000000Z'")
    found = settled.read(all_guesses, TODAY)
    assert found.of("ann") == {}
    assert found.of("dora") == {}
