"""Ties are supposed from shared ground, committees and schools, whole or for one person, and say why."""

from worlds.pieces import add, write
from worlds.town import gather

from crm.relationships.guesses import MOST_THERE, all_guesses, attendance_guesses, guesses_of
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
    add(settled, "Person", {f"p{n}": {"name": "P", "education": ["Mississippi State"]} for n in range(70)})
    assert reasons(settled, "carl", "fay") == []


def test_the_guesses_of_one_person_or_pair_are_those_of_the_whole(settled: Database) -> None:
    whole = settled.read(all_guesses, TODAY)
    for person in ("ann", "bo", "carl", "dora", "fay", "gus"):
        assert settled.read(guesses_of, person, TODAY, attendance=False).of(person) == whole.of(person)
    assert settled.read(guesses_of, "carl", TODAY, other="ann", attendance=False).by_pair == {
        ("ann", "carl"): whole.between("ann", "carl")
    }
    assert settled.read(guesses_of, "carl", TODAY, other="fay", attendance=False).by_pair == {
        ("carl", "fay"): whole.between("carl", "fay")
    }


def test_who_left_a_post_or_was_deleted_is_in_no_guess(settled: Database) -> None:
    write(settled, "MATCH (:Person {id: 'ann'})-[h:HOLDS]->() SET h.end_date = '2026-06-30'")
    write(settled, "MATCH (p:Person {id: 'dora'}) SET p.deleted_at = '2026-06-30T00:00:00.000000Z'")
    found = settled.read(all_guesses, TODAY)
    assert found.of("ann") == {}
    assert found.of("dora") == {}


def together(database: Database, a: str, b: str) -> list[tuple[str, float]]:
    found = database.read(attendance_guesses, TODAY).between(a, b)
    return [(guess.words, round(guess.weight, 3)) for guess in found]


def test_who_was_in_one_room_is_supposed_to_have_met_and_a_small_meeting_counts_for_more(settled: Database) -> None:
    gather(settled, "call", "Budget talk", "2026-11-02", ["ann", "carl"])
    gather(settled, "day", "Capitol day", "2026-03-04", ["ann", "carl", "dora", "eli"])
    assert together(settled, "ann", "carl") == [
        ("met at Budget talk on Nov 2, 2026, nobody else there", 0.3),
        ("met at Capitol day on Mar 4, 2026, with 2 others", 0.1),
    ]
    assert together(settled, "ann", "bo") == []


def test_a_crowd_a_gathering_long_past_or_still_to_come_or_called_off_says_nothing(settled: Database) -> None:
    gather(settled, "old", "Old talk", "2024-11-22", ["ann", "carl"])
    gather(settled, "next", "Next talk", "2026-11-24", ["ann", "carl"])
    gather(settled, "off", "Talk that was off", "2026-11-02", ["ann", "carl"], status="cancelled")
    gather(settled, "gone", "Talk that was deleted", "2026-11-02", ["ann", "carl"], deleted_at="2026-11-03T00:00:00Z")
    crowd = [f"p{n}" for n in range(MOST_THERE - 1)]
    add(settled, "Person", {one: {"name": "P"} for one in crowd})
    gather(settled, "crowd", "Convention", "2026-07-10", ["ann", "carl", *crowd])
    assert settled.read(attendance_guesses, TODAY).by_pair == {}
    write(settled, "MATCH (p:Person {id: 'p0'}) SET p.deleted_at = '2026-11-03T00:00:00Z'")
    assert together(settled, "ann", "carl") == [("met at Convention on Jul 10, 2026, with 98 others", 0.003)]


def test_the_first_and_the_last_day_of_what_is_remembered_count(settled: Database) -> None:
    gather(settled, "first", "First talk", "2024-11-23", ["ann", "carl"])
    gather(settled, "last", "Last talk", f"{TODAY}T09:30", ["ann", "carl"])
    assert [words.split(" on ")[0] for words, _ in together(settled, "ann", "carl")] == [
        "met at Last talk",
        "met at First talk",
    ]


def test_who_came_where_is_guessed_from_for_those_alone_who_may_know_it(settled: Database) -> None:
    gather(settled, "call", "Budget talk", "2026-11-02", ["ann", "carl", "gus"])
    assert settled.read(guesses_of, "gus", TODAY, attendance=False).by_pair == {}
    told = settled.read(guesses_of, "gus", TODAY, attendance=True)
    assert told.by_pair.keys() == {("ann", "gus"), ("carl", "gus")}
    assert told.of("gus") == settled.read(attendance_guesses, TODAY).of("gus")
    assert settled.read(guesses_of, "gus", TODAY, "ann", attendance=True).by_pair.keys() == {("ann", "gus")}
    assert settled.read(all_guesses, TODAY).of("gus") == {}
