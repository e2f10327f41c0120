"""What happened around one person, newest first: contacts, events, seats taken and left, stances and votes, as the
reader may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crm.advocacy.issues.subject_names import Named, named
from crm.advocacy.stances.stance_words import Stance, source_words
from crm.advocacy.stances.stances import Known, stances_of
from crm.advocacy.votes.roll_calls import MemberVote, votes_of
from crm.events.of_person import EventOfPerson, events_of_person
from crm.interactions.contacts import Interaction, interactions_of
from crm.office_time import first_day, last_day
from crm.records.actor import Actor
from crm.records.permissions import may
from crm.stakeholders.holdings import Holding
from crm.vocabulary import CHANNELS, STANCES, VOTE_OPTIONS
from crm.words import listing
from web.addresses import address

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_MOMENTS = 100
BETWEEN_TERMS = timedelta(days=60)
KINDS = {"contact": "Contacts", "stance": "Stances", "event": "Events", "vote": "Votes", "seat": "Seats and offices"}


@dataclass(frozen=True)
class Moment:
    """A line of the timeline. `kind` is a key of KINDS; `detail` says more in small letters."""

    on: str
    kind: str
    words: str
    url: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Timeline:
    """The moments of the kind asked for ("" is every kind), at most MOST_MOMENTS, and how many there are of each; of a
    kind in `cut` there are more than were counted."""

    moments: tuple[Moment, ...]
    counts: dict[str, int]
    kind: str = ""
    cut: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def timeline(
    tx: "ManagedTransaction", person_id: str, holdings: Sequence[Holding], *, actor: Actor, kind: str = ""
) -> Timeline:
    """What happened around a person, of one kind when asked."""
    today = actor.today
    held = stances_of(tx, person_id, Known.at(actor), actor=actor)
    subjects = {one.id: one for one in named(tx, list(held))}
    contacts = interactions_of(tx, person_id, actor=actor, limit=MOST_MOMENTS + 1)
    votes = votes_of(tx, person_id, as_of=today, limit=MOST_MOMENTS + 1)
    seen = may(actor, "see", "event")
    events = events_of_person(tx, person_id, limit=MOST_MOMENTS + 1) if seen else []
    counted = (("contact", contacts), ("event", events), ("vote", votes))
    cut = frozenset(name for name, ones in counted if len(ones) > MOST_MOMENTS)
    moments = [
        *(_contact(one, person_id) for one in contacts[:MOST_MOMENTS]),
        *terms(holdings, today),
        *(moment for subject, trail in held.items() if subject in subjects for moment in _stances(trail, subjects)),
        *(_event(one) for one in events[:MOST_MOMENTS]),
        *(_vote(one) for one in votes[:MOST_MOMENTS]),
    ]
    counts = {known: sum(1 for one in moments if one.kind == known) for known in KINDS}
    shown = sorted((one for one in moments if kind in ("", one.kind)), key=lambda one: one.on, reverse=True)
    return Timeline(tuple(shown[:MOST_MOMENTS]), {name: count for name, count in counts.items() if count}, kind, cut)


def _contact(contact: Interaction, person_id: str) -> Moment:
    """The channel and the other side: "Meeting with Ann Reed"."""
    others = contact.theirs if any(one.id == person_id for one in contact.ours) else contact.ours
    words = f"{CHANNELS[contact.channel].words} with {listing([one.name for one in others])}"
    return Moment(contact.at, "contact", words, address("contact", contact.id), contact.summary)


def terms(holdings: Sequence[Holding], today: str) -> Iterable[Moment]:
    """Taking and leaving a seat; where one term follows another in the same seat, the next term begins."""
    for one in holdings:
        url = address("seat", one.post_id)
        others = [other for other in holdings if other.post_id == one.post_id and other.key != one.key]
        if one.start_date and any(_follows(one, other) for other in others):
            yield Moment(one.start_date, "seat", f"Began another term, {one.post_label}", url)
        elif one.start_date:
            yield Moment(one.start_date, "seat", f"Became {one.title or 'holder'}, {one.post_label}", url)
        if one.end_date and one.end_date <= today and not any(_follows(other, one) for other in others):
            yield Moment(one.end_date, "seat", f"Left {one.post_label}", url, one.end_reason or "")


def _follows(later: Holding, earlier: Holding) -> bool:
    """Whether one term begins as the other ends, within the weeks that lie between an election's terms."""
    if not (later.start_date and earlier.end_date):
        return False
    if earlier.start_date and earlier.start_date >= later.start_date:
        return False
    between = first_day(later.start_date) - last_day(earlier.end_date)
    return between <= BETWEEN_TERMS


def _stances(trail: Sequence[Stance], subjects: dict[str, Named]) -> Iterable[Moment]:
    """Every stance on one subject, said with the one before it; `trail` is newest first."""
    subject = subjects[trail[0].subject_id]
    url = f"/{'bills' if subject.kind == 'Bill' else 'issues'}/{subject.id}"
    for place, one in enumerate(trail):
        before = trail[place + 1].value if place + 1 < len(trail) else None
        moved = f", before that {STANCES[before].words.lower()}" if before not in (None, one.value) else ""
        source = f"{source_words(one)}; recorded by {one.recorded_by}"
        detail = f"{source}. Condition: {one.conditions}" if one.conditions else source
        yield Moment(one.on, "stance", f"{one.words} on “{subject.name}”{moved}", url, detail)


def _event(one: EventOfPerson) -> Moment:
    return Moment(one.start, "event", one.in_words, address("event", one.id), one.kind_in_words)


def _vote(vote: MemberVote) -> Moment:
    words = f"{VOTE_OPTIONS[vote.option].words} on {vote.bill}, {vote.yeas} to {vote.nays}"
    return Moment(vote.on, "vote", words, address("vote", vote.id), f"{vote.title}: {vote.motion}")
