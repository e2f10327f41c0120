"""Events: planned, read and changed in one piece, with hosts, invitations and agenda; who came is in attendance.py."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotFound
from crm.events.event_kind import EVENT, HELD, PLANNED
from crm.fields import Ids
from crm.ids import new_id
from crm.office_time import first_day, last_day
from crm.records import lifecycle, sent_again
from crm.records.actor import Actor
from crm.records.declared import Link
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NOT_LISTED = "Choose from the list. What was chosen here is no longer in it."
CHOOSE_INVITED = "Choose the people and bodies to invite from the list."
STILL_TO_COME = "This event was held, so it cannot lie in the future."


@dataclass(frozen=True)
class AgendaLine:
    """One item of an agenda: its title, why it is there, and the issue it is about, if any."""

    title: str
    reason: str = ""
    issue: str | None = None
    id: str = field(default_factory=new_id)


class AgendaLineSchema(Schema):
    """The shape of an agenda item."""

    title = fields.String(required=True, validate=validate.Length(2, 200))
    reason = fields.String(load_default="", validate=validate.Length(max=500))
    issue = fields.String(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> AgendaLine:
        return AgendaLine(**data)


class AroundSchema(Schema):
    """What an event has around it: the ids of its hosts, the first of which leads, and its agenda."""

    hosts = Ids(load_default=())
    agenda = fields.List(fields.Nested(AgendaLineSchema), load_default=(), validate=validate.Length(max=100))


@dataclass(frozen=True)
class NewEvent:
    """An event as it is planned, or as it should be from now on. `says` has the fields of EVENT, loaded through its
    gate; `invited` are people and bodies, or None where a change leaves the invitations as they are."""

    says: Mapping[str, Any]
    hosts: tuple[str, ...] = ()
    agenda: tuple[AgendaLine, ...] = ()
    invited: tuple[str, ...] | None = None
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class Attendee:
    """Somebody who was there, the body they stood for, and as what (None: read from the posts they held)."""

    person_id: str
    name: str
    body_id: str | None
    role: str | None = None


@dataclass(frozen=True)
class Invited:
    """A person or body that was asked to come: on which day, and what they replied ("yes", "no", None: nothing yet)."""

    id: str
    name: str
    label: str
    sent: str
    reply: str | None = None


@dataclass(frozen=True)
class Minutes:
    """What an event left behind: who came, the minutes, and the decisions as (id, text, issue id)."""

    attendees: tuple[Attendee, ...] = ()
    text: str = ""
    decisions: tuple[tuple[str, str, str | None], ...] = ()


@dataclass(frozen=True)
class Event:
    """An event with everything known of it. `start` is a day, or a day and a time ("2026-03-04T09:30")."""

    id: str
    kind: str
    name: str
    start: str
    status: str
    version: int
    values: Mapping[str, Any]
    hosts: tuple[Link, ...] = ()
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    invitations: tuple[Invited, ...] = ()
    agenda: tuple[AgendaLine, ...] = ()
    minutes: Minutes = field(default_factory=Minutes)

    @property
    def day(self) -> str:
        """Its first day."""
        return first_day(self.start).isoformat()

    @property
    def last_day(self) -> str:
        """Its last day, which is mostly its first."""
        return str(self.values.get("last_day") or self.day)

    @property
    def time(self) -> str:
        """The time of day at which it begins, "" when that is not set."""
        return str(self.values.get("time") or self.start[11:])

    @property
    def place(self) -> str:
        return str(self.values.get("place") or "")

    @property
    def mode(self) -> str:
        return str(self.values.get("mode") or "")

    @property
    def invited(self) -> tuple[str, ...]:
        """The ids of the people and bodies that were invited."""
        return tuple(one.id for one in self.invitations)

    @property
    def absent(self) -> tuple[str, ...]:
        """Those that were invited to a held event and for which nobody came."""
        came = {one.body_id for one in self.minutes.attendees} | {one.person_id for one in self.minutes.attendees}
        return tuple(one for one in self.invited if one not in came) if self.status == HELD else ()


PLAN = """
MERGE (e:Event {id: $id})
ON CREATE SET e += $values, e._lock = $run
RETURN e._lock = $run AS made, e.recorded_by AS recorded_by, e.made_from AS made_from, e.deleted_at AS gone
"""

HOST = """
MATCH (e:Event {id: $id})
OPTIONAL MATCH (gone:Organization)-[old:HOSTS]->(e) WHERE NOT gone.id IN $hosts AND gone.deleted_at IS NULL
DELETE old
WITH DISTINCT e
UNWIND range(0, size($hosts) - 1) AS place
MATCH (o:Organization {id: $hosts[place]}) WHERE o.deleted_at IS NULL
MERGE (o)-[r:HOSTS {key: o.id + '|' + e.id}]->(e)
SET r.position = place
RETURN count(o) AS hosting
"""

FORGET_AGENDA = """
MATCH (old:AgendaItem)-[:ITEM_OF]->(:Event {id: $id})
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

