"""The first day: what a new office has to tell the product, what is there of it already, and the two long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.acts.joining import Newcomer, introduce
from crm.advocacy.issues.issues import ADOPTED, NewIssue, NewRanking, decide, issue, suggest_issue
from crm.errors import InvalidData
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders.holdings import hold

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_PRIORITIES = 9


@dataclass(frozen=True)
class FirstDayFacts:
    """What is there already: counts, and the association's name. `you` is who the account is, if anybody."""

    home_id: str | None
    association: str
    you: str | None
    seats: int
    holders: int
    committees: int
    districts: int
    superintendents: int
    council_seats: int
    council_holders: int
    priorities: int
    accounts: int


@dataclass(frozen=True)
class SeatHolder:
    """Somebody typed in as the holder of one council seat; without a name the seat is left as it is."""

    post_id: str
    body_id: str
    newcomer: Newcomer


FACTS = """
OPTIONAL MATCH (home:Organization {home: true}) WHERE home.deleted_at IS NULL
WITH head(collect(home)) AS home
OPTIONAL MATCH (you:Person {id: $you}) WHERE you.deleted_at IS NULL
RETURN home.id AS home_id, coalesce(home.name, '') AS association, you.name AS you,
  COUNT { (s:Post {role: 'member'}) WHERE s.deleted_at IS NULL } AS seats,
  COUNT { MATCH (s:Post {role: 'member'})<-[h:HOLDS]-(p:Person) WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL
    AND h.end_date IS NULL RETURN DISTINCT s } AS holders,
  COUNT { (c:Organization {classification: 'committee'}) WHERE c.deleted_at IS NULL } AS committees,
  COUNT { (d:Organization {classification: 'school_district'}) WHERE d.deleted_at IS NULL } AS districts,
  COUNT { MATCH (s:Post {role: 'superintendent'})<-[h:HOLDS]-(p:Person) WHERE s.deleted_at IS NULL
    AND p.deleted_at IS NULL AND h.end_date IS NULL RETURN DISTINCT p } AS superintendents,
  COUNT { (s:Post {role: 'council_seat'}) WHERE s.deleted_at IS NULL } AS council_seats,
  COUNT { MATCH (s:Post {role: 'council_seat'})<-[h:HOLDS]-(p:Person) WHERE s.deleted_at IS NULL
    AND p.deleted_at IS NULL AND h.end_date IS NULL RETURN DISTINCT s } AS council_holders,
  COUNT { (i:Issue) WHERE i.status = 'adopted' } AS priorities,
  COUNT { (u:User) WHERE u.deactivated_at IS NULL } AS accounts
"""


def first_day_facts(tx: "ManagedTransaction", *, actor: Actor) -> FirstDayFacts:
    """What there is of everything that the first day asks for."""
    return FirstDayFacts(**dict(tx.run(FACTS, you=actor.person_id or "").single(strict=True)))


@permitted("add", "holding")
def fill_council(tx: "ManagedTransaction", holders: Sequence[SeatHolder], *, by: Actor) -> int:
    """Seat those named, each a new person with an office in the body that the seat speaks for. Returns how many."""
    named = [one for one in holders if one.newcomer.existing or one.newcomer.name]
    for one in named:
        person_id = introduce(tx, one.newcomer, by=by)
        dates = {"start_date": one.newcomer.since, "end_date": None, "source": None}
        hold(tx, person_id, one.post_id, dates, by=by)
    return len(named)


@permitted("add", "issue")
def adopt_priorities(
    tx: "ManagedTransaction", new: Sequence[NewIssue], *, session_year: int, on: str, set_by: str, by: Actor
) -> int:
    """Record issues and adopt them as the priorities of a session year, ranked as they are listed. Returns how many.

    Raises InvalidData (field priorities) for none, or more than MOST_PRIORITIES.
    """
    if not 0 < len(new) <= MOST_PRIORITIES:
        raise InvalidData({"priorities": [f"Write from one to {MOST_PRIORITIES} priorities, one on each line."]})
    for rank, suggestion in enumerate(new, 1):
        issue_id = suggest_issue(tx, suggestion, by=by)
        version = issue(tx, issue_id, known=by.at, as_of=on).version
        decide(tx, issue_id, NewRanking(ADOPTED, on, set_by, rank, session_year), version, by=by)
    return len(new)
