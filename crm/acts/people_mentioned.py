"""Somebody who is not here yet, named in a form about something else: made on the spot, with what is said of them.

A body that is known by what was typed gives them an office there; what names no body, or several, is kept as their
occupation in the words that were typed, so that nobody's form is held up by it.
"""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.acts.joining import Newcomer, introduce
from crm.errors import InvalidData
from crm.finding import search
from crm.records.actor import Actor
from crm.records.permissions import may, permitted
from crm.stakeholders.people import PersonSchema, add_person, people_alike

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Ids follow from the form's key, the place in it and what is said there: sent twice it is one person, and somebody else
# named in the same form is another.
KEYS = uuid.UUID("3f0f6c39-5b0a-4b35-8a5c-2d8b7f1e60aa")
HERE = "MATCH (p:Person {id: $id}) WHERE p.deleted_at IS NULL RETURN p.id AS id"


@dataclass(frozen=True)
class Mentioned:
    """A name with what they are and where, as typed; `another`: they are nobody of that name who is here."""

    name: str
    title: str = ""
    body: str = ""
    another: bool = False


class MentionedSchema(Schema):
    """The shape of a person who is mentioned. Loads to `Mentioned`."""

    name = fields.String(required=True, validate=validate.Length(2, 160, error="Write the name with 2 to 160 letters."))
    title = fields.String(load_default="", validate=validate.Length(max=80, error="Keep the title under 80 letters."))
    body = fields.String(load_default="", validate=validate.Length(max=120, error="Keep the body under 120 letters."))
    another = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Mentioned:
        texts = {name: data[name].strip() for name in ("name", "title", "body")}
        return Mentioned(**texts, another=data["another"])


def mentioned_id(form_key: str, place: str, who: Mentioned) -> str:
    """The id of the person who is mentioned at a place of a form."""
    return str(uuid.uuid5(KEYS, "|".join((form_key, place, who.name, who.title, who.body))))


@permitted("add", "person")
def add_mentioned(tx: "ManagedTransaction", person_id: str, who: Mentioned, *, by: Actor) -> str:
    """Make the person under an id made beforehand, and return it; sent twice it is one person.

    Raises InvalidData (field "name") where somebody alike is here and `another` is not said.
    """
    if tx.run(HERE, id=person_id).single():
        return person_id
    named = PersonSchema().load({"name": who.name})
    if not who.another and (alike := people_alike(tx, named)):
        raise InvalidData(
            {"name": [f"{alike[0].name} is here already. Choose them, or say that this is somebody else."]}
        )
    body = _body(tx, who.body, by) if who.title and may(by, "add", "holding") else None
    if body:
        post_id = str(uuid.uuid5(KEYS, f"{person_id}|office"))
        newcomer = Newcomer(None, who.name, "", "other", who.title, body, person_id=person_id, post_id=post_id)
        return introduce(tx, newcomer, by=by)
    occupation = ", ".join(part for part in (who.title, who.body) if part)
    add_person(tx, person_id, {**named, **({"occupation": occupation} if occupation else {})}, by=by)
    return person_id


def _body(tx: "ManagedTransaction", text: str, by: Actor) -> str | None:
    bodies = search.named(tx, text, actor=by, kinds=(search.ORGANIZATION, search.COMMITTEE)) if text else []
    return bodies[0].id if len(bodies) == 1 else None
