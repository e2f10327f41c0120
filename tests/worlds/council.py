"""A small made-up world for advocacy: an association, six bodies on a council, and a chamber of five."""

from typing import Any

from worlds.office import CHICAGO

from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role

BODIES = ("MAE", "MASA", "MDE", "MPE", "MSBA", "TPC")

WORLD = """
CREATE (home:Organization {id: 'mass', name: 'MASS', short_name: 'MASS', classification: 'association', home: true})
CREATE (council:Organization {id: 'council', name: 'Advisory council', classification: 'council', recorded_at: '2021'})
CREATE (house:Organization {id: 'house', name: 'House', classification: 'chamber', chamber: 'lower'})
SET house.jurisdiction = 'ms'
CREATE (education:Organization {id: 'education', name: 'Education', classification: 'committee', chamber: 'lower'})
CREATE (ann:Person {id: 'ann', name: 'Ann Reed', family_name: 'Reed'})
WITH council, house, education
UNWIND range(0, size($bodies) - 1) AS n
CREATE (body:Organization {id: toLower($bodies[n]), name: $bodies[n], short_name: $bodies[n]})
SET body.classification = 'partner'
CREATE (post:Post {id: 'seat-' + body.id, role: 'council_seat', label: body.name + ' seat'})
CREATE (post)-[:IN]->(council)
CREATE (post)-[:SPEAKS_FOR]->(body)
WITH house, education, body, post, n WHERE n < 5
CREATE (holder:Person {id: 'holder-' + body.id, name: 'Holder of ' + body.name})
CREATE (holder)-[:HOLDS {key: 'h' + n, start_date: '2024-01'}]->(post)
CREATE (seat:Post {id: 'hd' + n, role: 'member', chamber: 'lower', district: toString(n), label: 'House District ' + n})
CREATE (seat)-[:IN]->(house)
CREATE (rep:Person {id: 'rep' + n, name: $names[n], given_name: split($names[n], ' ')[0],
  family_name: split($names[n], ' ')[1], party: 'Republican', version: 1})
CREATE (rep)-[:HOLDS {key: 'r' + n, start_date: '2024-01-02'}]->(seat)
FOREACH (_ IN CASE WHEN n < 2 THEN [1] ELSE [] END |
  CREATE (rep)-[:MEMBER_OF {key: 'm' + n, role: CASE n WHEN 0 THEN 'chair' ELSE 'member' END}]->(education))
"""

NAMES = ["Della Ames", "Ruth Boyd", "Carl Boyd", "Vera Cole", "Otis Dunn"]


def on(day: str, role: Role = Role.STAFF, user: str = "u-ann") -> Actor:
    """Somebody acting at noon of a day."""
    return Actor(user, "Ann Reed", role, "ann" if role is Role.STAFF else None, f"{day}T12:00:00.000000Z", CHICAGO)


def count(database: Database, text: str, **parameters: Any) -> int:
    """The one number a query returns."""
    return int(database.read(lambda tx: tx.run(text, parameters).single(strict=True)[0]))  # type: ignore[arg-type]
