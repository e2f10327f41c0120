"""What the council brief says of its evidence: the headline, what changed, the agenda with the reason for each item.
Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.advocacy.council.consensus import Body, IssueConsensus, Movement, worth_the_time
from crm.advocacy.council.promises import Promise
from crm.advocacy.issues.issues import Issue
from crm.events.events import AgendaLine
from crm.office_time import in_words as date_in_words
from crm.words import listing

AGENDA_AT_MOST = 6


@dataclass(frozen=True)
class PriorityLine:
    """One priority: where each body stands (see `consensus.stances`), and the sentence that sums it up."""

    issue: Issue
    consensus: IssueConsensus
    sentence: str


@dataclass(frozen=True)
class PriorityChange:
    """A priority that is new, gone or ranked otherwise than at the last meeting."""

    issue: Issue
    words: str


@dataclass(frozen=True)
class AgendaMatter:
    """What an agenda is suggested from."""

    lines: Sequence[PriorityLine]
    changed: Sequence[Movement]
    promises: Sequence[Promise]
    bodies: Sequence[Body]
    day: str

    @property
    def worth(self) -> IssueConsensus | None:
        return worth_the_time([line.consensus for line in self.lines])


def headline(lines: Sequence[PriorityLine]) -> str:
    """The first sentence of the brief: where the bodies stand on the first priority, also where that is nowhere yet."""
    if not lines:
        return "No priorities are set for this session year yet."
    first = min(lines, key=lambda line: line.issue.rank or 99)
    return f"{first.issue.title}: {_lower(first.sentence)}"


def priority_changes(then: Sequence[Issue], now: Sequence[Issue]) -> tuple[PriorityChange, ...]:
    """How the priorities differ from those of an earlier day."""
    before, after = {issue.id: issue for issue in then}, {issue.id for issue in now}
    found = []
    for issue in now:
        if issue.id not in before:
            rank = f", rank {issue.rank}" if issue.rank else ""
            found.append(PriorityChange(issue, f"“{issue.title}” became a priority{rank}"))
        elif issue.rank != before[issue.id].rank and issue.rank and before[issue.id].rank:
            words = f"“{issue.title}” moved from rank {before[issue.id].rank} to {issue.rank}"
            found.append(PriorityChange(issue, words))
    gone = [issue for issue in then if issue.id not in after]
    return (*found, *(PriorityChange(issue, f"“{issue.title}” is no longer a priority") for issue in gone))


def suggested_agenda(matter: AgendaMatter) -> tuple[AgendaLine, ...]:
    """At most six items, each with the reason it is there: promises, the disagreement worth the time, what moved,
    what nobody has said yet, then the remaining priorities by rank."""
    moved = {movement.subject_id for movement in matter.changed}
    ordered = sorted(
        matter.lines,
        key=lambda line: (line.consensus is not matter.worth, line.issue.id not in moved, line.issue.rank or 99),
    )
    items = [AgendaLine(line.issue.title, _reason(line, matter), line.issue.id) for line in ordered]
    return tuple([*_promise_item(matter), *items][:AGENDA_AT_MOST])


def reasoned(agenda: Sequence[AgendaLine], matter: AgendaMatter) -> tuple[AgendaLine, ...]:
    """An agenda set by hand; an item about a priority that gives no reason of its own gets ours."""
    lines = {line.issue.id: line for line in matter.lines}
    return tuple(
        replace(item, reason=_reason(lines[item.issue], matter)) if item.issue in lines and not item.reason else item
        for item in agenda
    )


def movement_in_words(movement: Movement) -> str:
    """Such as "MSBA moved from undecided to leans for"."""
    after = movement.after.words.lower()
    if movement.before is None:
        return f"{movement.body.short_name} took a stance: {after}"
    return f"{movement.body.short_name} moved from {movement.before.words.lower()} to {after}"


def closest_in_words(consensus: IssueConsensus, bodies: Sequence[Body]) -> str:
    """Who is nearest to our side without being on it, such as "SBU is closest: undecided since Jun 5, 2025"."""
    closest = consensus.closest
    if closest is None:
        return ""
    name = next(body.short_name for body in bodies if body.id == closest.holder_id)
    return f"{name} is closest: {closest.words.lower()} since {date_in_words(closest.since or closest.on)}"


def _promise_item(matter: AgendaMatter) -> list[AgendaLine]:
    count = len(matter.promises)
    if not count:
        return []
    overdue = sum(1 for promise in matter.promises if promise.overdue(matter.day))
    open_ = "1 promise is open" if count == 1 else f"{count} promises are open"
    return [AgendaLine("Promises from last time", f"{open_}{f', {overdue} past due' if overdue else ''}.")]


def _reason(line: PriorityLine, matter: AgendaMatter) -> str:
    if line.consensus is matter.worth and line.consensus.closest:
        return f"{closest_in_words(line.consensus, matter.bodies)}."
    moves = [movement for movement in matter.changed if movement.subject_id == line.issue.id]
    if moves:
        return f"{'; '.join(movement_in_words(movement) for movement in moves)}."
    silent = [body.short_name for body in matter.bodies if body.id not in line.consensus.stances]
    if silent:
        return f"Nothing is known yet of {listing(silent)}."
    return f"Priority {line.issue.rank}: {_lower(line.sentence)}" if line.issue.rank else line.sentence


def _lower(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}"
