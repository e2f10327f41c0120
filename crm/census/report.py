"""What a round brought: who answered, by RESA; seats newly covered; seats that one person alone knows; who says what of
whom; and where two people say different things of one tie.

A seat counts as covered by the census alone here, also where nobody who knows its holder may be asked, which is said:
the boards of coverage and the paths weigh everything together and leave those ties out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.census.answers import ANSWERS, NONE, OWN_LEVELS
from crm.census.changes import Changed, Said, changes, in_words
from crm.census.invitations import ANSWERED, OPENED, Invitation, invitations
from crm.census.rounds import Round, round_of
from crm.records.actor import Actor
from crm.records.permissions import require
from crm.words import NATURAL

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COVERING = ("good", "close")
CLOSEST_FIRST = tuple(level for level in reversed(OWN_LEVELS) if level != NONE)
NO_REGION = "No RESA"


@dataclass(frozen=True)
class RegionLine:
    """How far the people of one RESA are."""

    region: str
    invited: int
    answered: int
    opened: int

    @property
    def silent(self) -> int:
        return self.invited - self.answered - self.opened


@dataclass(frozen=True)
class SeatLine:
    """A seat and its holder with those of ours who say that they know them well, the closest first."""

    seat_id: str
    seat: str
    holder: str
    who: tuple[Said, ...]

    @property
    def names(self) -> str:
        return ", ".join(f"{one.person} ({one.in_words})" for one in self.who)

    @property
    def may_be_asked(self) -> bool:
        """Whether anybody who knows them well may be asked; otherwise no path and no board uses these ties."""
        return any(one.may_be_asked for one in self.who)


@dataclass(frozen=True)
class Differing:
    """One tie of which the two people, or two rounds, say different things."""

    person_id: str
    person: str
    about_id: str
    about: str
    first: str
    first_who: str
    second: str
    second_who: str


@dataclass(frozen=True)
class Report:
    """A round in numbers and lists. `before` is the round it is compared with, the last that some of the same people
    answered; of that one, only the answers of those whom this one asks count. `covered_by_unwilling` of the
    covered seats have a holder whom only people know well who are not to be asked."""

    round: Round
    invited: tuple[Invitation, ...]
    regions: tuple[RegionLine, ...]
    said: tuple[Said, ...]
    newly_covered: tuple[SeatLine, ...]
    known_by_one: tuple[SeatLine, ...]
    differing: tuple[Differing, ...]
    before: str | None
    covered: int
    covered_by_unwilling: int
    covered_before: int
    changes: tuple[Changed, ...]
    no_longer_covered: tuple[SeatLine, ...]

    @property
    def matrix(self) -> "tuple[MatrixLine, ...]":
        """Who reports ties to whom."""
        return tuple(matrix(self.said))

    @property
    def change(self) -> str:
        """ "Since “Fall 2025”: 4 new, 3 grew and 1 withdrawn."; nothing where there is no round to compare with."""
        return f"Since “{self.before}”: {in_words(self.changes)}." if self.before else ""

    @property
    def reservation(self) -> str:
        """What to know of the covered seats before they are used; nothing where somebody may be asked for each."""
        if not self.covered_by_unwilling:
            return ""
        only = f"{self.covered_by_unwilling} of {self.covered} known only by people who are not to be asked"
        return f"{only}; Seats and paths leave these out."

    @property
    def sentence(self) -> str:
        """ "61 of 138 have answered; 23 seats newly covered." """
        new = len(self.newly_covered)
        seats = f"{new} seat{'s' * (new != 1)} newly covered"
        return f"{self.round.answered} of {self.round.invited} have answered; {seats}."


SAID = """
MATCH (:CensusRound {id: $round})<-[:ASKED_IN]-(i:CensusInvitation)-[:INVITES]->(p:Person)
MATCH (i)<-[:GIVEN_IN]-(e:Evidence)-[:BETWEEN]->(about:Person)
WHERE e.retracted_at IS NULL AND about.id <> p.id AND p.deleted_at IS NULL AND about.deleted_at IS NULL
  AND NOT coalesce(p.opted_out, false)