INVITE = """
MATCH (e:Event {id: $id})
UNWIND $ids AS invited_id
OPTIONAL MATCH (p:Person {id: invited_id}) WHERE p.deleted_at IS NULL
OPTIONAL MATCH (o:Organization {id: invited_id}) WHERE o.deleted_at IS NULL
WITH e, coalesce(p, o) AS x WHERE x IS NOT NULL
WITH e, x, NOT EXISTS { (x)-[:INVITED_TO]->(e) } AS new
MERGE (x)-[r:INVITED_TO {key: x.id + '|' + e.id}]->(e)
ON CREATE SET r.sent = $sent, r.recorded_at = $at, r.recorded_by = $by
RETURN x.name AS name, new
"""

NEWER = """
MATCH (e:Event {id: $id})
SET e._lock = $lock
WITH e SET e.version = e.version + 1
"""

WITHDRAW = """
MATCH (x)-[r:INVITED_TO]->(:Event {id: $id}) WHERE NOT x.id IN $kept AND x.deleted_at IS NULL
DELETE r
"""

FULL = """
RETURN properties(e) AS event,
  COLLECT { MATCH (o:Organization)-[h:HOSTS]->(e) WHERE o.deleted_at IS NULL
    RETURN {id: o.id, name: o.name, label: 'Organization'} ORDER BY coalesce(h.position, 0), o.name } AS hosts,
  COLLECT { MATCH (e)-[r:INVOLVES]->(x) WHERE x.deleted_at IS NULL
    RETURN {part: r.part, id: x.id, name: x.name, label: labels(x)[0]} ORDER BY r.position } AS links,
  COLLECT { MATCH (x)-[r:INVITED_TO]->(e) WHERE x.deleted_at IS NULL
    RETURN {id: x.id, name: x.name, label: labels(x)[0], sent: r.sent, reply: r.reply} ORDER BY x.name } AS invited,
  COLLECT { MATCH (a:AgendaItem)-[:ITEM_OF]->(e)
    RETURN {id: a.id, title: a.title, reason: a.reason, issue: head([(a)-[:ABOUT]->(i:Issue) | i.id])}
    ORDER BY a.position } AS agenda,
  COLLECT { MATCH (p:Person)-[r:ATTENDED]->(e) WHERE p.deleted_at IS NULL
    RETURN {id: p.id, name: p.name, body: r.body, role: r.role} ORDER BY p.name, p.id } AS attendees,
  COLLECT { MATCH (d:Decision)-[:FROM]->(e)
    RETURN {id: d.id, text: d.text, issue: head([(d)-[:ABOUT]->(i:Issue) | i.id])}
    ORDER BY d.recorded_at, d.id } AS decisions
"""

