"""Coverage: which seats we have a good tie to, how good, whose, and where the gaps are.

A seat is covered by the strongest confirmed, positive tie of one of our people to its holder, as the reader may see
it. Guesses stand beside and are never counted. The present comes from the network in memory; a past day from the
evidence that was recorded by its end, with the holders and our people of that day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from crm.fields import LastDay
from crm.interactions.past_contacts import edited_since
from crm.records.actor import Actor
from crm.records.visibility import as_seen
from crm.relationships.citations import Named, in_brief
from crm.relationships.coverage import seat_facts
from crm.relationships.coverage.seat_ties import GOOD_WORDS, Ranked, known_to
from crm.relationships.network import Network, View
from crm.relationships.pair_evidence import Pair, PairEvidence, evidence_among, evidence_of, known_by, pair_of
from crm.relationships.strength import combined, day, word
from crm.relationships.ties import is_cold, summary
from crm.stakeholders.chambers import chamber_name

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

STRENGTHS = {"none": "No tie", "weak": "Weaker than good", "cold": "Going cold"}
LED_FIRST = ("chair", "vice chair")


@dataclass(frozen=True)
class Filter:
    """Which seats: ids of a committee and of a region (a RESA or an old congressional district), chamber lower or
    upper, party as stored, a key of STRENGTHS; `on` shows the board as known at the end of that day."""

    chamber: str | None = None
    committee: str | None = None
    region: str | None = None
    party: str | None = None
    strength: str | None = None
    on: str | None = None


class FilterSchema(Schema):
    """The shape of a filter in an address or API request. Loads to `Filter`."""

    chamber = fields.String(load_default=None, allow_none=True)
    committee = fields.String(load_default=None, allow_none=True)
    region = fields.String(load_default=None, allow_none=True)
    party = fields.String(load_default=None, allow_none=True)
    strength = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(STRENGTHS)))
    on = LastDay(load_default=None, allow_none=True)

    @pre_load
    def _without_blanks(self, data: Any, **_: object) -> Any:
        """A filter that is left empty is no filter."""
        return {name: value for name, value in dict(data).items() if value != ""}

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Filter:
        return Filter(**data)


@dataclass(frozen=True)
class CommitteeRole:
    """A committee that a seat's holder sits on, and as what (member, chair, vice chair)."""

    id: str
    name: str
    role: str

    @property
    def is_education(self) -> bool:
        """Whether it is one of the committees on schools."""
        return "education" in self.name.casefold()

    @property
    def stands_out(self) -> bool:
        """Whether a line about the holder should name it: they lead it, or it is one on schools."""
        return self.role != "member" or self.is_education


@dataclass(frozen=True)
class BestTie:
    """Our strongest confirmed positive tie to a holder: whose, how strong, why; `last_two_way` and `rated_on` are ISO
    dates."""

    person: Named
    strength: float
    word: str
    last_two_way: str | None
    why: str
    rated_on: str | None = None


@dataclass(frozen=True)
class LastContact:
    """The last logged contact with a holder: the interaction, its day, who of ours."""

    interaction_id: str
    at: str
    who: tuple[Named, ...]


@dataclass(frozen=True)
class GuessLine:
    """One of our people who may know the holder, and why we think so."""

    person: Named
    words: str


@dataclass(frozen=True)
class CoverageRow:
    """One seat. `holder` is None while it is vacant; `committees` begin with those they lead; `ties` counts our
    confirmed positive ties to the holder; `guesses` stand beside and are never counted; `cold`: for over 180
    days nobody of ours talked with the holder both ways, nor said how well they know them."""

    seat_id: str
    label: str
    title: str
    chamber: str
    district: str
    seat: int
    holder: Named | None
    party: str
    since: str | None
    committees: tuple[CommitteeRole, ...]
    regions: tuple[Named, ...]
    best: BestTie | None
    ties: int
    last_contact: LastContact | None
    guesses: tuple[GuessLine, ...]
    cold: bool

    @property
    def is_good(self) -> bool:
        """Whether our best tie is Good or better."""
        return self.best is not None and self.best.word in GOOD_WORDS


