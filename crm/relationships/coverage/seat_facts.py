"""What the coverage board reads from the graph: the seats with their holders, and who of ours last met whom."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm.interactions.past_contacts import PastContact
from crm.records.actor import Actor
from crm.records.visibility import SEEN, STOOD
from crm.stakeholders.ours import our_people
from crm.storage.collected import collected, rows_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Of two holders that a source gives one seat at once, the later counts.
SEATS = collected(
    """
MATCH (post:Post {role: 'member'})
WHERE post.chamber IS NOT NULL AND post.deleted_at IS NULL
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(post)
WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
WITH post, p, h ORDER BY h.start_date DESC
WITH post, head(collect(p)) AS p, head(collect(h.start_date)) AS since
RETURN post {.id, .label, .title, .chamber, .district, .seat} AS post,
  p {.id, .name, .party} AS holder, since,
  [(p)-[m:MEMBER_OF]->(o:Organization)
    WHERE o.classification IN ['committee', 'subcommittee'] AND o.deleted_at IS NULL
      AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
    | {id: o.id, name: o.name, role: m.role}] AS committees
""",
    "post",
    "holder",
    "since",
    "committees",
)

# A seat is in the old congressional district of any county, and the RESA of any school district, that it faces.
REGIONS = collected(
    """
MATCH (post:Post {role: 'member'})-[:REPRESENTS]->(lines:Area)-[:OVERLAPS]-(ground:Area)
WHERE post.chamber IS NOT NULL AND coalesce(lines.valid_to, '9999') > $today
  AND ground.classification IN ['county', 'school_district']
WITH ground, collect(DISTINCT post.id) AS seats
CALL (ground) {
  MATCH (ground)-[:OVERLAPS]-(old:Area {classification: 'old_congressional_district'})
  RETURN old.id AS id, old.name AS name
  UNION
  MATCH (ground)-[:OVERLAPS*0..1]-(school:Area {classification: 'school_district'})
    <-[:SERVES]-(:Organization)-[m:MEMBER_OF]->(resa:Organization {classification: 'resa'})
  WHERE coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today AND resa.deleted_at IS NULL
  RETURN resa.id AS id, coalesce(resa.short_name, resa.name) AS name
}
UNWIND seats AS seat
WITH DISTINCT seat, id, name ORDER BY name, id
RETURN seat, collect({id: id, name: name}) AS regions
""",
    "seat",
    "regions",
)

LAST_CONTACTS = collected(
    f"""
UNWIND $people AS id
MATCH (:Person {{id: id}})-[:TOOK_PART {{part: 'theirs'}}]->(i:Interaction)
WHERE NOT i.id IN $replayed AND {STOOD} AND {SEEN}
WITH id, max([i.at, i.id]) AS last
MATCH (i:Interaction {{id: last[1]}})
RETURN id, i.id AS interaction, i.at AS at, [(p:Person)-[:TOOK_PART {{part: 'ours'}}]->(i) | p {{.id, .name}}] AS who
""",
    "id",
    "interaction",
    "at",
    "who",
)

LAST_TALKS = collected(
    f"""
UNWIND $people AS id
MATCH (:Person {{id: id}})-[:TOOK_PART {{part: 'theirs'}}]->(i:Interaction {{direction: 'two_way'}})
WHERE NOT i.id IN $replayed AND {STOOD} AND {SEEN}
RETURN id, max(i.at) AS at
""",
    "id",
    "at",
)


def seats_alone(tx: "ManagedTransaction", today: str) -> list[dict[str, Any]]:
    """A row per seat of a chamber: post, holder (or None), since, committees."""
    return rows_of(tx, SEATS, today=today)


def seats(tx: "ManagedTransaction", today: str) -> list[Mapping[str, Any]]:
    """The same with the regions of each."""
    regions = {row["seat"]: row["regions"] for row in rows_of(tx, REGIONS, today=today)}
    return [{**row, "regions": regions.get(row["post"]["id"], [])} for row in seats_alone(tx, today)]


def last_contacts(
    tx: "ManagedTransaction", people: Sequence[str], *, actor: Actor, known: str, past: Sequence[PastContact] = ()
) -> dict[str, Mapping[str, Any]]:
    """The last contact with each person that the actor may see, from what was recorded by the instant `known`;
    `past` are contacts that said something else then."""
    replayed = [one.id for one in past]
    rows = rows_of(tx, LAST_CONTACTS, people=list(people), known=known, replayed=replayed, **actor.sight)
    found: dict[str, Mapping[str, Any]] = {row["id"]: row for row in rows}
    for one in past:
        who = [{"id": id_, "name": name} for id_, name in one.ours.items()]
        told = {"interaction": one.id, "at": one.stored["at"], "who": who}
        for person in set(one.theirs) & set(people):
            last = max(found.get(person, told), told, key=lambda row: (row["at"], row["interaction"]))
            found[person] = {"id": person, **last}
    return found


def last_talks(
    tx: "ManagedTransaction", people: Sequence[str], *, actor: Actor, known: str, past: Sequence[PastContact] = ()
) -> dict[str, str]:
    """The day on which each person last talked with anybody of ours both ways, from the same contacts."""
    replayed = [one.id for one in past]
    rows = rows_of(tx, LAST_TALKS, people=list(people), known=known, replayed=replayed, **actor.sight)
    found: dict[str, str] = {row["id"]: row["at"] for row in rows}
    for one in past:
        if one.stored["direction"] == "two_way":
            found |= {p: max(found.get(p, ""), one.stored["at"]) for p in set(one.theirs) & set(people)}
    return {person: actor.day_of(at) for person, at in found.items()}


def ours_then(tx: "ManagedTransaction", today: str) -> dict[str, str]:
    """Our people on a day, by id, with their names, without those who do not want to be asked for anything."""
    return {one.id: one.name for one in our_people(tx, today=today) if not one.opted_out}
