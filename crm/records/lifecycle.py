"""What happens to a record of a declared kind: made, edited, deleted and restored, always with history.

An edit names the version it was made from and is refused when somebody saved meanwhile; what it changes is remembered
in `corrected`, so that no import overwrites it. A deletion is a mark (`deleted_at`) to be taken back.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotAllowed, NotFound, Stale
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.kinds import Kind, declare
from crm.storage.counters import bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Values = Mapping[str, Any]
Links = Mapping[str, Sequence[str]]  # a part -> the ids of the records named in it

# An office counts while it and the body it is in are on record. For queries in which it is called `post`.
POST_STANDS = (
    "post.deleted_at IS NULL AND NOT EXISTS { (post)-[:IN]->(gone:Organization) WHERE gone.deleted_at IS NOT NULL }"
)

CHANGED_MEANWHILE = "Somebody else saved this {noun} while you were working on it. Look at it again, then save."
NO_SUCH = "There is no such {noun}. It may have been deleted, or merged with another."
NOT_LISTED = "Choose from the list. What was chosen here is no longer in it."
NOTHING: tuple[object, ...] = (None, "", [], ())

PERSON = declare("Person", "person")
ORGANIZATION = declare("Organization", "organization")
POST = declare("Post", "seat or office")


def require_staff(by: Actor) -> None:
    """Only staff change these records; members may add a person they met. Raises NotAllowed."""
    if not by.sees_all:
        raise NotAllowed("Only staff may change this. Tell them what should be changed.")


def read(
    tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor, deleted: bool = False
) -> dict[str, Any]:
    """The stored properties. Those who see everything may ask for a deleted record too. Raises NotFound."""
    row = tx.run(kind.texts.read, id=record_id, deleted=deleted, sees_all=actor.sees_all).single()
    if row is None:
        raise NotFound(NO_SUCH.format(noun=kind.noun))
    return dict(row["stored"])


def create(
    tx: "ManagedTransaction", kind: Kind, record_id: str, content: Values, *, by: Actor, sent: object = None
) -> bool:
    """Make a record with a client-made id and say whether it is new; sent twice, it is made once.

    `content` has its properties, and for each part the ids of the records it names; `sent` is all that the form said
    where that is more. Raises NotAllowed, InvalidData for
    a record that is not there, and SavedBefore when the id was used for something else.
    """
    if not (by.may_write and kind is PERSON):
        require_staff(by)
    values, links = split(kind, content)
    kept = {name: value for name, value in values.items() if value not in NOTHING}
    stamped = {"version": 1, **stamp(by), "source": f"Typed in by {by.name}", **kept}
    digest, run = sent_again.content_of({**kept, **links} if sent is None else sent), str(uuid.uuid4())
    found = tx.run(kind.texts.create, id=record_id, values={**stamped, "made_from": digest}, run=run).single(
        strict=True
    )
    if not found["made"]:
        sent_again.check(found, digest, by=by)
        return False
    named = link(tx, kind, record_id, links)
    title = title_of(kind, stamped, named)
    record(tx, [Change(kind.label, record_id, title, "added", after=stamped | _told(named))], by=by)
    return True


def known(tx: "ManagedTransaction", kind: Kind, record_id: str, *, by: Actor) -> dict[str, Any] | None:
    """The stored properties of a record, deleted or not; None where there is none. Raises NotAllowed."""
    require_staff(by)
    row = tx.run(kind.texts.read, id=record_id, deleted=True, sees_all=True).single()
    return dict(row["stored"]) if row else None


def put(tx: "ManagedTransaction", kind: Kind, record_id: str, content: Values, *, by: Actor) -> None:
    """See to it that the record of this id says this: it is made, or brought back if it was deleted, and edited.

    For a record whose id follows from what it is about, such as a year's session, and not from the form that sent it.
    Raises NotAllowed, InvalidData, and Conflict when somebody else saved it at the same time.
    """
    stored = known(tx, kind, record_id, by=by)
    if stored is None:
        create(tx, kind, record_id, content, by=by)
        return
    if "deleted_at" in stored:
        restore(tx, kind, record_id, by=by)
        stored = read(tx, kind, record_id, actor=by)
    edit(tx, kind, record_id, content, version=stored["version"], by=by)


def split(kind: Kind, content: Values) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The properties, and the ids of the records named, of what was said."""
    parts = {part.name for part in kind.parts}
    values = {name: value for name, value in content.items() if name not in parts}
    return values, {name: list(dict.fromkeys(content[name] or ())) for name in parts if name in content}


def stamp(by: Actor) -> dict[str, str]:
    """Who recorded something, and when, as every record keeps it."""
    return {"recorded_at": by.at, "recorded_by": by.user_id, "recorded_name": by.name}


def touch(
    tx: "ManagedTransaction", kind: Kind, record_id: str, *, version: int | None = None, lock: str
) -> dict[str, Any]:
    """Lock a record that is not deleted and read it. With `version`, raises Conflict unless it is still that one."""
    row = tx.run(kind.texts.touch, id=record_id, lock=lock).single()
    if row is None or "deleted_at" in row["stored"]:
        raise NotFound(NO_SUCH.format(noun=kind.noun))
    if version is not None and row["stored"]["version"] != version:
        raise Stale(CHANGED_MEANWHILE.format(noun=kind.noun))
    return dict(row["stored"])