OPTIONAL MATCH (about)-[h:HOLDS]->(post:Post {role: 'member'})
  WHERE post.deleted_at IS NULL AND post.chamber IS NOT NULL
    AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
WITH p, about, e, head(collect(post)) AS post
RETURN p.id AS person_id, p.name AS person, about.id AS about_id, about.name AS about, post.id AS seat_id,
  post.label AS seat, CASE WHEN e.valence < 0 THEN 'strained' ELSE e.level END AS level,
  NOT EXISTS { (p)-[:MAY_BE_ASKED {choice: 'never'}]->(about) } AS may_be_asked
ORDER BY person, person_id, about, about_id LIMIT 50000
"""

# What was known of each seat before the round: a rating of good or better, by anybody of ours, that stood then.
KNOWN_BEFORE = """
UNWIND $holders AS holder
MATCH (p:Person {id: holder})<-[:BETWEEN]-(e:Evidence)-[:BETWEEN]->(ours:Person)
WHERE ours.id <> holder AND e.recorded_at < $opened_at AND (e.retracted_at IS NULL OR e.retracted_at >= $opened_at)
  AND e.valence > 0 AND e.level IN ['good', 'close']
RETURN DISTINCT holder
"""

DIFFERING = """
MATCH (:CensusRound {id: $round})<-[:ASKED_IN]-(i:CensusInvitation)-[:INVITES]->(p:Person)
MATCH (i)<-[:GIVEN_IN]-(e:Evidence)-[:BETWEEN]->(about:Person)
WHERE e.retracted_at IS NULL AND about.id <> p.id AND p.deleted_at IS NULL AND about.deleted_at IS NULL
  AND NOT coalesce(p.opted_out, false)
MATCH (p)<-[:BETWEEN]-(other:Evidence)-[:BETWEEN]->(about)
WHERE other.retracted_at IS NULL AND other.id <> e.id AND coalesce(other.said_by, '') <> p.id
  AND (other.level <> e.level OR other.valence <> e.valence)
OPTIONAL MATCH (sayer:Person {id: other.said_by})
RETURN p.id AS person_id, p.name AS person, about.id AS about_id, about.name AS about,
  CASE WHEN e.valence < 0 THEN 'strained' ELSE e.level END AS first, p.name AS first_who,
  CASE WHEN other.valence < 0 THEN 'strained' ELSE other.level END AS second,
  coalesce(sayer.name, other.said_by) AS second_who
ORDER BY person, about, second_who LIMIT 2000
"""

ROUND_BEFORE = """
MATCH (r:CensusRound {id: $round}), (earlier:CensusRound)
WHERE earlier.opened_at < r.opened_at AND EXISTS {
  MATCH (earlier)<-[:ASKED_IN]-(i:CensusInvitation)-[:INVITES]->(p:Person)
  MATCH (p)<-[:INVITES]-(:CensusInvitation)-[:ASKED_IN]->(r)
  WHERE i.answered_at IS NOT NULL }
