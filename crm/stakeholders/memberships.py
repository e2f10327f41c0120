"""Who belongs to which committee or other body, in which role, from when to when: dated MEMBER_OF relationships.

A member may be a person or a body (a school district in a RESA). One open membership per member, body and role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from crm.errors import Conflict, InvalidData, NotFound
from crm.fields import Day
from crm.office_time import first_day, last_day
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.stakeholders.holdings import span_in_words
from crm.stakeholders.spells import Spell, spell_key
from crm.stakeholders.standing import OFFICERS
from crm.storage.counters import STRUCTURE, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ROLES = (*OFFICERS, "member")


@dataclass(frozen=True)
class Membership:
    """One member in one body. `member_kind` is "Person" or "Organization"; no end date means still a member."""

    key: str
    member_kind: str
    member_id: str
    member_name: str
    body_id: str
    body_name: str
    role: str
    body_classification: str | None = None
    body_chamber: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    source: str | None = None
    as_of: str | None = None

    def is_current(self, today: str) -> bool:
        return (self.start_date or "") <= today < (self.end_date or "9999")

    @property
    def in_words(self) -> str:
        """The span, as "since Jan 2024"; "" when no date is known."""
        return span_in_words(self.start_date, self.end_date)


class MembershipSchema(Schema):
    """A membership as typed in a form or sent to the API."""

    member = fields.String(required=True, validate=validate.Length(min=1, error="Choose who belongs to it."))
    role = fields.String(load_default="member", validate=validate.Length(1, 60))
    start_date = Day(allow_none=True, load_default=None)
    end_date = Day(allow_none=True, load_default=None)


OF_BODY = """
MATCH (member:Person|Organization)-[m:MEMBER_OF]->(body:Organization {id: $id})
WHERE member.deleted_at IS NULL AND ($past OR coalesce(m.end_date, '9999') > $today)
RETURN properties(m) AS membership, member {.id, .name} AS member, labels(member)[0] AS kind,
  body {.id, .name, .classification, .chamber} AS body
ORDER BY coalesce(m.end_date, '9999') DESC, member.family_name, member.name, m.key LIMIT $limit
"""

OF_PERSON = """
MATCH (member:Person {id: $id})-[m:MEMBER_OF]->(body:Organization)
WHERE body.deleted_at IS NULL
RETURN properties(m) AS membership, member {.id, .name} AS member, labels(member)[0] AS kind,
  body {.id, .name, .classification, .chamber} AS body
ORDER BY coalesce(m.end_date, '9999') DESC, body.name, m.key LIMIT $limit
"""

OF_ORGANIZATION = """
MATCH (member:Organization {id: $id})-[m:MEMBER_OF]->(body:Organization)
WHERE body.deleted_at IS NULL
RETURN properties(m) AS membership, member {.id, .name} AS member, labels(member)[0] AS kind,
  body {.id, .name, .classification, .chamber} AS body
ORDER BY coalesce(m.end_date, '9999') DESC, body.name, m.key LIMIT $limit
"""

ONE = """
MATCH (member)-[m:MEMBER_OF {key: $key}]->(body:Organization)
RETURN properties(m) AS membership, member {.id, .name} AS member, labels(member)[0] AS kind,
  body {.id, .name, .classification, .chamber} AS body
