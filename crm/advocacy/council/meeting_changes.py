"""Changing the plan of a council meeting, calling it off, and planning it again."""

from typing import TYPE_CHECKING, Any

from crm.advocacy.council.meetings import CANCELLED, HELD, NOBODY_INVITED, PLANNED, NewMeeting, meeting, set_agenda
from crm.errors import Conflict, InvalidData
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ACTIONS = {CANCELLED: "called off", PLANNED: "planned again"}
CHANGED = "Somebody else changed this meeting while you were editing it. Look at it again, then save."

CHANGE = """
MATCH (e:Event {id: $id})
SET e._lock = $lock
WITH e WHERE e.version = $version
SET e += $values, e.version = $version + 1
RETURN e.version AS version
"""

INVITE_ANEW = """
MATCH (e:Event {id: $id})
OPTIONAL MATCH (gone:Organization)-[old:INVITED_TO]->(e) WHERE NOT gone.id IN $bodies
DELETE old
WITH DISTINCT e
UNWIND $bodies AS body_id
MATCH (body:Organization {id: body_id})
MERGE (body)-[r:INVITED_TO {key: body.id + '|' + e.id}]->(e)
ON CREATE SET r.sent = $sent
RETURN count(body) AS invited
"""


@permitted("change", "meeting")
def change_meeting(tx: "ManagedTransaction", meeting_id: str, wanted: NewMeeting, version: int, *, by: Actor) -> None:
    """Change day, place, agenda and invitations in one piece. Who came and what was decided stays as it is.

    Raises InvalidData for a meeting without a body, or a held one moved to the future; Conflict for a stale version.
    """
    before = meeting(tx, meeting_id)
    if not wanted.bodies:
        raise InvalidData({"bodies": [NOBODY_INVITED]})
    if before.status == HELD and wanted.start[:10] > by.at[:10]:
        raise InvalidData({"start": ["This meeting was held, so it cannot lie in the future."]})
    values = {"name": wanted.name, "start": wanted.start, "mode": wanted.mode, "place": wanted.place}
    _change(tx, meeting_id, values, version, by)
    bodies = sorted(set(wanted.bodies))
    row = tx.run(INVITE_ANEW, id=meeting_id, bodies=bodies, sent=by.at[:10]).single()
    if row is None or row["invited"] != len(bodies):
        raise InvalidData({"bodies": ["Choose the bodies to invite from the list."]})
    set_agenda(tx, meeting_id, wanted.agenda)
    old = {"name": before.name, "start": before.start, "mode": before.mode, "place": before.place}
    agenda = {"agenda": [line.title for line in before.agenda]}, {"agenda": [line.title for line in wanted.agenda]}
    _record(tx, meeting_id, wanted, "changed", by, before=old | agenda[0], after=values | agenda[1])


@permitted("change", "meeting")
def cancel_meeting(tx: "ManagedTransaction", meeting_id: str, version: int, *, by: Actor) -> None:
    """Call a planned meeting off. Raises InvalidData for one that was held, Conflict for a stale version."""
    _switch(tx, meeting_id, PLANNED, CANCELLED, version, by)


@permitted("change", "meeting")
def reinstate_meeting(tx: "ManagedTransaction", meeting_id: str, version: int, *, by: Actor) -> None:
    """Undo `cancel_meeting`."""
    _switch(tx, meeting_id, CANCELLED, PLANNED, version, by)


def _switch(tx: "ManagedTransaction", meeting_id: str, before: str, after: str, version: int, by: Actor) -> None:
    action = ACTIONS[after]
    found = meeting(tx, meeting_id)
    if found.status != before:
        raise InvalidData({"status": [f"This meeting is {found.status}, so it cannot be {action}."]})
    _change(tx, meeting_id, {"status": after}, version, by)
    _record(tx, meeting_id, found, action, by, before={"status": before}, after={"status": after})


def _change(tx: "ManagedTransaction", meeting_id: str, values: dict[str, Any], version: int, by: Actor) -> None:
    if tx.run(CHANGE, id=meeting_id, values=values, version=version, lock=by.at).single() is None:
        raise Conflict(CHANGED)


def _record(tx: "ManagedTransaction", meeting_id: str, named: Any, action: str, by: Actor, **values: Any) -> None:
    name = f"{named.name}, {named.start[:10]}"
    record(tx, [Change("Event", meeting_id, name, action, staff_only=False, **values)], by=by)