ONE = f"MATCH (e:Event {{id: $id}}) WHERE e.deleted_at IS NULL OR $deleted {FULL}"

OF_KIND = f"""
MATCH (e:Event)
WHERE e.start >= $since AND left(e.start, 10) <= $until AND e.deleted_at IS NULL AND ($kind IS NULL OR e.kind = $kind)
  AND ($host IS NULL OR EXISTS {{ (:Organization {{id: $host}})-[:HOSTS]->(e) }})
WITH e ORDER BY e.start DESC, e.id LIMIT $limit
{FULL}
ORDER BY event.start DESC, event.id
"""


@permitted("add", "event")
def plan_event(tx: "ManagedTransaction", new: NewEvent, *, by: Actor) -> str:
    """Plan an event with hosts, agenda and invitations, in one piece, and return its id; sent twice it is one.

    Raises InvalidData for what is not in the lists or an end before the start, NotAllowed for who is not staff, and
    SavedBefore when its id was used for another.
    """
    _check(new)
    values, links = lifecycle.split(EVENT, new.says)
    kept = {name: value for name, value in values.items() if value not in lifecycle.NOTHING}
    stored = {"status": PLANNED, "version": 1, **lifecycle.stamp(by), **kept}
    digest = sent_again.content_of(new)
    kept_of_it = {**stored, "made_from": digest}
    found = tx.run(PLAN, id=new.id, values=kept_of_it, run=str(uuid.uuid4())).single(strict=True)
    if not found["made"]:
        sent_again.check(found, digest, by=by)
        return new.id
    named = lifecycle.link(tx, EVENT, new.id, links)
    set_hosts(tx, new.id, new.hosts)
    set_agenda(tx, new.id, new.agenda)
    send(tx, new.id, new.invited or (), sent=by.today, by=by)
    told = stored | {part: [name for _, name in ones] for part, ones in named.items() if ones}
    record(tx, [Change("Event", new.id, title(kept), "planned", after=told)], by=by)
    return new.id


@permitted("change", "event")
def change_event(tx: "ManagedTransaction", event_id: str, wanted: NewEvent, *, version: int, by: Actor) -> None:
    """Make an event say this from now on. Who came and what was decided stays as it is.

    Raises InvalidData for a held one moved to the future, Conflict for a stale version.
    """
    before = event(tx, event_id)
    _check(wanted)
    if before.status == HELD and first_day(str(wanted.says["start"])).isoformat() > by.today:
        raise InvalidData({"start": [STILL_TO_COME]})
    after = lifecycle.edit(tx, EVENT, event_id, wanted.says, version=version, by=by)
    set_hosts(tx, event_id, wanted.hosts)
    set_agenda(tx, event_id, wanted.agenda)
    if wanted.invited is not None:
        tx.run(WITHDRAW, id=event_id, kept=list(wanted.invited)).consume()
        send(tx, event_id, wanted.invited, sent=by.today, by=by)
    around = _around(before), _around(event(tx, event_id))
    if around[0] != around[1]:
        if after["version"] == version:
            tx.run(EVENT.texts.write, id=event_id, changes={"version": version + 1}).consume()
        record(tx, [Change("Event", event_id, title(after), "changed", before=around[0], after=around[1])], by=by)


def _around(shown: "Event") -> dict[str, list[str]]:
    return {
        "hosts": [host.name for host in shown.hosts],
        "agenda": [line.title for line in shown.agenda],
        "invited": [one.name for one in shown.invitations],
    }


def set_hosts(tx: "ManagedTransaction", event_id: str, hosts: Sequence[str]) -> None:
    """Replace the hosts of an event. Raises InvalidData for a body that is not there."""
    row = tx.run(HOST, id=event_id, hosts=list(hosts)).single()
    if hosts and (row is None or row["hosting"] != len(hosts)):
        raise InvalidData({"hosts": [NOT_LISTED]})


