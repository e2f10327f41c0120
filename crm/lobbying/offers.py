"""Contacts and events that cost something and are in no expense yet: offered as an expense, never assumed to be one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.interactions.contacts import title_of
from crm.records.actor import Actor
from crm.records.permissions import require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_OFFERED = 200


@dataclass(frozen=True)
class Offer:
    """A contact with a cost that no expense came from. `people` are (id, name) of those we met."""

    contact: str
    on: str
    cents: int
    title: str
    summary: str
    people: tuple[tuple[str, str], ...]
    ours: tuple[tuple[str, str], ...]


WITH_A_COST = """
MATCH (i:Interaction)
WHERE i.at >= $first AND i.at <= $last AND i.cost_cents > 0 AND i.deleted_at IS NULL
  AND NOT EXISTS { (i)<-[:FROM]-(e:Expense) WHERE e.deleted_at IS NULL }
WITH i ORDER BY i.at DESC, i.id LIMIT $limit
RETURN properties(i) AS stored,
  [(p:Person)-[took:TOOK_PART]->(i) | {id: p.id, name: p.name, part: took.part}] AS parts
"""


def offers(tx: "ManagedTransaction", year: int, *, actor: Actor, limit: int = MOST_OFFERED) -> list[Offer]:
    """The contacts of a calendar year that cost something and are in no expense, the latest first. Raises
    NotAllowed."""
    require(actor, "see", "expense")
    rows = tx.run(WITH_A_COST, first=f"{year}-01-01", last=f"{year + 1}-01-01T99", limit=limit)
    return [offer for offer in offered(rows, actor.day_of) if offer.on.startswith(str(year))]


def offered(rows: Iterable[Mapping[str, Any]], day_of: Callable[[str], str]) -> Iterable[Offer]:
    """An offer of each contact that has a cost; one without a cost, or whose cost is zero, makes none."""
    for row in rows:
        stored = row["stored"]
        if (stored.get("cost_cents") or 0) > 0:
            parts = sorted(row["parts"], key=lambda part: (part["name"], part["id"]))
            sides = {
                side: tuple((p["id"], p["name"]) for p in parts if p["part"] == side) for side in ("theirs", "ours")
            }
            yield Offer(
                contact=stored["id"],
                on=day_of(stored["at"]),
                cents=stored["cost_cents"],
                title=title_of(stored["channel"], [name for _, name in sides["theirs"]]),
                summary=stored.get("summary", ""),
                people=sides["theirs"],
                ours=sides["ours"],
            )
