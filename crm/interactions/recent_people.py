"""The people an actor last logged a contact with, for the form to offer first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class RecentPerson:
    """`part` is the side they were last on, ours or theirs; `last_used` the instant it was recorded."""

    id: str
    name: str
    part: str
    last_used: str


LAST_USED = """
MATCH (i:Interaction {recorded_by: $user})
WHERE i.deleted_at IS NULL
WITH i ORDER BY i.recorded_at DESC, i.id LIMIT 40
MATCH (p:Person)-[took:TOOK_PART]->(i)
WHERE p.deleted_at IS NULL
WITH p, took, i ORDER BY i.recorded_at DESC, i.id
WITH p, head(collect({part: took.part, at: i.recorded_at})) AS last
RETURN p.id AS id, p.name AS name, last.part AS part, last.at AS last_used
ORDER BY last_used DESC, name LIMIT $limit
"""


def recent_people(tx: "ManagedTransaction", *, actor: Actor, limit: int = 12) -> list[RecentPerson]:
    """Who took part in the last contacts that this actor logged, last used first; reads at most 40 contacts."""
    return [RecentPerson(**row.data()) for row in tx.run(LAST_USED, user=actor.user_id, limit=limit)]
