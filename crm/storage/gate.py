"""The gate that every write passes, so that a backup or a restore can hold all writes off for a moment.

Neo4j reads what is committed at each moment, not a snapshot, so a graph is the same from the first record read to the
last only while nobody writes. A MERGE of a node that is there takes a shared lock on its unique key: writers do not
wait for each other. Changing that key takes the same lock exclusively: who does so waits for the writers inside, and
new ones wait outside. See docs/decisions/0005-backups-hold-writes-off.md.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from crm.storage.database import Database

ENTER = "MERGE (:Guard {id: 'writes'})"
HOLD = "MATCH (gate:Guard {id: 'writes'}) SET gate.id = 'held' SET gate.id = 'writes'"

WAIT_SECONDS = 300.0
BETWEEN_TRIES = 0.5


def pass_through(tx: "ManagedTransaction | Transaction") -> None:
    """Hold the shared lock until this transaction ends; wait while somebody holds all writes off."""
    tx.run(ENTER).consume()


@contextmanager
def writes_held(database: "Database", seconds: float) -> Iterator["Transaction"]:
    """Hold all writes off for the block, at most `seconds`, and give a transaction that reads one unchanging graph.

    Waits up to five minutes for writers at work. Raises DatabaseUnavailable.
    """
    from crm.storage.database import translated

    deadline = time.monotonic() + WAIT_SECONDS
    with database.driver.session(bookmark_manager=database.follows) as session:
        while True:
            with translated(database.address):
                transaction = session.begin_transaction(timeout=seconds)
            try:
                with translated(database.address):
                    pass_through(transaction)
                    transaction.run(HOLD).consume()
                break
            except DatabaseUnavailable:
                transaction.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(BETWEEN_TRIES)
        try:
            yield transaction
        finally:
            transaction.close()
