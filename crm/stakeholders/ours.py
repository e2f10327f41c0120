"""Our people: who speaks for the association. The one definition that coverage, paths, boards and briefs share.

Ours are those who now hold a post in the home association (staff, board) or belong to it, every superintendent, the
directors of the RESAs, and whoever may record something here with an account that says who they are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.storage.collected import collected, rows_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

STAFF, BOARD, DIRECTORS, SUPERINTENDENTS = "staff", "board", "directors", "superintendents"
MEMBERS, ACCOUNTS = "members", "accounts"
GROUPS = (STAFF, BOARD, DIRECTORS, SUPERINTENDENTS, MEMBERS, ACCOUNTS)


@dataclass(frozen=True)
class OurPerson:
    """One of ours; `groups` names each group of GROUPS they belong to, `opted_out` says they are not to be asked."""

    id: str
    name: str
    groups: tuple[str, ...]
    opted_out: bool = False


# An account counts from the day it was made: instants of a day sort before the day followed by a letter after T.
OURS = collected(
    """
CALL () {
  MATCH (p:Person)-[h:HOLDS]->(post:Post)-[:IN]->(o:Organization)
  WHERE (o.home OR post.role = 'superintendent' OR (post.role = 'director' AND o.classification = 'resa'))
    AND post.deleted_at IS NULL AND o.deleted_at IS NULL
    AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
  RETURN p, CASE
    WHEN o.home AND post.role = 'board_member' THEN 'board'
    WHEN o.home THEN 'staff'
    WHEN post.role = 'superintendent' THEN 'superintendents'
    ELSE 'directors' END AS group
  UNION
  MATCH (p:Person)-[m:MEMBER_OF]->(:Organization {home: true})
  WHERE coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
  RETURN p, 'members' AS group
  UNION
  MATCH (u:User)-[:IS]->(p:Person)
  WHERE u.deactivated_at IS NULL AND u.role <> 'viewer' AND coalesce(u.recorded_at, '') < $today + 'U'
  RETURN p, 'accounts' AS group
}
WITH p, group WHERE p.deleted_at IS NULL
WITH p, collect(DISTINCT group) AS groups
RETURN p.id AS id, p.name AS name, coalesce(p.opted_out, false) AS opted_out, groups
ORDER BY p.family_name, p.name, p.id
""",
    "id",
    "name",
    "opted_out",
    "groups",
)

HOME = "MATCH (o:Organization {home: true}) WHERE o.deleted_at IS NULL RETURN o.id AS id LIMIT 1"


def our_people(tx: "ManagedTransaction", *, today: str) -> list[OurPerson]:
    """Everybody of ours on a day (an ISO date), by family name."""
    rows = rows_of(tx, OURS, today=today)
    return [
        OurPerson(row["id"], row["name"], tuple(g for g in GROUPS if g in row["groups"]), row["opted_out"])
        for row in rows
    ]


def home_id(tx: "ManagedTransaction") -> str | None:
    """The id of the association itself."""
    row = tx.run(HOME).single()
    return None if row is None else row["id"]
