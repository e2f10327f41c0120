"""Invitations in batches: who was asked on which day, and what they replied. A reminder is no second invitation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.events.event_kind import CANCELLED
from crm.events.events import event, make_newer, send, title
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

REPLIES = {"yes": "Will come", "no": "Cannot come"}

REPLY = """
MATCH (x)-[r:INVITED_TO]->(:Event {id: $id}) WHERE x.id = $who
SET r.reply = $reply, r.replied_on = $on
RETURN x.name AS name
"""


@permitted("change", "event")
def invite(tx: "ManagedTransaction", event_id: str, ids: Sequence[str], *, sent: str, by: Actor) -> int:
    """Ask these people and bodies on a day, and return how many had not been asked yet.

    Raises InvalidData for one that is not there, a day to come, or an event that was called off.
    """
    asked_to = event(tx, event_id)
    if asked_to.status == CANCELLED:
        raise InvalidData({"invited": ["This event was called off. Plan it again before you invite anybody."]})
    if sent > by.today:
        raise InvalidData({"sent": ["This day is still to come. Record the invitation when it is sent."]})
    rows = send(tx, event_id, ids, sent=sent, by=by)
    if new := [name for name, made in rows if made]:
        make_newer(tx, event_id)
        told = {"invited": new, "sent": sent}
        record(tx, [Change("Event", event_id, title(asked_to.values), "invited", after=told)], by=by)
    return len(new)


@permitted("change", "event")
def reply(tx: "ManagedTransaction", event_id: str, who: str, said: str | None, *, by: Actor) -> None:
    """Note what one of the invited said. Raises InvalidData for another word or somebody who was not invited."""
    if said is not None and said not in REPLIES:
        raise InvalidData({"reply": ["Choose one of the replies."]})
    asked_to = event(tx, event_id)
    row = tx.run(REPLY, id=event_id, who=who, reply=said, on=by.today if said else None).single()
    if row is None:
        raise InvalidData({"reply": ["This one was not invited. Invite them first."]})
    told = {"reply": f"{row['name']}: {said or 'nothing yet'}"}
    record(tx, [Change("Event", event_id, title(asked_to.values), "reply noted", after=told)], by=by)
