"""What happens to a person, organization or post record: made, edited, deleted and restored, always with history.

An edit names the version it was made from and is refused when somebody saved meanwhile; the properties it changes are
remembered in `corrected`, so that no import overwrites them. A deletion is a mark (`deleted_at`) to be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, NotAllowed, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Values = Mapping[str, Any]

# An office counts while it and the body it is in are on record. For queries in which it is called `post`.
POST_STANDS = (
    "post.deleted_at IS NULL AND NOT EXISTS { (post)-[:IN]->(gone:Organization) WHERE gone.deleted_at IS NOT NULL }"
)

CHANGED_MEANWHILE = "Somebody else saved this {noun} while you were working on it. Look at it again, then save."
NO_SUCH = "There is no such {noun}. It may have been deleted, or merged with another."


@dataclass(frozen=True)
class Kind:
    """One label of this room with the texts of its reads and writes, made once from the closed table below."""

    label: str
    noun: str
    read: str
    create: str
    touch: str
    write: str
    remove: str
    revive: str


def _kind(label: str, noun: str) -> Kind:
    found = f"MATCH (n:{label} {{id: $id}})"
    touched = f"{found} SET n._lock = $lock"
    return Kind(
        label=label,
        noun=noun,
        read=f"{found} WHERE n.deleted_at IS NULL OR ($deleted AND $sees_all) RETURN properties(n) AS stored",
        create=f"MERGE (n:{label} {{id: $id}}) ON CREATE SET n += $values RETURN n.recorded_at = $at AS made",
        touch=f"{touched} RETURN properties(n) AS stored",
        write=f"{found} SET n += $changes RETURN properties(n) AS stored",
        remove=f"{found} SET n.deleted_at = $at, n.version = n.version + 1 REMOVE n.search",
        revive=f"{found} SET n.version = n.version + 1 REMOVE n.deleted_at",
    )


PERSON = _kind("Person", "person")
ORGANIZATION = _kind("Organization", "organization")
POST = _kind("Post", "seat or office")


def require_staff(by: Actor) -> None:
    """Only staff change these records; members may add a person they met. Raises NotAllowed."""
    if not by.sees_all:
        raise NotAllowed("Only staff may change this. Tell them what should be changed.")


def read(
    tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor, deleted: bool = False
) -> dict[str, Any]:
    """The stored properties. Those who see everything may ask for a deleted record too. Raises NotFound."""
    row = tx.run(kind.read, id=record_id, deleted=deleted, sees_all=actor.sees_all).single()
    if row is None:
        raise NotFound(NO_SUCH.format(noun=kind.noun))
    return dict(row["stored"])


def create(tx: "ManagedTransaction", kind: Kind, record_id: str, values: Values, *, by: Actor) -> None:
    """Make a record with a client-made id; made twice with the same id, it is made once. Raises NotAllowed."""
    if not (by.may_write and kind is PERSON):
        require_staff(by)
    kept = {name: value for name, value in values.items() if value not in (None, "", [])}
    stamped = {
        "version": 1,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "source": f"Typed in by {by.name}",
        **kept,
    }
    if tx.run(kind.create, id=record_id, values=stamped, at=by.at).single(strict=True)["made"]:
        record(tx, [Change(kind.label, record_id, _name(stamped), "added", after=stamped)], by=by)


def touch(
    tx: "ManagedTransaction", kind: Kind, record_id: str, *, version: int | None = None, lock: str
) -> dict[str, Any]:
    """Lock a record that is not deleted and read it. With `version`, raises Conflict unless it is still that one."""
    row = tx.run(kind.touch, id=record_id, lock=lock).single()
    if row is None or "deleted_at" in row["stored"]:
        raise NotFound(NO_SUCH.format(noun=kind.noun))
    if version is not None and row["stored"]["version"] != version:
        raise Conflict(CHANGED_MEANWHILE.format(noun=kind.noun))
    return dict(row["stored"])


def edit(
    tx: "ManagedTransaction", kind: Kind, record_id: str, changes: Values, *, version: int, by: Actor
) -> dict[str, Any]:
    """Write what differs, as of `version`, and return the record as it now is. An empty value removes a property."""
    require_staff(by)
    before = touch(tx, kind, record_id, version=version, lock=by.at)
    wanted = {name: None if value in ("", []) else value for name, value in changes.items()}
    differing = {name: value for name, value in wanted.items() if before.get(name) != value}
    if not differing:
        return before
    corrected = sorted({*before.get("corrected", []), *differing})
    written = {**differing, "corrected": corrected, "version": version + 1}
    after = dict(tx.run(kind.write, id=record_id, changes=written).single(strict=True)["stored"])
    old = {name: before[name] for name in differing if name in before}
    new = {name: value for name, value in differing.items() if value is not None}
    record(tx, [Change(kind.label, record_id, _name(after), "edited", before=old, after=new)], by=by)
    return after


def delete(tx: "ManagedTransaction", kind: Kind, record_id: str, *, version: int, by: Actor) -> str:
    """Mark as deleted and return the name. The record leaves every list and search until it is restored."""
    require_staff(by)
    stored = touch(tx, kind, record_id, version=version, lock=by.at)
    tx.run(kind.remove, id=record_id, at=by.at).consume()
    record(tx, [Change(kind.label, record_id, _name(stored), "deleted", after={"deleted_at": by.at})], by=by)
    return _name(stored)


def restore(tx: "ManagedTransaction", kind: Kind, record_id: str, *, by: Actor) -> dict[str, Any]:
    """Take a deletion back and return the record. Raises NotFound when there is nothing to take back."""
    require_staff(by)
    row = tx.run(kind.touch, id=record_id, lock=by.at).single()
    if row is None or "deleted_at" not in row["stored"]:
        raise NotFound(f"This {kind.noun} is not deleted, so there is nothing to restore.")
    stored = dict(row["stored"])
    tx.run(kind.revive, id=record_id).consume()
    gone = {"deleted_at": stored.pop("deleted_at")}
    record(tx, [Change(kind.label, record_id, _name(stored), "restored", before=gone)], by=by)
    return stored


def _name(stored: Values) -> str:
    return str(stored.get("name") or stored.get("label") or "")
