"""Rounds of the census: opened by staff for a group, until a day; who is invited; closed, and opened again.

A round asks everybody of its group once. Two open rounds never ask the same person: which of two answers counted would
be chance. Who never wants to be asked for anything is left out.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, post_load, validate

from crm.errors import Conflict, InvalidData, NotFound, Stale
from crm.fields import Day
from crm.ids import new_id
from crm.mail.letters import UNASKED, postpone_last_day, withdraw_waiting
from crm.office_time import day_of, first_day, in_words, last_day
from crm.records.actor import Actor
from crm.records.history import LEDGER, Change, record
from crm.records.permissions import permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SUPERINTENDENTS, REGION, NEW = "superintendents", "resa", "new"
GROUPS = {SUPERINTENDENTS: "All superintendents", REGION: "The superintendents of one RESA", NEW: "New superintendents"}
NEW_FOR = timedelta(days=365)
LONGEST = timedelta(days=180)
GUARD_ID = "census"


@dataclass(frozen=True)
class NewRound:
    """A round to open: `group` is a key of GROUPS, `region` the id of a RESA for that group, `closes_on` the last day
    of answers (ISO), `message` what the page says first."""

    title: str
    group: str
    closes_on: str
    message: str = ""
    region: str | None = None
    id: str = ""


class NewRoundSchema(Schema):
    """What staff type to open a round. Loads to `NewRound`."""

    id = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    title = fields.String(
        required=True,
        validate=validate.Length(3, 80, error="Give the round a name of 3 to 80 letters."),
        error_messages={"required": "Give the round a name, such as Fall 2026."},
    )
    group = fields.String(required=True, validate=validate.OneOf(tuple(GROUPS), error="Choose who is asked."))
    region = fields.String(load_default=None, allow_none=True)
    closes_on = Day(required=True, error_messages={"required": "Write the last day for answers."})
    message = fields.String(load_default="", validate=validate.Length(max=1000, error="Keep this to 1,000 letters."))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewRound:
        return NewRound(**data)


@dataclass(frozen=True)
class Round:
    """A round as it stands: days are ISO; `invited` and `answered` are numbers of people."""

    id: str
    title: str
    group: str
    region_name: str | None
    message: str
    opened_at: str
    closes_on: str
    closed_at: str | None
    version: int
    invited: int
    answered: int

    def is_open(self, today: str) -> bool:
        """Whether answers are taken on this day of the office (an ISO date): through the whole of the last one."""
        return self.closed_at is None and today <= self.closes_on

    @property
    def whom(self) -> str:
        return f"Superintendents of {self.region_name}" if self.region_name else GROUPS[self.group]

    def ended_on(self, zone: ZoneInfo) -> str:
        """The last day, in the office's zone, on which it took answers (an ISO date)."""
        closed = day_of(self.closed_at, zone) if self.closed_at else self.closes_on
        return min(closed, self.closes_on)


GUARD = "MERGE (g:Guard {id: $id}) SET g._lock = $lock"

ROUND = """
MATCH (r:CensusRound)
WHERE $id IS NULL OR r.id = $id
WITH r ORDER BY r.opened_at DESC, r.id LIMIT 200
RETURN r {.id, .title, .group, .region_name, .message, .opened_at, .closes_on, .closed_at, .version,
  invited: COUNT { (r)<-[:ASKED_IN]-(:CensusInvitation) },
  answered: COUNT { (r)<-[:ASKED_IN]-(i:CensusInvitation) WHERE i.answered_at IS NOT NULL }} AS round
"""

GROUP = """
MATCH (p:Person)-[h:HOLDS]->(post:Post {role: 'superintendent'})-[:IN]->(o:Organization)
WHERE post.deleted_at IS NULL AND p.deleted_at IS NULL AND o.deleted_at IS NULL
  AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
  AND ($since IS NULL OR h.start_date >= $since)
  AND ($region IS NULL OR EXISTS { (o)-[m:MEMBER_OF]->(:Organization {id: $region})
    WHERE coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today })
RETURN DISTINCT p.id AS id, p.name AS name, coalesce(p.opted_out, false) AS opted_out ORDER BY name, id LIMIT 5000
"""

