"""Two records of one person become one, with everything that hangs on them, and the merge can be undone whole."""

import json
from typing import Any

import pytest
from worlds.legislature import STAFF, value
from worlds.pieces import add, join

from crm.acts.merging import merge_people, preview_merge, undo_merge
from crm.errors import Conflict, InvalidData
from crm.finding.search import find
from crm.records.history import history_of
from crm.relationships.rating_form import RatingSchema
from crm.relationships.ratings import rate
from crm.stakeholders.holdings import hold, holdings_of
from crm.stakeholders.identifiers import Identifier, add_identifier, bearer
from crm.stakeholders.people import delete_person, edit_person, person
from crm.storage.database import Database

BOB = {"name": "Bob Roberson", "given_name": "Bob", "family_name": "Roberson", "phone": "(601) 555-0100"}
TALK = {"recorded_by": "u-ann", "channel": "meeting", "direction": "two_way", "sentiment": 1, "visibility": "staff"}
DAYS = {"i1": "2026-10-01", "i2": "2026-10-02"}
TALKS = {id_: {"key": id_, "at": day, "recorded_at": day, **TALK} for id_, day in DAYS.items()}
TOOK_PART = (("bob", "i1"), ("rob", "i1"), ("bob", "i2"))


def add_bob(database: Database) -> None:
    """A second record of Rob, with an account: on a committee, in a talk together with Rob, and in one alone."""
    add(database, "Person", {"bob": {**BOB, "party": "Independent", "counties": ["Clay"]}})
    join(
        database, "MEMBER_OF", "Person", "Organization", [("bob", "edu", {"key": "bob|edu|member|", "role": "member"})]
    )
    add(database, "Interaction", TALKS)
    part = [(who, talk, {"key": f"{who}|{talk}", "part": "theirs"}) for who, talk in TOOK_PART]
    join(database, "TOOK_PART", "Person", "Interaction", part)
    add(database, "User", {"u-bob": {"email": "bob@example.org"}})
    join(database, "IS", "User", "Person", [("u-bob", "bob", {})])


UPKEPT = ("version", "_lock", "search", "family_key", "email_key")

# Everything of the graph but what a merge may leave changed: versions, locks, counters, history and sums of ties.
SNAPSHOT = """
MATCH (n) WHERE NOT n:HistoryEntry AND NOT n:Counter AND NOT n:Migration
RETURN n.id AS id, properties(n) AS facts,
  [(n)-[r]->(m) WHERE type(r) <> 'KNOWS' | {type: type(r), to: m.id, facts: properties(r)}] AS links
ORDER BY id
"""


def snapshot(database: Database) -> str:
    def read(tx: Any) -> list[Any]:
        return [
            [
                {name: held for name, held in row["facts"].items() if name not in UPKEPT},
                sorted(json.dumps(link, sort_keys=True) for link in row["links"]),
            ]
            for row in tx.run(SNAPSHOT)
        ]

    return json.dumps(database.read(read), sort_keys=True)


def tied(database: Database, person_id: str) -> list[str]:
    """Whom a person has a rated tie with."""
    text = "MATCH (:Person {id: $id})-[k:KNOWS]-(other) WHERE k.rating IS NOT NULL RETURN collect(other.id)"
    return list(value(database, text, id=person_id))


def rating(a: str, b: str, id_: str) -> Any:
    return RatingSchema().load(
        {"id": id_, "a": a, "b": b, "level": "good", "valence": "1", "said_by": "bob", "on": "2026-10-01"}
    )


@pytest.fixture
def two(world: Database) -> Database:
    """Robert Roberson is there twice; the second record has a rating with Sue Hall, an identifier and an account."""
    add_bob(world)
    world.write(rate, rating("bob", "sue", "11111111-1111-4111-8111-111111111111"), by=STAFF)
    world.write(add_identifier, "bob", Identifier("ocd-person", "x"), by=STAFF)
    return world


def merge(database: Database, kept: tuple[str, int] = ("rob", 1), gone: tuple[str, int] = ("bob", 1)) -> None:
    database.write(merge_people, kept, gone, batch_id="batch-1", by=STAFF)


def test_a_preview_says_what_would_move_and_be_taken_over(two: Database) -> None:
    plan = two.read(preview_merge, "rob", "bob", actor=STAFF)
    assert dict(plan.moves) == {"memberships": 1, "contacts": 2, "ratings": 1, "identifiers": 1, "accounts": 1}
    assert plan.filled == {"phone": "(601) 555-0100", "counties": ["Clay"], "other_names": ["Bob Roberson"]}
    assert plan.obstacles == ()


def test_everything_moves_to_the_record_that_stays(two: Database) -> None:
    merge(two)
    count = "MATCH (:Person {id: 'bob'})-[r]-() WHERE NOT type(r) IN ['MERGED_INTO', 'KNOWS'] RETURN count(r)"
    assert value(two, count) == 0
    assert value(two, "MATCH (:Person {id: 'rob'})-[t:TOOK_PART]->() RETURN count(t)") == 2
    assert two.read(bearer, "ocd-person", "x", on="2026-11-23") == "rob"
    assert value(two, "MATCH (:User {id: 'u-bob'})-[:IS]->(p) RETURN p.id") == "rob"
    assert value(two, "MATCH (e:Evidence) RETURN e.said_by") == "rob"
    assert tied(two, "rob") == ["sue"]
    kept = two.read(person, "rob", actor=STAFF)
    assert (kept.phone, kept.party, kept.other_names) == ("(601) 555-0100", "Republican", ("Bob Roberson",))


