"""A tie as a page shows it: how strong, why, what it rests on, what would raise it; and a person's ties in a list.

What a reader may not see changes nothing here: a member's or viewer's figures are computed from the evidence they
may see. A guess counts only while nobody has confirmed the tie, here as in paths and coverage.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from crm.errors import NotFound
from crm.office_time import distance
from crm.records.actor import Actor
from crm.records.visibility import as_seen
from crm.relationships.citations import Named, Reason, guessed, in_brief
from crm.relationships.explanation import Explanation, Step, explain, what_would_raise
from crm.relationships.guesses import Guesses, guesses_of
from crm.relationships.pair_evidence import (
    Pair,
    PairEvidence,
    evidence_of,
    known_by,
    own_evidence,
    pair_of,
    said_of,
    summed,
)
from crm.relationships.ratings import evidence_between
from crm.relationships.strength import Evidence, Guess, Rating, confirmed, day, strength, word
from crm.relationships.tie_upkeep import tally_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COLD_AFTER = 180  # days without a two-way contact, or since somebody said how well they know each other
LEAST = 0.15  # a fainter tie is none to count on; its page still shows it
MOST_MOMENTS = 60


@dataclass(frozen=True)
class Tie:
    """One pair. `strength` 0..1; `word` Close, Good, Know, None, Guess or Strained; `confirmed` False for a guess.

    `headline` is the page's first line ("Good, and fading: last two-way contact 7 months ago"). `explanation.terms`
    multiply back to the strength. `reasons` are ratings and contacts, newest first, `retracted` the ratings taken
    back; `guesses` stand beside. `raised_by` says what would make it stronger. `on` is the day asked about.
    """

    a: Named
    b: Named
    on: str
    strength: float
    word: str
    confirmed: bool
    valence: int
    headline: str
    last_two_way: str | None
    explanation: Explanation
    reasons: tuple[Reason, ...]
    retracted: tuple[Reason, ...]
    guesses: tuple[Reason, ...]
    raised_by: tuple[Step, ...]


@dataclass(frozen=True)
class TieSummary:
    """A row of a person's ties: the other person, how strong, and the best reason in a few words."""

    person: Named
    strength: float
    word: str
    confirmed: bool
    valence: int
    last_two_way: str | None
    why: str
    rated_on: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a tie to count on: confirmed, positive, and not too faint. Boards and pages count alike."""
        return self.confirmed and self.valence > 0 and self.strength >= LEAST


@dataclass(frozen=True)
class TieMoment:
    """A point of a tie's history: on this day, after this was recorded, it stood at this strength."""

    on: str
    strength: float
    word: str
    because: str


TIES = """
MATCH (:Person {id: $person})-[k:KNOWS]-(other:Person)
WHERE other.deleted_at IS NULL AND ($among IS NULL OR other.id IN $among)
RETURN other.id AS id, properties(k) AS stored
"""

NAMES = "MATCH (p:Person) WHERE p.id IN $ids AND p.deleted_at IS NULL RETURN p.id AS id, p.name AS name"
# Whoever does not want to be asked is in no list of ties but their own and that of those who may know of the wish.
WITHDRAWN = """
MATCH (p:Person) WHERE p.id IN $ids AND p.opted_out AND NOT $sees_all AND p.id <> $own_person
RETURN collect(p.id) AS ids
"""


def tie(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor, on: str | None = None) -> Tie:
    """The tie between two people as the actor may see it, as known at the end of the day `on` (default now).

    Raises NotFound when either does not exist, or does not want to be asked and the actor is not to know of it;
    InvalidData when they are the same person.
    """
    refuse_withdrawn(tx, a, b, actor)
    found = evidence_between(tx, a, b, actor=actor, on=on)
    today = actor.day_of(known_by(on, actor))
    supposed = guesses_of(tx, a, today, other=b, attendance=actor.sees_all).between(a, b)
    evidence = with_guesses(found.evidence, supposed)
    explanation = explain(evidence, day(today))
    last = iso_day(explanation.last_two_way)
    one, other = (found.a, found.b) if found.a.id == a else (found.b, found.a)
    return Tie(
        a=one,
        b=other,
        on=today,
        strength=explanation.strength,
        word=explanation.word,
        confirmed=explanation.confirmed,
        valence=explanation.valence,
        headline=_headline(explanation, found, last, today, actor.sees_all),
        last_two_way=last,
        explanation=explanation,
        reasons=found.reasons,
        retracted=found.retracted,
        guesses=guessed(supposed),
        raised_by=what_would_raise(evidence, day(today)),
    )


