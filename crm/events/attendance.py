"""Who came: recorded whole with minutes and decisions after an event, or ticked one by one at the door."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from crm.errors import InvalidData, Stale
from crm.events.event_kind import CANCELLED, EVENT, HELD
from crm.events.events import Attendee, Event, Minutes, event, make_newer, title
from crm.ids import new_id
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.lifecycle import told_of
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CHANGED = "Somebody else changed this {noun} while you were editing it. Look at it again, then save."


class AttendeeSchema(Schema):
    """Somebody who was in the room; `body_id` is the body they stood for, `role` as what."""

    person_id = fields.String(required=True)
    body_id = fields.String(load_default=None, allow_none=True)
    role = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))


class DecisionSchema(Schema):
    """Something that was decided; the `id` of one on record changes it."""

    id = fields.String(load_default=new_id, validate=validate.Length(1, 64))
    text = fields.String(required=True, validate=validate.Length(2, 500))
    issue = fields.String(load_default=None, allow_none=True)


class MinutesSchema(Schema):
    """The shape of what an event left behind; it replaces what was recorded of it before."""

    attendees = fields.List(fields.Nested(AttendeeSchema), load_default=())
    text = fields.String(load_default="", validate=validate.Length(max=20_000))
    decisions = fields.List(fields.Nested(DecisionSchema), load_default=())

    def load(self, *given: Any, **more: Any) -> Minutes:
        """The minutes as loaded."""
        data = super().load(*given, **more)
        return Minutes(
            attendees=tuple(Attendee(a["person_id"], "", a["body_id"], a["role"]) for a in data["attendees"]),
            text=data["text"],
            decisions=tuple((one["id"], one["text"], one["issue"]) for one in data["decisions"]),
        )


HOLD = """
MATCH (e:Event {id: $id})
SET e._lock = $lock
WITH e WHERE e.version = $version
SET e.version = $version + 1, e.status = $status, e.minutes = $minutes
RETURN e.id AS id
"""

OTHERS_STAYED_AWAY = """
MATCH (p:Person)-[old:ATTENDED]->(:Event {id: $id}) WHERE NOT p.id IN $came AND p.deleted_at IS NULL
DELETE old
"""

CAME = """
MATCH (e:Event {id: $id})
UNWIND $attendees AS attendee
MATCH (p:Person {id: attendee.person}) WHERE p.deleted_at IS NULL
MERGE (p)-[r:ATTENDED {key: p.id + '|' + e.id}]->(e)
ON CREATE SET r.recorded_at = $at, r.recorded_by = $by
SET r.body = attendee.body, r.role = attendee.role
RETURN p.id AS id, p.name AS name
"""

LEFT_OUT = """
MATCH (p:Person {id: $person})-[r:ATTENDED]->(:Event {id: $id})
DELETE r
RETURN p.name AS name
"""

FORGET_DECISIONS = """
MATCH (d:Decision)-[:FROM]->(:Event {id: $id}) WHERE NOT d.id IN $kept
DETACH DELETE d
"""

DECIDE = """
MATCH (e:Event {id: $id})
UNWIND $decisions AS decision
MERGE (d:Decision {id: decision.id})
ON CREATE SET d.on = $on, d.recorded_at = $at, d.recorded_by = $by
SET d.text = decision.text
MERGE (d)-[:FROM]->(e)
WITH d, decision
OPTIONAL MATCH (d)-[old:ABOUT]->(other:Issue) WHERE other.id <> coalesce(decision.issue, '')
DELETE old
WITH DISTINCT d, decision
MATCH (i:Issue {id: decision.issue})
MERGE (d)-[:ABOUT]->(i)
"""


@permitted("change", "event")
def hold_event(tx: "ManagedTransaction", event_id: str, minutes: Minutes, version: int, *, by: Actor) -> None:
    """Record that an event was held: who came, the minutes, the decisions; recording it again replaces them.

    Raises InvalidData for an event in the future or an attendee who does not exist, Conflict for a stale version.
    """
    held = _open(tx, event_id, by)
    row = tx.run(HOLD, id=event_id, version=version, status=HELD, minutes=minutes.text, lock=by.at).single()
    if row is None:
        raise Stale(CHANGED.format(noun="meeting" if held.kind == "council" else "event"))
    came = [attendee.person_id for attendee in minutes.attendees]
    tx.run(OTHERS_STAYED_AWAY, id=event_id, came=came).consume()
    names = _come(tx, event_id, minutes.attendees, by)
    decisions = [{"id": id_, "text": text, "issue": issue} for id_, text, issue in minutes.decisions]
    tx.run(FORGET_DECISIONS, id=event_id, kept=[one["id"] for one in decisions]).consume()
    tx.run(DECIDE, id=event_id, decisions=decisions, on=held.day, at=by.at, by=by.user_id).consume()
    after = {"status": HELD, "minutes": minutes.text, "came": names}
    record(tx, [Change("Event", event_id, title(held.values), "held", after=after)], by=by)
    told_of(tx, EVENT)


@permitted("change", "event")
def check_in(tx: "ManagedTransaction", event_id: str, attendee: Attendee, *, by: Actor) -> str:
    """Note that somebody came, and return the name; noted twice is noted once. Raises InvalidData.

    It asks for no version: several people tick at the door at once, and nothing is overwritten.
    """
    held = _open(tx, event_id, by)
    there = any(one.person_id == attendee.person_id for one in held.minutes.attendees)
    name = _come(tx, event_id, [attendee], by)[0]
    if not there:
        make_newer(tx, event_id)
        record(tx, [Change("Event", event_id, title(held.values), "checked in", after={"came": [name]})], by=by)
        told_of(tx, EVENT)
    return name


@permitted("change", "event")
def check_out(tx: "ManagedTransaction", event_id: str, person_id: str, *, by: Actor) -> None:
    """Take a tick back: the person did not come after all."""
    held = event(tx, event_id)
    row = tx.run(LEFT_OUT, id=event_id, person=person_id).single()
    if row is not None:
        make_newer(tx, event_id)
        told = {"came": [row["name"]]}
        record(tx, [Change("Event", event_id, title(held.values), "tick taken back", before=told, after={})], by=by)
        told_of(tx, EVENT)


def _open(tx: "ManagedTransaction", event_id: str, by: Actor) -> Event:
    """The event, if somebody can have come to it by now."""
    held = event(tx, event_id)
    noun = "meeting" if held.kind == "council" else "event"
    if held.day > by.today:
        raise InvalidData({"start": [f"This {noun} is still to come. Record it when it has been held."]})
    if held.status == CANCELLED:
        raise InvalidData({"status": [f"This {noun} was called off. Plan it again first."]})
    return held


def _come(tx: "ManagedTransaction", event_id: str, attendees: Iterable[Attendee], by: Actor) -> list[str]:
    rows = [{"person": a.person_id, "body": a.body_id, "role": a.role} for a in attendees]
    found = {row["id"]: row["name"] for row in tx.run(CAME, id=event_id, attendees=rows, at=by.at, by=by.user_id)}
    if any(row["person"] not in found for row in rows):
        raise InvalidData({"attendees": ["Choose the people who came from the list."]})
    return [found[str(row["person"])] for row in rows]
