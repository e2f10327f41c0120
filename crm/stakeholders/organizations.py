"""Organizations: school districts, RESAs, chambers, committees, partner bodies, the association itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from crm.errors import Conflict, InvalidData
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.stakeholders.contact_details import Link, Phone

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CLASSIFICATIONS = {
    "school_district": "School district",
    "resa": "RESA",
    "legislature": "Legislature",
    "chamber": "Chamber",
    "committee": "Committee",
    "partner": "Partner body",
    "association": "Association",
    "council": "Council",
    "group": "Group",
    "board": "Board",
    "agency": "Agency",
}
BY_HAND = ("school_district", "resa", "committee", "partner", "association", "council", "group", "board", "agency")


@dataclass(frozen=True)
class Organization:
    """A body. `home` is true on the association itself; `about` is a line or two on what it is, in our words."""

    id: str
    name: str
    classification: str
    version: int
    short_name: str | None = None
    chamber: str | None = None
    about: str | None = None
    website: str | None = None
    phone: str | None = None
    address: str | None = None
    nces_type: str | None = None
    portrait: str | None = None
    portrait_file: str | None = None
    source: str | None = None
    as_of: str | None = None
    home: bool = False
    sample: bool = False
    corrected: tuple[str, ...] = ()
    deleted_at: str | None = None
    parent_id: str | None = None
    parent_name: str | None = None

    @property
    def kind(self) -> str:
        return CLASSIFICATIONS.get(self.classification, self.classification.replace("_", " ").capitalize())


@dataclass(frozen=True)
class OrganizationRow:
    """A body in a list: `people` counts its present members and office holders, `lead` is who heads it."""

    id: str
    name: str
    short_name: str | None
    classification: str
    chamber: str | None
    people: int
    lead_id: str | None
    lead_name: str | None
    sample: bool
    about: str | None = None
    phone: str | None = None
    website: str | None = None
    address: str | None = None


Place = tuple[str, str, str]  # by which bodies are ordered: name, chamber, id


def place_of(row: OrganizationRow) -> Place:
    """Where a body stands in the list."""
    return row.name, row.chamber or "", row.id


class OrganizationSchema(Schema):
    """A body as typed in a form or sent to the API."""

    name = fields.String(required=True, validate=validate.Length(2, 160, error="Write the name with 2 to 160 letters."))
    short_name = fields.String(validate=validate.Length(max=30, error="Keep the short name under 30 letters."))
    classification = fields.String(
        required=True, validate=validate.OneOf(BY_HAND, error="Choose what kind of body it is from the list.")
    )
    about = fields.String(validate=validate.Length(max=600, error="Keep this under 600 letters."))
    website = Link()
    phone = Phone()
    address = fields.String(validate=validate.Length(max=300, error="Keep this under 300 letters."))


class OrganizationChangeSchema(OrganizationSchema):
    """What changes of a body: a fact that is left out stays, an empty one is removed. It never has no name or kind."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """A fact may be null as it is read, and need not be there."""
        field_obj.required = False
        field_obj.allow_none = field_name not in ("name", "classification")


TEXTS = (
    "short_name", "chamber", "about", "website", "phone", "address", "nces_type", "portrait", "portrait_file", "source",
    "as_of", "deleted_at",
)  # fmt: skip

READ = """
MATCH (o:Organization {id: $id})
WHERE o.deleted_at IS NULL OR $sees_all
RETURN properties(o) AS organization, head([(o)-[:PART_OF]->(up:Organization) | up {.id, .name}]) AS parent
"""

LIST = """
MATCH (o:Organization)
WHERE o.deleted_at IS NULL AND (size($kinds) = 0 OR o.classification IN $kinds)
  AND ($chamber = '' OR o.chamber = $chamber)
WITH o, [o.name, coalesce(o.chamber, ''), o.id] AS place
WHERE $after IS NULL OR place > $after
WITH o, place ORDER BY place LIMIT $limit
RETURN o {.id, .name, .short_name, .classification, .chamber, .sample, .about, .phone, .website, .address}
    AS organization,
  COUNT { (o)<-[m:MEMBER_OF]-(member:Person|Organization)
    WHERE member.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today
      AND coalesce(m.start_date, '') <= $today }
  + COUNT { (o)<-[:IN]-(:Post)<-[h:HOLDS]-(p:Person)
    WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today
      AND coalesce(h.start_date, '') <= $today } AS people,
  head([(o)<-[m:MEMBER_OF {role: 'chair'}]-(p:Person)
      WHERE p.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
      | p {.id, .name}]
    + [(o)<-[:IN]-(post:Post)<-[h:HOLDS]-(p:Person)
      WHERE post.role IN ['superintendent', 'director', 'governor'] AND p.deleted_at IS NULL
        AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today | p {.id, .name}]) AS lead
