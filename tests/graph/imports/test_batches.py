"""Imports as batches: planned, shown, written in one go, found again, never overriding people, and undone whole."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from worlds.office import CHICAGO, today
from worlds.pieces import add, join, write

from crm.errors import Conflict, NotFound
from crm.finding import search
from crm.imports import batches, chunked_runs, undoing
from crm.imports.drafts import (
    BY_IDENTIFIER,
    BY_NAME,
    BY_PERSON,
    LEAVE_OUT,
    NEW,
    SAME_PERSON,
    Draft,
    DraftLink,
    DraftRecord,
    Place,
    RowError,
    Whole,
)  # fmt: skip
from crm.imports.import_plan import Plan
from crm.office_time import instant
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.stakeholders import holdings, people
from crm.storage.database import Database
from crm.vocabulary import Role

FILE = Place("people.csv", 2)


def ann() -> Actor:
    return Actor("u-ann", "Ann", Role.STAFF, None, instant(), CHICAGO)


def seat(number: int) -> DraftRecord:
    key = f"ks|lower|{number}|1"
    values = {
        "key": key, "role": "member", "label": f"House District {number}", "title": "Representative",
        "chamber": "lower", "district": str(number),
    }  # fmt: skip
    return DraftRecord(key, "Post", "Seats", f"House District {number}", values, FILE)


def member(ref: str, given: str, family: str, **more: Any) -> DraftRecord:
    values = {"name": f"{given} {family}", "given_name": given, "family_name": family, **more}
    return DraftRecord(
        ref, "Person", "People", f"{given} {family}", values, Place("people.csv", 3), BY_IDENTIFIER,
        identifiers=(("ocd-person", ref),), listed_as=given,
    )  # fmt: skip


def holds(ref: str, number: int, **dates: str) -> DraftLink:
    return DraftLink("HOLDS", "Seats and offices held", ref, (f"ks|lower|{number}|1",), Place("people.csv", 3), dates)


def draft(*parts: DraftRecord | DraftLink, as_of: str = "2026-01-10", **more: Any) -> Draft:
    return Draft(
        kind="test",
        source="Test people",
        as_of=as_of,
        records=tuple(part for part in parts if isinstance(part, DraftRecord)),
        links=tuple(part for part in parts if isinstance(part, DraftLink)),
        **{"whole": (Whole("HOLDS", prefix="ks|lower|"),), **more},
    )


def planned(graph: Database, made: Draft, decisions: Mapping[str, str] | None = None) -> Plan:
    return graph.within(60).read(batches.plan, made, batch_id=str(uuid.uuid4()), today=today(), decisions=decisions)


def bring_in(graph: Database, made: Draft, decisions: Mapping[str, str] | None = None) -> Plan:
    ready = planned(graph, made, decisions)
    graph.within(60).write(batches.apply, ready, by=ann())
    return ready


def undo(graph: Database, done: Plan) -> None:
    graph.within(60).write(undoing.undo, done.batch_id, by=ann())


def rows(graph: Database, text: str, **values: Any) -> list[Any]:
    return graph.read(lambda tx: [row.values() for row in tx.run(text, **values)])


def contents(graph: Database) -> tuple[list[Any], list[Any]]:
    """Every node and relationship but the traces that an import and its undoing leave on purpose."""
    kept = "NOT n:HistoryEntry AND NOT n:ImportBatch AND NOT n:Counter AND NOT n:Migration AND NOT n:Guard"
    nodes = rows(graph, f"MATCH (n) WHERE {kept} RETURN labels(n)[0], n ORDER BY n.id")
    plain = [
        (label, {k: v for k, v in dict(n).items() if k not in ("version", "_lock", "search")}) for label, n in nodes
    ]
    links = rows(
        graph, "MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r) ORDER BY a.id, type(r), b.id, r.key"
    )
    return plain, links


def holders(graph: Database, number: int) -> list[tuple[str, str | None, str | None]]:
    found = rows(
        graph,
        "MATCH (p:Person)-[h:HOLDS]->(:Post {key: $key}) RETURN p.name, h.start_date, h.end_date ORDER BY h.start_date",
        key=f"ks|lower|{number}|1",
    )
    return [tuple(row) for row in found]


FIRST = (seat(1), seat(2), member("a", "Ada", "Abbot", email="ada@example.org"), member("b", "Ben", "Birch"))
TWO_SEATS = draft(*FIRST, holds("a", 1, start_date="2020-01-07"), holds("b", 2, start_date="2024-01-02"))


def test_an_import_makes_what_it_showed_and_says_so(graph: Database) -> None:
    ready = bring_in(graph, TWO_SEATS)
    assert {kind: made["made"] for kind, made in ready.counts.by_kind.items()} == {
        "Seats": 2, "People": 2, "Seats and offices held": 2,
    }  # fmt: skip
    assert holders(graph, 1) == [("Ada Abbot", "2020-01-07", None)]
    [stored] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.source, p.as_of, p.recorded_by, p.version")
    assert stored == ["Test people", "2026-01-10", "u-ann", 1]


def test_planning_writes_nothing(graph: Database) -> None:
    planned(graph, TWO_SEATS)
    assert contents(graph) == ([], [])


def test_the_same_import_again_finds_everything_unchanged_and_writes_nothing(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    before = contents(graph)
    again = planned(graph, TWO_SEATS)
    assert again.is_empty
    assert again.counts.total("unchanged") == 6
    report = graph.write(batches.apply, again, by=ann())
    assert report.batch_id == ""
    assert contents(graph) == before
    assert len(graph.read(batches.batches)) == 1


def test_a_plan_applied_twice_is_one_import(graph: Database) -> None:
    ready = bring_in(graph, TWO_SEATS)
    before = contents(graph)
    report = graph.write(batches.apply, ready, by=ann())
    assert report.batch_id == ready.batch_id
    assert contents(graph) == before


def test_a_plan_made_before_another_import_is_refused(graph: Database) -> None:
    stale = planned(graph, TWO_SEATS)
    bring_in(graph, draft(seat(3)))
    before = contents(graph)
    with pytest.raises(Conflict, match="Preview again"):
        graph.write(batches.apply, stale, by=ann())
    assert contents(graph) == before


def test_a_plan_made_before_somebody_edited_the_record_is_refused_whole(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    ready = planned(graph, draft(seat(9), member("a", "Ada", "Abbot", email="new@example.org"), whole=()))
    [[id_, version]] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id, p.version")
    graph.write(people.edit_person, id_, {"phone": "(601) 555-0101"}, version=version, by=ann())
    with pytest.raises(Conflict, match="Preview again"):
        graph.write(batches.apply, ready, by=ann())
    assert rows(graph, "MATCH (p:Post {key: 'ks|lower|9|1'}) RETURN p") == []


def test_a_changed_value_is_written_and_the_old_one_kept_in_history(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    bring_in(graph, draft(member("a", "Ada", "Abbot", email="new@example.org"), as_of="2026-02-01", whole=()))
    [[id_]] = rows(graph, "MATCH (p:Person {email: 'new@example.org'}) RETURN p.id")
    changed = [entry for entry in graph.read(history_of, id_, actor=ann()) if entry.action == "changed by import"]
    assert ("email", "ada@example.org", "new@example.org") in changed[0].differences


def test_a_local_correction_survives_the_next_import(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    [[id_, version]] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id, p.version")
    graph.write(people.edit_person, id_, {"email": "right@example.org"}, version=version, by=ann())
    again = bring_in(graph, replace(TWO_SEATS, as_of="2026-03-01"))
    assert again.counts.by_kind["People"]["kept"] == 1
    assert rows(graph, "MATCH (p:Person {id: $id}) RETURN p.email", id=id_) == [["right@example.org"]]


def test_a_corrected_holding_survives_the_next_import(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    [[key]] = rows(graph, "MATCH (:Person {given_name: 'Ada'})-[h:HOLDS]->() RETURN h.key")
    graph.write(holdings.correct_holding, key, {"start_date": "2019-12-31"}, by=ann())
    again = bring_in(graph, replace(TWO_SEATS, as_of="2026-03-01"))
    assert again.counts.by_kind["Seats and offices held"]["kept"] == 1
    assert holders(graph, 1) == [("Ada Abbot", "2019-12-31", None)]


def test_an_older_file_overwrites_and_ends_nothing(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    older = draft(seat(1), member("a", "Ada", "Abbot", email="old@example.org"), as_of="2022-01-01")
    ready = bring_in(graph, older)
    assert ready.counts.total("changed") == ready.counts.total("ended") == 0
    assert holders(graph, 2) == [("Ben Birch", "2024-01-02", None)]


def test_a_holder_who_is_no_longer_listed_ends_and_is_not_deleted(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    ready = bring_in(graph, draft(*FIRST, holds("a", 1, start_date="2020-01-07"), as_of="2026-07-01"))
    assert ready.counts.total("ended") == 1
    assert holders(graph, 2) == [("Ben Birch", "2024-01-02", "2026-07-01")]


def test_a_successor_ends_the_one_before_on_the_day_they_began(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    new = draft(*FIRST, member("c", "Cora", "Cole"), holds("a", 1, start_date="2020-01-07"),
                holds("c", 2, start_date="2026-03-01"), as_of="2026-07-01")  # fmt: skip
    bring_in(graph, new)
    assert holders(graph, 2) == [("Ben Birch", "2024-01-02", "2026-03-01"), ("Cora Cole", "2026-03-01", None)]


def test_a_seat_with_two_holders_at_once_is_refused_naming_file_row_and_both(graph: Database) -> None:
    ready = bring_in(graph, draft(*FIRST, holds("a", 1), holds("b", 1)))
    [error] = ready.errors
    assert (error.file, error.row) == ("people.csv", 3)
    assert error.message == "House District 1 cannot have two holders at once: Ada Abbot and Ben Birch."
    assert holders(graph, 1) == [("Ada Abbot", None, None)]


def test_a_holder_typed_in_by_hand_stands_in_the_way_of_another(graph: Database) -> None:
    bring_in(graph, draft(seat(1), member("a", "Ada", "Abbot"), whole=()))
    [[person, post]] = rows(graph, "MATCH (p:Person), (s:Post) RETURN p.id, s.id")
    graph.write(holdings.hold, person, post, {"start_date": "2025-01-01"}, by=ann())
    ready = bring_in(graph, draft(seat(1), member("b", "Ben", "Birch"), holds("b", 1, start_date="2024-01-02")))
    assert "Ada Abbot (typed in by Ann)" in ready.errors[0].message
    assert holders(graph, 1) == [("Ada Abbot", "2025-01-01", None)]


def test_nobody_is_joined_to_themselves(graph: Database) -> None:
    body = DraftRecord("x", "Organization", "Bodies", "Ex", {"name": "Ex", "classification": "group"}, FILE, BY_NAME)
    ready = planned(graph, draft(body, DraftLink("MEMBER_OF", "Members", "x", ("x",), FILE, {"role": "member"})))
    assert [error.message for error in ready.errors] == ["Ex cannot be joined to itself. Correct one of the two names."]


def test_what_may_not_be_joined_is_refused(graph: Database) -> None:
    ready = planned(graph, draft(*FIRST, DraftLink("SERVES", "Ground", "a", ("ks|lower|1|1",), FILE)))
    assert "cannot be joined like this" in ready.errors[0].message


def test_the_same_membership_twice_in_a_file_is_written_once_and_named(graph: Database) -> None:
    body = DraftRecord("x", "Organization", "Bodies", "Ex", {"name": "Ex", "classification": "group"}, FILE, BY_NAME)
    link = DraftLink("MEMBER_OF", "Members", "a", ("x",), FILE, {"role": "member"})
    ready = bring_in(graph, draft(FIRST[2], body, link, replace(link, place=Place("people.csv", 9))))
    assert [(error.row, "row 2" in error.message) for error in ready.errors] == [(9, True)]


def test_errors_of_the_file_travel_into_the_report(graph: Database) -> None:
    ready = bring_in(graph, draft(seat(1), errors=(RowError("people.csv", 7, "email", "Not an address."),)))
    kept = graph.read(batches.batch, ready.batch_id)
    assert kept.errors == (RowError("people.csv", 7, "email", "Not an address."),)


# Ids that a source uses again


SUCCESSOR = draft(
    seat(1), member("a", "Lars", "Abbot"), holds("a", 1, start_date="2026-02-03"), as_of="2026-07-01"
)  # fmt: skip


def test_an_id_used_again_for_another_given_name_makes_a_new_person_who_inherits_nothing(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    [[before]] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id")
    ready = bring_in(graph, SUCCESSOR)
    assert "Are they two people?" in ready.choices[0].question
    [[after]] = rows(graph, "MATCH (p:Person {given_name: 'Lars'}) RETURN p.id")
    assert after != before
    assert holders(graph, 1) == [("Ada Abbot", "2020-01-07", "2026-02-03"), ("Lars Abbot", "2026-02-03", None)]
    identifiers = rows(
        graph,
        "MATCH (i:Identifier {value: 'a'})-[:IDENTIFIES]->(p) RETURN p.id, i.start_date, i.end_date ORDER BY i.key",
    )
    assert identifiers == [[before, None, "2026-02-03"], [after, "2026-02-03", None]]
    assert planned(graph, SUCCESSOR).is_empty


def test_somebody_may_say_that_it_is_the_same_person_renamed(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    [[before]] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id")
    choice = planned(graph, SUCCESSOR).choices[0]
    bring_in(graph, SUCCESSOR, {choice.id: SAME_PERSON})
    assert rows(graph, "MATCH (p:Person {given_name: 'Lars'}) RETURN p.id") == [[before]]
    assert planned(graph, SUCCESSOR).is_empty


def test_another_birth_year_is_another_person_too(graph: Database) -> None:
    bring_in(graph, draft(member("a", "Ada", "Abbot", birth_date="1950-01-01"), whole=()))
    ready = planned(graph, draft(member("a", "Ada", "Abbot", birth_date="1981-05-05"), whole=()))
    assert ready.counts.by_kind["People"]["made"] == 1


def test_a_short_form_or_a_corrected_given_name_is_the_same_person(graph: Database) -> None:
    bring_in(graph, draft(member("w", "William", "Wood"), whole=()))
    [[id_, version]] = rows(graph, "MATCH (p:Person) RETURN p.id, p.version")
    graph.write(people.edit_person, id_, {"given_name": "Zeb"}, version=version, by=ann())
    ready = bring_in(graph, draft(member("w", "Bill", "Wood"), whole=(), as_of="2026-03-01"))
    assert ready.counts.by_kind["People"]["made"] == 0
    assert ready.choices == ()


def test_a_person_of_the_same_name_typed_in_by_hand_is_asked_about(graph: Database) -> None:
    id_ = str(uuid.uuid4())
    graph.write(people.add_person, id_, {"name": "Ada Abbot", "given_name": "Ada", "family_name": "Abbot"}, by=ann())
    made = draft(seat(1), member("a", "Ada", "Abbot"), holds("a", 1))
    waiting = planned(graph, made)
    [choice] = waiting.choices
    assert [option.value for option in choice.options] == [id_, NEW]
    assert waiting.waiting == 1, "one row of the file, whatever it holds"
    assert waiting.counts.by_kind == {"Seats": {**dict.fromkeys(waiting.counts.by_kind["Seats"], 0), "made": 1}}
    bring_in(graph, made, {choice.id: id_})
    assert rows(graph, "MATCH (p:Person) RETURN p.id") == [[id_]]
    assert holders(graph, 1) == [("Ada Abbot", None, None)]


# Names of districts and of people in lists


def district(number: int, name: str) -> DraftRecord:
    values = {"name": name, "classification": "school_district"}
    return DraftRecord(
        f"d{number}",
        "Organization",
        "Districts",
        name,
        values,
        FILE,
        BY_IDENTIFIER,
        identifiers=(("nces-leaid", str(number)),),
    )


QUITMAN = "Quitman School District"
DISTRICTS = draft(district(1, QUITMAN), district(2, "Quitman County Schools"), district(3, "Lee County"))


def listed(text: str, who: str = "Ann Reed", row: int = 4) -> tuple[DraftRecord | DraftLink, ...]:
    given, family = who.split()
    place = Place("list.csv", row, "District")
    ref = f"district|{text}"
    named = DraftRecord(ref, "Organization", "School districts", text, {}, place, "district", text=text)
    values = {"role": "superintendent", "title": "Superintendent", "label": "Superintendent of {within}"}
    office = DraftRecord(f"superintendent|{ref}", "Post", "Offices", "Superintendent", values, place, within=ref)
    name = {"name": who, "given_name": given, "family_name": family}
    head = DraftRecord(f"person|{who}", "Person", "People", who, name, place, BY_PERSON, hints={"district": ref})
    return (
        named, office, head, DraftLink("IN", "", office.ref, (ref,), place),
        DraftLink("HOLDS", "Superintendents", head.ref, (office.ref,), place),
    )  # fmt: skip


def test_an_ambiguous_district_waits_and_is_remembered_once_decided(graph: Database) -> None:
    bring_in(graph, DISTRICTS)
    made = draft(*listed("Quitman"), whole=())
    waiting = planned(graph, made)
    [choice] = waiting.choices
    assert waiting.is_empty
    assert [option.label for option in choice.options[:2]] == [QUITMAN, "Quitman County Schools"]
    bring_in(graph, made, {choice.id: choice.options[0].value})
    assert rows(graph, "MATCH (p:Post {role: 'superintendent'}) RETURN p.label") == [
        ["Superintendent of Quitman School District"]
    ]
    again = planned(graph, made)
    assert again.choices == ()
    assert again.is_empty


def test_a_row_that_is_left_out_takes_nothing_with_it(graph: Database) -> None:
    bring_in(graph, DISTRICTS)
    made = draft(*listed("Quitman"), *listed("Lee County", "Bo Cole", 5), whole=())
    choice = planned(graph, made).choices[0]
    ready = bring_in(graph, made, {choice.id: LEAVE_OUT})
    assert ready.waiting == 0
    assert rows(graph, "MATCH (p:Person) RETURN p.name") == [["Bo Cole"]]


def test_a_list_without_known_districts_says_what_to_do_first(graph: Database) -> None:
    ready = planned(graph, draft(*listed("Quitman"), whole=()))
    assert "Import the NCES directory first" in ready.errors[0].message
    assert (ready.errors[0].file, ready.errors[0].row, ready.errors[0].field) == ("list.csv", 4, "District")


def test_a_superintendent_is_found_again_by_name_within_the_district_only(graph: Database) -> None:
    bring_in(graph, DISTRICTS)
    bring_in(graph, draft(*listed("Lee County"), whole=()))
    known = planned(graph, draft(*listed("Lee County", "Ann Reed", 8), whole=(), as_of="2026-05-01"))
    assert known.is_empty
    elsewhere = planned(graph, draft(*listed("Quitman County"), whole=(), as_of="2026-05-01"))
    assert "Is Ann Reed (Quitman County Schools) somebody who is already here?" in elsewhere.choices[0].question


def test_a_new_superintendent_follows_the_one_of_the_earlier_list(graph: Database) -> None:
    bring_in(graph, DISTRICTS)
    bring_in(graph, draft(*listed("Lee County"), whole=()))
    bring_in(graph, draft(*listed("Lee County", "Bo Cole"), whole=(), as_of="2026-08-01"))
    found = rows(graph, "MATCH (p:Person)-[h:HOLDS]->() RETURN p.name, h.end_date ORDER BY p.name")
    assert found == [["Ann Reed", "2026-08-01"], ["Bo Cole", None]]


# In steps, as for imports that do not fit in one transaction


def in_steps(graph: Database, made: Draft) -> Plan:
    ready = planned(graph, made)
    chunked_runs.run(graph.within(60), ready, by=ann(), at_once=2)
    return ready


def shapes(graph: Database) -> list[Any]:
    found = (
        "MATCH (a)-[r]->(b) WHERE NOT a:User RETURN a.value, a.name, a.label, type(r), b.name, b.label, r.start_date"
    )
    return sorted(map(str, rows(graph, found)))


def test_an_import_in_steps_makes_the_same_as_in_one_transaction(graph: Database) -> None:
    at_once = bring_in(graph, TWO_SEATS)
    whole = shapes(graph)
    undo(graph, at_once)
    done = in_steps(graph, TWO_SEATS)
    assert shapes(graph) == whole
    assert graph.read(batches.batch, done.batch_id).state == "done"
    assert planned(graph, TWO_SEATS).is_empty


def test_an_import_in_steps_is_undone_in_steps(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    before = contents(graph)
    done = in_steps(graph, SUCCESSOR)
    assert contents(graph) != before
    chunked_runs.undo(graph.within(60), done.batch_id, by=ann(), at_once=2)
    assert contents(graph) == before
    assert graph.read(batches.batch, done.batch_id).state == "undone"


def test_a_step_that_fails_takes_the_others_back(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    before = contents(graph)
    ready = planned(graph, SUCCESSOR)

    def fail(done: int, total: int) -> None:
        if done * 2 > total:
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        chunked_runs.run(graph.within(60), ready, by=ann(), progress=fail, at_once=2)
    assert contents(graph) == before
    assert graph.read(batches.batch, ready.batch_id).state == "undone"


def test_an_import_cut_off_half_way_can_be_taken_back(graph: Database) -> None:
    ready = planned(graph, TWO_SEATS)
    graph.write(batches.keep, ready, by=ann(), file="people.csv", state="under way")
    part = replace(ready, links=())
    graph.write(batches.write, part, by=ann(), told=batches.Told(len(part.nodes), None))
    assert graph.read(undoing.obstacles, ready.batch_id, actor=ann()) == []
    chunked_runs.undo(graph.within(60), ready.batch_id, by=ann(), at_once=2)
    assert contents(graph) == ([], [])


# Undoing


def test_undoing_an_import_leaves_the_graph_as_it_was(graph: Database) -> None:
    bring_in(graph, DISTRICTS)
    before = contents(graph)
    done = bring_in(graph, TWO_SEATS)
    undo(graph, done)
    assert contents(graph) == before
    assert graph.read(batches.batch, done.batch_id).state == "undone"


def test_undoing_a_second_import_brings_back_what_it_changed_and_ended(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    before = contents(graph)
    done = bring_in(graph, SUCCESSOR)
    assert contents(graph) != before
    undo(graph, done)
    assert contents(graph) == before


def test_an_undone_import_can_be_brought_in_again(graph: Database) -> None:
    undo(graph, bring_in(graph, TWO_SEATS))
    again = bring_in(graph, TWO_SEATS)
    assert again.counts.total("made") == 6
    assert holders(graph, 1) == [("Ada Abbot", "2020-01-07", None)]


def test_contacts_logged_with_an_imported_person_stand_in_the_way_by_name(graph: Database) -> None:
    done = bring_in(graph, TWO_SEATS)
    (ada,) = write(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id AS id")
    add(graph, "Interaction", {str(number): {} for number in range(3)})
    talks = [(ada["id"], str(number), {"part": "theirs"}) for number in range(3)]
    join(graph, "TOOK_PART", "Person", "Interaction", talks)
    before = contents(graph)
    assert graph.read(undoing.obstacles, done.batch_id, actor=ann()) == ["3 contacts logged with Ada Abbot."]
    with pytest.raises(Conflict, match="3 contacts logged with Ada Abbot"):
        undo(graph, done)
    assert contents(graph) == before


def test_an_edit_by_hand_stands_in_the_way_with_who_and_when(graph: Database) -> None:
    done = bring_in(graph, TWO_SEATS)
    [[id_, version]] = rows(graph, "MATCH (p:Person {given_name: 'Ada'}) RETURN p.id, p.version")
    graph.write(people.edit_person, id_, {"phone": "(601) 555-0101"}, version=version, by=ann())
    with pytest.raises(Conflict, match="Ada Abbot was edited by Ann on "):
        undo(graph, done)


def test_a_later_import_must_be_undone_first(graph: Database) -> None:
    first = bring_in(graph, TWO_SEATS)
    second = bring_in(graph, SUCCESSOR)
    with pytest.raises(Conflict, match="A later import rests on it: Test people"):
        undo(graph, first)
    undo(graph, second)
    undo(graph, first)
    assert contents(graph) == ([], [])


def test_a_holding_ended_by_hand_since_stands_in_the_way(graph: Database) -> None:
    bring_in(graph, draft(seat(1), member("a", "Ada", "Abbot"), whole=()))
    done = bring_in(graph, draft(seat(1), member("a", "Ada", "Abbot"), holds("a", 1, start_date="2020-01-07")))
    [[key]] = rows(graph, "MATCH ()-[h:HOLDS]->() RETURN h.key")
    graph.write(holdings.end_holding, key, "2026-02-02", by=ann())
    with pytest.raises(Conflict, match="Ada Abbot was changed since"):
        undo(graph, done)


def test_an_import_is_undone_once(graph: Database) -> None:
    done = bring_in(graph, TWO_SEATS)
    undo(graph, done)
    with pytest.raises(Conflict, match="undone already by Ann"):
        undo(graph, done)
    with pytest.raises(NotFound):
        graph.read(batches.batch, str(uuid.uuid4()))


def test_imported_people_are_found_by_name_and_by_seat(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    for text in ("abbot", "house 1"):
        found = graph.read(search.find, text, actor=ann())
        assert "Ada Abbot" in {one.title for one in found} | {one.subtitle for one in found}


def test_a_seat_of_which_the_file_says_something_impossible_is_left_and_the_others_end(graph: Database) -> None:
    bring_in(graph, TWO_SEATS)
    bring_in(graph, draft(*FIRST[:2], as_of="2026-06-01", held_back=frozenset({"ks|lower|2|1"})))
    assert holders(graph, 1) == [("Ada Abbot", "2020-01-07", "2026-06-01")]
    assert holders(graph, 2) == [("Ben Birch", "2024-01-02", None)]


def test_two_memberships_without_a_start_are_two_lines(graph: Database) -> None:
    body = DraftRecord(
        "edu", "Organization", "Committees", "Education",
        {"name": "Education", "key_name": "education", "classification": "committee", "chamber": "lower"},
        FILE, BY_NAME,
    )  # fmt: skip
    place = Place("people.csv", 4)

    def belongs(**dates: str) -> DraftLink:
        return DraftLink("MEMBER_OF", "Committee memberships", "a", ("edu",), place, {"role": "member", **dates})

    both = draft(FIRST[2], body, belongs(end_date="2020"), belongs(), whole=())
    ready = bring_in(graph, both)
    assert ready.errors == ()
    ends = "MATCH (:Person)-[m:MEMBER_OF]->(:Organization) RETURN m.end_date ORDER BY m.end_date"
    assert rows(graph, ends) == [["2020"], [None]]
    assert planned(graph, both).is_empty
