"""The legislator brief: one page on one person before a meeting, from dated evidence.

Who they are, whom of our districts they represent, who of ours knows them, where they stand on our priorities, how
they voted, what was said last, what is promised, and what to ask. Private notes are no part of any query here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.council.consensus import our_side
from crm.advocacy.council.council_seats import home
from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.advocacy.stances.stance_words import Stance, informativeness
from crm.advocacy.stances.stances import Known, current_stances
from crm.advocacy.votes.roll_calls import MemberVote, votes_of
from crm.errors import NotFound
from crm.interactions.contacts import Interaction, interactions_of
from crm.interactions.follow_ups import FollowUp, follow_ups_of
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.relationships.paths.best_ways import ways_to
from crm.relationships.paths.path_answers import TargetAnswer
from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders.ground.districts_faced import Facing, ground_of
from crm.stakeholders.ours import our_people
from crm.stakeholders.people import Person, person
from crm.stakeholders.standing import Standing, standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.relationships.network import Network
    from crm.storage.database import Database

NOTHING_TO_ASK = "No priorities are adopted yet, so there is nothing to ask. Adopt them under Issues."
OPENNESS = (0, None, -1, 1, 2, -2)  # stances towards our side, the one most worth asking about first
MOST_TIES, MOST_CONTACTS, MOST_VOTES = 4, 4, 5
MOST_LOOKED_AT = 2000  # ties


@dataclass(frozen=True)
class Record:
    """What the graph holds of a legislator, as the reader may see it."""

    person: Person
    standing: Standing
    districts: tuple[Facing, ...]
    ties: tuple[TieSummary, ...]
    priorities: tuple[Issue, ...]
    stances: Mapping[str, Stance]
    our_sides: Mapping[str, int]
    votes: tuple[MemberVote, ...]
    contacts: tuple[Interaction, ...]
    promises: tuple[FollowUp, ...]


@dataclass(frozen=True)
class LegislatorBrief:
    """Everything the brief shows. `way_in` is the best path from ours, None where there is none; `ask_about` is
    the id of the issue that the suggested ask is about."""

    record: Record
    way_in: TargetAnswer | None
    headline: str
    ask: str
    ask_about: str | None
    on: str
    written_by: str


def legislator_brief(database: "Database", network: "Network", person_id: str, *, actor: Actor) -> LegislatorBrief:
    """The brief on a person as of now. Raises NotFound."""
    found = database.read(legislator_record, person_id, actor=actor)
    way_in = ways_to(database, network, [person_id], actor=actor, k=2).get(person_id)
    about = most_open(found)
    return LegislatorBrief(
        record=found,
        way_in=way_in,
        headline=headline(found),
        ask=suggested_ask(about, found.stances.get(about.id), found.our_sides[about.id]) if about else NOTHING_TO_ASK,
        ask_about=about.id if about else None,
        on=actor.today,
        written_by=actor.name,
    )


def legislator_record(tx: "ManagedTransaction", person_id: str, *, actor: Actor) -> Record:
    """Read everything in one transaction. Raises NotFound."""
    today, when = actor.today, Known.at(actor)
    somebody = person(tx, person_id, actor=actor, deleted=False)
    standing = standings(tx, [person_id], today=today).get(person_id)
    if standing is None:
        raise NotFound("There is no such person.")
    ranked = priorities(issues(tx, known=when.known, as_of=when.as_of))
    us = home(tx).id
    held = current_stances(tx, [issue.id for issue in ranked], when, actor=actor, holders=[person_id, us])
    votes = [vote for vote in votes_of(tx, person_id, as_of=today) if informativeness(vote.yeas, vote.nays) > 0]
    ours = {one.id for one in our_people(tx, today=today)}
    ties = [tie for tie in ties_of(tx, person_id, actor=actor, limit=MOST_LOOKED_AT) if tie.person.id in ours]
    return Record(
        person=somebody,
        standing=standing,
        districts=ground_of(tx, person_id, today=today).represented,
        ties=tuple([tie for tie in ties if tie.counts or tie.valence < 0][:MOST_TIES]),
        priorities=tuple(ranked),
        stances={subject: stance for (holder, subject), stance in held.items() if holder == person_id},
        our_sides={issue.id: our_side(held.get((us, issue.id))) for issue in ranked},
        votes=tuple(votes[:MOST_VOTES]),
        contacts=tuple(interactions_of(tx, person_id, actor=actor, limit=MOST_CONTACTS)),
        promises=tuple(promise for promise in follow_ups_of(tx, person_id, actor=actor) if promise.done_at is None),
    )


def headline(found: Record) -> str:
    """Who best knows them, and when we last spoke, in one sentence."""
    best = next((tie for tie in found.ties if tie.valence > 0), None)
    known = f"{best.person.name} knows them best ({best.word})" if best else "Nobody of ours is known to know them yet"
    last = f"last contact {in_words(found.contacts[0].on)}" if found.contacts else "no contact is on record"
    return f"{known}; {last}."


def most_open(found: Record) -> Issue | None:
    """The priority to ask about, see `next_to_ask`."""
    return next_to_ask(found.priorities, found.stances, found.our_sides)


def next_to_ask(ranked: Sequence[Issue], stances: Mapping[str, Stance], our_sides: Mapping[str, int]) -> Issue | None:
    """The highest priority on which they are not yet with us and not firmly against us.

    Undecided comes before unknown, unknown before leaning against us; who is with us on everything is asked to speak
    for the first priority.
    """

    def openness(issue: Issue) -> tuple[int, int]:
        stance = stances.get(issue.id)
        with_us = stance.value * our_sides[issue.id] if stance else None
        return OPENNESS.index(with_us), issue.rank or 99

    return min(ranked, key=openness, default=None)


def suggested_ask(about: Issue, stance: Stance | None, our_side: int) -> str:
    """What to ask on the most open priority, given where they stand on it and on which side we are (+1 or -1)."""
    doing, speak, us = ("supporting", "for", "support") if our_side > 0 else ("opposing", "against", "oppose")
    if stance is None:
        return f"Ask where they stand on “{about.title}”: nothing is known yet."
    if stance.side == our_side:
        return f"Thank them for {doing} “{about.title}” and ask them to speak {speak} it."
    if stance.value == -2 * our_side:
        theirs = "oppose" if our_side > 0 else "support"
        return f"They {theirs} “{about.title}”. Listen, and ask what would change their mind."
    condition = f" Their condition: {stance.conditions}." if stance.conditions else ""
    since = in_words(stance.since or stance.on)
    return f"Ask them to {us} “{about.title}”: {stance.words.lower()} since {since}.{condition}"
