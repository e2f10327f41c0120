"""Which committees hear an issue: their chairs and members count for more on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COMMITTEES = """
MATCH (:Issue {id: $issue})-[:HEARD_BY]->(o:Organization)
RETURN o.id AS id, o.name AS name, coalesce(o.chamber, '') AS chamber ORDER BY o.name, chamber
"""

TITLE = "MATCH (i:Issue {id: $issue}) RETURN i.title AS title"

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


@permitted("change", "issue")
def set_committees(tx: "ManagedTransaction", issue_id: str, committee_ids: Sequence[str], *, by: Actor) -> None:
    """Say which committees hear an issue. Raises InvalidData when one of them is not a committee."""
    wanted, before = sorted(set(committee_ids)), committees_of(tx, issue_id)
    row = tx.run(SET_COMMITTEES, issue=issue_id, committees=wanted).single()
    if wanted and (row is None or row["linked"] != len(wanted)):
        raise InvalidData({"committees": ["Choose committees from the list."]})
    title = tx.run(TITLE, issue=issue_id).single(strict=True)["title"]
    old, new = ({"heard_by": [name for _, name, _ in some]} for some in (before, committees_of(tx, issue_id)))
    if old != new:
        record(tx, [Change("Issue", issue_id, title, "edited", before=old, after=new, staff_only=False)], by=by)
