"""A small made-up legislature and its ground: four seats, two counties, three school districts, one committee."""

from typing import Any

from worlds.office import CHICAGO

from crm.records.actor import Actor
from crm.stakeholders import founding, search_text
from crm.storage.database import Database
from crm.vocabulary import Role

AT = "2026-11-23T12:00:00.000000Z"
STAFF = Actor("u-ann", "Ann Reed", Role.STAFF, None, AT, CHICAGO)
VIEWER = Actor("u-vic", "Vic Lane", Role.VIEWER, None, AT, CHICAGO)
TODAY = AT[:10]

WORLD = """
CREATE (house:Organization {id: 'house', name: 'House of Representatives', classification: 'chamber',
  chamber: 'lower', version: 1})
CREATE (senate:Organization {id: 'senate', name: 'Senate', classification: 'chamber', chamber: 'upper', version: 1})
CREATE (education:Organization {id: 'edu', name: 'Education', classification: 'committee', chamber: 'lower',
  version: 1})
CREATE (energy:Organization {id: 'energy', name: 'Energy', classification: 'committee', chamber: 'lower', version: 1})
CREATE (county1:Area {id: 'lee', key: 'county|ms|Lee', name: 'Lee', classification: 'county'})
CREATE (county2:Area {id: 'clay', key: 'county|ms|Clay', name: 'Clay', classification: 'county'})
CREATE (old1:Area {id: 'old1', key: 'old|1', name: 'Old district 1', district: '1',
  classification: 'old_congressional_district'})
CREATE (old3:Area {id: 'old3', key: 'old|3', name: 'Old district 3', district: '3',
  classification: 'old_congressional_district'})
CREATE (county1)-[:OVERLAPS {key: 'lee|old1'}]->(old1)
CREATE (county1)-[:OVERLAPS {key: 'lee|old3'}]->(old3)
CREATE (county2)-[:OVERLAPS {key: 'clay|old1'}]->(old1)
"""

MAKE_SEATS = """
UNWIND $seats AS seat
MATCH (house:Organization {id: 'house'}), (senate:Organization {id: 'senate'})
MATCH (education:Organization {id: 'edu'}), (energy:Organization {id: 'energy'})
MATCH (county1:Area {id: 'lee'}), (county2:Area {id: 'clay'})
CREATE (post:Post {id: seat.id, role: 'member', chamber: seat.chamber, district: seat.district, label: seat.label,
  title: seat.title, version: 1})
CREATE (area:Area {id: 'area-' + seat.id, key: 'ld|' + seat.id, classification: 'legislative_district',
  chamber: seat.chamber, district: seat.district, name: seat.label})
CREATE (post)-[:REPRESENTS {key: 'r' + seat.id}]->(area)
FOREACH (_ IN CASE seat.chamber WHEN 'lower' THEN [1] ELSE [] END | CREATE (post)-[:IN]->(house))
FOREACH (_ IN CASE seat.chamber WHEN 'upper' THEN [1] ELSE [] END | CREATE (post)-[:IN]->(senate))
CREATE (person:Person {id: seat.person, name: seat.name, given_name: split(seat.name, ' ')[0],
  family_name: split(seat.name, ' ')[-1], party: seat.party, version: 1, source: 'Open States people 2026-08-05'})
CREATE (person)-[:HOLDS {key: seat.person + '|' + seat.id + '|2024-01-02', start_date: '2024-01-02'}]->(post)
FOREACH (_ IN CASE seat.id WHEN 'hd37' THEN [1] ELSE [] END |
  CREATE (person)-[:MEMBER_OF {key: 'm-chair', role: 'chair'}]->(education))
FOREACH (_ IN CASE seat.id WHEN 'hd16' THEN [1] ELSE [] END |
  CREATE (person)-[:MEMBER_OF {key: 'm-member', role: 'member'}]->(education)
  CREATE (person)-[:MEMBER_OF {key: 'm-energy', role: 'chair'}]->(energy))
FOREACH (_ IN CASE WHEN seat.id IN ['hd37', 'sd37'] THEN [1] ELSE [] END |
  CREATE (county1)-[:OVERLAPS {key: 'lee|' + seat.id, share: seat.share, source: 'Votes of 2023',
  as_of: '2023-11-07'}]->(area))
FOREACH (_ IN CASE WHEN seat.id IN ['hd16'] THEN [1] ELSE [] END |
  CREATE (county2)-[:OVERLAPS {key: 'clay|' + seat.id, share: seat.share, source: 'Votes of 2023',
  as_of: '2023-11-07'}]->(area))
"""