def tie_history(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor) -> list[TieMoment]:
    """How the tie moved with each piece of evidence as it was recorded, oldest first, at most the last 60."""
    refuse_withdrawn(tx, a, b, actor)
    found = evidence_between(tx, a, b, actor=actor)
    events = [(one.recorded_at or "", one, True) for one in (*found.reasons, *found.retracted)]
    events += [(one.retracted_at or "", one, False) for one in found.retracted]
    said = {one.id: one for one in (*found.ratings, *found.retracted)}
    moments: list[TieMoment] = []
    ratings: set[str] = set()
    contacts: set[str] = set()
    met = {contact.id: contact for contact in found.evidence.contacts}
    for at, reason, added in sorted(events, key=lambda event: (event[0], event[1].id)):
        (ratings if reason.kind == "rating" else contacts).symmetric_difference_update({reason.id})
        known = Evidence(
            ratings=tuple(_rating(said[id_]) for id_ in sorted(ratings)),
            contacts=tuple(met[id_] for id_ in sorted(contacts)),
        )
        explanation = explain(known, day(actor.day_of(at)))
        because = reason.words if added else f"Taken back: {reason.words}"
        moments.append(TieMoment(actor.day_of(at), explanation.strength, explanation.word, because))
    return moments[-MOST_MOMENTS:]


def ties_of(
    tx: "ManagedTransaction",
    person: str,
    *,
    actor: Actor,
    guesses: bool = False,
    limit: int = 200,
    among: Sequence[str] | None = None,
) -> list[TieSummary]:
    """A person's ties, the strongest first, then (with `guesses`) the supposed ones; only to those in `among`, if
    given. Raises NotFound."""
    found = {one.pair: one for one in _strongest(tx, person, actor, limit, among)}
    if not actor.sees_all:
        own = own_evidence(tx, actor, person)
        found |= {one.pair: one for one in own if among is None or _other(one.pair, person) in among}
    supposed = guesses_of(tx, person, actor.today, attendance=actor.sees_all) if guesses else Guesses()
    others = _names(tx, person, [*(_other(pair, person) for pair in found), *supposed.of(person)])
    withdrawn = _withdrawn(tx, [person, *others], actor)
    others = {} if person in withdrawn else {one: name for one, name in others.items() if one not in withdrawn}
    known = [summary(one, supposed.between(*pair), person, day(actor.today)) for pair, one in found.items()]
    rows = [row for row in known if row.person.id in others and (row.strength or row.valence < 0)]
    for other, reasons in supposed.of(person).items():
        if pair_of(person, other) not in found and other in others:
            rows.append(_supposed(Named(other, others[other]), reasons, day(actor.today)))
    rows.sort(key=lambda row: (not row.confirmed, -row.strength, row.person.name, row.person.id))
    return rows[:limit]


def summary(found: PairEvidence, supposed: tuple[Guess, ...], person: str, on: float) -> TieSummary:
    """One tie of a person in a few words, on a day number."""
    evidence = with_guesses(found.evidence, supposed)
    tally, valence = summed(evidence)
    value, sure = strength(tally, on), bool(confirmed(tally))
    reason = said_of(found) or next(iter(guessed(supposed)), None)
    return TieSummary(
        person=found.b if found.a.id == person else found.a,
        strength=value,
        word=word(value, confirmed=sure, valence=valence),
        confirmed=sure,
        valence=valence,
        last_two_way=iso_day(float(tally.last_two_way)),
        why=reason.in_short if reason else "",
        rated_on=iso_day(float(tally.rated_on)),
    )


