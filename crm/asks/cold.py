"""Ties going cold: whom nobody of ours has talked with for longer than their rhythm says.

The clock starts at the last contact in which both sides talked, whoever of ours logged or had it, and such a contact
starts it anew. Who leads (presides, or leads a committee on schools or money) is to be talked with most often, members
of those committees next, all other members of a chamber least; how often is set in rules.py. A person can be snoozed
until a day, with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm.asks.rules import AskRules, ask_rules
from crm.census.sheet import SCHOOLS_AND_MONEY
from crm.errors import InvalidData, NotFound
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted, require
from crm.relationships.citations import Named
from crm.storage.collected import collected, rows_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LEADERS, COMMITTEES, OTHERS = "leaders", "committees", "others"
GROUPS = {LEADERS: "Leaders", COMMITTEES: "Committees on schools and money", OTHERS: "All other members"}
LONGEST_SNOOZE = timedelta(days=365)


@dataclass(frozen=True)
class Cold:
    """Somebody whom nobody talked with for too long. `last` is the day (ISO) of the last talk with `who` of ours, None
    where none is logged; `days` how long ago; `every` the rhythm in days."""

    person: Named
    seat_id: str
    seat: str
    group: str
    every: int
    last: str | None
    days: int | None
    who: str

    @property
    def over(self) -> int:
        """How many days too late; who was never talked with comes after everybody who was."""
        return -1 if self.days is None else self.days - self.every


@dataclass(frozen=True)
class Snoozed:
    """Somebody who is left off the list until a day (ISO), and why."""

    person: Named
    until: str
    reason: str


MEMBERS = collected(
    """
MATCH (p:Person)-[h:HOLDS]->(post:Post {role: 'member'})
WHERE post.chamber IS NOT NULL AND post.deleted_at IS NULL AND p.deleted_at IS NULL
  AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
  AND coalesce(p.snoozed_until, '') <= $today
WITH p, head(collect(post)) AS post
RETURN p.id AS id, p.name AS name, post.id AS seat_id, post.label AS seat, coalesce(post.title, '') AS title,
  [(p)-[m:MEMBER_OF]->(o:Organization {classification: 'committee'})
    WHERE o.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
      AND any(word IN $words WHERE toLower(o.name) CONTAINS word) | coalesce(m.role, 'member')] AS roles
ORDER BY name, id LIMIT 2000
""",
    "id",
    "name",
    "seat_id",
    "seat",
    "title",
    "roles",
)

LAST_TALKS = collected(
    """
UNWIND $people AS id
MATCH (:Person {id: id})-[:TOOK_PART {part: 'theirs'}]->(i:Interaction {direction: 'two_way'})
WHERE i.deleted_at IS NULL AND i.at <= $until AND EXISTS { (i)<-[:TOOK_PART {part: 'ours'}]-(:Person) }
WITH id, max([i.at, i.id]) AS last
MATCH (:Interaction {id: last[1]})<-[:TOOK_PART {part: 'ours'}]-(ours:Person)
RETURN id, last[0] AS at, max(ours.name) AS who
""",
    "id",
    "at",
    "who",
)

SNOOZE = """
MATCH (p:Person {id: $id}) WHERE p.deleted_at IS NULL
SET p.snoozed_until = $until, p.snooze_reason = $reason
RETURN p.name AS name
"""


SNOOZED = """
MATCH (p:Person)
WHERE p.snoozed_until > $today AND p.deleted_at IS NULL
RETURN p.id AS id, p.name AS name, p.snoozed_until AS until, coalesce(p.snooze_reason, '') AS reason
ORDER BY until, name LIMIT 500
"""


def going_cold(tx: "ManagedTransaction", *, actor: Actor, limit: int = 2000) -> list[Cold]:
    """Whom to talk with again, the latest first. Raises NotAllowed for others than staff."""
    require(actor, "see", "ask")
    today = first_day(actor.today)
    members = rows_of(tx, MEMBERS, today=today.isoformat(), words=list(SCHOOLS_AND_MONEY))
    people = [one["id"] for one in members]
    talks = {row["id"]: row for row in rows_of(tx, LAST_TALKS, people=people, until=actor.at)}
    rules = ask_rules(tx)
    found = [_cold(member, talks.get(member["id"]), rules, actor) for member in members]
    late = [one for one in found if one.days is None or one.days > one.every]
    return sorted(late, key=lambda one: (-one.over, list(GROUPS).index(one.group), one.person.name))[:limit]


def snoozed(tx: "ManagedTransaction", *, actor: Actor) -> list[Snoozed]:
    """Who is left off the list now, by the day it ends. Raises NotAllowed for others than staff."""
    require(actor, "see", "ask")
    return [
        Snoozed(Named(row["id"], row["name"]), row["until"], row["reason"])
        for row in tx.run(SNOOZED, today=actor.today)
    ]


@permitted("change", "ask rules")
def snooze(tx: "ManagedTransaction", person_id: str, until: str | None, *, reason: str = "", by: Actor) -> str:
    """Leave somebody off the list until a day (ISO; None: no longer), and return their name. Raises InvalidData for a
    day in the past or too far off or without a reason, NotFound."""
    today = first_day(by.today)
    errors: dict[str, list[str]] = {}
    if until is not None and not today < first_day(until) <= today + LONGEST_SNOOZE:
        errors["until"] = ["Write a day within the coming year."]
    if until is not None and not 1 <= len(reason.strip()) <= 300:
        errors["reason"] = ["Say why, in at most 300 letters."]
    if errors:
        raise InvalidData(errors)
    row = tx.run(SNOOZE, id=person_id, until=until, reason=reason.strip() or None).single()
    if row is None:
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    after = {"snoozed_until": until, "reason": reason.strip()}
    record(tx, [Change("Person", person_id, row["name"], "snoozed", before={}, after=after)], by=by)
    return str(row["name"])


def _cold(member: Mapping[str, Any], talk: Mapping[str, Any] | None, rules: AskRules, actor: Actor) -> Cold:
    group = _group(member)
    today = first_day(actor.today)
    last = first_day(actor.day_of(talk["at"])) if talk else None
    return Cold(
        person=Named(member["id"], member["name"]),
        seat_id=member["seat_id"],
        seat=member["seat"],
        group=group,
        every=rules.rhythm(group),
        last=last.isoformat() if last else None,
        days=(today - last).days if last else None,
        who=talk["who"] if talk else "",
    )


def _group(member: Mapping[str, Any]) -> str:
    presides = member["title"].casefold().startswith(("speaker", "president"))
    if presides or any(role != "member" for role in member["roles"]):
        return LEADERS
    return COMMITTEES if member["roles"] else OTHERS
