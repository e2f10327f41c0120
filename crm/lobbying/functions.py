"""A single function: who was invited to an event, of those the section names, and how its cost is then reported.

The food and drink of one function is reported by its numbers, without names, where the entire legislature and all
statewide elected officials were individually invited, it begins and ends within one day, and all are offered the same
(§§ 5-8-9(8), 5-8-11(7)). What is on record of an event says who was invited; it does not say the rest.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.errors import NotFound
from crm.lobbying.lines import Function, Party
from crm.records.actor import Actor
from crm.records.permissions import require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SECTIONS = "§§ 5-8-9(8), 5-8-11(7)"
BY_NAME = "§§ 5-8-9(3), 5-8-11(3)"


@dataclass(frozen=True)
class Asked:
    """Officials of one sort on the day of an event: how many there are on record, and who was not asked by name."""

    there: int
    left_out: tuple[Party, ...] = ()

    @property
    def invited(self) -> int:
        return self.there - len(self.left_out)

    @property
    def all_invited(self) -> bool:
        """Whether there are any and each was invited by name."""
        return self.there > 0 and not self.left_out


@dataclass(frozen=True)
class Invitations:
    """Who was asked to an event by name, of the legislature and of the statewide officials of its day; `came` counts
    everybody who did, `officials` those of the two; `cents` is its cost, `expenses` those made from it."""

    legislature: Asked
    statewide: Asked
    one_day: bool
    came: int = 0
    officials: int = 0
    cents: int = 0
    expenses: tuple[Party, ...] = ()

    @property
    def matters(self) -> bool:
        """Whether a report may have to do with the event: an official was asked or came, or it cost something."""
        return bool(self.legislature.invited or self.statewide.invited or self.officials or self.cents)

    @property
    def function(self) -> Function | None:
        """What the record says of the four conditions, for an expense made of the event; None where the legislature was
        not invited whole. That all statewide officials were asked is not taken from the record: it may lack offices."""
        if not self.legislature.all_invited:
            return None
        return Function(
            legislature=True, one_day=self.one_day, attendance=self.came or None, officials=self.officials or None
        )

    @property
    def invited_words(self) -> str:
        """Who was invited, in a sentence."""
        whole = self.legislature
        if not whole.there:
            return "No members of the legislature are on record for its day."
        if whole.all_invited:
            return f"All {whole.there} members of the legislature on record were invited by name."
        if not whole.invited:
            return "No member of the legislature is on record as invited by name."
        return f"{whole.invited} of {whole.there} members of the legislature were invited by name."

    @property
    def reported_words(self) -> str:
        """How its cost is reported as the record stands, with the section."""
        by_name = f"Officials who had something of it are reported by name, each with a share ({BY_NAME})."
        if not self.legislature.all_invited:
            return by_name
        if not self.one_day:
            return f"It lasts more than one day, so it is no single function. {by_name}"
        return (
            "If every statewide elected official was invited too and food was offered equally to all, only its total "
            f"cost and how many came are reported, without names ({SECTIONS})."
        )


INVITED = """
MATCH (v:Event {id: $id}) WHERE v.deleted_at IS NULL
WITH v, left(v.start, 10) AS day
RETURN day, coalesce(v.last_day, day) AS last, coalesce(v.cost_cents, 0) AS cents,
  COLLECT { MATCH (post:Post)<-[h:HOLDS]-(p:Person)
    WHERE ((post.role = 'member' AND post.chamber IS NOT NULL) OR post.key CONTAINS '|executive|')
      AND post.deleted_at IS NULL AND p.deleted_at IS NULL
      AND coalesce(h.end_date, '9999') > day AND coalesce(h.start_date, '') <= day
    RETURN {id: p.id, name: p.name, statewide: post.chamber IS NULL,
      invited: EXISTS { (p)-[:INVITED_TO]->(v) }, came: EXISTS { (p)-[:ATTENDED]->(v) }}
    ORDER BY p.family_name, p.name, p.id LIMIT 1000 } AS officials,
  COUNT { (p:Person)-[:ATTENDED]->(v) WHERE p.deleted_at IS NULL } AS came,
  COLLECT { MATCH (e:Expense)-[:FROM]->(v) WHERE e.deleted_at IS NULL
    RETURN {id: e.id, name: e.label} ORDER BY e.on, e.id LIMIT 50 } AS expenses
"""


def invitations_to(tx: "ManagedTransaction", event_id: str, *, actor: Actor) -> Invitations:
    """Who was invited to an event and what that means for its report. Raises NotFound, NotAllowed."""
    require(actor, "see", "expense")
    row = tx.run(INVITED, id=event_id).single()
    if row is None:
        raise NotFound("There is no such event. It may have been deleted.")
    officials = {one["id"]: one for one in row["officials"]}
    return Invitations(
        legislature=_asked([one for one in officials.values() if not one["statewide"]]),
        statewide=_asked([one for one in officials.values() if one["statewide"]]),
        one_day=row["last"] == row["day"],
        came=row["came"],
        officials=sum(one["came"] for one in officials.values()),
        cents=row["cents"],
        expenses=tuple(Party(one["id"], one["name"]) for one in row["expenses"]),
    )


def _asked(officials: list[dict[str, str]]) -> Asked:
    return Asked(len(officials), tuple(Party(one["id"], one["name"]) for one in officials if not one["invited"]))
