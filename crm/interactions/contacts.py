"""The contact log: who of ours was in contact with whom, when, how it went; written, edited, deleted, restored.

Who logged a contact, and staff, may change it; a deleted one is kept, and can be restored. What a contact does to ties
and stances is no matter of this room: `crm.acts.contacts` is the door through which one is logged, edited or deleted.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotFound, Stale
from crm.interactions.contact_facts import OURS, TEXTS, THEIRS, entry, facts_of, facts_of_new
from crm.interactions.contact_form import NewInteraction, check
from crm.interactions.follow_ups import SHOWN as FOLLOW_UP_SHOWN
from crm.interactions.follow_ups import FollowUp, Someone, add_follow_up, follow_up_of
from crm.interactions.notes import keep_note
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import record
from crm.records.permissions import may, permitted, require
from crm.records.visibility import SEEN
from crm.stakeholders.people import lock_people
from crm.vocabulary import CHANNELS
from crm.words import listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Interaction:
    """A logged contact as its reader may see it; private notes are not part of it (see notes.py).

    `at` is a day or an instant; `recorded_by` the name of who logged it; `deleted_at` is set while it is deleted.
    `event` is where it was, for those who see events.
    """

    id: str
    version: int
    key: str
    at: str
    on: str
    channel: str
    direction: str
    sentiment: int
    summary: str
    ask: str
    answer: str
    promise: str
    at_request: bool
    cost_cents: int | None
    visibility: str
    theirs: tuple[Someone, ...]
    ours: tuple[Someone, ...]
    issues: tuple[Someone, ...]
    follow_ups: tuple[FollowUp, ...]
    recorded_at: str
    recorded_by: str
    may_edit: bool
    deleted_at: str | None = None
    sample: bool = False
    place: str = ""
    event: Someone | None = None

    @property
    def title(self) -> str:
        """Such as "Meeting with Ann Reed and Bo Lee"."""
        return title_of(self.channel, [person.name for person in self.theirs])


@dataclass(frozen=True)
class Written:
    """A contact in the log: `stored` is what was written, and None where the same key had been written before."""

    id: str
    stored: Mapping[str, Any] | None


LOG = """
MERGE (i:Interaction {key: $key})
ON CREATE SET i += $values, i._lock = $run
RETURN i.id AS id, i.recorded_by AS recorded_by, i.made_from AS made_from, i.deleted_at AS gone, i._lock = $run AS made
"""

PARTS = """
MATCH (i:Interaction {id: $id})
UNWIND $parts AS part
MATCH (p:Person {id: part.person})
MERGE (p)-[took:TOOK_PART {key: part.key}]->(i)
SET took.part = part.part
"""

OTHER_PARTS = """
MATCH (p:Person)-[took:TOOK_PART]->(i:Interaction {id: $id}) WHERE NOT p.id IN $people
DELETE took
"""

OTHER_ISSUES = """
MATCH (i:Interaction {id: $id})-[about:ABOUT]->(n) WHERE NOT n.id IN $issues
DELETE about
"""

CONCERN = """
MATCH (i:Interaction {id: $id})
UNWIND $issues AS id
OPTIONAL MATCH (issue:Issue {id: id})
OPTIONAL MATCH (bill:Bill {id: id})
WITH i, coalesce(issue, bill) AS n WHERE n IS NOT NULL
MERGE (i)-[:ABOUT]->(n)
RETURN count(n) AS found
"""

OTHER_EVENTS = """
MATCH (i:Interaction {id: $id})-[at:AT]->(e:Event) WHERE ($event IS NULL AND e.deleted_at IS NULL) OR e.id <> $event
DELETE at
"""

TAKE_PLACE = """
MATCH (i:Interaction {id: $id}), (e:Event {id: $event})
WHERE e.deleted_at IS NULL OR EXISTS { (i)-[:AT]->(e) }
MERGE (i)-[:AT]->(e)
RETURN e.id AS id
"""

CHANGE = """
MATCH (i:Interaction {id: $id})
SET i._lock = $lock
WITH i WHERE i.version = $version AND i.deleted_at IS NULL
SET i += $values, i.version = $version + 1
RETURN i.id AS id
"""

DELETE = """
MATCH (i:Interaction {id: $id})
SET i._lock = $lock
WITH i WHERE i.deleted_at IS NULL
SET i.deleted_at = $at, i.version = i.version + 1
RETURN i.id AS id
"""

RESTORE = """
MATCH (i:Interaction {id: $id})
SET i._lock = $lock
WITH i WHERE i.deleted_at IS NOT NULL
SET i.version = i.version + 1, i.absences = coalesce(i.absences, []) + (i.deleted_at + '/' + $at)
REMOVE i.deleted_at
RETURN i.id AS id
"""

SHOWN = f"""
RETURN properties(i) AS stored,
  [(p:Person)-[took:TOOK_PART]->(i) |
    {{id: p.id, name: p.name, part: took.part, removed: p.deleted_at IS NOT NULL}}] AS parts,
  [(i)-[:ABOUT]->(n) |
    {{id: n.id, name: coalesce(n.title, n.identifier, ''), removed: n.deleted_at IS NOT NULL}}] AS issues,
  head([(i)-[:AT]->(e:Event) WHERE e.deleted_at IS NULL | {{id: e.id, name: e.name}}]) AS event,
  COLLECT {{ MATCH (i)<-[:FROM]-(f:FollowUp) WHERE f.deleted_at IS NULL RETURN {FOLLOW_UP_SHOWN} }} AS follow_ups
