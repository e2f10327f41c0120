"""The evidence of pairs of people, as one reader may see it, as it was known by one instant.

The one query over ratings and contacts: tie pages, what a member sees besides the shared part, boards of a past
day, and the sums kept on KNOWS are all made from what it returns.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm.interactions.past_contacts import PastContact, edited_since
from crm.office_time import day_of, end_of
from crm.records.actor import Actor
from crm.records.visibility import SEEN, STOOD
from crm.relationships.citations import Named, Reason
from crm.relationships.explanation import contact_words
from crm.relationships.strength import Contact, Evidence, Rating, Tally, day, standing, tallied
from crm.storage.collected import collected, rows_of
from crm.vocabulary import LEVELS, STRAINED, VALENCES

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Pair = tuple[str, str]
EVER, LATER = "9999", "99999"
EVERYTHING: dict[str, Any] = {"sees_all": True, "own_person": "", "own_user": ""}
_AT_ONCE = 500


def pair_of(one: str, other: str) -> Pair:
    """The two ids in the order in which KNOWS runs."""
    return (one, other) if one < other else (other, one)


def key_of(pair: Pair) -> str:
    """The key of the pair's KNOWS."""
    return "|".join(pair)


@dataclass(frozen=True)
class PairEvidence:
    """All that a reader may see of one pair, newest first. `retracted` ratings are kept to show and count nowhere."""

    a: Named
    b: Named
    ratings: tuple[Reason, ...]
    contacts: tuple[Reason, ...]
    retracted: tuple[Reason, ...]
    evidence: Evidence
    shared: Evidence

    @property
    def pair(self) -> Pair:
        """The two ids, the lower first."""
        return pair_of(self.a.id, self.b.id)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Ratings and contacts, newest first."""
        return tuple(sorted((*self.ratings, *self.contacts), key=lambda one: one.on or "", reverse=True))


RATED = """e.recorded_at <= $known
  AND ($sees_all OR e.visibility = 'shared' OR e.recorded_by = $own_user OR e.said_by = $own_person)
OPTIONAL MATCH (said:Person {id: e.said_by})"""
TOLD = "e {.*, who: coalesce(said.name, e.said_by)}"
MET = f"one.part <> other.part AND NOT i.id IN $replayed AND {STOOD} AND {SEEN}"
LOGGED = """i {.id, .at, .channel, .direction, .sentiment, .visibility, .recorded_at, .recorded_name,
  people: COUNT { (i)<-[:TOOK_PART]-() }}"""

OF_PAIRS = collected(
    f"""
UNWIND $pairs AS pair
MATCH (a:Person {{id: pair[0]}}), (b:Person {{id: pair[1]}})
WHERE a.deleted_at IS NULL AND b.deleted_at IS NULL
RETURN a {{.id, .name}} AS a, b {{.id, .name}} AS b,
  COLLECT {{ MATCH (a)<-[:BETWEEN]-(e:Evidence)-[:BETWEEN]->(b) WHERE {RATED} RETURN {TOLD} }} AS ratings,
  COLLECT {{
    MATCH (a)-[one:TOOK_PART]->(i:Interaction)<-[other:TOOK_PART]-(b) WHERE {MET} RETURN {LOGGED}
  }} AS contacts
""",
    "a",
    "b",
    "ratings",
    "contacts",
)

# The same for two sets of people, from each of the first: one row per pair with ratings, one per pair with contacts.
AMONG = collected(
    f"""
UNWIND $people AS id
MATCH (a:Person {{id: id}})
CALL (a) {{
  MATCH (a)<-[:BETWEEN]-(e:Evidence)-[:BETWEEN]->(b:Person)
  WHERE b.id IN $others AND {RATED}
  RETURN b, collect({TOLD}) AS ratings, [] AS contacts
  UNION ALL
  MATCH (a)-[one:TOOK_PART]->(i:Interaction)<-[other:TOOK_PART]-(b:Person)
  WHERE b.id IN $others AND {MET}
  RETURN b, [] AS ratings, collect({LOGGED}) AS contacts
}}
RETURN a {{.id, .name}} AS a, b {{.id, .name}} AS b, ratings, contacts
""",
    "a",
    "b",
    "ratings",
    "contacts",
)

# Every pair of which an account may see more than what is shared.
OWN_PAIRS = collected(
    """
