"""Groups whom a survey may be put to at once: who is in them is read from the graph on the day they are asked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

GROUPS = {"superintendents": "All superintendents", "board": "Our board", "came": "Those who came to its event"}

PEOPLE = {
    "superintendents": """
MATCH (post:Post {role: 'superintendent'})<-[h:HOLDS]-(p:Person)
WHERE post.deleted_at IS NULL AND p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today
  AND coalesce(h.start_date, '') <= $today
RETURN DISTINCT p.id AS id LIMIT 5000
""",
    "board": """
MATCH (:Organization {home: true})<-[:IN]-(post:Post {role: 'board_member'})<-[h:HOLDS]-(p:Person)
WHERE post.deleted_at IS NULL AND p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today
  AND coalesce(h.start_date, '') <= $today
RETURN DISTINCT p.id AS id LIMIT 5000
""",
    "came": """
MATCH (:Survey {id: $survey})-[:INVOLVES {part: 'event'}]->(:Event)<-[:ATTENDED]-(p:Person)
WHERE p.deleted_at IS NULL
RETURN DISTINCT p.id AS id LIMIT 5000
""",
}


def people_of(tx: "ManagedTransaction", group: str, survey_id: str, *, today: str) -> list[str]:
    """The ids of who is in a group, a key of GROUPS, on a day; `came` is of the survey's own event."""
    return [row["id"] for row in tx.run(PEOPLE[group], survey=survey_id, today=today)]
