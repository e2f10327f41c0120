"""Records of declared kinds, as they are shown and listed; adding and changing one through its gate.

Who may see a kind is asked here, so that every door asks the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm.errors import InvalidData, NotFound
from crm.office_time import day_of, first_day, last_day
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.kinds import Kind, in_words
from crm.records.permissions import may, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_LISTED = 5_000
ALWAYS = ("", "9999-99-99")


@dataclass(frozen=True)
class Link:
    """A record named by another. `label` is its kind in the graph."""

    id: str
    name: str
    label: str


@dataclass(frozen=True)
class Record:
    """One record: `values` are its properties, `links` whom and what it names, by field."""

    kind: Kind
    id: str
    version: int
    values: Mapping[str, Any]
    links: Mapping[str, tuple[Link, ...]]

    @property
    def title(self) -> str:
        return self.kind.title(self.values, self.names)

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """The names of those it names, by field."""
        return {part: tuple(one.name for one in ones) for part, ones in self.links.items()}

    @property
    def day(self) -> str:
        return str(self.values.get(self.kind.day) or "")

    def recorded_afterwards(self, zone: ZoneInfo) -> bool:
        """Whether it was first known on a later day, in the office's zone, than its own."""
        return bool(self.day) and last_day(self.day).isoformat() < day_of(self.known_on, zone)

    @property
    def known_on(self) -> str:
        """When it was first known: a day, as a sheet of past records says, else the instant it was recorded."""
        return str(self.values.get("known_on") or self.values.get("recorded_at") or "")

    def said(self, name: str) -> str:
        """A field in words, "" when nothing is said."""
        return in_words(self.kind.field(name), self.values, self.names)

    def content(self) -> dict[str, Any]:
        """What its form, and the API, take and give: every field by name."""
        values = {one.name: self.values.get(one.name) for one in self.kind.properties}
        return values | {one.name: [link.id for link in self.links.get(one.name, ())] for one in self.kind.parts}


def add_record(tx: "ManagedTransaction", kind: Kind, record_id: str, content: Mapping[str, Any], *, by: Actor) -> str:
    """Record what the kind's schema loaded, under a client-made id, and return the id.

    The same id with the same content is the same record; with other content it raises Conflict. Raises InvalidData,
    NotAllowed.
    """
    require(by, "add", kind.permission)
    check(kind, content, today=by.today)
    lifecycle.create(tx, kind, record_id, {**content, **_ended(kind, content, {}, by)}, by=by)
    return record_id


def change_record(
    tx: "ManagedTransaction", kind: Kind, record_id: str, content: Mapping[str, Any], *, version: int, by: Actor
) -> None:
    """Make the record say this from now on. Raises InvalidData, NotAllowed, NotFound, Conflict for a stale version."""
    require(by, "change", kind.permission)
    check(kind, content, today=by.today)
    before = lifecycle.read(tx, kind, record_id, actor=by)
    changes = {**content, **_ended(kind, content, before, by)}
    lifecycle.edit(tx, kind, record_id, changes, version=version, by=by)


def check(kind: Kind, content: Mapping[str, Any], *, today: str) -> None:
    """The rules over several fields. Raises InvalidData."""
    day, end = content.get(kind.day), content.get("end")
    if day and not kind.ahead and first_day(day).isoformat() > today:
        raise InvalidData({kind.day: ["This day is still to come. Record it when it has happened."]})
    if day and end and last_day(end) < first_day(day):
        raise InvalidData({"end": ["The end is before the start. Check both dates."]})
    if lacking := kind.lacks(content):
        raise InvalidData(dict(lacking))


def record(tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor, deleted: bool = False) -> Record:
    """One record. Those who see everything may ask for a deleted one too. Raises NotFound."""
    if not may(actor, "see", kind.permission):
        raise NotFound(lifecycle.NO_SUCH.format(noun=kind.noun))
    lifecycle.read(tx, kind, record_id, actor=actor, deleted=deleted)
    return _record(kind, tx.run(kind.texts.linked, id=record_id).single(strict=True))


def records(
    tx: "ManagedTransaction",
    kind: Kind,
    *,
    actor: Actor,
    days: tuple[str, str] = ALWAYS,
    about: str | None = None,
    limit: int = MOST_LISTED,
) -> list[Record]:
    """Those whose own day lies in `days` (first and last), the latest first; `about` is somebody or something named."""
    if not may(actor, "see", kind.permission):
        return []
    since, until = days
    asked = {"since": since, "until": until, "about": about, "limit": limit}
    return [_record(kind, row) for row in tx.run(kind.texts.list, asked)]


def _ended(kind: Kind, values: Mapping[str, Any], before: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """An end is known from the day it was recorded, which may be long after the record itself."""
    if not kind.lasting or (values.get("end") or None) == before.get("end"):
        return {}
    return {"end_recorded_at": by.at if values.get("end") else None, "end_known_on": None}


def _record(kind: Kind, row: Any) -> Record:
    links: dict[str, list[Link]] = {}
    for one in row["links"]:
        links.setdefault(one["part"], []).append(Link(one["id"], one["name"], one["label"]))
    stored = dict(row["stored"])
    return Record(kind, stored["id"], stored["version"], stored, {part: tuple(ones) for part, ones in links.items()})
