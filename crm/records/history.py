"""History: one entry for every record that a write changed, with who, when, the old and the new values.

The entries of an import or a merge carry its `batch_id` and are the ledger from which it is undone.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Values = Mapping[str, Any]
# Entry ids follow from what happened, so that a unit that the driver runs twice writes its entries once.
LEDGER = uuid.UUID("6f0c7d3e-2f0b-4b53-9a51-0c5a1f7c2c11")
UNSHOWN = frozenset(
    {
        "version",
        "search",
        "recorded_at",
        "recorded_by",
        "recorded_name",
        "ledger",
        "password_hash",
        "hash",
        "_lock",
        "key",
        "to",
    }
    | {"portrait", "former_portrait", "former_portrait_file"}  # digests, beside the name of the file
    | {"people", "event"}  # ids beside names
    | {"worksheet"}  # a filed report's, which has a page of its own
)


@dataclass(frozen=True)
class Change:
    """What happened to one record. `before` is None for a new record, `after` is None for a removed one.
    `staff_only` entries are shown to those who see everything, and to nobody else."""

    label: str
    record_id: str
    record_name: str
    action: str
    before: Values | None = None
    after: Values | None = None
    staff_only: bool = True


@dataclass(frozen=True)
class HistoryEntry:
    """A change as it is shown: `differences` holds (property, old, new) for what differs."""

    at: str
    user_name: str
    action: str
    record_name: str
    record_id: str
    label: str
    batch_id: str | None
    differences: tuple[tuple[str, Any, Any], ...]


RECORD = """
UNWIND $rows AS row
MERGE (h:HistoryEntry {id: row.id})
SET h = row
"""

# An entry that was shared is not, while the contact it tells of, or arose from, is staff-only or deleted.
SEEN = """($sees_all OR h.user_id = $own_user OR NOT (h.staff_only
  OR EXISTS { MATCH (i:Interaction {id: h.record_id}) WHERE i.visibility <> 'shared' OR i.deleted_at IS NOT NULL }
  OR EXISTS { MATCH (:FollowUp {id: h.record_id})-[:FROM]->(i:Interaction)
    WHERE i.visibility <> 'shared' OR i.deleted_at IS NOT NULL }))"""

OF_RECORD = f"""
MATCH (h:HistoryEntry {{record_id: $record_id}})
WHERE {SEEN}
RETURN properties(h) AS entry ORDER BY h.at DESC, h.id LIMIT $limit
"""

# An import is one line: its own entry, not the thousands of what it brought in.
LATEST = f"""
MATCH (h:HistoryEntry)
WHERE h.at <= $until AND {SEEN}
  AND (h.batch_id IS NULL OR NOT EXISTS {{ (:ImportBatch {{id: h.batch_id}}) }})
RETURN properties(h) AS entry ORDER BY h.at DESC, h.id SKIP $skip LIMIT $limit
"""


def record(tx: "ManagedTransaction", changes: Iterable[Change], *, by: Actor, batch_id: str | None = None) -> None:
    """Write one entry per change, in the transaction of the change itself."""
    rows = [_row(change, by, batch_id) for change in changes]
    for start in range(0, len(rows), 2000):
        tx.run(RECORD, rows=rows[start : start + 2000]).consume()


def history_of(tx: "ManagedTransaction", record_id: str, *, actor: Actor, limit: int = 50) -> list[HistoryEntry]:
    """The entries of one record, newest first."""
    found = tx.run(OF_RECORD, record_id=record_id, limit=limit, **actor.sight)
    return [_entry(row["entry"]) for row in found]


def latest(tx: "ManagedTransaction", *, actor: Actor, skip: int = 0, limit: int = 50) -> list[HistoryEntry]:
    """Everything that was changed, newest first; what an import changed is told on the pages of the records."""
    found = tx.run(LATEST, until=actor.at, skip=skip, limit=limit, **actor.sight)
    return [_entry(row["entry"]) for row in found]


def _row(change: Change, by: Actor, batch_id: str | None) -> dict[str, object]:
    before, after = _packed(change.before), _packed(change.after)
    what = (by.at, by.user_id, change.label, change.record_id, change.action, before or "", after or "")
    row: dict[str, object] = {
        "id": str(uuid.uuid5(LEDGER, "|".join(what))),
        "at": by.at,
        "user_id": by.user_id,
        "user_name": by.name,
        "label": change.label,
        "record_id": change.record_id,
        "record_name": change.record_name,
        "action": change.action,
        "staff_only": change.staff_only,
    }
    optional = {"before": before, "after": after, "batch_id": batch_id}
    return row | {name: value for name, value in optional.items() if value is not None}


def _packed(values: Values | None) -> str | None:
    return None if values is None else json.dumps(dict(values), sort_keys=True, ensure_ascii=False)


def _entry(stored: Mapping[str, Any]) -> HistoryEntry:
    before = json.loads(stored.get("before", "{}"))
    after = json.loads(stored.get("after", "{}"))
    names = sorted((before.keys() | after.keys()) - UNSHOWN)
    return HistoryEntry(
        at=stored["at"],
        user_name=stored["user_name"],
        action=stored["action"],
        record_name=stored["record_name"],
        record_id=stored["record_id"],
        label=stored["label"],
        batch_id=stored.get("batch_id"),
        differences=tuple((n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)),
    )
