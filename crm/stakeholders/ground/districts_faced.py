"""The ground: which school districts a seat stands for, and which seats a district faces.

A school district faces a seat directly, where a source says how much of its own area lies there, or else through its
county: a guess that takes in too much, and is said so. Only the present lines count: an area whose `valid_to` has
passed is an earlier map. The old congressional districts are in old_districts.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crm.stakeholders.posts import seat_code

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Facing:
    """One school district and one seat that share ground.

    `share` (0..1) is of the district's area when `counties` is empty, else of the first county's vote or area, as
    `source` says; None is unknown. Superintendent and holder are those of the day asked about.
    """

    district_id: str
    district_name: str
    post_id: str
    post_label: str
    chamber: str | None
    district: str | None
    share: float | None
    counties: tuple[str, ...]
    source: str | None
    as_of: str | None
    superintendent_id: str | None = None
    superintendent_name: str | None = None
    holder_id: str | None = None
    holder_name: str | None = None

    @property
    def code(self) -> str:
        return seat_code(self.chamber, self.district)

    @property
    def is_direct(self) -> bool:
        return not self.counties

    @property
    def how(self) -> str:
        """ "40% of the district", "through Lee County (60% of it)"."""
        percent = None if self.share is None else f"{max(1, round(self.share * 100))}%"
        if self.is_direct:
            return f"{percent} of the district" if percent else "overlaps it"
        through = f"through {' and '.join(f'{county} County' for county in self.counties)}"
        return f"{through} ({percent} of it)" if percent and len(self.counties) == 1 else through


# Each row is one way from a seat's lines to a school district's area: direct, or over a county. `merged` makes one
# Facing of a pair's rows. A county counts only where the district's own area says nothing of that chamber.
_OF_SEATS = """
MATCH (post:Post)-[:REPRESENTS]->(lines:Area)-[x:OVERLAPS]-(near:Area)
WHERE post.id IN $seats AND near.classification IN ['school_district', 'county']
OPTIONAL MATCH (near)-[:OVERLAPS]-(beyond:Area {classification: 'school_district'})
  WHERE near.classification = 'county'
WITH post, lines, x, CASE near.classification WHEN 'county' THEN near END AS county,
  CASE near.classification WHEN 'county' THEN beyond ELSE near END AS ground
MATCH (ground)<-[:SERVES]-(o:Organization {classification: 'school_district'})
"""

_OF_DISTRICTS = """
MATCH (o:Organization)-[:SERVES]->(ground:Area {classification: 'school_district'})-[first:OVERLAPS]-(near:Area)
WHERE o.id IN $districts AND near.classification IN ['legislative_district', 'county']
OPTIONAL MATCH (near)-[second:OVERLAPS]-(beyond:Area {classification: 'legislative_district'})
  WHERE near.classification = 'county'
WITH o, ground, coalesce(second, first) AS x, CASE near.classification WHEN 'county' THEN near END AS county,
  CASE near.classification WHEN 'county' THEN beyond ELSE near END AS lines
MATCH (lines)<-[:REPRESENTS]-(post:Post)
"""

_MEETING = """
WHERE post.deleted_at IS NULL AND o.deleted_at IS NULL AND coalesce(lines.valid_to, '9999') > $today
  AND (county IS NULL OR NOT EXISTS {
    (ground)-[:OVERLAPS]-(:Area {classification: 'legislative_district', chamber: lines.chamber}) })
RETURN o.id AS district_id, o.name AS district_name, post.id AS post_id, post.label AS post_label,
  post.chamber AS chamber, post.district AS district, x.share AS share, x.source AS source, x.as_of AS as_of,
  county.name AS county,
  head([(o)<-[:IN]-(office:Post {role: 'superintendent'})<-[h:HOLDS]-(p:Person)
    WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
    | p {.id, .name}]) AS superintendent,
  head([(post)<-[h:HOLDS]-(p:Person)
    WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
    | p {.id, .name}]) AS holder
ORDER BY post.chamber DESC, post.label, post.id, o.name, o.id, county LIMIT $limit
"""

DISTRICTS_OF_SEATS = _OF_SEATS + _MEETING
SEATS_OF_DISTRICTS = _OF_DISTRICTS + _MEETING
MOST_ROWS = 20_000

OFFICES = """
MATCH (p:Person {id: $person})-[h:HOLDS]->(post:Post)
WHERE post.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
RETURN collect(CASE WHEN post.role = 'member' AND post.chamber IS NOT NULL THEN post.id END) AS seats,
  collect(CASE WHEN post.role = 'superintendent'
    THEN head([(post)-[:IN]->(o:Organization {classification: 'school_district'}) | o.id]) END) AS districts
"""


def districts_of_seats(tx: "ManagedTransaction", post_ids: Sequence[str], *, today: str) -> list[Facing]:
    """The school districts that these seats stand for, the largest share first within a seat."""
    return merged(tx.run(DISTRICTS_OF_SEATS, seats=list(post_ids), today=today, limit=MOST_ROWS))


def seats_of_districts(tx: "ManagedTransaction", organization_ids: Sequence[str], *, today: str) -> list[Facing]:
    """The seats that these school districts face, the largest share first within a chamber."""
    return merged(tx.run(SEATS_OF_DISTRICTS, districts=list(organization_ids), today=today, limit=MOST_ROWS))


@dataclass(frozen=True)
class Ground:
    """What a person stands for: districts `represented` by their seats, the `delegation` of those they superintend."""

    represented: tuple[Facing, ...]
    delegation: tuple[Facing, ...]


def ground_of(tx: "ManagedTransaction", person_id: str, *, today: str) -> Ground:
    """The districts that a legislator represents, and the legislators that a superintendent's district faces."""
    row = tx.run(OFFICES, person=person_id, today=today).single(strict=True)
    represented = districts_of_seats(tx, row["seats"], today=today) if row["seats"] else []
    delegation = seats_of_districts(tx, row["districts"], today=today) if row["districts"] else []
    return Ground(tuple(represented), tuple(delegation))


def merged(rows: Iterable[Mapping[str, Any]]) -> list[Facing]:
    """One Facing per seat and district from rows sorted so: a seat reached through two counties names both."""
    found = []
    for _, group in groupby(rows, key=lambda row: (row["post_id"], row["district_id"])):
        same = list(group)
        largest = max(same, key=lambda row: row["share"] or 0.0)
        counties = sorted({row["county"] for row in same if row["county"]}, key=lambda name: name != largest["county"])
        superintendent, holder = largest["superintendent"] or {}, largest["holder"] or {}
        facts = {name: largest[name] for name in _FACTS}
        found.append(
            Facing(
                **facts,
                counties=tuple(counties),
                superintendent_id=superintendent.get("id"),
                superintendent_name=superintendent.get("name"),
                holder_id=holder.get("id"),
                holder_name=holder.get("name"),
            )
        )
    return sorted(found, key=lambda f: (f.chamber != "upper", -(f.share or 0.0), f.post_label, f.district_name))


_FACTS = (
    "district_id", "district_name", "post_id", "post_label", "chamber", "district", "share", "source", "as_of",
)  # fmt: skip
