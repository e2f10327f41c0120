"""The last contact with each body by a day: a logged contact with one of its people, or a council meeting to which it
sent somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.advocacy.council.consensus import Body
from crm.advocacy.stances.stances import Known
from crm.office_time import end_of
from crm.records.actor import Actor
from crm.records.visibility import SEEN, STOOD

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Touch:
    """The last contact with a body, on the day `at`; all None when there was none. One of `interaction_id` and
    `meeting_id` is set."""

    body: Body
    at: str | None = None
    channel: str | None = None
    person: str | None = None
    interaction_id: str | None = None
    meeting_id: str | None = None


LAST_CONTACTS = f"""
UNWIND $bodies AS body_id
MATCH (body:Organization {{id: body_id}})
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(post:Post)
WHERE (EXISTS {{ (post)-[:IN]->(body) }} OR EXISTS {{ (post)-[:SPEAKS_FOR]->(body) }})
  AND p.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $as_of) AND (h.end_date IS NULL OR h.end_date > $as_of)
OPTIONAL MATCH (m:Person)-[r:MEMBER_OF]->(body)
WHERE m.deleted_at IS NULL
  AND (r.start_date IS NULL OR r.start_date <= $as_of) AND (r.end_date IS NULL OR r.end_date > $as_of)
WITH body_id, collect(DISTINCT p) + collect(DISTINCT m) AS people
UNWIND people AS person
MATCH (person)-[:TOOK_PART {{part: 'theirs'}}]->(i:Interaction)
WHERE i.at <= CASE WHEN i.at ENDS WITH 'Z' THEN $until ELSE $as_of END AND {STOOD} AND {SEEN}
WITH body_id, person, i ORDER BY i.at DESC
RETURN body_id, head(collect({{at: i.at, channel: i.channel, person: person.name, interaction_id: i.id}})) AS last
"""

LAST_MEETINGS = """
MATCH (p:Person)-[r:ATTENDED]->(e:Event {kind: 'council', status: 'held'})
WHERE r.body IN $bodies AND left(e.start, size($as_of)) <= $as_of AND e.deleted_at IS NULL
WITH r.body AS body_id, p, e ORDER BY e.start DESC
RETURN body_id, head(collect({at: e.start, channel: 'meeting', person: p.name, meeting_id: e.id})) AS last
"""


def last_touches(tx: "ManagedTransaction", bodies: Sequence[Body], when: Known, *, actor: Actor) -> list[Touch]:
    """One per body, in the order given, from the contacts that the actor may see."""
    asked: dict[str, Any] = {
        "bodies": [body.id for body in bodies],
        "as_of": when.as_of,
        "until": end_of(when.as_of, actor.zone),
        "known": when.known,
    }
    found: dict[str, Mapping[str, Any]] = {}
    for row in [*tx.run(LAST_CONTACTS, **asked, **actor.sight), *tx.run(LAST_MEETINGS, **asked)]:
        last = {**row["last"], "at": actor.day_of(row["last"]["at"])}
        if row["body_id"] not in found or last["at"] > found[row["body_id"]]["at"]:
            found[row["body_id"]] = last
    return [Touch(body, **found.get(body.id, {})) for body in bodies]
