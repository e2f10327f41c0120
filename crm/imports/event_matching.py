"""The event that a sheet belongs to: on record, held by now, and not called off. Pure."""

from crm.errors import InvalidData
from crm.events.event_kind import CANCELLED
from crm.imports.drafts import Draft, DraftRecord
from crm.imports.existing_records import Snapshot
from crm.imports.match_outcomes import Resolution
from crm.office_time import first_day

CHOOSE = "Choose the event that the sheet was signed at."
CALLED_OFF = "{name} was called off, so nobody can have come to it. Plan it again first, or choose another event."
TO_COME = "{name} is still to come. Bring the sheet in when it has been held."


def by_event(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the event of this id. Raises InvalidData ("event"): without it nothing of the sheet means anything."""
    stored = graph.events.get(str(record.values["id"]))
    if stored is None or "deleted_at" in stored.values:
        raise InvalidData({"event": [CHOOSE]})
    if stored.values.get("status") == CANCELLED:
        raise InvalidData({"event": [CALLED_OFF.format(name=stored.name)]})
    if first_day(str(stored.values["start"])).isoformat() > graph.today:
        raise InvalidData({"event": [TO_COME.format(name=stored.name)]})
    to.take(record, stored)
