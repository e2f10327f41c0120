"""Follow-ups: what somebody promised to do, for whom, by when, and whether it is done.

A follow-up that arose from a contact is seen by whoever sees the contact, and goes with it when it is deleted;
besides, its owner and the one who recorded it see it. Staff and those two may change it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, InvalidData, NotFound
from crm.interactions.contact_form import NewFollowUp
from crm.office_time import last_day
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted, require
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Someone:
    """A person, body or issue as named beside a record."""

    id: str
    name: str


@dataclass(frozen=True)
class FollowUp:
    """Something to do. `due` is a day (None: no date), `done_at` an instant (None: open)."""

    id: str
    version: int
    text: str
    due: str | None
    done_at: str | None
    owner: Someone | None
    owed_to: tuple[Someone, ...]
    interaction_id: str | None
    recorded_at: str
    recorded_by: str
    sample: bool = False

    def overdue(self, today: str) -> bool:
        """Whether it is open and its day has passed; `today` is an ISO date."""
        return self.done_at is None and self.due is not None and self.due < today


@dataclass(frozen=True)
class FollowUpChange:
    """What a follow-up should say from now on; `due` a day or None, `owner` a person's id or None."""

    text: str
    due: str | None = None
    owner: str | None = None


SHOWN = """f {.*, owner: head([(o)-[:OWES]->(f) | o {.id, name: coalesce(o.short_name, o.name)}]),
  owed_to: [(f)-[:OWED_TO]->(t) | t {.id, name: coalesce(t.short_name, t.name)}],
  interaction_id: head([(f)-[:FROM]->(source:Interaction) | source.id])}"""

VISIBLE = f"""f.deleted_at IS NULL
  AND NOT EXISTS {{ (f)-[:FROM]->(gone:Interaction) WHERE gone.deleted_at IS NOT NULL }}
  AND ($sees_all OR f.recorded_by = $own_user OR EXISTS {{ (f)<-[:OWES]-(:Person {{id: $own_person}}) }}
    OR EXISTS {{ MATCH (f)-[:FROM]->(i:Interaction) WHERE {SEEN} }}
    OR (f.visibility = 'shared' AND NOT EXISTS {{ (f)-[:FROM]->(:Interaction) }}))"""

MAKE = """
MERGE (f:FollowUp {id: $id})
ON CREATE SET f += $values
WITH f
OPTIONAL MATCH (i:Interaction {id: $interaction})
FOREACH (_ IN CASE WHEN i IS NULL THEN [] ELSE [1] END | MERGE (f)-[:FROM]->(i))
WITH f
MATCH (owner:Person {id: $owner})
MERGE (owner)-[:OWES]->(f)
WITH f
UNWIND $owed_to AS person
MATCH (p:Person {id: person})
MERGE (f)-[:OWED_TO]->(p)
"""

EXISTING = "MATCH (p:Person) WHERE p.id IN $people AND p.deleted_at IS NULL RETURN collect(p.id) AS people"
SEEN_CONTACT = (
    f"MATCH (i:Interaction {{id: $id}}) WHERE i.deleted_at IS NULL AND {SEEN} RETURN i.visibility AS visibility"
)

CHANGE = """
MATCH (f:FollowUp {id: $id})
SET f._lock = $lock
WITH f WHERE f.version = $version
SET f.version = $version + 1, f.text = $text, f.due = $due
WITH f
OPTIONAL MATCH (:Person)-[old:OWES]->(f)
DELETE old
WITH DISTINCT f
MATCH (owner:Person {id: $owner})
MERGE (owner)-[:OWES]->(f)
RETURN f.id AS id
"""

FINISH = """
MATCH (f:FollowUp {id: $id})
SET f._lock = $lock
WITH f WHERE f.done_at IS NULL
SET f.done_at = $at, f.version = f.version + 1
RETURN f.id AS id
"""

