"""Messages sent to many, such as an update to members: what was sent when, how, about what, and to whom."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotFound
from crm.fields import Day, Ids
from crm.ids import new_id
from crm.records.actor import Actor
from crm.records.history import Change, record
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
    """The shape of a message as typed."""

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

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewCommunication:
        return NewCommunication(**data)


RECORD = """
MERGE (c:Communication {id: $id})
ON CREATE SET c += $values
WITH c
UNWIND CASE $issues WHEN [] THEN [null] ELSE $issues END AS issue_id
OPTIONAL MATCH (i:Issue {id: issue_id})
FOREACH (_ IN CASE WHEN i IS NULL THEN [] ELSE [1] END | MERGE (c)-[:ABOUT]->(i))
RETURN count(i) AS linked
"""

SET_DELETED = """
MATCH (c:Communication {id: $id})
SET c.deleted_at = $at
RETURN c.subject AS subject
"""


@permitted("add", "message")
def record_communication(tx: "ManagedTransaction", new: NewCommunication, *, by: Actor) -> str:
    """Record a message and return its id. Raises InvalidData for a day in the future or an issue not found."""
    if new.sent > by.today:
        raise InvalidData({"sent": ["It cannot have been sent in the future."]})
    values: dict[str, Any] = {
        "subject": new.subject,
        "channel": new.channel,
        "sent": new.sent,
        "audience": new.audience,
        "version": 1,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    } | ({} if new.recipients is None else {"recipients": new.recipients})
    row = tx.run(RECORD, id=new.id, values=values, issues=list(new.issues)).single(strict=True)
    if row["linked"] != len(new.issues):
        raise InvalidData({"issues": ["Choose issues from the list."]})
    record(tx, [Change("Communication", new.id, new.subject, "made", after=values, staff_only=False)], by=by)
    return new.id


@permitted("delete", "message")
def delete_communication(tx: "ManagedTransaction", communication_id: str, *, by: Actor) -> None:
    """Take a message out of every list; `restore_communication` undoes it."""
    _set_deleted(tx, communication_id, by.at, "deleted", by)


@permitted("delete", "message")
def restore_communication(tx: "ManagedTransaction", communication_id: str, *, by: Actor) -> None:
    """Bring a deleted message back."""
    _set_deleted(tx, communication_id, None, "restored", by)


def _set_deleted(tx: "ManagedTransaction", communication_id: str, at: str | None, action: str, by: Actor) -> None:
    row = tx.run(SET_DELETED, id=communication_id, at=at).single()
    if row is None:
        raise NotFound("There is no such message.")
    record(tx, [Change("Communication", communication_id, row["subject"], action, staff_only=False)], by=by)
