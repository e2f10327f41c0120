"""The council brief: what the bodies will say at a meeting, from dated evidence, as known on that day.

`council_brief` reads everything in one transaction; what it says is put into words in brief_words. Private notes are
no part of any query here, so they cannot enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.briefs.council_brief_words import (
    AgendaMatter,
    PriorityChange,
    PriorityLine,
    headline,
    priority_changes,
    reasoned,
    suggested_agenda,
)
from crm.advocacy.council.consensus import Body, Held, Movement, in_words, movements, of_issue, our_side
from crm.advocacy.council.council_seats import Council, council, home, parties_of
from crm.advocacy.council.last_touches import Touch, last_touches
from crm.advocacy.council.meetings import Meeting, meeting, meetings
from crm.advocacy.council.promises import Promise, kept_promises, open_promises
from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.advocacy.stances.stances import Known, current_stances
from crm.events.event_kind import HELD
from crm.events.events import AgendaLine
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class CouncilBrief:
    """Everything the brief shows, ready for the page, the PDF and the Word file. `agenda_set` says that the agenda was
    set by hand, not `suggested`; `since` is the day of the last meeting."""

    council: Council
    meeting: Meeting | None
    on: str
    written_on: str
    written_by: str
    headline: str
    priorities: tuple[PriorityLine, ...]
    worth: PriorityLine | None
    since: str | None
    changed: tuple[Movement, ...]
    priorities_changed: tuple[PriorityChange, ...]
    kept: tuple[Promise, ...]
    ours_open: tuple[Promise, ...]
    theirs_open: tuple[Promise, ...]
    contacts: tuple[Touch, ...]
    agenda: tuple[AgendaLine, ...]
    agenda_set: bool
    suggested: tuple[AgendaLine, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the brief is made of, read as of one day; `then` and `priorities_then` are those of the last meeting."""

    bodies: Sequence[Body]
    priorities: Sequence[Issue]
    priorities_then: Sequence[Issue]
    now: Held
    then: Held | None
    home: Body
    promises: Sequence[Promise]
    kept: Sequence[Promise]


def council_brief(
    tx: "ManagedTransaction", *, actor: Actor, meeting_id: str | None = None, on: str | None = None
) -> CouncilBrief:
    """The brief for a meeting, or for a day (today by default), as known then. Raises NotFound."""
    chosen = meeting(tx, meeting_id) if meeting_id else None
    when = Known.at(actor, chosen.day if chosen else on)
    day = when.as_of
    seats = council(tx, as_of=chosen.day if chosen else day, council_id=chosen.council_id if chosen else None)
    previous = _previous(meetings(tx, seats.id), chosen.day if chosen else day)
    evidence = _evidence(tx, seats, when, previous, actor)
    lines = priority_lines(evidence)
    changed = movements(seats.bodies, [line.issue.id for line in lines], evidence.then or {}, evidence.now)
    matter = AgendaMatter(lines, changed if previous else (), evidence.promises, seats.bodies, day)
    suggested = suggested_agenda(matter)
    return CouncilBrief(
        council=seats,
        meeting=chosen,
        on=day,
        written_on=actor.today,
        written_by=actor.name,
        headline=headline(lines),
        priorities=tuple(lines),
        worth=next((line for line in lines if line.consensus is matter.worth), None),
        since=previous.day if previous else None,
        changed=tuple(matter.changed),
        priorities_changed=priority_changes(evidence.priorities_then, evidence.priorities) if previous else (),
        kept=tuple(evidence.kept),
        ours_open=tuple(promise for promise in evidence.promises if promise.by_us),
        theirs_open=tuple(promise for promise in evidence.promises if not promise.by_us),
        contacts=tuple(last_touches(tx, seats.bodies, when, actor=actor)),
        agenda=reasoned(chosen.agenda, matter) if chosen and chosen.agenda else suggested,
        agenda_set=bool(chosen and chosen.agenda),
        suggested=suggested,
    )


def _previous(all_meetings: Sequence[Meeting], before: str) -> Meeting | None:
    return next((m for m in all_meetings if m.status == HELD and m.day < before), None)


def _evidence(
    tx: "ManagedTransaction", seats: Council, when: Known, previous: Meeting | None, actor: Actor
) -> Evidence:
    association = home(tx)
    chosen = priorities(issues(tx, known=when.known, as_of=when.as_of))
    subjects = [issue.id for issue in chosen]
    holders = [association.id, *(body.id for body in seats.bodies)]
    before = Known.at(actor, previous.day) if previous else None
    parties = parties_of(seats) if actor.sees_all else []
    return Evidence(
        bodies=seats.bodies,
        priorities=chosen,
        priorities_then=priorities(issues(tx, known=before.known, as_of=before.as_of)) if before else (),
        now=current_stances(tx, subjects, when, actor=actor, holders=holders),
        then=current_stances(tx, subjects, before, actor=actor, holders=holders) if before else None,
        home=association,
        promises=open_promises(tx, parties, when),
        kept=kept_promises(tx, parties, before.known, when) if before else (),
    )


def priority_lines(evidence: Evidence) -> list[PriorityLine]:
    """A line per priority, in order of rank."""
    lines = []
    for issue in evidence.priorities:
        side = our_side(evidence.now.get((evidence.home.id, issue.id)))
        found = of_issue(issue.id, evidence.bodies, evidence.now, evidence.then, our_side=side, rank=issue.rank)
        lines.append(PriorityLine(issue, found, in_words(found, evidence.bodies)))
    return lines
