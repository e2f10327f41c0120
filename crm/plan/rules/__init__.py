"""The kinds of rule: what each is called in a plan's file, how it is computed, and which parameters it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.outcome import Outcome
from crm.plan.rules import answers, counting, covering, deadlines, due

Rule = Callable[[AsOf, Mapping[str, Any]], Outcome]


@dataclass(frozen=True)
class RuleKind:
    """One kind. Parameters map a name to the kind of value it takes; `settings` are those it reads by itself, and with
    `reads_law` it reads the days and limits kept under Lobbying."""

    compute: Rule | None
    needed: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    reads_law: bool = False


_WARN = ("warn_deadline",)
_COVERAGE = {"set": "set", "covered": "conditions"}

ROLL_UP, BY_HAND = "roll-up", "by hand"
RULES: Mapping[str, RuleKind] = {
    ROLL_UP: RuleKind(None),
    BY_HAND: RuleKind(None),
    "exists": RuleKind(deadlines.exists, {"counts": "selectors"}),
    "exists by": RuleKind(deadlines.exists_by, {"counts": "selectors", "by": "date"}, settings=_WARN),
    "window": RuleKind(deadlines.window, {"counts": "selectors", "opens": "date", "closes": "date"}, settings=_WARN),
    "range by": RuleKind(deadlines.range_by, {"low": "count", "high": "count", "by": "date"}, settings=_WARN),
    "gap": RuleKind(deadlines.gap, {"counts": "selectors", "days": "count"}),
    "per period": RuleKind(
        counting.per_period,
        {"counts": "selectors"},
        {"times": "count", "every": "period", "from": "date", "distinct": "distinct", "cadence": "cadence"},
    ),
    "each per period": RuleKind(
        counting.each_per_period,
        {"counts": "selectors", "set": "set", "through": "link", "every": "period"},
        {"times": "count", "from": "date", "set_on": "first day"},
    ),
    "coverage": RuleKind(covering.coverage, _COVERAGE, {"share": "share", "needs": "selectors", "without": "text"}),
    "coverage by": RuleKind(covering.coverage_by, {**_COVERAGE, "by": "date"}, {"share": "share"}, _WARN),
    "checks": RuleKind(covering.checks, {"checks": "checks"}),
    "menu scheduled": RuleKind(covering.menu_scheduled),
    "poll answered": RuleKind(answers.polled, {"counts": "selectors", "roles": "words"}),
    "pair": RuleKind(answers.paired, {"least": "count"}),
    "lobbyists registered": RuleKind(due.registered, reads_law=True),
    "lobbying reported": RuleKind(due.reported, reads_law=True),
    "first-year mentors": RuleKind(
        due.mentored, settings=("mentor_grace_days", "first_year_days", "interim_counts", "new_means")
    ),
}
