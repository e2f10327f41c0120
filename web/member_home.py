"""A member's own Home: whom their district faces, what is asked of them, what they promised, and what to say on the
priorities."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.asks.asks import OPEN, Ask, asks
from crm.census.cards import filled
from crm.census.invitations import for_person
from crm.errors import NotFound
from crm.interactions.contacts import Interaction, interactions_of
from crm.interactions.follow_ups import FollowUp, my_follow_ups
from crm.records.actor import Actor
from crm.relationships.delegation import FacedLegislator, delegation
from crm.vocabulary import Role
from web.words import plural

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LAST_CONTACTS = 3


@dataclass(frozen=True)
class OwnSheet:
    """The member's sheet of an open round of the census: how far it is, and its last day (ISO)."""

    answered: int
    counted: int
    closes_on: str


@dataclass(frozen=True)
class MemberHome:
    """What the page shows of a member's own."""

    legislators: tuple[FacedLegislator, ...]
    follow_ups: tuple[FollowUp, ...]
    priorities: tuple[Issue, ...]
    contacts: tuple[Interaction, ...]
    asked: tuple[Ask, ...]
    sheet: OwnSheet | None

    @property
    def line(self) -> str:
        """ "You face 6 legislators; you know 2 of them well. You have not said yet how well you know 3 of them." """
        sitting = [one for one in self.legislators if one.person_id]
        well = sum(one.is_known_well for one in sitting)
        knows = f"you know {well or 'none'} of them well" if well or self.unsaid < len(sitting) else ""
        faced = f"You face {plural(len(sitting), 'legislator')}{f'; {knows}' if knows else ''}."
        open_ = f" You have not said yet how well you know {self.unsaid} of them." if self.unsaid else ""
        return faced + open_

    @property
    def unsaid(self) -> int:
        """How many of the legislators the member has not said anything about."""
        return sum(one.person_id is not None and one.said is None for one in self.legislators)


def is_for(actor: Actor) -> bool:
    """Whether somebody's Home is their own page: a member who is a person of the graph."""
    return actor.role is Role.MEMBER and actor.person_id is not None


def member_home(tx: "ManagedTransaction", *, actor: Actor, today: str) -> MemberHome:
    """Everything in one transaction, so that the page agrees with itself."""
    me = actor.person_id or ""
    return MemberHome(
        legislators=tuple(delegation(tx, me, today=today, actor=actor)),
        follow_ups=tuple(my_follow_ups(tx, actor=actor)),
        priorities=tuple(priorities(issues(tx, known=actor.at, as_of=today))),
        contacts=tuple(interactions_of(tx, me, actor=actor, limit=LAST_CONTACTS)),
        asked=tuple(asks(tx, actor=actor, states=OPEN)),
        sheet=_own_sheet(tx, me, actor),
    )


def _own_sheet(tx: "ManagedTransaction", me: str, actor: Actor) -> OwnSheet | None:
    try:
        opened = for_person(tx, me, actor=actor)
    except NotFound:
        return None
    if not opened.is_open:
        return None
    sheet = filled(tx, opened, today=actor.today)
    return OwnSheet(sheet.answered, sheet.counted, opened.round.closes_on)
