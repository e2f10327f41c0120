"""Consensus over time: every priority by every body of the council on any day, and what moved since an earlier one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.briefs.council_brief_words import PriorityLine
from crm.advocacy.council.consensus import Body, Movement, in_words, movements, of_issue, our_side
from crm.advocacy.council.council_seats import council, home
from crm.advocacy.council.meetings import meetings
from crm.advocacy.issues.issues import issues, priorities
from crm.advocacy.stances.stances import Known, current_stances
from crm.errors import NotFound
from crm.events.event_kind import HELD
from crm.records.actor import Actor
from crm.records.permissions import may

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class ConsensusGrid:
    """A line per priority as of the day `on`; what moved since the day `since`; and the days of the meetings held, for
    those who may see meetings."""

    on: str
    since: str | None
    bodies: tuple[Body, ...] = ()
    lines: tuple[PriorityLine, ...] = ()
    moved: tuple[Movement, ...] = ()
    meetings: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """ "All bodies agree on 2 of 5 priorities", or which priority is closest to it."""
        if not self.lines:
            return "Nothing is known yet."
        agreed = sum(1 for line in self.lines if line.consensus.aligned == line.consensus.asked)
        if agreed:
            return f"All bodies agree on {agreed} of {len(self.lines)} priorities."
        best = max(self.lines, key=lambda line: (line.consensus.share, -(line.issue.rank or 99)))
        closest = f"“{best.issue.title}” is closest, with {best.consensus.aligned} of {best.consensus.asked}"
        return f"No priority has every body behind it yet; {closest}."


def consensus_grid(tx: "ManagedTransaction", *, actor: Actor, on: str, since: str | None = None) -> ConsensusGrid:
    """The grid as known on a day, compared with `since` (the last meeting that the reader sees before that day when not
    given)."""
    when = Known.at(actor, on)
    on = when.as_of
    try:
        found = council(tx, as_of=on)
    except NotFound:
        return ConsensusGrid(on, since)
    association, sees_meetings = home(tx), may(actor, "see", "meeting")
    held = [meeting.day for meeting in meetings(tx, found.id) if meeting.status == HELD and sees_meetings]
    since = since or next((day for day in held if day < on), None)
    chosen = priorities(issues(tx, known=when.known, as_of=when.as_of))
    subjects = [issue.id for issue in chosen]
    holders = [association.id, *(body.id for body in found.bodies)]
    now = current_stances(tx, subjects, when, actor=actor, holders=holders)
    then = current_stances(tx, subjects, Known.at(actor, since), actor=actor, holders=holders) if since else None
    lines = []
    for issue in chosen:
        side = our_side(now.get((association.id, issue.id)))
        one = of_issue(issue.id, found.bodies, now, then, our_side=side, rank=issue.rank)
        lines.append(PriorityLine(issue, one, in_words(one, found.bodies, sees_all=actor.sees_all)))
    moved = movements(found.bodies, subjects, then, now) if then is not None else []
    return ConsensusGrid(on, since, found.bodies, tuple(lines), tuple(moved), tuple(held))
