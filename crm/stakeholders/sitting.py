"""Who sat in a chamber on a day, for matching the names that a roll call prints."""

from typing import TYPE_CHECKING

from crm.stakeholders.names.roll_call_names import Member

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# A start or end that is only known by its year or month may lie on either side of the day: they may have sat.
SITTING = """
MATCH (p:Person)-[h:HOLDS]->(post:Post {chamber: $chamber})
WHERE post.role IN ['member', 'old_seat'] AND p.deleted_at IS NULL
  AND coalesce(post.jurisdiction, $jurisdiction) = $jurisdiction
  AND (h.start_date IS NULL OR h.start_date <= $on)
  AND (h.end_date IS NULL OR h.end_date > $on OR (size(h.end_date) < 10 AND $on STARTS WITH h.end_date))
RETURN DISTINCT p.id AS person_id, p.name AS name, coalesce(p.family_name, p.name) AS family_name,
  coalesce(p.given_name, '') AS given_name, coalesce(p.middle_name, '') AS middle_name,
  coalesce(p.nickname, '') AS nickname, post.district AS district, coalesce(p.other_names, []) AS other_names
ORDER BY family_name, name LIMIT 1000
"""


def sitting_members(tx: "ManagedTransaction", chamber: str, on: str, *, jurisdiction: str) -> list[Member]:
    """Who sat in a state's chamber ("lower", "upper", "legislature") on a day, by family name."""
    rows = tx.run(SITTING, chamber=chamber, on=on, jurisdiction=jurisdiction)
    return [Member(**{**dict(row), "other_names": tuple(row["other_names"])}) for row in rows]
