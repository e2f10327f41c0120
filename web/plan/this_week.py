"""What the plan needs this week, for Home: each thing with the form that one tap opens. Those without plan duties see
none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.errors import DatabaseUnavailable, InvalidData
from crm.plan.as_of import AsOf
from crm.plan.needs import Needs, needs
from web.access import may
from web.plan.acting import Door, door_to
from web.plan.asked import plan_beside
from web.remembered import not_to_be_kept
from web.words import plural


@dataclass(frozen=True)
class PlanMatters:
    """What is open, the form for each closing entry by its id, and what people and RESAs are called. `read` is False
    where the plan could not be read, or not soon enough, so that nothing is said of it."""

    needs: Needs = field(default_factory=Needs)
    doors: Mapping[str, Door | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    known: Sequence[str] = ()  # the RESAs that have a page
    read: bool = True

    @property
    def waiting(self) -> tuple[str, ...]:
        """What is open, in words: "2 plan entries whose time closes soon"."""
        unpaired, lists = len(self.needs.unpaired), len(self.needs.lists)
        closing = plural(len(self.needs.closing), "plan entry", "plan entries")
        return (
            *([f"{closing} whose time closes soon"] if self.needs.closing else []),
            *([f"{plural(unpaired, 'new superintendent')} without a mentor"] if unpaired else []),
            *([f"{plural(lists, 'RESA list')} missing or growing old"] if lists else []),
        )


def plan_matters(day: date, *, patient: bool = False) -> PlanMatters | None:
    """What the plan needs on a day; None for those who may not see it. Who is `patient` waits for the plan."""
    if not may("see", "plan"):
        return None
    try:
        plan = plan_beside(patient=patient)
        now = plan.ledger(day)
        settings = plan.settings(day)
        open_now = needs(AsOf(plan.evidence, settings, day), now)
    except (DatabaseUnavailable, InvalidData):  # Home does not fail with the plan
        not_to_be_kept()
        return PlanMatters(read=False)
    doors = {closing.row.entry.id: door_to(closing.row.entry, settings) for closing in open_now.closing}
    return PlanMatters(open_now, doors, plan.names, tuple(plan.evidence.bodies))
