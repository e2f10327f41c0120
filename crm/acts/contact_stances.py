"""A contact and the stance it revealed, recorded in one piece from one form. Who holds a council seat speaks for their
body, so the stance is the body's; anybody else's is their own."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.advocacy.council.council_seats import bodies_spoken_for
from crm.advocacy.stances.stance_words import CERTAINTIES, STANCES
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.errors import InvalidData
from crm.interactions.contact_form import NewInteraction
from crm.interactions.contacts import log_interaction
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Ids follow from the contact's key, so that a form sent twice records each stance once.
KEYS = uuid.UUID("0b6d8a52-6a3e-4d0e-9d0e-2a1f4f6f7c55")


@dataclass(frozen=True)
class Revealed:
    """Where they stood: on every issue of the contact, for everybody on their side. `stance` None records nothing."""

    stance: int | None = None
    certainty: str = "likely"
    conditions: str | None = None


class RevealedSchema(Schema):
    """The part of a contact's form that says where they stand."""

    stance = fields.Integer(load_default=None, allow_none=True, validate=validate.OneOf(STANCES))
    certainty = fields.String(load_default="likely", validate=validate.OneOf(CERTAINTIES))
    conditions = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Revealed:
        return Revealed(**data)


def log_with_stances(tx: "ManagedTransaction", new: NewInteraction, revealed: Revealed, *, by: Actor) -> str:
    """Log a contact with the stances it revealed and return its id; sent twice, everything is recorded once.

    Raises InvalidData for a stance without an issue, and whatever logging and recording raise.
    """
    if revealed.stance is not None and not new.issues:
        raise InvalidData({"stance": ["Choose the issue that this stance is about."]})
    made = log_interaction(tx, new, by=by)
    if revealed.stance is not None:
        day = (new.at or by.at)[:10]
        spoken_for = bodies_spoken_for(tx, list(new.theirs), on=day)
        holders = [holder for person in new.theirs for holder in spoken_for.get(person, [person])]
        for position in _positions(new, revealed, list(dict.fromkeys(holders)), made, day):
            record_stance(tx, position, by=by)
    return made


def _positions(
    new: NewInteraction, revealed: Revealed, holders: list[str], contact_id: str, day: str
) -> list[NewPosition]:
    keys = {(h, issue): str(uuid.uuid5(KEYS, f"{new.key}|{h}|{issue}")) for h in holders for issue in new.issues}
    return [
        NewPosition(
            holder=holder,
            subject=issue,
            stance=revealed.stance or 0,
            certainty=revealed.certainty,
            source_kind="interaction",
            source=new.answer or new.summary,
            on=day,
            conditions=revealed.conditions,
            arose_from=contact_id,
            key=key,
            id=key,
        )
        for (holder, issue), key in keys.items()
    ]
