"""Ties going cold: whom to talk with again, the latest first, and leaving somebody off the list for a while."""

from flask import Blueprint, Response, request, url_for
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from crm.asks.cold import GROUPS, RHYTHM, going_cold, snooze
from crm.fields import Day
from web.access import allow_to
from web.addresses import address
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved
from web.tables import Column, Table, table_page

pages = Blueprint("cold", __name__, url_prefix="/asks/cold")

COLUMNS = (
    Column("person", "Who", lambda one: one.person.name, href=lambda one: address("person", one.person.id)),
    Column("seat", "Seat", lambda one: one.seat, href=lambda one: address("seat", one.seat_id)),
    Column("group", "Rhythm", lambda one: f"every {one.every} days"),
    Column("last", "Last talk", lambda one: one.last, kind="date"),
    Column("who", "With", lambda one: one.who),
    Column(
        "over", "Days too late", lambda one: None if one.days is None else one.over, kind="number", newest_first=True
    ),
)


class SnoozeSchema(Schema):
    """Until when, and why, somebody is left off the list."""

    until = Day(required=True, error_messages={"required": "Write until when."})
    reason = fields.String(required=True, error_messages={"required": "Say why."})


@pages.get("")
@allow_to("see", "ask")
def listed() -> Response:
    """The list; `group` limits it to leaders, committees or others."""
    found = database().read(going_cold, actor=actor())
    group = request.args.get("group")
    rows = [one for one in found if group not in GROUPS or one.group == group]
    table = Table(COLUMNS, rows, sort="over", name="going-cold", noun="person", many="people")
    met = sum(one.days is not None for one in rows)
    says = f"{met} of our contacts went cold; with {len(rows) - met} members no talk is logged."
    return table_page("asks/cold.html", table, says=says, groups=GROUPS, rhythm=RHYTHM, group=group)


@pages.get("/<person_id>/snooze")
@allow_to("change", "ask rules")
def ask_until(person_id: str) -> Response:
    """Until when, and why."""
    return form_page("asks/snooze.html", Form.new(), person_id=person_id)


@pages.post("/<person_id>/snooze")
@allow_to("change", "ask rules")
def keep(person_id: str) -> AnyResponse:
    """Leave somebody off the list until a day."""
    form = Form.sent()
    with form.catching():
        wanted = form.load(SnoozeSchema())
        name = database().write(snooze, person_id, wanted["until"], reason=wanted["reason"], by=actor())
        undo = url_for("cold.wake", person_id=person_id)
        return saved(f"{name} is left off the list for now.", url_for("cold.listed"), undo=undo)
    return form_page("asks/snooze.html", form, person_id=person_id)


@pages.post("/<person_id>/wake")
@allow_to("change", "ask rules")
def wake(person_id: str) -> AnyResponse:
    """Put somebody on the list again."""
    name = database().write(snooze, person_id, None, by=actor())
    return saved(f"{name} is on the list again.", url_for("cold.listed"))
