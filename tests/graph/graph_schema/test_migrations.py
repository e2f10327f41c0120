"""The migrated graph is the declared one, and migrating again changes nothing."""

import pytest

from crm.storage.database import Database
from graph_schema.constraints import declared
from graph_schema.labels import LABELS, NODE_KINDS
from graph_schema.migrations import all_migrations, migrate, pending
from graph_schema.relationships import RELATIONSHIP_KINDS, may_join

# Neo4j keeps two look-up indexes of its own, and an index behind each constraint.
CONSTRAINTS = "SHOW CONSTRAINTS YIELD name RETURN collect(name) AS names"
INDEXES = """SHOW INDEXES YIELD name, type, owningConstraint
  WHERE type <> 'LOOKUP' AND owningConstraint IS NULL RETURN collect(name) AS names"""


def there(database: Database) -> set[str]:
    """The names of every constraint and index in the graph."""
    texts = (CONSTRAINTS, INDEXES)
    return {name for text in texts for name in database.read(lambda tx, text=text: tx.run(text).single()["names"])}


def test_the_migrated_graph_has_what_is_declared_and_nothing_else(graph: Database) -> None:
    assert there(graph) == {made.name for made in declared()}


def test_migrating_twice_runs_nothing_the_second_time(graph: Database) -> None:
    assert pending(graph) == ()
    assert migrate(graph) == ()


def test_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [step.number for step in all_migrations()] == list(range(1, len(all_migrations()) + 1))


def test_every_relationship_joins_declared_labels() -> None:
    ends = {label for kind in RELATIONSHIP_KINDS for label in (*kind.starts, *kind.ends)}
    assert ends <= set(LABELS)
    assert len({kind.type for kind in RELATIONSHIP_KINDS}) == len(RELATIONSHIP_KINDS)
    assert len(set(LABELS)) == len(NODE_KINDS)


@pytest.mark.parametrize(
    ("start", "kind", "end", "allowed"),
    [("Person", "HOLDS", "Post", True), ("Post", "HOLDS", "Person", False), ("Person", "LIKES", "Post", False)],
)
def test_only_declared_joins_are_allowed(start: str, kind: str, end: str, allowed: bool) -> None:
    assert may_join(start, kind, end) is allowed
