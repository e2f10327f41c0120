"""Identifiers: the names that sources use for a record ("ocd-person", "nces-leaid"), dated because sources re-use them.

A record's own id is never one of these: Open States has given three dead members' ids to their successors.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

IDENTIFIER_IDS = uuid.UUID("0c9f5a0e-6a3a-4f0f-8a8c-6d1c1f0a7b52")


@dataclass(frozen=True)
class Identifier:
    """A scheme and value, valid from `start_date` until `end_date` (both perhaps unknown)."""

    scheme: str
    value: str
    start_date: str | None = None
    end_date: str | None = None
    source: str | None = None

    @property
    def key(self) -> str:
        return f"{self.scheme}|{self.value}|{self.start_date or ''}"

    @property
    def id(self) -> str:
        """The node's id: it follows from the key, so that a repeated write makes no second node."""
        return str(uuid.uuid5(IDENTIFIER_IDS, self.key))


OF_RECORD = """
MATCH (record:Person|Organization|Post|Area {id: $id})<-[:IDENTIFIES]-(i:Identifier)
RETURN properties(i) AS identifier ORDER BY i.scheme, i.value, i.key LIMIT 200
"""

BEARER = """
MATCH (i:Identifier {value: $value})-[:IDENTIFIES]->(record)
WHERE i.scheme = $scheme AND coalesce(i.start_date, '') <= $on AND coalesce(i.end_date, '9999') > $on
  AND record.deleted_at IS NULL
RETURN record.id AS id ORDER BY coalesce(i.start_date, '') DESC LIMIT 1
"""

ADD = """
MATCH (record:Person|Organization|Post|Area {id: $record_id})
MERGE (i:Identifier {key: $key})
ON CREATE SET i += $values
MERGE (i)-[:IDENTIFIES]->(record)
WITH i
MATCH (i)-[:IDENTIFIES]->(bearer)
RETURN collect(bearer.id) AS bearers
"""


def identifiers_of(tx: "ManagedTransaction", record_id: str) -> list[Identifier]:
    """What sources call a record."""
    return [_identifier(row["identifier"]) for row in tx.run(OF_RECORD, id=record_id)]


def bearer(tx: "ManagedTransaction", scheme: str, value: str, *, on: str) -> str | None:
    """The id of the record that a source called by this value on a day (ISO); None when there is none."""
    row = tx.run(BEARER, scheme=scheme, value=value, on=on).single()
    return None if row is None else str(row["id"])


@permitted("add", "identifier")
def add_identifier(tx: "ManagedTransaction", record_id: str, new: Identifier, *, by: Actor) -> None:
    """Give a record an identifier. Raises InvalidData when it already names another record on those dates."""
    values = {name: value for name, value in asdict(new).items() if value}
    stamped = {**values, "id": new.id, "key": new.key, "recorded_at": by.at, "recorded_by": by.user_id}
    row = tx.run(ADD, record_id=record_id, key=new.key, values=stamped).single()
    if row is None:
        raise NotFound("There is no such record to name.")
    if len(row["bearers"]) > 1:
        raise InvalidData(
            {"value": [f"{new.scheme} {new.value} already names another record. Give the date it changed hands."]}
        )
    record(tx, [Change("Identifier", new.id, new.value, "added", after={**values, "names": record_id})], by=by)


def _identifier(stored: Mapping[str, Any]) -> Identifier:
    return Identifier(stored["scheme"], stored["value"], *(stored.get(n) for n in ("start_date", "end_date", "source")))
