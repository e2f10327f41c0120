"""The picture of a person or a body: a photo or a logo, small, beside the name.

The picture is kept under the digest of its content, which is a property of the record; the one before it stays named
beside it, so that setting, replacing and taking off can each be undone. What is kept was made anew from what was
uploaded (importers/portraits.py), so it holds nothing but the picture.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, InvalidData, NotFound
from crm.records import kept_files, lifecycle
from crm.records.actor import Actor
from crm.records.kinds import Kind
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LARGEST_KEPT = 400_000  # bytes
TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
NO_PICTURE = "This is no picture that can be shown. Choose a PNG, JPEG or WebP."
FACTS = ("portrait", "portrait_file")  # the digest, and the name of the file it came from
FORMER = ("former_portrait", "former_portrait_file")


@dataclass(frozen=True)
class Portrait:
    """A record's picture: the name of whose it is, the version to change it with, the digest of the picture now
    (`portrait`) and of the one before."""

    record_id: str
    name: str
    version: int
    portrait: str | None
    file: str | None
    former: str | None


def portrait(tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor) -> Portrait:
    """What is known of a record's picture. Raises NotFound."""
    stored = lifecycle.read(tx, kind, record_id, actor=actor)
    said = (stored.get(name) for name in (*FACTS, FORMER[0]))
    return Portrait(record_id, str(stored["name"]), stored["version"], *said)


def picture(tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor) -> tuple[bytes, str]:
    """A record's picture and its type. Raises NotFound."""
    digest = portrait(tx, kind, record_id, actor=actor).portrait
    content = kept_files.kept(tx, digest) if digest else None
    if content is None:
        raise NotFound("There is no picture here.")
    return content, type_of(content)


def type_of(content: bytes) -> str:
    """The type of a picture by its first bytes. Raises InvalidData for anything else."""
    found = next((kind for start, kind in TYPES.items() if content.startswith(start)), None)
    if found is None or len(content) > LARGEST_KEPT:
        raise InvalidData({"file": [NO_PICTURE]})
    return found


@permitted("change", "person")
def set_photo(
    tx: "ManagedTransaction", person_id: str, content: bytes, *, file: str, version: int, by: Actor
) -> Portrait:
    """Show this picture of a person. Raises Conflict when somebody saved meanwhile."""
    shown = (_kept(tx, content, by), file[-120:])
    return _changed(tx, lifecycle.PERSON, person_id, shown, version, by)


@permitted("change", "organization")
def set_logo(
    tx: "ManagedTransaction", organization_id: str, content: bytes, *, file: str, version: int, by: Actor
) -> Portrait:
    """Show this picture of a body."""
    shown = (_kept(tx, content, by), file[-120:])
    return _changed(tx, lifecycle.ORGANIZATION, organization_id, shown, version, by)


@permitted("change", "person")
def take_photo_off(tx: "ManagedTransaction", person_id: str, *, version: int, by: Actor) -> Portrait:
    """Show a person's initials again."""
    return _changed(tx, lifecycle.PERSON, person_id, (None, None), version, by)


@permitted("change", "organization")
def take_logo_off(tx: "ManagedTransaction", organization_id: str, *, version: int, by: Actor) -> Portrait:
    """Show a body's initials again."""
    return _changed(tx, lifecycle.ORGANIZATION, organization_id, (None, None), version, by)


@permitted("change", "person")
def photo_before(tx: "ManagedTransaction", person_id: str, *, version: int, by: Actor) -> Portrait:
    """Show the picture again that a person had before the last change."""
    return _back(tx, lifecycle.PERSON, person_id, version, by)


@permitted("change", "organization")
def logo_before(tx: "ManagedTransaction", organization_id: str, *, version: int, by: Actor) -> Portrait:
    """Show the picture again that a body had before the last change."""
    return _back(tx, lifecycle.ORGANIZATION, organization_id, version, by)


def _kept(tx: "ManagedTransaction", content: bytes, by: Actor) -> str:
    type_of(content)
    return kept_files.keep(tx, content, at=by.at)


def _back(tx: "ManagedTransaction", kind: Kind, record_id: str, version: int, by: Actor) -> Portrait:
    stored = lifecycle.touch(tx, kind, record_id, version=version, lock=by.at)
    former = tuple(stored.get(name) for name in FORMER)
    if former == tuple(stored.get(name) for name in FACTS):
        raise Conflict("There is no other picture to go back to.")
    return _changed(tx, kind, record_id, (former[0], former[1]), version, by)


def _changed(
    tx: "ManagedTransaction",
    kind: Kind,
    record_id: str,
    shown: tuple[str | None, str | None],
    version: int,
    by: Actor,
) -> Portrait:
    before = lifecycle.touch(tx, kind, record_id, version=version, lock=by.at)
    changes: dict[str, Any] = dict(zip(FACTS, shown, strict=True))
    if before.get(FACTS[0]) != shown[0]:
        changes |= {former: before.get(name) for former, name in zip(FORMER, FACTS, strict=True)}
    lifecycle.edit(tx, kind, record_id, changes, version=version, by=by)
    return portrait(tx, kind, record_id, actor=by)
