"""When a member of a set is covered: by a record linked with it, or by one of the own conditions below.

Each condition returns, for a member, the records that cover it; none means that it is not covered.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm.plan.as_of import AsOf, newest
from crm.plan.evidence import Post
from crm.plan.evidence_shapes import Record
from crm.plan.evidence_terms import BOARD_MEMBER, DISTRICT_REPRESENTATIVE, SUPERINTENDENT
from crm.plan.mentors import is_good
from crm.plan.selecting import LINKS, select
from crm.plan.spans import Span, shared, united

Covering = Callable[[str], Sequence[Record]]
Own = Callable[[AsOf, Mapping[str, Any]], Covering]


def covering(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    """What covers a member under a condition of a plan: `has` names an own one, else `counts` are linked `through`."""
    if own := condition.get("has"):
        return OWN[own](view, condition)
    linked: dict[Any, list[Record]] = defaultdict(list)
    within = condition.get("within")
    selectors = condition["counts"]
    for item in select(view, selectors):
        if within is None or (view.day - item.day).days <= within:
            for member in _links(view, condition["through"], item.record):
                linked[member].append(item.record)
    return lambda member: linked.get(member, ())


def _links(view: AsOf, through: str, record: Record) -> Sequence[Any]:
    return (record.id,) if through == "id" else tuple(LINKS[through][1](view, record))


def _touched(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    since = view.day - timedelta(days=condition["within"])
    return lambda member: [row for row in view.touches.get(member, ()) if row.day >= since]


def _partner_touched(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    touched = _touched(view, condition)
    partnerships = {row.id: row for row in view.rows("partnerships")}

    def covers(member: str) -> Sequence[Record]:
        partners = partnerships[member].bodies - {view.evidence.own}
        return [row for partner in partners for row in touched(partner)]

    return covers


def _person_named(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    named: dict[str, list[Record]] = defaultdict(list)
    for row in (*view.lasting("posts"), *view.lasting("council_seats")):
        if row.person:
            named[row.body].append(row)
    return lambda member: named.get(member, ())


def _seated(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    seats: dict[str, list[Record]] = defaultdict(list)
    for row in view.lasting("council_seats"):
        seats[row.body].append(row)
    return lambda member: seats.get(member, ())


def _good_mentorship(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    mentorships = {row.id: row for row in view.rows("mentorships")}
    return lambda member: [mentorships[member]] if is_good(view, mentorships[member]) else []


def _positive_ties(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    """Ties by their member: with a legislator who sits on the day."""
    sitting = view.legislators()
    ties: dict[str, list[Record]] = defaultdict(list)
    for (holder, legislator), ratings in view.ties.items():
        if ratings[-1].value == "positive" and legislator in sitting:
            ties[holder].append(ratings[-1])
    return lambda member: ties.get(member, ())


def _friends(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    """Ties by their legislator: of somebody who is a member or on our staff on the day."""
    members = view.members()
    ties: dict[str, list[Record]] = defaultdict(list)
    for (holder, legislator), ratings in view.ties.items():
        if ratings[-1].value == "positive" and (holder in members or view.is_staff(holder, view.day)):
            ties[legislator].append(ratings[-1])
    return lambda member: ties.get(member, ())


def _member_listed(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    """RESAs whose newest list, however old, names a district that has a member."""
    districts = view.districts_in_membership()
    led = {post.body for post in view.lasting("posts") if post.role == SUPERINTENDENT and post.body in districts}
    lists = view.rows("resa_lists")

    def covers(member: str) -> Sequence[Record]:
        last = newest(lists, lambda row: row.resa == member)
        return [last] if last and last.districts & led else []

    return covers


def placed(view: AsOf) -> dict[str, int]:
    """The old congressional district of each school district, by the newest placement."""
    return {row.district: row.old for row in view.rows("placements")}


def represented(view: AsOf) -> tuple[Mapping[str, list[Post]], Mapping[str, list[Post]]]:
    """The members and the board's district seats of each old district."""
    old_of = placed(view)
    members: dict[str, list[Post]] = defaultdict(list)
    board: dict[str, list[Post]] = defaultdict(list)
    districts = view.districts_in_membership()
    home: dict[str, str] = {}
    for post in view.lasting("posts"):
        if post.role == SUPERINTENDENT:
            home[post.person] = post.body
            if post.body in districts and post.body in old_of:
                members[str(old_of[post.body])].append(post)
    for post in view.lasting("posts"):
        for_district = post.role == BOARD_MEMBER and (post.seat or post.district)
        old = old_of.get(post.district or home.get(post.person, ""))
        if old and post.body == view.evidence.own and (for_district or post.role == DISTRICT_REPRESENTATIVE):
            board[str(old)].append(post)
    return members, board


def _represented(view: AsOf, condition: Mapping[str, Any]) -> Covering:
    """Old districts with a member and enough of the board's district seats."""
    members, board = represented(view)

    def covers(member: str) -> Sequence[Record]:
        enough = members[member] and len(board[member]) >= condition["seats"]
        return [*members[member], *board[member]] if enough else []

    return covers


OWN: Mapping[str, Own] = {
    "touch": _touched,
    "touch of a partner": _partner_touched,
    "named person": _person_named,
    "council seat": _seated,
    "good mentorship": _good_mentorship,
    "positive tie": _positive_ties,
    "friend among us": _friends,
    "listed member": _member_listed,
    "member and board seats": _represented,
}


def seated_spans(view: AsOf) -> dict[str, list[Span]]:
    """When each body had somebody in its council seat."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for row in view.rows("council_seats"):
        spans[row.body].append(view.span(row))
    return {body: united(found) for body, found in spans.items()}


def positive_spans(view: AsOf) -> dict[str, list[Span]]:
    """When each holder had a confirmed positive tie with somebody sitting in the legislature."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for (holder, legislator), ratings in view.ties.items():
        ends = [*(row.day - timedelta(days=1) for row in ratings[1:]), date.max]
        positive = [(row.day, end) for row, end in zip(ratings, ends, strict=True) if row.value == "positive"]
        spans[holder] += shared(positive, view.legislator_spans.get(legislator, ()))
    return {holder: united(found) for holder, found in spans.items()}


# Conditions whose history is looked at day by day.
SPANS: Mapping[str, Callable[[AsOf], dict[str, list[Span]]]] = {
    "council seat": seated_spans,
    "positive tie": positive_spans,
}
