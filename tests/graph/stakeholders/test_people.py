"""People: added, edited, deleted and restored, with history; who they are now; who is ours."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from marshmallow import ValidationError
from worlds.legislature import STAFF, TODAY, VIEWER, value
from worlds.office import CHICAGO

from crm.errors import Conflict, NotAllowed, NotFound
from crm.finding.search import find
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.stakeholders import ours
from crm.stakeholders.founding import founding_id
from crm.stakeholders.holdings import hold
from crm.stakeholders.people import (
    PersonSchema,
    add_newcomer,
    add_person,
    delete_person,
    edit_person,
    people_alike,
    person,
    restore_person,
)
from crm.stakeholders.standing import standings
from crm.storage.database import Database
from crm.vocabulary import Role


def line(database: Database, person_id: str, today: str = TODAY) -> str:
    return database.read(standings, [person_id], today=today)[person_id].line


def test_a_name_makes_its_parts_and_the_parts_make_a_name() -> None:
    assert PersonSchema().load({"name": "Jane Q. Smith-Jones Jr."})["family_name"] == "Smith-Jones"
    assert PersonSchema().load({"given_name": "Ann", "family_name": "Reed"})["name"] == "Ann Reed"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("email", "ann at example", "not an e-mail address"),
        ("phone", "12", "not a phone number"),
        ("links", "javascript:alert(1)", "not a web address"),
        ("birth_date", "2026-02-30", "not a day"),
        ("shoe_size", "9", "Unknown field"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_plain_sentence(field: str, typed: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        PersonSchema().load({"name": "Ann Reed", field: typed})


def test_contact_details_are_kept_in_one_form() -> None:
    loaded = PersonSchema().load(
        {
            "name": "Ann Reed",
            "phone": "601.359.3770 x12",
            "email": " ANN@Example.ORG ",
            "counties": "Lee\n\n Clay \nLee",
        }
    )
    assert (loaded["phone"], loaded["email"]) == ("(601) 359-3770 ext. 12", "ANN@example.org")
    assert loaded["counties"] == ["Lee", "Clay"]


def test_a_person_added_twice_under_one_id_is_one_person_with_one_history_entry(world: Database) -> None:
    for _ in range(2):
        world.write(add_person, "new", PersonSchema().load({"name": "Cy Hall"}), by=STAFF)
    assert value(world, "MATCH (p:Person {name: 'Cy Hall'}) RETURN count(p)") == 1
    assert [entry.action for entry in world.read(history_of, "new", actor=STAFF)] == ["added"]


def test_an_edit_keeps_history_and_remembers_what_was_corrected_by_hand(world: Database) -> None:
    world.write(edit_person, "rob", {"phone": "(601) 555-0100", "party": "Republican"}, version=1, by=STAFF)
    found = world.read(person, "rob", actor=STAFF)
    assert (found.version, found.phone, found.corrected) == (2, "(601) 555-0100", ("phone",))
    assert world.read(history_of, "rob", actor=STAFF)[0].differences == (("phone", None, "(601) 555-0100"),)


def test_an_empty_value_removes_a_fact(world: Database) -> None:
    world.write(edit_person, "rob", {"party": ""}, version=1, by=STAFF)
    assert world.read(person, "rob", actor=STAFF).party is None


def test_an_edit_of_an_older_version_is_refused(world: Database) -> None:
    world.write(edit_person, "rob", {"phone": "1"}, version=1, by=STAFF)
    with pytest.raises(Conflict, match="Somebody else saved this person"):
        world.write(edit_person, "rob", {"phone": "2"}, version=1, by=STAFF)


def test_of_many_edits_of_one_version_at_once_exactly_one_wins(world: Database) -> None:
    def save(number: int) -> bool:
        try:
            world.write(edit_person, "rob", {"occupation": f"Job {number}"}, version=1, by=STAFF)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(24))) == 1
    assert world.read(person, "rob", actor=STAFF).version == 2


def test_a_deleted_person_is_gone_for_viewers_and_restorable_by_staff(world: Database) -> None:
    world.write(delete_person, "al", version=1, by=STAFF)
    with pytest.raises(NotFound):
        world.read(person, "al", actor=VIEWER)
    assert world.read(person, "al", actor=STAFF).deleted_at == STAFF.at
    world.write(restore_person, "al", by=STAFF)
    assert world.read(person, "al", actor=VIEWER).deleted_at is None


def test_a_person_whose_seat_was_filled_meanwhile_is_not_restored(world: Database) -> None:
    world.write(delete_person, "al", version=1, by=STAFF)
    world.write(hold, "deb", "sd37", {"start_date": "2026-01-06"}, by=STAFF)
    with pytest.raises(Conflict, match="Deborah Turner-Ford holds Senate District 37 now"):
        world.write(restore_person, "al", by=STAFF)
    assert world.read(person, "al", actor=STAFF).deleted_at is not None


def test_people_who_may_be_the_same_are_named_before_another_is_made(world: Database) -> None:
    alike = world.read(people_alike, PersonSchema().load({"name": "Bob Roberson"}))
    assert [one.name for one in alike] == ["Robert Roberson"]
    assert world.read(people_alike, PersonSchema().load({"name": "Mary Roberson"})) == []


def test_who_somebody_is_now_is_said_in_one_line(world: Database) -> None:
    assert line(world, "rob") == "Representative, HD 37, chair of Education; R"
    assert line(world, "al") == "Senator, SD 37; D"
    assert line(world, "sue") == "Superintendent, Lee County School District"


def test_a_holding_that_has_ended_or_not_begun_is_not_what_somebody_is(world: Database) -> None:
    assert line(world, "rob", "2023-05-01") == "Chair of Education; R"
    world.write(lambda tx: tx.run("MATCH (:Person {id: 'al'})-[h:HOLDS]->() SET h.end_date = '2026-01-06'").consume())
    assert line(world, "al") == "Formerly Senator, SD 37 (until Jan 6, 2026); D"
    assert line(world, "al", "2026-01-05") == "Senator, SD 37; D"


def test_standings_of_many_people_are_one_question_and_leave_out_the_unknown(world: Database) -> None:
    assert set(world.read(standings, ["rob", "al", "nobody", "rob"], today=STAFF.today)) == {"rob", "al"}


def test_our_people_are_staff_superintendents_and_resa_directors_but_not_legislators(world: Database) -> None:
    world.write(add_person, "ann", {"name": "Ann Reed"}, by=STAFF)
    world.write(hold, "ann", founding_id("home-director"), {"start_date": "2020"}, by=STAFF)
    found = {one.name: one.groups for one in world.read(ours.our_people, today=TODAY)}
    assert found == {"Ann Reed": ("staff",), "Sue Hall": ("superintendents",)}


def test_a_record_that_is_not_deleted_cannot_be_restored(world: Database) -> None:
    with pytest.raises(NotFound, match="not deleted"):
        world.write(lifecycle.restore, lifecycle.ORGANIZATION, "edu", by=STAFF)


def test_only_staff_change_records_and_a_member_may_only_add_people(world: Database) -> None:
    member = Actor("u-mem", "Mem", Role.MEMBER, "sue", STAFF.at, CHICAGO)
    world.write(add_person, "aide", {"name": "An Aide"}, by=member)
    for by in (member, VIEWER):
        with pytest.raises(NotAllowed):
            world.write(edit_person, "rob", {"phone": "1"}, version=1, by=by)
        with pytest.raises(NotAllowed):
            world.write(hold, "deb", "supt-clay-sd", {}, by=by)
    with pytest.raises(NotAllowed):
        world.write(add_person, "aide2", {"name": "An Aide"}, by=VIEWER)


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Ann O'Neal", "Ann O’Neal"),
        ("Ann McDonald", "Ann Mcdonald"),
        ("José Núñez", "Jose Nunez"),
        ("Ann Turner-Ford", "Ann Turner Ford"),
        ("Ann DeBar", "Ann De Bar"),
        ("Ann St. John", "Ann Saint John"),
        ("Ann Mac Allendar", "Ann MacAllendar"),
        ("Robert Quarles", "Bob QUARLES"),
    ],
)
def test_who_is_known_is_found_however_they_are_written(world: Database, known: str, typed: str) -> None:
    world.write(add_person, "p-known", PersonSchema().load({"name": known}), by=STAFF)
    assert [one.id for one in world.read(people_alike, PersonSchema().load({"name": typed}))] == ["p-known"]
    assert "p-known" in [one.id for one in world.read(find, typed, actor=STAFF)]


def test_who_resembles_somebody_known_is_added_only_as_another(world: Database) -> None:
    values = PersonSchema().load({"name": "Bob Roberson", "email": "ANN@x.example.org"})
    with pytest.raises(Conflict, match="Robert Roberson"):
        world.write(add_newcomer, "p-new", values, by=STAFF)
    world.write(add_newcomer, "p-new", values, another=True, by=STAFF)
    [same] = world.read(people_alike, PersonSchema().load({"name": "Bob Robertson", "email": "ann@X.example.org"}))
    assert (same.id, "the same mailbox" in same.reasons) == ("p-new", True)
