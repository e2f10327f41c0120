"""How many records of each kind there are, from the database's own count store: milliseconds at any size."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

# These come and go by themselves, so that fewer of them means nothing.
PASSING = frozenset({"Session", "OneTimeLink", "Throttle", "Guard"})

COUNTS = (
    "CALL db.stats.retrieve('GRAPH COUNTS') YIELD data RETURN data.nodes AS nodes, data.relationships AS relationships"
)


def counts(tx: "ManagedTransaction | Transaction") -> dict[str, int]:
    """The number of records of each label and relationship type that there are any of."""
    row = tx.run(COUNTS).single(strict=True)
    found = dict([*_numbers(row["nodes"], "label"), *_numbers(row["relationships"], "relationshipType")])
    return {kind: number for kind, number in sorted(found.items()) if number and kind not in PASSING}


def _numbers(entries: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, int]]:
    """The entries of one kind alone; the others are totals, and counts by the labels at either end."""
    for entry in entries:
        if kind in entry and not entry.keys() & {"startLabel", "endLabel"}:
            yield entry[kind], entry["count"]
