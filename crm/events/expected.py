"""Whom to expect at an event: the people invited, and those who hold a post in, or speak for, the bodies it is for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 1_000


@dataclass(frozen=True)
class Expected:
    """Somebody who may come: for which body, as what, and whether they did."""

    person_id: str
    name: str
    body_id: str | None
    body_name: str
    role: str
    came: bool


# The bodies it is for: its hosts, those invited, its like group, and the districts of its region.
EXPECTED = """
MATCH (e:Event {id: $id})
CALL (e) {
  MATCH (p:Person)-[:INVITED_TO]->(e) RETURN p, null AS o, '' AS role
  UNION
  MATCH (p:Person)-[:ATTENDED]->(e) RETURN p, null AS o, '' AS role
  UNION
  MATCH (e)-[:INVOLVES {part: 'group'}]->(:Organization)<-[:MEMBER_OF]-(p:Person) RETURN p, null AS o, '' AS role
  UNION
  MATCH (e)<-[:INVITED_TO|HOSTS]-(o:Organization)<-[:IN]-(post:Post)<-[h:HOLDS]-(p:Person)
  WHERE coalesce(h.end_date, '9999') > e.start AND coalesce(h.start_date, '') <= e.start AND post.deleted_at IS NULL
  RETURN p, o, post.role AS role
  UNION
  MATCH (e)<-[:INVITED_TO]-(o:Organization)<-[:SPEAKS_FOR]-(:Post)<-[h:HOLDS]-(p:Person)
  WHERE coalesce(h.end_date, '9999') > e.start AND coalesce(h.start_date, '') <= e.start
  RETURN p, o, '' AS role
  UNION
  MATCH (e)-[:INVOLVES {part: 'region'}]->(:Organization)<-[m:MEMBER_OF]-(o:Organization)<-[:IN]-(post:Post)
    <-[h:HOLDS]-(p:Person)
  WHERE coalesce(h.end_date, '9999') > e.start AND coalesce(h.start_date, '') <= e.start AND post.deleted_at IS NULL
    AND coalesce(m.end_date, '9999') > e.start
  RETURN p, o, post.role AS role
}
WITH e, p, o, role WHERE p.deleted_at IS NULL AND (o IS NULL OR o.deleted_at IS NULL)
OPTIONAL MATCH (p)-[here:ATTENDED]->(e)
OPTIONAL MATCH (stood:Organization {id: here.body})
WITH p, coalesce(stood, o) AS o, coalesce(here.role, role) AS role, here IS NOT NULL AS came
ORDER BY o IS NULL, role = ''
WITH p, head(collect({id: o.id, name: coalesce(o.short_name, o.name), role: role})) AS body, came
RETURN p.id AS person_id, p.name AS name, body.id AS body_id, coalesce(body.name, '') AS body_name,
  coalesce(body.role, '') AS role, came
ORDER BY p.family_name, p.name, p.id LIMIT $most
"""


def expected(tx: "ManagedTransaction", event_id: str) -> list[Expected]:
    """Everybody who may come, and whoever did, by last name."""
    return [
        Expected(**{**dict(row), "role": row["role"].replace("_", " ")})
        for row in tx.run(EXPECTED, id=event_id, most=MOST)
    ]
