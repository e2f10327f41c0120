"""The sets that a plan covers: members, legislators, RESAs, bodies by name, events of a kind."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.selecting import BODY_SETS, select
from crm.plan.spans import Span

OLD_DISTRICTS = ("1", "2", "3", "4", "5")
OLD_DISTRICT_NAMES = {old: f"old congressional district {old}" for old in OLD_DISTRICTS}


def members_of(view: AsOf, wanted: Any, on: date | None = None) -> list[str]:
    """The ids (or words) of a set's members on a day (today by default). `wanted` is the name of a set, words, or a
    selector."""
    if isinstance(wanted, Mapping):
        return [item.record.id for item in select(view, wanted)]
    if not isinstance(wanted, str):
        return list(wanted)
    if wanted in BODY_SETS:
        return view.bodies(view.settings[wanted], BODY_SETS[wanted])
    return list(dict.fromkeys(SETS[wanted](view, on)))


def _mentorships(view: AsOf, on: date | None) -> list[str]:
    return [row.id for row in view.rows("mentorships") if row.day >= view.start]


def _groups(view: AsOf, on: date | None) -> list[str]:
    return [row.id for row in view.lasting("groups", on)]


def _priorities(view: AsOf, on: date | None) -> list[str]:
    return sorted(row.issue for row in view.lasting("priorities", on))


def _owed_reports(view: AsOf, on: date | None) -> list[str]:
    """The held like-group meetings that have a report, or whose time for one has run out."""
    reported = {row.event for row in view.rows("documents") if row.type == "group report"}
    patience = timedelta(days=view.settings["chair_report_days"])
    meetings = (row for row in view.held.values() if row.type == "like group")
    return [row.id for row in meetings if row.id in reported or row.day + patience <= view.day]


SETS: Mapping[str, Callable[[AsOf, date | None], list[str]]] = {
    "members": lambda view, on: sorted(view.members(on)),
    "legislators": lambda view, on: sorted(view.legislators(on)),
    "districts in membership": lambda view, on: sorted(view.districts_in_membership(on)),
    "groups": _groups,
    "priorities": _priorities,
    "mentorships started": _mentorships,
    "meetings owing a report": _owed_reports,
    "old districts": lambda view, on: list(OLD_DISTRICTS),
}

EMPTY = {
    "members": "No district is known to be in membership.",
    "legislators": "No legislator is known to sit.",
    "districts in membership": "No district is known to be in membership.",
    "groups": "No group is known.",
    "priorities": "No priority is in force.",
    "mentorships started": "No mentorship has started.",
    "meetings owing a report": "No meeting of a group has a report or owes one yet.",
    "resas": "No RESA is known.",
}


def why_empty(wanted: Any) -> str:
    """Why a set has no members, in a sentence."""
    if isinstance(wanted, Mapping):
        types = wanted.get("type") or wanted["of"]
        return f"No {types if isinstance(types, str) else ' or '.join(types)} counts yet."
    return EMPTY.get(str(wanted), "There is nothing to cover.")


def spans_of(view: AsOf, wanted: Any) -> dict[str, list[Span]]:
    """When each member belongs to a set: members come and go, every other set is taken as it is now."""
    if wanted == "members":
        return view.member_spans
    return {member: [(date.min, date.max)] for member in members_of(view, wanted)}
