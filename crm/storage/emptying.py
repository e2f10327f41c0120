"""Removing every record of a graph, in bites, so that any size fits in memory. The schema stays."""

from typing import TYPE_CHECKING

from crm.storage.database import Database
from graph_schema.migrations import all_migrations

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BITE = 5_000
SECONDS = 120.0

SOME_RELATIONSHIPS = "MATCH ()-[r]->() WITH r LIMIT $bite DELETE r RETURN count(*) AS gone"
SOME_NODES = "MATCH (n) WHERE $all OR NOT n:Migration WITH n LIMIT $bite DETACH DELETE n RETURN count(*) AS gone"
ANY_RECORD = "MATCH (n) WHERE NOT n:Migration RETURN true AS there LIMIT 1"


def is_empty(tx: "ManagedTransaction") -> bool:
    """Whether there is no record; what migrations note of themselves does not count."""
    return tx.run(ANY_RECORD).single() is None


def empty(database: Database, *, migrations_too: bool = False) -> None:
    """Remove every record. Then the data that migrations seed is put back, unless the migrations' own notes go too."""
    patient = database.within(SECONDS)
    while patient.write(_some_relationships):
        pass
    while patient.write(_some_nodes, migrations_too):
        pass
    if not migrations_too:
        patient.write(_seed)


def _some_relationships(tx: "ManagedTransaction") -> int:
    return int(tx.run(SOME_RELATIONSHIPS, bite=BITE).single(strict=True)["gone"])


def _some_nodes(tx: "ManagedTransaction", everything: bool) -> int:
    return int(tx.run(SOME_NODES, bite=BITE, all=everything).single(strict=True)["gone"])


def _seed(tx: "ManagedTransaction") -> None:
    for step in all_migrations():
        if step.changes_data:
            for statement in step.statements:
                tx.run(statement).consume()
