"""Stances on the priorities that nobody has confirmed since before the last session: to be asked again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.council.council_seats import council
from crm.advocacy.issues.issues import issues, priorities
from crm.advocacy.legislative_sessions import convenes, last_finished
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.errors import NotFound
from crm.office_time import first_day, last_day
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Stale:
    """A stance that is older than a session: `subject` is the issue's title, `holder` the short name of a body."""

    stance: Stance
    holder: str
    subject: str


@dataclass(frozen=True)
class StaleStances:
    """Older than the session of `session_year`: those of the council's bodies, the oldest first, and how many of
    others."""

    session_year: int
    bodies: tuple[Stale, ...] = ()
    others: int = 0


def stale_stances(tx: "ManagedTransaction", *, actor: Actor) -> StaleStances:
    """The stances that a whole session has passed since, as far as the actor may see them."""
    when, year = Known.at(actor), last_finished(first_day(actor.today))
    try:
        names = {body.id: body.short_name for body in council(tx, as_of=when.as_of).bodies}
    except NotFound:
        names = {}
    titles = {issue.id: issue.title for issue in priorities(issues(tx, known=when.known, as_of=when.as_of))}
    held = current_stances(tx, list(titles), when, actor=actor) if titles else {}
    old = [stance for stance in held.values() if last_day(stance.on) < convenes(year)]
    bodies = sorted((one for one in old if one.holder_id in names), key=lambda one: (one.on, one.holder_name))
    told = tuple(Stale(one, names[one.holder_id], titles[one.subject_id]) for one in bodies)
    return StaleStances(year, told, len(old) - len(told))
