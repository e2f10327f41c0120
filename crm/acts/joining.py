"""Joining: who an account is, as which person, in which office; an invitation says all three in one act."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate, validates_schema
from marshmallow import ValidationError as SchemaError

from crm.accounts import users
from crm.accounts.users import NewUser
from crm.errors import Conflict, InvalidData
from crm.fields import Day
from crm.ids import new_id
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders.holdings import hold, holdings_of
from crm.stakeholders.ours import home_id
from crm.stakeholders.people import PersonSchema, add_person
from crm.stakeholders.posts import BOARD_MEMBER, DIRECTOR, STAFF, SUPERINTENDENT, Post, add_post, posts_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

OFFICES = {
    DIRECTOR: "Executive director",
    STAFF: "Staff",
    BOARD_MEMBER: "Board member",
    SUPERINTENDENT: "Superintendent",
    "other": "Another office",
}
IN_A_DISTRICT = "Choose the school district they lead."


@dataclass(frozen=True)
class Newcomer:
    """Who joins: an existing person, or a name for a new one; the office, and the body it is in (the association's
    own when empty). `person_id` and `post_id` are made beforehand for what may have to be made."""

    existing: str | None
    name: str
    email: str
    office: str
    title: str = ""
    body_id: str = ""
    since: str | None = None
    person_id: str = field(default_factory=new_id)
    post_id: str = field(default_factory=new_id)


class NewcomerSchema(Schema):
    """The shape of a newcomer as typed in a form. Loads to `Newcomer`."""

    person = fields.String(load_default=None)
    name = fields.String(load_default="", validate=validate.Length(max=120))
    email = fields.String(load_default="", validate=validate.Length(max=254))
    office = fields.String(load_default=STAFF, validate=validate.OneOf(tuple(OFFICES)))
    title = fields.String(load_default="", validate=validate.Length(max=80))
    body = fields.String(load_default="", validate=validate.Length(max=64))
    since = Day(load_default=None, allow_none=True)

    @validates_schema
    def _is_whole(self, data: dict[str, Any], **_: object) -> None:
        if not data["person"] and len(data["name"].strip()) < 2:
            raise SchemaError("Write the name, or choose somebody who is here already.", "name")
        if data["office"] == SUPERINTENDENT and not data["body"]:
            raise SchemaError(IN_A_DISTRICT, "body")
        if data["office"] == "other" and not data["title"].strip():
            raise SchemaError("Write what the office is called.", "title")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Newcomer:
        named = {"existing": data["person"], "body_id": data["body"], "name": data["name"].strip()}
        return Newcomer(**named, **{name: data[name] for name in ("email", "office", "title", "since")})


@permitted("add", "account")
def invite(tx: "ManagedTransaction", account: NewUser, newcomer: Newcomer | None, *, by: Actor) -> users.User:
    """Make an account, and say in the same act who it is; without a newcomer it is nobody in the graph.

    Raises InvalidData (fields email, person, body), Conflict when the person has an account already.
    """
    made = users.create_user(tx, account, by=by)
    return made if newcomer is None else users.link_person(tx, made.id, introduce(tx, newcomer, by=by), by=by)


@permitted("change", "account")
def say_who(tx: "ManagedTransaction", user_id: str, newcomer: Newcomer, *, by: Actor) -> users.User:
    """Say who an account is; the person and the office are made when they are not there. The first account has no name
    before that."""
    linked = users.link_person(tx, user_id, introduce(tx, newcomer, by=by), by=by)
    if linked.name == users.UNNAMED and linked.person_name:
        return users.rename(tx, user_id, linked.person_name, by=by)
    return linked


@permitted("add", "holding")
def introduce(tx: "ManagedTransaction", newcomer: Newcomer, *, by: Actor) -> str:
    """The id of the person, who holds the office from now on. Somebody who holds it already keeps their dates."""
    person_id = newcomer.existing or newcomer.person_id
    if not newcomer.existing:
        add_person(tx, person_id, _known_of(newcomer), by=by)
    post = _office(tx, newcomer, by)
    held = {one.post_id for one in holdings_of(tx, person_id) if one.end_date is None}
    if post not in held:
        hold(tx, person_id, post, {"start_date": newcomer.since, "end_date": None, "source": None}, by=by)
    return person_id


def _known_of(newcomer: Newcomer) -> dict[str, Any]:
    typed = {"name": newcomer.name, "email": newcomer.email}
    try:
        loaded: dict[str, Any] = PersonSchema().load({name: text for name, text in typed.items() if text})
    except SchemaError as problem:
        messages = problem.messages if isinstance(problem.messages, dict) else {"": problem.messages}
        raise InvalidData(messages) from None
    return loaded


def _office(tx: "ManagedTransaction", newcomer: Newcomer, by: Actor) -> str:
    body = newcomer.body_id or home_id(tx)
    if body is None:
        raise Conflict("The association itself is not in the database yet.")
    fitting = [post for post in posts_of(tx, body) if _fits(post, newcomer)]
    if fitting:
        return fitting[0].id
    if newcomer.office == SUPERINTENDENT and not newcomer.body_id:
        raise InvalidData({"body": [IN_A_DISTRICT]})
    title = newcomer.title.strip() or OFFICES[newcomer.office]
    role = STAFF if newcomer.office == "other" else newcomer.office
    add_post(tx, newcomer.post_id, body, {"label": title, "title": title, "role": role}, by=by)
    return newcomer.post_id


def _fits(post: Post, newcomer: Newcomer) -> bool:
    """Whether an office of the body is the one meant: by its title when one was typed, else by its role."""
    if newcomer.title.strip():
        return newcomer.title.strip().casefold() in {(post.title or "").casefold(), post.label.casefold()}
    return post.role == newcomer.office and newcomer.office != BOARD_MEMBER
