"""The stance grid: holders by issues, for a sitting at which many stances are heard at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.advocacy.legislative_sessions import convenes, last_finished
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.office_time import first_day, last_day
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

OPEN_STATUSES = ("suggested", "adopted")


@dataclass(frozen=True)
class Holder:
    """A row of the grid: a body of the council or a member of a committee; `about` says who they are."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class StanceGrid:
    """Who holds what: `stances` by (holder id, issue id); `old` are the cells older than the last finished session."""

    holders: tuple[Holder, ...]
    issues: tuple[Issue, ...]
    stances: Mapping[tuple[str, str], Stance]
    old: frozenset[tuple[str, str]]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.holders) * len(self.issues)

    @property
    def known(self) -> int:
        """How many of the cells have a stance."""
        return len(self.stances)


def stance_grid(
    tx: "ManagedTransaction", holders: Sequence[Holder], when: Known, *, actor: Actor, issue_id: str | None = None
) -> StanceGrid:
    """The holders' current stances on the priorities, as the actor may see them; with `issue_id` on that issue alone.

    Where nothing is a priority yet, the suggested issues are the columns.
    """
    columns = _columns(issues(tx, known=when.known, as_of=when.as_of), issue_id)
    ids = {holder.id for holder in holders}
    subjects = [issue.id for issue in columns]
    current = current_stances(tx, subjects, when, actor=actor, holders=sorted(ids)) if subjects and ids else {}
    begin = convenes(last_finished(first_day(when.as_of)))
    old = frozenset(cell for cell, stance in current.items() if last_day(stance.on) < begin)
    return StanceGrid(tuple(holders), tuple(columns), current, old)


def _columns(everything: list[Issue], issue_id: str | None) -> list[Issue]:
    if issue_id:
        return [issue for issue in everything if issue.id == issue_id]
    return priorities(everything) or [issue for issue in everything if issue.status in OPEN_STATUSES]
