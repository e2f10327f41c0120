"""Contacts are logged once, changed with history, deleted with a way back, and seen by whom they should be."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from worlds.pieces import add, write
from worlds.town import NOW, acting

from crm.acts.contacts import delete_contact, edit_contact, log_contact, restore_contact
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.interactions.contact_form import NewFollowUp, NewInteraction
from crm.interactions.contacts import interaction, interactions_of, recent
from crm.interactions.recent_people import recent_people
from crm.records.history import history_of, latest
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, "carl")


def test_a_contact_is_read_as_it_was_logged(settled: Database) -> None:
    add(settled, "Issue", {"funding": {"title": "Funding"}})
    new = NewInteraction(
        theirs=("carl", "dora"),
        ours=("amy", "phil"),
        channel="corridor",
        sentiment=1,
        issues=("funding",),
        ask="Vote yes",
        follow_up=NewFollowUp("Send figures", due="2026-12", owed_to=("carl",)),
        cost_cents=1250,
        private_note="Only mine",
    )
    settled.write(log_contact, new, by=STAFF)
    found = settled.read(interaction, new.id, actor=STAFF)
    assert found.title == "Corridor talk with Carl Dunn and Dora Eads"
    assert [p.name for p in found.ours] == ["Amy Hale", "Phil Ford"]
    assert (found.at, found.version, found.recorded_by, found.ask, found.cost_cents) == (
        NOW,
        1,
        "Amy Hale",
        "Vote yes",
        1250,
    )
    assert [issue.name for issue in found.issues] == ["Funding"]
    assert [(f.text, f.due, f.owner and f.owner.id) for f in found.follow_ups] == [
        ("Send figures", "2026-12-31", "amy")
    ]
    assert "Only mine" not in repr(found)


def test_saving_twice_with_the_same_key_makes_one_record(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), follow_up=NewFollowUp("Call back"))
    again = replace(new, id="another-id-of-the-same-form")
    first = settled.write(log_contact, new, by=STAFF)
    assert settled.write(log_contact, again, by=STAFF) == first
    assert write(settled, "MATCH (i:Interaction) RETURN count(*) AS n")[0]["n"] == 1
    assert write(settled, "MATCH (f:FollowUp) RETURN count(*) AS n")[0]["n"] == 1
    assert len(settled.read(history_of, first, actor=STAFF)) == 1


def test_saving_at_once_with_the_same_key_makes_one_record_and_counts_once(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    forms = [replace(new, id=f"form-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda form: settled.write(log_contact, form, by=STAFF), forms))
    assert len(ids) == 1
    alone = write(settled, "MATCH ()-[k:KNOWS]->() RETURN k.log_a AS log_a, k.change AS change")
    assert [row["change"] for row in alone] == [1]


def test_a_unit_that_the_driver_runs_again_after_it_was_stored_counts_once(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, new, by=STAFF)
    before = write(settled, "MATCH ()-[k:KNOWS]->() RETURN properties(k) AS k")
    settled.write(log_contact, new, by=STAFF)
    assert write(settled, "MATCH ()-[k:KNOWS]->() RETURN properties(k) AS k") == before


def test_the_key_of_somebody_else_does_not_show_or_change_their_contact(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, new, by=STAFF)
    with pytest.raises(Conflict):
        settled.write(log_contact, new, by=ANN)


def test_people_who_are_gone_are_refused_at_their_field(settled: Database) -> None:
    write(settled, "MATCH (p:Person {id: 'gus'}) SET p.deleted_at = $at", at=NOW)
    with pytest.raises(InvalidData) as refused:
        settled.write(log_contact, NewInteraction(("gus",), ("nobody", "amy")), by=STAFF)
    assert set(refused.value.errors) == {"theirs", "ours"}
    assert write(settled, "MATCH (i:Interaction) RETURN count(*) AS n")[0]["n"] == 0


def test_an_issue_that_does_not_exist_is_refused_and_nothing_is_half_written(settled: Database) -> None:
    with pytest.raises(InvalidData) as refused:
        settled.write(log_contact, NewInteraction(("carl",), ("amy",), issues=("none",)), by=STAFF)
    assert list(refused.value.errors) == ["issues"]
    assert write(settled, "MATCH (i:Interaction) RETURN count(*) AS n")[0]["n"] == 0
    assert write(settled, "MATCH ()-[k:KNOWS]->() RETURN count(*) AS n")[0]["n"] == 0


def test_an_edit_keeps_the_old_in_history_and_moves_the_ties(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), summary="Talked of funding")
    settled.write(log_contact, new, by=STAFF)
    changed = replace(new, theirs=("dora",), summary="Talked of schools", ask="Vote yes")
    settled.write(edit_contact, new.id, changed, version=1, by=acting(at="2026-11-24T10:00:00.000000Z"))
    found = settled.read(interaction, new.id, actor=STAFF)
    assert (found.version, found.at, found.summary, [p.id for p in found.theirs]) == (
        2,
        NOW,
        "Talked of schools",
        ["dora"],
    )
    latest = settled.read(history_of, new.id, actor=STAFF)[0]
    assert ("summary", "Talked of funding", "Talked of schools") in latest.differences
    assert ("theirs", ["Carl Dunn"], ["Dora Eads"]) in latest.differences
    ties = write(settled, "MATCH ()-[k:KNOWS]->() WHERE k.log_a IS NOT NULL RETURN k.key AS key")
    assert [row["key"] for row in ties] == ["amy|dora"]


def test_an_edit_of_an_old_version_is_a_conflict(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, new, by=STAFF)
    settled.write(edit_contact, new.id, replace(new, ask="One"), version=1, by=STAFF)
    with pytest.raises(Conflict):
        settled.write(edit_contact, new.id, replace(new, ask="Two"), version=1, by=STAFF)
    assert settled.read(interaction, new.id, actor=STAFF).ask == "One"


def test_a_text_that_is_emptied_is_gone(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), ask="Vote yes", cost_cents=5)
    settled.write(log_contact, new, by=STAFF)
    settled.write(edit_contact, new.id, replace(new, ask="", cost_cents=None), version=1, by=STAFF)
    found = settled.read(interaction, new.id, actor=STAFF)
    assert (found.ask, found.cost_cents) == ("", None)


def test_a_deleted_contact_leaves_every_list_and_comes_back_whole(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), follow_up=NewFollowUp("Call back"))
    settled.write(log_contact, new, by=STAFF)
    before = write(settled, "MATCH ()-[k:KNOWS]->() RETURN k {.*, change: 0} AS k")
    settled.write(delete_contact, new.id, by=STAFF)
    settled.write(delete_contact, new.id, by=STAFF)
    assert settled.read(recent, actor=STAFF) == []
    assert settled.read(interactions_of, "carl", actor=STAFF) == []
    assert write(settled, "MATCH ()-[k:KNOWS]->() RETURN k.log_a AS log_a") == [{"log_a": None}]
    assert settled.read(interaction, new.id, actor=STAFF).deleted_at == NOW
    settled.write(restore_contact, new.id, by=STAFF)
    assert [found.id for found in settled.read(recent, actor=STAFF)] == [new.id]
    assert write(settled, "MATCH ()-[k:KNOWS]->() RETURN k {.*, change: 0} AS k") == before


@pytest.mark.parametrize(
    ("visibility", "actor", "sees"),
    [
        ("staff", acting(Role.ADMINISTRATOR, None), True),
        ("staff", acting(person="phil"), True),
        ("staff", ANN, True),
        ("staff", BO, False),
        ("staff", VIEWER, False),
        ("shared", BO, True),
        ("shared", VIEWER, True),
    ],
)
def test_a_contact_is_seen_by_whom_it_should_be(settled: Database, visibility: str, actor: object, sees: bool) -> None:
    new = NewInteraction(("carl",), ("ann",), visibility=visibility)
    settled.write(log_contact, new, by=STAFF)
    assert bool(settled.read(recent, actor=actor)) is sees
    assert bool(settled.read(interactions_of, "carl", actor=actor)) is sees
    if sees:
        assert settled.read(interaction, new.id, actor=actor).id == new.id
    else:
        with pytest.raises(NotFound):
            settled.read(interaction, new.id, actor=actor)


def test_a_viewer_who_took_part_still_sees_the_shared_part_only(settled: Database) -> None:
    settled.write(log_contact, NewInteraction(("carl",), ("ann",)), by=STAFF)
    assert settled.read(interactions_of, "carl", actor=VIEWER) == []


def test_a_viewer_logs_nothing_and_a_member_changes_only_what_they_logged(settled: Database) -> None:
    with pytest.raises(NotAllowed):
        settled.write(log_contact, NewInteraction(("dora",), ("amy",)), by=VIEWER)
    staffs = NewInteraction(("carl",), ("ann",), visibility="shared")
    settled.write(log_contact, staffs, by=STAFF)
    with pytest.raises(NotAllowed):
        settled.write(edit_contact, staffs.id, staffs, version=1, by=ANN)
    with pytest.raises(NotAllowed):
        settled.write(delete_contact, staffs.id, by=BO)
    own = NewInteraction(("carl",), ("ann",))
    settled.write(log_contact, own, by=ANN)
    settled.write(edit_contact, own.id, replace(own, ask="Vote yes"), version=1, by=ANN)
    assert settled.read(interaction, own.id, actor=STAFF).ask == "Vote yes"


def test_history_of_a_contact_that_was_ever_staff_only_stays_with_staff(settled: Database) -> None:
    new = NewInteraction(("carl",), ("phil",), summary="Secret")
    settled.write(log_contact, new, by=STAFF)
    settled.write(edit_contact, new.id, replace(new, visibility="shared", summary=""), version=1, by=STAFF)
    assert settled.read(history_of, new.id, actor=BO) == []
    assert len(settled.read(history_of, new.id, actor=STAFF)) == 2


def test_history_that_was_shared_is_hidden_once_the_contact_is_staff_only_or_deleted(settled: Database) -> None:
    for other in ({"visibility": "staff"}, None):
        asked = NewFollowUp("Send the table")
        new = NewInteraction(("carl",), ("phil",), visibility="shared", summary="Openly", follow_up=asked)
        settled.write(log_contact, new, by=STAFF)
        later = acting(at="2026-11-23T16:00:00.000000Z")
        told = [entry.label for entry in settled.read(latest, actor=replace(VIEWER, at=later.at))]
        assert sorted(told) == ["FollowUp", "Interaction"]
        if other:
            settled.write(edit_contact, new.id, replace(new, **other), version=1, by=later)
        else:
            settled.write(delete_contact, new.id, by=later)
        for actor in (BO, VIEWER):
            assert settled.read(history_of, new.id, actor=actor) == []
            assert settled.read(latest, actor=replace(actor, at=later.at)) == []
        assert len(settled.read(history_of, new.id, actor=STAFF)) == 2


def test_contacts_come_newest_first_and_in_pages(settled: Database) -> None:
    for day in ("2026-01-05", "2026-03-12", "2026-02-01"):
        settled.write(log_contact, NewInteraction(("carl",), ("amy",), at=day), by=STAFF)
    assert [one.at for one in settled.read(recent, actor=STAFF, limit=2)] == ["2026-03-12", "2026-02-01"]
    assert [one.at for one in settled.read(interactions_of, "amy", actor=STAFF, skip=2)] == ["2026-01-05"]


def test_the_last_people_used_come_first_for_each_actor(settled: Database) -> None:
    for minute, theirs in enumerate((("carl",), ("dora",), ("carl", "fay"))):
        actor = acting(at=f"2026-11-23T15:{minute:02}:00.000000Z")
        settled.write(log_contact, NewInteraction(theirs, ("amy",)), by=actor)
    settled.write(log_contact, NewInteraction(("eli",), ("phil",)), by=acting(person="phil"))
    found = settled.read(recent_people, actor=STAFF)
    assert [person.id for person in found] == ["amy", "carl", "fay", "dora"]
    assert [person.part for person in found] == ["ours", "theirs", "theirs", "theirs"]