REGION_NAME = """
MATCH (o:Organization {id: $id, classification: 'resa'}) WHERE o.deleted_at IS NULL
RETURN coalesce(o.short_name, o.name) AS name
"""

OPEN_FOR_OTHERS = """
MATCH (r:CensusRound)<-[:ASKED_IN]-(:CensusInvitation)-[:INVITES]->(p:Person)
WHERE r.closed_at IS NULL AND r.closes_on >= $today AND r.id <> $id AND p.id IN $people
RETURN r.title AS title, r.closes_on AS closes_on, count(DISTINCT p) AS people ORDER BY people DESC LIMIT 1
"""

MAKE = "MERGE (r:CensusRound {id: $id}) ON CREATE SET r += $values RETURN r.recorded_at = $at AS made, r.title AS title"

INVITE = """
MATCH (r:CensusRound {id: $round})
UNWIND $rows AS row
MATCH (p:Person {id: row.person})
MERGE (i:CensusInvitation {key: row.key})
ON CREATE SET i.id = row.id, i.recorded_at = $at
MERGE (i)-[:ASKED_IN]->(r)
MERGE (i)-[:INVITES]->(p)
"""

CHANGE = """
MATCH (r:CensusRound {id: $id}) SET r._lock = $lock
WITH r WHERE r.version = $version
SET r += $changes, r.version = r.version + 1
RETURN r.id AS id
"""


INVITED = """
MATCH (:CensusRound {id: $id})<-[:ASKED_IN]-(:CensusInvitation)-[:INVITES]->(p:Person) RETURN p.id AS id LIMIT 5000
"""


def invitation_key(round_id: str, person: str) -> str:
    """What is unique about an invitation."""
    return f"{round_id}|{person}"


@permitted("add", "census round")
def open_round(tx: "ManagedTransaction", new: NewRound, *, by: Actor) -> str:
    """Open a round and invite its group; returns the round's id. The same `new` twice opens one.

    Raises NotAllowed for members and viewers, InvalidData (an impossible day, an unknown RESA, an empty group), and
    Conflict while another open round asks some of the same people.
    """
    tx.run(GUARD, id=GUARD_ID, lock=str(uuid.uuid4())).consume()
    today = first_day(by.today)
    closes_on = _checked_last_day(new.closes_on, today)
    region_name = _region_name(tx, new)
    people = [one for one in _group(tx, new, today) if not one["opted_out"]]
    if not people:
        raise InvalidData({"group": ["Nobody is in this group now, so there is nobody to ask. Choose another."]})
    ids = [one["id"] for one in people]
    _refuse_overlap(tx, new.id, ids, by)
    values = {
        "id": new.id, "title": new.title.strip(), "group": new.group, "region_id": new.region,
        "region_name": region_name, "message": new.message.strip(), "closes_on": closes_on, "version": 1,
        "opened_at": by.at, "recorded_at": by.at, "recorded_by": by.user_id, "recorded_name": by.name,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if value is not None}
    made = tx.run(MAKE, id=new.id, values=kept, at=by.at).single(strict=True)
    if not made["made"]:
        if made["title"] != kept["title"]:
            raise Conflict("A round was opened from this form before. Open the form again for another.")
        return new.id
    tx.run(INVITE, round=new.id, rows=[_invitation(new.id, one) for one in ids], at=by.at).consume()
    record(tx, [Change("CensusRound", new.id, new.title, "opened", after={**kept, "invited": len(ids)})], by=by)
    return new.id


def rounds(tx: "ManagedTransaction", *, actor: Actor) -> list[Round]:
    """Every round, the latest first. Raises NotAllowed: only staff see rounds."""
    require(actor, "see", "census round")
    return [Round(**row["round"]) for row in tx.run(ROUND, id=None)]


