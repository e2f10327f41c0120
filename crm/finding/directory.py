"""The directory: any number of people in a list, by family name, with what they are now and their last contact."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.finding.reasons import LOGGED_LATELY
from crm.finding.search import PERSON, Found, find
from crm.interactions.recent_people import recent_people
from crm.records.actor import Actor
from crm.records.visibility import SEEN
from crm.stakeholders.ours import our_people
from crm.stakeholders.posts import MEMBER, SUPERINTENDENT
from crm.stakeholders.standing import Standing, standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

GROUPS = {
    "legislators": "Legislators",
    "superintendents": "Superintendents",
    "ours": "Our people",
    "former": "Former legislators",
    "none": "Without a present role",
}
MOST_FOUND = 200  # people that a typed text is answered with
MANY = 2_000  # people whose standing is asked for at once


Place = tuple[int | str, ...]  # by which the list is ordered: whether they left, their names, their id


@dataclass(frozen=True)
class DirectoryFilter:
    """Which people: a key of GROUPS, a chamber (lower, upper ...), a party as stored, a text as in the finder; or just
    those with these ids."""

    group: str = ""
    chamber: str = ""
    party: str = ""
    text: str = ""
    people: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not (self.group or self.chamber or self.party or self.text or self.people)


@dataclass(frozen=True)
class Entry:
    """A line of the directory. `last_contact` is the last one that the reader may see."""

    id: str
    name: str
    standing: Standing
    email: str
    phone: str
    last_contact: str | None
    last_contact_id: str | None


FITS = """
MATCH (p:Person)
WHERE p.deleted_at IS NULL
  AND ($ids IS NULL OR p.id IN $ids)
  AND ($party = '' OR p.party = $party)
  AND ($role = '' OR EXISTS { (p)-[h:HOLDS]->(post:Post {role: $role})
    WHERE coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today })
  AND ($chamber = '' OR EXISTS { (p)-[h:HOLDS]->(post:Post {role: 'member', chamber: $chamber})
    WHERE coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today })
  AND (NOT $former OR (
    EXISTS { (p)-[h:HOLDS]->(post:Post {role: 'member'}) WHERE h.end_date <= $today }
    AND NOT EXISTS { (p)-[h:HOLDS]->(post:Post {role: 'member'}) WHERE coalesce(h.end_date, '9999') > $today }))
  AND (NOT $none OR NOT EXISTS { (p)-[h:HOLDS]->(:Post) WHERE coalesce(h.end_date, '9999') > $today })
"""

COUNT = f"{FITS} RETURN count(p) AS total"

# Those who left the legislature stand after everybody else.
ROWS = f"""{FITS}
WITH p, NOT $former AND EXISTS {{ (p)-[h:HOLDS]->(:Post {{role: 'member'}}) WHERE h.end_date <= $today }}
  AND NOT EXISTS {{ (p)-[h:HOLDS]->(:Post) WHERE coalesce(h.end_date, '9999') > $today }} AS left
WITH p, [CASE WHEN left THEN 1 ELSE 0 END, coalesce(p.family_name, p.name), coalesce(p.given_name, ''), p.id] AS place
WHERE $after IS NULL OR place > $after
WITH p, place ORDER BY place LIMIT $limit
RETURN p.id AS id, place, p.email AS email, p.phone AS phone,
  head(COLLECT {{
    MATCH (p)-[:TOOK_PART]->(i:Interaction)
    WHERE i.deleted_at IS NULL AND {SEEN}
    RETURN i {{.id, .at}} ORDER BY i.at DESC LIMIT 1
  }}) AS last
