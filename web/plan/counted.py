"""Which entries of the plan a piece of evidence counts in, said on its own page to those who may see the plan."""

from dataclasses import dataclass

from flask import url_for

from crm.errors import DatabaseUnavailable, InvalidData
from crm.plan.plans import Entry
from web.access import may
from web.context import today
from web.plan.asked import plan_beside
from web.remembered import not_to_be_kept


@dataclass(frozen=True)
class Counted:
    """The entries in which the records `of` these ids count, in the plan's order; `read` is False where the plan could
    not be read, or not soon enough."""

    of: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    read: bool = True

    @property
    def address(self) -> str:
        """Where it stands once the plan is worked out."""
        return url_for("plan.counted", of=list(self.of))


def counted_in(*record_ids: str, patient: bool = False) -> Counted | None:
    """Where a record, or what hangs on it, counts today; None for those who may not see the plan, whom nothing of it is
    told. Who is `patient` waits for the plan."""
    if not may("see", "plan"):
        return None
    try:
        now = plan_beside(patient=patient).ledger(today())
    except (DatabaseUnavailable, InvalidData):  # the record's own page does not fail with the plan
        not_to_be_kept()
        return Counted(record_ids, read=False)
    counting = {entry_id for record_id in record_ids for entry_id in now.counted_in.get(record_id, ())}
    return Counted(record_ids, tuple(entry for entry in now.plan.entries if entry.id in counting))