MAKE_DISTRICTS = """
UNWIND $districts AS d
MATCH (county1:Area {id: 'lee'}), (county2:Area {id: 'clay'})
CREATE (o:Organization {id: d.id, name: d.name, classification: 'school_district', version: 1})
CREATE (ground:Area {id: 'ground-' + d.id, key: 'school_district|' + d.id, name: d.name,
  classification: 'school_district'})
CREATE (o)-[:SERVES {key: 's' + d.id}]->(ground)
CREATE (office:Post {id: 'supt-' + d.id, role: 'superintendent', title: 'Superintendent',
  label: 'Superintendent of ' + d.name,
  version: 1})
CREATE (office)-[:IN]->(o)
FOREACH (_ IN CASE WHEN 'Lee' IN d.counties THEN [1] ELSE [] END |
  CREATE (ground)-[:OVERLAPS {key: d.id + '|lee'}]->(county1))
FOREACH (_ IN CASE WHEN 'Clay' IN d.counties THEN [1] ELSE [] END |
  CREATE (ground)-[:OVERLAPS {key: d.id + '|clay'}]->(county2))
FOREACH (_ IN CASE WHEN d.superintendent IS NULL THEN [] ELSE [1] END |
  CREATE (p:Person {id: d.superintendent, name: d.name_of, family_name: split(d.name_of, ' ')[-1], version: 1})
  CREATE (p)-[:HOLDS {key: d.superintendent + '|supt', start_date: '2025-07'}]->(office))
"""


def _seat(id_: str, person: str, name: str, party: str, share: float) -> dict[str, Any]:
    lower = id_.startswith("hd")
    number = id_[2:]
    return {
        "id": id_,
        "chamber": "lower" if lower else "upper",
        "district": number,
        "label": f"{'House' if lower else 'Senate'} District {number}",
        "title": "Representative" if lower else "Senator",
        "person": person,
        "name": name,
        "party": party,
        "share": share,
    }


SEATS = [
    _seat("hd37", "rob", "Robert Roberson", "Republican", 0.6),
    _seat("hd16", "ed", "Edward Lamar", "Democratic", 0.25),
    _seat("sd37", "al", "Albert Butler", "Democratic", 0.4),
    _seat("sd12", "deb", "Deborah Turner-Ford", "Democratic", 0.1),
]
DISTRICTS = [
    {
        "id": "lee-sd",
        "name": "Lee County School District",
        "counties": ["Lee"],
        "superintendent": "sue",
        "name_of": "Sue Hall",
    },
    {
        "id": "clay-sd",
        "name": "Clay County School District",
        "counties": ["Clay"],
        "superintendent": None,
        "name_of": None,
    },
    {"id": "both-sd", "name": "Union Public", "counties": ["Lee", "Clay"], "superintendent": None, "name_of": None},
]
PEOPLE = [*(seat["person"] for seat in SEATS), "sue"]
POSTS = [*(seat["id"] for seat in SEATS), *(f"supt-{d['id']}" for d in DISTRICTS)]
BODIES = ["house", "senate", "edu", "energy", *(str(d["id"]) for d in DISTRICTS)]


def make(tx: Any) -> None:
    tx.run(WORLD).consume()
    tx.run(MAKE_SEATS, seats=SEATS).consume()
    tx.run(MAKE_DISTRICTS, districts=DISTRICTS).consume()
    founding.found(tx, at=AT, zone=CHICAGO)
    search_text.refresh(tx, today=TODAY, person_ids=PEOPLE, post_ids=POSTS, org_ids=BODIES)


def value(database: Database, text: str, **parameters: Any) -> Any:
    """The one value that a query returns."""
    return database.read(lambda tx: tx.run(text, parameters).single(strict=True)[0])
