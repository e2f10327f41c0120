"""Names for ids that a form or an address gives: people, bodies, issues, bills and events, in one query."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Named:
    """A record's name; `kind` is its label."""

    id: str
    name: str
    kind: str


NAMES = """
UNWIND $ids AS id
OPTIONAL MATCH (p:Person {id: id})
OPTIONAL MATCH (o:Organization {id: id})
OPTIONAL MATCH (i:Issue {id: id})
OPTIONAL MATCH (b:Bill {id: id})
OPTIONAL MATCH (e:Event {id: id})
WITH id, coalesce(p, o, i, b, e) AS found WHERE found IS NOT NULL AND found.deleted_at IS NULL
RETURN id, labels(found)[0] AS kind, coalesce(found.name, found.identifier, found.title) AS name
"""


def named(tx: "ManagedTransaction", ids: list[str]) -> list[Named]:
    """The records that exist among the ids."""
    return [Named(row["id"], row["name"], row["kind"]) for row in tx.run(NAMES, ids=ids[:1000])]
