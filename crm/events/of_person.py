"""The events of one person: where they were, and where they were asked to come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.events.event_kind import CANCELLED, KINDS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CAME, INVITED, LED = "came", "invited", "led"


@dataclass(frozen=True)
class EventOfPerson:
    """An event and what somebody had to do with it: `part` is came, invited or led, the first of these that holds.
    `start` is its day; `body` is for whom they came, `reply` what they said to an invitation ("" where unknown)."""

    id: str
    name: str
    kind: str
    start: str
    status: str
    part: str
    body: str
    reply: str

    @property
    def in_words(self) -> str:
        """ "Came to October RESA call for Delta RESA", "Invited to Fall conference, said yes; cancelled"."""
        if self.part == CAME:
            said = f"Came to {self.name}{f' for {self.body}' if self.body else ''}"
        elif self.part == INVITED:
            said = f"Invited to {self.name}{f', said {self.reply}' if self.reply else ''}"
        else:
            said = f"Led {self.name}"
        return f"{said}; {CANCELLED}" if self.status == CANCELLED else said

    @property
    def kind_in_words(self) -> str:
        return KINDS.get(self.kind, self.kind)


OF_PERSON = """
MATCH (p:Person {id: $person})
CALL (p) {
  MATCH (p)-[r:ATTENDED]->(e:Event) RETURN e, 0 AS place, r.body AS body, null AS reply
  UNION ALL
  MATCH (p)-[r:INVITED_TO]->(e:Event) RETURN e, 1 AS place, null AS body, r.reply AS reply
  UNION ALL
  MATCH (p)<-[:INVOLVES {part: 'facilitator'}]-(e:Event) RETURN e, 2 AS place, null AS body, null AS reply
}
WITH e, place, body, reply ORDER BY place
WITH e, head(collect({place: place, body: body, reply: reply})) AS tie WHERE e.deleted_at IS NULL
OPTIONAL MATCH (o:Organization {id: tie.body})
RETURN e.id AS id, e.name AS name, e.kind AS kind, e.start AS start, e.status AS status,
  ['came', 'invited', 'led'][tie.place] AS part, coalesce(o.short_name, o.name, '') AS body,
  coalesce(tie.reply, '') AS reply
ORDER BY start DESC, id LIMIT $limit
"""


def events_of_person(tx: "ManagedTransaction", person_id: str, *, limit: int = 500) -> list[EventOfPerson]:
    """Theirs, the latest first. Whether who asks may know of them is for the caller to say."""
    return [EventOfPerson(**row) for row in tx.run(OF_PERSON, person=person_id, limit=limit)]
