"""The council's pages: its seats, what the plan asks of it, its meetings, and recording one that was held."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.councils import Council, council, home, quarter, quarter_ends, quarters_without
from crm.advocacy.issues import issues
from crm.advocacy.meetings import (
    HELD,
    MODES,
    AgendaLine,
    Attendee,
    Meeting,
    Minutes,
    NewMeetingSchema,
    hold_meeting,
    meeting,
    meetings,
    plan_meeting,
)
from crm.advocacy.positions import Known
from crm.advocacy.promises import NewPromiseSchema, Promise, make_promise, open_promises
from crm.advocacy.subjects import named
from crm.errors import InvalidData
from crm.storage.identity import new_id
from web.access import allow
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_LINES = 8


@pages.get("/council")
@allow("staff")
def council_page() -> str:
    """Who sits on it, which seats are empty, when it met, and which quarters went by without a meeting."""
    asking = actor()
    today = asking.at[:10]
    found = database().read(council, as_of=today)
    held = database().read(meetings, found.id)
    days = [one.start[:10] for one in held if one.status == HELD]
    missed = quarters_without(days, min(days), today) if days else []
    return render_template(
        "advocacy/council.html",
        council=found,
        meetings=held,
        names=_body_names(found),
        missed=[pair for pair in missed if pair != quarter(today)],
        quarter_open=all(quarter(one.start) != quarter(today) for one in held),
        quarter_ends=quarter_ends(today),
        promises=database().read(_promises, found, Known.at(asking)),
        today_iso=today,
    )


def _promises(tx: "ManagedTransaction", found: Council, when: Known) -> list[Promise]:
    parties = [body.id for body in found.bodies] + [seat.holder_id for seat in found.seats if seat.holder_id]
    return open_promises(tx, parties, when)


def _body_names(found: Council) -> dict[str, str]:
    return {body.id: body.short_name for body in found.bodies}


@pages.get("/council/meetings/new")
@allow("staff")
def new_meeting() -> Response:
    """The form for a meeting, with every body invited to begin with."""
    found = database().read(council, as_of=actor().at[:10])
    form = Form.new({"council": found.id, "name": found.name, "bodies": [body.id for body in found.bodies]})
    return _meeting_form(form, found)


@pages.post("/council/meetings/new")
@allow("staff")
def plan() -> AnyResponse:
    """Plan it, with its invitations and agenda."""
    form = Form.sent()
    found = database().read(council, as_of=actor().at[:10])
    with form.catching():
        new = replace(form.load(NewMeetingSchema(exclude=("agenda",))), agenda=_agenda(form))
        made = database().write(plan_meeting, new, by=actor())
        return saved("The meeting is planned.", url_for("advocacy.one_meeting", meeting_id=made))
    return _meeting_form(form, found)


def _meeting_form(form: Form, found: Council) -> Response:
    asking = actor()
    chosen = database().read(issues, known=asking.at, as_of=asking.at[:10])
    return form_page(
        "advocacy/meeting_new.html", form, council=found, modes=MODES, lines=range(MOST_LINES),
        issues=[(one.id, one.title) for one in chosen],
    )  # fmt: skip


def _agenda(form: Form) -> tuple[AgendaLine, ...]:
    lines = []
    for number in range(MOST_LINES):
        title = form.value(f"agenda_{number}").strip()
        if title:
            reason, issue = form.value(f"reason_{number}").strip(), form.value(f"issue_{number}") or None
            lines.append(AgendaLine(title, reason, issue))
    return tuple(lines)


@pages.get("/council/meetings/<meeting_id>")
@allow("staff")
def one_meeting(meeting_id: str) -> str:
    """When and where, the agenda, who came and who did not, minutes, decisions and promises."""
    asking = actor()
    found = database().read(meeting, meeting_id)
    seats = database().read(council, as_of=found.start[:10], council_id=found.council_id)
    return render_template(
        "advocacy/meeting.html", meeting=found, council=seats, names=_body_names(seats), modes=MODES,
        promises=database().read(_promises, seats, Known.at(asking)), past=found.start[:10] <= asking.at[:10],
    )  # fmt: skip


@pages.get("/council/meetings/<meeting_id>/held")
@allow("staff")
def holding(meeting_id: str) -> Response:
    """The form that records who came, the minutes and the decisions."""
    found = database().read(meeting, meeting_id)
    form = Form.new({"version": found.version, "minutes": found.minutes.text})
    seats = database().read(council, as_of=found.start[:10], council_id=found.council_id)
    came = [attendee.person_id for attendee in found.minutes.attendees]
    form.values["came"] = came or [seat.holder_id for seat in seats.seats if seat.holder_id]
    return _held_form(form, found, seats)


@pages.post("/council/meetings/<meeting_id>/held")
@allow("staff")
def held(meeting_id: str) -> AnyResponse:
    """Keep it."""
    form = Form.sent()
    found = database().read(meeting, meeting_id)
    seats = database().read(council, as_of=found.start[:10], council_id=found.council_id)
    with form.catching():
        resolve(form, "others")
        version = int(form.value("version")) if form.value("version").isdigit() else 0
        database().write(hold_meeting, meeting_id, _minutes(form, seats), version, by=actor())
        return saved("The meeting is recorded.", url_for("advocacy.one_meeting", meeting_id=meeting_id))
    return _held_form(form, found, seats)


def _held_form(form: Form, found: Meeting, seats: Council) -> Response:
    asking = actor()
    chosen = database().read(issues, known=asking.at, as_of=asking.at[:10])
    return form_page(
        "advocacy/meeting_held.html", form, meeting=found, council=seats, lines=range(MOST_LINES),
        issues=[(one.id, one.title) for one in chosen],
    )  # fmt: skip


def _minutes(form: Form, seats: Council) -> Minutes:
    body_of = {seat.holder_id: seat for seat in seats.seats if seat.holder_id}
    others = [one for one in form.listed("others") if one]
    attendees = [
        Attendee(one, body_of[one].holder_name or "", body_of[one].body.id)
        if one in body_of
        else Attendee(one, "", None)
        for one in dict.fromkeys([*form.listed("came"), *others])
        if one
    ]
    decisions = tuple(
        (new_id(), form.value(f"decision_{number}").strip(), form.value(f"issue_{number}") or None)
        for number in range(MOST_LINES)
        if form.value(f"decision_{number}").strip()
    )
    return Minutes(tuple(attendees), form.value("minutes").strip(), decisions)


@pages.get("/council/promises/new")
@allow("staff")
def new_promise() -> Response:
    """The form for a promise by either side."""
    form = Form.new({"meeting": request.args.get("meeting", "")})
    us = database().read(home)
    for side in ("owes", "owed_to"):
        for one in database().read(named, [request.args.get(side, "")]):
            form.pick(side, [Choice(one.id, one.name)])
    if not form.listed("owes") and not form.listed("owed_to"):
        form.pick("owes", [Choice(us.id, us.short_name)])
    return form_page("advocacy/promise_new.html", form)


@pages.post("/council/promises/new")
@allow("staff")
def promise() -> AnyResponse:
    """Record it; it is finished like any follow-up."""
    form = Form.sent()
    with form.catching():
        for side in ("owes", "owed_to"):
            resolve(form, side, ("person", "organization"))
            if not form.value(side):
                raise InvalidData({side: ["Choose who promises, and to whom."]})
        database().write(make_promise, form.load(NewPromiseSchema()), by=actor())
        back = form.value("meeting")
        there = url_for("advocacy.one_meeting", meeting_id=back) if back else url_for("advocacy.council_page")
        return saved("The promise is recorded.", there)
    return form_page("advocacy/promise_new.html", form)
