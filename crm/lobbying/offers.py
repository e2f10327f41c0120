"""Contacts and events that cost something and are in no expense yet: offered as an expense, never assumed to be one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.events.event_kind import CANCELLED, KINDS
from crm.interactions.contacts import title_of
from crm.lobbying.contact_years import OF_YEAR, year_of
from crm.lobbying.due import Period
from crm.lobbying.lines import Party
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.permissions import require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_OFFERED = 200


@dataclass(frozen=True)
class Offer:
    """A contact or an event (`kind`, by its `id`) with a cost that no expense came from. `people` are those we met, of
    an event the members of the legislature who came; `ours` are our people, `others` counts who else came."""

    kind: str
    id: str
    on: str
    cents: int
    title: str
    summary: str = ""
    place: str = ""
    people: tuple[Party, ...] = ()
    ours: tuple[Party, ...] = ()
    others: int = 0

    @property
    def source(self) -> str:
        """The page of what cost something."""
        return f"/interactions/{self.id}" if self.kind == "contact" else f"/events/{self.id}"

    @property
    def address(self) -> str:
        """Where the form is filled in with it."""
        return f"/lobbying/expenses/new?{self.kind}={self.id}"


OF_CONTACT = """
  AND i.cost_cents > 0 AND i.deleted_at IS NULL
  AND NOT EXISTS { (i)<-[:FROM]-(e:Expense) WHERE e.deleted_at IS NULL }
WITH i ORDER BY i.at DESC, i.id LIMIT $limit
RETURN properties(i) AS stored,
  [(p:Person)-[took:TOOK_PART]->(i) | {id: p.id, name: p.name, part: took.part}] AS parts
"""

OF_EVENT = """
  AND v.cost_cents > 0 AND v.deleted_at IS NULL AND v.status <> $off AND left(v.start, 10) <= $today
  AND NOT EXISTS { (v)<-[:FROM]-(e:Expense) WHERE e.deleted_at IS NULL }
WITH v ORDER BY v.start DESC, v.id LIMIT $limit
RETURN properties(v) AS stored,
  COLLECT { MATCH (p:Person)-[:ATTENDED]->(v) WHERE p.deleted_at IS NULL
    AND EXISTS { (p)-[h:HOLDS]->(post:Post) WHERE post.role = 'member' AND post.chamber IS NOT NULL
      AND coalesce(h.start_date, '') <= left(v.start, 10) AND coalesce(h.end_date, '9999') > left(v.start, 10) }
    RETURN {id: p.id, name: p.name} ORDER BY p.name, p.id } AS officials,
  COUNT { (p:Person)-[:ATTENDED]->(v) WHERE p.deleted_at IS NULL } AS came
"""

CONTACTS = f"MATCH (i:Interaction) WHERE i.at > '' AND {OF_YEAR} {OF_CONTACT}"
CONTACT = f"MATCH (i:Interaction) WHERE i.id = $id {OF_CONTACT}"
EVENTS = f"MATCH (v:Event) WHERE left(v.start, 4) = $year {OF_EVENT}"
EVENT = f"MATCH (v:Event) WHERE v.id = $id {OF_EVENT}"


def offers(tx: "ManagedTransaction", year: int, *, actor: Actor) -> list[Offer]:
    """What cost something in a calendar year and is in no expense, the latest first. Raises NotAllowed."""
    require(actor, "see", "expense")
    contacts = contact_offers(tx.run(CONTACTS, **year_of(year, actor), limit=MOST_OFFERED), actor.day_of)
    rows = tx.run(EVENTS, year=str(year), off=CANCELLED, today=actor.today, limit=MOST_OFFERED)
    return sorted((*contacts, *event_offers(rows)), key=lambda offer: offer.on, reverse=True)[:MOST_OFFERED]


def offered_in(tx: "ManagedTransaction", period: Period, *, actor: Actor) -> list[Offer]:
    """What cost something in a report's period and is in no expense, the latest first. Raises NotAllowed."""
    years = range(period.last.year, period.first.year - 1, -1)
    return [offer for year in years for offer in offers(tx, year, actor=actor) if period.holds(offer.on)]


def offer_of(tx: "ManagedTransaction", kind: str, record_id: str, *, actor: Actor) -> Offer | None:
    """What one "contact" or "event" would fill in; None where it cost nothing, is still to come, or is in an expense.
    Raises NotAllowed."""
    require(actor, "see", "expense")
    if kind == "event":
        rows = tx.run(EVENT, id=record_id, off=CANCELLED, today=actor.today, limit=1)
        return next(iter(event_offers(rows)), None)
    return next(iter(contact_offers(tx.run(CONTACT, id=record_id, limit=1), actor.day_of)), None)


TWINS = """
MATCH (e:Expense {on: $on, cents: $cents}) WHERE e.deleted_at IS NULL AND NOT EXISTS { (e)-[:FROM]->() }
RETURN e.id AS id, e.label AS name ORDER BY e.id LIMIT 10
"""


def twins_of(tx: "ManagedTransaction", offer: Offer, *, actor: Actor) -> list[Party]:
    """Expenses of the same day and amount that came from nothing yet: perhaps the receipt is on record already. Raises
    NotAllowed."""
    require(actor, "see", "expense")
    return [Party(row["id"], row["name"]) for row in tx.run(TWINS, on=offer.on, cents=offer.cents)]


def contact_offers(rows: Iterable[Mapping[str, Any]], day_of: Callable[[str], str]) -> Iterable[Offer]:
    """An offer of each contact that has a cost; one without a cost, or whose cost is zero, makes none."""
    for row in rows:
        stored = row["stored"]
        if (stored.get("cost_cents") or 0) > 0:
            parts = sorted(row["parts"], key=lambda part: (part["name"], part["id"]))
            theirs, ours = (
                tuple(Party(p["id"], p["name"]) for p in parts if p["part"] == side) for side in ("theirs", "ours")
            )
            yield Offer(
                kind="contact",
                id=stored["id"],
                on=day_of(stored["at"]),
                cents=stored["cost_cents"],
                title=title_of(stored["channel"], [party.name for party in theirs]),
                summary=stored.get("summary", ""),
                people=theirs,
                ours=ours,
            )


def event_offers(rows: Iterable[Mapping[str, Any]]) -> Iterable[Offer]:
    """An offer of each event that has a cost."""
    for row in rows:
        stored = row["stored"]
        if (stored.get("cost_cents") or 0) > 0:
            officials = tuple(Party(one["id"], one["name"]) for one in row["officials"])
            yield Offer(
                kind="event",
                id=stored["id"],
                on=first_day(stored["start"]).isoformat(),
                cents=stored["cost_cents"],
                title=stored["name"],
                summary=KINDS.get(stored["kind"], stored["kind"]),
                place=stored.get("place", ""),
                people=officials,
                others=row["came"] - len(officials),
            )
