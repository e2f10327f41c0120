"""From a file to the graph, and back: the one way that the pages' jobs and the command go.

Reading and comparing change nothing; writing is one import, in as many transactions as it needs, that can be taken
back whole. Each step has the time that a large file takes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm.imports import chunked_runs
from crm.imports.batches import Batch, ImportReport, Progress
from crm.imports.comparing import plan
from crm.imports.import_plan import Plan
from crm.office_time import instant
from crm.records.actor import Actor
from crm.records.office import day_in_office
from crm.stakeholders.chambers import our_state
from importers import apart, sources
from importers.upload import Given

if TYPE_CHECKING:
    from crm.storage.database import Database

PLAN_SECONDS, APPLY_SECONDS = 120.0, 600.0


@dataclass(frozen=True)
class Wanted:
    """What somebody wants imported: a file of a kind (a key of sources.KINDS), as of a day, with what they said of it
    (`options`) and decided about it (`decisions`, answers by the id of the question)."""

    kind: str
    given: Given
    as_of: str
    options: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


def compare(
    database: "Database", wanted: Wanted, *, batch_id: str, when_read: Callable[[], None] = lambda: None
) -> Plan:
    """What the import would change; `when_read` is told once the file is read. Raises InvalidData.

    What is left unsaid and the graph knows, such as the state, is taken from the graph.
    """
    said = {name: value for name, value in wanted.options.items() if value}
    kind = sources.KINDS.get(wanted.kind)
    known = kind.unsaid(database.read(our_state)) if kind else {}
    draft = apart.read(wanted.kind, wanted.given, as_of=wanted.as_of, options=known | said)
    when_read()
    patient = database.within(PLAN_SECONDS)
    today = patient.read(day_in_office, instant())
    return patient.read(plan, draft, batch_id=batch_id, today=today, decisions=wanted.decisions)


def write(database: "Database", ready: Plan, *, by: Actor, file: str, progress: Progress) -> ImportReport:
    """Import what was compared. Raises Conflict when something it rests on changed meanwhile."""
    return chunked_runs.run(database.within(APPLY_SECONDS), ready, by=by, file=file, progress=progress)


def take_back(database: "Database", batch_id: str, *, by: Actor, progress: Progress) -> Batch:
    """Undo an import whole. Raises Conflict, with what stands in the way, when something was built on it."""
    return chunked_runs.undo(database.within(APPLY_SECONDS), batch_id, by=by, progress=progress)
