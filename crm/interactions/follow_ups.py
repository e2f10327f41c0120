"""Follow-ups: what somebody promised to do, for whom, by when, and whether it is done.

A follow-up that arose from a contact is seen by whoever sees the contact, and goes with it when it is deleted;
besides, its owner and the one who recorded it see it. Staff and those two may change it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotFound, Stale
from crm.fields import Day
from crm.interactions.contact_form import NewFollowUp
from crm.office_time import last_day
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import may, permitted, require
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Someone:
    """A person, body or issue as named beside a record; `removed` where its own record was deleted since."""

    id: str
    name: str
    removed: bool = False


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
    may_edit: bool = False
    about: str = ""

    def overdue(self, today: str) -> bool:
        """Whether it is open and its day has passed; `today` is an ISO date."""
        return self.done_at is None and self.due is not None and self.due < today


@dataclass(frozen=True)
class FollowUpChange:
    """What a follow-up should say from now on; `due` a day or None, `owner` a person's id or None."""

    text: str
    due: str | None = None
    owner: str | None = None


class FollowUpChangeSchema(Schema):
    """What a form or the API says of a follow-up from now on. Loads to `FollowUpChange`."""

    text = fields.String(
        required=True,
        validate=validate.Length(1, 500, error="Say what has to be done, in at most 500 characters."),
        error_messages={"required": "Say what has to be done."},
    )
    due = Day(load_default=None, allow_none=True)
    owner = fields.String(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> FollowUpChange:
        return FollowUpChange(**data)


SHOWN = """f {.*, owner: head([(o)-[:OWES]->(f) |
    o {.id, name: coalesce(o.short_name, o.name), removed: o.deleted_at IS NOT NULL}]),
  owed_to: [(f)-[:OWED_TO]->(t) |
    t {.id, name: coalesce(t.short_name, t.name), removed: t.deleted_at IS NOT NULL}],
  interaction_id: head([(f)-[:FROM]->(source:Interaction) | source.id]),
  about: [(f)-[:ABOUT]->(i) | coalesce(i.title, i.identifier)]}"""

IN_SIGHT = f"""NOT EXISTS {{ (f)-[:FROM]->(gone:Interaction) WHERE gone.deleted_at IS NOT NULL }}
  AND ($sees_all OR f.recorded_by = $own_user OR EXISTS {{ (f)<-[:OWES]-(:Person {{id: $own_person}}) }}
    OR EXISTS {{ MATCH (f)-[:FROM]->(i:Interaction) WHERE {SEEN} }}
    OR (f.visibility = 'shared' AND NOT EXISTS {{ (f)-[:FROM]->(:Interaction) }}))"""
VISIBLE = f"f.deleted_at IS NULL AND {IN_SIGHT}"

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
RETURN f.id AS id
"""

HAND_OVER = """
MATCH (f:FollowUp {id: $id})
OPTIONAL MATCH ()-[old:OWES]->(f)
DELETE old
WITH DISTINCT f
MATCH (owner:Person {id: $owner})
MERGE (owner)-[:OWES]->(f)
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

DELETE = """
MATCH (f:FollowUp {id: $id})
SET f._lock = $lock
WITH f WHERE f.deleted_at IS NULL
SET f.deleted_at = $at, f.version = f.version + 1
RETURN f.id AS id
"""

RESTORE = """
MATCH (f:FollowUp {id: $id})
SET f._lock = $lock
WITH f WHERE f.deleted_at IS NOT NULL
SET f.version = f.version + 1
REMOVE f.deleted_at
RETURN f.id AS id
"""

EVER = f"MATCH (f:FollowUp {{id: $id}}) WHERE {IN_SIGHT} RETURN {SHOWN} AS f"

LISTED = f"""
MATCH (f:FollowUp)
WHERE {VISIBLE} AND (f.done_at IS NOT NULL) = $done
  AND ($owner IS NULL OR EXISTS {{ (:Person {{id: $owner}})-[:OWES]->(f) }})
WITH f ORDER BY CASE WHEN $done THEN '' ELSE coalesce(f.due, '9999') END, f.done_at DESC, f.recorded_at, f.id
WITH collect(f) AS everything
WITH everything[..$limit] AS some, size(everything) AS total
UNWIND some AS f
RETURN total, {SHOWN} AS f
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
    """Change its words, day or owner; without an owner it stays with whom it was.

    Raises NotFound, NotAllowed, InvalidData, and Conflict when somebody changed it first.
    """
    before = _may_change(tx, follow_up_id, by)
    if not wanted.text.strip():
        raise InvalidData({"text": ["Say what has to be done."]})
    was = before.owner.id if before.owner else None
    owner = was if was and wanted.owner in (None, was) else _existing_owner(tx, wanted.owner or by.person_id, ())
    due = last_day(wanted.due).isoformat() if wanted.due else None
    changed: dict[str, Any] = {
        "id": follow_up_id,
        "version": version,
        "text": wanted.text.strip(),
        "due": due,
    }
    if tx.run(CHANGE, **changed, lock=str(uuid.uuid4())).single() is None:
        raise Stale("Somebody else changed this follow-up while you were working on it. Look at it again, then save.")
    if owner != was:
        tx.run(HAND_OVER, id=follow_up_id, owner=owner).consume()
    old = {"text": before.text, "due": before.due, "owner": was}
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


@permitted("delete", "follow-up")
def delete_follow_up(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Take it out of every list; `restore_follow_up` undoes it. Raises NotFound, NotAllowed."""
    _switch(tx, follow_up_id, DELETE, "deleted", by)


@permitted("delete", "follow-up")
def restore_follow_up(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Bring a deleted one back. Raises NotFound, NotAllowed."""
    _switch(tx, follow_up_id, RESTORE, "restored", by)


def follow_up(tx: "ManagedTransaction", follow_up_id: str, *, actor: Actor) -> FollowUp:
    """One follow-up. Raises NotFound."""
    row = tx.run(ONE, id=follow_up_id, **actor.sight).single()
    if row is None:
        raise NotFound("There is no such follow-up. The contact it came from may have been deleted.")
    return follow_up_of(row["f"], actor)


def follow_ups_due(tx: "ManagedTransaction", until: str, *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones due on or before a day (ISO date), the longest overdue first."""
    return [follow_up_of(row["f"], actor) for row in tx.run(DUE, until=until, limit=limit, **actor.sight)]


def my_follow_ups(tx: "ManagedTransaction", *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones that the actor must do, by day, undated ones last."""
    if actor.person_id is None:
        return []
    return [follow_up_of(row["f"], actor) for row in tx.run(MINE, me=actor.person_id, limit=limit, **actor.sight)]


def listed_follow_ups(
    tx: "ManagedTransaction", *, actor: Actor, owner: str | None = None, done: bool = False, limit: int = 50
) -> tuple[list[FollowUp], int]:
    """Those that the actor may see, of one owner if given, and how many there are: open ones by day with undated ones
    last, or done ones, the latest first."""
    asked: dict[str, Any] = {"owner": owner, "done": done, "limit": limit}
    rows = list(tx.run(LISTED, asked, **actor.sight))
    return [follow_up_of(row["f"], actor) for row in rows], rows[0]["total"] if rows else 0


def follow_ups_of(tx: "ManagedTransaction", person_id: str, *, actor: Actor, limit: int = 100) -> list[FollowUp]:
    """What a person owes and is owed: open ones by day, undated ones after them, then done ones, newest first."""
    return [follow_up_of(row["f"], actor) for row in tx.run(OF_PERSON, person=person_id, limit=limit, **actor.sight)]


def follow_up_of(stored: Mapping[str, Any], actor: Actor) -> FollowUp:
    """From the map that SHOWN returns, as one reader may see it."""
    owner = stored["owner"]
    return FollowUp(
        id=stored["id"],
        version=stored["version"],
        text=stored["text"],
        due=stored.get("due"),
        done_at=stored.get("done_at"),
        owner=Someone(**owner) if owner else None,
        owed_to=tuple(Someone(**one) for one in sorted(stored["owed_to"], key=lambda t: t["name"])),
        interaction_id=stored["interaction_id"],
        about=", ".join(sorted(stored["about"])),
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        sample=bool(stored.get("sample")),
        may_edit=may(actor, "change", "follow-up", own=_is_own(stored, actor)),
    )


def _is_own(stored: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor recorded it, or is the one who must do it."""
    owner = stored["owner"]["id"] if stored["owner"] else None
    return stored["recorded_by"] == actor.user_id or (owner is not None and owner == actor.person_id)


def _existing_owner(tx: "ManagedTransaction", owner: str | None, owed_to: tuple[str, ...]) -> str:
    if owner is None:
        raise InvalidData({"follow_up_owner": ["Choose who will do it."]})
    there = tx.run(EXISTING, people=[owner, *owed_to]).single(strict=True)["people"]
    if owner not in there:
        raise InvalidData({"follow_up_owner": ["Choose who will do it from the list."]})
    if missing := set(owed_to).difference(there):
        raise InvalidData({"owed_to": [f"{len(missing)} of the people it is promised to are no longer in the list."]})
    return owner


def _may_change(tx: "ManagedTransaction", follow_up_id: str, by: Actor, text: str = ONE) -> FollowUp:
    row = tx.run(text, id=follow_up_id, **by.sight).single()
    if row is None:
        raise NotFound("There is no such follow-up. The contact it came from may have been deleted.")
    require(by, "change", "follow-up", own=_is_own(row["f"], by))
    return follow_up_of(row["f"], by)


def _switch(tx: "ManagedTransaction", follow_up_id: str, text: str, action: str, by: Actor) -> None:
    found = _may_change(tx, follow_up_id, by, EVER if text is RESTORE else ONE)
    if tx.run(text, id=follow_up_id, at=by.at, lock=str(uuid.uuid4())).single() is not None:
        record(tx, [Change("FollowUp", follow_up_id, found.text[:80], action, before={}, after={"on": by.at})], by=by)
