"""Organizations: school districts, RESAs, partner bodies and others; their people, members, ground and history."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.ids import new_id
from crm.learning.old_district_choices import old_districts_as_chosen
from crm.records.actor import Actor
from crm.records.history import HistoryEntry
from crm.stakeholders import memberships
from crm.stakeholders import organizations as bodies
from crm.stakeholders.ground.districts_faced import Facing, seats_of_districts
from crm.stakeholders.ground.old_districts import OldDistrict
from crm.stakeholders.holdings import Holding, holders_in
from crm.stakeholders.identifiers import Identifier, identifiers_of
from crm.stakeholders.leadership import add_leaders_offices
from crm.stakeholders.memberships import ROLES, Membership, MembershipSchema, bodies_of, members_of
from crm.stakeholders.organizations import BY_HAND, CLASSIFICATIONS, Organization, OrganizationSchema
from crm.stakeholders.posts import LEADER, Post, posts_of
from web.access import EVERYONE, allow, allow_to
from web.addresses import address
from web.bounds import choice_asked
from web.context import actor, database
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved
from web.stakeholders.record_history import record_history
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, table_page
from web.words import iso_today, plural

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("organizations", __name__)

COLUMNS = (
    Column("name", "Name", lambda row: row.name, href=lambda row: address("organization", row.id)),
    Column("short", "Short name", lambda row: row.short_name),
    Column("kind", "Kind", lambda row: CLASSIFICATIONS.get(row.classification, row.classification)),
    Column(
        "lead",
        "Head",
        lambda row: row.lead_name,
        href=lambda row: address("person", row.lead_id) if row.lead_id else None,
    ),
    Column("people", "Members", lambda row: row.people or None, kind="number", newest_first=True),
    Column("about", "What it is", lambda row: row.about, on_page=False),
    Column("phone", "Phone", lambda row: row.phone, on_page=False),
    Column("website", "Website", lambda row: row.website, on_page=False),
    Column("address", "Address", lambda row: row.address, on_page=False),
)
MEMBERS = (
    Column("name", "Member", lambda row: row.member_name, kind="name"),
    Column("role", "As", lambda row: row.role.capitalize()),
    Column("start", "Since", lambda row: row.start_date, kind="date"),
    Column("end", "Until", lambda row: row.end_date, kind="date"),
    Column("source", "Source", lambda row: row.source),
)
FACTS = ("name", "short_name", "classification", "about", "website", "phone", "address")
LABELS = {"classification": "Kind", "about": "What it is"}
ROLE_WORDS = {role: role.capitalize() for role in reversed(ROLES)}
KINDS = {kind: CLASSIFICATIONS[kind] for kind in BY_HAND}


@dataclass(frozen=True)
class Body:
    """Everything on the page, as one reader may see it. A post without a holder is a vacancy."""

    body: Organization
    posts: tuple[Post, ...]
    holders: dict[str, list[Holding]]
    members: tuple[Membership, ...]
    member_of: tuple[Membership, ...]
    facing: tuple[Facing, ...]
    old_district: OldDistrict | None
    identifiers: tuple[Identifier, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def leaders(self) -> list[Post]:
        """The offices of a chamber's leaders."""
        return [post for post in self.posts if post.role == LEADER]

    @property
    def says(self) -> str:
        """The first line: what it is and who heads it."""
        heads = [
            one
            for post in self.posts
            if post.role in ("superintendent", "director")
            for one in self.holders.get(post.id, [])
        ]
        kind = self.body.kind if not self.body.home else "Our association"
        if heads:
            return f"{kind}. {heads[0].title or 'Head'}: {heads[0].person_name}."
        vacant = any(post.role in ("superintendent", "director") for post in self.posts)
        return f"{kind}. Nobody is recorded as its head now." if vacant else f"{kind}."


@pages.get("/organizations")
@allow(*EVERYONE)
def listed() -> Response:
    """Every body but the committees, of one kind when asked."""
    shown = {k: words for k, words in CLASSIFICATIONS.items() if k != "committee"}
    kind = choice_asked("kind", shown)
    kinds = (kind,) if kind else tuple(shown)
    rows = database().read(bodies.organizations, kinds=kinds, today=actor().today)
    table = Table(COLUMNS, rows, sort="name", name="organizations", noun="organization")
    return table_page("stakeholders/organizations.html", table, kind=kind, kinds=shown)


@pages.get("/organizations/<body_id>")
@allow(*EVERYONE)
def show(body_id: str) -> Response:
    """One body; as a sheet, its members."""
    found = database().read(_body, body_id, actor=actor())
    members = Table(MEMBERS, found.members, name="members", noun="member")
    return table_page("stakeholders/organization.html", members, it=found)


@pages.post("/organizations/<body_id>/offices")
@allow_to("add", "post")
def add_offices(body_id: str) -> AnyResponse:
    """Add the offices of a chamber's leaders, to be filled one by one."""
    added = database().write(add_leaders_offices, body_id, by=actor())
    words = f"{plural(added, 'office')} added. Record who holds each."
    there = url_for("organizations.show", body_id=body_id)
    return saved(words if added else "All of its offices are here already.", there)


@pages.get("/organizations/new")
@allow("staff")
def new() -> Response:
    """The form for a new body."""
    return form_page("stakeholders/organization_form.html", Form.new(), kinds=KINDS, it=None)