def test_the_record_that_goes_leads_on_and_is_not_found(two: Database) -> None:
    merge(two)
    assert two.read(person, "bob", actor=STAFF).merged_into == "rob"
    assert [f.id for f in two.read(find, "roberson", actor=STAFF, kinds=("person",))] == ["rob"]
    assert two.read(history_of, "rob", actor=STAFF)[0].action == "merged with Bob Roberson"


def test_a_merge_is_undone_whole(two: Database) -> None:
    before = snapshot(two)
    merge(two)
    assert snapshot(two) != before
    assert two.write(undo_merge, "batch-1", by=STAFF) == "bob"
    assert snapshot(two) == before
    assert (tied(two, "bob"), tied(two, "rob")) == (["sue"], [])


def test_what_was_edited_after_a_merge_stays_edited_when_it_is_undone(two: Database) -> None:
    merge(two)
    two.write(edit_person, "rob", {"phone": "(601) 555-0199"}, version=2, by=STAFF)
    two.write(undo_merge, "batch-1", by=STAFF)
    assert two.read(person, "rob", actor=STAFF).phone == "(601) 555-0199"
    assert two.read(person, "bob", actor=STAFF).phone == "(601) 555-0100"


def test_a_merge_is_not_undone_while_the_record_it_made_is_deleted(two: Database) -> None:
    merge(two)
    two.write(delete_person, "rob", version=2, by=STAFF)
    with pytest.raises(Conflict, match="was deleted since"):
        two.write(undo_merge, "batch-1", by=STAFF)


def test_a_merge_that_was_undone_cannot_be_undone_again(two: Database) -> None:
    merge(two)
    two.write(undo_merge, "batch-1", by=STAFF)
    with pytest.raises(Conflict, match="undone already"):
        two.write(undo_merge, "batch-1", by=STAFF)


def test_a_record_that_somebody_saved_meanwhile_is_not_merged(two: Database) -> None:
    two.write(edit_person, "bob", {"phone": "(601) 555-0111"}, version=1, by=STAFF)
    with pytest.raises(Conflict, match="Somebody else saved"):
        merge(two)
    assert two.read(person, "bob", actor=STAFF).merged_into is None


def test_two_people_who_held_different_seats_at_once_are_not_one(two: Database) -> None:
    two.write(lambda tx: tx.run("MATCH (:Person {id: 'deb'})-[h:HOLDS]->() DELETE h").consume())
    two.write(hold, "bob", "sd12", {"start_date": "2025-01-07"}, by=STAFF)
    with pytest.raises(Conflict, match=r"held House District 37 .* while Bob Roberson held Senate District 12"):
        merge(two)


def test_a_seat_held_before_moves_with_its_dates(two: Database) -> None:
    two.write(hold, "bob", "sd12", {"start_date": "2016", "end_date": "2020"}, by=STAFF)
    merge(two)
    assert [(h.post_id, h.start_date) for h in two.read(holdings_of, "rob")] == [
        ("hd37", "2024-01-02"),
        ("sd12", "2016"),
    ]


def test_two_who_are_said_to_know_each_other_are_not_one(two: Database) -> None:
    two.write(rate, rating("rob", "bob", "22222222-2222-4222-8222-222222222222"), by=STAFF)
    with pytest.raises(Conflict, match="how well these two know each other"):
        merge(two)


def test_a_person_is_not_merged_with_themselves(two: Database) -> None:
    with pytest.raises(InvalidData, match="cannot be merged with itself"):
        two.read(preview_merge, "rob", "rob", actor=STAFF)


def test_after_a_merge_there_is_one_line_for_a_membership_and_it_knows_since_when(two: Database) -> None:
    two.write(
        lambda tx: tx.run(
            "MATCH (rob:Person {id: 'rob'}), (:Person {id: 'bob'})-[theirs:MEMBER_OF]->(edu:Organization {id: 'edu'}) "
            "SET theirs.key = 'bob|edu|member|2020', theirs.start_date = '2020' "
            "MERGE (rob)-[mine:MEMBER_OF {key: 'rob|edu|member|'}]->(edu) SET mine.role = 'member'"
        ).consume()
    )
    before = snapshot(two)
    two.write(merge_people, ("rob", 1), ("bob", 1), batch_id="m-1", by=STAFF)
    mine = "MATCH (:Person {id: 'rob'})-[m:MEMBER_OF {role: 'member'}]->(:Organization {id: 'edu'})"
    since = f"{mine} RETURN collect(m.start_date)"
    assert value(two, since) == ["2020"]
    two.write(undo_merge, "m-1", by=STAFF)
    assert snapshot(two) == before


def test_two_accounts_are_not_merged_into_one_person(two: Database) -> None:
    add(two, "User", {"u-rob": {"email": "rob@example.org"}})
    join(two, "IS", "User", "Person", [("u-rob", "rob", {})])
    with pytest.raises(Conflict, match=r"bob@example.org and rob@example.org"):
        two.write(merge_people, ("rob", 1), ("bob", 1), batch_id="m-1", by=STAFF)
