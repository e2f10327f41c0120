"""Council meetings: planned and held, with agenda, who was asked, who came, minutes, decisions and promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from crm.errors import Conflict, InvalidData, NotFound
from crm.fields import Ids
from crm.ids import new_id
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CHOOSE_A_DAY = "Choose a day."
NOBODY_INVITED = "Invite at least one body."
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
MODES = {"in person": "In person", "virtual": "Virtual", "both": "In person and virtual"}


@dataclass(frozen=True)
class AgendaLine:
    """One item of an agenda: its title, why it is there, and the issue it is about, if any."""

    title: str
    reason: str = ""
    issue: str | None = None
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to plan: `council` is its id, `bodies` the organizations invited (at least one)."""

    council: str
    start: str
    bodies: tuple[str, ...]
    name: str = "Advisory council"
    mode: str = "in person"
    place: str = ""
    agenda: tuple[AgendaLine, ...] = ()
    id: str = field(default_factory=new_id)


class AgendaLineSchema(Schema):
    """The shape of an agenda item."""

    title = fields.String(required=True, validate=validate.Length(2, 200))
    reason = fields.String(load_default="", validate=validate.Length(max=500))
    issue = fields.String(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> AgendaLine:
        return AgendaLine(**data)


def _in_the_calendar(start: str) -> None:
    try:
        datetime.fromisoformat(start)
    except ValueError:
        raise ValidationError(CHOOSE_A_DAY) from None


class NewMeetingSchema(Schema):
    """The shape of a meeting as planned."""

    council = fields.String(required=True)
    start = fields.String(
        required=True,
        validate=[validate.Regexp(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$", error=CHOOSE_A_DAY), _in_the_calendar],
        error_messages={"required": CHOOSE_A_DAY},
    )
    bodies = Ids(
        required=True,
        validate=validate.Length(min=1, error=NOBODY_INVITED),
        error_messages={"required": NOBODY_INVITED},
    )
    name = fields.String(load_default="Advisory council", validate=validate.Length(2, 120))
    mode = fields.String(load_default="in person", validate=validate.OneOf(MODES))
    place = fields.String(load_default="", validate=validate.Length(max=200))
    agenda = fields.List(fields.Nested(AgendaLineSchema), load_default=())

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewMeeting:
        return NewMeeting(**{**data, "agenda": tuple(data.get("agenda", ()))})


@dataclass(frozen=True)
class Attendee:
    """Somebody who was in the room, and the body they spoke for (None for our own people)."""

    person_id: str
    name: str
    body_id: str | None


@dataclass(frozen=True)
class Minutes:
    """What a meeting left behind: who came, the minutes, and the decisions as (id, text, issue id)."""

    attendees: tuple[Attendee, ...]
    text: str
    decisions: tuple[tuple[str, str, str | None], ...]


class AttendeeSchema(Schema):
    """Somebody who was in the room; `body_id` is the body they spoke for."""

    person_id = fields.String(required=True)
    body_id = fields.String(load_default=None, allow_none=True)


class DecisionSchema(Schema):
    """Something that was decided; the `id` of one on record changes it."""

    id = fields.String(load_default=new_id, validate=validate.Length(1, 64))
    text = fields.String(required=True, validate=validate.Length(2, 500))
    issue = fields.String(load_default=None, allow_none=True)


class MinutesSchema(Schema):
    """The shape of what a meeting left behind; it replaces what was recorded of it before."""

    attendees = fields.List(fields.Nested(AttendeeSchema), load_default=())
    text = fields.String(load_default="", validate=validate.Length(max=20_000))
    decisions = fields.List(fields.Nested(DecisionSchema), load_default=())

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Minutes:
        return Minutes(
            attendees=tuple(Attendee(one["person_id"], "", one["body_id"]) for one in data["attendees"]),
            text=data["text"],
            decisions=tuple((one["id"], one["text"], one["issue"]) for one in data["decisions"]),
        )


@dataclass(frozen=True)
class Meeting:
    """A meeting with everything known of it; `invited` are organization ids."""

    id: str
    council_id: str
    name: str
    start: str
    mode: str
    place: str
    status: str
    version: int
    invited: tuple[str, ...]
    agenda: tuple[AgendaLine, ...]
    minutes: Minutes

    @property
    def absent(self) -> tuple[str, ...]:
        """Bodies that were invited to a held meeting and for which nobody came."""
        came = {attendee.body_id for attendee in self.minutes.attendees}
        return tuple(body for body in self.invited if body not in came) if self.status == HELD else ()


PLAN = """
MATCH (c:Organization {id: $council, classification: 'council'})
MERGE (e:Event {id: $id})
ON CREATE SET e += $values
MERGE (c)-[:HOSTS {key: c.id + '|' + e.id}]->(e)
WITH e
UNWIND $bodies AS body_id
MATCH (body:Organization {id: body_id})
MERGE (body)-[r:INVITED_TO {key: body.id + '|' + e.id}]->(e)
ON CREATE SET r.sent = $sent
RETURN count(body) AS invited
"""

SET_AGENDA = """
MATCH (e:Event {id: $id})
OPTIONAL MATCH (old:AgendaItem)-[:ITEM_OF]->(e)
DETACH DELETE old
"""

ADD_AGENDA = """
MATCH (e:Event {id: $id})
UNWIND $lines AS line
MERGE (a:AgendaItem {id: line.id})
SET a.title = line.title, a.reason = line.reason, a.position = line.position
MERGE (a)-[:ITEM_OF]->(e)
WITH a, line
MATCH (i:Issue {id: line.issue})
MERGE (a)-[:ABOUT]->(i)
"""

HOLD = """
MATCH (e:Event {id: $id})
SET e._lock = $lock
WITH e WHERE e.version = $version
SET e.version = $version + 1, e.status = $status, e.minutes = $minutes
RETURN properties(e) AS event
"""

ATTEND = """
MATCH (e:Event {id: $id})
OPTIONAL MATCH (:Person)-[old:ATTENDED]->(e)
DELETE old
WITH DISTINCT e
UNWIND $attendees AS attendee
MATCH (p:Person {id: attendee.person})
MERGE (p)-[r:ATTENDED {key: p.id + '|' + e.id}]->(e)
SET r.body = attendee.body
RETURN count(p) AS came
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

MEETINGS = """
MATCH (c:Organization {classification: 'council'})-[:HOSTS]->(e:Event {kind: 'council'})
WHERE e.deleted_at IS NULL AND ($id IS NULL OR e.id = $id) AND ($council IS NULL OR c.id = $council)
WITH c, e ORDER BY e.start DESC LIMIT $limit
OPTIONAL MATCH (body:Organization)-[:INVITED_TO]->(e)
WITH c, e, collect(body.id) AS invited
OPTIONAL MATCH (a:AgendaItem)-[:ITEM_OF]->(e)
OPTIONAL MATCH (a)-[:ABOUT]->(i:Issue)
WITH c, e, invited, a, i ORDER BY a.position
WITH c, e, invited, collect({id: a.id, title: a.title, reason: a.reason, issue: i.id}) AS agenda
OPTIONAL MATCH (p:Person)-[r:ATTENDED]->(e)
WITH c, e, invited, agenda, p, r ORDER BY p.name
WITH c, e, invited, agenda, collect([p.id, p.name, r.body]) AS attendees
OPTIONAL MATCH (d:Decision)-[:FROM]->(e)
OPTIONAL MATCH (d)-[:ABOUT]->(about:Issue)
WITH c, e, invited, agenda, attendees, d, about ORDER BY d.recorded_at, d.id
RETURN c.id AS council, properties(e) AS event, invited, agenda, attendees,
  collect([d.id, d.text, about.id]) AS decisions
ORDER BY event.start DESC
"""


@permitted("add", "meeting")
def plan_meeting(tx: "ManagedTransaction", new: NewMeeting, *, by: Actor) -> str:
    """Plan a meeting with its invitations and agenda, in one piece, and return its id."""
    if not new.bodies:
        raise InvalidData({"bodies": [NOBODY_INVITED]})
    values = {
        "kind": "council",
        "name": new.name,
        "start": new.start,
        "mode": new.mode,
        "place": new.place,
        "status": PLANNED,
        "version": 1,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    bodies = sorted(set(new.bodies))
    row = tx.run(PLAN, council=new.council, id=new.id, values=values, bodies=bodies, sent=by.at[:10]).single()
    if row is None or row["invited"] != len(bodies):
        raise InvalidData({"bodies": ["Choose the bodies to invite from the list."]})
    set_agenda(tx, new.id, new.agenda)
    record(tx, [Change("Event", new.id, f"{new.name}, {new.start[:10]}", "planned", after=values)], by=by)
    return new.id


def set_agenda(tx: "ManagedTransaction", meeting_id: str, agenda: tuple[AgendaLine, ...]) -> None:
    """Replace the agenda of a meeting."""
    tx.run(SET_AGENDA, id=meeting_id).consume()
    lines = [
        {"id": line.id, "title": line.title, "reason": line.reason, "issue": line.issue, "position": position}
        for position, line in enumerate(agenda)
    ]
    tx.run(ADD_AGENDA, id=meeting_id, lines=lines).consume()


@permitted("change", "meeting")
def hold_meeting(tx: "ManagedTransaction", meeting_id: str, minutes: Minutes, version: int, *, by: Actor) -> None:
    """Record that a meeting was held: who came, the minutes, the decisions; recording it again replaces them.

    Raises InvalidData for a meeting in the future or an attendee who does not exist, Conflict for a stale version.
    """
    found = meeting(tx, meeting_id)
    if found.start[:10] > by.at[:10]:
        raise InvalidData({"start": ["This meeting is still to come. Record it when it has been held."]})
    if found.status == CANCELLED:
        raise InvalidData({"status": ["This meeting was called off. Plan it again first."]})
    row = tx.run(HOLD, id=meeting_id, version=version, status=HELD, minutes=minutes.text, lock=by.at).single()
    if row is None:
        raise Conflict("Somebody else changed this meeting while you were editing it. Look at it again, then save.")
    attendees = [{"person": a.person_id, "body": a.body_id} for a in minutes.attendees]
    came = tx.run(ATTEND, id=meeting_id, attendees=attendees).single()
    if attendees and (came is None or came["came"] != len(attendees)):
        raise InvalidData({"attendees": ["Choose the people who came from the list."]})
    decisions = [{"id": id_, "text": text, "issue": issue} for id_, text, issue in minutes.decisions]
    tx.run(FORGET_DECISIONS, id=meeting_id, kept=[one["id"] for one in decisions]).consume()
    tx.run(DECIDE, id=meeting_id, decisions=decisions, on=found.start[:10], at=by.at, by=by.user_id).consume()
    after = {"status": HELD, "minutes": minutes.text, "came": [a.name for a in minutes.attendees]}
    record(tx, [Change("Event", meeting_id, f"{found.name}, {found.start[:10]}", "held", after=after)], by=by)


def meeting(tx: "ManagedTransaction", meeting_id: str) -> Meeting:
    """One meeting. Raises NotFound."""
    row = tx.run(MEETINGS, id=meeting_id, council=None, limit=1).single()
    if row is None:
        raise NotFound("There is no such meeting.")
    return _meeting(row)


def meetings(tx: "ManagedTransaction", council_id: str | None = None, *, limit: int = 100) -> list[Meeting]:
    """The council's meetings, the latest first."""
    return [_meeting(row) for row in tx.run(MEETINGS, id=None, council=council_id, limit=limit)]


def _meeting(row: Mapping[str, Any]) -> Meeting:
    event = row["event"]
    agenda = (AgendaLine(a["title"], a["reason"] or "", a["issue"], a["id"]) for a in row["agenda"] if a["id"])
    return Meeting(
        id=event["id"],
        council_id=row["council"],
        name=event["name"],
        start=event["start"],
        mode=event["mode"],
        place=event.get("place", ""),
        status=event["status"],
        version=event["version"],
        invited=tuple(row["invited"]),
        agenda=tuple(agenda),
        minutes=Minutes(
            attendees=tuple(Attendee(id_, name, body) for id_, name, body in row["attendees"] if id_),
            text=event.get("minutes", ""),
            decisions=tuple((id_, text, issue) for id_, text, issue in row["decisions"] if id_),
        ),
    )
