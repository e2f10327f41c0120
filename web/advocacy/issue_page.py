"""One issue's page: where the bodies and the chambers stand on it, who has heard from us, and how it came to be set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Response

from crm.advocacy.council.consensus import Body
from crm.advocacy.council.council_seats import council
from crm.advocacy.issues.issue_steps import IssueStep, steps
from crm.advocacy.issues.issues import Issue, issue, rankings
from crm.advocacy.issues.outreach import Outreach, Reach, outreach
from crm.advocacy.stances.stance_words import Stance, with_trail
from crm.advocacy.stances.stances import Known, trails
from crm.advocacy.votes.bills import Bill, bills
from crm.errors import NotFound
from crm.interactions.communications import WAYS
from crm.interactions.contact_list import ContactFilter, contacts_matching
from crm.interactions.contacts import Interaction
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.history import HistoryEntry, history_of
from crm.stakeholders.chambers import chamber_name
from crm.stakeholders.standing import Standing, standings
from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, words_of
from web.access import EVERYONE, allow
from web.addresses import address
from web.advocacy.blueprint import pages
from web.context import actor, database, today
from web.pictures.stance_line import StanceLine, stance_line
from web.tables import Column, Table, table_page
from web.words import day

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_CONTACTS = 8


@dataclass(frozen=True)
class BodyLine:
    """One body's stance now, and its line over time where it has moved or been confirmed."""

    body: Body
    stance: Stance | None
    line: StanceLine | None


@dataclass(frozen=True)
class Tally:
    """One chamber: how many of its members are where, and how many have heard from us."""

    chamber: str
    members: int
    in_favour: int
    undecided: int
    against: int
    reached: int

    @property
    def name(self) -> str:
        return chamber_name(self.chamber)

    @property
    def unknown(self) -> int:
        return self.members - self.in_favour - self.undecided - self.against


