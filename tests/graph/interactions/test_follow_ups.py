"""Promises are kept with their day, owner and source, and seen by whom they should be."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import delete_contact, edit_contact, log_contact
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.interactions.contact_form import NewFollowUp, NewInteraction
from crm.interactions.contacts import interaction
from crm.interactions.follow_ups import (
    FollowUpChange,
    add_follow_up,
    change_follow_up,
    finish,
    follow_up,
    follow_ups_due,
    follow_ups_of,
    my_follow_ups,
    reopen,
)
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
PHIL = acting(person="phil")
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, "carl")
TODAY = STAFF.today


def add(database: Database, text: str = "Call back", *, by: Actor = STAFF, **more: object) -> str:
    return database.write(add_follow_up, NewFollowUp(text, **more), by=by)  # type: ignore[arg-type]


def test_a_follow_up_is_its_makers_own_unless_somebody_else_is_named(settled: Database) -> None:
    mine, his = add(settled), add(settled, owner="phil", owed_to=("carl", "dora"))
    assert settled.read(follow_up, mine, actor=STAFF).owner.id == "amy"  # type: ignore[union-attr]
    found = settled.read(follow_up, his, actor=STAFF)
    assert (found.owner.name, [one.name for one in found.owed_to]) == (  # type: ignore[union-attr]
        "Phil Ford",
        ["Carl Dunn", "Dora Eads"],
    )


def test_a_month_as_a_due_date_means_its_last_day(settled: Database) -> None:
    found = settled.read(follow_up, add(settled, due="2026-11"), actor=STAFF)
    assert found.due == "2026-11-30"
    assert not found.overdue(TODAY)
    assert found.overdue("2026-12-01")


def test_what_is_due_comes_longest_overdue_first_and_done_things_are_gone(settled: Database) -> None:
    for text, due in (("Soon", "2026-11-25"), ("Late", "2026-10-01"), ("Later", "2027-01-01"), ("Done", "2026-01-01")):
        made = add(settled, text, due=due)
    settled.write(finish, made, by=STAFF)
    add(settled, "No date")
    assert [one.text for one in settled.read(follow_ups_due, "2026-11-30", actor=STAFF)] == ["Late", "Soon"]
    assert [one.text for one in settled.read(my_follow_ups, actor=STAFF)] == ["Late", "Soon", "Later", "No date"]
    assert settled.read(my_follow_ups, actor=PHIL) == []


def test_the_follow_ups_of_a_person_are_those_they_owe_and_are_owed(settled: Database) -> None:
    add(settled, "For Carl", owed_to=("carl",), due="2026-12-01")
    add(settled, "By Carl", owner="carl")
    done = add(settled, "Done for Carl", owed_to=("carl",))
    settled.write(finish, done, by=STAFF)
    add(settled, "Of others")
    found = settled.read(follow_ups_of, "carl", actor=STAFF)
    assert [one.text for one in found] == ["For Carl", "By Carl", "Done for Carl"]


def test_done_can_be_undone_and_done_twice_is_done_once(settled: Database) -> None:
    made = add(settled)
    for actor in (STAFF, PHIL):
        settled.write(finish, made, by=actor)
    assert settled.read(follow_up, made, actor=STAFF).done_at == STAFF.at
    assert len(settled.read(history_of, made, actor=STAFF)) == 2
    settled.write(reopen, made, by=STAFF)
    assert settled.read(follow_up, made, actor=STAFF).done_at is None


def test_a_change_keeps_history_and_an_old_version_is_a_conflict(settled: Database) -> None:
    made = add(settled, due="2026-12-01")
    later = acting(at="2026-11-24T10:00:00.000000Z")
    settled.write(change_follow_up, made, FollowUpChange("Write", owner="phil"), version=1, by=later)
    found = settled.read(follow_up, made, actor=STAFF)
    assert (found.text, found.due, found.owner and found.owner.id, found.version) == ("Write", None, "phil", 2)
    assert ("due", "2026-12-01", None) in settled.read(history_of, made, actor=STAFF)[0].differences
    with pytest.raises(Conflict):
        settled.write(change_follow_up, made, FollowUpChange("Other"), version=1, by=STAFF)
    with pytest.raises(InvalidData):
        settled.write(change_follow_up, made, FollowUpChange(" "), version=2, by=STAFF)


def test_changes_at_once_have_one_winner_and_one_owner(settled: Database) -> None:
    made = add(settled)

    def change(n: int) -> bool:
        try:
            settled.write(
                change_follow_up, made, FollowUpChange(f"T{n}", owner=("phil", "ann")[n % 2]), version=1, by=STAFF
            )
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(change, range(12))).count(True) == 1
    assert write(settled, "MATCH ()-[o:OWES]->() RETURN count(o) AS n") == [{"n": 1}]


def test_who_does_not_exist_can_neither_owe_nor_be_owed(settled: Database) -> None:
    with pytest.raises(InvalidData, match="who will do it"):
        add(settled, owner="nobody")
    with pytest.raises(InvalidData):
        add(settled, owed_to=("nobody",))
    assert write(settled, "MATCH (f:FollowUp) RETURN count(f) AS n") == [{"n": 0}]


@pytest.mark.parametrize(
    ("visibility", "actor", "sees"),
    [
        ("staff", ANN, True),
        ("staff", BO, False),
        ("staff", VIEWER, False),
        ("shared", BO, True),
        ("shared", VIEWER, True),
    ],
)
def test_what_came_of_a_contact_is_seen_with_the_contact(
    settled: Database, visibility: str, actor: Actor, sees: bool
) -> None:
    promise = NewFollowUp("Send figures", due="2026-11-01", owner="phil")
    new = NewInteraction(("carl",), ("ann",), visibility=visibility, follow_up=promise)
    settled.write(log_contact, new, by=STAFF)
    assert bool(settled.read(follow_ups_due, TODAY, actor=actor)) is sees
    assert bool(settled.read(follow_ups_of, "phil", actor=actor)) is sees


def test_a_contact_that_becomes_staff_only_takes_its_follow_ups_along(settled: Database) -> None:
    new = NewInteraction(("carl",), ("phil",), visibility="shared", follow_up=NewFollowUp("Send", due="2026-11-01"))
    settled.write(log_contact, new, by=STAFF)
    assert settled.read(follow_ups_due, TODAY, actor=BO)
    hidden = NewInteraction(("carl",), ("phil",), visibility="staff")
    settled.write(edit_contact, new.id, hidden, version=1, by=STAFF)
    assert settled.read(follow_ups_due, TODAY, actor=BO) == []


def test_the_follow_ups_of_a_deleted_contact_are_gone_with_it(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), follow_up=NewFollowUp("Send", due="2026-11-01"))
    settled.write(log_contact, new, by=STAFF)
    (made,) = settled.read(interaction, new.id, actor=STAFF).follow_ups
    settled.write(delete_contact, new.id, by=STAFF)
    assert settled.read(follow_ups_due, TODAY, actor=STAFF) == []
    with pytest.raises(NotFound):
        settled.read(follow_up, made.id, actor=STAFF)


def test_only_owner_maker_and_staff_change_a_follow_up(settled: Database) -> None:
    owned = add(settled, owner="ann")
    shared = add(settled, visibility="shared")
    settled.write(finish, owned, by=ANN)
    with pytest.raises(NotFound):
        settled.write(finish, owned, by=BO)
    with pytest.raises(NotAllowed):
        settled.write(finish, shared, by=BO)
    with pytest.raises(NotAllowed):
        add(settled, by=VIEWER)


def test_a_follow_up_cannot_be_added_to_a_contact_that_is_not_seen(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, new, by=STAFF)
    with pytest.raises(NotFound):
        settled.write(add_follow_up, NewFollowUp("Mine"), by=BO, interaction_id=new.id)