CALL () {
  MATCH (e:Evidence) WHERE e.recorded_by = $own_user RETURN e
  UNION MATCH (e:Evidence) WHERE e.said_by = $own_person RETURN e
}
WITH e WHERE e.visibility <> 'shared' AND e.retracted_at IS NULL
MATCH (a:Person)<-[:BETWEEN]-(e)-[:BETWEEN]->(b:Person) WHERE a.id < b.id
RETURN a.id AS a, b.id AS b
UNION
CALL () {
  MATCH (i:Interaction) WHERE i.recorded_by = $own_user RETURN i
  UNION MATCH (:Person {id: $own_person})-[:TOOK_PART]->(i:Interaction) RETURN i
}
WITH i WHERE i.visibility <> 'shared' AND i.deleted_at IS NULL
MATCH (a:Person)-[one:TOOK_PART]->(i)<-[other:TOOK_PART]-(b:Person)
WHERE one.part <> other.part AND a.id < b.id
RETURN a.id AS a, b.id AS b
""",
    "a",
    "b",
)


def own_evidence(tx: "ManagedTransaction", actor: Actor, person: str | None = None) -> list[PairEvidence]:
    """The evidence of the pairs (with this person) of which the actor may see more than what is shared."""
    rows = rows_of(tx, OWN_PAIRS, own_user=actor.sight["own_user"], own_person=actor.sight["own_person"])
    pairs = [(row["a"], row["b"]) for row in rows]
    return evidence_of(
        tx, [pair for pair in pairs if person is None or person in pair], sight=actor.sight, zone=actor.zone
    )


def evidence_of(
    tx: "ManagedTransaction", pairs: Sequence[Pair], *, sight: Mapping[str, Any], zone: ZoneInfo, known: str = EVER
) -> list[PairEvidence]:
    """What a reader (`actor.sight`, or EVERYTHING) may see of each pair, from what was recorded by the instant
    `known`. Pairs with somebody who does not exist are left out."""
    replayed = _replayed(tx, known, sight)
    found = []
    for start in range(0, len(pairs), _AT_ONCE):
        some = [list(pair) for pair in pairs[start : start + _AT_ONCE]]
        for row in rows_of(tx, OF_PAIRS, pairs=some, known=known, replayed=replayed.ids, **sight):
            pair = pair_of(row["a"]["id"], row["b"]["id"])
            found.append(_pair_evidence({**row, "contacts": [*row["contacts"], *replayed.of(pair)]}, known, zone))
    return found


def evidence_among(
    tx: "ManagedTransaction",
    people: Sequence[str],
    others: Sequence[str],
    *,
    sight: Mapping[str, Any],
    zone: ZoneInfo,
    known: str = EVER,
) -> list[PairEvidence]:
    """As `evidence_of`, for every pair of one of these people with one of the others that has any evidence."""
    replayed = _replayed(tx, known, sight)
    asked = {"people": list(people), "others": list(others), "known": known, "replayed": replayed.ids}
    rows = rows_of(tx, AMONG, asked, **sight)
    found: dict[Pair, dict[str, Any]] = {}
    for row in (*rows, *replayed.among(set(people), set(others))):
        a, b = sorted((row["a"], row["b"]), key=lambda person: str(person["id"]))
        pair = found.setdefault((a["id"], b["id"]), {"a": a, "b": b, "ratings": [], "contacts": {}})
        pair["ratings"] = pair["ratings"] or row["ratings"]
        pair["contacts"] |= {contact["id"]: contact for contact in row["contacts"]}
    return [_pair_evidence({**row, "contacts": [*row["contacts"].values()]}, known, zone) for row in found.values()]


def summed(evidence: Evidence) -> tuple[Tally, int]:
    """The sums that a strength is read from, and the valence: 1, or -1 for a strained tie."""
    said = standing(evidence.ratings)
    return tallied(evidence), said.valence if said else 1


def said_of(found: PairEvidence) -> Reason | None:
    """The reason to name first: the rating that stands, else the last talk both ways, else the last contact."""
    said = standing(found.evidence.ratings)
    if said is not None:
        return next(one for one in found.ratings if one.id == said.id)
    both_ways = {contact.id for contact in found.evidence.contacts if contact.direction == "two_way"}
    return next((one for one in found.contacts if one.id in both_ways), next(iter(found.contacts), None))


def known_by(on: str | None, actor: Actor) -> str:
    """The last instant of a past day (an ISO date, perhaps partial) in the office, or the actor's own without one."""
    return actor.at if on is None or on >= actor.today else end_of(on, actor.zone)