ORDER BY place
"""

PARTIES = """
MATCH (p:Person)
WHERE p.deleted_at IS NULL AND p.party IS NOT NULL
RETURN p.party AS party, count(p) AS count ORDER BY count DESC, party LIMIT 20
"""


def people_matching(
    tx: "ManagedTransaction", chosen: DirectoryFilter, *, actor: Actor, limit: int = 50
) -> tuple[list[Entry], int]:
    """The people whom the filter lets through, by family name, and how many there are in all."""
    total = tx.run(COUNT, **_asked(tx, chosen, actor)).single(strict=True)["total"]
    return [entry for entry, _ in people_after(tx, chosen, None, actor=actor, limit=limit)], total


def people_after(
    tx: "ManagedTransaction", chosen: DirectoryFilter, after: Place | None, *, actor: Actor, limit: int = 50
) -> list[tuple[Entry, Place]]:
    """The same people with where each stands in the list, from after the place of one that was shown last."""
    rows = [dict(row) for row in tx.run(ROWS, **_asked(tx, chosen, actor), after=after, limit=limit)]
    who: dict[str, Standing] = {}
    for start in range(0, len(rows), MANY):
        who |= standings(tx, [row["id"] for row in rows[start : start + MANY]], today=actor.today)
    return [(_entry(row, who[row["id"]]), tuple(row["place"])) for row in rows]


AT_HAND = """
MATCH (p:Person)-[h:HOLDS]->(:Post)
WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
RETURN DISTINCT p.id AS id LIMIT $limit
"""

PHRASES = """
MATCH (p:Person)
WHERE p.id IN $ids
RETURN p.id AS id, coalesce(p.search, '') AS phrases
"""


@dataclass(frozen=True)
class AtHand(Found):
    """Somebody to choose without a connection; `phrases` are what they may be found by, a line each, folded."""

    phrases: str = ""


def people_at_hand(tx: "ManagedTransaction", *, actor: Actor, limit: int = MANY) -> list[AtHand]:
    """Whom a contact is likely to be with: the people this actor logged last, then by name who holds a seat or office
    now, and our own people."""
    today = actor.today
    recent = [person.id for person in recent_people(tx, actor=actor)]
    ids = {row["id"] for row in tx.run(AT_HAND, today=today, limit=limit)}
    ids |= {person.id for person in our_people(tx, today=today)}
    listed = [*recent, *sorted(ids - set(recent))][:limit]
    phrases = {row["id"]: row["phrases"] for row in tx.run(PHRASES, ids=listed)}
    places = {id_: place for place, id_ in enumerate(recent)}
    who = sorted(
        standings(tx, listed, today=today).values(), key=lambda one: (places.get(one.person_id, len(recent)), one.name)
    )
    return [
        AtHand(
            PERSON, one.person_id, one.name, one.line, LOGGED_LATELY if one.person_id in places else "",
            phrases.get(one.person_id, ""),
        )
        for one in who
    ]  # fmt: skip


def parties(tx: "ManagedTransaction") -> list[str]:
    """The parties that people are of, the largest first."""
    return [row["party"] for row in tx.run(PARTIES)]


def _asked(tx: "ManagedTransaction", chosen: DirectoryFilter, actor: Actor) -> dict[str, Any]:
    ids: list[str] | None = list(chosen.people) or None
    if chosen.text:
        ids = [found.id for found in find(tx, chosen.text, actor=actor, kinds=(PERSON,), limit=MOST_FOUND)]
    if chosen.group == "ours":
        ours = {person.id for person in our_people(tx, today=actor.today)}
        ids = sorted(ours if ids is None else ours.intersection(ids))
    return {
        "ids": ids,
        "party": chosen.party,
        "chamber": chosen.chamber,
        "role": {"legislators": MEMBER, "superintendents": SUPERINTENDENT}.get(chosen.group, ""),
        "former": chosen.group == "former",
        "none": chosen.group == "none",
        "today": actor.today,
        **actor.sight,
    }


def _entry(row: dict[str, Any], standing: Standing) -> Entry:
    last = row["last"] or {}
    return Entry(
        standing.person_id,
        standing.name,
        standing,
        row["email"] or "",
        row["phone"] or "",
        last.get("at"),
        last.get("id"),
    )
