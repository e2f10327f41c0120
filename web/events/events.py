"""The list of events, planning one (or a series), its page, its invitations, and calling it off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.subject_names import named
from crm.errors import InvalidData
from crm.events import calling_off, series
from crm.events.event_kind import CANCELLED, COUNCIL, EVENT, HELD, KINDS, MODES, PLANNED, SCOPES
from crm.events.events import AgendaLine, Event, NewEvent, change_event, event, events
from crm.events.expected import expected
from crm.events.invitations import REPLIES, invite, reply
from crm.events.repeating import Rhythm, plan_events
from crm.ids import new_id
from crm.learning.kinds import AWARDS, DOCUMENTS, PRESENTATIONS, SURVEYS
from crm.learning.offered import offered
from crm.lobbying.functions import Invitations, invitations_to
from crm.office_time import in_words, parse_date
from crm.records import lifecycle
from crm.records.declared import records
from crm.records.history import history_of
from crm.records.record_schema import schema_of
from crm.stakeholders.ours import home_id
from web.access import allow, may
from web.addresses import address
from web.bounds import choice_asked, day_asked
from web.context import actor, database
from web.events.blueprint import pages
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.stale_edits import Entry, entries_of, keep_changes, opened, typed_as
from web.tables import Column, Table, table_page

SCHEMA = schema_of(EVENT)
PICKERS = {
    "hosts": ("organization",),
    "region": ("organization",),
    "group": ("organization",),
    "facilitator": ("person",),
}
FEWEST_LINES = 3
MOST = 1_000  # events looked at for one list
AGENDA = Entry("agenda_0", "Agenda", lines=("agenda",), carried=("item",))
ENTRIES = (*entries_of(EVENT), Entry("hosts", ordered=True), AGENDA)
STATES = {PLANNED: "Planned", HELD: "Held", CANCELLED: "Called off"}
WHOLE = ("legislature", "statewide")
HANGING = (SURVEYS, AWARDS, PRESENTATIONS, DOCUMENTS)


def _linked(name: str) -> Column:
    """A column of what an event names in this field, for sheets."""
    return Column(name, EVENT.field(name).label, lambda row: _names(row.links.get(name, ())), on_page=False)


def _names(several: Iterable[Any]) -> str:
    return ", ".join(one.name for one in several)


def _dollars(shown: Event) -> float | None:
    cents = shown.values.get("cost_cents")
    return None if cents is None else cents / 100


def _agenda_words(line: AgendaLine) -> str:
    return f"{line.title} ({line.reason})" if line.reason else line.title


COLUMNS = (
    Column("day", "Day", lambda row: row.day, kind="date", newest_first=True),
    Column("name", "Event", lambda row: row.name, href=lambda row: event_address(row)),
    Column("kind", "Kind", lambda row: KINDS.get(row.kind, row.kind)),
    Column("status", "State", lambda row: STATES[row.status]),
    Column("hosts", "Hosts", lambda row: ", ".join(host.name for host in row.hosts)),
    Column("scope", "For whom", lambda row: SCOPES.get(row.values.get("scope", ""), ""), on_page=False),
    Column("mode", "How", lambda row: MODES.get(row.mode, row.mode)),
    Column("came", "Came", lambda row: len(row.minutes.attendees) or None, kind="number"),
    Column("invited", "Invited", lambda row: len(row.invitations) or None, kind="number", on_page=False),
    Column("topics", "Topics", lambda row: ", ".join(row.values.get("topics", ()))),
    Column("series", "Series", lambda row: row.values.get("series", ""), on_page=False),
    Column("place", "Where", lambda row: row.place, on_page=False),
    Column("time", "Time", lambda row: row.time, on_page=False),
    Column("last_day", "Last day", lambda row: row.values.get("last_day"), kind="date", on_page=False),
    Column("theme", "Theme", lambda row: row.values.get("theme", ""), on_page=False),
    *(_linked(name) for name in ("region", "part_of", "facilitator", "group")),
    Column("scheduled", "Put on the calendar", lambda row: row.values.get("scheduled"), kind="date", on_page=False),
    Column("hours", "Hours", lambda row: row.values.get("hours"), kind="number", on_page=False),
    Column("cost", "Cost in dollars", lambda row: _dollars(row), kind="number", on_page=False),
    Column("agenda", "Agenda", lambda row: "; ".join(_agenda_words(line) for line in row.agenda), on_page=False),
    Column("who_invited", "Who was invited", lambda row: _names(row.invitations), on_page=False),
    Column("who_came", "Who came", lambda row: _names(row.minutes.attendees), on_page=False),
    Column("minutes", "Minutes", lambda row: row.minutes.text, on_page=False),
    Column("decisions", "Decisions", lambda row: "; ".join(one[1] for one in row.minutes.decisions), on_page=False),
)  # fmt: skip


def event_address(shown: Event) -> str:
    """Where an event is shown: a council meeting has its page beside the council."""
    return address("meeting", shown.id) if shown.kind == COUNCIL else address("event", shown.id)


@pages.get("/events")
@allow("staff")
def listed() -> AnyResponse:
    """Every event, the latest first; ?kind=, ?state=, ?series=, ?since= and ?until= narrow it."""
    today = actor().today
    kind, state = choice_asked("kind", KINDS), choice_asked("state", STATES)
    days = day_asked("since") or "", day_asked("until") or "9999"
    name = request.args.get("series", "")
    found = database().read(events, limit=MOST)
    looked_at = found
    if kind or days != ("", "9999"):
        looked_at = database().read(events, kind=kind or None, days=days, limit=MOST)
    shown = [
        one
        for one in looked_at
        if (not state or one.status == state) and (not name or one.values.get("series") == name)
    ]
    table = Table(COLUMNS, shown, sort="day:down", name="events", noun="event")
    coming = [one for one in reversed(found) if one.day >= today and one.status != CANCELLED]
    unrecorded = [one for one in found if one.day < today and one.status == PLANNED and not one.minutes.attendees]
    return table_page(
        "events/list.html", table, kinds=KINDS, states=STATES, coming=coming, unrecorded=unrecorded,
        any_at_all=bool(found), cut=MOST if len(looked_at) == MOST else 0, gaps=_gaps(name, shown, today),
        series=name, event_address=event_address, ours=database().read(home_id),
    )  # fmt: skip


def _gaps(name: str, shown: Sequence[Event], today: str) -> list[str]:
    """The periods in which the series shown had no date; its rhythm is read from what most lie apart."""
    days = sorted(date.fromisoformat(one.day) for one in shown if one.status != CANCELLED)
    if not name or len(days) < 2:
        return []
    found = series.gaps(days, series.rhythm(days), max(days[-1], date.fromisoformat(today)))
    return [_in_words(period) for period in found]


def _in_words(period: str) -> str:
    """A gap as people say it: a month, a quarter, the week of a Monday."""
    if "Q" in period:
        return period
    return in_words(period) if len(period) == len("2026-01") else f"the week of {in_words(period)}"


@pages.get("/events/new")
@allow("staff")
def new() -> Response:
    """The form; what the address says of a field stands in it already."""
    form = Form.new({"start": actor().today})
    form.values |= {name: request.args[name] for name in request.args if name in SCHEMA.fields or name == "hosts"}
    return _form_page(form)


@pages.post("/events/new")
@allow("staff")
def plan() -> AnyResponse:
    """Plan it; with a rhythm and a last day, a date for each week, month or quarter."""
    form = Form.sent()
    with form.catching():
        planned = _understood(form, form.value("key") or new_id())
        rhythm = Rhythm(form.value("every") or None, _day_or_nothing(form, "every_until"))
        made = database().write(plan_events, planned, rhythm, by=actor())
        told = "The event is planned." if len(made) == 1 else f"{len(made)} dates are planned."
        return saved(told, url_for("events.one_event", event_id=planned.id))
    return _form_page(form)


def _day_or_nothing(form: Form, name: str) -> str | None:
    """A day as typed. Raises InvalidData where it is none."""
    try:
        return parse_date(form.value(name)) if form.value(name).strip() else None
    except ValueError as problem:
        raise InvalidData({name: [str(problem)]}) from None


@pages.get("/events/<event_id>/plan")
@allow("staff")
def change_plan(event_id: str) -> Response:
    """The same form, filled in."""
    there = database().read(event, event_id)
    return _form_page(_filled(there), there)


@pages.post("/events/<event_id>/plan")
@allow("staff")
def keep_plan(event_id: str) -> AnyResponse:
    """Keep it; where somebody else changed it meanwhile, show what they wrote beside what was typed."""
    form = Form.sent()
    there = database().read(event, event_id)

    def save_as_of(version: int) -> None:
        there = database().read(event, event_id)
        database().write(change_event, event_id, _understood(form, event_id, there), version=version, by=actor())

    with form.catching():
        _resolve(form)
        keep_changes(form, lambda: _filled(database().read(event, event_id)), ENTRIES, save_as_of, event_id)
        return saved("The event is changed.", url_for("events.one_event", event_id=event_id))
    return _form_page(form, there)


def _filled(there: Event) -> Form:
    """The form of an event as it stands."""
    form = Form.new({one.name: typed_as(one, there.values.get(one.name)) for one in EVENT.properties})
    form.pick("hosts", [Choice(host.id, host.name) for host in there.hosts])
    for part in EVENT.parts:
        form.pick(part.name, [Choice(link.id, link.name) for link in there.links.get(part.name, ())])
    for number, line in enumerate(there.agenda):
        form.values |= {f"agenda_{number}": line.title, f"item_{number}": line.id}
    return opened(form, ENTRIES, there.version)


def _resolve(form: Form) -> None:
    """Names typed without scripts become what they name. Raises InvalidData."""
    for name, kinds in PICKERS.items():
        resolve(form, name, kinds)


def _understood(form: Form, event_id: str, there: Event | None = None) -> NewEvent:
    """What the form says; an item of the agenda that is reworded keeps the reason and issue it had."""
    _resolve(form)
    says: dict[str, Any] = form.load(SCHEMA)
    known = {line.id: line for line in there.agenda} if there else {}
    lines = [(form.value(f"agenda_{n}").strip()[:200], form.value(f"item_{n}")) for n in range(_lines(form))]
    agenda = tuple(
        replace(known[item], title=title) if item in known else AgendaLine(title) for title, item in lines if title
    )
    return NewEvent(says, tuple(dict.fromkeys(filter(None, form.listed("hosts")))), agenda, id=event_id)


def _lines(form: Form) -> int:
    numbers = [key.removeprefix("agenda_") for key in form.values if key.startswith("agenda_")]
    filled = [int(one) for one in numbers if one.isdigit() and form.value(f"agenda_{one}").strip()]
    return max(filled, default=-1) + 1


def _form_page(form: Form, there: Event | None = None) -> Response:
    for name in PICKERS:
        if form.listed(name) and not form.listed(f"{name}_name"):
            form.pick(name, [Choice(one.id, one.name) for one in database().read(named, form.listed(name))])
    return form_page(
        "events/form.html", form, event=there, kind=EVENT, lists={"part_of": database().read(offered, "Event")},
        lines=range(max(FEWEST_LINES, _lines(form) + 1)), every=series.EVERY,
    )  # fmt: skip


@pages.get("/events/<event_id>")
@allow("staff")
def one_event(event_id: str) -> AnyResponse:
    """When and where, who hosts, who was invited and came, the agenda, what hangs on it, and what changed."""
    there = database().read(event, event_id, deleted=True)
    if there.kind == COUNCIL and "deleted_at" not in there.values:
        return redirect(event_address(there))
    hanging = [(kind, database().read(records, kind, actor=actor(), about=event_id)) for kind in HANGING]
    history = database().read(history_of, event_id, actor=actor())
    page = render_template(
        "events/event.html", event=there, kind=EVENT, kinds=KINDS, hanging=hanging, history=history,
        past=there.day <= actor().today, expected=database().read(expected, event_id), replies=REPLIES,
        states=STATES, form=Form.new({"sent": actor().today}), lobbying=_invitations(there),
    )  # fmt: skip
    return Response(page)


def _invitations(there: Event) -> Invitations | None:
    """What a lobbying report would make of it, for those who see expenses."""
    if "deleted_at" in there.values or there.status == CANCELLED or not may("see", "expense"):
        return None
    return database().read(invitations_to, there.id, actor=actor())


@pages.post("/events/<event_id>/invite")
@allow("staff")
def send_invitations(event_id: str) -> AnyResponse:
    """Record that people and bodies were asked on a day; `whole` adds each official of a sort who was not asked yet."""
    form = Form.sent()
    back = url_for("events.one_event", event_id=event_id)
    with form.catching():
        resolve(form, "invited", ("person", "organization"))
        ids = [one for one in form.listed("invited") if one]
        if whole := form.listed("whole"):
            there = database().read(invitations_to, event_id, actor=actor())
            ids += [one.id for sort in whole if sort in WHOLE for one in getattr(there, sort).left_out]
        count = database().write(invite, event_id, ids, sent=form.value("sent"), by=actor())
        return saved(f"{count} invited." if count else "They had been invited before.", back)
    raise InvalidData(form.errors)


@pages.post("/events/<event_id>/reply")
@allow("staff")
def note_reply(event_id: str) -> AnyResponse:
    """Note what one of the invited said; the same reply again takes it back."""
    said = request.form.get("reply") or None
    database().write(reply, event_id, request.form.get("who", ""), said, by=actor())
    return saved("The reply is noted.", f"{url_for('events.one_event', event_id=event_id)}#invitations")


@pages.post("/events/<event_id>/cancel")
@allow("staff")
def cancel(event_id: str) -> AnyResponse:
    """Call it off; undo plans it again."""
    version = _version(Form.sent())
    database().write(calling_off.call_off, event_id, version, by=actor())
    undo = url_for("events.reinstate", event_id=event_id)
    back = url_for("events.one_event", event_id=event_id)
    return saved("The event is called off.", back, undo=undo, fields={"version": str(version + 1)})


@pages.post("/events/<event_id>/reinstate")
@allow("staff")
def reinstate(event_id: str) -> AnyResponse:
    """Plan it again."""
    database().write(calling_off.plan_again, event_id, _version(Form.sent()), by=actor())
    return saved("The event is planned again.", url_for("events.one_event", event_id=event_id))


@pages.post("/events/<event_id>/delete")
@allow("staff")
def delete(event_id: str) -> AnyResponse:
    """Take it out of every list; undo brings it back."""
    title = database().write(lifecycle.delete, EVENT, event_id, version=_version(Form.sent()), by=actor())
    undo = url_for("events.restore", event_id=event_id)
    return saved(f"Deleted: {title}.", url_for("events.listed"), undo=undo)


@pages.post("/events/<event_id>/restore")
@allow("staff")
def restore(event_id: str) -> AnyResponse:
    """Bring it back."""
    database().write(lifecycle.restore, EVENT, event_id, by=actor())
    return saved("The event is back.", url_for("events.one_event", event_id=event_id))


def _version(form: Form) -> int:
    return int(form.value("version")) if form.value("version").isdigit() else 0
