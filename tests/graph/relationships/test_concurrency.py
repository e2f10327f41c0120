"""Many hands on one record at once: nothing is lost, nothing is double."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from worlds.office import CHICAGO
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import delete_contact, edit_contact, log_contact, restore_contact
from crm.errors import Conflict
from crm.interactions.contact_form import NewInteraction
from crm.interactions.contacts import interaction
from crm.interactions.notes import keep_note, note_on
from crm.relationships.network import Network
from crm.relationships.paths.path_answers import Question, influence
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, retract
from crm.relationships.tie_upkeep import recompute_ties
from crm.storage.counters import TIES, bump, values
from crm.storage.database import Database

STAFF = acting()
THREADS = 8
SUMS = "MATCH ()-[k:KNOWS]->() RETURN k.key AS key, k.log_a AS log_a, k.rating AS rating ORDER BY key"


def at_once(work: Callable[[int], object], times: int = 40) -> list[object]:
    """The results, or the conflicts, of doing it `times` times with THREADS threads."""

    def attempt(n: int) -> object:
        try:
            return work(n)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(attempt, range(times)))


def of_scratch(database: Database, pairs: Iterable[tuple[str, str]]) -> None:
    """The stored sums are those that all the evidence gives when it is counted anew."""
    stored = write(database, SUMS)
    database.write(recompute_ties, list(pairs), CHICAGO)
    anew = write(database, SUMS)
    assert [row["key"] for row in stored] == [row["key"] for row in anew]
    for name in ("log_a", "rating"):
        assert [row[name] for row in stored] == [
            None if row[name] is None else pytest.approx(row[name]) for row in anew
        ]


def test_a_counter_bumped_at_once_counts_every_time(settled: Database) -> None:
    seen = at_once(lambda _: settled.write(bump, TIES), 200)
    assert sorted(seen) == list(range(1, 201))  # type: ignore[type-var]
    assert settled.read(values, TIES) == {TIES: 200}


def test_contacts_logged_at_once_with_the_same_two_all_count_in_one_tie(settled: Database) -> None:
    new = [NewInteraction(("carl",), ("amy",), at=f"2026-10-{n % 28 + 1:02}") for n in range(40)]
    at_once(lambda n: settled.write(log_contact, new[n], by=STAFF))
    assert write(settled, "MATCH (i:Interaction) RETURN count(*) AS n")[0]["n"] == 40
    assert len(write(settled, SUMS)) == 1
    assert settled.read(values, TIES) == {TIES: 40}
    of_scratch(settled, [("amy", "carl")])


def test_contacts_of_overlapping_groups_at_once_wait_in_no_circle(settled: Database) -> None:
    groups = [
        (("carl", "dora"), ("amy", "phil")),
        (("dora", "carl"), ("phil", "ann")),
        (("fay", "carl"), ("bo", "amy")),
    ]
    new = [NewInteraction(*groups[n % 3]) for n in range(30)]
    done = at_once(lambda n: settled.write(log_contact, new[n], by=STAFF), 30)
    assert done == [one.id for one in new]
    of_scratch(settled, [tuple(row["key"].split("|")) for row in write(settled, SUMS)])  # type: ignore[misc]


def test_ratings_of_a_pair_from_both_sides_at_once_make_one_tie(settled: Database) -> None:
    def say(n: int) -> str:
        a, b = ("ann", "carl") if n % 2 else ("carl", "ann")
        return settled.write(rate, new[n] if n % 2 else replace(new[n], a=a, b=b), by=STAFF)

    new = [NewRating("ann", "carl", "good", said_by="ann", on=f"2026-01-{n % 28 + 1:02}") for n in range(40)]
    at_once(say)
    assert write(settled, "MATCH (e:Evidence) RETURN count(*) AS n")[0]["n"] == 40
    assert len(write(settled, SUMS)) == 1
    of_scratch(settled, [("ann", "carl")])


def test_of_many_edits_of_one_version_exactly_one_wins(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, new, by=STAFF)
    wanted = [replace(new, summary=f"Edit {n}") for n in range(16)]
    done = at_once(lambda n: settled.write(edit_contact, new.id, wanted[n], version=1, by=STAFF), 16)
    assert [isinstance(one, Conflict) for one in done].count(False) == 1
    found = settled.read(interaction, new.id, actor=STAFF)
    assert (found.version, found.summary) == (2, f"Edit {[isinstance(one, Conflict) for one in done].index(False)}")


def test_edits_that_look_again_after_a_conflict_all_arrive(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), summary="")
    settled.write(log_contact, new, by=STAFF)

    def append(n: int) -> None:
        while True:
            found = settled.read(interaction, new.id, actor=STAFF)
            try:
                longer = replace(new, summary=f"{found.summary}{n} ")
                return settled.write(edit_contact, new.id, longer, version=found.version, by=STAFF)
            except Conflict:
                continue

    at_once(append, 12)
    found = settled.read(interaction, new.id, actor=STAFF)
    assert sorted(map(int, found.summary.split())) == list(range(12))
    assert found.version == 13


def test_edits_and_deletions_and_new_contacts_of_one_pair_at_once_leave_the_right_sums(settled: Database) -> None:
    old = [NewInteraction(("carl",), ("amy",), at=f"2026-05-{n + 1:02}") for n in range(12)]
    for one in old:
        settled.write(log_contact, one, by=STAFF)
    new = [NewInteraction(("carl",), ("amy",), visibility="shared") for _ in range(12)]

    def work(n: int) -> object:
        if n % 4 == 0:
            return settled.write(log_contact, new[n // 4], by=STAFF)
        if n % 4 == 1:
            return settled.write(delete_contact, old[n // 4].id, by=STAFF)
        if n % 4 == 2:
            return settled.write(
                edit_contact, old[n // 4].id, replace(old[n // 4], theirs=("dora",)), version=1, by=STAFF
            )
        return settled.write(restore_contact, old[n // 4].id, by=STAFF)

    at_once(work, 48)
    of_scratch(settled, [("amy", "carl"), ("amy", "dora")])


def test_retracting_at_once_is_recorded_once(settled: Database) -> None:
    new = NewRating("ann", "carl", "good", said_by="ann")
    settled.write(rate, new, by=STAFF)
    actors = [acting(at=f"2026-11-23T16:00:{n:02}.000000Z") for n in range(16)]
    at_once(lambda n: settled.write(retract, new.id, by=actors[n]), 16)
    found = write(settled, "MATCH (h:HistoryEntry {action: 'taken back'}) RETURN count(*) AS n")
    assert found == [{"n": 1}]


def test_a_private_note_saved_at_once_is_one_note(settled: Database) -> None:
    at_once(lambda n: settled.write(keep_note, "carl", f"Note {n}", by=STAFF), 16)
    assert write(settled, "MATCH (n:PrivateNote) RETURN count(*) AS n")[0]["n"] == 1
    assert settled.read(note_on, "carl", actor=STAFF) is not None


def test_a_network_asked_while_ties_change_never_misses_the_last_write(settled: Database) -> None:
    """Whoever asks after their own write was stored gets an answer in which it counts."""
    network = Network()
    people = ("carl", "dora", "eli", "fay", "gus", "ann", "bo", "phil")

    def write_and_ask(n: int) -> bool:
        person = people[n % len(people)]
        before = influence(settled, network, Question("person", person, "person", "amy", hops=1), actor=STAFF)
        settled.write(log_contact, new[n], by=STAFF)
        after = influence(settled, network, Question("person", person, "person", "amy", hops=1), actor=STAFF)
        earlier = before.targets[0].paths[0].value if before.targets[0].paths else 0.0
        return after.targets[0].paths[0].value > earlier

    new = [NewInteraction((people[n % len(people)],), ("amy",)) for n in range(48)]
    assert at_once(write_and_ask, 48) == [True] * 48
    settled_view = network.current(settled, STAFF).projection
    anew = Network().current(settled, STAFF).projection
    assert settled_view.people == anew.people
    assert settled_view.all_rows()[0].strengths.tolist() == pytest.approx(anew.all_rows()[0].strengths.tolist())
