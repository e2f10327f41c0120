"""Numbers that say that something changed: bumped in the transaction that changes it, read with every question.

A projection in memory is fresh when the counter it was read at still stands. They are kept in this one place so that
they can become a change log without a caller noticing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

TIES = "ties"
TIES_REMOVED = "ties_removed"  # people or ties left otherwise than by evidence: everything is read anew
STRUCTURE = "structure"
PREFERENCES = "preferences"
GATHERINGS = "gatherings"  # which events there were, and who came
COUNTERS = (TIES, TIES_REMOVED, STRUCTURE, PREFERENCES, GATHERINGS)

# The constant touch takes the lock before the value is read; `value + 1` alone would lose concurrent bumps.
BUMP = """
MERGE (counter:Counter {id: $id})
SET counter._lock = $id
WITH counter
SET counter.value = coalesce(counter.value, 0) + 1
RETURN counter.value AS value
"""
ADVANCE = """
UNWIND $past AS one
MERGE (counter:Counter {id: one.id})
SET counter._lock = one.id
WITH counter, one
SET counter.value = CASE WHEN coalesce(counter.value, 0) > one.value THEN counter.value ELSE one.value END + 1
"""
READ = "MATCH (counter:Counter) WHERE counter.id IN $ids RETURN counter.id AS id, coalesce(counter.value, 0) AS value"


def bump(tx: "ManagedTransaction", counter: str) -> int:
    """Add one and return the new value. Holds the counter's lock until the transaction ends, so do it last."""
    return int(tx.run(BUMP, id=counter).single(strict=True)["value"])


def values(tx: "ManagedTransaction", *counters: str) -> dict[str, int]:
    """The value of each counter; one that was never bumped is 0."""
    found = {row["id"]: int(row["value"]) for row in tx.run(READ, ids=list(counters))}
    return {counter: found.get(counter, 0) for counter in counters}


def advance(tx: "ManagedTransaction", past: Mapping[str, int]) -> None:
    """Bring each counter past a value it once had, so that nobody takes a replaced graph for the one they read."""
    tx.run(ADVANCE, past=[{"id": counter, "value": value} for counter, value in past.items()]).consume()
