"""Removing every record of a graph, in bites, so that any size fits in memory. The schema and the guards stay."""

from typing import TYPE_CHECKING

from crm.storage.database import Database
from graph_schema.migrations import all_migrations

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BITE = 5_000
SECONDS = 120.0

SOME_RELATIONSHIPS = "MATCH ()-[r]->() WITH r LIMIT $bite DELETE r RETURN count(*) AS gone"
SOME_NODES = "MATCH (n) WHERE $all OR n:!(Migration|Guard) WITH n LIMIT $bite DETACH DELETE n RETURN count(*) AS gone"
ANY_NODE = "MATCH (n) RETURN true AS there LIMIT 1"
ANY_RECORD = "MATCH (n:!(Migration|Guard|Counter)) RETURN true AS there LIMIT 1"


def is_empty(tx: "ManagedTransaction") -> bool:
    """Whether there is no record; what is kept for the works (migrations, guards, counters) does not count."""
    return tx.run(ANY_RECORD).single() is None


def is_bare(tx: "ManagedTransaction") -> bool:
    """Whether nothing of ours was ever here, or all of it is gone: no record and no migration."""
    return tx.run(ANY_NODE).single() is None


def empty(database: Database, *, works_too: bool = False) -> None:
    """Remove every record, what migrations seeded among them; `works_too` also what is kept for the works."""
    patient = database.within(SECONDS)
    if works_too:  # passing the gate would make its guard again each time
        patient = patient.past_gate()
    while patient.write(_some_relationships):
        pass
    while patient.write(_some_nodes, works_too):
        pass


def seed(database: Database) -> None:
    """Put back the data that migrations made when they ran."""
    for step in all_migrations():
        if step.changes_data:
            for statement in step.statements:
                database.within(SECONDS).write(_run, statement)


def _some_relationships(tx: "ManagedTransaction") -> int:
    return int(tx.run(SOME_RELATIONSHIPS, bite=BITE).single(strict=True)["gone"])


def _some_nodes(tx: "ManagedTransaction", works_too: bool) -> int:
    return int(tx.run(SOME_NODES, bite=BITE, all=works_too).single(strict=True)["gone"])


def _run(tx: "ManagedTransaction", statement: str) -> None:
    tx.run(statement).consume()