REOPEN = """
MATCH (f:FollowUp {id: $id})
SET f._lock = $lock
WITH f WHERE f.done_at IS NOT NULL
SET f.version = f.version + 1
REMOVE f.done_at
RETURN f.id AS id
"""

ONE = f"MATCH (f:FollowUp {{id: $id}}) WHERE {VISIBLE} RETURN {SHOWN} AS f"

DUE = f"""
MATCH (f:FollowUp)
WHERE f.due <= $until AND f.done_at IS NULL AND {VISIBLE}
WITH f ORDER BY f.due, f.recorded_at, f.id LIMIT $limit
RETURN {SHOWN} AS f
"""

MINE = f"""
MATCH (:Person {{id: $me}})-[:OWES]->(f:FollowUp)
WHERE f.done_at IS NULL AND {VISIBLE}
WITH f ORDER BY coalesce(f.due, '9999'), f.recorded_at, f.id LIMIT $limit
RETURN {SHOWN} AS f
"""

OF_PERSON = f"""
MATCH (:Person {{id: $person}})-[:OWES|OWED_TO]-(f:FollowUp)
WITH DISTINCT f WHERE {VISIBLE}
WITH f, f.done_at IS NOT NULL AS done
ORDER BY done, CASE WHEN done THEN '' ELSE coalesce(f.due, '9999') END, f.done_at DESC, f.id LIMIT $limit
RETURN {SHOWN} AS f
"""


@permitted("add", "follow-up")
def add_follow_up(tx: "ManagedTransaction", new: NewFollowUp, *, by: Actor, interaction_id: str | None = None) -> str:
    """Record something to do, perhaps arising from a contact, and return its id. The same `new` twice makes one.

    Without an owner it is the actor's own. Raises InvalidData when the owner, or a person it is owed to, does not
    exist; NotFound for a contact that the actor does not see; NotAllowed for a viewer.
    """
    visibility = new.visibility
    if interaction_id is not None:
        contact = tx.run(SEEN_CONTACT, id=interaction_id, **by.sight).single()
        if contact is None:
            raise NotFound("There is no such contact.")
        visibility = contact["visibility"]
    owner = _existing_owner(tx, new.owner or by.person_id, new.owed_to)
    values: dict[str, Any] = {
        "id": new.id,
        "version": 1,
        "kind": "task",
        "text": new.text,
        "visibility": visibility,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "recorded_name": by.name,
        **({"due": last_day(new.due).isoformat()} if new.due else {}),
    }
    asked: dict[str, Any] = {"id": new.id, "values": values, "interaction": interaction_id or ""}
    tx.run(MAKE, **asked, owner=owner, owed_to=list(new.owed_to)).consume()
    shared = visibility == "shared"
    record(tx, [Change("FollowUp", new.id, new.text[:80], "added", after=values, staff_only=not shared)], by=by)
    return new.id


@permitted("change", "follow-up")
def change_follow_up(
    tx: "ManagedTransaction", follow_up_id: str, wanted: FollowUpChange, *, version: int, by: Actor
) -> None:
    """Change its words, day or owner.

    Raises NotFound, NotAllowed, InvalidData, and Conflict when somebody changed it first.
    """
    before = _may_change(tx, follow_up_id, by)
    if not wanted.text.strip():
        raise InvalidData({"text": ["Say what has to be done."]})
    owner = _existing_owner(tx, wanted.owner or (before.owner.id if before.owner else by.person_id), ())
    due = last_day(wanted.due).isoformat() if wanted.due else None
    changed: dict[str, Any] = {
        "id": follow_up_id,
        "version": version,
        "text": wanted.text.strip(),
        "due": due,
        "owner": owner,
    }
    if tx.run(CHANGE, **changed, lock=str(uuid.uuid4())).single() is None:
        raise Conflict(
            "Somebody else changed this follow-up while you were working on it. Look at it again, then save."
        )
    old = {"text": before.text, "due": before.due, "owner": before.owner.id if before.owner else None}
    new = {"text": changed["text"], "due": due, "owner": owner}
    record(tx, [Change("FollowUp", follow_up_id, before.text[:80], "edited", before=old, after=new)], by=by)


