"""Council meetings: events of the kind "council", hosted by a council, to which bodies are invited (at least one)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from crm.errors import InvalidData, NotFound, Stale
from crm.events.attendance import CHANGED
from crm.events.event_kind import COUNCIL, HELD, MODES
from crm.events.events import (
    AgendaLine,
    AgendaLineSchema,
    Event,
    Minutes,
    NewEvent,
    change_event,
    event,
    events,
    plan_event,
)
from crm.fields import Ids
from crm.ids import new_id
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CHOOSE_A_DAY = "Choose a day."
NOBODY_INVITED = "Invite at least one body."
CHOOSE_BODIES = "Choose the bodies to invite from the list."


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to plan: `council` is its id, `bodies` the organizations invited (at least one)."""

    council: str
    start: str
    bodies: tuple[str, ...]
    name: str = "Advisory council"
    mode: str = "in person"
    place: str = ""
    agenda: tuple[AgendaLine, ...] = ()
    id: str = field(default_factory=new_id)

    def as_event(self) -> NewEvent:
        """The same as an event."""
        says = {"kind": COUNCIL, "name": self.name, "start": self.start, "mode": self.mode, "place": self.place}
        return NewEvent(says, (self.council,), self.agenda, tuple(dict.fromkeys(self.bodies)), self.id)


@dataclass(frozen=True)
class Meeting:
    """A meeting as its council sees it; `invited` are organization ids."""

    id: str
    council_id: str
    name: str
    start: str
    mode: str
    place: str
    status: str
    version: int
    invited: tuple[str, ...]
    agenda: tuple[AgendaLine, ...]
    minutes: Minutes

    @property
    def day(self) -> str:
        """The day of `start`, which is a day or a time on the office's wall clock."""
        return first_day(self.start).isoformat()

    @property
    def time(self) -> str:
        """The hour it begins, such as "13:30"; "" when none is set."""
        return self.start[11:16]

    @property
    def hour(self) -> str:
        """The same as people say it: "1:30 PM"."""
        hours, _, minutes = self.time.partition(":")
        return f"{int(hours) % 12 or 12}:{minutes} {'PM' if int(hours) >= 12 else 'AM'}" if hours else ""

    @property
    def absent(self) -> tuple[str, ...]:
        """Bodies that were invited to a held meeting and for which nobody came."""
        came = {attendee.body_id for attendee in self.minutes.attendees}
        return tuple(body for body in self.invited if body not in came) if self.status == HELD else ()


def _in_the_calendar(start: str) -> None:
    try:
        datetime.fromisoformat(start)
    except ValueError:
        raise ValidationError(CHOOSE_A_DAY) from None


class NewMeetingSchema(Schema):
    """The shape of a meeting as planned."""

    council = fields.String(required=True)
    start = fields.String(
        required=True,
        validate=[validate.Regexp(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$", error=CHOOSE_A_DAY), _in_the_calendar],
        error_messages={"required": CHOOSE_A_DAY},
    )
    bodies = Ids(
        required=True,
        validate=validate.Length(min=1, error=NOBODY_INVITED),
        error_messages={"required": NOBODY_INVITED},
    )
    name = fields.String(load_default="Advisory council", validate=validate.Length(2, 120))
    mode = fields.String(load_default="in person", validate=validate.OneOf(MODES))
    place = fields.String(load_default="", validate=validate.Length(max=200))
    agenda = fields.List(fields.Nested(AgendaLineSchema), load_default=())
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewMeeting:
        return NewMeeting(id=data.pop("key"), **{**data, "agenda": tuple(data.get("agenda", ()))})


@permitted("add", "meeting")
def plan_meeting(tx: "ManagedTransaction", new: NewMeeting, *, by: Actor) -> str:
    """Plan a meeting with its invitations and agenda, in one piece, and return its id. Raises InvalidData."""
    if not new.bodies:
        raise InvalidData({"bodies": [NOBODY_INVITED]})
    with _of_bodies():
        return plan_event(tx, new.as_event(), by=by)


@permitted("change", "meeting")
def change_meeting(tx: "ManagedTransaction", meeting_id: str, wanted: NewMeeting, version: int, *, by: Actor) -> None:
    """Change day, place, agenda and invitations in one piece. Who came and what was decided stays as it is.

    Raises InvalidData for a meeting without a body, or a held one moved to the future; Conflict for a stale version.
    """
    meeting(tx, meeting_id)
    if not wanted.bodies:
        raise InvalidData({"bodies": [NOBODY_INVITED]})
    with _of_bodies():
        change_event(tx, meeting_id, wanted.as_event(), version=version, by=by)


def meeting(tx: "ManagedTransaction", meeting_id: str) -> Meeting:
    """One meeting. Raises NotFound, also for an event of another kind."""
    there = event(tx, meeting_id)
    if there.kind != COUNCIL:
        raise NotFound("There is no such meeting.")
    return _meeting(there)


def meetings(tx: "ManagedTransaction", council_id: str | None = None, *, limit: int = 100) -> list[Meeting]:
    """The council's meetings, the latest first."""
    return [_meeting(one) for one in events(tx, kind=COUNCIL, host=council_id, limit=limit)]


def _meeting(shown: Event) -> Meeting:
    return Meeting(
        id=shown.id,
        council_id=shown.hosts[0].id if shown.hosts else "",
        name=shown.name,
        start=shown.start,
        mode=shown.mode,
        place=shown.place,
        status=shown.status,
        version=shown.version,
        invited=shown.invited,
        agenda=shown.agenda,
        minutes=shown.minutes,
    )


@contextmanager
def _of_bodies() -> Iterator[None]:
    """What an event says of whoever is invited, a meeting's form says of its bodies."""
    try:
        yield
    except InvalidData as refused:
        moved = {"hosts": "council", "invited": "bodies"}
        errors = {moved.get(name, name): sentences for name, sentences in refused.errors.items()}
        raise InvalidData({n: [CHOOSE_BODIES] if n == "bodies" else said for n, said in errors.items()}) from None
    except Stale:
        raise Stale(CHANGED.format(noun="meeting")) from None
