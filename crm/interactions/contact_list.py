"""Contacts in a list: those that fit a filter, newest first, and how many there are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.interactions.contacts import SHOWN, Interaction, interaction_of
from crm.office_time import first_day, last_day
from crm.records.actor import Actor
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


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


# A contact of a month or year counts from its first day: both texts are compared at the shorter one's length.
FITS = f"""
MATCH (i:Interaction)
WHERE i.at > '' AND i.deleted_at IS NULL AND {SEEN}
  AND i.at >= left($since, size(i.at)) AND i.at <= $until
  AND ($channel IS NULL OR i.channel = $channel)
  AND (NOT $mine OR i.recorded_by = $own_user)
  AND ($person IS NULL OR EXISTS {{ (i)<-[:TOOK_PART]-(:Person {{id: $person}}) }})
  AND ($issue IS NULL OR EXISTS {{ MATCH (i)-[:ABOUT]->()-[:MERGED_INTO*0..5]->(n) WHERE n.id = $issue }})
"""

ROWS = f"{FITS} WITH i ORDER BY i.at DESC, i.id SKIP $skip LIMIT $limit {SHOWN}"
COUNT = f"{FITS} RETURN count(i) AS total"


def contacts_matching(
    tx: "ManagedTransaction", chosen: ContactFilter, *, actor: Actor, skip: int = 0, limit: int = 50
) -> tuple[list[Interaction], int]:
    """The contacts that the actor may see and the filter lets through, newest first; and how many there are in all."""
    asked: dict[str, Any] = {
        "person": chosen.person,
        "issue": chosen.issue,
        "channel": chosen.channel,
        "since": first_day(chosen.since).isoformat() if chosen.since else "",
        # "~" sorts after every time of that day.
        "until": f"{last_day(chosen.until).isoformat()}~" if chosen.until else "~",
        "mine": chosen.logged_by_me,
        **actor.sight,
    }
    total = tx.run(COUNT, **asked).single(strict=True)["total"]
    rows = tx.run(ROWS, **asked, skip=skip, limit=limit)
    return [interaction_of(row, actor) for row in rows], total
