"""Who a question about influence starts from and whom it should reach: the people behind its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.errors import InvalidData, NotFound
from crm.relationships.citations import Named
from crm.stakeholders.ours import GROUPS, STAFF, SUPERINTENDENTS, our_people

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_PEOPLE = 2000
GROUPS_OF = {"ours": GROUPS, "staff": (STAFF,), "superintendents": (SUPERINTENDENTS,)}
NOBODY = {
    "ours": "There is nobody to start from: nobody of the association is on record yet. "
    "Record who you are on the association’s own page, or import your superintendents.",
    "staff": "There is nobody to start from: none of our staff is on record. "
    "Record them on the association’s own page, or start from all superintendents.",
    "superintendents": "There is nobody to start from: no superintendent is on record. Import them, or choose others.",
    "organization": "There is nobody to start from: nobody is on record there now. Record who is, or choose others.",
}

PERSON = "MATCH (p:Person {id: $id}) WHERE p.deleted_at IS NULL RETURN p.id AS id, p.name AS name"

PEOPLE = "MATCH (p:Person) WHERE p.id IN $ids AND p.deleted_at IS NULL RETURN p.id AS id, p.name AS name"

OF_ORGANIZATION = """
MATCH (o:Organization {id: $id}) WHERE o.deleted_at IS NULL
CALL (o) {
  MATCH (o)<-[:IN]-(:Post)<-[h:HOLDS]-(p:Person) RETURN p, h AS tie
  UNION MATCH (o)<-[h:MEMBER_OF]-(p:Person) RETURN p, h AS tie
}
WITH o, p, tie
WHERE p.deleted_at IS NULL AND coalesce(tie.end_date, '9999') > $today AND coalesce(tie.start_date, '') <= $today
RETURN DISTINCT p.id AS id, p.name AS name ORDER BY name, id LIMIT $limit
"""

OF_SEAT = """
MATCH (post:Post {id: $id})<-[h:HOLDS]-(p:Person)
WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
RETURN p.id AS id, p.name AS name ORDER BY name, id
"""


@dataclass(frozen=True)
class Ends:
    """`sources` and `targets`, each by name. Who starts is not to be reached: each search leaves its target out."""

    sources: tuple[Named, ...]
    targets: tuple[Named, ...]


def ends(tx: "ManagedTransaction", start: tuple[str, str | None], end: tuple[str, str], today: str) -> Ends:
    """The people behind (a key of influence.SOURCES, its id) and (one of TARGETS, its id) on a day (ISO date).

    Raises NotFound for a person, seat or committee that is not there, InvalidData when nobody is left to ask or reach.
    """
    targets = _targets(tx, *end, today)
    sources = _sources(tx, *start, today)
    reached = {target.id for target in targets}
    if start[0] == "person" and reached == {source.id for source in sources}:
        raise InvalidData({"start_id": ["Choose two different people."]})
    asked = tuple(source for source in sources if source.id not in reached)
    if not asked:
        raise InvalidData({"start": [NOBODY.get(start[0], "There is nobody to start from. Choose others.")]})
    return Ends(asked, targets)


def ours_to(tx: "ManagedTransaction", people: Sequence[str], today: str) -> Ends:
    """Everybody of ours on a day, and these people as far as they are on record. Who is both may be in both."""
    ours = tuple(Named(one.id, one.name) for one in our_people(tx, today=today))
    found = {row["id"]: row["name"] for row in tx.run(PEOPLE, ids=list(people))}
    return Ends(ours, tuple(Named(id_, found[id_]) for id_ in people if id_ in found))


def _sources(tx: "ManagedTransaction", kind: str, id_: str | None, today: str) -> tuple[Named, ...]:
    if groups := GROUPS_OF.get(kind):
        return tuple(Named(one.id, one.name) for one in our_people(tx, today=today) if {*groups} & {*one.groups})
    if not id_:
        raise InvalidData({"start_id": ["Choose whom to start from."]})
    found = _named(tx, PERSON if kind == "person" else OF_ORGANIZATION, id_, today)
    if kind == "person" and not found:
        raise NotFound("There is no such person to start from.")
    return found


def _targets(tx: "ManagedTransaction", kind: str, id_: str, today: str) -> tuple[Named, ...]:
    text = {"person": PERSON, "seat": OF_SEAT, "committee": OF_ORGANIZATION}[kind]
    found = _named(tx, text, id_, today)
    if not found:
        missing = {
            "person": "There is no such person.",
            "seat": "Nobody holds this seat now, so there is nobody to reach.",
            "committee": "Nobody is known to sit on this committee now.",
        }
        raise NotFound(missing[kind])
    return found


def _named(tx: "ManagedTransaction", text: str, id_: str, today: str) -> tuple[Named, ...]:
    rows = tx.run(text, id=id_, today=today, limit=MOST_PEOPLE)
    return tuple(Named(row["id"], row["name"]) for row in rows)
