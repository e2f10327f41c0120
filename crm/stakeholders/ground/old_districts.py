"""The old congressional district (1992 plan) of each school district: from its county, or by a person's choice.

The association's board has two superintendents from each. A county wholly in one district decides it; where the county
is split, or a school district lies in counties of two, somebody chooses, and who and why is kept on the overlap itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.storage.collected import collected, rows_of
from crm.storage.counters import STRUCTURE, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Candidate:
    """An old district that a school district may belong to; `counties` say why."""

    area_id: str
    name: str
    number: str
    counties: tuple[str, ...]


@dataclass(frozen=True)
class OldDistrict:
    """Where one school district belongs. `number` is None until it is known; `chosen_by` is set for a choice."""

    organization_id: str
    name: str
    counties: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    number: str | None
    regular: bool = True
    chosen_by: str | None = None
    chosen_on: str | None = None
    note: str | None = None

    @property
    def must_choose(self) -> bool:
        """Whether somebody has to choose: charters and state-run districts have no seat to fill on the board."""
        return self.regular and self.number is None and len(self.candidates) > 1

    @property
    def how(self) -> str:
        """Why it is in that district, in words."""
        if self.chosen_by:
            return f"chosen by {self.chosen_by}"
        if self.number is None:
            if not self.candidates:
                return "no county known"
            return "to be chosen" if self.regular else "in several, not asked"
        return f"all of {' and '.join(f'{county} County' for county in self.counties)}"


BELONGING = collected(
    """
MATCH (o:Organization {classification: 'school_district'})-[:SERVES]->(ground:Area {classification: 'school_district'})
WHERE o.deleted_at IS NULL AND (size($ids) = 0 OR o.id IN $ids)
RETURN o.id AS id, o.name AS name, coalesce(o.nces_type, 'regular') = 'regular' AS regular,
  [(ground)-[:OVERLAPS]-(county:Area {classification: 'county'}) | county.name] AS counties,
  [(ground)-[:OVERLAPS]-(county:Area {classification: 'county'})-[:OVERLAPS]-(old:Area)
    WHERE old.classification = 'old_congressional_district'
    | {area: old {.id, .name, .district}, county: county.name}] AS by_county,
  head([(ground)-[x:OVERLAPS]-(old:Area) WHERE old.classification = 'old_congressional_district'
    | {area: old {.id, .name, .district}, by: x.chosen_by, on: x.chosen_on, note: x.note}]) AS chosen
ORDER BY o.name, o.id LIMIT 5000
""",
    "id",
    "name",
    "regular",
    "counties",
    "by_county",
    "chosen",
)

DROP = """
MATCH (o:Organization {id: $id})-[:SERVES]->(ground:Area {classification: 'school_district'})
SET o._lock = $lock
WITH ground
OPTIONAL MATCH (ground)-[x:OVERLAPS]-(:Area {classification: 'old_congressional_district'})
DELETE x
"""

CHOOSE = """
MATCH (o:Organization {id: $id})-[:SERVES]->(ground:Area {classification: 'school_district'})
MATCH (old:Area {id: $area, classification: 'old_congressional_district'})
MERGE (ground)-[x:OVERLAPS {key: ground.key + '|' + old.key}]->(old)
SET x += $values
RETURN old.name AS name
"""


def old_districts(tx: "ManagedTransaction", organization_ids: tuple[str, ...] = ()) -> list[OldDistrict]:
    """Where these school districts belong (all of them when none are named), by name."""
    return [_belonging(row) for row in rows_of(tx, BELONGING, ids=list(organization_ids))]


def undecided(tx: "ManagedTransaction") -> list[OldDistrict]:
    """The school districts for which somebody must still choose."""
    return [found for found in old_districts(tx) if found.must_choose]


@permitted("change", "ground")
def choose(tx: "ManagedTransaction", organization_id: str, area_id: str, note: str, *, by: Actor) -> str:
    """Record a person's choice, in place of an earlier one, and return the old district's name.

    Raises InvalidData unless the district's counties lie in that old district; the note says how they know.
    """
    found = old_districts(tx, (organization_id,))
    if not found:
        raise NotFound("There is no such school district.")
    before = found[0]
    if area_id not in {candidate.area_id for candidate in before.candidates}:
        raise InvalidData({"area": [f"Choose one of the districts that {before.name}’s county lies in."]})
    tx.run(DROP, id=organization_id, lock=by.at).consume()
    values = {
        "chosen_by": by.name,
        "chosen_on": by.today,
        "source": f"Chosen by {by.name}",
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    if note.strip():
        values["note"] = note.strip()
    name = tx.run(CHOOSE, id=organization_id, area=area_id, values=values).single(strict=True)["name"]
    old = {"old_congressional_district": before.number} if before.number else None
    new = {"old_congressional_district": name, "note": values.get("note", "")}
    record(tx, [Change("Organization", organization_id, before.name, "old district chosen", old, new)], by=by)
    bump(tx, STRUCTURE)
    return str(name)


def _belonging(row: Mapping[str, Any]) -> OldDistrict:
    areas = {entry["area"]["id"]: entry["area"] for entry in row["by_county"]}
    counties = {id_: tuple(sorted({e["county"] for e in row["by_county"] if e["area"]["id"] == id_})) for id_ in areas}
    candidates = [Candidate(id_, area["name"], str(area["district"]), counties[id_]) for id_, area in areas.items()]
    chosen = row["chosen"] or {}
    only = candidates[0].number if len(candidates) == 1 else None
    return OldDistrict(
        organization_id=row["id"],
        name=row["name"],
        counties=tuple(sorted(set(row["counties"]))),
        candidates=tuple(sorted(candidates, key=lambda candidate: candidate.number)),
        number=str(chosen["area"]["district"]) if chosen else only,
        regular=row["regular"],
        chosen_by=chosen.get("by"),
        chosen_on=chosen.get("on"),
        note=chosen.get("note"),
    )
