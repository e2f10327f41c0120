"""The session's calendar: when it convenes and ends, its deadlines by day, and those that were set otherwise."""

from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.lobbying import sessions as record
from crm.lobbying.session_days import REGULAR, Deadline
from crm.lobbying.sessions import KINDS, MoveSchema, NewSessionSchema, SessionCalendar
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, today
from web.forms import Form, form_page
from web.lobbying.blueprint import pages
from web.lobbying.years import year_of
from web.messages import saved
from web.tables import Column, Table, table_page
from web.words import day, when

DEADLINES = (
    Column("on", "Day", lambda d: d.on.isoformat(), kind="date"),
    Column("name", "Deadline", lambda d: d.name),
    Column("number", "Day of the session", lambda d: d.number, kind="number"),
    Column("planned", "By the rule", lambda d: d.planned.isoformat() if d.on != d.planned else None, kind="date"),
    Column("reason", "Why it differs", lambda d: d.reason),
    Column("source", "Note", lambda d: "number inferred, check it" if d.inferred else ""),
)
LISTED = (
    Column("name", "Session", lambda s: s.session.name, href=lambda s: address("session", s.session.year)),
    Column("kind", "Kind", lambda s: KINDS[s.session.kind]),
    Column("convened", "Convened", lambda s: s.session.convened.isoformat(), kind="date", newest_first=True),
    Column("adjourned", "Last day", lambda s: s.session.adjourned and s.session.adjourned.isoformat(), kind="date"),
    Column("source", "Source", lambda s: s.source),
)


@dataclass(frozen=True)
class SessionPage:
    """What the page of a year shows."""

    year: int
    calendar: SessionCalendar
    line: str


@pages.get("/sessions")
@allow_to("see", "session")
def listed_sessions() -> Response:
    """The sessions on record, and the way to this year's calendar."""
    rows = database().read(record.calendars)
    table = Table(LISTED, rows, sort="convened", name="sessions", noun="session")
    return table_page("lobbying/sessions.html", table, year=today().year)


@pages.get("/sessions/<year>")
@allow_to("see", "session")
def session_page(year: str) -> Response:
    """The calendar of a year's regular session."""
    calendar = database().read(record.calendar_of, year_of(year))
    return _page(calendar, Form.new(_values(calendar)))


@pages.post("/sessions/<year>")
@allow_to("add", "session")
def record_session(year: str) -> AnyResponse:
    """Record the session's days, or those of another session of that year."""
    form = Form.sent()
    with form.catching():
        new = form.load(NewSessionSchema())
        database().write(record.record_session, new, by=actor())
        return saved(f"The {new.session.name} session is recorded.", url_for("lobbying.session_page", year=year))
    return _page(database().read(record.calendar_of, year_of(year)), form)


@pages.post("/sessions/<year>/deadlines")
@allow_to("change", "session")
def move(year: str) -> AnyResponse:
    """Set a deadline to another day, with the reason; without a day it goes back to the rule's."""
    form = Form.sent()
    with form.catching():
        key, moved = form.value("deadline"), form.load(MoveSchema())
        database().write(record.move_deadline, year_of(year), key, moved, by=actor())
        words = f"The deadline is set to {day(moved.on.isoformat())}." if moved else "The rule’s day holds again."
        return saved(words, url_for("lobbying.session_page", year=year))
    return _page(database().read(record.calendar_of, year_of(year)), form)


@pages.post("/sessions/<name>/delete")
@allow_to("delete", "session")
def delete_session(name: str) -> AnyResponse:
    """Take a session out; recording it again brings it back."""
    database().write(record.delete_session, name, by=actor())
    return saved(f"The {name} session is taken out.", url_for("lobbying.listed_sessions"))


def _page(calendar: SessionCalendar, form: Form) -> Response:
    table = Table(DEADLINES, calendar.deadlines, sort="on", name=f"session-{calendar.session.name}", noun="deadline")
    if table.format:
        return table.export()
    year = calendar.session.year
    return form_page(
        "lobbying/session.html",
        form,
        table=table,
        calendar=calendar,
        year=year,
        line=first_line(calendar, today()),
        kinds=KINDS,
        specials=[s for s in database().read(record.calendars) if s.session.year == year and s.session.kind != REGULAR],
        next=next_deadline(calendar.deadlines, today()),
        moved={d.key for d in calendar.deadlines if d.on != d.planned},
        deadlines=[(d.key, f"{d.name} ({day(d.on.isoformat())})") for d in calendar.deadlines],
        chosen=request.args.get("deadline", ""),
    )


def next_deadline(deadlines: tuple[Deadline, ...], on: date) -> Deadline | None:
    """The first deadline on or after a day."""
    return next((deadline for deadline in deadlines if deadline.on >= on), None)


def first_line(calendar: SessionCalendar, on: date) -> str:
    """What the calendar says today: the next deadline, or that the session is over."""
    session = calendar.session
    planned = "" if session.recorded else " as the rule plans it; no session of this year is recorded yet"
    if on < session.convened:
        return f"Convenes {when(session.convened.isoformat())}{planned}."
    coming = next_deadline(calendar.deadlines, on)
    if coming is None:
        return f"Over since {day(calendar.deadlines[-1].on.isoformat())}{planned}."
    return f"Next, {when(coming.on.isoformat())}: {coming.name[0].lower()}{coming.name[1:]}{planned}."


def _values(calendar: SessionCalendar) -> dict[str, object]:
    session = calendar.session
    return {
        "name": session.name,
        "kind": session.kind,
        "convened": session.convened.isoformat(),
        "adjourned": session.adjourned.isoformat() if session.adjourned else None,
        "length": session.length,
        "source": calendar.source,
    }