def make_newer(tx: "ManagedTransaction", event_id: str) -> None:
    """Give an event its next version, so that a form opened before learns of who came or was invited since."""
    tx.run(NEWER, id=event_id, lock=str(uuid.uuid4())).consume()


@permitted("change", "event")
def send(
    tx: "ManagedTransaction", event_id: str, ids: Sequence[str], *, sent: str, by: Actor
) -> list[tuple[str, bool]]:
    """Invite these people and bodies; the names of all, and whether each is new. Raises InvalidData."""
    wanted = sorted(set(ids))
    rows = tx.run(INVITE, id=event_id, ids=wanted, sent=sent, at=by.at, by=by.user_id)
    invited = [(row["name"], row["new"]) for row in rows]
    if len(invited) != len(wanted):
        raise InvalidData({"invited": [CHOOSE_INVITED]})
    return invited


def set_agenda(tx: "ManagedTransaction", event_id: str, agenda: Sequence[AgendaLine]) -> None:
    """Replace the agenda of an event."""
    tx.run(FORGET_AGENDA, id=event_id).consume()
    lines = [
        {"id": line.id, "title": line.title, "reason": line.reason, "issue": line.issue, "position": position}
        for position, line in enumerate(agenda)
    ]
    tx.run(ADD_AGENDA, id=event_id, lines=lines).consume()


def event(tx: "ManagedTransaction", event_id: str, *, deleted: bool = False) -> Event:
    """One event, a deleted one only where that is asked for. Raises NotFound."""
    row = tx.run(ONE, id=event_id, deleted=deleted).single()
    if row is None:
        raise NotFound("There is no such event. It may have been deleted.")
    return _event(row)


def events(
    tx: "ManagedTransaction",
    *,
    kind: str | None = None,
    host: str | None = None,
    days: tuple[str, str] = ("", "9999"),
    limit: int = 1_000,
) -> list[Event]:
    """Events that begin within these days, the latest first; of one kind, or with one host, where that is said."""
    since, until = days
    rows = tx.run(OF_KIND, kind=kind, host=host, since=since, until=until, limit=limit)
    return [_event(row) for row in rows]


def title(values: Mapping[str, Any]) -> str:
    """What history calls an event: its name and day."""
    return f"{values.get('name') or 'Event'}, {first_day(str(values['start'])).isoformat()}"


def _check(new: NewEvent) -> None:
    start, end = new.says.get("start"), new.says.get("last_day")
    if start and len(str(start)) < 10:
        raise InvalidData({"start": ["Say on which day. A month or a year is not enough for the calendar."]})
    if start and end and last_day(str(end)) < first_day(str(start)):
        raise InvalidData({"last_day": ["It ends before it starts. Check both days."]})
    if new.id in (new.says.get("part_of") or ()):
        raise InvalidData({"part_of": ["An event cannot be a part of itself."]})


def _event(row: Mapping[str, Any]) -> Event:
    stored = row["event"]
    links: dict[str, list[Link]] = {}
    for one in row["links"]:
        links.setdefault(one["part"], []).append(Link(one["id"], one["name"], one["label"]))
    return Event(
        id=stored["id"],
        kind=stored["kind"],
        name=stored["name"],
        start=stored["start"],
        status=stored["status"],
        version=stored["version"],
        values=stored,
        hosts=tuple(Link(**one) for one in row["hosts"]),
        links={part: tuple(ones) for part, ones in links.items()},
        invitations=tuple(Invited(**one) for one in row["invited"]),
        agenda=tuple(AgendaLine(a["title"], a["reason"] or "", a["issue"], a["id"]) for a in row["agenda"]),
        minutes=Minutes(
            attendees=tuple(Attendee(p["id"], p["name"], p["body"], p["role"]) for p in row["attendees"]),
            text=stored.get("minutes", ""),
            decisions=tuple((d["id"], d["text"], d["issue"]) for d in row["decisions"]),
        ),
    )
