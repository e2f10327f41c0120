"""Figures over events: who came, in which role, for whom, and what was on the agenda."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.evidence import Award, Event, Presentation
from crm.plan.evidence_terms import BOARD_PRESIDENT, RESA_DIRECTOR, SUPERINTENDENT
from crm.plan.figures.shown import Make, in_role, in_window, listed, name_of, of_kind, on_day, people
from crm.plan.outcome import Outcome
from crm.plan.periods import MONTH, SCHOOL_YEAR, periods
from crm.plan.selecting import select
from crm.plan.sets import members_of


def _attendees(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(len(people(view, in_window(outcome, Event))))


def _hours(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return f"{sum(row.hours or 0 for row in in_window(outcome, Event)):g}"


def _members_reached(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    members = view.members()
    return f"{len(people(view, of_kind(outcome, Event)) & members)} of {len(members)}"


def _attendance_by_body(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    meetings = of_kind(outcome, Event)
    came = {
        body: sum(any(body in view.stood_for(party, row.day) for party in view.parties(row)) for row in meetings)
        for body in members_of(view, "council_bodies")
    }
    return "; ".join(f"{name_of(view, body)} {number} of {len(meetings)}" for body, number in came.items())


def _from_high_need(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    flagged = {body.id for body in view.evidence.bodies.values() if body.high_need}
    people = {
        party.person or ""
        for row in in_window(outcome, Event)
        for party in view.parties(row)
        if view.stood_for(party, row.day) & flagged
    }
    return str(len(people))


def _pairs_met(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    pairs = set()
    for row in in_window(outcome, Event):
        roles = {party.person: view.roles(party, row.day) for party in view.parties(row) if party.person}
        ours = {person for person, held in roles.items() if "superintendent" in held}
        theirs = {person for person, held in roles.items() if "legislator" in held}
        pairs |= {(a, b) for a in ours for b in theirs}
    return str(len(pairs))


def _decisions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return "; ".join(decision for row in of_kind(outcome, Event) for decision in row.decisions)


def _directors_present(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(len(in_role(view, in_window(outcome, Event), RESA_DIRECTOR)))


def _own_items(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Meetings of the RESAs with a line of the agenda that names us."""
    own = view.evidence.bodies.get(view.evidence.own)
    names = [name.casefold() for name in (own.name, own.short) if name] if own else []
    meetings = [row for row in view.held.values() if row.type == "RESA meeting"]
    named = sum(any(name in item.casefold() for item in row.agenda for name in names) for row in meetings)
    return f"{named} of {len(meetings)}"


def _months_without(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """The closed months, from the deadline's on, in which none was held."""
    days = [item.day for item in select(view, p["counts"])]
    closed = (month for month in periods(MONTH, p["by"].replace(day=1), view.day) if month.last < view.day)
    return "; ".join(str(month) for month in closed if not any(day in month for day in days))


def _first_council(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    first = min((row.day for row in view.held.values() if row.type == "council"), default=None)
    return on_day(first) if first else ""


def _prospective(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Who came to a round table for a district, and neither leads it nor presides over its board."""
    districts = {body.id for body in view.evidence.bodies.values() if body.kind == "district"}
    return str(
        len(
            {
                party.person
                for row in of_kind(outcome, Event)
                for party in view.parties(row)
                if view.stood_for(party, row.day) & districts
                and view.roles(party, row.day).isdisjoint({SUPERINTENDENT, BOARD_PRESIDENT})
            }
        )
    )


def _by_role(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    events = in_window(outcome, Event)
    roles = {"superintendents": SUPERINTENDENT, "board presidents": BOARD_PRESIDENT}
    return listed({word: len(in_role(view, events, role)) for word, role in roles.items()})


def _per_school_year(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    days = [row.day for row in of_kind(outcome, Event)]
    years = periods(SCHOOL_YEAR, view.start, view.day, view.year_start)
    return listed({f"{year}:": sum(day in year for day in days) for year in years})


def _per_event(kind: type[Award] | type[Presentation]) -> Make:
    def told(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
        events = [view.held[id_] for id_ in reversed(members_of(view, p["set"])) if id_ in view.held]
        at = Counter(row.event for row in of_kind(outcome, kind))
        return listed({f"{row.title or row.type}, {on_day(row.day)}:": at[row.id] for row in events})

    return told


def _presenters(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(len({row.person for row in of_kind(outcome, Presentation)}))


FIGURES: Mapping[str, Make] = {
    "attendees": _attendees,
    "hours": _hours,
    "members reached": _members_reached,
    "attendance by body": _attendance_by_body,
    "attendees from high-need districts": _from_high_need,
    "pairs who met": _pairs_met,
    "decisions": _decisions,
    "directors present": _directors_present,
    "meetings with us on the agenda": _own_items,
    "months without one": _months_without,
    "first meeting of the council": _first_council,
    "prospective superintendents": _prospective,
    "present by role": _by_role,
    "by school year": _per_school_year,
    "awards by event": _per_event(Award),
    "presentations by event": _per_event(Presentation),
    "presenters": _presenters,
}