@dataclass(frozen=True)
class Choice:
    """A value that a filter may take, and how it is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Board:
    """The coverage board: `rows` after the filter, gaps first; `all_rows` for the seat charts; and the choices of each
    filter that exist in the data."""

    rows: tuple[CoverageRow, ...]
    all_rows: tuple[CoverageRow, ...]
    sees_all: bool = field(default=True, compare=False)

    @property
    def good(self) -> int:
        """Seats with a tie of Good or better."""
        return sum(row.is_good for row in self.all_rows)

    @property
    def summary(self) -> str:
        """Such as "We have a good tie to 61 of 174 seats; 12 of 42 on the education committees."."""
        if not self.all_rows:
            return "No seats are recorded yet. Import the legislature first."
        schools = [row for row in self.all_rows if any(one.is_education for one in row.committees)]
        beside = (
            f"; {sum(row.is_good for row in schools)} of {len(schools)} on the education committees" if schools else ""
        )
        return as_seen(f"We have a good tie to {self.good} of {len(self.all_rows)} seats{beside}.", self.sees_all)

    @property
    def chambers(self) -> tuple[Choice, ...]:
        """The chambers that have seats."""
        return _choices((row.chamber, chamber_name(row.chamber)) for row in self.all_rows)

    @property
    def committees(self) -> tuple[Choice, ...]:
        """The committees that holders sit on, each with its chamber, since two may share a name."""
        return _choices(
            (one.id, f"{one.name} ({chamber_name(row.chamber)})") for row in self.all_rows for one in row.committees
        )

    @property
    def regions(self) -> tuple[Choice, ...]:
        """The RESAs and old congressional districts."""
        return _choices((one.id, one.name) for row in self.all_rows for one in row.regions)

    @property
    def parties(self) -> tuple[Choice, ...]:
        """The parties of holders."""
        return _choices((row.party, row.party) for row in self.all_rows if row.party)


def coverage(database: "Database", network: Network, chosen: Filter, *, actor: Actor) -> Board:
    """The board as the actor may see it."""
    past = chosen.on is not None and chosen.on < actor.today
    known = known_by(chosen.on, actor)
    view = network.current(database, actor)
    facts = database.read(_facts, None if past else view, actor, known)
    rows = sorted((_row(seat, facts) for seat in facts.seats), key=_gaps_first)
    return Board(tuple(row for row in rows if _is_chosen(row, chosen)), tuple(rows), actor.sees_all)


def compared(now: Board, then: Board) -> int:
    """How many more seats have a good tie than on the other day (negative: fewer)."""
    return now.good - then.good


@dataclass(frozen=True)
class _Facts:
    """All that the rows are made from; `best` is each holder's strongest tie, `ties` how many there are, `talks` the
    day on which anybody of ours last talked with them both ways."""

    today: str
    seats: list[Mapping[str, Any]]
    best: Mapping[str, BestTie]
    ties: Mapping[str, int]
    contacts: Mapping[str, Mapping[str, Any]]
    talks: Mapping[str, str]
    guesses: Mapping[str, tuple[GuessLine, ...]]


def _facts(tx: "ManagedTransaction", view: View | None, actor: Actor, known: str) -> _Facts:
    """Read all at once; a `view` of the present ranks the ties, without one they are weighed from evidence."""
    today = actor.day_of(known)
    seats = seat_facts.seats(tx, today)
    ours = seat_facts.ours_then(tx, today)
    holders = [seat["holder"]["id"] for seat in seats if seat["holder"]]
    past = () if view is not None else edited_since(tx, known, sight=actor.sight)
    if view is not None:
        ranked = {holder: known_to(view, holder, ours) for holder in holders}
        pairs = [pair_of(holder, ties[0][1]) for holder, ties in ranked.items() if ties]
        found = {one.pair: one for one in evidence_of(tx, pairs, sight=actor.sight, zone=actor.zone)}
    else:
        among = evidence_among(tx, holders, [*ours], sight=actor.sight, zone=actor.zone, known=known)
        found = {one.pair: one for one in among}
        ranked = {holder: _weighed(found, holder, ours, day(today)) for holder in holders}
    firsts = {holder: ties[0] for holder, ties in ranked.items() if ties and pair_of(holder, ties[0][1]) in found}
    return _Facts(
        today=today,
        seats=seats,
        best={h: _best(value, one, ours, found[pair_of(h, one)], day(today)) for h, (value, one) in firsts.items()},
        ties={holder: len(ties) for holder, ties in ranked.items()},
        contacts=seat_facts.last_contacts(tx, holders, actor=actor, known=known, past=past),
        talks=seat_facts.last_talks(tx, holders, actor=actor, known=known, past=past),
        guesses=_guesses(view, set(holders), ours, ranked) if view else {},
    )


def _weighed(found: Mapping[Pair, PairEvidence], holder: str, ours: Iterable[str], on: float) -> Ranked:
    """The same from evidence, on a day number."""
    ties = []
    for person in ours:
        one = found.get(pair_of(holder, person))
        if one is not None:
            tie = summary(one, (), holder, on)
            if tie.counts:
                ties.append((tie.strength, person))
    return sorted(ties, key=lambda tie: (-tie[0], tie[1]))


def _best(strength: float, person: str, ours: Mapping[str, str], found: PairEvidence, on: float) -> BestTie:
    told = summary(found, (), found.a.id, on)
    return BestTie(Named(person, ours[person]), strength, word(strength), told.last_two_way, told.why, told.rated_on)


def _guesses(
    view: View, holders: set[str], ours: Mapping[str, str], ranked: Mapping[str, Ranked]
) -> dict[str, tuple[GuessLine, ...]]:
    """Who of ours may know a holder, the likeliest first, without those who are known to."""
    lines: dict[str, list[tuple[float, GuessLine]]] = {}
    known = {(holder, person) for holder, ties in ranked.items() for _, person in ties}
    for (a, b), reasons in view.guesses.by_pair.items():
        for holder, person in ((a, b), (b, a)):
            if holder in holders and person in ours and (holder, person) not in known:
                likely = combined(reason.weight for reason in reasons)
                lines.setdefault(holder, []).append(
                    (-likely, GuessLine(Named(person, ours[person]), in_brief(reasons)))
                )
    return {
        holder: tuple(line for _, line in sorted(found, key=lambda one: (one[0], one[1].person.name)))
        for holder, found in lines.items()
    }


def _row(seat: Mapping[str, Any], facts: _Facts) -> CoverageRow:
    post, holder = seat["post"], seat["holder"]
    who = holder["id"] if holder else ""
    best, contact = facts.best.get(who), facts.contacts.get(who)
    committees = [CommitteeRole(one["id"], one["name"], one["role"]) for one in seat["committees"]]
    return CoverageRow(
        seat_id=post["id"],
        label=post["label"],
        title=post["title"] or "",
        chamber=post["chamber"],
        district=post["district"] or "",
        seat=post["seat"] or 1,
        holder=Named(who, holder["name"]) if holder else None,
        party=(holder["party"] or "") if holder else "",
        since=seat["since"],
        committees=tuple(sorted(committees, key=_foremost)),
        regions=tuple(Named(**one) for one in seat["regions"]),
        best=best,
        ties=facts.ties.get(who, 0),
        last_contact=_last_contact(contact) if contact else None,
        guesses=facts.guesses.get(who, ()),
        cold=best is not None and is_cold(facts.today, best.last_two_way, best.rated_on, facts.talks.get(who)),
    )


def _last_contact(found: Mapping[str, Any]) -> LastContact:
    who = sorted(found["who"], key=lambda one: (one["name"], one["id"]))
    return LastContact(found["interaction"], found["at"], tuple(Named(**one) for one in who))


def _gaps_first(row: CoverageRow) -> tuple[object, ...]:
    """No tie, then the weakest; within equals by chamber and district, districts as numbers where they are."""
    number = int(row.district) if row.district.isdigit() else 0
    return (row.best.strength if row.best else -1.0, row.chamber, number, row.district, row.seat, row.seat_id)


def _is_chosen(row: CoverageRow, chosen: Filter) -> bool:
    by_strength = {
        None: True,
        "none": row.best is None,
        "weak": row.best is not None and not row.is_good,
        "cold": row.cold,
    }
    return (
        chosen.chamber in (None, row.chamber)
        and chosen.party in (None, row.party)
        and (chosen.committee is None or any(one.id == chosen.committee for one in row.committees))
        and (chosen.region is None or any(one.id == chosen.region for one in row.regions))
        and by_strength[chosen.strength]
    )


def _foremost(committee: CommitteeRole) -> tuple[int, bool, str]:
    """Those they lead first, then those on schools, then by name."""
    led = LED_FIRST.index(committee.role) if committee.role in LED_FIRST else len(LED_FIRST)
    return led, not committee.is_education, committee.name


def _choices(found: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(*one) for one in sorted(set(found), key=lambda one: (one[1], one[0])))
