"""The evidence of a plan as the graph holds it: read kind by kind, in one query each, into the rows that rules read.

A record's own day is the last that a partial date may mean; a start that is not known is `date.min`. A record is known
from the day it was recorded, or from the earlier day that a sheet of past records gives (`known_on`). Deleted records,
and what stands and falls with them, are not evidence.
"""

from typing import TYPE_CHECKING, Any

from crm.learning.questions import CHOICES
from crm.lobbying.terms import law
from crm.plan.evidence import Evidence
from crm.plan.evidence_terms import FILING_TYPES, LEGISLATOR
from crm.plan.gathering.advocacy import (
    CONTACTS,
    ISSUES,
    RATINGS,
    STANCES,
    contact_row,
    priority_rows,
    rank_rows,
    rating_row,
    stance_row,
)
from crm.plan.gathering.days import MOST, InOfficeDays
from crm.plan.gathering.events import DECISIONS, EVENTS, MESSAGES, event_row, invitations_rows, message_row
from crm.plan.gathering.lobbying import (
    EXPENSES,
    FILINGS,
    REGISTRATIONS,
    SESSIONS,
    expense_row,
    filing_row,
    registration_row,
    session_row,
)
from crm.plan.gathering.recipients import Everybody
from crm.plan.gathering.records import ASKED, LEARNED, LEARNED_RECORDS, WHENEVER, learned, on_their_events, with_topics
from crm.plan.gathering.stakeholders import (
    HOLDINGS,
    IN_GROUPS,
    MEMBERSHIPS,
    body,
    groups,
    memberships,
    placements,
    posts,
)
from crm.storage.collected import collected, together

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

__all__ = ["gather"]

BODIES = collected(
    """
MATCH (o:Organization) WHERE o.deleted_at IS NULL
RETURN o {.id, .name, .short_name, .classification, .home, .high_need, .start_date, .end_date, .known_on, .recorded_at,
  .end_known_on, .end_recorded_at} AS body LIMIT $most
""",
    "body",
)
# Whom a page of the plan may have to name: who ever held a post, and whom a small record or a registration names.
PEOPLE = collected(
    """
MATCH (p:Person) WHERE p.deleted_at IS NULL AND (
  EXISTS { (p)-[:HOLDS]->() } OR EXISTS { (p)<-[:REGISTERS]-() } OR EXISTS { (p)<-[:INVOLVES]-() }
)
RETURN p.id AS id, p.name AS name LIMIT $most
""",
    "id",
    "name",
)
HOME = "MATCH (o:Organization {home: true}) RETURN o.id AS id LIMIT 1"


# What is narrow, in one question: of two dozen, half the time went into asking.
NARROW = together(
    bodies=BODIES,
    people=PEOPLE,
    holdings=HOLDINGS,
    memberships=MEMBERSHIPS,
    in_groups=IN_GROUPS,
    decisions=DECISIONS,
    issues=ISSUES,
    stances=STANCES,
    ratings=RATINGS,
    contacts=CONTACTS,
    sessions=SESSIONS,
    registrations=REGISTRATIONS,
    filings=FILINGS,
    expenses=EXPENSES,
    asked=ASKED,
)


def gather(tx: "ManagedTransaction") -> Evidence:
    """Everything recorded that a plan may read. With no association set up, `own` is ""."""
    own = next((str(row["id"]) for row in tx.run(HOME)), "")
    reading = InOfficeDays(tx)
    found = reading.lists(NARROW, types=list(FILING_TYPES), shape=CHOICES, most=MOST)
    small = _small(tx, reading, found["asked"])
    found_events = list(reading.run(EVENTS, most=MOST))
    decisions = {row["event"]: row["decisions"] for row in found["decisions"]}
    events = tuple(event_row(row, decisions) for row in found_events)
    held, seats = posts(found["holdings"])
    legislators = {post.person for post in held if post.role == LEGISLATOR}
    districts, lists = memberships(found["memberships"])
    everybody = Everybody(held, districts)
    bodies = [row["body"] for row in found["bodies"]]
    return Evidence(
        own=own,
        bodies={stored["id"]: body(stored) for stored in bodies},
        people={row["id"]: row["name"] for row in found["people"]},
        issues={row["id"]: row["title"] for row in found["issues"]},
        posts=held,
        council_seats=seats,
        memberships=districts,
        groups=groups(found["in_groups"], bodies),
        events=events,
        invitations=tuple(one for row in found_events for one in invitations_rows(row, everybody)),
        communications=tuple(message_row(row, everybody) for row in reading.run(MESSAGES, most=MOST)),
        priorities=tuple(one for row in found["issues"] for one in priority_rows(row)),
        ranks=tuple(one for row in found["issues"] for one in rank_rows(row)),
        stances=tuple(map(stance_row, found["stances"])),
        tie_ratings=tuple(rating_row(row, legislators) for row in found["ratings"]),
        contacts=tuple(map(contact_row, found["contacts"])),
        sessions=tuple(map(session_row, found["sessions"])),
        registrations=tuple(map(registration_row, found["registrations"])),
        filings=tuple(map(filing_row, found["filings"])),
        expenses=tuple(map(expense_row, found["expenses"])),
        law=law(tx),
        **small
        | {
            "resa_lists": (*lists, *small["resa_lists"]),
            "presentations": on_their_events(small["presentations"], events),
        },
    )


def _small(tx: "ManagedTransaction", reading: InOfficeDays, asked: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """The small records, by the field of Evidence that holds them."""
    found = reading.lists(LEARNED_RECORDS, **WHENEVER)
    small = {name: learned(kind, make, found[name]) for name, (kind, make) in LEARNED.items()}
    small["placements"] = (*placements(tx), *small["placements"])
    small["surveys"] = with_topics(asked, small["surveys"])
    return small
