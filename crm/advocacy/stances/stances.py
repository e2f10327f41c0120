"""Positions: dated stances of a person or body on an issue or bill, each with its source. Only ever added to.

The current stance is the latest; the trail is kept. A stance recorded by mistake is retracted, not deleted, so
that a brief for a past day still shows what was believed then. A stance on an issue that was merged into another
counts on that one from the day of the merge. What rests on staff judgement is staff-only; public statements and votes
are shared. A stance from a contact is as visible as the contact, and goes with it when the contact is deleted.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, post_load, validate, validates_schema
from marshmallow import ValidationError as SchemaError

from crm.advocacy.stances.stance_words import Stance, with_trail
from crm.errors import InvalidData, NotFound
from crm.fields import Day
from crm.ids import new_id
from crm.office_time import day_of, end_of, last_day
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.records.visibility import SEEN
from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, STANCES

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PUBLIC_SOURCES = ("statement", "vote")
ONE_OF_FIVE = "Choose one of the five stances."
HOW_KNOWN = "Say how we know."


@dataclass(frozen=True)
class NewPosition:
    """A stance to record. `holder` is a person or organization, `subject` an issue or bill; `arose_from` is the
    interaction or roll call it comes from. `key` makes a second save of the same form one record."""

    holder: str
    subject: str
    stance: int
    certainty: str
    source_kind: str
    source: str
    on: str
    source_url: str | None = None
    conditions: str | None = None
    arose_from: str | None = None
    key: str = field(default_factory=new_id)
    id: str = field(default_factory=new_id)


class NewPositionSchema(Schema):
    """The shape of a stance as typed in a form or sent to the API; a stance without a source is refused."""

    holder = fields.String(required=True, error_messages={"required": "Choose whose stance it is."})
    subject = fields.String(required=True, error_messages={"required": "Choose the issue or bill."})
    stance = fields.Integer(
        required=True,
        validate=validate.OneOf(STANCES, error=ONE_OF_FIVE),
        error_messages={"required": ONE_OF_FIVE},
    )
    certainty = fields.String(load_default="likely", validate=validate.OneOf(CERTAINTIES))
    source_kind = fields.String(
        required=True,
        validate=validate.OneOf(SOURCE_KINDS, error=HOW_KNOWN),
        error_messages={"required": HOW_KNOWN},
    )
    source = fields.String(load_default="", validate=validate.Length(max=500))
    source_url = fields.Url(load_default=None, allow_none=True, schemes={"http", "https"})
    conditions = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))
    arose_from = fields.String(load_default=None, allow_none=True)
    on = Day(required=True, error_messages={"required": "Say since when."})
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @validates_schema
    def _has_a_source(self, data: Mapping[str, Any], **_: object) -> None:
        if data["source_kind"] == "statement" and not (data.get("source_url") or data.get("source", "").strip()):
            raise SchemaError("Give the link to the statement, or say where it was made.", "source")
        if data["source_kind"] == "judgement" and not data.get("source", "").strip():
            raise SchemaError("Say in a few words what this judgement rests on.", "source")
        if data["source_kind"] in ("interaction", "vote") and not data.get("arose_from"):
            raise SchemaError("Choose the contact or the roll call it comes from.", "arose_from")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewPosition:
        return NewPosition(**data)


TAKE = """
OPTIONAL MATCH (person:Person {id: $holder})
OPTIONAL MATCH (body:Organization {id: $holder})
OPTIONAL MATCH (issue:Issue {id: $subject})
OPTIONAL MATCH (bill:Bill {id: $subject})
WITH coalesce(person, body) AS holder, coalesce(issue, bill) AS subject
WHERE holder IS NOT NULL AND subject IS NOT NULL
MERGE (p:Position {key: $key})
ON CREATE SET p += $values, p._lock = $run
FOREACH (_ IN CASE p._lock WHEN $run THEN [1] ELSE [] END |
  MERGE (p)-[:HELD_BY]->(holder)
  MERGE (p)-[:ABOUT]->(subject))
RETURN p.id AS id, holder.name AS holder, coalesce(subject.title, subject.identifier) AS subject,
  p._lock = $run AS made, p.recorded_by AS recorded_by, p.made_from AS made_from, p.retracted_at AS gone