@pages.post("/organizations/new")
@allow_to("add", "organization")
def create() -> AnyResponse:
    """Add a body; the same form sent twice adds it once."""
    form = Form.sent()
    with form.catching():
        values = form.load(OrganizationSchema())
        body_id = form.value("key") or new_id()
        database().write(bodies.add_organization, body_id, values, by=actor())
        undo = url_for("organizations.delete", body_id=body_id)
        there = url_for("organizations.show", body_id=body_id)
        return saved(f"{values['name']} is added.", there, undo=undo, fields={"version": 1})
    return form_page("stakeholders/organization_form.html", form, kinds=KINDS, it=None)


@pages.get("/organizations/<body_id>/edit")
@allow("staff")
def edit(body_id: str) -> Response:
    """The form, filled in."""
    found = database().read(bodies.organization, body_id, actor=actor(), deleted=False)
    return form_page("stakeholders/organization_form.html", _filled(found), kinds=_kinds(found), it=found)


@pages.post("/organizations/<body_id>/edit")
@allow_to("change", "organization")
def save(body_id: str) -> AnyResponse:
    """Keep the changes."""
    form = Form.sent()
    found = database().read(bodies.organization, body_id, actor=actor())
    only = _changeable(found)

    def save_as_of(version: int) -> None:
        loaded = form.load(OrganizationSchema(only=only))
        changes = {name: loaded.get(name, "") for name in only}
        database().write(bodies.edit_organization, body_id, changes, version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(bodies.organization, body_id, actor=actor(), deleted=False))

    with form.catching():
        keep_changes(form, standing, _entries(found), save_as_of, body_id)
        return saved("Your changes are saved.", url_for("organizations.show", body_id=body_id))
    return form_page("stakeholders/organization_form.html", form, kinds=_kinds(found), it=found)


@pages.post("/organizations/<body_id>/delete")
@allow_to("delete", "organization")
def delete(body_id: str) -> AnyResponse:
    """Take a body out of every list; undo brings it back."""
    found = database().read(bodies.organization, body_id, actor=actor())
    version = Form.sent().whole("version", found.version)
    database().write(bodies.delete_organization, body_id, version=version, by=actor())
    undo = url_for("organizations.restore", body_id=body_id)
    return saved(f"{found.name} is deleted.", url_for("organizations.listed"), undo=undo)


@pages.post("/organizations/<body_id>/restore")
@allow_to("delete", "organization")
def restore(body_id: str) -> AnyResponse:
    """Bring a deleted body back."""
    database().write(bodies.restore_organization, body_id, by=actor())
    return saved("It is back.", _page_of(database().read(bodies.organization, body_id, actor=actor())))


@pages.get("/organizations/<body_id>/members/new")
@allow("staff")
def new_member(body_id: str) -> Response:
    """The form for who joined."""
    found = database().read(bodies.organization, body_id, actor=actor(), deleted=False)
    return form_page("stakeholders/member_new.html", Form.new({"role": "member"}), it=found, roles=ROLE_WORDS)


@pages.post("/organizations/<body_id>/members/new")
@allow_to("add", "membership")
def add_member(body_id: str) -> AnyResponse:
    """Record a person or a body as a member."""
    form = Form.sent()
    found = database().read(bodies.organization, body_id, actor=actor())
    with form.catching():
        resolve(form, "member", ("person", "organization"))
        values = form.load(MembershipSchema())
        database().write(memberships.add_membership, body_id, values, by=actor())
        return saved("The member is recorded.", _page_of(found))
    return form_page("stakeholders/member_new.html", form, it=found, roles=ROLE_WORDS)


@pages.post("/memberships/end")
@allow_to("change", "membership")
def end_member() -> AnyResponse:
    """End a membership today; the date can be given."""
    form, key = Form.sent(), request.args.get("key", "")
    ended = database().write(memberships.end_membership, key, form.value("end_date") or iso_today(), by=actor())
    found = database().read(bodies.organization, ended.body_id, actor=actor())
    return saved(f"{ended.member_name} left {ended.body_name}.", _page_of(found))


def _page_of(found: Organization) -> str:
    if found.classification in ("committee", "subcommittee"):
        return url_for("committees.show", committee_id=found.id)
    return url_for("organizations.show", body_id=found.id)


def _changeable(found: Organization) -> list[str]:
    """The facts that its form offers: what a chamber is, is not chosen by hand."""
    return [name for name in FACTS if name != "classification" or found.classification in KINDS]


def _entries(found: Organization) -> list[Entry]:
    words = {"classification": KINDS}
    return [Entry(name, LABELS.get(name, ""), words.get(name, {})) for name in _changeable(found)]


def _filled(found: Organization) -> Form:
    form = Form.new({name: getattr(found, name) for name in FACTS})
    return opened(form, _entries(found), found.version)


def _kinds(found: Organization) -> dict[str, str]:
    return KINDS if found.classification in KINDS else {}


def _body(tx: "ManagedTransaction", body_id: str, *, actor: Actor) -> Body:
    """Read everything in one transaction, so that the page agrees with itself."""
    today = actor.today
    found = bodies.organization(tx, body_id, actor=actor)
    is_district = found.classification == "school_district"
    holders: dict[str, list[Holding]] = {}
    for one in holders_in(tx, body_id, today=today):
        holders.setdefault(one.post_id, []).append(one)
    return Body(
        body=found,
        posts=tuple(posts_of(tx, body_id)),
        holders=holders,
        members=tuple(members_of(tx, body_id, today=today)),
        member_of=tuple(one for one in bodies_of(tx, body_id) if one.is_current(today)),
        facing=tuple(seats_of_districts(tx, [body_id], today=today)) if is_district else (),
        old_district=next(iter(old_districts_as_chosen(tx, (body_id,), today=today)), None) if is_district else None,
        identifiers=tuple(identifiers_of(tx, body_id)),
        history=record_history(tx, body_id, actor=actor),
    )
