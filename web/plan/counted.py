"""Which entries of the plan a piece of evidence counts in, said on its own page to those who may see the plan."""

from dataclasses import dataclass

from crm.errors import DatabaseUnavailable, InvalidData
from crm.plan.plans import Entry
from web.access import may
from web.context import today
from web.plan.asked import plan_beside
from web.remembered import not_to_be_kept


@dataclass(frozen=True)
class Counted:
    """The entries, in the plan's order; `read` is False where the plan could not be read, or not soon enough."""

    entries: tuple[Entry, ...] = ()
    read: bool = True


def counted_in(*record_ids: str) -> Counted | None:
    """Where a record, or what hangs on it, counts today; None for those who may not see the plan, whom nothing of it is
    told."""
    if not may("see", "plan"):
        return None
    try:
        now = plan_beside().ledger(today())
    except (DatabaseUnavailable, InvalidData):  # the record's own page does not fail with the plan
        not_to_be_kept()
        return Counted(read=False)
    counting = {entry_id for record_id in record_ids for entry_id in now.counted_in.get(record_id, ())}
    return Counted(tuple(entry for entry in now.plan.entries if entry.id in counting))
