"""Messages sent to many, such as an update to members: what was sent when, how, about what, and to whom."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData
from crm.fields import Day, Ids
from crm.ids import new_id
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.declared import add_record
from crm.records.kinds import ORGANIZATION, PERSON, Field, declare
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

WAYS = {
    "email": "E-mail",
    "letter": "Letter",
    "social": "Social media",
    "newsletter": "Newsletter",
    "press": "Press release",
    "website": "Website",
}
TYPES = {
    "update": "Update",
    "menu": "Menu of topics",
    "agenda": "Legislative agenda",
    "news": "News",
    "other": "Other message",
}
AUDIENCES = {"internal": "Our members", "external": "Others"}
EVERYBODY = {"all members": "All members", "all legislators": "All legislators"}
IN_THE_FUTURE = "It cannot have been sent in the future."

MESSAGE = declare(
    "Communication",
    "message",
    (
        Field("subject", "Subject", needed="Give its subject."),
        Field("type", "Kind", "choice", choices=TYPES),
        Field("channels", "How", "choices", "Choose how it was sent.", WAYS),
        Field("audiences", "For", "choices", choices=AUDIENCES),
        Field("sent_to_all", "To everybody", "choices", choices=EVERYBODY, hint="Worked out for the day it was sent"),
        Field("sent_to", "To", "record", of=(PERSON, ORGANIZATION), via="SENT_TO", many=True),
        Field("audience", "To whom, in words", hint="Such as the House Education Committee"),
        Field("recipients", "How many people", "number", most=10_000_000),
        Field("opens", "Opened by", "number", most=10_000_000),
        Field("clicks", "Clicked by", "number", most=10_000_000),
        Field("unreached", "Not reached", "number", most=10_000_000, hint="Unsubscribed, bounced or cleaned"),
        Field("issues", "Issues", "record", of=("Issue",), via="ABOUT", many=True),
        Field("campaign", "Campaign"),
        Field("theme", "Theme"),
        Field("cost_cents", "Cost in dollars", "dollars"),
    ),
    key="messages",
    about="Updates, letters, posts and newsletters that went to many at once.",
    day="sent",
    day_label="Sent on",
    titled=("subject",),
    staff_only=False,
)


@dataclass(frozen=True)
class NewCommunication:
    """A message as sent: `channel` is a key of WAYS, `audience` in words, `recipients` how many if known."""

    subject: str
    channel: str
    sent: str
    audience: str = ""
    recipients: int | None = None
    issues: tuple[str, ...] = ()
    id: str = field(default_factory=new_id)


class CommunicationSchema(Schema):
    """The shape of a message as typed beside an issue; the record itself says more (MESSAGE)."""

    subject = fields.String(
        required=True, error_messages={"required": "Give its subject."}, validate=validate.Length(2, 200)
    )
    channel = fields.String(
        required=True,
        error_messages={"required": "Choose how it was sent."},
        validate=validate.OneOf(WAYS, error="Choose how it was sent."),
    )
    sent = Day(required=True, error_messages={"required": "Say when it was sent."})
    audience = fields.String(load_default="", validate=validate.Length(max=200))
    recipients = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 10_000_000))
    issues = Ids(load_default=())
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewCommunication:
        return NewCommunication(id=data.pop("key"), **data)


@permitted("add", "message")
def record_communication(tx: "ManagedTransaction", new: NewCommunication, *, by: Actor) -> str:
    """Record a message and return its id; sent twice it is recorded once.

    Raises InvalidData for a day in the future or an issue not found, SavedBefore when its key was used for another.
    """
    if new.sent > by.today:
        raise InvalidData({"sent": [IN_THE_FUTURE]})
    content = {
        "subject": new.subject,
        "type": "other",
        "channels": [new.channel],
        "sent": new.sent,
        "audience": new.audience,
        "recipients": new.recipients,
        "issues": new.issues,
    }
    return add_record(tx, MESSAGE, new.id, content, by=by)


@permitted("delete", "message")
def delete_communication(tx: "ManagedTransaction", communication_id: str, *, by: Actor) -> None:
    """Take a message out of every list; `restore_communication` undoes it."""
    version = lifecycle.read(tx, MESSAGE, communication_id, actor=by)["version"]
    lifecycle.delete(tx, MESSAGE, communication_id, version=version, by=by)


@permitted("delete", "message")
def restore_communication(tx: "ManagedTransaction", communication_id: str, *, by: Actor) -> None:
    """Bring a deleted message back."""
    lifecycle.restore(tx, MESSAGE, communication_id, by=by)
