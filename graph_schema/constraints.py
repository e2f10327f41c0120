"""The constraints and indexes that the declared kinds need, as named schema statements.

Names and statements are made here from the two closed tables, once, when the module is read; nothing a user
typed ever enters one. The declaration is what the drift test compares a migrated graph with.
"""

from dataclasses import dataclass

from graph_schema.labels import NODE_KINDS, SEARCHED_LABELS
from graph_schema.relationships import RELATIONSHIP_KINDS

SEARCH_INDEX = "search_text"


@dataclass(frozen=True)
class SchemaObject:
    """A named constraint or index; `statement` makes it when it is not there."""

    name: str
    statement: str


def _unique_node(label: str, prop: str) -> SchemaObject:
    name = f"{label.lower()}_{prop}_unique"
    return SchemaObject(name, f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{prop} IS UNIQUE")


def _node_index(label: str, prop: str) -> SchemaObject:
    name = f"{label.lower()}_{prop}"
    return SchemaObject(name, f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{prop})")


def _unique_relationship(type_: str) -> SchemaObject:
    name = f"{type_.lower()}_key_unique"
    return SchemaObject(name, f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR ()-[r:{type_}]-() REQUIRE r.key IS UNIQUE")


def _relationship_index(type_: str, prop: str) -> SchemaObject:
    name = f"{type_.lower()}_{prop}"
    return SchemaObject(name, f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{type_}]-() ON (r.{prop})")


def _full_text() -> SchemaObject:
    labels = "|".join(SEARCHED_LABELS)
    return SchemaObject(
        SEARCH_INDEX,
        f"CREATE FULLTEXT INDEX {SEARCH_INDEX} IF NOT EXISTS FOR (n:{labels}) ON EACH [n.search] OPTIONS "
        "{indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: false}}",
    )


def declared() -> tuple[SchemaObject, ...]:
    """Every constraint and index the graph must have, and no others."""
    objects = [_unique_node(kind.label, prop) for kind in NODE_KINDS for prop in ("id", *kind.unique)]
    objects += [_node_index(kind.label, prop) for kind in NODE_KINDS for prop in kind.indexed]
    objects += [_unique_relationship(kind.type) for kind in RELATIONSHIP_KINDS if kind.keyed]
    objects += [_relationship_index(kind.type, prop) for kind in RELATIONSHIP_KINDS for prop in kind.indexed]
    objects.append(_full_text())
    return tuple(objects)
