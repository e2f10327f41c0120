"""Guesses: ties that may be supposed from public facts, to be confirmed, never counted as known.

Three kinds: `constituency` (a superintendent and a legislator whose ground overlaps, directly or through the
county), `committee` (two members of one committee now) and `school` (the same alma mater). What a guess adds to a
strength is capped by strength.py. The weights are judgement: committee members meet weekly in session; a
superintendent is likely to have met the legislator of most of the county; a school proves little.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

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

EDUCATION = """
MATCH (p:Person)
WHERE p.education IS NOT NULL AND p.deleted_at IS NULL AND ($people IS NULL OR p.id IN $people)
RETURN collect(p.id) AS people, collect(p.education) AS texts
"""


def all_guesses(tx: "ManagedTransaction", today: str) -> Guesses:
    """Every guess in the graph on a day (ISO date)."""
    districts = tx.run(DISTRICTS).single(strict=True)["ids"]
    return _gathered(
        _constituencies(seats_of_districts(tx, districts, today=today)),
        _committees(tx, today),
        _alumni(tx),
    )


def guesses_of(tx: "ManagedTransaction", person: str, today: str, other: str | None = None) -> Guesses:
    """The guesses about one person, or about one pair, on a day (ISO date)."""
    ground = ground_of(tx, person, today=today)
    found = _gathered(
        _constituencies([*ground.represented, *ground.delegation]),
        _committees(tx, today, person),
        _alumni(tx, None if other is None else [person, other]),
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


def _together(people: Sequence[str], guess: Guess, most: int) -> Supposed:
    if len(people) <= most:
        for one, other in combinations(people, 2):
            yield one, other, guess
