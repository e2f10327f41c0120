"""The maps of a legislature's districts that the office gave: the newest of each chamber is the one shown.

A map is the outlines of districts on the grid of a picture, by the names that a district may go by; which seat is a
district's is found anew each time, so that a map may come before or after the seats. One that is taken away gives way
to the one before it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from crm.errors import Conflict, InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.stakeholders.chambers import CHAMBERS, UPPER, WHOLE, chamber_name

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_DISTRICTS, MOST_RINGS, MOST_NUMBERS = 1_000, 2_000, 200_000
LONGEST = 1_000_000  # characters
FURTHEST = 10_000
SPOILT = "What was read of this file is no map. Choose the boundary file as the Census Bureau gives it."


@dataclass(frozen=True)
class District:
    """One district of a map: the names it may go by, and its closed rings, each as x, y, x, y, ..."""

    names: tuple[str, ...]
    rings: tuple[tuple[int, ...], ...]

    @property
    def keys(self) -> frozenset[str]:
        """Its names as they are compared."""
        return frozenset(district_key(name) for name in self.names)


@dataclass(frozen=True)
class DistrictMap:
    """A chamber's map; `file` is the boundary file that it was made from."""

    id: str
    chamber: str
    file: str
    recorded_at: str
    given_by: str
    districts: tuple[District, ...]


class DistrictSchema(Schema):
    """The gate of a district's outline, which comes out of a foreign file."""

    names = fields.List(
        fields.String(required=True, validate=validate.Length(1, 80)), required=True, validate=validate.Length(1, 12)
    )
    rings = fields.List(
        fields.List(
            fields.Integer(strict=True, validate=validate.Range(-FURTHEST, FURTHEST)), validate=validate.Length(6)
        ),
        required=True,
        validate=validate.Length(1, MOST_RINGS),
    )


NEWEST = """
MATCH (m:DistrictMap) WHERE m.deleted_at IS NULL
WITH m ORDER BY m.recorded_at DESC, m.id
WITH m.chamber AS chamber, head(collect(m)) AS m
RETURN m {.id, .chamber, .file, .recorded_at, .given_by, .districts} AS stored ORDER BY chamber
"""

KEPT = """
MATCH (m:DistrictMap) WHERE m.id IN $ids
RETURN m {.id, .chamber, .file, .recorded_at, .given_by, .districts} AS stored ORDER BY m.chamber
"""

ADD = """
MERGE (m:DistrictMap {key: $key})
ON CREATE SET m += $values
RETURN m.id AS id, m.districts AS districts, m.recorded_at = $at AS made
"""

MARK = """
MATCH (m:DistrictMap {id: $id}) SET m._lock = $at
WITH m WHERE (m.deleted_at IS NULL) = $standing
SET m.deleted_at = $deleted_at
RETURN m.chamber AS chamber, m.file AS file
"""


def district_key(name: str) -> str:
    """A district's name for comparing: "037" and "37" are one, and so are "01A" and "1A"."""
    words = name.casefold().replace("district", " ").split()
    return " ".join(word.lstrip("0") or "0" for word in words)


def district_maps(tx: "ManagedTransaction") -> dict[str, DistrictMap]:
    """The map that is shown of each chamber, by the chamber's key."""
    return {one.chamber: one for one in (_map(row["stored"]) for row in tx.run(NEWEST))}


def maps_kept(tx: "ManagedTransaction", ids: Sequence[str]) -> list[DistrictMap]:
    """The maps of these ids, shown or not, by chamber."""
    return [_map(row["stored"]) for row in tx.run(KEPT, ids=list(ids))]


def map_of(maps: Mapping[str, DistrictMap], chamber: str) -> DistrictMap | None:
    """The map of a chamber. A legislature of one chamber is drawn as an upper one by the Census Bureau."""
    return maps.get(chamber) or (maps.get(UPPER) if chamber == WHOLE else None)


@permitted("add", "ground")
def keep_maps(
    tx: "ManagedTransaction", key: str, drawn: Mapping[str, Sequence[Mapping[str, Any]]], *, file: str, by: Actor
) -> list[str]:
    """Keep the map of each chamber that a file has; see `keep_map`."""
    return [keep_map(tx, f"{key}|{chamber}", chamber, drawn[chamber], file=file, by=by) for chamber in drawn]


@permitted("add", "ground")
def keep_map(
    tx: "ManagedTransaction", key: str, chamber: str, drawn: Sequence[Mapping[str, Any]], *, file: str, by: Actor
) -> str:
    """Show this map of a chamber from now on, and return its id. Sent twice, it is kept once.

    Raises InvalidData for what is no map, and Conflict where the key was used for another.
    """
    text = json.dumps(checked(drawn), separators=(",", ":"))
    if chamber not in CHAMBERS or len(text) > LONGEST:
        raise InvalidData({"file": [SPOILT]})
    stamped = {"recorded_at": by.at, "recorded_by": by.user_id, "given_by": by.name}
    values = {"id": key, "chamber": chamber, "file": file[:120], "districts": text, **stamped}
    row = tx.run(ADD, key=key, values=values, at=by.at).single(strict=True)
    if row["districts"] != text:
        raise Conflict("This form was already saved with another file. Open it again, then save.")
    if row["made"]:
        told = {"file": file[:120], "districts": len(drawn)}
        record(tx, [Change("DistrictMap", key, _title(chamber), "added", after=told)], by=by)
    return str(row["id"])


@permitted("delete", "ground")
def remove_map(tx: "ManagedTransaction", map_id: str, *, by: Actor) -> str:
    """Take a map away, so that the one before it is shown again; returns what it was of."""
    return _marked(tx, map_id, by.at, "deleted", by)


@permitted("delete", "ground")
def restore_map(tx: "ManagedTransaction", map_id: str, *, by: Actor) -> str:
    """Show a map again that was taken away; returns what it is of."""
    return _marked(tx, map_id, None, "restored", by)


def checked(drawn: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was read of a file, when it is a map. Raises InvalidData."""
    wrong = not 1 <= len(drawn) <= MOST_DISTRICTS or bool(DistrictSchema(many=True).validate(drawn))
    if wrong or sum(len(ring) for one in drawn for ring in one["rings"]) > MOST_NUMBERS:
        raise InvalidData({"file": [SPOILT]})
    return [{"names": list(one["names"]), "rings": [list(ring) for ring in one["rings"]]} for one in drawn]


def _map(stored: Mapping[str, Any]) -> DistrictMap:
    return DistrictMap(**{**stored, "districts": _districts(json.loads(stored["districts"]))})


def _districts(stored: Sequence[Mapping[str, Any]]) -> tuple[District, ...]:
    return tuple(District(tuple(one["names"]), tuple(tuple(ring) for ring in one["rings"])) for one in stored)


def _title(chamber: str) -> str:
    return f"Map of the {chamber_name(chamber)}"


def _marked(tx: "ManagedTransaction", map_id: str, deleted_at: str | None, action: str, by: Actor) -> str:
    row = tx.run(MARK, id=map_id, at=by.at, standing=deleted_at is not None, deleted_at=deleted_at).single()
    if row is None:
        raise NotFound("There is no such map, or it is so already.")
    title = _title(row["chamber"])
    record(tx, [Change("DistrictMap", map_id, title, action, after={"file": row["file"]})], by=by)
    return title
