"""Figures over bodies: when we were last in touch, who sits for them, and what is without a choice."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.conditions import placed, represented
from crm.plan.evidence import Contact, Stance
from crm.plan.evidence_terms import AT_LARGE, BOARD_MEMBER, OFFICER
from crm.plan.figures.shown import Make, in_window, issue_name, last_day, listed, name_of, on_day
from crm.plan.outcome import Outcome
from crm.plan.sets import OLD_DISTRICTS, members_of
from crm.vocabulary import STANCES


def _resa_overlap(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    newest_lists = {row.resa: row for row in view.rows("resa_lists")}
    times = Counter(district for row in newest_lists.values() for district in row.districts)
    districts = {body.id for body in view.evidence.bodies.values() if body.kind == "district"}
    return f"{len(districts - times.keys())} in none, {sum(number > 1 for number in times.values())} in several"


def _last_touch(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    touches = {body: view.touches.get(body, []) for body in members_of(view, p["set"])}
    return "; ".join(f"{name_of(view, body)} {last_day(rows)}" for body, rows in touches.items())


def _bodies_seated(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    bodies = members_of(view, "council_bodies")
    seated = {row.body for row in view.lasting("council_seats")}
    return f"{len(seated & set(bodies))} of {len(bodies)}"


def _both_ways(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    contacts = list(in_window(outcome, Contact))
    incoming = sum(row.incoming for row in contacts)
    return f"{len(contacts) - incoming} from us, {incoming} from them"


def _awards_by_region(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return listed(
        Counter(
            name_of(view, row.region) or "no region" for row in in_window(outcome, object) if hasattr(row, "region")
        )
    )


def _unplaced(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    districts = view.districts_in_membership() - placed(view).keys()
    return "; ".join(sorted(name_of(view, district) for district in districts))


def _officers(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    board = [row for row in view.lasting("posts") if row.body == view.evidence.own]
    officers = {row.person for row in board if row.role == OFFICER}
    at_large = {
        row.person
        for row in board
        if row.role == AT_LARGE or (row.role == BOARD_MEMBER and not row.seat and not row.district)
    }
    return f"{len(officers)} officers, {len(at_large)} at large"


def _contacts_by_body(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Logged contacts with each body of the council since the plan's start, from us and from them."""
    told = {}
    for body in members_of(view, "council_bodies"):
        contacts = [row for row in view.touches.get(body, ()) if isinstance(row, Contact)]
        incoming = sum(row.incoming for row in contacts)
        told[name_of(view, body)] = f"{len(contacts) - incoming} from us, {incoming} from them"
    return listed(told)


def _stances(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """How many bodies' stances on the priorities are known, and which changed since the last council meeting."""
    bodies, issues = members_of(view, "council_bodies"), members_of(view, "priorities")
    met = max((row.day for row in view.held.values() if row.type == "council"), default=view.start)
    held: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for row in view.rows("stances"):
        if row.body in bodies and row.issue in issues:
            held[row.body, row.issue].append(row)
    changed = []
    for (body, issue), rows in held.items():
        before = [row for row in rows if row.day <= met]
        if before and before[-1].stance != rows[-1].stance:
            words = [STANCES[row.stance].words.lower() for row in (before[-1], rows[-1])]
            changed.append(f"{name_of(view, body)} on {issue_name(view, issue)}, {words[0]} to {words[1]}")
    known = f"{len(held)} of {len(bodies) * len(issues)} known"
    return f"{known}; changed since {on_day(met)}: {'; '.join(changed) or 'none'}"


def _members_of_groups(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return listed({f"{row.title or row.id}:": len(row.members) for row in view.lasting("groups")})


def _last_activity(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    alive = {row.id: row for row in view.lasting("partnerships")}
    told = {}
    for id_ in members_of(view, p["set"]):
        partners = sorted(alive[id_].bodies - {view.evidence.own})
        touches = [row for partner in partners for row in view.touches.get(partner, ())]
        told[" and ".join(name_of(view, partner) for partner in partners)] = last_day(touches)
    return listed(told)


def _areas_without(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Why an area is not covered: no list of its districts, or a list with no member on it."""
    listed_ = {row.resa for row in view.rows("resa_lists")}
    return "; ".join(
        f"{name_of(view, resa)}: {'no member on its list' if resa in listed_ else 'no list'}"
        for resa in outcome.missing
    )


def _by_old_district(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    members, board = represented(view)
    return "; ".join(
        f"district {old}: members {len(members[old])}, board seats {len(board[old])}" for old in OLD_DISTRICTS
    )


FIGURES: Mapping[str, Make] = {
    "districts in no RESA or several": _resa_overlap,
    "last touch": _last_touch,
    "bodies seated": _bodies_seated,
    "contacts both ways": _both_ways,
    "awards by region": _awards_by_region,
    "districts without a choice": _unplaced,
    "officers and at-large": _officers,
    "contacts by body": _contacts_by_body,
    "stances of the bodies": _stances,
    "members of the groups": _members_of_groups,
    "last activity": _last_activity,
    "areas not covered": _areas_without,
    "by old district": _by_old_district,
}
