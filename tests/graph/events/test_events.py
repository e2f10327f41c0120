"""Events of any kind in a real graph: planned once, changed with care, invited to, attended, called off."""

import pytest
from worlds.council import count, on

from crm.errors import Conflict, InvalidData, NotAllowed
from crm.events.attendance import check_in, check_out, hold_event
from crm.events.calling_off import call_off, plan_again
from crm.events.events import AgendaLine, Attendee, Minutes, NewEvent, change_event, event, events, plan_event
from crm.events.invitations import invite, reply
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY = on("2026-11-23")
SAYS = {
    "kind": "regional session",
    "name": "North session",
    "start": "2026-11-20",
    "scope": "regional",
    "mode": "in person",
    "topics": ["advocacy"],
    "region": ["mae"],
    "facilitator": ["ann"],
}


@pytest.fixture
def session(world: Database) -> str:
    new = NewEvent(SAYS, ("mass", "mae"), (AgendaLine("Welcome"),), id="e1")
    return str(world.write(plan_event, new, by=TODAY))


def test_an_event_keeps_what_it_says_who_hosts_it_and_its_agenda(world, session):
    shown = world.read(event, session)
    assert (shown.kind, shown.day, shown.status, shown.values["topics"]) == (
        "regional session",
        "2026-11-20",
        "planned",
        ["advocacy"],
    )
    assert [host.name for host in shown.hosts] == ["MASS", "MAE"]
    assert [one.name for one in (*shown.links["region"], *shown.links["facilitator"])] == ["MAE", "Ann Reed"]
    assert [line.title for line in shown.agenda] == ["Welcome"]


def test_planned_twice_with_one_id_it_is_one_event(world, session):
    with pytest.raises(Conflict, match="with other content"):
        world.write(plan_event, NewEvent(SAYS, ("mass",), id="e1"), by=on("2026-11-24"))
    assert count(world, "MATCH (e:Event) RETURN count(e)") == 1
    assert len(world.read(event, session).hosts) == 2


def test_hosts_agenda_and_words_change_together_and_a_stale_change_is_refused(world, session):
    wanted = NewEvent({**SAYS, "name": "Northern session", "region": []}, ("mae",), (AgendaLine("Pay"),))
    world.write(change_event, session, wanted, version=1, by=TODAY)
    shown = world.read(event, session)
    assert (shown.name, [host.id for host in shown.hosts], shown.links.get("region")) == (
        "Northern session",
        ["mae"],
        None,
    )
    assert [line.title for line in shown.agenda] == ["Pay"]
    assert count(world, "MATCH (a:AgendaItem) RETURN count(a)") == 1
    with pytest.raises(Conflict):
        world.write(change_event, session, wanted, version=1, by=TODAY)


@pytest.mark.parametrize(
    ("says", "hosts", "field"),
    [
        ({**SAYS, "last_day": "2026-11-19"}, (), "last_day"),
        ({**SAYS, "start": "2026-11"}, (), "start"),
        (SAYS, ("nobody",), "hosts"),
        ({**SAYS, "facilitator": ["nobody"]}, (), "facilitator"),
        ({**SAYS, "part_of": ["e9"]}, (), "part_of"),
    ],
)
def test_an_event_that_cannot_be_is_refused_whole(world, says, hosts, field):
    with pytest.raises(InvalidData) as refused:
        world.write(plan_event, NewEvent(says, hosts, id="e9"), by=TODAY)
    assert list(refused.value.errors) == [field]
    assert count(world, "MATCH (e:Event) RETURN count(e)") == 0


def test_a_reminder_is_no_second_invitation_and_replies_are_kept(world, session):
    assert world.write(invite, session, ["rep0", "rep1", "mae"], sent="2026-11-01", by=TODAY) == 3
    assert world.write(invite, session, ["rep0", "rep2"], sent="2026-11-10", by=TODAY) == 1
    world.write(reply, session, "rep0", "yes", by=TODAY)
    invited = {one.id: (one.sent, one.reply) for one in world.read(event, session).invitations}
    assert invited == {
        "rep0": ("2026-11-01", "yes"),
        "rep1": ("2026-11-01", None),
        "mae": ("2026-11-01", None),
        "rep2": ("2026-11-10", None),
    }
    with pytest.raises(InvalidData, match="was not invited"):
        world.write(reply, session, "rep3", "yes", by=TODAY)
    with pytest.raises(InvalidData, match="from the list"):
        world.write(invite, session, ["nobody"], sent="2026-11-10", by=TODAY)


