"""The contact log and follow-ups in the API."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.acts.contacts import ContactSchema, Revealed, delete_contact, edit_contact, log_contact, restore_contact
from crm.fields import Day, LastDay, Whole
from crm.interactions import contacts, follow_ups
from crm.interactions.contact_form import InteractionSchema, NewInteraction
from crm.interactions.contact_list import ContactFilter, contacts_matching, place_of
from crm.interactions.contacts import Interaction
from crm.interactions.follow_ups import FollowUp, FollowUpChange, FollowUpChangeSchema
from crm.vocabulary import CHANNELS
from web.access import EVERYONE, allow, allow_to
from web.api.answers import page_of, schema_of, telling
from web.api.paging import PageSchema, page
from web.api.room import Room
from web.context import actor, database

api = Room("api_interactions", __name__, url_prefix="", description="Logged contacts and follow-ups")


class ListSchema(PageSchema):
    """Which contacts."""

    person = fields.String(load_default=None)
    issue = fields.String(load_default=None)
    channel = fields.String(load_default=None, validate=validate.OneOf(tuple(CHANNELS)))
    since = Day(load_default=None)
    until = LastDay(load_default=None)


class EditSchema(InteractionSchema):
    """What an edit of a contact says. Follow-ups and private notes are records of their own, so they are not in it."""

    class Meta:
        exclude = ("follow_up", "follow_up_due", "follow_up_owner", "private_note")


class VersionSchema(Schema):
    """The version that a change was made from."""

    version = Whole(required=True)


@api.route("/interactions", methods=["GET"])
@api.arguments(ListSchema, location="query")
@api.response(200, page_of(Interaction))
@allow(*EVERYONE)
def listed(asked: dict[str, Any]) -> dict[str, Any]:
    """Contacts, newest first."""
    chosen = ContactFilter(asked["person"], asked["issue"], asked["channel"], asked["since"], asked["until"])

    def rows(after: Any, limit: int) -> list[tuple[Interaction, Any]]:
        found, _ = database().read(contacts_matching, chosen, actor=actor(), after=after, limit=limit)
        return [(contact, place_of(contact)) for contact in found]

    return page(asked, rows)


@api.route("/interactions", methods=["POST"])
@api.arguments(ContactSchema)
@api.response(201, schema_of(Interaction))
@allow_to("add", "contact")
def log(told: tuple[NewInteraction, Revealed]) -> Interaction:
    """Log a contact, with where they stood when that was said. The same `key` twice makes one record, so that a retry
    is safe."""
    made = database().write(log_contact, *told, by=actor())
    return database().read(contacts.interaction, made, actor=actor())


@api.route("/interactions/<contact_id>", methods=["GET"])
@api.response(200, schema_of(Interaction))
@allow(*EVERYONE)
def one(contact_id: str) -> Interaction:
    """One contact."""
    return database().read(contacts.interaction, contact_id, actor=actor())


@api.route("/interactions/<contact_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(EditSchema)
@api.response(200, schema_of(Interaction))
@allow_to("change", "contact")
def edit(asked: dict[str, int], new: NewInteraction, contact_id: str) -> Interaction:
    """Replace what a contact says; 409 when `version` is no longer the latest."""
    with telling(lambda: database().read(contacts.interaction, contact_id, actor=actor())):
        database().write(edit_contact, contact_id, new, version=asked["version"], by=actor())
    return database().read(contacts.interaction, contact_id, actor=actor())


@api.route("/interactions/<contact_id>", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "contact")
def delete(contact_id: str) -> None:
    """Take a contact out of everything; it can be restored."""
    database().write(delete_contact, contact_id, by=actor())


@api.route("/interactions/<contact_id>/restore", methods=["POST"])
@api.response(200, schema_of(Interaction))
@allow_to("delete", "contact")
def restore(contact_id: str) -> Interaction:
    """Bring a deleted contact back."""
    database().write(restore_contact, contact_id, by=actor())
    return database().read(contacts.interaction, contact_id, actor=actor())


@api.route("/follow-ups", methods=["GET"])
@api.response(200, schema_of(FollowUp)(many=True))
@allow(*EVERYONE)
def mine() -> list[FollowUp]:
    """What the account's person still has to do, by day."""
    return database().read(follow_ups.my_follow_ups, actor=actor())


@api.route("/follow-ups/<follow_up_id>/finish", methods=["POST"])
@api.response(204)
@allow_to("change", "follow-up")
def finish(follow_up_id: str) -> None:
    """Mark it done; done twice is done once."""
    database().write(follow_ups.finish, follow_up_id, by=actor())


@api.route("/follow-ups/<follow_up_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(FollowUpChangeSchema)
@api.response(200, schema_of(FollowUp))
@allow_to("change", "follow-up")
def change(asked: dict[str, int], wanted: FollowUpChange, follow_up_id: str) -> FollowUp:
    """Change its words or day, or hand it over; 409 when `version` is no longer the latest."""
    with telling(lambda: database().read(follow_ups.follow_up, follow_up_id, actor=actor())):
        database().write(follow_ups.change_follow_up, follow_up_id, wanted, version=asked["version"], by=actor())
    return database().read(follow_ups.follow_up, follow_up_id, actor=actor())


@api.route("/follow-ups/<follow_up_id>", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "follow-up")
def delete_follow_up(follow_up_id: str) -> None:
    """Take it out of every list; it can be restored."""
    database().write(follow_ups.delete_follow_up, follow_up_id, by=actor())


@api.route("/follow-ups/<follow_up_id>/restore", methods=["POST"])
@api.response(200, schema_of(FollowUp))
@allow_to("delete", "follow-up")
def restore_follow_up(follow_up_id: str) -> FollowUp:
    """Bring a deleted one back."""
    database().write(follow_ups.restore_follow_up, follow_up_id, by=actor())
    return database().read(follow_ups.follow_up, follow_up_id, actor=actor())


@api.route("/follow-ups/<follow_up_id>/reopen", methods=["POST"])
@api.response(204)
@allow_to("change", "follow-up")
def reopen(follow_up_id: str) -> None:
    """It is not done after all."""
    database().write(follow_ups.reopen, follow_up_id, by=actor())
