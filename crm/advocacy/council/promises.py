"""Promises between the association and the bodies, made at a meeting or with a contact.

They are follow-ups (see crm.interactions.followups, which owns finishing and reopening them); what is added here is
the body or issue they belong to, and what was open on a past day.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.advocacy.stances.stances import Known
from crm.errors import InvalidData
from crm.fields import Day
from crm.ids import new_id
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class NewPromise:
    """Who owes what to whom by when. `owes` and `owed_to` are ids of people or organizations;
    `meeting` and `issue` say where it arose and what it is about."""

    text: str
    owes: str
    owed_to: str
    due: str | None = None
    meeting: str | None = None
    issue: str | None = None
    id: str = field(default_factory=new_id)


class NewPromiseSchema(Schema):
    """The shape of a promise."""

    text = fields.String(
        required=True, error_messages={"required": "Say what is promised."}, validate=validate.Length(2, 500)
    )
    owes = fields.String(required=True, error_messages={"required": "Choose who promises."})
    owed_to = fields.String(required=True, error_messages={"required": "Choose to whom."})
    due = Day(load_default=None, allow_none=True)
    meeting = fields.String(load_default=None, allow_none=True)
    issue = fields.String(load_default=None, allow_none=True)
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewPromise:
        return NewPromise(id=data.pop("key"), **data)


@dataclass(frozen=True)
class Promise:
    """A promise as of a day. `by_us` says whether the association or one of its people owes it; it arose at a meeting
    or from a contact, where that is known."""

    id: str
    text: str
    owes: str
    owed_to: str
    due: str | None
    by_us: bool
    meeting_id: str | None
    recorded_at: str
    interaction_id: str | None = None
    done_on: str | None = None

    def overdue(self, day: str) -> bool:
        return self.due is not None and self.due < day


MAKE = """
OPTIONAL MATCH (op:Person {id: $owes})
OPTIONAL MATCH (oo:Organization {id: $owes})
OPTIONAL MATCH (tp:Person {id: $owed_to})
OPTIONAL MATCH (to:Organization {id: $owed_to})
WITH coalesce(op, oo) AS owes, coalesce(tp, to) AS owed WHERE owes IS NOT NULL AND owed IS NOT NULL
MERGE (f:FollowUp {id: $id})
ON CREATE SET f += $values, f._lock = $run
FOREACH (_ IN CASE f._lock WHEN $run THEN [1] ELSE [] END |
  MERGE (owes)-[:OWES]->(f)
  MERGE (f)-[:OWED_TO]->(owed))
RETURN owes.name AS owes, f._lock = $run AS made, f.recorded_by AS recorded_by, f.made_from AS made_from,
  f.deleted_at AS gone
"""

AROSE = "MATCH (f:FollowUp {id: $id}), (e:Event {id: $meeting}) MERGE (f)-[:FROM]->(e) RETURN 1 AS done"

CONCERNS = """
MATCH (f:FollowUp {id: $id})
OPTIONAL MATCH (issue:Issue {id: $issue})
OPTIONAL MATCH (bill:Bill {id: $issue})
WITH f, coalesce(issue, bill) AS subject WHERE subject IS NOT NULL
MERGE (f)-[:ABOUT]->(subject)
RETURN 1 AS done
"""

NOT_DONE = "9999"  # sorts after every instant

OF_PARTIES = """
UNWIND $parties AS party_id
OPTIONAL MATCH (person:Person {id: party_id})
OPTIONAL MATCH (body:Organization {id: party_id})
WITH coalesce(person, body) AS party WHERE party IS NOT NULL
MATCH (party)-[:OWES|OWED_TO]-(f:FollowUp)
WITH DISTINCT f
WHERE f.kind IN ['promise', 'task'] AND f.recorded_at <= $known AND f.deleted_at IS NULL
  AND (f.done_at IS NULL OR f.done_at > $done_after)
  AND NOT EXISTS { (f)-[:FROM]->(gone:Interaction) WHERE gone.deleted_at IS NOT NULL }
MATCH (owes)-[:OWES]->(f)-[:OWED_TO]->(owed)
WITH f, owes, owed ORDER BY owed.name
WITH f, owes, collect(coalesce(owed.short_name, owed.name)) AS owed_to
RETURN properties(f) AS promise, coalesce(owes.short_name, owes.name) AS owes, owes.id AS owes_id, owed_to,
  head([(f)-[:FROM]->(e:Event) | e.id]) AS meeting, head([(f)-[:FROM]->(i:Interaction) | i.id]) AS interaction
ORDER BY coalesce(f.due, '9999'), f.recorded_at LIMIT 200
"""


@permitted("add", "promise")
def make_promise(tx: "ManagedTransaction", new: NewPromise, *, by: Actor) -> str:
    """Record a promise and return its id; sent twice it is recorded once.

    Raises InvalidData for a party, meeting or issue not found, SavedBefore when its key was used for something else.
    """
    content = sent_again.content_of(new)
    values = {
        "text": new.text,
        "kind": "promise",
        "due": new.due,
        "version": 1,
        "made_from": content,
        "visibility": "staff",
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "recorded_name": by.name,
    }
    values = {name: value for name, value in values.items() if value is not None}
    row = tx.run(MAKE, id=new.id, owes=new.owes, owed_to=new.owed_to, values=values, run=str(uuid.uuid4())).single()
    if row is None:
        raise InvalidData({"owes": ["Choose who promises, and to whom, from the lists."]})
    if not row["made"]:
        sent_again.check(row, content, by=by)
        return new.id
    if new.meeting and tx.run(AROSE, id=new.id, meeting=new.meeting).single() is None:
        raise InvalidData({"meeting": ["There is no such meeting."]})
    if new.issue and tx.run(CONCERNS, id=new.id, issue=new.issue).single() is None:
        raise InvalidData({"issue": ["Choose an issue from the list."]})
    record(tx, [Change("FollowUp", new.id, f"{row['owes']}: {new.text}", "made", after=values)], by=by)
    return new.id


def open_promises(tx: "ManagedTransaction", parties: Sequence[str], when: Known) -> list[Promise]:
    """What the parties (ids of bodies and their people) owed and were owed, as far as it was open then."""
    rows = tx.run(OF_PARTIES, parties=list(parties), known=when.known, done_after=when.known)
    return [_promise(row, parties, when) for row in rows]


def kept_promises(tx: "ManagedTransaction", parties: Sequence[str], since: str, when: Known) -> list[Promise]:
    """What they owed and were owed that was done after the instant `since`, by then."""
    rows = tx.run(OF_PARTIES, parties=list(parties), known=when.known, done_after=since)
    return [_promise(row, parties, when) for row in rows if row["promise"].get("done_at", NOT_DONE) <= when.known]


def _promise(row: Mapping[str, Any], parties: Sequence[str], when: Known) -> Promise:
    stored = row["promise"]
    return Promise(
        id=stored["id"],
        text=stored["text"],
        owes=row["owes"],
        owed_to=" and ".join(row["owed_to"]),
        due=stored.get("due"),
        by_us=row["owes_id"] not in parties,
        meeting_id=row["meeting"],
        recorded_at=stored["recorded_at"],
        interaction_id=row["interaction"],
        done_on=when.day_of(stored["done_at"]) if "done_at" in stored else None,
    )
