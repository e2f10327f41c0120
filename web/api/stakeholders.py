"""People, bodies and the finder in the API."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.errors import InvalidData
from crm.finding import search
from crm.finding.directory import GROUPS, DirectoryFilter, Entry, people_after
from crm.finding.search import Found
from crm.ids import new_id
from crm.stakeholders import people
from crm.stakeholders.chambers import CHAMBERS
from crm.stakeholders.holdings import Holding, holdings_of
from crm.stakeholders.organizations import (
    CLASSIFICATIONS,
    Organization,
    OrganizationChangeSchema,
    OrganizationRow,
    edit_organization,
    organization,
    organizations,
    place_of,
)
from crm.stakeholders.people import Person, PersonChangeSchema, PersonSchema
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, allow, allow_to
from web.api.advocacy import VersionSchema
from web.api.answers import page_of, schema_of, telling
from web.api.paging import PageSchema, page
from web.api.room import Room
from web.context import actor, database

api = Room("api_stakeholders", __name__, url_prefix="", description="People, bodies, and finding them")


class FindSchema(Schema):
    """What to find."""

    q = fields.String(required=True, validate=validate.Length(1, 200))
    kinds = fields.String(load_default="", metadata={"description": "Kinds, separated by commas"})
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 50))


@api.route("/find", methods=["GET"])
@api.arguments(FindSchema, location="query")
@api.response(200, schema_of(Found)(many=True))
@allow(*EVERYONE)
def find(asked: dict[str, Any]) -> list[Found]:
    """People, seats, committees, bodies, issues and bills that a text names, best first."""
    kinds = [kind for kind in asked["kinds"].split(",") if kind]
    if unknown := sorted(set(kinds) - set(search.KINDS)):
        raise InvalidData({"kinds": [f"There is no kind “{unknown[0]}”. The kinds: {', '.join(search.KINDS)}."]})
    return database().read(search.find, asked["q"], actor=actor(), kinds=kinds, limit=asked["limit"])


class PeopleSchema(PageSchema):
    """Which people."""

    group = fields.String(validate=validate.OneOf(tuple(GROUPS)))
    chamber = fields.String(validate=validate.OneOf(tuple(CHAMBERS)))
    party = fields.String()
    text = fields.String(validate=validate.Length(max=200), data_key="q")


@api.route("/people", methods=["GET"])
@api.arguments(PeopleSchema, location="query")
@api.response(200, page_of(Entry))
@allow(*EVERYONE)
def everybody(asked: dict[str, Any]) -> dict[str, Any]:
    """The directory: people by family name, with what they are now; of a group, chamber or party when given."""
    chosen = DirectoryFilter(**{name: value for name, value in asked.items() if name not in PageSchema().fields})
    return page(asked, lambda after, limit: database().read(people_after, chosen, after, actor=actor(), limit=limit))


class NewPersonSchema(PersonSchema):
    """A person to add; `another` says that this is none of those of the same name."""

    another = fields.Boolean(load_default=False)


@api.route("/people/<person_id>", methods=["GET"])
@api.response(200, schema_of(Person))
@allow(*EVERYONE)
def person(person_id: str) -> Person:
    """One person."""
    return person_now(person_id)


@api.route("/people", methods=["POST"])
@api.arguments(NewPersonSchema)
@api.response(201, schema_of(Person))
@allow_to("add", "person")
def add_person(values: dict[str, Any]) -> Person:
    """Add a person. Where somebody like this is known already, 409 names them, unless `another` is true."""
    made, another = new_id(), values.pop("another")
    database().write(people.add_newcomer, made, values, another=another, by=actor())
    return database().read(people.person, made, actor=actor())


@api.route("/people/<person_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(PersonChangeSchema)
@api.response(200, schema_of(Person))
@allow_to("change", "person")
def edit_person(asked: dict[str, int], changes: dict[str, Any], person_id: str) -> Person:
    """Change the facts that are sent: one left out stays, an empty one is removed; a name and its parts follow each
    other. 409 with what stands when `version` is no longer the latest."""
    with telling(lambda: person_now(person_id)):
        database().write(people.edit_person, person_id, changes, version=asked["version"], by=actor())
    return person_now(person_id)


def person_now(person_id: str) -> Person:
    """A person as they stand."""
    return database().read(people.person, person_id, actor=actor())


@api.route("/people/<person_id>/standing", methods=["GET"])
@api.response(200, schema_of(Standing))
@allow(*EVERYONE)
def standing(person_id: str) -> Standing:
    """What a person is now: offices, committees, party."""
    database().read(people.person, person_id, actor=actor())
    return database().read(standings, [person_id], today=actor().today)[person_id]


@api.route("/people/<person_id>/holdings", methods=["GET"])
@api.response(200, schema_of(Holding)(many=True))
@allow(*EVERYONE)
def held(person_id: str) -> list[Holding]:
    """The seats and offices a person holds or held."""
    database().read(people.person, person_id, actor=actor())
    return database().read(holdings_of, person_id)


class BodiesSchema(PageSchema):
    """Which bodies."""

    kind = fields.String(validate=validate.OneOf(tuple(CLASSIFICATIONS)))
    chamber = fields.String(validate=validate.OneOf(tuple(CHAMBERS)))


@api.route("/organizations", methods=["GET"])
@api.arguments(BodiesSchema, location="query")
@api.response(200, page_of(OrganizationRow))
@allow(*EVERYONE)
def bodies(asked: dict[str, Any]) -> dict[str, Any]:
    """Bodies by name: districts, committees, partners; of a kind or chamber when given."""
    kinds = (asked["kind"],) if "kind" in asked else ()
    chamber, today = asked.get("chamber", ""), actor().today

    def rows(after: Any, limit: int) -> list[tuple[OrganizationRow, Any]]:
        found = database().read(organizations, kinds=kinds, chamber=chamber, today=today, after=after, limit=limit)
        return [(row, place_of(row)) for row in found]

    return page(asked, rows)


@api.route("/organizations/<organization_id>", methods=["GET"])
@api.response(200, schema_of(Organization))
@allow(*EVERYONE)
def body(organization_id: str) -> Organization:
    """One body."""
    return body_now(organization_id)


@api.route("/organizations/<organization_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(OrganizationChangeSchema)
@api.response(200, schema_of(Organization))
@allow_to("change", "organization")
def edit_body(asked: dict[str, int], changes: dict[str, Any], organization_id: str) -> Organization:
    """Change the facts that are sent: one left out stays, an empty one is removed. 409 with what stands when `version`
    is no longer the latest."""
    with telling(lambda: body_now(organization_id)):
        database().write(edit_organization, organization_id, changes, version=asked["version"], by=actor())
    return body_now(organization_id)


def body_now(organization_id: str) -> Organization:
    """A body as it stands."""
    return database().read(organization, organization_id, actor=actor())
