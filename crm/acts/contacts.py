"""Logging a contact, and everything that follows from one: the ties it is evidence for, the stances it revealed.

This is the door that the page, the API, the command and the sample share. Who holds a council seat speaks for their
body, so a stance is the body's; anybody else's is their own. An edit or a deletion makes the ties anew, and leaves the
stances: they have their own source and day, and are corrected where they stand.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import fields, post_load, validate

from crm.advocacy.council.council_seats import bodies_spoken_for
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.errors import InvalidData
from crm.interactions.contact_form import InteractionSchema, NewInteraction
from crm.interactions.contacts import (
    Interaction,
    reinstate_interaction,
    rewrite_interaction,
    withdraw_interaction,
    write_interaction,
)
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.relationships.pair_evidence import contact_of
from crm.relationships.tie_upkeep import add_contact, contact_pairs, recompute_ties
from crm.vocabulary import CERTAINTIES, STANCES

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Ids follow from the contact's key, so that a form sent twice records each stance once.
KEYS = uuid.UUID("0b6d8a52-6a3e-4d0e-9d0e-2a1f4f6f7c55")
REVEALED = ("stance", "certainty", "conditions")


@dataclass(frozen=True)
class Revealed:
    """Where they stood: on every issue of the contact, for everybody on their side. `stance` None records nothing."""

    stance: int | None = None
    certainty: str = "likely"
    conditions: str | None = None


NOTHING = Revealed()


class ContactSchema(InteractionSchema):
    """A contact with where they stood, from a form, the API or a command. Loads to (NewInteraction, Revealed)."""

    stance = fields.Integer(load_default=None, allow_none=True, validate=validate.OneOf(STANCES))
    certainty = fields.String(load_default="likely", validate=validate.OneOf(CERTAINTIES))
    conditions = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> tuple[NewInteraction, Revealed]:
        revealed = Revealed(**{name: data.pop(name) for name in REVEALED})
        return self.interaction_of(data), revealed


@permitted("add", "contact")
def log_contact(tx: "ManagedTransaction", new: NewInteraction, revealed: Revealed = NOTHING, *, by: Actor) -> str:
    """Log a contact with the stances it revealed and return its id; sent twice, everything is recorded once.

    Raises InvalidData (field -> sentences), NotAllowed, and Conflict when `new.key` is somebody else's.
    """
    if revealed.stance is not None and not new.issues:
        raise InvalidData({"stance": ["Choose the issue that this stance is about."]})
    written = write_interaction(tx, new, by=by)
    if written.stored is not None:
        _count(tx, new, written.stored, by)
    if revealed.stance is not None:
        _record_stances(tx, new, revealed, written.id, by)
    return written.id


@permitted("change", "contact")
def edit_contact(tx: "ManagedTransaction", contact_id: str, new: NewInteraction, *, version: int, by: Actor) -> None:
    """Replace what a contact says; history keeps the old. A day left as it was keeps its time of day.

    `new.key`, `follow_up` and `private_note` are not used. Raises NotFound, NotAllowed, InvalidData, and Conflict when
    `version` is no longer the latest.
    """
    before = rewrite_interaction(tx, contact_id, new, version=version, by=by)
    recompute_ties(tx, {*_pairs(before), *contact_pairs(new.theirs, new.ours)}, by.zone)


@permitted("delete", "contact")
def delete_contact(tx: "ManagedTransaction", contact_id: str, *, by: Actor) -> None:
    """Take a contact out of everything; `restore_contact` undoes it. Raises NotFound, NotAllowed."""
    _make_ties_anew(tx, withdraw_interaction(tx, contact_id, by=by), by)


@permitted("delete", "contact")
def restore_contact(tx: "ManagedTransaction", contact_id: str, *, by: Actor) -> None:
    """Bring a deleted contact back. Raises NotFound, NotAllowed."""
    _make_ties_anew(tx, reinstate_interaction(tx, contact_id, by=by), by)


def _count(tx: "ManagedTransaction", new: NewInteraction, stored: Mapping[str, Any], by: Actor) -> None:
    contact = contact_of({**stored, "people": len(new.people)}, by.zone)
    add_contact(tx, contact_pairs(new.theirs, new.ours), contact, shared=new.visibility == "shared")


def _make_ties_anew(tx: "ManagedTransaction", states: tuple[Interaction, ...], by: Actor) -> None:
    if states:
        recompute_ties(tx, {pair for state in states for pair in _pairs(state)}, by.zone)


def _pairs(contact: Interaction) -> tuple[tuple[str, str], ...]:
    return contact_pairs((person.id for person in contact.theirs), (person.id for person in contact.ours))


def _record_stances(
    tx: "ManagedTransaction", new: NewInteraction, revealed: Revealed, contact_id: str, by: Actor
) -> None:
    day = by.day_of(new.at or by.at)
    spoken_for = bodies_spoken_for(tx, list(new.theirs), on=day)
    holders = [holder for person in new.theirs for holder in spoken_for.get(person, [person])]
    for position in _positions(new, revealed, list(dict.fromkeys(holders)), contact_id, day):
        record_stance(tx, position, by=by)


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
