"""In which report to the board a message was counted: the first communications report that was presented at a held
board meeting on the day it was sent or later (entry EPL 3.2.2 of the plan)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.office_time import last_day

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class BoardReport:
    """A communications report: the document's `id` and `title`, and the ISO day of the meeting it was presented at."""

    id: str
    title: str
    on: str


REPORTS = """
MATCH (d:Document {type: 'communications report'})-[r:INVOLVES {part: 'presented_at'}]->(e:Event)
WHERE d.deleted_at IS NULL AND e.deleted_at IS NULL AND e.kind = 'board' AND e.status = 'held'
RETURN d.id AS id, d.title AS title, e.start AS on ORDER BY on, id LIMIT 1000
"""


def board_reports(tx: "ManagedTransaction") -> list[BoardReport]:
    """Every one, the earliest first. Whether who asks may know the board's meetings is for the caller to say."""
    return [BoardReport(**row) for row in tx.run(REPORTS)]


def counted_in_report(sent: str, reports: Sequence[BoardReport]) -> BoardReport | None:
    """The report that counts a message sent on a day (ISO, perhaps partial); None while there is none."""
    return next((one for one in reports if last_day(one.on) >= last_day(sent)), None)
