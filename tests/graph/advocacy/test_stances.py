"""Positions: dated, sourced, only ever added to, and no more visible than their source."""

import pytest
from marshmallow import ValidationError
from worlds.council import count, on
from worlds.office import CHICAGO
from worlds.pieces import add, join

from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import (
    Known,
    NewPosition,
    NewPositionSchema,
    current_stances,
    record_stance,
    restore_stance,
    retract_stance,
    stances_from,
    stances_of,
    trails,
)
from crm.errors import Conflict, InvalidData
from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY = on("2026-11-23")


@pytest.fixture
def pay(world: Database) -> str:
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    return new.id


def said(holder: str, subject: str, stance: int, day: str, kind: str = "statement", **more: str) -> NewPosition:
    return NewPosition(holder, subject, stance, "sure", kind, more.pop("source", "a letter"), day, **more)


def test_the_latest_stance_is_current_and_the_trail_is_kept(world: Database, pay: str) -> None:
    for stance, day in ((-1, "2026-02-01"), (0, "2026-05-01"), (2, "2026-09-01")):
        world.write(record_stance, said("msba", pay, stance, day), by=on(day))
    found = world.read(current_stances, [pay], Known.at(TODAY), actor=TODAY)
    assert (found["msba", pay].value, found["msba", pay].since, found["msba", pay].changed_from) == (2, "2026-09-01", 0)
    trail = world.read(trails, [pay], Known.at(TODAY), actor=TODAY)["msba", pay]
    assert [stance.value for stance in trail] == [2, 0, -1]


def test_a_past_day_shows_what_was_held_and_known_then(world: Database, pay: str) -> None:
    world.write(record_stance, said("msba", pay, -1, "2026-02-01"), by=on("2026-02-01"))
    world.write(record_stance, said("msba", pay, 2, "2026-03-01"), by=on("2026-06-01"))
    for day, value in (("2026-04-01", -1), ("2026-06-02", 2)):
        found = world.read(current_stances, [pay], Known.at(TODAY, day), actor=TODAY)
        assert found["msba", pay].value == value


def test_the_same_form_saved_twice_makes_one_stance(world: Database, pay: str) -> None:
    first = said("msba", pay, 1, "2026-02-01", key="form-key-1")
    again = said("msba", pay, 1, "2026-02-01", key="form-key-1")
    assert world.write(record_stance, first, by=TODAY) == world.write(record_stance, again, by=TODAY)
    assert count(world, "MATCH (p:Position) RETURN count(p)") == 1


def test_the_key_of_another_stance_gives_it_no_second_holder(world: Database, pay: str) -> None:
    world.write(record_stance, said("msba", pay, 1, "2026-02-01", key="form-key-1"), by=TODAY)
    with pytest.raises(Conflict, match="with other content"):
        world.write(record_stance, said("mae", pay, -2, "2026-02-01", key="form-key-1"), by=TODAY)
    found = world.read(current_stances, [pay], Known.at(TODAY), actor=TODAY)
    assert {holder: stance.value for (holder, _), stance in found.items()} == {"msba": 1}


def test_a_stance_dated_in_the_future_or_held_by_nobody_is_refused(world: Database, pay: str) -> None:
    with pytest.raises(InvalidData, match="in the future"):
        world.write(record_stance, said("msba", pay, 1, "2026-12-01"), by=TODAY)
    with pytest.raises(InvalidData, match="Choose a person or body"):
        world.write(record_stance, said("nobody", pay, 1, "2026-02-01"), by=TODAY)
    with pytest.raises(InvalidData, match="it comes from"):
        world.write(record_stance, said("msba", pay, 1, "2026-02-01", "vote", arose_from="none"), by=TODAY)
    assert count(world, "MATCH (p:Position) RETURN count(p)") == 0


@pytest.mark.parametrize(
    ("kind", "field"),
    [("statement", "source"), ("judgement", "source"), ("interaction", "arose_from"), ("vote", "arose_from")],
)
def test_a_stance_without_its_source_is_refused_in_plain_words(kind: str, field: str) -> None:
    given = {"holder": "msba", "subject": "pay", "stance": 1, "source_kind": kind, "on": "2/1/2026"}
    with pytest.raises(ValidationError) as refused:
        NewPositionSchema().load(given)
    assert field in refused.value.normalized_messages()


def test_a_stance_taken_back_no_longer_counts_but_was_believed_then(world: Database, pay: str) -> None:
    new = said("msba", pay, 2, "2026-02-01")
    world.write(record_stance, new, by=on("2026-02-01"))
    world.write(retract_stance, new.id, by=on("2026-05-01"))
    assert world.read(current_stances, [pay], Known.at(TODAY), actor=TODAY) == {}
    assert world.read(current_stances, [pay], Known.at(TODAY, "2026-03-01"), actor=TODAY)["msba", pay].value == 2
    world.write(restore_stance, new.id, by=TODAY)
    assert world.read(stances_of, "msba", Known.at(TODAY), actor=TODAY)[pay][0].value == 2


def test_staff_judgement_is_not_shown_to_members_or_viewers(world: Database, pay: str) -> None:
    world.write(record_stance, said("rep0", pay, -2, "2026-02-01", "judgement"), by=on("2026-02-01"))
    world.write(record_stance, said("msba", pay, 2, "2026-02-01"), by=on("2026-02-01"))
    for role in (Role.MEMBER, Role.VIEWER):
        actor = on("2026-11-23", role, "u-other")
        assert set(world.read(current_stances, [pay], Known.at(actor), actor=actor)) == {("msba", pay)}
    assert len(world.read(current_stances, [pay], Known.at(TODAY), actor=TODAY)) == 2


def test_a_stance_from_a_contact_is_as_visible_as_the_contact_and_goes_with_it(world: Database, pay: str) -> None:
    add(world, "Interaction", {"talk": {"key": "talk", "visibility": "staff"}})
    new = said("rep0", pay, 1, "2026-02-01", "interaction", arose_from="talk")
    world.write(record_stance, new, by=on("2026-02-01"))
    viewer = on("2026-11-23", Role.VIEWER, "u-other")
    assert world.read(current_stances, [pay], Known.at(viewer), actor=viewer) == {}
    world.write(lambda tx: tx.run("MATCH (i:Interaction {id: 'talk'}) SET i.visibility = 'shared'").consume())
    assert ("rep0", pay) in world.read(current_stances, [pay], Known.at(viewer), actor=viewer)
    assert [s.holder_id for s in world.read(stances_from, "talk", actor=viewer)] == ["rep0"]
    world.write(lambda tx: tx.run("MATCH (i:Interaction {id: 'talk'}) SET i.visibility = 'staff'").consume())
    assert world.read(stances_from, "talk", actor=viewer) == []
    join(world, "TOOK_PART", "Person", "Interaction", [("rep4", "talk", {"part": "ours"})])
    member = Actor("u-other", "Otis Dunn", Role.MEMBER, "rep4", TODAY.at, CHICAGO)
    assert ("rep0", pay) in world.read(current_stances, [pay], Known.at(member), actor=member)
    world.write(
        lambda tx: tx.run("MATCH (i:Interaction {id: 'talk'}) SET i.deleted_at = '2026-03-01T00:00:00Z'").consume()
    )
    assert world.read(current_stances, [pay], Known.at(TODAY), actor=TODAY) == {}
