"""The plan of who should ask whom about an issue or a bill, before a committee or a chamber; and what came of an ask.

It brings together what lies in several rooms: where each member stands, how well our people know them and whether they
may be asked, and how often they were asked lately. The best plan itself is found in crm/asks/planning.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm.acts.contacts import log_contact
from crm.advocacy.issues.issues import issues
from crm.advocacy.votes.whip_board import Voter, WhipBoard, WhipQuestion, whip_board
from crm.asks.asks import OPEN, Load, NewAsk, State, ask, asks, loads, move_ask, plan_ask
from crm.asks.planning import Asker, Candidate, ImpossiblePins, NextBest, Pair, Plan, PlannedAsk, WhyNot, best_plan
from crm.errors import InvalidData
from crm.interactions.contact_form import NewInteraction
from crm.office_time import first_day, in_words
from crm.records.actor import Actor
from crm.records.permissions import permitted, require
from crm.relationships.citations import Named
from crm.relationships.network import Network, View
from crm.relationships.preferences import FIRST, NEVER, YES, Willing, willing
from crm.relationships.strength import word
from crm.relationships.ties import LEAST
from crm.stakeholders.ours import BOARD, DIRECTORS, SUPERINTENDENTS, our_people

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

WHO_ASKS = (SUPERINTENDENTS, BOARD, DIRECTORS)
# How much of a member's mind is still to be made up, by stance; None where nothing is known. A judgement, to be seen.
UNDECIDED: Mapping[int | None, float] = {0: 1.0, None: 0.8, -1: 0.7, 1: 0.5, -2: 0.1, 2: 0.1}
WILLING = {YES: 1.0, FIRST: 0.6}
STANDS = {
    2: "the member is firmly for it",
    1: "the member leans towards it",
    0: "the member is undecided",
    None: "where the member stands is not known",
    -1: "the member leans against it",
    -2: "the member is firmly against it",
}
UNSAID = 0.8  # nobody asked them yet whether they would
WISHES = {YES: "has said we may ask", FIRST: "wants to be asked first", None: "has not said whether we may ask"}


@dataclass(frozen=True)
class PlanQuestion:
    """What is planned for: `subject` is an issue or bill before a `chamber` or a `committee` (an id). `pins` and
    `forbidden` are pairs of ids, who asks and whom."""

    subject: str
    chamber: str | None = None
    committee: str | None = None
    pins: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class ProposedAsk:
    """One line of a plan: who should ask whom, how far that reaches (0..1), why, and what would come next."""

    asker: Named
    member: Named
    seat: str
    reach: float
    why: str
    next_best: str
    pinned: bool


@dataclass(frozen=True)
class AskPlan:
    """The plan, the farthest reaching ask first. `unreached` are members whom nobody can ask now; `under_way` those
    who are being asked about this already."""

    subject: str
    electorate: str
    asks: tuple[ProposedAsk, ...]
    reach: float
    askers: int
    unreached: tuple[Named, ...]
    under_way: tuple[Named, ...]
    forbidden: tuple[tuple[Named, Named], ...]

    @property
    def sentence(self) -> str:
        """ "12 asks planned by 9 people; 4 members are out of reach now." """
        who = len({one.asker.id for one in self.asks})
        count, out = len(self.asks), len(self.unreached)
        asks_ = f"{count} ask{'s' * (count != 1)} by {who} {'people' if who != 1 else 'person'}"
        return f"{asks_}; {out} member{'s' * (out != 1)} out of reach now."


@dataclass(frozen=True)
class _Facts:
    """What a plan is made from: the board, our people with their wishes and loads, and members asked already."""

    board: WhipBoard
    ours: Mapping[str, str]
    wishes: Mapping[str, Willing]
    loads: Mapping[str, Load]
    under_way: frozenset[str]


def ask_plan(database: "Database", network: Network, question: PlanQuestion, *, actor: Actor) -> AskPlan:
    """The best plan as things stand now. Raises NotAllowed for others than staff, and InvalidData for an unknown
    subject or electorate, none or two of them, or pins that cannot be held."""
    require(actor, "see", "ask")
    if bool(question.chamber) == bool(question.committee):
        raise InvalidData({"chamber": ["Choose a chamber or a committee."]})
    view = network.current(database, actor)
    facts = database.read(_facts, question, actor)
    candidates = _candidates(view, facts)
    today = first_day(actor.today)
    askers = []
    for person, load in facts.loads.items():
        rested = None if load.last is None else (today - first_day(load.last)).days
        askers.append(Asker(person, max(load.left, 0), rested))
    try:
        plan = best_plan(askers, candidates, pins=question.pins, forbidden=question.forbidden)
    except ImpossiblePins as problem:
        named = {pair: f"{_name(facts, pair[0])} and {_name(facts, pair[1])}" for pair in problem.problems}
        raise InvalidData({"pin": [f"{named[pair]}: {why}" for pair, why in problem.problems.items()]}) from None
    return _told(plan, facts, question, askers)


@permitted("add", "ask")
def adopt_plan(tx: "ManagedTransaction", new: Iterable[NewAsk], *, by: Actor) -> list[str]:
    """Plan every ask of a plan, all or none, and return their ids; one without words of its own gets those we agreed
    on. Raises what `plan_ask` raises."""
    wanted = list(new)
    words = {subject: talking_text(tx, subject, actor=by) for subject in {one.subject for one in wanted}}
    return [plan_ask(tx, replace(one, text=one.text or words[one.subject]), by=by) for one in wanted]


def talking_text(tx: "ManagedTransaction", subject: str | None, *, actor: Actor) -> str:
    """What to say about an issue: our agreed wording, else what it is about; nothing of anything else."""
    found = issues(tx, known=actor.at, as_of=actor.today)
    return next((one.wording or f"It is about “{one.title}”." for one in found if one.id == subject), "")


@permitted("change", "ask")
def log_outcome(tx: "ManagedTransaction", ask_id: str, new: NewInteraction, *, version: int, by: Actor) -> str:
    """Log the talk that came of an ask, mark the ask done, and return the contact's id. Sent twice, it is one.

    Raises NotFound, InvalidData, NotAllowed, and Conflict.
    """
    found = ask(tx, ask_id, actor=by)
    contact = log_contact(tx, new, by=by)
    if found.state is not State.DONE:
        move_ask(tx, ask_id, State.DONE, version=version, by=by)
    tx.run(CAME_OF, contact=contact, ask=ask_id).consume()
    return contact


CAME_OF = "MATCH (i:Interaction {id: $contact}), (a:Ask {id: $ask}) MERGE (i)-[:ANSWERS]->(a)"


def _facts(tx: "ManagedTransaction", question: PlanQuestion, actor: Actor) -> _Facts:
    asked = WhipQuestion(question.subject, chamber=question.chamber, committee=question.committee)
    board = whip_board(tx, asked, actor=actor)
    today = actor.today
    people = our_people(tx, today=today)
    ours = {one.id: one.name for one in people if not one.opted_out and not set(WHO_ASKS).isdisjoint(one.groups)}
    open_asks = asks(tx, actor=actor, states=OPEN, subject=question.subject)
    return _Facts(
        board=board,
        ours=ours,
        wishes=willing(tx, ours),
        loads=loads(tx, list(ours), today),
        under_way=frozenset(one.target.id for one in open_asks),
    )


def _candidates(view: View, facts: _Facts) -> list[Candidate]:
    """Every pair with a confirmed tie that may be used and counted on, of a member who is not being asked already."""
    ties = view.usable.confirmed
    found = []
    for voter in facts.board.voters:
        place = ties.position.get(voter.person_id)
        if place is None or voter.person_id in facts.under_way:
            continue
        row = ties.ties(place)
        for strength, neighbor in zip(row.strength, row.neighbour, strict=True):
            asker = ties.people[neighbor]
            if strength >= LEAST and asker in facts.ours and asker != voter.person_id:
                found.append(_candidate(asker, voter, strength, facts.wishes[asker]))
    return [one for one in found if one.willingness > 0]


def _candidate(asker: str, voter: Voter, strength: float, wish: Willing) -> Candidate:
    return Candidate(asker, voter.person_id, strength, _willingness(wish, voter.person_id), UNDECIDED[voter.column])


def _willingness(wish: Willing, member: str) -> float:
    choice = wish.to_speak_with(member)
    if choice == NEVER:
        return 0.0
    return UNSAID if choice == YES and member not in wish.about else WILLING[choice]


def _told(plan: Plan, facts: _Facts, question: PlanQuestion, askers: list[Asker]) -> AskPlan:
    voters = {voter.person_id: voter for voter in facts.board.voters}
    reached = {one.candidate.member for one in plan.asks}
    out = [v for v in facts.board.voters if v.person_id not in reached | facts.under_way]
    barred = [pair for pair in question.forbidden if pair[0] in facts.ours and pair[1] in voters]
    return AskPlan(
        subject=facts.board.subject,
        electorate=facts.board.electorate,
        asks=tuple(_proposed(one, voters[one.candidate.member], facts) for one in plan.asks),
        reach=plan.reach,
        askers=sum(asker.limit > 0 for asker in askers),
        unreached=tuple(Named(v.person_id, v.name) for v in out),
        under_way=tuple(Named(v.person_id, v.name) for v in facts.board.voters if v.person_id in facts.under_way),
        forbidden=tuple((Named(a, facts.ours[a]), Named(m, voters[m].name)) for a, m in barred),
    )


def _proposed(one: PlannedAsk, voter: Voter, facts: _Facts) -> ProposedAsk:
    candidate = one.candidate
    return ProposedAsk(
        asker=Named(candidate.asker, facts.ours[candidate.asker]),
        member=Named(voter.person_id, voter.name),
        seat=voter.code or voter.seat or "",
        reach=candidate.reach,
        why=_why(candidate, voter, facts),
        next_best=_next(one.next_best, facts) if one.next_best else "Nobody else who may be asked knows them.",
        pinned=one.pinned,
    )


def _why(candidate: Candidate, voter: Voter, facts: _Facts) -> str:
    """ "Good tie; has said we may ask; never asked before; undecided"."""
    wish, load = facts.wishes[candidate.asker], facts.loads[candidate.asker]
    said = wish.about.get(candidate.member) or (FIRST if wish.choice == FIRST else None)
    last = f"last asked {in_words(load.last)}" if load.last else "not asked before"
    return "; ".join((f"Tie: {word(candidate.strength)}", WISHES[said], last, STANDS[voter.column]))


def _next(found: NextBest, facts: _Facts) -> str:
    name = facts.ours[found.candidate.asker]
    until = facts.loads[found.candidate.asker].rests_until
    reasons = {
        WhyNot.BUSY: "has as many asks as they may, where they reach more",
        WhyNot.LESS: f"would reach less ({found.candidate.reach:.2f})",
        WhyNot.FORBIDDEN: "is a pair you ruled out",
        WhyNot.RESTING: f"cannot be asked again before {in_words(until)}" if until else "cannot be asked now",
    }
    return f"{name} {reasons[found.why_not]}"


def _name(facts: _Facts, person: str) -> str:
    members = {voter.person_id: voter.name for voter in facts.board.voters}
    return facts.ours.get(person) or members.get(person) or "somebody"
