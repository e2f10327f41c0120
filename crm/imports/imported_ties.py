"""Contacts and ratings that an import brings in or takes back are evidence for ties, which follow in the same
transaction."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm.imports.existing_records import chunks
from crm.relationships.pair_evidence import Pair, pair_of
from crm.relationships.tie_upkeep import recompute_ties

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

EVIDENCE = ("Interaction", "Evidence")

PAIRS = """
UNWIND $ids AS id
CALL (id) {
  MATCH (a:Person)-[:TOOK_PART {part: 'theirs'}]->(:Interaction {id: id})<-[:TOOK_PART {part: 'ours'}]-(b:Person)
  RETURN a.id AS a, b.id AS b
  UNION
  MATCH (a:Person)<-[:BETWEEN]-(:Evidence {id: id})-[:BETWEEN]->(b:Person) WHERE a.id < b.id
  RETURN a.id AS a, b.id AS b
}
RETURN DISTINCT a, b
"""


def pairs_of(tx: "ManagedTransaction", ids: Iterable[str]) -> set[Pair]:
    """The pairs of people for whose ties these contacts and ratings are evidence."""
    rows = (row for some in chunks(sorted(set(ids))) for row in tx.run(PAIRS, ids=some))
    return {pair_of(row["a"], row["b"]) for row in rows if row["a"] != row["b"]}


def refresh_ties(tx: "ManagedTransaction", pairs: Iterable[Pair], zone: ZoneInfo) -> None:
    """Make these ties anew, some at a time; `zone` is the office's."""
    for some in chunks(sorted(pairs), 500):
        recompute_ties(tx, some, zone)
