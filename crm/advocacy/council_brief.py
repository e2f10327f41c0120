"""The council brief: what the bodies will say at a meeting, from dated evidence, as known on that day.

`council_brief` reads everything in one transaction; `suggested_agenda` and the sentences are pure. Private notes
are no part of any query here, so they cannot enter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.advocacy.consensus import (
    Body,
    Held,
    IssueConsensus,
    Movement,
    in_words,
    movements,
    of_issue,
    our_side,
    worth_the_time,
)
from crm.advocacy.councils import Council, council, home
from crm.advocacy.issues import Issue, issues, priorities
from crm.advocacy.meetings import HELD, AgendaLine, Meeting, meeting, meetings
from crm.advocacy.positions import Known, current_stances
from crm.advocacy.promises import Promise, open_promises
from crm.advocacy.stances import STANCES
from crm.dates import in_words as date_in_words
from crm.interactions.sight import SEEN, STOOD

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

AGENDA_AT_MOST = 6


@dataclass(frozen=True)
class PriorityLine:
    """One priority: where each body stands (see `consensus.stances`), and the sentence that sums it up."""

    issue: Issue
    consensus: IssueConsensus
    sentence: str


@dataclass(frozen=True)
class Touch:
    """The last contact with a body by the day of the brief; all None when there was none."""

    body: Body
    at: str | None
    channel: str | None
    person: str | None
    interaction_id: str | None


@dataclass(frozen=True)
class CouncilBrief:
    """Everything the brief shows, ready for the page, the PDF and the Word file."""

    council: Council
    meeting: Meeting | None
    on: str
    written_at: str
    written_by: str
    headline: str
    priorities: tuple[PriorityLine, ...]
    worth: PriorityLine | None
    since: str | None
    changed: tuple[Movement, ...]
    ours_open: tuple[Promise, ...]
    theirs_open: tuple[Promise, ...]
    contacts: tuple[Touch, ...]
    agenda: tuple[AgendaLine, ...]


@dataclass(frozen=True)
class Evidence:
    """What the brief is made of, read as of one day."""

    council: Council
    priorities: Sequence[Issue]
    now: Held
    then: Held | None
    home: Body
    promises: Sequence[Promise]


LAST_TOUCHES = f"""
UNWIND $bodies AS body_id
MATCH (body:Organization {{id: body_id}})
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(post:Post)
WHERE (EXISTS {{ (post)-[:IN]->(body) }} OR EXISTS {{ (post)-[:SPEAKS_FOR]->(body) }})
  AND (h.start_date IS NULL OR h.start_date <= $as_of) AND (h.end_date IS NULL OR h.end_date > $as_of)
