"""Further figures that an entry may show beside its own: attendees, last touches, what is still without a choice.

A figure reads the same records as the rule, and never changes a word.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import Any

from crm.office_time import MONTHS, in_words
from crm.plan.as_of import AsOf
from crm.plan.conditions import placed
from crm.plan.evidence import Contact, Event, Invitation, Survey
from crm.plan.evidence_terms import BOARD_MEMBER, OFFICER
from crm.plan.outcome import Figure, Outcome
from crm.plan.sets import members_of

Make = Callable[[AsOf, Mapping[str, Any], Outcome], str]
NOTHING = "none"


def figure(name: str, view: AsOf, parameters: Mapping[str, Any], outcome: Outcome) -> Figure:
    """The figure of this name for an entry's outcome."""
    return Figure(name, FIGURES[name](view, parameters, outcome) or NOTHING)


def _of(outcome: Outcome, kind: type[Any]) -> list[Any]:
    return [record for record in outcome.evidence if isinstance(record, kind)]


def _in_window(outcome: Outcome, kind: type[Any]) -> list[Any]:
    first, last = outcome.window
    return [record for record in _of(outcome, kind) if first <= record.day <= last]


def _listed(counts: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} {count}" for name, count in counts.items())


def _body(view: AsOf, body_id: str | None) -> str:
    body = view.evidence.bodies.get(body_id or "")
    return (body.short or body.name) if body else body_id or ""


def _people(view: AsOf, events: Iterable[Event]) -> set[str]:
    return {person for event in events for person in view.presence(event).people}


def _questions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return "; ".join(str(row.questions) for row in _of(outcome, Survey) if row.questions is not None)


