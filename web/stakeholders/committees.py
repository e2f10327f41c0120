"""The committees of the chambers: who leads and sits on each, and how well we know them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.records.actor import Actor
from crm.relationships.coverage.board import CoverageRow, Filter, coverage
from crm.stakeholders.chambers import OF_COMMITTEES, committee_chamber
from crm.stakeholders.memberships import Membership, members_of, role_order
from crm.stakeholders.organizations import Organization, OrganizationRow, organization, organizations
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, allow
from web.addresses import address
from web.bounds import choice_asked
from web.context import actor, database, network
from web.stakeholders.record_history import record_history
from web.tables import Column, Table, table_page
from web.words import day

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("committees", __name__)

KINDS = ("committee", "subcommittee")


@dataclass(frozen=True)
class Member:
    """A line of a committee's list: who, as what, and our best tie to them, when they hold a seat."""

    membership: Membership
    standing: Standing
    seat: CoverageRow | None

    @property
    def is_known(self) -> bool:
        return self.seat is not None and self.seat.is_good


def _lead(row: OrganizationRow) -> str | None:
    return address("person", row.lead_id) if row.lead_id else None


LIST = (
    Column("name", "Committee", lambda row: row.name, href=lambda row: address("committee", row.id)),
    Column("chamber", "Chamber", lambda row: committee_chamber(row.chamber)),
    Column("chair", "Chair", lambda row: row.lead_name, href=_lead),
    Column("members", "Members", lambda row: row.people, kind="number", newest_first=True),
)

MEMBERS = (
    Column(
        "name",
        "Name",
        lambda row: row.standing.name,
        kind="name",
        href=lambda row: address("person", row.standing.person_id),
        order=lambda row: row.standing.name.split()[-1],
    ),
    Column(
        "role", "Role", lambda row: row.membership.role.capitalize(), order=lambda row: role_order(row.membership.role)
    ),
    Column("now", "What they are", lambda row: row.standing.line),
    Column(
        "tie",
        "Our best tie",
        lambda row: row.seat.best.word if row.seat and row.seat.best else "None",
        order=lambda row: row.seat.best.strength if row.seat and row.seat.best else 0.0,
        newest_first=True,
    ),
    Column("through", "Through", lambda row: row.seat.best.person.name if row.seat and row.seat.best else ""),
    Column(
        "last",
        "Last contact",
        lambda row: row.seat.last_contact.at if row.seat and row.seat.last_contact else None,
        kind="date",
        newest_first=True,
    ),
)


@dataclass(frozen=True)
class Priority:
    """Where the members stand on one priority, as far as the reader may see it; `unknown` counts the others."""

    issue: Issue
    in_favour: tuple[Stance, ...]
    undecided: tuple[Stance, ...]
    against: tuple[Stance, ...]
    unknown: int


@pages.get("/committees")
@allow(*EVERYONE)
def listed() -> Response:
    """Every committee, of one chamber when asked."""
    chamber = choice_asked("chamber", OF_COMMITTEES)
    rows = database().read(organizations, kinds=KINDS, chamber=chamber, today=actor().today)
    table = Table(LIST, rows, sort="name", name="committees", noun="committee")
    return table_page("stakeholders/committees.html", table, chamber=chamber, chambers=OF_COMMITTEES)


@pages.get("/committees/<committee_id>")
@allow(*EVERYONE)
def show(committee_id: str) -> Response:
    """One committee: its officers and members with our best tie to each, and who sat on it before."""
    asking = actor()
    today = asking.today
    found = database().read(organization, committee_id, actor=asking)
    everybody = database().read(members_of, committee_id, today=today, past=True)
    board = coverage(database(), network(), Filter(), actor=asking)
    seats = {row.holder.id: row for row in board.all_rows if row.holder}
    who = database().read(standings, [one.member_id for one in everybody], today=today)
    now = [
        Member(one, who[one.member_id], seats.get(one.member_id))
        for one in everybody
        if one.is_current(today) and one.member_id in who
    ]
    return table_page(
        "stakeholders/committee.html",
        Table(MEMBERS, now, sort="role", name=f"committee-{found.name.lower().replace(' ', '-')}", noun="member"),
        it=found,
        says=says(found, now),
        priorities=database().read(_stances, [one.standing.person_id for one in now], asking),
        former=[one for one in everybody if not one.is_current(today)],
        history=database().read(record_history, committee_id, actor=asking),
        chamber=committee_chamber(found.chamber),
        sources=sorted({source for row in now if (source := source_of(row.membership))}),
    )


def _stances(tx: "ManagedTransaction", members: list[str], asking: Actor) -> list[Priority]:
    when = Known.at(asking)
    chosen = priorities(issues(tx, known=when.known, as_of=when.as_of))
    held = current_stances(tx, [issue.id for issue in chosen], when, actor=asking, holders=members)
    found = []
    for issue in chosen:
        told = sorted((held[key] for key in held if key[1] == issue.id), key=lambda stance: stance.holder_name)
        in_favour, undecided, against = (tuple(one for one in told if one.side == side) for side in (1, 0, -1))
        found.append(Priority(issue, in_favour, undecided, against, len(members) - len(told)))
    return found


def source_of(membership: Membership) -> str:
    """Where a membership comes from, in words: "Open States, Aug 5, 2026"."""
    return ", ".join(part for part in (membership.source, day(membership.as_of)) if part)


def says(found: Organization, members: list[Member]) -> str:
    """The page's first line: who leads it, and how many of its members we know well."""
    if not members:
        return "Nobody sits on it now."
    chair = next((one for one in members if one.membership.role == "chair"), None)
    led = f"{chair.standing.name} leads it. " if chair else ""
    known = sum(one.is_known for one in members)
    return f"{led}We have a good tie to {known or 'none'} of its {len(members)} members{'' if known else ' yet'}."
