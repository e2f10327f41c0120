"""The gate that every write passes, so that a backup or a restore can hold all writes off for a moment.

Neo4j reads what is committed at each moment, not a snapshot, so a graph is the same from the first record read to the
last only while nobody writes. A MERGE of a node that is there takes a shared lock on its unique key: writers do not
wait for each other. Changing that key takes the same lock exclusively: who does so waits for the writers inside, and
new ones wait outside. See docs/decisions/0005-backups-hold-writes-off.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

ENTER = "MERGE (:Guard {id: 'writes'})"
HOLD = "MATCH (gate:Guard {id: 'writes'}) SET gate.id = 'held' SET gate.id = 'writes'"


def pass_through(tx: "ManagedTransaction | Transaction") -> None:
    """Hold the shared lock until this transaction ends; wait while somebody holds all writes off."""
    tx.run(ENTER).consume()


def shut(tx: "Transaction") -> None:
    """Hold all other writes off until this transaction ends; wait for the writers inside."""
    pass_through(tx)
    tx.run(HOLD).consume()
