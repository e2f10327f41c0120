"""Council meetings and the brief: planned, held, remembered, and shown as known on the day."""

import pytest
from worlds.council import BODIES, count, on
from worlds.pieces import add, join

from crm.advocacy.briefs.council_brief import CouncilBrief, council_brief
from crm.advocacy.council.council_seats import council, quarter_ends, quarters_without
from crm.advocacy.council.meetings import NewMeeting, meeting, plan_meeting
from crm.advocacy.council.promises import NewPromise, make_promise
from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.errors import Conflict, InvalidData
from crm.events.attendance import hold_event
from crm.events.events import AgendaLine, Attendee, Minutes
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY = on("2026-11-23")
ALL = tuple(name.lower() for name in BODIES)


def adopted(database: Database, title: str, rank: int) -> str:
    new = NewIssue(title)
    database.write(suggest_issue, new, by=on("2026-01-01"))
    database.write(decide, new.id, NewRanking("adopted", "2026-01-02", "the board", rank, 2027), 1, by=on("2026-01-02"))
    return new.id


def said(database: Database, holder: str, subject: str, stance: int, day: str) -> None:
    new = NewPosition(holder, subject, stance, "sure", "statement", f"letter of {day}", day)
    database.write(record_stance, new, by=on(day))


def held(database: Database, day: str, *came: str) -> str:
    new = NewMeeting("council", day, ALL, agenda=(AgendaLine("Welcome"),))
    database.write(plan_meeting, new, by=on("2026-01-03"))
    attendees = tuple(Attendee(f"holder-{body}", body, body) for body in came)
    database.write(
        hold_event, new.id, Minutes(attendees, "We met.", (("d1" + day, "Write a letter", None),)), 1, by=on(day)
    )
    return new.id


def brief(database: Database, **asked: str) -> CouncilBrief:
    return database.read(council_brief, actor=TODAY, **asked)


def test_a_council_shows_its_seats_holders_and_the_seat_without_one(world: Database) -> None:
    found = world.read(council, as_of="2026-11-23")
    assert [body.short_name for body in found.bodies] == list(BODIES)
    assert [seat.body.short_name for seat in found.vacant] == ["TPC"]
    assert len(world.read(council, as_of="2023-01-01").vacant) == 6


def test_a_meeting_without_an_invited_body_is_refused_and_nothing_is_written(world: Database) -> None:
    for bodies in ((), ("mae", "nobody")):
        with pytest.raises(InvalidData, match="bod"):
            world.write(plan_meeting, NewMeeting("council", "2026-12-01", bodies), by=TODAY)
    assert count(world, "MATCH (e:Event) RETURN count(e)") == 0


def test_a_held_meeting_keeps_who_came_what_was_decided_and_which_body_did_not_come(world: Database) -> None:
    found = world.read(meeting, held(world, "2026-08-12", "mae", "mde"))
    assert [attendee.body_id for attendee in found.minutes.attendees] == ["mae", "mde"]
    assert sorted(found.absent) == ["masa", "mpe", "msba", "tpc"]
    assert [text for _, text, _ in found.minutes.decisions] == ["Write a letter"]
    assert [line.title for line in found.agenda] == ["Welcome"]


def test_a_meeting_still_to_come_cannot_be_held_nor_one_that_somebody_changed(world: Database) -> None:
    new = NewMeeting("council", "2026-12-15", ALL)
    world.write(plan_meeting, new, by=TODAY)
    with pytest.raises(InvalidData, match="still to come"):
        world.write(hold_event, new.id, Minutes((), "", ()), 1, by=TODAY)
    past = held(world, "2026-08-12", "mae")
    with pytest.raises(Conflict):
        world.write(hold_event, past, Minutes((), "", ()), 1, by=TODAY)


def test_quarters_without_a_meeting_are_named() -> None:
    assert quarters_without(["2025-02-01", "2025-11-30"], "2025-01-15", "2026-02-01") == [
        (2025, 2),
        (2025, 3),
        (2026, 1),
    ]
    assert quarter_ends("2026-11-23") == "2026-12-31"


