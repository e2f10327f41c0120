"""Figures over issues, legislators and lobbying."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.evidence import Contact, Invitation
from crm.plan.figures.shown import Make, in_window, issue_name, of_kind, on_day
from crm.plan.outcome import Outcome
from crm.plan.selecting import LINKS, select
from crm.plan.sets import members_of


def _legislators_tied(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    sitting, members = view.legislators(), view.members()
    tied = {
        legislator
        for (holder, legislator), ratings in view.ties.items()
        if legislator in sitting and holder in members and ratings[-1].value == "positive"
    }
    return f"{len(tied)} of {len(sitting)}, {len(sitting) - len(tied)} with none"


def _legislators_invited(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    first, last = outcome.window
    sitting = view.legislators()
    events = {row.event for row in in_window(outcome, Invitation)}
    sent = [row for row in view.rows("invitations") if row.event in events and first <= row.day <= last]
    invited = {person for row in sent for person in row.recipients} & sitting
    warning = ", not all invited" if sent and invited != sitting else ""
    return f"{len(invited)} of {len(sitting)}{warning}"


def _acceptances(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    events = {row.event for row in in_window(outcome, Invitation)}
    return str(
        len({(row.event, person) for row in view.rows("invitations") if row.event in events for person in row.accepted})
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
    return f"{on_day(last)}: {shares}" if last else ""


def _ranks_by_director(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    newest_rank = {row.issue: row for row in view.rows("ranks")}
    in_force = [newest_rank[issue] for issue in members_of(view, "priorities") if issue in newest_rank]
    return f"{sum(view.is_director(row.set_by, row.day) for row in in_force)} of {len(in_force)}"


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
        for row in of_kind(outcome, Contact)
        if row.lobbying and any(first.get((person, row.day.year), date.max) > row.day for person in row.by)
    ]
    return str(len(early))


def _expenses(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    totals: dict[str, float] = defaultdict(float)
    for row in view.rows("expenses"):
        if row.day.year == view.day.year:
            totals[row.category] += row.amount
    return "; ".join(f"({category}) ${amount:,.2f}" for category, amount in sorted(totals.items()))


def _priorities(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return "; ".join(issue_name(view, issue) for issue in members_of(view, "priorities"))


def _reached_by_priority(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Legislators with whom a contact or message that counts here was about each priority."""
    sitting, addressed = view.legislators(), LINKS["people"][1]
    reached: dict[str, set[str]] = defaultdict(set)
    for row in in_window(outcome, object):
        for issue in row.issues:
            reached[issue] |= sitting & set(addressed(view, row))
    of_all = len(sitting)
    return "; ".join(f"{issue_name(view, i)} {len(reached[i])} of {of_all}" for i in members_of(view, "priorities"))


def _never_reached(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Sitting legislators whom nothing that counts here ever reached, however long ago."""
    addressed = LINKS["people"][1]
    ever = {who for item in select(view, p["covered"]["counts"]) for who in addressed(view, item.record)}
    return str(len(view.legislators() - ever))


def _ties_moved(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """Relationships with sitting legislators: new since the last board meeting, gone quiet, and turned negative."""
    since = max(
        (row.day for row in view.held.values() if row.type == "board" and row.day < view.day), default=view.start
    )
    sitting, members = view.legislators(), view.members()
    ours = {
        pair: ratings
        for pair, ratings in view.ties.items()
        if pair[1] in sitting and (pair[0] in members or view.is_staff(pair[0], view.day))
    }
    first: dict[str, date] = {}
    for (_, legislator), ratings in ours.items():
        if ratings[-1].value == "positive":
            day = next(row.day for row in ratings if row.value == "positive")
            first[legislator] = min(day, first.get(legislator, day))
    new = sum(day > since for day in first.values())
    quiet = first.keys() & set(outcome.missing)
    turned = sum(
        ratings[-1].value == "negative" and any(row.value == "positive" for row in ratings) for ratings in ours.values()
    )
    return f"{new} new since {on_day(since)}, {len(quiet)} lapsed, {turned} turned negative"


FIGURES: Mapping[str, Make] = {
    "legislators with a tie": _legislators_tied,
    "legislators invited": _legislators_invited,
    "acceptances": _acceptances,
    "last ranked": _last_ranked,
    "ranks by the director": _ranks_by_director,
    "adoptions by goal": _adoptions_by_goal,
    "contacts while unregistered": _unregistered,
    "expenses by category": _expenses,
    "priorities in force": _priorities,
    "reached by priority": _reached_by_priority,
    "never reached": _never_reached,
    "ties that moved": _ties_moved,
}
