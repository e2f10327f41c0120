"""Whether sample data is present: a fictional state for a first look, marked `sample` on everything in it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PRESENT = "MATCH (p:Person) WHERE p.sample RETURN 1 LIMIT 1"


def is_present(tx: "ManagedTransaction") -> bool:
    """Whether any person of the sample is in the graph. Reads every person when there is none."""
    return tx.run(PRESENT).single() is not None