def round_of(tx: "ManagedTransaction", round_id: str) -> Round:
    """One round, whoever asks: what may be shown of it is the caller's to decide. Raises NotFound."""
    row = tx.run(ROUND, id=round_id).single()
    if row is None:
        raise NotFound("There is no such round.")
    return Round(**row["round"])


@permitted("change", "census round")
def close_round(tx: "ManagedTransaction", round_id: str, *, version: int, by: Actor) -> None:
    """Take no more answers from now on. Closed twice is closed once. Raises NotFound, NotAllowed, Conflict."""
    found = round_of(tx, round_id)
    if found.closed_at is None:
        changes = {"closed_at": by.at, "closes_on": found.closes_on}
        _change(tx, found, changes, "closed", version=version, by=by)
        withdraw_waiting(tx, UNASKED, "The round is closed.", at=by.at, batch=round_id)


@permitted("change", "census round")
def extend_round(tx: "ManagedTransaction", round_id: str, closes_on: str, *, version: int, by: Actor) -> None:
    """Take answers until another day; a closed round opens again.

    Raises NotFound, NotAllowed, InvalidData, and Conflict when somebody changed the round meanwhile or another open
    round asks some of the same people.
    """
    tx.run(GUARD, id=GUARD_ID, lock=str(uuid.uuid4())).consume()
    found = round_of(tx, round_id)
    until = _checked_last_day(closes_on, first_day(by.today))
    people = [row["id"] for row in tx.run(INVITED, id=round_id)]
    _refuse_overlap(tx, round_id, people, by)
    _change(tx, found, {"closed_at": None, "closes_on": until}, "open until another day", version=version, by=by)
    postpone_last_day(tx, round_id, until)


def _change(
    tx: "ManagedTransaction", found: Round, changes: Mapping[str, Any], action: str, *, version: int, by: Actor
) -> None:
    if tx.run(CHANGE, id=found.id, version=version, lock=str(uuid.uuid4()), changes=changes).single() is None:
        raise Stale("Somebody else changed this round meanwhile. Look at it again, then save.")
    before = {"closed_at": found.closed_at, "closes_on": found.closes_on}
    record(tx, [Change("CensusRound", found.id, found.title, action, before=before, after=changes)], by=by)


def _refuse_overlap(tx: "ManagedTransaction", round_id: str, people: Sequence[str], by: Actor) -> None:
    today = by.today
    other = tx.run(OPEN_FOR_OTHERS, id=round_id, people=list(people), today=today).single()
    if other is not None:
        raise Conflict(
            f"“{other['title']}” is open until {in_words(other['closes_on'])} and asks {other['people']} of the same "
            "people. Close it first, or choose a group that it does not ask."
        )


def _checked_last_day(typed: str, today: date) -> str:
    day = last_day(typed)
    if day < today:
        raise InvalidData({"closes_on": ["This day has passed. Write a later one."]})
    if day > today + LONGEST:
        raise InvalidData({"closes_on": [f"Links live for at most {LONGEST.days} days. Write an earlier day."]})
    return day.isoformat()


def _region_name(tx: "ManagedTransaction", new: NewRound) -> str | None:
    if new.group != REGION:
        return None
    row = tx.run(REGION_NAME, id=new.region or "").single()
    if row is None:
        raise InvalidData({"region": ["Choose a RESA from the list."]})
    return str(row["name"])


def _group(tx: "ManagedTransaction", new: NewRound, today: date) -> Sequence[Mapping[str, Any]]:
    since = (today - NEW_FOR).isoformat() if new.group == NEW else None
    region = new.region if new.group == REGION else None
    return [dict(row) for row in tx.run(GROUP, today=today.isoformat(), since=since, region=region)]


def _invitation(round_id: str, person: str) -> dict[str, str]:
    key = invitation_key(round_id, person)
    return {"id": str(uuid.uuid5(LEDGER, f"census|{key}")), "key": key, "person": person}
