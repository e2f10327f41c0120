"""Changing council meetings: in one piece, never over another's change, and never a held one into the future."""

import pytest
from worlds.council import count, on

from crm.advocacy.council.meetings import NewMeeting, change_meeting, meeting, plan_meeting
from crm.errors import Conflict, InvalidData
from crm.events.attendance import hold_event
from crm.events.calling_off import call_off, plan_again
from crm.events.events import AgendaLine, Attendee, Minutes
from crm.storage.database import Database

TODAY = on("2026-11-23")


@pytest.fixture
def planned(world: Database) -> str:
    new = NewMeeting("council", "2026-11-20", ("mae", "msba"), agenda=(AgendaLine("Welcome"),))
    return world.write(plan_meeting, new, by=TODAY)


def test_day_place_agenda_and_invitations_change_together(world: Database, planned: str) -> None:
    wanted = NewMeeting("council", "2026-12-01", ("mae", "mde"), "Winter", "both", "Annex", (AgendaLine("Pay"),))
    world.write(change_meeting, planned, wanted, 1, by=TODAY)
    found = world.read(meeting, planned)
    assert (found.start, found.name, found.mode, found.place) == ("2026-12-01", "Winter", "both", "Annex")
    assert sorted(found.invited) == ["mae", "mde"]
    assert [line.title for line in found.agenda] == ["Pay"]
    assert count(world, "MATCH (a:AgendaItem) RETURN count(a)") == 1


@pytest.mark.parametrize("bodies", [(), ("mae", "nobody")])
def test_a_change_that_invites_nobody_is_refused_whole(world: Database, planned: str, bodies: tuple[str, ...]) -> None:
    with pytest.raises(InvalidData, match="bod"):
        world.write(change_meeting, planned, NewMeeting("council", "2026-12-01", bodies), 1, by=TODAY)
    found = world.read(meeting, planned)
    assert (found.start, found.version, sorted(found.invited)) == ("2026-11-20", 1, ["mae", "msba"])


def test_of_two_who_change_a_meeting_the_second_is_told(world: Database, planned: str) -> None:
    wanted = NewMeeting("council", "2026-12-01", ("mae",))
    world.write(change_meeting, planned, wanted, 1, by=TODAY)
    with pytest.raises(Conflict, match="Somebody else changed this meeting"):
        world.write(change_meeting, planned, wanted, 1, by=TODAY)
    with pytest.raises(Conflict):
        world.write(call_off, planned, 1, by=TODAY)


def test_a_meeting_called_off_cannot_be_held_until_it_is_planned_again(world: Database, planned: str) -> None:
    world.write(call_off, planned, 1, by=TODAY)
    with pytest.raises(InvalidData, match="called off"):
        world.write(hold_event, planned, Minutes((), "", ()), 2, by=TODAY)
    world.write(plan_again, planned, 2, by=TODAY)
    world.write(hold_event, planned, Minutes((), "", ()), 3, by=TODAY)
    with pytest.raises(InvalidData, match="is held"):
        world.write(call_off, planned, 4, by=TODAY)
    with pytest.raises(InvalidData, match="cannot lie in the future"):
        world.write(change_meeting, planned, NewMeeting("council", "2026-12-01", ("mae",)), 4, by=TODAY)


def test_recording_a_meeting_again_replaces_who_came_and_what_was_decided(world: Database, planned: str) -> None:
    first = Minutes((Attendee("holder-mae", "", "mae"),), "", (("d1", "Write", None), ("d2", "Call", None)))
    world.write(hold_event, planned, first, 1, by=TODAY)
    second = Minutes((Attendee("rep0", "", "msba"),), "", (("d1", "Write twice", None),))
    world.write(hold_event, planned, second, 2, by=TODAY)
    found = world.read(meeting, planned)
    assert [(a.person_id, a.body_id) for a in found.minutes.attendees] == [("rep0", "msba")]
    assert found.minutes.decisions == (("d1", "Write twice", None),)
    assert found.absent == ("mae",)