OPTIONAL MATCH (m:Person)-[r:MEMBER_OF]->(body)
WHERE (r.start_date IS NULL OR r.start_date <= $as_of) AND (r.end_date IS NULL OR r.end_date > $as_of)
WITH body_id, collect(DISTINCT p) + collect(DISTINCT m) AS people
UNWIND people AS person
MATCH (person)-[:TOOK_PART]->(i:Interaction)
WHERE i.at <= $until AND {STOOD} AND {SEEN}
WITH body_id, person, i ORDER BY i.at DESC
RETURN body_id, head(collect({{at: i.at, channel: i.channel, person: person.name, id: i.id}})) AS last
"""


def council_brief(
    tx: "ManagedTransaction", *, actor: Actor, meeting_id: str | None = None, on: str | None = None
) -> CouncilBrief:
    """The brief for a meeting, or for a day (today by default), as known then. Raises NotFound."""
    chosen = meeting(tx, meeting_id) if meeting_id else None
    day = min(chosen.start[:10] if chosen else on or actor.at[:10], actor.at[:10])
    when = Known.at(actor, day)
    body_council = council(
        tx, as_of=chosen.start[:10] if chosen else day, council_id=chosen.council_id if chosen else None
    )
    previous = _previous(meetings(tx, body_council.id), chosen.start if chosen else day)
    evidence = _evidence(tx, body_council, when, previous, actor)
    lines = priority_lines(evidence)
    worth = worth_the_time([line.consensus for line in lines])
    worth_line = next((line for line in lines if line.consensus is worth), None) if worth else None
    changed = _changed(evidence) if previous else []
    return CouncilBrief(
        council=body_council,
        meeting=chosen,
        on=day,
        written_at=actor.at,
        written_by=actor.name,
        headline=headline(lines),
        priorities=tuple(lines),
        worth=worth_line,
        since=previous.start[:10] if previous else None,
        changed=tuple(changed),
        ours_open=tuple(promise for promise in evidence.promises if promise.by_us),
        theirs_open=tuple(promise for promise in evidence.promises if not promise.by_us),
        contacts=tuple(_touches(tx, body_council.bodies, when, actor)),
        agenda=chosen.agenda if chosen and chosen.agenda else suggested_agenda(evidence, lines, changed, day),
    )


def _previous(all_meetings: Sequence[Meeting], before: str) -> Meeting | None:
    return next((m for m in all_meetings if m.status == HELD and m.start < before), None)


def _evidence(
    tx: "ManagedTransaction", body_council: Council, when: Known, previous: Meeting | None, actor: Actor
) -> Evidence:
    association = home(tx)
    chosen = priorities(issues(tx, known=when.known, as_of=when.as_of))
    subjects = [issue.id for issue in chosen]
    holders = [association.id, *(body.id for body in body_council.bodies)]
    then = None
    if previous:
        then = current_stances(tx, subjects, Known.at(actor, previous.start[:10]), actor=actor, holders=holders)
    people = [seat.holder_id for seat in body_council.seats if seat.holder_id]
    return Evidence(
        council=body_council,
        priorities=chosen,
        now=current_stances(tx, subjects, when, actor=actor, holders=holders),
        then=then,
        home=association,
        promises=open_promises(tx, association.id, [*holders[1:], *people], when) if actor.sees_all else (),
    )


def priority_lines(evidence: Evidence) -> list[PriorityLine]:
    """A line per priority, in order of rank."""
    bodies = evidence.council.bodies
    lines = []
    for issue in evidence.priorities:
        side = our_side(evidence.now.get((evidence.home.id, issue.id)))
        found = of_issue(issue.id, bodies, evidence.now, evidence.then, our_side=side, rank=issue.rank)
        lines.append(PriorityLine(issue, found, in_words(found, bodies)))
    return lines


def headline(lines: Sequence[PriorityLine]) -> str:
    """The first sentence of the brief: the issue most agreed on, and the count of the rest."""
    if not lines:
        return "No priorities are set for this session year yet."
    agreed = max(lines, key=lambda line: (line.consensus.share, -(line.issue.rank or 99)))
    return f"{agreed.issue.title}: {agreed.sentence[0].lower()}{agreed.sentence[1:]}"


def _changed(evidence: Evidence) -> list[Movement]:
    subjects = [issue.id for issue in evidence.priorities]
    return movements(evidence.council.bodies, subjects, evidence.then or {}, evidence.now)


def _touches(tx: "ManagedTransaction", bodies: Sequence[Body], when: Known, actor: Actor) -> list[Touch]:
    rows = tx.run(
        LAST_TOUCHES, bodies=[body.id for body in bodies], as_of=when.as_of, until=f"{when.as_of}T23:59:59.999999Z",
        known=when.known, **actor.sight,
    )  # fmt: skip
    last = {row["body_id"]: row["last"] for row in rows}
    none: Mapping[str, None] = {}
    return [
        Touch(body, found.get("at"), found.get("channel"), found.get("person"), found.get("id"))
        for body in bodies
        for found in [last.get(body.id) or none]
    ]


def suggested_agenda(
    evidence: Evidence, lines: Sequence[PriorityLine], changed: Sequence[Movement], day: str
) -> tuple[AgendaLine, ...]:
    """At most six items, each with the reason it is there: promises, the disagreement worth the time, what moved,
    what nobody has said yet, then the remaining priorities by rank."""
    items = _promise_item(evidence.promises, day)
    worth = worth_the_time([line.consensus for line in lines])
    moved = {movement.subject_id for movement in changed}
    for line in sorted(
        lines,
        key=lambda line: (line.consensus is not worth, line.issue.id not in moved, line.issue.rank or 99),
    ):
        items.append(
            AgendaLine(line.issue.title, _reason(line, worth, changed, evidence.council.bodies), line.issue.id)
        )
    return tuple(items[:AGENDA_AT_MOST])


def _promise_item(promises: Sequence[Promise], day: str) -> list[AgendaLine]:
    if not promises:
        return []
    overdue = sum(1 for promise in promises if promise.overdue(day))
    count = "1 promise is open" if len(promises) == 1 else f"{len(promises)} promises are open"
    return [AgendaLine("Promises from last time", f"{count}{f', {overdue} past due' if overdue else ''}.")]


def _reason(
    line: PriorityLine, worth: IssueConsensus | None, changed: Sequence[Movement], bodies: Sequence[Body]
) -> str:
    names = {body.id: body.short_name for body in bodies}
    if line.consensus is worth and line.consensus.closest:
        closest = line.consensus.closest
        since = f" since {date_in_words(closest.since)}" if closest.since else ""
        return f"{names[closest.holder_id]} is closest to agreeing: {closest.words.lower()}{since}."
    moves = [movement for movement in changed if movement.subject_id == line.issue.id]
    if moves:
        return f"{'; '.join(movement_in_words(movement) for movement in moves)}."
    silent = [body.short_name for body in bodies if body.id not in line.consensus.stances]
    if silent:
        return f"Nothing is known yet of {', '.join(silent)}."
    return (
        f"Priority {line.issue.rank}: {line.sentence[0].lower()}{line.sentence[1:]}"
        if line.issue.rank
        else line.sentence
    )


def movement_in_words(movement: Movement) -> str:
    """Such as "MSBA moved from undecided to leans for"."""
    after = STANCES[movement.after.value].lower()
    if movement.before is None:
        return f"{movement.body.short_name} took a stance: {after}"
    return f"{movement.body.short_name} moved from {STANCES[movement.before.value].lower()} to {after}"