@dataclass(frozen=True)
class IssuePage:
    """Everything the page of one issue shows. `who` says what each person with a stance is."""

    issue: Issue
    counted_as: Issue | None
    bodies: tuple[BodyLine, ...]
    chambers: tuple[Tally, ...]
    others: tuple[Stance, ...]
    who: Mapping[str, Standing]
    trail: tuple[Stance, ...]
    bills: tuple[Bill, ...]
    contacts: tuple[Interaction, ...]
    contact_count: int
    outreach: Outreach
    steps: tuple[IssueStep, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def says(self) -> str:
        """The page's first line: where the bodies stand, and whom we have told."""
        known = [one.stance for one in self.bodies if one.stance]
        in_favour = sum(1 for stance in known if stance.side > 0)
        are = "is" if in_favour == 1 else "are"
        bodies = f"{in_favour or 'None'} of {len(self.bodies)} bodies {are} for it. " if self.bodies else ""
        return f"{bodies}{self.outreach.sentence}"


STANCES_KNOWN = (
    Column("holder", "Who", lambda row: row.holder_name),
    Column("stance", "Stance", lambda row: row.words),
    Column("certainty", "How sure", lambda row: CERTAINTIES[row.certainty]),
    Column("on", "Since", lambda row: row.on, kind="date"),
    Column("conditions", "Their condition", lambda row: row.conditions),
    Column("kind", "How we know", lambda row: SOURCE_KINDS[row.source_kind].words),
    Column("source", "Source", lambda row: row.source),
    Column("url", "Link", lambda row: row.source_url),
    Column("by", "Recorded by", lambda row: row.recorded_by),
)


@pages.get("/issues/<issue_id>")
@allow(*EVERYONE)
def one_issue(issue_id: str) -> Response:
    """Where the six bodies and the chambers stand on it; as a sheet, every stance that was ever known."""
    shown = database().read(_page, issue_id, actor(), today())
    table = Table(STANCES_KNOWN, shown.trail, sort="", name="stances", noun="stance")
    return table_page("advocacy/issue.html", table, shown=shown, kinds=words_of(SOURCE_KINDS), ways=WAYS)


def _page(tx: "ManagedTransaction", issue_id: str, asking: Actor, now: date) -> IssuePage:
    when = Known.at(asking)
    found = issue(tx, issue_id, known=when.known, as_of=when.as_of)
    held = {holder: trail for (holder, _), trail in trails(tx, [issue_id], when, actor=asking).items()}
    newest = {holder: with_trail(trail) for holder, trail in held.items()}
    bodies = _bodies(tx, when.as_of)
    others = [stance for holder, stance in newest.items() if holder not in {body.id for body in bodies}]
    contacts, count = contacts_matching(tx, ContactFilter(issue=issue_id), actor=asking, limit=MOST_CONTACTS)
    told = outreach(tx, issue_id, actor=asking)
    counted = [issue_id, *(id_ for id_, _ in found.includes)]
    return IssuePage(
        issue=found,
        counted_as=issue(tx, found.merged_into, known=when.known, as_of=when.as_of) if found.merged_into else None,
        bodies=body_lines(bodies, held, now),
        chambers=tallies(told.members, newest),
        others=tuple(sorted(others, key=lambda s: (-s.value, s.holder_name))),
        who=standings(tx, [stance.holder_id for stance in others], today=when.as_of),
        trail=tuple(sorted((s for t in held.values() for s in t), key=lambda s: (s.on, s.recorded_at), reverse=True)),
        bills=tuple(bill for one in counted for bill in bills(tx, issue=one)),
        contacts=tuple(contacts),
        contact_count=count,
        outreach=told,
        steps=tuple(steps(rankings(tx, issue_id), found.first_wording)),
        history=tuple(history_of(tx, issue_id, actor=asking)),
    )


def _bodies(tx: "ManagedTransaction", as_of: str) -> tuple[Body, ...]:
    try:
        return council(tx, as_of=as_of).bodies
    except NotFound:
        return ()


def body_lines(bodies: Sequence[Body], held: Mapping[str, Sequence[Stance]], now: date) -> tuple[BodyLine, ...]:
    """A line per body, all on one scale of days: from the first stance of any of them to today."""
    dated = [first_day(stance.on) for body in bodies for stance in held.get(body.id, ())]
    first = min(dated, default=now)
    return tuple(
        BodyLine(body, with_trail(list(trail)) if trail else None, stance_line(_points(trail), first, now))
        for body in bodies
        for trail in [held.get(body.id, ())]
    )


def _points(trail: Sequence[Stance]) -> list[tuple[date, int, str]]:
    ordered = sorted(trail, key=lambda stance: (stance.on, stance.recorded_at))
    return [(first_day(s.on), s.value, f"{s.words.lower()} from {day(s.on)}") for s in ordered]


def tallies(members: Sequence[Reach], stances: Mapping[str, Stance]) -> tuple[Tally, ...]:
    """The chambers, upper first."""
    found = []
    for chamber in sorted({member.chamber for member in members}, reverse=True):
        sitting = [member for member in members if member.chamber == chamber]
        sides = [stances[member.person_id].side for member in sitting if member.person_id in stances]
        reached = sum(1 for member in sitting if member.last)
        found.append(Tally(chamber, len(sitting), sides.count(1), sides.count(0), sides.count(-1), reached))
    return tuple(found)


OUTREACH = (
    Column("name", "Member", lambda m: m.name, href=lambda m: address("person", m.person_id)),
    Column("seat", "Seat", lambda m: m.seat, href=lambda m: address("seat", m.post_id)),
    Column("committees", "Committees that matter", lambda m: ", ".join(m.committees), newest_first=True),
    Column("last", "Last heard from us about it", lambda m: m.last, kind="date", newest_first=True),
)


@pages.get("/issues/<issue_id>/outreach")
@allow(*EVERYONE)
def issue_outreach(issue_id: str) -> Response:
    """Every sitting member: who has heard from us about it, and who has not."""
    asking = actor()
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.today)
    told = database().read(outreach, issue_id, actor=asking)
    table = Table(OUTREACH, [*told.missing, *told.reached], sort="", name="outreach", noun="member")
    return table_page("advocacy/outreach.html", table, issue=found, says=told.sentence)