RETURN earlier.id AS id, earlier.title AS title ORDER BY earlier.opened_at DESC LIMIT 1
"""


def report(tx: "ManagedTransaction", round_id: str, *, actor: Actor) -> Report:
    """All that a round brought so far. Raises NotAllowed for others than staff, NotFound."""
    require(actor, "see", "census round")
    today = actor.today
    found = round_of(tx, round_id)
    invited = invitations(tx, round_id, actor=actor)
    said = _said(tx, round_id, today, invited)
    known = {row["holder"] for row in tx.run(KNOWN_BEFORE, holders=_holders(said), opened_at=found.opened_at)}
    earlier = tx.run(ROUND_BEFORE, round=round_id).single()
    asked = {one.person_id for one in invited}
    before = [one for one in _said(tx, earlier["id"], today, invited) if one.person_id in asked] if earlier else []
    seats, seats_before = _seats(said), _seats(before)
    return Report(
        round=found,
        invited=tuple(invited),
        regions=_regions(invited),
        said=tuple(said),
        newly_covered=tuple(line for line in seats if line.who[0].about_id not in known),
        known_by_one=tuple(line for line in seats if len(line.who) == 1),
        differing=tuple(_differing(row) for row in tx.run(DIFFERING, round=round_id)),
        before=earlier["title"] if earlier else None,
        covered=len(seats),
        covered_by_unwilling=sum(not line.may_be_asked for line in seats),
        covered_before=len(seats_before),
        changes=tuple(changes(before, said)) if earlier else (),
        no_longer_covered=tuple(_taken_back(seats_before, seats, said)),
    )


def _said(tx: "ManagedTransaction", round_id: str, today: str, invited: Iterable[Invitation]) -> list[Said]:
    region = {one.person_id: one.region or NO_REGION for one in invited}
    rows = tx.run(SAID, round=round_id, today=today)
    return [Said(**dict(row), region=region.get(row["person_id"], NO_REGION)) for row in rows]


def _holders(said: Iterable[Said]) -> list[str]:
    return sorted({one.about_id for one in said if one.seat_id})


def _seats(said: Sequence[Said]) -> list[SeatLine]:
    """The seats that somebody says they know well, in the order of their names."""
    by_seat: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if one.seat_id and one.level in COVERING:
            by_seat[one.seat_id].append(one)
    lines = [
        SeatLine(seat, who[0].seat or "", who[0].about, tuple(sorted(who, key=_closest_first)))
        for seat, who in by_seat.items()
    ]
    return sorted(lines, key=lambda line: (NATURAL(line.seat), line.seat_id))


def _taken_back(before: Iterable[SeatLine], now: Iterable[SeatLine], said: Iterable[Said]) -> list[SeatLine]:
    """The seats that were covered and are not, because everybody who knew their holders well says otherwise now."""
    covered, spoke = {line.seat_id for line in now}, {(one.person_id, one.about_id) for one in said}
    gone = (line for line in before if line.seat_id not in covered)
    return [line for line in gone if all((one.person_id, one.about_id) in spoke for one in line.who)]


def _closest_first(one: Said) -> tuple[bool, str, str]:
    return one.level != "close", one.person, one.person_id


def _regions(invited: Iterable[Invitation]) -> tuple[RegionLine, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in invited:
        counts[one.region or NO_REGION][one.state] += 1
    lines = [RegionLine(name, states.total(), states[ANSWERED], states[OPENED]) for name, states in counts.items()]
    return tuple(sorted(lines, key=lambda line: (line.region == NO_REGION, line.region)))


def _differing(row: Mapping[str, Any]) -> Differing:
    words = {"first": ANSWERS[row["first"]], "second": ANSWERS[row["second"]]}
    return Differing(**{**dict(row), **words})


@dataclass(frozen=True)
class MatrixLine:
    """One legislator in the matrix: how many of each RESA's people say that they know them, by level."""

    about_id: str
    about: str
    seat: str
    by_region: Mapping[str, Mapping[str, int]]

    @property
    def known_by(self) -> int:
        """How many people in all."""
        return sum(sum(counts.values()) for counts in self.by_region.values())

    def of(self, region: str) -> str:
        """ "1 close, 2 good", the closest first; nothing where nobody of the RESA knows them."""
        counts = self.by_region.get(region, {})
        return ", ".join(f"{counts[level]} {level}" for level in CLOSEST_FIRST if counts.get(level))


def matrix(said: Iterable[Said]) -> list[MatrixLine]:
    """Who reports ties to whom: a line for each legislator whom somebody knows, whoever most know first. Strained ties
    are no ties to build on, and are left out."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    whom: dict[str, Said] = {}
    for one in said:
        if one.level in CLOSEST_FIRST:
            counts[one.about_id][one.region][one.level] += 1
            whom[one.about_id] = one
    lines = [MatrixLine(who, one.about, one.seat or "", counts[who]) for who, one in whom.items()]
    return sorted(lines, key=lambda line: (-line.known_by, line.about, line.about_id))
