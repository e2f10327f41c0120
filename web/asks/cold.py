"""Ties going cold: whom to talk with again, the latest first, and leaving somebody off the list for a while."""

from flask import Blueprint, Response, render_template, request, url_for
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from crm.asks.cold import GROUPS, going_cold, snooze, snoozed
from crm.asks.digest import as_file, send_digest, subject, text
from crm.asks.rules import ask_rules
from crm.errors import Conflict
from crm.fields import Day
from crm.ids import new_id
from web.access import allow_to
from web.addresses import address
from web.bounds import choice_asked
from web.context import actor, database
from web.forms import Form, form_page
from web.letters import sends_letters, stationery
from web.messages import saved
from web.tables import Column, Table, table_page
from web.words import plural

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
    group = choice_asked("group", GROUPS)
    rows = [one for one in found if not group or one.group == group]
    table = Table(COLUMNS, rows, sort="over", name="going-cold", noun="person", many="people")
    met = sum(one.days is not None for one in rows)
    never = f"; no talk is logged with {plural(len(rows) - met, 'member')}" if met < len(rows) else ""
    says = f"{plural(met, 'tie')} went cold{never}."
    rhythm, left_off = database().read(ask_rules), database().read(snoozed, actor=actor())
    return table_page("asks/cold.html", table, says=says, groups=GROUPS, rhythm=rhythm, group=group, left_off=left_off)


@pages.get("/digest")
@allow_to("see", "ask")
def digest() -> Response:
    """The weekly digest as it reads today; `?format=eml` is the draft of a letter."""
    found = database().read(going_cold, actor=actor())
    site, day = stationery().site, actor().today
    if request.args.get("format") == "eml":
        named = {"Content-Disposition": f'attachment; filename="digest-{day}.eml"'}
        return Response(as_file(found, site, day), mimetype="message/rfc822", headers=named)
    wanted = database().read(ask_rules).digest
    words = {"title": subject(day), "text": text(found, site), "on": sends_letters(), "wanted": wanted, "key": new_id()}
    return Response(render_template("asks/digest.html", **words))


@pages.post("/digest")
@allow_to("add", "letter")
def send() -> AnyResponse:
    """Send it to whoever asks."""
    if not sends_letters():
        raise Conflict("No mail server is set. Download the digest instead, or set CRM_SMTP_URL.")
    key = request.form.get("key") or new_id()
    to = database().write(send_digest, actor().user_id, stationery(), key, by=actor())
    return saved(f"The digest goes to {to}.", url_for("cold.digest"))


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
