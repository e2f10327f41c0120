"""The history of a record as its page shows it: an import's many entries for one record are told as one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.records.history import HistoryEntry, history_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

RECORDS = ("Person", "Organization", "Post")


def record_history(tx: "ManagedTransaction", record_id: str, *, actor: Actor) -> tuple[HistoryEntry, ...]:
    """The changes of a record, newest first, each batch once."""
    return tuple(told(history_of(tx, record_id, actor=actor, limit=200)))


def told(entries: list[HistoryEntry]) -> list[HistoryEntry]:
    """Entries of one batch become one: the one about the record itself, with how many links came along."""
    found: dict[str, list[HistoryEntry]] = {}
    for number, entry in enumerate(entries):
        found.setdefault(entry.batch_id or f"alone {number}", []).append(entry)
    return [_one(together) for together in found.values()]


def _one(together: list[HistoryEntry]) -> HistoryEntry:
    first = next((entry for entry in together if entry.label in RECORDS), together[0])
    more = len(together) - 1
    if not more:
        return first
    return replace(first, action=f"{first.action}, with {more} {'link' if more == 1 else 'links'} to other records")