ORDER BY place
"""


def organization(tx: "ManagedTransaction", organization_id: str, *, actor: Actor, deleted: bool = True) -> Organization:
    """One body. Those who see everything also get a deleted one, marked so, unless not wanted. Raises NotFound."""
    row = tx.run(READ, id=organization_id, sees_all=actor.sees_all and deleted).single()
    if row is None:
        lifecycle.read(tx, lifecycle.ORGANIZATION, organization_id, actor=actor)
    assert row is not None  # noqa: S101 - the line above raised NotFound otherwise
    return _organization(row["organization"], row["parent"] or {})


def organizations(
    tx: "ManagedTransaction",
    *,
    kinds: tuple[str, ...] = (),
    chamber: str = "",
    today: str,
    after: Place | None = None,
    limit: int = 2000,
) -> list[OrganizationRow]:
    """Bodies by name, of some classifications and of one chamber when given, from after the place of the one shown
    last."""
    rows = tx.run(LIST, kinds=list(kinds), chamber=chamber, today=today, after=after, limit=limit)
    return [_row(row) for row in rows]


@permitted("add", "organization")
def add_organization(tx: "ManagedTransaction", organization_id: str, values: Mapping[str, Any], *, by: Actor) -> None:
    """Make a body from what OrganizationSchema loaded, under an id made before the transaction."""
    lifecycle.create(tx, lifecycle.ORGANIZATION, organization_id, values, by=by)
    search_text.refresh(tx, today=by.today, org_ids=[organization_id])


@permitted("change", "organization")
def edit_organization(
    tx: "ManagedTransaction", organization_id: str, changes: Mapping[str, Any], *, version: int, by: Actor
) -> None:
    """Change facts as of `version`. Raises InvalidData where what a chamber is would change, and Conflict when somebody
    saved meanwhile."""
    kind = organization(tx, organization_id, actor=by).classification
    if kind not in BY_HAND and changes.get("classification", kind) != kind:
        raise InvalidData({"classification": ["What kind of body this is, is not chosen by hand. Leave it as it is."]})
    lifecycle.edit(tx, lifecycle.ORGANIZATION, organization_id, changes, version=version, by=by)
    search_text.refresh(
        tx, today=by.today, org_ids=[organization_id], person_ids=search_text.people_of(tx, [organization_id])
    )


@permitted("delete", "organization")
def delete_organization(tx: "ManagedTransaction", organization_id: str, *, version: int, by: Actor) -> None:
    """Take a body out of every list; `restore_organization` undoes it. The association itself stays."""
    found = organization(tx, organization_id, actor=by)
    if found.home:
        raise Conflict("This is the association itself. It can be renamed, but not deleted.")
    lifecycle.delete(tx, lifecycle.ORGANIZATION, organization_id, version=version, by=by)
    search_text.refresh(tx, today=by.today, person_ids=search_text.people_of(tx, [organization_id]))


@permitted("delete", "organization")
def restore_organization(tx: "ManagedTransaction", organization_id: str, *, by: Actor) -> None:
    """Bring a deleted body back."""
    lifecycle.restore(tx, lifecycle.ORGANIZATION, organization_id, by=by)
    search_text.refresh(
        tx, today=by.today, org_ids=[organization_id], person_ids=search_text.people_of(tx, [organization_id])
    )


def _organization(stored: Mapping[str, Any], parent: Mapping[str, Any]) -> Organization:
    return Organization(
        id=stored["id"],
        name=stored["name"],
        classification=stored.get("classification", ""),
        version=stored["version"],
        home=bool(stored.get("home")),
        sample=bool(stored.get("sample")),
        corrected=tuple(stored.get("corrected", ())),
        parent_id=parent.get("id"),
        parent_name=parent.get("name"),
        **{name: stored.get(name) for name in TEXTS},
    )


def _row(row: Mapping[str, Any]) -> OrganizationRow:
    stored, lead = row["organization"], row["lead"] or {}
    return OrganizationRow(
        id=stored["id"],
        name=stored["name"],
        short_name=stored["short_name"],
        classification=stored["classification"] or "",
        chamber=stored["chamber"],
        people=row["people"],
        lead_id=lead.get("id"),
        lead_name=lead.get("name"),
        sample=bool(stored["sample"]),
        **{name: stored[name] for name in ("about", "phone", "website", "address")},
    )
