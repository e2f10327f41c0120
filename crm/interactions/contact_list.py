"""Contacts in a list: those that fit a filter, newest first, and how many there are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.interactions.contacts import SHOWN, Interaction, interaction_of
from crm.office_time import end_of, first_day, last_day, start_of
from crm.records.actor import Actor
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LATEST = "~"  # sorts after every date and instant


Place = tuple[str, str]  # a contact's time and id, by which the list is ordered


def place_of(contact: Interaction) -> Place:
    """Where a contact stands in the list."""
    return contact.at, contact.id


@dataclass(frozen=True)
class ContactFilter:
    """Which contacts: with this person on either side, about this issue (or one counted as it) or bill, by this
    channel, from and until these days (stored dates, perhaps partial), logged by the one who asks. None leaves a
    thing open."""

    person: str | None = None
    issue: str | None = None
    channel: str | None = None
    since: str | None = None
    until: str | None = None
    logged_by_me: bool = False


# An instant is compared with the instants at which days begin and end in the office, a date with dates. A contact of
# a month or year counts from its first day: both texts are compared at the shorter one's length.
FITS = f"""
MATCH (i:Interaction)
WHERE i.at > '' AND i.deleted_at IS NULL AND {SEEN}
  AND CASE WHEN i.at ENDS WITH 'Z' THEN $first <= i.at AND i.at <= $last
    ELSE left($since, size(i.at)) <= i.at AND i.at <= $until END
  AND ($channel IS NULL OR i.channel = $channel)
  AND (NOT $mine OR i.recorded_by = $own_user)
  AND ($person IS NULL OR EXISTS {{ (i)<-[:TOOK_PART]-(:Person {{id: $person}}) }})
  AND ($issue IS NULL OR EXISTS {{ MATCH (i)-[:ABOUT]->()-[:MERGED_INTO*0..5]->(n) WHERE n.id = $issue }})
"""

ROWS = f"""{FITS}
  AND ($after IS NULL OR i.at < $after[0] OR (i.at = $after[0] AND i.id > $after[1]))
WITH i ORDER BY i.at DESC, i.id LIMIT $limit {SHOWN}"""
COUNT = f"{FITS} RETURN count(i) AS total"


def contacts_matching(
    tx: "ManagedTransaction", chosen: ContactFilter, *, actor: Actor, after: Place | None = None, limit: int = 50
) -> tuple[list[Interaction], int]:
    """The contacts that the actor may see and the filter lets through, newest first, from `after` the place of one
    that was shown last; and how many there are in all."""
    since = first_day(chosen.since).isoformat() if chosen.since else ""
    until = last_day(chosen.until).isoformat() if chosen.until else LATEST
    asked: dict[str, Any] = {
        "person": chosen.person,
        "issue": chosen.issue,
        "channel": chosen.channel,
        "since": since,
        "until": until,
        "first": start_of(since, actor.zone) if since else "",
        "last": end_of(until, actor.zone) if chosen.until else LATEST,
        "mine": chosen.logged_by_me,
        **actor.sight,
    }
    total = tx.run(COUNT, **asked).single(strict=True)["total"]
    rows = tx.run(ROWS, **asked, after=after, limit=limit)
    return [interaction_of(row, actor) for row in rows], total
