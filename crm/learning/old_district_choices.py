"""Where each school district belongs, with the choices that sheets of past records, or people, recorded on a day.

Of a choice kept on the ground itself and one recorded as a record of its own, the later day's holds.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from crm.stakeholders.ground.old_districts import OldDistrict, old_districts

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

RECORDED = """
MATCH (n:Placement)-[r:INVOLVES]->(o:Organization)
WHERE r.part = 'district' AND n.deleted_at IS NULL AND n.on <= $today AND (size($ids) = 0 OR o.id IN $ids)
RETURN o.id AS district, n.on AS on, toString(n.old) AS number, coalesce(
  head([(n)-[b:INVOLVES]->(p:Person) WHERE b.part = 'by' AND p.deleted_at IS NULL | p.name]), n.recorded_name
) AS by
ORDER BY n.on, n.recorded_at, n.id LIMIT 5000
"""


def old_districts_as_chosen(
    tx: "ManagedTransaction", organization_ids: tuple[str, ...] = (), *, today: str
) -> list[OldDistrict]:
    """Where these school districts belong on a day (an ISO date; all of them when none are named), by name."""
    recorded = {row["district"]: row for row in tx.run(RECORDED, ids=list(organization_ids), today=today)}
    found = []
    for ground in old_districts(tx, organization_ids):
        choice = recorded.get(ground.organization_id)
        if choice is None or (ground.chosen_on or "") >= choice["on"]:
            found.append(ground)
            continue
        by = choice["by"] or "whoever recorded it"
        chosen = replace(ground, number=choice["number"], chosen_by=by, chosen_on=choice["on"], note=None)
        found.append(chosen)
    return found