"""

MAKE = """
MATCH (body:Organization {id: $body})
OPTIONAL MATCH (p:Person {id: $member}) WHERE p.deleted_at IS NULL
OPTIONAL MATCH (o:Organization {id: $member}) WHERE o.deleted_at IS NULL
WITH body, coalesce(p, o) AS member WHERE member IS NOT NULL
MERGE (member)-[m:MEMBER_OF {key: $key}]->(body)
ON CREATE SET m += $values
RETURN m.recorded_at = $at AS made
"""

SPELLS = """
MATCH (member {id: $member})-[m:MEMBER_OF]->(:Organization {id: $body})
WHERE (member:Person OR member:Organization) AND m.role = $role
RETURN m.key AS key, m.start_date AS start_date, m.end_date AS end_date LIMIT 200
"""

CHANGE = "MATCH ()-[m:MEMBER_OF {key: $key}]->(:Organization) SET m += $changes"


def members_of(
    tx: "ManagedTransaction", body_id: str, *, today: str, past: bool = False, limit: int = 1000
) -> list[Membership]:
    """The members of a body, officers first; with `past`, former ones too, after them."""
    found = [_membership(row) for row in tx.run(OF_BODY, id=body_id, today=today, past=past, limit=limit)]
    return sorted(found, key=lambda m: (not m.is_current(today), role_order(m.role)))


def memberships_of(tx: "ManagedTransaction", person_id: str, *, limit: int = 200) -> list[Membership]:
    """Every body a person belongs or belonged to, present ones first."""
    found = [_membership(row) for row in tx.run(OF_PERSON, id=person_id, limit=limit)]
    return sorted(found, key=lambda m: (m.end_date is not None, role_order(m.role)))


def bodies_of(tx: "ManagedTransaction", organization_id: str, *, limit: int = 200) -> list[Membership]:
    """Every body that an organization belongs or belonged to, present ones first."""
    return [_membership(row) for row in tx.run(OF_ORGANIZATION, id=organization_id, limit=limit)]


@permitted("add", "membership")
def add_membership(tx: "ManagedTransaction", body_id: str, values: Mapping[str, Any], *, by: Actor) -> str:
    """Record what MembershipSchema loaded and return the key; the same one sent twice is one. Raises InvalidData."""
    body = lifecycle.touch(tx, lifecycle.ORGANIZATION, body_id, lock=by.at)
    member, role, start, end = (values.get(name) for name in ("member", "role", "start_date", "end_date"))
    if member == body_id:
        raise InvalidData({"member": ["A body cannot belong to itself."]})
    if start and end and first_day(start) > last_day(end):
        raise InvalidData({"end_date": ["The end is before the start. Check both dates."]})
    spells = [Spell(**dict(row)) for row in tx.run(SPELLS, member=member, body=body_id, role=role)]
    key = spell_key(f"{member}|{body_id}|{role}|{start or ''}", start, end, spells)
    present = members_of(tx, body_id, today=by.today)
    if any(m.member_id == member and m.role == role and m.key != key for m in present) and not end:
        raise InvalidData({"member": [f"This one is already {role} of {body['name']}."]})
    kept = {n: v for n, v in (("role", role), ("start_date", start), ("end_date", end)) if v}
    stamp = {**kept, "recorded_at": by.at, "recorded_by": by.user_id, "source": f"Typed in by {by.name}"}
    row = tx.run(MAKE, body=body_id, member=member, key=key, values=stamp, at=by.at).single()
    if row is None:
        raise InvalidData({"member": ["Choose a person or a body from the list."]})
    if row["made"]:
        _after(tx, membership(tx, key), f"joined as {role}", after=kept, by=by)
    return key


@permitted("change", "membership")
def end_membership(tx: "ManagedTransaction", key: str, end_date: str, *, by: Actor) -> Membership:
    """End a membership on a day; imports will not reopen it. Raises Conflict when it has ended already."""
    lifecycle.touch(tx, lifecycle.ORGANIZATION, membership(tx, key).body_id, lock=by.at)
    found = membership(tx, key)
    if found.end_date and found.end_date <= by.today:
        raise Conflict(f"{found.member_name} already left {found.body_name}.")
    if found.start_date and first_day(found.start_date) > last_day(end_date):
        raise InvalidData({"end_date": ["The end is before the start. Check both dates."]})
    tx.run(CHANGE, key=key, changes={"end_date": end_date, "corrected": ["end_date"]}).consume()
    _after(tx, found, f"left as {found.role}", after={"end_date": end_date}, by=by)
    return found


def membership(tx: "ManagedTransaction", key: str) -> Membership:
    """One membership by its key. Raises NotFound."""
    row = tx.run(ONE, key=key).single()
    if row is None:
        raise NotFound("This membership is no longer there. Somebody may have removed it.")
    return _membership(row)


def role_order(role: str) -> int:
    """Officers before members."""
    return ROLES.index(role) if role in ROLES else len(OFFICERS)


def _after(tx: "ManagedTransaction", found: Membership, what: str, *, after: Mapping[str, Any], by: Actor) -> None:
    record(
        tx,
        [
            Change(found.member_kind, found.member_id, found.member_name, f"{what}: {found.body_name}", after=after),
            Change("Organization", found.body_id, found.body_name, f"{what}: {found.member_name}", after=after),
        ],
        by=by,
    )
    if found.member_kind == "Person":
        lifecycle.touch(tx, lifecycle.PERSON, found.member_id, lock=by.at)
        search_text.refresh(tx, today=by.today, person_ids=[found.member_id])
    bump(tx, STRUCTURE)


def _membership(row: Mapping[str, Any]) -> Membership:
    stored, member, body = row["membership"], row["member"], row["body"]
    return Membership(
        key=stored["key"],
        member_kind=row["kind"],
        member_id=member["id"],
        member_name=member["name"],
        body_id=body["id"],
        body_name=body["name"],
        role=stored["role"],
        body_classification=body["classification"],
        body_chamber=body["chamber"],
        **{name: stored.get(name) for name in ("start_date", "end_date", "source", "as_of")},
    )
