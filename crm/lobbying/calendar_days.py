"""What this room puts into a calendar: the session's days and deadlines, and the days on which reports are due."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm.lobbying.registrations import registrations
from crm.lobbying.reports import Expected, expected_reports
from crm.lobbying.sessions import FIRST_YEAR, LAST_YEAR, SessionCalendar, calendar_of
from crm.records.actor import Actor
from crm.records.permissions import may

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class CalendarDay:
    """Something on a day. `key` stays the same when the day moves; `address` is its page."""

    key: str
    on: date
    name: str
    about: str
    address: str


def calendar_days(tx: "ManagedTransaction", first: date, last: date, *, actor: Actor) -> list[CalendarDay]:
    """What lies from `first` through `last`, by day: of the regular sessions and of the reports, as far as the actor
    may see either. Reports are there once anybody is registered."""
    years = range(max(first.year, FIRST_YEAR), min(last.year, LAST_YEAR) + 1)
    days: list[CalendarDay] = []
    if may(actor, "see", "session"):
        days += [day for year in years for day in _session_days(calendar_of(tx, year))]
    if may(actor, "see", "report") and registrations(tx):
        expected = [report for year in years for report in expected_reports(tx, year, actor=actor)]
        days += [_report_day(report, report.due.day) for report in expected if report.due.day]
    return sorted((day for day in days if first <= day.on <= last), key=lambda day: (day.on, day.key))


def _session_days(calendar: SessionCalendar) -> list[CalendarDay]:
    session = calendar.session
    planned = "" if session.recorded else "As the rule plans it. "
    address = f"/sessions/{session.year}"
    convenes = CalendarDay(
        f"session-{session.name}-convenes", session.convened, "The legislature convenes", planned.strip(), address
    )
    return [
        convenes,
        *(
            CalendarDay(
                key=f"session-{session.name}-{deadline.key}",
                on=deadline.on,
                name=deadline.name,
                about=f"{planned}Day {deadline.number} of the {session.name} session, Joint Rule 40."
                + (f" Set otherwise: {deadline.reason}." if deadline.reason else ""),
                address=address,
            )
            for deadline in calendar.deadlines
        ),
    ]


def _report_day(report: Expected, on: date) -> CalendarDay:
    due = report.due
    slug = due.report.replace(" ", "-")
    return CalendarDay(
        key=f"report-{slug}-{due.year}-{report.filer.id}",
        on=on,
        name=f"{'Filed' if report.is_filed else 'Due'}: {report.name}",
        about=f"Covers {due.period.words} ({due.section}).",
        address=f"/lobbying/reports/{slug}/{due.year}/{report.filer.id}",
    )