"""

ONE = f"""
MATCH (i:Interaction {{id: $id}})
WHERE {SEEN} AND (i.deleted_at IS NULL OR $sees_all OR i.recorded_by = $own_user)
{SHOWN}
"""

OF_PERSON = f"""
MATCH (:Person {{id: $person}})-[:TOOK_PART]->(i:Interaction)
WHERE i.deleted_at IS NULL AND {SEEN}
WITH DISTINCT i ORDER BY i.at DESC, i.id SKIP $skip LIMIT $limit
{SHOWN}
"""

RECENT = f"""
MATCH (i:Interaction)
WHERE i.at > '' AND i.deleted_at IS NULL AND {SEEN}
WITH i ORDER BY i.at DESC, i.id SKIP $skip LIMIT $limit
{SHOWN}
"""


@permitted("add", "contact")
def write_interaction(tx: "ManagedTransaction", new: NewInteraction, *, by: Actor) -> Written:
    """Record a contact; the same `new` sent twice, even at once, makes one record.

    Raises InvalidData (field -> sentences), NotAllowed for a viewer, and SavedBefore when its key was used for other
    content, for a contact deleted since, or by somebody else.
    """
    check(new, by)
    names = _locked(tx, new)
    content = sent_again.content_of(new)
    values = {"id": new.id, "version": 1, "made_from": content, **_values(new, by), **_stamp(by)}
    values = {name: value for name, value in values.items() if value is not None}
    made = tx.run(LOG, key=new.key, values=values, run=str(uuid.uuid4())).single(strict=True)
    if not made["made"]:
        sent_again.check(made, content, by=by)
        return Written(str(made["id"]), None)
    _write_parts(tx, new.id, new, by)
    title = title_of(new.channel, [names[person] for person in new.theirs])
    record(tx, [entry(new.id, title, "logged", None, facts_of_new(new, values, names))], by=by)
    if new.follow_up:
        owner = new.follow_up.owner or by.person_id or new.ours[0]
        add_follow_up(tx, replace(new.follow_up, owner=owner), by=by, interaction_id=new.id)
    if new.private_note:
        keep_note(tx, new.id, new.private_note, by=by)
    return Written(new.id, values)


@permitted("change", "contact")
def rewrite_interaction(
    tx: "ManagedTransaction", interaction_id: str, new: NewInteraction, *, version: int, by: Actor
) -> Interaction:
    """Replace what a contact says (`new.key`, `follow_up` and `private_note` are not used), and return what it said.

    A day that is left as it was keeps its time of day. Raises NotFound, NotAllowed, InvalidData, and Conflict when
    `version` is no longer the latest.
    """
    before = _editable(tx, interaction_id, by)
    check(new, by)
    names = _locked(tx, new, also=before)
    values = _values(new, by, at=before.at)
    if tx.run(CHANGE, id=interaction_id, version=version, values=values, lock=str(uuid.uuid4())).single() is None:
        raise Stale("Somebody else changed this contact while you were working on it. Look at it again, then save.")
    tx.run(OTHER_PARTS, id=interaction_id, people=list(new.people)).consume()
    tx.run(OTHER_ISSUES, id=interaction_id, issues=list(new.issues)).consume()
    if may(by, "see", "event"):  # who sees no events leaves the one that is there
        tx.run(OTHER_EVENTS, id=interaction_id, event=new.event).consume()
    _write_parts(tx, interaction_id, new, by)
    told = entry(interaction_id, before.title, "edited", facts_of(before), facts_of_new(new, values, names))
    record(tx, [told], by=by)
    return before


@permitted("delete", "contact")
def withdraw_interaction(tx: "ManagedTransaction", interaction_id: str, *, by: Actor) -> tuple[Interaction, ...]:
    """Take a contact out of every list; returns its states around that, none when it was out. Raises NotFound,
    NotAllowed."""
    return _switch(tx, interaction_id, DELETE, "deleted", by)


@permitted("delete", "contact")
def reinstate_interaction(tx: "ManagedTransaction", interaction_id: str, *, by: Actor) -> tuple[Interaction, ...]:
    """Bring a withdrawn contact back; returns its states around that. Raises NotFound, NotAllowed."""
    return _switch(tx, interaction_id, RESTORE, "restored", by)


def interaction(tx: "ManagedTransaction", interaction_id: str, *, actor: Actor) -> Interaction:
    """One contact; a deleted one only to those who may restore it. Raises NotFound."""
    row = tx.run(ONE, id=interaction_id, **actor.sight).single()
    if row is None:
        raise NotFound("There is no such contact. It may have been deleted.")
    return interaction_of(row, actor)


def interactions_of(
    tx: "ManagedTransaction", person_id: str, *, actor: Actor, skip: int = 0, limit: int = 50
) -> list[Interaction]:
    """The contacts in which a person took part, on either side, newest first."""
    rows = tx.run(OF_PERSON, person=person_id, skip=skip, limit=limit, **actor.sight)
    return [interaction_of(row, actor) for row in rows]


def recent(tx: "ManagedTransaction", *, actor: Actor, skip: int = 0, limit: int = 20) -> list[Interaction]:
    """The latest contacts that the actor may see, newest first."""
    return [interaction_of(row, actor) for row in tx.run(RECENT, skip=skip, limit=limit, **actor.sight)]


def title_of(channel: str, theirs: Iterable[str]) -> str:
    """Such as "Meeting with Ann Reed, Bo Lee and 2 others"."""
    names = list(theirs)
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} others"]
    together = listing(names)
    return f"{CHANNELS[channel].words} with {together}"


def _locked(tx: "ManagedTransaction", new: NewInteraction, also: Interaction | None = None) -> dict[str, str]:
    """Lock everybody concerned and return the names. Raises InvalidData when one of the people named is gone."""
    earlier = (*also.theirs, *also.ours) if also else ()
    names = lock_people(tx, {*new.people, *(person.id for person in earlier)})
    names = {person.id: person.name for person in earlier} | names
    sides = ((THEIRS, new.theirs), (OURS, new.ours))
    gone = {side: [one for one in people if one not in names] for side, people in sides}
    sentence = "One of these people is no longer in the list. Take them out, or choose them again."
    if errors := {side: [sentence] for side, people in gone.items() if people}:
        raise InvalidData(errors)
    return names


def _write_parts(tx: "ManagedTransaction", interaction_id: str, new: NewInteraction, by: Actor) -> None:
    sides = ((THEIRS, new.theirs), (OURS, new.ours))
    parts = [
        {"person": person, "key": f"{person}|{interaction_id}", "part": part}
        for part, people in sides
        for person in people
    ]
    tx.run(PARTS, id=interaction_id, parts=parts).consume()
    if new.issues:
        found = tx.run(CONCERN, id=interaction_id, issues=list(new.issues)).single(strict=True)["found"]
        if found != len(new.issues):
            raise InvalidData({"issues": ["Choose issues and bills from the list."]})
    if new.event and not (may(by, "see", "event") and tx.run(TAKE_PLACE, id=interaction_id, event=new.event).single()):
        raise InvalidData({"event": ["This event is no longer there. Choose another, or none."]})


def _values(new: NewInteraction, by: Actor, at: str | None = None) -> dict[str, Any]:
    """What is stored of a contact; None removes a property on an edit. Without a time it was now, or stays `at`."""
    return {
        "at": at if at is not None and new.at in (None, by.day_of(at)) else new.at or by.at,
        "channel": new.channel,
        "direction": new.direction,
        "sentiment": new.sentiment,
        **{name: getattr(new, name) or None for name in TEXTS},
        "at_request": new.at_request,
        "cost_cents": new.cost_cents,
        "visibility": new.visibility,
    }


def _stamp(by: Actor) -> dict[str, str]:
    return {"recorded_at": by.at, "recorded_by": by.user_id, "recorded_name": by.name, "source": f"Logged by {by.name}"}


def _editable(tx: "ManagedTransaction", interaction_id: str, by: Actor) -> Interaction:
    found = interaction(tx, interaction_id, actor=by)
    require(by, "change", "contact", own=found.may_edit)
    return found


def _switch(
    tx: "ManagedTransaction", interaction_id: str, text: str, action: str, by: Actor
) -> tuple[Interaction, ...]:
    """Delete or restore; done twice is done once."""
    found = _editable(tx, interaction_id, by)
    lock_people(tx, {person.id for person in (*found.theirs, *found.ours)})
    if tx.run(text, id=interaction_id, at=by.at, lock=str(uuid.uuid4())).single() is None:
        return ()
    facts = {"visibility": found.visibility}
    after = {**facts, "deleted": action == "deleted"}
    record(tx, [entry(interaction_id, found.title, action, facts, after)], by=by)
    now = interaction(tx, interaction_id, actor=by)  # an edit may have come between the first look and the lock
    return found, now


def interaction_of(row: Mapping[str, Any], actor: Actor) -> Interaction:
    """From a row that SHOWN returns."""
    stored = row["stored"]
    texts = {name: stored.get(name, "") for name in TEXTS}
    event = row["event"] if may(actor, "see", "event") else None
    plain = {name: stored[name] for name in ("id", "version", "key", "at", "channel", "direction", "sentiment")}
    people = sorted(row["parts"], key=lambda part: (part["name"], part["id"]))
    follow_ups = [follow_up_of(one, actor) for one in row["follow_ups"]]
    return Interaction(
        **plain,
        **texts,
        on=actor.day_of(stored["at"]),
        at_request=stored.get("at_request", False),
        cost_cents=stored.get("cost_cents"),
        visibility=stored["visibility"],
        theirs=tuple(Someone(p["id"], p["name"], p["removed"]) for p in people if p["part"] == THEIRS),
        ours=tuple(Someone(p["id"], p["name"], p["removed"]) for p in people if p["part"] == OURS),
        issues=tuple(Someone(**n) for n in sorted(row["issues"], key=lambda n: n["name"])),
        follow_ups=tuple(sorted(follow_ups, key=lambda one: (one.due or "9999", one.id))),
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        may_edit=may(actor, "change", "contact", own=stored["recorded_by"] == actor.user_id),
        deleted_at=stored.get("deleted_at"),
        sample=bool(stored.get("sample")),
        event=Someone(event["id"], event["name"]) if event else None,
    )
