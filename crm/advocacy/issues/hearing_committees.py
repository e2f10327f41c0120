"""Which committees hear an issue: their chairs and members count for more on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.errors import InvalidData

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COMMITTEES = """
MATCH (:Issue {id: $issue})-[:HEARD_BY]->(o:Organization)
RETURN o.id AS id, o.name AS name, coalesce(o.chamber, '') AS chamber ORDER BY o.name, chamber
"""

SET_COMMITTEES = """
MATCH (i:Issue {id: $issue})
OPTIONAL MATCH (i)-[old:HEARD_BY]->(:Organization)
DELETE old
WITH DISTINCT i
UNWIND $committees AS committee_id
MATCH (o:Organization {id: committee_id, classification: 'committee'})
MERGE (i)-[:HEARD_BY]->(o)
RETURN count(o) AS linked
"""


def committees_of(tx: "ManagedTransaction", issue_id: str) -> list[tuple[str, str, str]]:
    """The committees that hear an issue, as (id, name, chamber)."""
    return [(row["id"], row["name"], row["chamber"]) for row in tx.run(COMMITTEES, issue=issue_id)]


def set_committees(tx: "ManagedTransaction", issue_id: str, committee_ids: Sequence[str]) -> None:
    """Say which committees hear an issue. Raises InvalidData when one of them is not a committee."""
    wanted = sorted(set(committee_ids))
    row = tx.run(SET_COMMITTEES, issue=issue_id, committees=wanted).single()
    if wanted and (row is None or row["linked"] != len(wanted)):
        raise InvalidData({"committees": ["Choose committees from the list."]})