def test_two_at_the_door_tick_at_once_and_nobody_is_lost_or_counted_twice(world, session):
    world.write(check_in, session, Attendee("rep0", "", "mae", "board president"), by=TODAY)
    world.write(check_in, session, Attendee("rep1", "", None), by=TODAY)
    world.write(check_in, session, Attendee("rep0", "", "mae", "board president"), by=TODAY)
    came = [(one.person_id, one.body_id, one.role) for one in world.read(event, session).minutes.attendees]
    assert sorted(came, key=str) == [("rep0", "mae", "board president"), ("rep1", None, None)]
    world.write(check_out, session, "rep1", by=TODAY)
    assert [one.person_id for one in world.read(event, session).minutes.attendees] == ["rep0"]
    actions = [entry.action for entry in world.read(history_of, session, actor=TODAY)]
    assert actions.count("checked in") == 2


def test_recording_who_came_keeps_since_when_each_is_known(world, session):
    world.write(check_in, session, Attendee("rep0", "", None), by=on("2026-11-21"))
    came = Minutes((Attendee("rep0", "", "mae"), Attendee("rep1", "", None)), "We met.")
    world.write(hold_event, session, came, 2, by=TODAY)
    known = "MATCH (:Person {id: $id})-[r:ATTENDED]->() RETURN left(r.recorded_at, 10) AS day"
    days = {one: world.read(lambda tx, one=one: tx.run(known, id=one).single()["day"]) for one in ("rep0", "rep1")}
    assert days == {"rep0": "2026-11-21", "rep1": "2026-11-23"}


def test_nobody_checks_in_before_the_day_or_where_it_was_called_off(world):
    world.write(plan_event, NewEvent({**SAYS, "start": "2026-12-01"}, id="later"), by=TODAY)
    with pytest.raises(InvalidData, match="still to come"):
        world.write(check_in, "later", Attendee("rep0", "", None), by=TODAY)
    world.write(call_off, "later", 1, by=TODAY)
    with pytest.raises(InvalidData, match="called off"):
        world.write(invite, "later", ["rep0"], sent="2026-11-01", by=TODAY)
    assert world.read(event, "later").values["canceled_on"] == "2026-11-23"
    world.write(plan_again, "later", 2, by=TODAY)
    assert "canceled_on" not in world.read(event, "later").values


def test_nobody_came_to_an_event_that_was_called_off(world, session):
    world.write(call_off, session, 1, by=TODAY)
    with pytest.raises(InvalidData, match="was called off"):
        world.write(check_in, session, Attendee("rep0", "", None), by=TODAY)
    with pytest.raises(InvalidData, match="was called off"):
        world.write(hold_event, session, Minutes((Attendee("rep0", "", None),), ""), 2, by=TODAY)
    assert world.read(event, session).minutes.attendees == ()


def test_events_are_listed_by_kind_host_and_days_the_latest_first(world, session):
    world.write(plan_event, NewEvent({**SAYS, "kind": "board", "start": "2026-10-01"}, ("mass",), id="e2"), by=TODAY)
    assert [one.id for one in world.read(events)] == ["e1", "e2"]
    assert [one.id for one in world.read(events, kind="board")] == ["e2"]
    assert [one.id for one in world.read(events, host="mae")] == ["e1"]
    assert [one.id for one in world.read(events, days=("2026-10-01", "2026-10-31"))] == ["e2"]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_staff_plan_and_record_events(world, session, role):
    other = on("2026-11-23", role)
    with pytest.raises(NotAllowed):
        world.write(plan_event, NewEvent(SAYS, id="e3"), by=other)
    with pytest.raises(NotAllowed):
        world.write(check_in, session, Attendee("rep0", "", None), by=other)
    with pytest.raises(NotAllowed):
        world.write(call_off, session, 1, by=other)
