"""Where the plan stands: its ledger computed from the graph, as of a day, and how it moved since an earlier one.

Evidence is read whole, whoever recorded it, because a figure over a part of it would state what is not so; so only
those may ask who see everything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from crm.plan.as_of import AsOf
from crm.plan.evidence import Evidence
from crm.plan.gathering import gather
from crm.plan.ledger import Ledger, Row, ledger
from crm.plan.plan_file import current_plan
from crm.plan.plan_settings import SettingChange, in_force, setting_changes
from crm.plan.plans import Plan
from crm.plan.sets import OLD_DISTRICT_NAMES
from crm.plan.words import WORST_FIRST
from crm.records.actor import Actor
from crm.records.permissions import require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_LEDGERS = 12


@dataclass(frozen=True)
class Standing:
    """A plan with everything its ledger is computed from, read once, for as many days as are asked about."""

    plan: Plan
    changes: tuple[SettingChange, ...]
    evidence: Evidence

    def settings(self, day: date, known_on: date | None = None) -> Mapping[str, Any]:
        """The settings in force on a day."""
        return in_force(self.plan.defaults, self.changes, day, known_on)

    def ledger(self, day: date, known_on: date | None = None) -> Ledger:
        """The plan's rows as of a day, under the settings of that day; those asked for last are remembered."""
        return self._ledgers(day, known_on)

    @cached_property
    def _ledgers(self) -> Callable[[date, date | None], Ledger]:
        return lru_cache(MOST_LEDGERS)(self._ledger)

    def _ledger(self, day: date, known_on: date | None) -> Ledger:
        return ledger(self.plan, self.evidence, self.settings(day, known_on), day, known_on)

    def last_board_meeting(self, day: date, known_on: date | None = None) -> date | None:
        """The day of the last board meeting held before a day."""
        view = AsOf(self.evidence, self.settings(day, known_on), day, known_on)
        return max(
            (event.day for event in view.held.values() if event.type == "board" and event.day < day), default=None
        )

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What people, bodies, issues, records and the old districts are called, by id."""
        titles = {record.id: record.title for record in self.evidence.records() if record.title}
        bodies = {body.id: body.name for body in self.evidence.bodies.values()}
        return {**OLD_DISTRICT_NAMES, **titles, **self.evidence.issues, **bodies, **self.evidence.people}


def standing(tx: "ManagedTransaction", *, actor: Actor) -> Standing:
    """The plan as it is followed, with all evidence. Raises NotAllowed for those who do not see everything."""
    require(actor, "see", "plan")
    return Standing(current_plan(tx), tuple(setting_changes(tx)), gather(tx))


@dataclass(frozen=True)
class Move:
    """How an entry moved since an earlier day: `better` is True, False, or None where only the figure changed."""

    before: Row
    after: Row

    @property
    def better(self) -> bool | None:
        then, now = (WORST_FIRST.index(row.word) for row in (self.before, self.after))
        return None if then == now else now > then

    @property
    def has_moved(self) -> bool:
        return (self.before.word, self.before.figure) != (self.after.word, self.after.figure)


def moves(before: Ledger, after: Ledger) -> dict[str, Move]:
    """How each entry moved between two days, by its id."""
    return {row.entry.id: Move(before.by_id[row.entry.id], row) for row in after.rows}