def test_the_brief_says_where_the_bodies_stand_what_changed_and_what_is_promised(world: Database) -> None:
    pay, safety = adopted(world, "Teacher pay", 1), adopted(world, "School safety", 2)
    said(world, "mae", pay, 2, "2026-03-01")
    said(world, "msba", pay, -1, "2026-03-01")
    said(world, "mde", safety, 2, "2026-03-01")
    held(world, "2026-08-12", "mae")
    said(world, "msba", pay, 0, "2026-10-01")
    world.write(make_promise, NewPromise("Send the cost table", "mass", "msba", "2026-10-01"), by=on("2026-09-01"))
    world.write(make_promise, NewPromise("Poll the presidents", "mae", "mass", "2026-12-10"), by=on("2026-09-01"))
    found = brief(world)
    assert [line.issue.title for line in found.priorities] == ["Teacher pay", "School safety"]
    assert found.priorities[0].sentence.startswith("One of six bodies agrees; MSBA is undecided")
    assert [(move.body.short_name, move.after.value) for move in found.changed] == [("MSBA", 0)]
    assert found.worth is not None
    assert found.worth.issue.id == pay
    assert [promise.text for promise in found.ours_open] == ["Send the cost table"]
    assert [promise.text for promise in found.theirs_open] == ["Poll the presidents"]
    assert [line.title for line in found.agenda] == ["Promises from last time", "Teacher pay", "School safety"]
    assert "1 past due" in found.agenda[0].reason
    assert "MSBA is closest" in found.agenda[1].reason


def test_the_brief_of_a_past_day_shows_what_was_known_then(world: Database) -> None:
    pay = adopted(world, "Teacher pay", 1)
    said(world, "msba", pay, -1, "2026-03-01")
    past = held(world, "2026-08-12", "msba")
    said(world, "msba", pay, 2, "2026-10-01")
    then = brief(world, meeting_id=past).priorities[0].consensus.stances["msba"]
    assert (then.value, brief(world).priorities[0].consensus.stances["msba"].value) == (-1, 2)
    assert brief(world, on="2026-02-01").priorities[0].consensus.known == 0


def test_the_last_contact_with_a_body_is_that_of_the_people_who_speak_for_it(world: Database) -> None:
    when = {"at": "2026-09-09T10:00:00Z", "recorded_at": "2026-09-09T11:00:00Z"}
    add(world, "Interaction", {"talk": {"key": "talk", "channel": "call", "visibility": "staff", **when}})
    join(world, "TOOK_PART", "Person", "Interaction", [("holder-mde", "talk", {"part": "theirs"})])
    touches = {touch.body.short_name: touch.at for touch in brief(world).contacts}
    assert touches["MDE"] == "2026-09-09"
    assert touches["MAE"] is None
    viewer = on("2026-11-23", Role.VIEWER, "u-other")
    seen = world.read(council_brief, actor=viewer)
    assert all(touch.at is None for touch in seen.contacts)


def test_private_notes_never_enter_the_brief(world: Database) -> None:
    adopted(world, "Teacher pay", 1)
    add(world, "PrivateNote", {"n": {"user_id": "u-ann", "text": "Xyzzy"}})
    join(world, "NOTE_ON", "PrivateNote", "Person", [("n", "holder-mde", {})])
    assert "Xyzzy" not in repr(brief(world))


def test_an_empty_council_has_a_brief_that_says_what_to_do(world: Database) -> None:
    assert brief(world).headline == "No priorities are set for this session year yet."


def test_what_a_meeting_left_behind_is_in_nobodys_history_but_the_staffs(world: Database) -> None:
    meeting_id = held(world, "2026-05-01", "msba")
    asking = on("2026-06-01")
    assert [entry.action for entry in world.read(history_of, meeting_id, actor=asking)] == ["held", "planned"]
    for role in (Role.MEMBER, Role.VIEWER):
        assert world.read(history_of, meeting_id, actor=on("2026-06-01", role, "somebody")) == []