@dataclass(frozen=True)
class _Replayed:
    """The contacts that say something else now than at the instant asked about: `past` is what they said then."""

    past: tuple[PastContact, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.past]

    def of(self, pair: Pair) -> list[Mapping[str, Any]]:
        """What they said of a pair."""
        return [one.stored for one in self.past if pair in {pair_of(*two) for two in one.pairs()}]

    def among(self, people: Collection[str], others: Collection[str]) -> Iterator[Mapping[str, Any]]:
        """The same as rows of AMONG."""
        for one in self.past:
            for their, our in one.pairs():
                if (their in people and our in others) or (our in people and their in others):
                    a, b = {"id": their, "name": one.theirs[their]}, {"id": our, "name": one.ours[our]}
                    yield {"a": a, "b": b, "ratings": [], "contacts": [one.stored]}


def _replayed(tx: "ManagedTransaction", known: str, sight: Mapping[str, Any]) -> _Replayed:
    return _Replayed() if known == EVER else _Replayed(edited_since(tx, known, sight=sight))


def _taken_back(said: Mapping[str, Any], known: str) -> str | None:
    """When a rating was taken back, as known at an instant; None while it stood."""
    spans = [span.split("/") for span in said.get("absences", ())]
    if "retracted_at" in said:
        spans.append([said["retracted_at"], LATER])
    return next((since for since, until in spans if since <= known < until), None)


def _pair_evidence(row: Mapping[str, Any], known: str, zone: ZoneInfo) -> PairEvidence:
    said = sorted(row["ratings"], key=lambda e: (e["on"], e["recorded_at"], e["id"]), reverse=True)
    said = [{**e, "retracted_at": _taken_back(e, known)} for e in said]
    stands = [e for e in said if e["retracted_at"] is None]
    met = sorted(row["contacts"], key=lambda i: (i["at"], i["id"]), reverse=True)
    return PairEvidence(
        a=Named(**row["a"]),
        b=Named(**row["b"]),
        ratings=tuple(map(_rating_reason, stands)),
        contacts=tuple(_contact_reason(i, zone) for i in met),
        retracted=tuple(_rating_reason(e) for e in said if e not in stands),
        evidence=_evidence(stands, met, zone),
        shared=_evidence(
            [e for e in stands if e["visibility"] == "shared"],
            [i for i in met if i["visibility"] == "shared"],
            zone,
        ),
    )


def _evidence(said: Sequence[Mapping[str, Any]], met: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> Evidence:
    return Evidence(
        ratings=tuple(Rating(e["level"], day(e["on"]), e["valence"], e["id"]) for e in said),
        contacts=tuple(contact_of(i, zone) for i in met),
    )


def contact_of(stored: Mapping[str, Any], zone: ZoneInfo) -> Contact:
    """A stored interaction, with the number of its `people`, as strength.py weighs it."""
    return Contact(
        at=day(day_of(stored["at"], zone)),
        channel=stored["channel"],
        direction=stored["direction"],
        sentiment=stored["sentiment"],
        people=stored["people"],
        id=stored["id"],
    )


def _rating_reason(stored: Mapping[str, Any]) -> Reason:
    strained = stored["valence"] == STRAINED
    level = VALENCES[STRAINED] if strained else LEVELS[stored["level"]].words
    said = (stored.get("through"), stored.get("words"))
    return Reason(
        kind="rating",
        id=stored["id"],
        words=": ".join((level, ", ".join(filter(None, said)))) if any(said) else level,
        who=stored["who"],
        on=stored["on"],
        source=f"Recorded by {stored['recorded_name']}",
        url=stored.get("source_url"),
        visibility=stored["visibility"],
        level=stored["level"],
        valence=stored["valence"],
        recorded_at=stored["recorded_at"],
        retracted_at=stored.get("retracted_at"),
        since=stored.get("since"),
        through=stored.get("through", ""),
    )


def _contact_reason(stored: Mapping[str, Any], zone: ZoneInfo) -> Reason:
    return Reason(
        kind="contact",
        id=stored["id"],
        words=contact_words(contact_of(stored, zone)),
        who=stored["recorded_name"],
        on=day_of(stored["at"], zone),
        source="Contact log",
        visibility=stored["visibility"],
        recorded_at=stored["recorded_at"],
    )
