"""Events in the API: planned, changed, called off, invited to, checked in at, and recorded when held."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from crm.events import attendance, calling_off, invitations
from crm.events.attendance import AttendeeSchema, MinutesSchema
from crm.events.event_kind import EVENT, KINDS
from crm.events.events import (
    AgendaLine,
    AroundSchema,
    Attendee,
    Event,
    Invited,
    Minutes,
    NewEvent,
    change_event,
    event,
    events,
)
from crm.events.repeating import Rhythm, plan_events
from crm.events.series import EVERY
from crm.fields import Day, Ids
from crm.ids import new_id
from crm.records import lifecycle
from crm.records.declared import Link
from crm.records.record_schema import schema_of as gate_of
from web.access import allow_to
from web.api.advocacy import VersionSchema
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database

api = Room("api_events", __name__, url_prefix="", description="Gatherings of every kind: planned, held, who came")
MOST = 5_000


@dataclass(frozen=True)
class EventAnswer:
    """An event with everything known of it; `says` has the fields it was planned with, records as their ids."""

    id: str
    version: int
    status: str
    says: Mapping[str, Any]
    hosts: tuple[Link, ...]
    invitations: tuple[Invited, ...]
    agenda: tuple[AgendaLine, ...]
    minutes: Minutes


class ListedSchema(Schema):
    """Which events: of a kind, from a day on, through a day."""

    kind = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(KINDS)))
    since = Day(load_default=None, allow_none=True)
    until = Day(load_default=None, allow_none=True)


class RhythmSchema(Schema):
    """The shape of a rhythm as a program asks for it."""

    every = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(EVERY)))
    until = Day(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, str | None], **_: object) -> Rhythm:
        return Rhythm(**data)


SAID: Any = Schema.from_dict(dict(gate_of(EVENT).declared_fields), name="EventSaid")


class EventSchema(SAID, AroundSchema):  # type: ignore[misc]
    """An event as it is planned, or as it should be from now on. Without `invited` a change leaves the invitations."""

    invited = Ids(load_default=None, allow_none=True)
    key = fields.String(load_default=new_id, validate=validate.Length(1, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewEvent:
        around = {name: data.pop(name) for name in ("hosts", "agenda", "invited", "key")}
        invited = None if around["invited"] is None else tuple(around["invited"])
        return NewEvent(data, tuple(around["hosts"]), tuple(around["agenda"]), invited, around["key"])


class InvitationsSchema(Schema):
    """People and bodies that were asked together, and on which day; today when left out."""

    invited = Ids(required=True)
    sent = Day(load_default=None, allow_none=True)


class ReplySchema(Schema):
    """What one of the invited said; null takes a reply back."""

    who = fields.String(required=True)
    reply = fields.String(required=True, allow_none=True, validate=validate.OneOf(tuple(invitations.REPLIES)))


@api.route("/events", methods=["GET"])
@api.arguments(ListedSchema, location="query")
@api.response(200, schema_of(EventAnswer)(many=True))
@allow_to("see", "event")
def listed(asked: dict[str, str | None]) -> list[EventAnswer]:
    """The events that begin within these days, the latest first."""
    days = asked["since"] or "", asked["until"] or "9999"
    return [_answer(one) for one in database().read(events, kind=asked["kind"], days=days, limit=MOST)]


@api.route("/events", methods=["POST"])
@api.arguments(RhythmSchema, location="query")
@api.arguments(EventSchema)
@api.response(201, schema_of(EventAnswer))
@allow_to("add", "event")
def plan(rhythm: Rhythm, new: NewEvent) -> EventAnswer:
    """Plan an event. The same `key` and content is the same event; other content is refused. `every` and `until` plan
    its later dates with it, each an event of its own with `series` in common; the answer is the first."""
    return _one(database().write(plan_events, new, rhythm, by=actor())[0])


@api.route("/events/<event_id>", methods=["GET"])
@api.response(200, schema_of(EventAnswer))
@allow_to("see", "event")
def one(event_id: str) -> EventAnswer:
    """One event."""
    return _one(event_id)


@api.route("/events/<event_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(EventSchema)
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def change(asked: dict[str, int], wanted: NewEvent, event_id: str) -> EventAnswer:
    """Make it say this from now on; 409 when `version` is no longer the latest."""
    with telling(lambda: _one(event_id)):
        database().write(change_event, event_id, wanted, version=asked["version"], by=actor())
    return _one(event_id)


@api.route("/events/<event_id>", methods=["DELETE"])
@api.arguments(VersionSchema, location="query")
@api.response(204)
@allow_to("delete", "event")
def delete(asked: dict[str, int], event_id: str) -> None:
    """Take it out of every list and count; it can be restored."""
    with telling(lambda: _one(event_id)):
        database().write(lifecycle.delete, EVENT, event_id, version=asked["version"], by=actor())


@api.route("/events/<event_id>/restore", methods=["POST"])
@api.response(200, schema_of(EventAnswer))
@allow_to("delete", "event")
def restore(event_id: str) -> EventAnswer:
    """Bring it back."""
    database().write(lifecycle.restore, EVENT, event_id, by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/cancel", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def cancel(asked: dict[str, int], event_id: str) -> EventAnswer:
    """Call it off; what hangs on it counts nowhere then."""
    with telling(lambda: _one(event_id)):
        database().write(calling_off.call_off, event_id, asked["version"], by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/reinstate", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def reinstate(asked: dict[str, int], event_id: str) -> EventAnswer:
    """Plan it again."""
    with telling(lambda: _one(event_id)):
        database().write(calling_off.plan_again, event_id, asked["version"], by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/invitations", methods=["POST"])
@api.arguments(InvitationsSchema)
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def invite(asked: dict[str, Any], event_id: str) -> EventAnswer:
    """Record that people and bodies were asked on a day; whoever was asked before stays as they were."""
    sent = asked["sent"] or actor().today
    database().write(invitations.invite, event_id, list(asked["invited"]), sent=sent, by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/replies", methods=["POST"])
@api.arguments(ReplySchema)
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def reply(asked: dict[str, Any], event_id: str) -> EventAnswer:
    """Note what one of the invited said."""
    database().write(invitations.reply, event_id, asked["who"], asked["reply"], by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/attendance", methods=["POST"])
@api.arguments(AttendeeSchema)
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def check_in(came: dict[str, Any], event_id: str) -> EventAnswer:
    """Somebody came, for the body and in the role given, or else those of their posts on the day."""
    attendee = Attendee(came["person_id"], "", came["body_id"], came["role"])
    database().write(attendance.check_in, event_id, attendee, by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/attendance/<person_id>", methods=["DELETE"])
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def check_out(event_id: str, person_id: str) -> EventAnswer:
    """Somebody did not come after all."""
    database().write(attendance.check_out, event_id, person_id, by=actor())
    return _one(event_id)


@api.route("/events/<event_id>/held", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(MinutesSchema)
@api.response(200, schema_of(EventAnswer))
@allow_to("change", "event")
def hold(asked: dict[str, int], minutes: Minutes, event_id: str) -> EventAnswer:
    """Record who came, the minutes and the decisions, in place of what was recorded before."""
    with telling(lambda: _one(event_id)):
        database().write(attendance.hold_event, event_id, minutes, asked["version"], by=actor())
    return _one(event_id)


def _one(event_id: str) -> EventAnswer:
    return _answer(database().read(event, event_id))


def _answer(shown: Event) -> EventAnswer:
    says = {said.name: shown.values.get(said.name) for said in EVENT.properties}
    says |= {part.name: [link.id for link in shown.links.get(part.name, ())] for part in EVENT.parts}
    return EventAnswer(
        shown.id, shown.version, shown.status, says, shown.hosts, shown.invitations, shown.agenda, shown.minutes
    )