def edit(
    tx: "ManagedTransaction", kind: Kind, record_id: str, changes: Values, *, version: int, by: Actor
) -> dict[str, Any]:
    """Write what differs, as of `version`, and return the record as it now is. An empty value removes a property."""
    require_staff(by)
    before = touch(tx, kind, record_id, version=version, lock=by.at)
    values, links = split(kind, changes)
    wanted = {name: None if value in NOTHING else value for name, value in values.items()}
    differing = {name: value for name, value in wanted.items() if before.get(name) != value}
    was = linked(tx, kind, record_id) if links else {}
    moved = {part: ids for part, ids in links.items() if ids != [one for one, _ in was.get(part, ())]}
    if not differing and not moved:
        return before
    corrected = sorted({*before.get("corrected", []), *differing, *moved})
    written = {**differing, "corrected": corrected, "version": version + 1}
    after = dict(tx.run(kind.texts.write, id=record_id, changes=written).single(strict=True)["stored"])
    if moved:
        # What was deleted is not shown, so nobody took it out: among several it stays, to be there when it is restored.
        several = [part.name for part in kind.parts if part.many]
        tx.run(kind.texts.unlink, id=record_id, parts=sorted(moved), several=several).consume()
    named = link(tx, kind, record_id, moved)
    old = {name: before[name] for name in differing if name in before}
    new = {name: value for name, value in differing.items() if value is not None}
    told = _told({part: was.get(part, ()) for part in moved}), _told(named)
    title = title_of(kind, after, was | named)
    record(tx, [Change(kind.label, record_id, title, "edited", before=old | told[0], after=new | told[1])], by=by)
    told_of(tx, kind)
    return after


def delete(tx: "ManagedTransaction", kind: Kind, record_id: str, *, version: int, by: Actor) -> str:
    """Mark as deleted and return the name. The record leaves every list and search until it is restored."""
    require_staff(by)
    stored = touch(tx, kind, record_id, version=version, lock=by.at)
    tx.run(kind.texts.remove, id=record_id, at=by.at).consume()
    title = title_of(kind, stored, linked(tx, kind, record_id))
    record(tx, [Change(kind.label, record_id, title, "deleted", after={"deleted_at": by.at})], by=by)
    told_of(tx, kind)
    return title


def restore(tx: "ManagedTransaction", kind: Kind, record_id: str, *, by: Actor) -> dict[str, Any]:
    """Take a deletion back and return the record. Raises NotFound when there is nothing to take back."""
    require_staff(by)
    row = tx.run(kind.texts.touch, id=record_id, lock=by.at).single()
    if row is None or "deleted_at" not in row["stored"]:
        raise NotFound(f"This {kind.noun} is not deleted, so there is nothing to restore.")
    stored = dict(row["stored"])
    tx.run(kind.texts.revive, id=record_id).consume()
    gone = {"deleted_at": stored.pop("deleted_at")}
    title = title_of(kind, stored, linked(tx, kind, record_id))
    record(tx, [Change(kind.label, record_id, title, "restored", before=gone)], by=by)
    told_of(tx, kind)
    return stored


def told_of(tx: "ManagedTransaction", kind: Kind) -> None:
    """Tell what is kept in memory that a record of the kind changed; to be called last, for it holds a lock."""
    if kind.counter:
        bump(tx, kind.counter)


Named = Mapping[str, Sequence[tuple[str, str]]]  # a part -> (id, name) of the records named in it


def link(tx: "ManagedTransaction", kind: Kind, record_id: str, links: Links) -> dict[str, list[tuple[str, str]]]:
    """Name these records in these parts, and return them with their names. Raises InvalidData for one not there."""
    named: dict[str, list[tuple[str, str]]] = {}
    for said in kind.parts:
        ids = list(links.get(said.name, ()))
        rows = [{"part": said.name, "to": to, "position": position} for position, to in enumerate(ids)]
        there: dict[str, str] = {}
        for target in said.of if rows else ():
            there |= {
                row["id"]: row["name"] for row in tx.run(kind.texts.link[said.via, target], id=record_id, rows=rows)
            }
        if len(there) != len(ids):
            raise InvalidData({said.name: [NOT_LISTED]})
        if said.name in links:
            named[said.name] = [(one, there[one]) for one in ids]
    return named


def linked(tx: "ManagedTransaction", kind: Kind, record_id: str) -> dict[str, list[tuple[str, str]]]:
    """The records that this one names, by part, in their order; those deleted are left out."""
    if not kind.parts:
        return {}
    row = tx.run(kind.texts.linked, id=record_id).single()
    named: dict[str, list[tuple[str, str]]] = {}
    for one in row["links"] if row else ():
        named.setdefault(one["part"], []).append((one["id"], one["name"]))
    return named


def title_of(kind: Kind, stored: Values, named: Named) -> str:
    """What a record is called: as its kind says, else its own name."""
    if kind.titled:
        return kind.title(stored, {part: tuple(name for _, name in ones) for part, ones in named.items()})
    return str(stored.get("name") or stored.get("label") or "")


def _told(named: Named) -> dict[str, list[str]]:
    return {part: [name for _, name in ones] for part, ones in named.items() if ones}
