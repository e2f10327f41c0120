"""Guesses: ties that may be supposed from public facts, to be confirmed, never counted as known.

Four kinds: `constituency` (a superintendent and a legislator whose ground overlaps, directly or through the
county), `committee` (two members of one committee now), `school` (the same alma mater), and attendance (both were
at one gathering of the last two years). What a guess adds to a strength is capped by strength.py. The weights are
judgement: committee members meet weekly in session; a superintendent is likely to have met the legislator of most
of the county; a school proves little; a gathering is shared among those who were there, as a contact is, so that a
small meeting counts more than a convention, and in a crowd nobody can be supposed to have met.

Who came to what is for those who see everything, so these guesses are asked for apart from the public ones.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from crm.events.event_kind import CANCELLED
from crm.office_time import first_day, in_words
from crm.relationships.pair_evidence import Pair, pair_of
from crm.relationships.schools import schools
from crm.relationships.strength import Guess
from crm.stakeholders.chambers import committee_chamber
from crm.stakeholders.ground.districts_faced import Facing, ground_of, seats_of_districts

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COMMITTEE_WEIGHT = 0.25
CONSTITUENCY_WEIGHT = 0.2  # times the share of the ground, at least a quarter of it
SCHOOL_WEIGHT = 0.05
MOST_ALUMNI = 60  # a larger school says nothing about who knows whom
MOST_MEMBERS = 100
ATTENDANCE_WEIGHT = 0.3  # shared among the others who were there
MOST_THERE = 100
REMEMBERED = timedelta(days=730)  # who was in a room longer ago says little about who knows whom now


@dataclass(frozen=True)
class Guesses:
    """Reasons to suppose a tie, by pair (lower id first)."""

    by_pair: Mapping[Pair, tuple[Guess, ...]] = field(default_factory=dict)

    def between(self, a: str, b: str) -> tuple[Guess, ...]:
        """The reasons to suppose that these two know each other."""
        return self.by_pair.get(pair_of(a, b), ())

    def of(self, person: str) -> dict[str, tuple[Guess, ...]]:
        """The supposed ties of one person, by the other's id."""
        pairs = ((pair, found) for pair, found in self.by_pair.items() if person in pair)
        return {pair[pair[0] == person]: found for pair, found in pairs}

    def and_also(self, others: "Guesses") -> "Guesses":
        """With these too."""
        more = {pair: (*self.by_pair.get(pair, ()), *found) for pair, found in others.by_pair.items()}
        return Guesses({**self.by_pair, **more})

    def differing(self, others: "Guesses") -> list[Pair]:
        """The pairs of which the two suppose something else."""
        named = self.by_pair.keys() | others.by_pair.keys()
        return sorted(pair for pair in named if self.by_pair.get(pair) != others.by_pair.get(pair))


DISTRICTS = """
MATCH (o:Organization {classification: 'school_district'})<-[:IN]-(:Post {role: 'superintendent'})
WHERE o.deleted_at IS NULL
RETURN collect(DISTINCT o.id) AS ids
"""

COMMITTEES = """
MATCH (o:Organization)
WHERE o.classification IN ['committee', 'subcommittee'] AND o.deleted_at IS NULL
  AND ($person IS NULL OR EXISTS { (o)<-[:MEMBER_OF]-(:Person {id: $person}) })
MATCH (o)<-[m:MEMBER_OF]-(p:Person)
WHERE p.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
RETURN o.name AS name, o.chamber AS chamber, collect(DISTINCT p.id) AS members
ORDER BY name, chamber
"""

GATHERED = """
MATCH (e:Event)
WHERE e.start >= $since AND left(e.start, 10) <= $today AND e.deleted_at IS NULL AND e.status <> $off
  AND ($person IS NULL OR EXISTS { (:Person {id: $person})-[:ATTENDED]->(e) })
WITH e, COLLECT { MATCH (p:Person)-[:ATTENDED]->(e) WHERE p.deleted_at IS NULL RETURN p.id } AS there
WHERE 1 < size(there) <= $most
RETURN e.id AS id, e.name AS name, left(e.start, 10) AS day, there
ORDER BY e.start DESC, id
"""