@permitted("change", "follow-up")
def finish(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Mark it done, now. Done twice is done once. Raises NotFound, NotAllowed."""
    _switch(tx, follow_up_id, FINISH, "done", by)


@permitted("change", "follow-up")
def reopen(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Undo `finish`. Raises NotFound, NotAllowed."""
    _switch(tx, follow_up_id, REOPEN, "opened again", by)


def follow_up(tx: "ManagedTransaction", follow_up_id: str, *, actor: Actor) -> FollowUp:
    """One follow-up. Raises NotFound."""
    row = tx.run(ONE, id=follow_up_id, **actor.sight).single()
    if row is None:
        raise NotFound("There is no such follow-up. The contact it came from may have been deleted.")
    return follow_up_of(row["f"])


def follow_ups_due(tx: "ManagedTransaction", until: str, *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones due on or before a day (ISO date), the longest overdue first."""
    return [follow_up_of(row["f"]) for row in tx.run(DUE, until=until, limit=limit, **actor.sight)]


def my_follow_ups(tx: "ManagedTransaction", *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones that the actor must do, by day, undated ones last."""
    if actor.person_id is None:
        return []
    return [follow_up_of(row["f"]) for row in tx.run(MINE, me=actor.person_id, limit=limit, **actor.sight)]


def follow_ups_of(tx: "ManagedTransaction", person_id: str, *, actor: Actor, limit: int = 100) -> list[FollowUp]:
    """What a person owes and is owed: open ones by day, undated ones after them, then done ones, newest first."""
    return [follow_up_of(row["f"]) for row in tx.run(OF_PERSON, person=person_id, limit=limit, **actor.sight)]


def follow_up_of(stored: Mapping[str, Any]) -> FollowUp:
    """From the map that SHOWN returns."""
    owner = stored["owner"]
    return FollowUp(
        id=stored["id"],
        version=stored["version"],
        text=stored["text"],
        due=stored.get("due"),
        done_at=stored.get("done_at"),
        owner=Someone(owner["id"], owner["name"]) if owner else None,
        owed_to=tuple(Someone(one["id"], one["name"]) for one in sorted(stored["owed_to"], key=lambda t: t["name"])),
        interaction_id=stored["interaction_id"],
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        sample=bool(stored.get("sample")),
    )


def _existing_owner(tx: "ManagedTransaction", owner: str | None, owed_to: tuple[str, ...]) -> str:
    if owner is None:
        raise InvalidData({"follow_up_owner": ["Choose who will do it."]})
    there = tx.run(EXISTING, people=[owner, *owed_to]).single(strict=True)["people"]
    if owner not in there:
        raise InvalidData({"follow_up_owner": ["Choose who will do it from the list."]})
    if missing := set(owed_to).difference(there):
        raise InvalidData({"owed_to": [f"{len(missing)} of the people it is promised to are no longer in the list."]})
    return owner


def _may_change(tx: "ManagedTransaction", follow_up_id: str, by: Actor) -> FollowUp:
    row = tx.run(ONE, id=follow_up_id, **by.sight).single()
    if row is None:
        raise NotFound("There is no such follow-up. The contact it came from may have been deleted.")
    found = follow_up_of(row["f"])
    own = row["f"]["recorded_by"] == by.user_id or (found.owner is not None and found.owner.id == by.person_id)
    require(by, "change", "follow-up", own=own)
    return found


def _switch(tx: "ManagedTransaction", follow_up_id: str, text: str, action: str, by: Actor) -> None:
    found = _may_change(tx, follow_up_id, by)
    if tx.run(text, id=follow_up_id, at=by.at, lock=str(uuid.uuid4())).single() is not None:
        record(tx, [Change("FollowUp", follow_up_id, found.text[:80], action, before={}, after={"on": by.at})], by=by)