"""

ARISE = """
MATCH (p:Position {id: $id})
OPTIONAL MATCH (i:Interaction {id: $source})
OPTIONAL MATCH (v:VoteEvent {id: $source})
WITH p, coalesce(i, v) AS source WHERE source IS NOT NULL
MERGE (p)-[:FROM]->(source)
RETURN 1 AS done
"""

# A stance `p` and the contact `i` that it came from, if any: as visible as that contact, and gone with it.
SEEN_STANCE = f"""CASE WHEN i IS NULL THEN $sees_all OR p.recorded_by = $own_user OR p.visibility = 'shared'
  ELSE (i.deleted_at IS NULL OR i.deleted_at > $known) AND {SEEN} END"""

KNOWN_STANCE = """all(one IN merged WHERE one.at <= $known) AND p.on <= $as_of AND p.recorded_at <= $known
  AND (p.retracted_at IS NULL OR p.retracted_at > $known)"""

SHOWN_STANCE = """properties(p) AS position, holder.id AS holder, holder.name AS holder_name, subject.id AS subject,
  head([(p)-[:FROM]->(source) | source.id]) AS arose_from"""

TRAILS = f"""
UNWIND $subjects AS subject_id
OPTIONAL MATCH (issue:Issue {{id: subject_id}})
OPTIONAL MATCH (bill:Bill {{id: subject_id}})
WITH coalesce(issue, bill) AS subject WHERE subject IS NOT NULL
MATCH (subject)<-[merged:MERGED_INTO*0..5]-()<-[:ABOUT]-(p:Position)-[:HELD_BY]->(holder)
WHERE {KNOWN_STANCE} AND ($holders IS NULL OR holder.id IN $holders)
OPTIONAL MATCH (p)-[:FROM]->(i:Interaction)
WITH p, holder, subject, i WHERE {SEEN_STANCE}
RETURN {SHOWN_STANCE}
ORDER BY p.on DESC, p.recorded_at DESC LIMIT $limit
"""

OF_HOLDER = f"""
OPTIONAL MATCH (person:Person {{id: $holder}})
OPTIONAL MATCH (body:Organization {{id: $holder}})
WITH coalesce(person, body) AS holder WHERE holder IS NOT NULL
MATCH (holder)<-[:HELD_BY]-(p:Position)-[:ABOUT]->(stated)
MATCH (stated)-[merged:MERGED_INTO*0..5]->(subject)
WHERE {KNOWN_STANCE} AND NOT EXISTS {{ (subject)-[further:MERGED_INTO]->() WHERE further.at <= $known }}
OPTIONAL MATCH (p)-[:FROM]->(i:Interaction)
WITH p, holder, subject, i WHERE {SEEN_STANCE}
RETURN {SHOWN_STANCE}
ORDER BY p.on DESC, p.recorded_at DESC LIMIT 500
"""

FROM_CONTACT = f"""
MATCH (i:Interaction {{id: $contact}})<-[:FROM]-(p:Position)-[:HELD_BY]->(holder)
MATCH (p)-[:ABOUT]->(subject)
WHERE p.retracted_at IS NULL AND {SEEN}
RETURN {SHOWN_STANCE}
ORDER BY holder_name, p.recorded_at LIMIT 100
"""

RETRACT = """
MATCH (p:Position {id: $id})-[:HELD_BY]->(holder)
WHERE p.retracted_at IS NULL
SET p.retracted_at = $at
RETURN holder.name AS name, properties(p) AS before
"""

RESTORE = """
MATCH (p:Position {id: $id})-[:HELD_BY]->(holder)
WHERE p.retracted_at IS NOT NULL
REMOVE p.retracted_at
RETURN holder.name AS name, properties(p) AS after
"""


@permitted("add", "stance")
def record_stance(tx: "ManagedTransaction", new: NewPosition, *, by: Actor) -> str:
    """Record a stance and return its id. The same `new` sent twice makes one record.

    Raises InvalidData for a day in the future, or a holder, subject or source that does not exist, and SavedBefore when
    its key was used for something else.
    """
    if new.on > by.today:
        raise InvalidData({"on": ["A stance cannot be dated in the future."]})
    values = {
        "id": new.id,
        "stance": new.stance,
        "certainty": new.certainty,
        "source_kind": new.source_kind,
        "source": new.source,
        "source_url": new.source_url,
        "conditions": new.conditions,
        "on": new.on,
        "visibility": "shared" if new.source_kind in PUBLIC_SOURCES else "staff",
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "recorded_name": by.name,
    }
    values = {name: value for name, value in values.items() if value is not None}
    content = sent_again.content_of(new)
    values |= {"made_from": content}
    asked = {"run": str(uuid.uuid4()), "key": new.key, "holder": new.holder, "subject": new.subject, "values": values}
    row = tx.run(TAKE, asked).single()
    if row is None:
        raise InvalidData({"holder": ["Choose a person or body, and an issue or bill, from the lists."]})
    if not row["made"]:
        sent_again.check(row, content, by=by)
        return str(row["id"])
    if new.arose_from and tx.run(ARISE, id=new.id, source=new.arose_from).single() is None:
        raise InvalidData({"arose_from": ["The contact or roll call it comes from does not exist."]})
    name = f"{row['holder']} on {row['subject']}"
    record(tx, [Change("Position", new.id, name, "made", after=values)], by=by)
    return new.id


@permitted("delete", "stance")
def retract_stance(tx: "ManagedTransaction", position_id: str, *, by: Actor) -> None:
    """Take a stance back: it no longer counts from now on, and stays in briefs for the days when it was believed."""
    row = tx.run(RETRACT, id=position_id, at=by.at).single()
    if row is None:
        raise NotFound("There is no such stance, or it was taken back already.")
    record(tx, [Change("Position", position_id, row["name"], "taken back", before=row["before"])], by=by)


@permitted("delete", "stance")
def restore_stance(tx: "ManagedTransaction", position_id: str, *, by: Actor) -> None:
    """Undo `retract_stance`."""
    row = tx.run(RESTORE, id=position_id).single()
    if row is None:
        raise NotFound("There is no such stance that was taken back.")
    record(tx, [Change("Position", position_id, row["name"], "restored", after=row["after"])], by=by)


@dataclass(frozen=True)
class Known:
    """What is asked of the past: stances held by the day `as_of`, from what was recorded by the instant `known`."""

    as_of: str
    known: str
    zone: ZoneInfo

    def day_of(self, stored: str) -> str:
        """The day in the office of a stored instant; a date stays as it is."""
        return day_of(stored, self.zone)

    @classmethod
    def at(cls, actor: Actor, day: str | None = None) -> "Known":
        """As of now, or as known at the end of a past day (of a month or year: of its last day)."""
        last = last_day(day).isoformat() if day else actor.today
        if last < actor.today:
            return cls(last, end_of(last, actor.zone), actor.zone)
        return cls(actor.today, actor.at, actor.zone)


def trails(
    tx: "ManagedTransaction",
    subjects: list[str],
    when: Known,
    *,
    actor: Actor,
    holders: list[str] | None = None,
) -> dict[tuple[str, str], list[Stance]]:
    """Every visible stance on the subjects, newest first, by (holder id, subject id)."""
    found: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    asked: dict[str, Any] = {
        "subjects": subjects,
        "holders": holders,
        "as_of": when.as_of,
        "known": when.known,
        "limit": 50_000,
    }
    for row in tx.run(TRAILS, **asked, **actor.sight):
        found[row["holder"], row["subject"]].append(_stance(row))
    return dict(found)


def current_stances(
    tx: "ManagedTransaction",
    subjects: list[str],
    when: Known,
    *,
    actor: Actor,
    holders: list[str] | None = None,
) -> dict[tuple[str, str], Stance]:
    """The latest visible stance of each holder on each subject, with since when and what it was before."""
    return {key: with_trail(trail) for key, trail in trails(tx, subjects, when, actor=actor, holders=holders).items()}


def stances_of(tx: "ManagedTransaction", holder_id: str, when: Known, *, actor: Actor) -> dict[str, list[Stance]]:
    """Every visible stance of one person or body, by subject id, newest first."""
    found: dict[str, list[Stance]] = defaultdict(list)
    for row in tx.run(OF_HOLDER, holder=holder_id, as_of=when.as_of, known=when.known, **actor.sight):
        found[row["subject"]].append(_stance(row))
    return dict(found)


def stances_from(tx: "ManagedTransaction", contact_id: str, *, actor: Actor) -> list[Stance]:
    """The stances that a contact revealed, for those who may see the contact."""
    return [_stance(row) for row in tx.run(FROM_CONTACT, contact=contact_id, **actor.sight)]


def _stance(row: Mapping[str, Any]) -> Stance:
    stored = row["position"]
    return Stance(
        position_id=stored["id"],
        holder_id=row["holder"],
        holder_name=row["holder_name"],
        subject_id=row["subject"],
        value=stored["stance"],
        certainty=stored["certainty"],
        source_kind=stored["source_kind"],
        source=stored.get("source", ""),
        on=stored["on"],
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        source_url=stored.get("source_url"),
        conditions=stored.get("conditions"),
        arose_from=row["arose_from"],
    )
