"""The room's first page: what is due from whom, what was filed, and what could become an expense."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Response, render_template

from crm.errors import InvalidData
from crm.lobbying.law import Law
from crm.lobbying.offers import MOST_OFFERED, offers
from crm.lobbying.registrations import our_client
from crm.lobbying.reports import REMIND_DAYS, Expected, awaited, expected_reports, with_changes
from crm.lobbying.terms import law
from crm.records.actor import Actor
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, today
from web.lobbying.blueprint import pages, slug
from web.lobbying.years import asked_year, years_offered
from web.tables import Column, Table, table_page
from web.words import plural, when

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@pages.get("/lobbying")
@allow_to("see", "report")
def overview() -> Response | str:
    """The reports of a year, by the day they are due."""
    year = asked_year()
    try:
        database().read(our_client)
    except InvalidData as problem:
        return render_template("lobbying/no_client.html", sentence=str(problem))
    terms = database().read(law)
    rows = database().read(_rows, year, actor=actor())
    offered = database().read(offers, year, actor=actor())
    table = Table(_columns(terms), rows, sort="due", name=f"lobbying-reports-{year}", noun="report")
    return table_page(
        "lobbying/overview.html",
        table,
        year=year,
        years=years_offered(year),
        line=first_line(database().read(awaited, today(), actor=actor())),
        waiting=[row for row in rows if row.due.missing],
        offered=offered,
        most=MOST_OFFERED,
    )


def _rows(tx: "ManagedTransaction", year: int, *, actor: Actor) -> tuple[Expected, ...]:
    return with_changes(tx, expected_reports(tx, year, actor=actor), actor=actor)


def first_line(waiting: Sequence[Expected]) -> str:
    """What needs doing now, and what is due next, in a sentence or two."""
    left = {id(one): one.days_left(today()) or 0 for one in waiting}
    late = [one for one in waiting if left[id(one)] < 0]
    soon = [one for one in waiting if 0 <= left[id(one)] <= REMIND_DAYS]
    coming = next((one for one in waiting if left[id(one)] >= 0), None)
    parts = [f"{plural(len(late), 'report')} past the due day"] if late else []
    if soon:
        parts.append(f"{plural(len(soon), 'report')} due within {REMIND_DAYS} days")
    now = f"{' and '.join(parts)}." if parts else f"No report is late or due within {REMIND_DAYS} days."
    return f"{now} Next: {coming.name}, {when(str(coming.due.day))}." if coming else now


def report_address(row: Expected) -> str:
    """The page of a report's worksheet."""
    return address("report", slug(row.due.report), row.due.year, row.filer.id)


def status(terms: Law, row: Expected) -> str:
    """Filed, late, due or waiting, in words."""
    lateness = row.late(terms, today())
    days = f"{plural(lateness.days, 'day')} late" if lateness and lateness.days else ""
    if row.filed:
        accepted = row.filed[0].accepted
        return f"Filed {days}" if days else "Accepted" if accepted else "Filed"
    if row.due.day is None:
        return "Not computed yet"
    left = row.days_left(today()) or 0
    return f"Not filed, {days}" if left < 0 else "Due today" if left == 0 else f"Due in {plural(left, 'day')}"


def _columns(terms: Law) -> tuple[Column, ...]:
    return (
        Column("report", "Report", lambda row: row.due.name, href=report_address),
        Column("filer", "Who files it", lambda row: row.filer.name),
        Column("due", "Due", lambda row: row.due.day and row.due.day.isoformat(), kind="date"),
        Column("period", "Covers", lambda row: row.due.period.words, kind="name", order=_period_order),
        Column("status", "Status", lambda row: status(terms, row)),
        Column("filed", "Filed", lambda row: row.filed[0].filed_on if row.filed else None, kind="date"),
        Column("changed", "Since then", lambda row: "records changed" if row.changed else "", on_page=False),
        Column("penalty", "Penalty days", lambda row: _penalty(terms, row), kind="number"),
        Column("section", "Section", lambda row: row.due.section),
    )


def _period_order(row: Expected) -> str:
    return row.due.period.first.isoformat()


def _penalty(terms: Law, row: Expected) -> int | None:
    lateness = row.late(terms, today())
    return lateness.penalty_days or None if lateness else None