def with_guesses(evidence: Evidence, supposed: tuple[Guess, ...]) -> Evidence:
    """The evidence with the guesses, unless somebody has confirmed the tie: then they count no more."""
    tally, _ = summed(evidence)
    return evidence if bool(confirmed(tally)) else replace(evidence, guesses=supposed)


def iso_day(number: float | None) -> str | None:
    """A day number as an ISO date; None for NaN."""
    if number is None or number != number:
        return None
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def is_cold(today: str, *kept_up: str | None) -> bool:
    """Whether a tie was kept up last so long ago that it is fading: by a two-way contact, or by what somebody said of
    it (ISO dates, None where there is none). Nothing goes cold of which no such day is known."""
    latest = max((day for day in kept_up if day), default=None)
    return latest is not None and (date.fromisoformat(today) - date.fromisoformat(latest)).days > COLD_AFTER


def _headline(explanation: Explanation, found: PairEvidence, last: str | None, today: str, sees_all: bool) -> str:
    if explanation.valence < 0:
        return f"Strained: {reason.in_short}" if (reason := said_of(found)) else "Strained"
    if not explanation.confirmed:
        absence = "A guess: nobody has confirmed it yet" if explanation.strength else "No tie is known"
        return as_seen(absence, sees_all)
    met = distance(date.fromisoformat(last), date.fromisoformat(today)) if last else None
    when = f"last two-way contact {met}" if met else as_seen("no two-way contact is logged", sees_all)
    rated = iso_day(float(summed(found.evidence)[0].rated_on))
    return f"{explanation.word}, and fading: {when}" if is_cold(today, last, rated) else f"{explanation.word}: {when}"


def _rating(said: Reason) -> Rating:
    return Rating(said.level or "none", day(said.on or ""), said.valence, said.id)


def _strongest(
    tx: "ManagedTransaction", person: str, actor: Actor, limit: int, among: Sequence[str] | None
) -> list[PairEvidence]:
    """The evidence of the person's strongest stored ties, as the reader's layer ranks them."""
    prefix = "" if actor.sees_all else "shared_"
    ranked = []
    for row in tx.run(TIES, person=person, among=among):
        tally, valence = tally_of(row["stored"], prefix)
        value = strength(tally, day(actor.today))
        if value or valence < 0 or f"{prefix}rating" in row["stored"]:
            ranked.append((value, pair_of(person, row["id"])))
    pairs = [pair for _, pair in islice(sorted(ranked, reverse=True), limit)]
    return evidence_of(tx, pairs, sight=actor.sight, zone=actor.zone)


def _names(tx: "ManagedTransaction", person: str, others: Iterable[str]) -> Mapping[str, str]:
    names = {row["id"]: row["name"] for row in tx.run(NAMES, ids=[person, *others])}
    if person not in names:
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    return names


def _withdrawn(tx: "ManagedTransaction", people: Iterable[str], actor: Actor) -> frozenset[str]:
    """Those whose ties are not for this reader."""
    row = tx.run(WITHDRAWN, ids=list(people), sees_all=actor.sees_all, own_person=actor.sight["own_person"])
    return frozenset(row.single(strict=True)["ids"])


def refuse_withdrawn(tx: "ManagedTransaction", a: str, b: str, actor: Actor) -> None:
    """Raises NotFound where one of the two does not want to be asked and the actor is not to know of it."""
    if _withdrawn(tx, (a, b), actor) and actor.sight["own_person"] not in (a, b):
        raise NotFound("No tie between these two is shown to you.")


def _other(pair: Pair, person: str) -> str:
    return pair[pair[0] == person]


def _supposed(other: Named, reasons: tuple[Guess, ...], on: float) -> TieSummary:
    tally, _ = summed(Evidence(guesses=reasons))
    value = strength(tally, on)
    return TieSummary(other, value, word(value, confirmed=False), False, 1, None, in_brief(reasons))
