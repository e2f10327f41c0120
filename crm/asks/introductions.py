"""Introductions: asks that go through somebody, credited to them. The one who introduces sees that they do, and nothing
of what is to be said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.asks.asks import State
from crm.records.actor import Actor
from crm.records.permissions import may

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Introduction:
    """Who was, or is to be, introduced to whom, by the `ask` of this id; `on` is the day of its last step, `by` who
    planned it."""

    ask: str
    who: str
    to: str
    state: State
    on: str
    by: str

    @property
    def says(self) -> str:
        """ "Introduce Bo Lee to Carl Dunn: done"."""
        return f"Introduce {self.who} to {self.to}: {self.state}"


THROUGH = """
MATCH (a:Ask)-[:THROUGH]->(:Person {id: $person})
MATCH (a)-[:GIVEN_TO]->(who:Person)
MATCH (a)-[:TO_REACH]->(to:Person)
RETURN a.id AS ask, who.name AS who, to.name AS to, a.state AS state, a.moved_on AS on,
  coalesce(a.recorded_name, '') AS by
ORDER BY on DESC, who, to LIMIT 500
"""


def introductions(tx: "ManagedTransaction", person_id: str, *, actor: Actor) -> list[Introduction]:
    """The introductions made through a person, for staff and themselves; nobody else gets any."""
    if not may(actor, "change", "ask", own=actor.person_id == person_id):
        return []
    rows = tx.run(THROUGH, person=person_id)
    return [Introduction(**{**dict(row), "state": State(row["state"])}) for row in rows]