def _respondents(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(sum(len(view.answers.get(row.id, ())) for row in _of(outcome, Survey)))


def _resa_overlap(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    newest_lists = {row.resa: row for row in view.rows("resa_lists")}
    times = Counter(district for row in newest_lists.values() for district in row.districts)
    districts = {body.id for body in view.evidence.bodies.values() if body.kind == "district"}
    return f"{len(districts - times.keys())} in none, {sum(number > 1 for number in times.values())} in several"


def _members_reached(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    members = view.members()
    return f"{len(_people(view, _of(outcome, Event)) & members)} of {len(members)}"


def _evaluations(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    surveys = _of(outcome, Survey)
    answers = [answer for row in surveys for answer in view.answers.get(row.id, ())]
    attended = sum(len(view.held[row.event].attendance) for row in surveys if row.event in view.held)
    scores = [answer.score for answer in answers if answer.score is not None]
    mean = f", mean score {fmean(scores):.2f}" if scores else ""
    return f"{len(answers)} answers of {attended} who attended{mean}"


def _attendees(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(len(_people(view, _in_window(outcome, Event))))


def _hours(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return f"{sum(row.hours or 0 for row in _in_window(outcome, Event)):g}"


def _legislators_tied(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    sitting, members = view.legislators(), view.members()
    tied = {
        legislator
        for (holder, legislator), ratings in view.ties.items()
        if legislator in sitting and holder in members and ratings[-1].value == "positive"
    }
    return f"{len(tied)} of {len(sitting)}, {len(sitting) - len(tied)} with none"


def _last_touch(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    touches = {body: view.touches.get(body, []) for body in members_of(view, p["set"])}
    return "; ".join(
        f"{_body(view, body)} {in_words(rows[-1].day.isoformat()) if rows else 'never'}"
        for body, rows in touches.items()
    )


def _channels_and_audiences(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return _listed(
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


def _last_ranked(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    last = max((row.day for row in view.rows("ranks")), default=None)
    sends = Counter(issue for row in view.rows("communications") for issue in row.issues)
    total = sum(sends.values())
    newest_rank = {row.issue: row.rank for row in view.rows("ranks")}
    ranked = sorted((newest_rank[issue], issue) for issue in members_of(view, "priorities") if issue in newest_rank)
    shares = "; ".join(
        f"{rank}. {view.evidence.issues.get(issue, issue)} {sends[issue] / total:.0%} of messages"
        if total
        else f"{rank}. {view.evidence.issues.get(issue, issue)}"
        for rank, issue in ranked
    )
    return f"{in_words(last.isoformat())}: {shares}" if last else ""


def _ranks_by_director(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    newest_rank = {row.issue: row for row in view.rows("ranks")}
    in_force = [newest_rank[issue] for issue in members_of(view, "priorities") if issue in newest_rank]
    return f"{sum(view.is_director(row.set_by, row.day) for row in in_force)} of {len(in_force)}"


def _bodies_seated(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    bodies = members_of(view, "council_bodies")
    seated = {row.body for row in view.lasting("council_seats")}
    return f"{len(seated & set(bodies))} of {len(bodies)}"


def _attendance_by_body(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    meetings = _of(outcome, Event)
    came = {
        body: sum(any(body in view.stood_for(party, row.day) for party in view.parties(row)) for row in meetings)
        for body in members_of(view, "council_bodies")
    }
    return "; ".join(f"{_body(view, body)} {number} of {len(meetings)}" for body, number in came.items())


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


def _from_high_need(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    flagged = {body.id for body in view.evidence.bodies.values() if body.high_need}
    people = {
        party.person or ""
        for row in _in_window(outcome, Event)
        for party in view.parties(row)
        if view.stood_for(party, row.day) & flagged
    }
    return str(len(people))


def _both_ways(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    contacts = list(_in_window(outcome, Contact))
    incoming = sum(row.incoming for row in contacts)
    return f"{len(contacts) - incoming} from us, {incoming} from them"


def _completions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(sum(row.completions or 0 for row in view.rows("programs")))


def _pairs_met(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    pairs = set()
    for row in _in_window(outcome, Event):
        roles = {party.person: view.roles(party, row.day) for party in view.parties(row) if party.person}
        ours = {person for person, held in roles.items() if "superintendent" in held}
        theirs = {person for person, held in roles.items() if "legislator" in held}
        pairs |= {(a, b) for a in ours for b in theirs}
    return str(len(pairs))


def _legislators_invited(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    first, last = outcome.window
    sitting = view.legislators()
    events = {row.event for row in _in_window(outcome, Invitation)}
    sent = [row for row in view.rows("invitations") if row.event in events and first <= row.day <= last]
    invited = {person for row in sent for person in row.recipients} & sitting
    warning = ", not all invited" if sent and invited != sitting else ""
    return f"{len(invited)} of {len(sitting)}{warning}"


def _acceptances(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    events = {row.event for row in _in_window(outcome, Invitation)}
    return str(
        len({(row.event, person) for row in view.rows("invitations") if row.event in events for person in row.accepted})
    )


def _adoptions_by_goal(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    goals: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("adoptions"):
        goals[row.goal].add(row.district)
    return "; ".join(f"{goal} {len(districts)}" for goal, districts in sorted(goals.items()))


def _unregistered(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    first = {}
    for row in reversed(view.rows("registrations")):
        first[row.person, row.year] = row.day
    early = [
        row
        for row in _of(outcome, Contact)
        if row.lobbying and any(first.get((person, row.day.year), date.max) > row.day for person in row.by)
    ]
    return str(len(early))


def _expenses(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    totals: dict[str, float] = defaultdict(float)
    for row in view.rows("expenses"):
        if row.day.year == view.day.year:
            totals[row.category] += row.amount
    return "; ".join(f"({category}) ${amount:,.2f}" for category, amount in sorted(totals.items()))


def _awards_by_region(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return _listed(
        Counter(_body(view, row.region) or "no region" for row in _in_window(outcome, object) if hasattr(row, "region"))
    )


def _unplaced(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    districts = view.districts_in_membership() - placed(view).keys()
    return "; ".join(sorted(_body(view, district) for district in districts))


def _officers(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    board = [row for row in view.lasting("posts") if row.body == view.evidence.own]
    officers = {row.person for row in board if row.role == OFFICER}
    at_large = {row.person for row in board if row.role == BOARD_MEMBER and not row.seat and not row.district}
    return f"{len(officers)} officers, {len(at_large)} at large"


FIGURES: Mapping[str, Make] = {
    "questions": _questions,
    "respondents": _respondents,
    "districts in no RESA or several": _resa_overlap,
    "members reached": _members_reached,
    "evaluations": _evaluations,
    "attendees": _attendees,
    "hours": _hours,
    "legislators with a tie": _legislators_tied,
    "last touch": _last_touch,
    "channels and audiences": _channels_and_audiences,
    "channels and months": _channels_and_months,
    "last ranked": _last_ranked,
    "ranks by the director": _ranks_by_director,
    "bodies seated": _bodies_seated,
    "attendance by body": _attendance_by_body,
    "longest silence": _longest_silence,
    "campaign costs": _campaign_costs,
    "attendees from high-need districts": _from_high_need,
    "contacts both ways": _both_ways,
    "completions": _completions,
    "pairs who met": _pairs_met,
    "legislators invited": _legislators_invited,
    "acceptances": _acceptances,
    "adoptions by goal": _adoptions_by_goal,
    "contacts while unregistered": _unregistered,
    "expenses by category": _expenses,
    "awards by region": _awards_by_region,
    "districts without a choice": _unplaced,
    "officers and at-large": _officers,
}