EDUCATION = """
MATCH (p:Person)
WHERE p.education IS NOT NULL AND p.deleted_at IS NULL AND ($people IS NULL OR p.id IN $people)
RETURN collect(p.id) AS people, collect(p.education) AS texts
"""


def all_guesses(tx: "ManagedTransaction", today: str) -> Guesses:
    """Every guess from public facts on a day (ISO date)."""
    districts = tx.run(DISTRICTS).single(strict=True)["ids"]
    return _gathered(
        _constituencies(seats_of_districts(tx, districts, today=today)),
        _committees(tx, today),
        _alumni(tx),
    )


def attendance_guesses(tx: "ManagedTransaction", today: str) -> Guesses:
    """Every guess from who came to what, on a day (ISO date): for those who see everything."""
    return _gathered(_attendances(tx, today))


def guesses_of(
    tx: "ManagedTransaction", person: str, today: str, other: str | None = None, *, attendance: bool
) -> Guesses:
    """The guesses about one person, or about one pair, on a day (ISO date); from who came to what only where
    `attendance` says that the reader may know of it."""
    ground = ground_of(tx, person, today=today)
    found = _gathered(
        _constituencies([*ground.represented, *ground.delegation]),
        _committees(tx, today, person),
        _alumni(tx, None if other is None else [person, other]),
        _attendances(tx, today, person) if attendance else (),
    )
    wanted = {person} if other is None else {person, other}
    return Guesses({pair: reasons for pair, reasons in found.by_pair.items() if wanted.issubset(pair)})


Supposed = Iterable[tuple[str, str, Guess]]


def _gathered(*kinds: Supposed) -> Guesses:
    by_pair: dict[Pair, list[Guess]] = defaultdict(list)
    for kind in kinds:
        for one, other, guess in kind:
            if one != other:
                by_pair[pair_of(one, other)].append(guess)
    return Guesses({pair: tuple(found) for pair, found in by_pair.items()})


def _constituencies(facings: Iterable[Facing]) -> Supposed:
    for facing in facings:
        if facing.superintendent_id and facing.holder_id:
            share = 1.0 if facing.share is None else min(max(facing.share, 0.25), 1.0)
            words = f"{facing.district_name} faces {facing.post_label}, {facing.how}"
            yield facing.superintendent_id, facing.holder_id, Guess(CONSTITUENCY_WEIGHT * share, words)


def _committees(tx: "ManagedTransaction", today: str, person: str | None = None) -> Supposed:
    for row in tx.run(COMMITTEES, person=person, today=today):
        name = f"{committee_chamber(row['chamber'])} {row['name']}".strip()
        yield from _together(row["members"], Guess(COMMITTEE_WEIGHT, f"both on {name}"), MOST_MEMBERS)


def _alumni(tx: "ManagedTransaction", people: Sequence[str] | None = None) -> Supposed:
    row = tx.run(EDUCATION, people=people).single(strict=True)
    attended: dict[str, list[str]] = defaultdict(list)
    for person, texts in zip(row["people"], row["texts"], strict=True):
        for school in schools([texts] if isinstance(texts, str) else texts):
            attended[school].append(person)
    for school in sorted(attended):
        yield from _together(attended[school], Guess(SCHOOL_WEIGHT, f"both went to {school}"), MOST_ALUMNI)


def _attendances(tx: "ManagedTransaction", today: str, person: str | None = None) -> Supposed:
    since = (first_day(today) - REMEMBERED).isoformat()
    for row in tx.run(GATHERED, since=since, today=today, off=CANCELLED, most=MOST_THERE, person=person):
        others = len(row["there"]) - 2
        beside = f"with {others} other{'s' * (others > 1)}" if others else "nobody else there"
        words = f"met at {row['name']} on {in_words(row['day'])}, {beside}"
        yield from _together(row["there"], Guess(ATTENDANCE_WEIGHT / (others + 1), words, row["id"]), MOST_THERE)


def _together(people: Sequence[str], guess: Guess, most: int) -> Supposed:
    if len(people) <= most:
        for one, other in combinations(people, 2):
            yield one, other, guess
