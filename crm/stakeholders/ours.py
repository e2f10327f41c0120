"""Our people: who speaks for the association. The one definition that coverage, paths and the contact form share.

Ours are those who now hold a post in the home association (staff, board), every superintendent, and the directors of
the RESAs.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.office_time import instant

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

STAFF, BOARD, DIRECTORS, SUPERINTENDENTS = "staff", "board", "directors", "superintendents"
GROUPS = (STAFF, BOARD, DIRECTORS, SUPERINTENDENTS)


@dataclass(frozen=True)
class OurPerson:
    """One of ours; `groups` names each group of GROUPS they belong to, `opted_out` says they are not to be asked."""

    id: str
    name: str
    groups: tuple[str, ...]
    opted_out: bool = False


OURS = """
MATCH (p:Person)-[h:HOLDS]->(post:Post)-[:IN]->(o:Organization)
WHERE (o.home OR post.role = 'superintendent' OR (post.role = 'director' AND o.classification = 'resa'))
  AND post.deleted_at IS NULL AND p.deleted_at IS NULL AND o.deleted_at IS NULL
  AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
WITH p, collect(DISTINCT CASE
  WHEN o.home AND post.role = 'board_member' THEN 'board'
  WHEN o.home THEN 'staff'
  WHEN post.role = 'superintendent' THEN 'superintendents'
  ELSE 'directors' END) AS groups
RETURN p.id AS id, p.name AS name, coalesce(p.opted_out, false) AS opted_out, groups
ORDER BY p.family_name, p.name, p.id
"""

HOME = "MATCH (o:Organization {home: true}) WHERE o.deleted_at IS NULL RETURN o.id AS id LIMIT 1"


def our_people(tx: "ManagedTransaction", *, today: str | None = None) -> list[OurPerson]:
    """Everybody of ours on a day (an ISO date; now by default), by family name."""
    rows = tx.run(OURS, today=today or instant()[:10])
    return [
        OurPerson(row["id"], row["name"], tuple(g for g in GROUPS if g in row["groups"]), row["opted_out"])
        for row in rows
    ]


def home_id(tx: "ManagedTransaction") -> str | None:
    """The id of the association itself."""
    row = tx.run(HOME).single()
    return None if row is None else row["id"]
