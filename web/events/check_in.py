"""Checking in: a list of those expected with one tap each, anybody else by name, the sign-in sheet, and the minutes."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.events import attendance
from crm.events.event_kind import CANCELLED
from crm.events.events import Attendee, Event, Minutes, event
from crm.events.expected import Expected, expected
from crm.ids import new_id
from web.access import allow
from web.context import actor, database
from web.events.blueprint import pages
from web.events.door import door_address
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table

MINUTES = (Entry("minutes"), Entry("decision_0", "Decisions", lines=("decision",), carried=("id",)))
MORE_LINES = 3
SHEET = (
    Column("name", "Name", lambda row: row.name),
    Column("body", "For", lambda row: row.body_name),
    Column("role", "As", lambda row: row.role),
    Column("came", "Signature", lambda row: "here" if row.came else ""),
)


@pages.get("/events/<event_id>/check-in")
@allow("staff")
def check_in(event_id: str) -> AnyResponse:
    """The tick list; ?format=csv or xlsx is the sign-in sheet to print."""
    people = database().read(expected, event_id)
    if request.args.get("format"):
        return Table(SHEET, people, sort="name", name="sign-in").export()
    return _page(event_id, Form.new(), people)


@pages.post("/events/<event_id>/check-in")
@allow("staff")
def tick(event_id: str) -> AnyResponse:
    """Somebody came: ticked in the list, or typed in with whom they stand for."""
    form = Form.sent()
    with form.catching():
        resolve(form, "person")
        resolve(form, "body", ("organization",))
        if not form.value("person"):
            raise InvalidData({"person": ["Choose who came."]})
        role = form.value("role").strip()[:60] or None
        attendee = Attendee(form.value("person"), "", form.value("body") or None, role)
        name = database().write(attendance.check_in, event_id, attendee, by=actor())
        undo = url_for("events.untick", event_id=event_id)
        there = url_for("events.check_in", event_id=event_id)
        return saved(f"{name} is here.", there, undo=undo, fields={"person": attendee.person_id})
    return _page(event_id, form, database().read(expected, event_id))


@pages.post("/events/<event_id>/check-in/undo")
@allow("staff")
def untick(event_id: str) -> AnyResponse:
    """Somebody did not come after all."""
    database().write(attendance.check_out, event_id, request.form.get("person", ""), by=actor())
    return saved("The tick is taken back.", url_for("events.check_in", event_id=event_id))


@pages.get("/events/<event_id>/minutes")
@allow("staff")
def minutes(event_id: str) -> Response:
    """The form for what an event left behind."""
    there = database().read(event, event_id)
    return _minutes_page(_filled(there), there)


@pages.post("/events/<event_id>/minutes")
@allow("staff")
def keep_minutes(event_id: str) -> AnyResponse:
    """Keep the minutes and the decisions; who came stays as it was ticked."""
    form = Form.sent()
    there = database().read(event, event_id)

    def save_as_of(version: int) -> None:
        left = _minutes(form, database().read(event, event_id))
        database().write(attendance.hold_event, event_id, left, version, by=actor())

    with form.catching():
        keep_changes(form, lambda: _filled(database().read(event, event_id)), MINUTES, save_as_of, event_id)
        return saved("The event is recorded.", url_for("events.one_event", event_id=event_id))
    return _minutes_page(form, there)


def _filled(there: Event) -> Form:
    """The form for what it left behind, as it stands."""
    form = Form.new({"minutes": there.minutes.text})
    for number, (id_, text, _) in enumerate(there.minutes.decisions):
        form.values |= {f"decision_{number}": text, f"id_{number}": id_}
    return opened(form, MINUTES, there.version)


def _minutes(form: Form, there: Event) -> Minutes:
    """What the form says; who came, and what each decision is about, stays as it is."""
    issues = {id_: issue for id_, _, issue in there.minutes.decisions}
    decisions = tuple(
        (form.value(f"id_{number}") or new_id(), text[:500], issues.get(form.value(f"id_{number}")))
        for number in _numbers(form)
        if (text := form.value(f"decision_{number}").strip())
    )
    return Minutes(there.minutes.attendees, form.value("minutes").strip(), decisions)


def _numbers(form: Form) -> list[int]:
    numbers = (name.removeprefix("decision_") for name in form.values if name.startswith("decision_"))
    return sorted(int(number) for number in numbers if number.isdigit())


def _minutes_page(form: Form, there: Event) -> Response:
    lines = range(max(_numbers(form), default=-1) + 1 + MORE_LINES)
    return form_page("events/minutes.html", form, event=there, lines=lines)


def _page(event_id: str, form: Form, people: list[Expected]) -> Response:
    there = database().read(event, event_id)
    came = [one for one in people if one.came]
    missing = [one for one in people if not one.came]
    return form_page(
        "events/check_in.html", form, event=there, came=came, missing=missing, door=door_address(there),
        open=there.day <= actor().today and there.status != CANCELLED, off=there.status == CANCELLED,
    )  # fmt: skip
