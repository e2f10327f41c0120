"""Figures over messages: channels, months, silences, whom they reached, and what campaigns cost."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from crm.office_time import MONTHS
from crm.plan.as_of import AsOf
from crm.plan.evidence import Communication
from crm.plan.figures.shown import Make, in_window, listed, of_kind
from crm.plan.outcome import Outcome


def _channels_and_audiences(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return listed(
        Counter(
            f"{c}, {a}:"
            for row in view.rows("communications")
            for c in sorted(row.channels)
            for a in sorted(row.audiences)
        )
    )


def _channels_and_months(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    first, last = outcome.window
    rows = [row for row in view.rows("communications") if first <= row.day <= last]
    counts = Counter((row.day.year, row.day.month, channel) for row in rows for channel in row.channels)
    return "; ".join(
        f"{MONTHS[month - 1]} {year} {channel} {n}" for (year, month, channel), n in sorted(counts.items())
    )


def _longest_silence(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    days = sorted({view.start, view.day, *(row.day for row in view.rows("communications"))})
    return f"{max(((b - a).days for a, b in pairwise(days)), default=0)} days"


def _campaign_costs(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """What each campaign cost: its messages by themselves, and the expenses that name it."""
    costs: dict[str, float] = defaultdict(float)
    names: dict[str, str] = {}
    for campaign, amount in (
        *((row.campaign, row.cost) for row in view.rows("communications")),
        *((row.campaign, row.amount) for row in view.rows("expenses")),
    ):
        if campaign and amount:
            costs[names.setdefault(campaign.casefold(), campaign)] += amount
    return "; ".join(f"{name} ${amount:,.2f}" for name, amount in sorted(costs.items()))


def _longest_gap(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Between two days with a message that counts here, and from the plan's start to the first."""
    days = sorted({row.day for row in of_kind(outcome, Communication)})
    return f"{max((b - a).days for a, b in pairwise([view.start, *days]))} days" if days else ""


def _posts(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return f"{len(in_window(outcome, Communication))} in this period, {len(of_kind(outcome, Communication))} in all"


def _recipients(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    reached = sum(row.size or len(row.recipients) for row in in_window(outcome, Communication))
    return f"{reached:,} in this period"


FIGURES: Mapping[str, Make] = {
    "channels and audiences": _channels_and_audiences,
    "channels and months": _channels_and_months,
    "longest silence": _longest_silence,
    "campaign costs": _campaign_costs,
    "longest gap": _longest_gap,
    "posts": _posts,
    "recipients": _recipients,
}
