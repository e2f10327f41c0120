"""Registrations of lobbyists and their client: for a calendar year each, from the day they were received (§ 5-8-5).

When somebody started to lobby is read from the contact log and the expenses: the first contact at the association's
request, or the first expense, of the year. Whether that makes somebody a lobbyist is not decided here.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import Conflict, InvalidData
from crm.fields import Day, Dollars
from crm.lobbying.due import register_by
from crm.lobbying.law import Law
from crm.lobbying.lines import Party
from crm.office_time import first_day
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.kinds import declare
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

REGISTRATION = declare("Registration", "registration")
IDS = uuid.UUID("b7c1f0f4-2a53-4d0a-9b1e-5a0d8a2d9d33")


@dataclass(frozen=True)
class Registration:
    """Somebody's registration for a year. `who` is the lobbyist, or the client itself; `filed_on` a day; `ended_on` the
    day of a termination. `issues` says what is advocated for or against, as the statement does."""

    id: str
    version: int
    who: Party
    client: Party
    year: int
    filed_on: str
    ended_on: str | None = None
    fee_cents: int | None = None
    issues: str = ""
    recorded_at: str = ""
    recorded_by: str = ""
    sample: bool = False

    @property
    def is_client(self) -> bool:
        return self.who.id == self.client.id

    @property
    def first_day(self) -> str:
        """The day from which it holds: January 1 for one received before its year."""
        return max(self.filed_on, f"{self.year}-01-01")

    def holds_on(self, day: str) -> bool:
        """Whether it covers a stored day."""
        return self.first_day <= day <= (self.ended_on or f"{self.year}-12-31")


@dataclass(frozen=True)
class NewRegistration:
    """A registration to record. `who` is the id of a person, or of the client itself."""

    who: str
    year: int
    filed_on: str
    ended_on: str | None = None
    fee_cents: int | None = None
    issues: str = ""

    def id(self, client: str) -> str:
        """The id of its record."""
        return registration_key(self.who, client, self.year)


def registration_key(who: str, client: str, year: int) -> str:
    """The id of a registration's record: one for each lobbyist, client and year."""
    return str(uuid.uuid5(IDS, f"{who}|{client}|{year}"))


class NewRegistrationSchema(Schema):
    """The shape of a registration typed in. Loads to `NewRegistration`."""

    who = fields.String(required=True, error_messages={"required": "Choose who registered."})
    year = fields.Integer(required=True, validate=validate.Range(1990, 2199, error="Write a year such as 2026."))
    filed_on = Day(required=True)
    ended_on = Day(load_default=None, allow_none=True)
    fee = Dollars(load_default=None, allow_none=True)
    issues = fields.String(load_default="", validate=validate.Length(max=4000))

    @post_load
    def _new_registration(self, data: dict[str, Any], **_: object) -> NewRegistration:
        return NewRegistration(
            data["who"], data["year"], data["filed_on"], data["ended_on"], data["fee"], data["issues"].strip()
        )


@dataclass(frozen=True)
class Standing:
    """Where somebody stands with registering for a year. `started` is the day of the first contact at request or first
    expense, `due` the last day to register; `late` days after it, counted to today while there is no registration."""

    who: Party
    year: int
    registration: Registration | None
    started: str | None = None
    due: date | None = None
    late: int = 0


LISTED = """
MATCH (n:Registration)-[:REGISTERS]->(who), (n)-[:ON_BEHALF_OF]->(client:Organization)
WHERE n.deleted_at IS NULL AND ($year IS NULL OR n.year = $year) AND ($id IS NULL OR n.id = $id)
RETURN properties(n) AS stored, who {.id, .name} AS who, client {.id, name: coalesce(client.short_name, client.name)}
  AS client ORDER BY n.year DESC, who.name, n.id LIMIT 2000
"""

JOIN = """
MATCH (n:Registration {id: $id}), (client:Organization {id: $client})
OPTIONAL MATCH (p:Person {id: $who}) WHERE p.deleted_at IS NULL
OPTIONAL MATCH (o:Organization {id: $who}) WHERE o.id = client.id
WITH n, client, coalesce(p, o) AS who WHERE who IS NOT NULL
MERGE (n)-[:REGISTERS]->(who)
MERGE (n)-[:ON_BEHALF_OF]->(client)
SET n.label = who.name + ', ' + toString(n.year)
RETURN who.name AS name
"""

CLIENT = """
MATCH (o:Organization {home: true}) WHERE o.deleted_at IS NULL
RETURN o.id AS id, coalesce(o.short_name, o.name) AS name LIMIT 1
"""


REPORTING = """
MATCH (n:Registration {year: $year})-[:REGISTERS]->(who) WHERE n.deleted_at IS NULL RETURN who.id AS id
UNION
MATCH (o:Organization {home: true}) WHERE o.deleted_at IS NULL RETURN o.id AS id
"""


def our_client(tx: "ManagedTransaction") -> Party:
    """The association, in whose behalf its lobbyists lobby. Raises InvalidData where there is none yet."""
    row = tx.run(CLIENT).single()
    if row is None:
        raise InvalidData({"": ["It is not known yet which body is yours. Import your board, or mark a body as home."]})
    return Party(row["id"], row["name"])


def reporting(tx: "ManagedTransaction", year: int) -> frozenset[str]:
    """The ids of those who report expenses of a year: its registered lobbyists, and the association."""
    return frozenset(row["id"] for row in tx.run(REPORTING, year=year))


def registrations(tx: "ManagedTransaction", year: int | None = None) -> list[Registration]:
    """The registrations of a year, or all, the latest year first."""
    return [registration_of(row) for row in tx.run(LISTED, year=year, id=None)]


def registration(tx: "ManagedTransaction", registration_id: str, *, actor: Actor) -> Registration:
    """One registration. Raises NotFound."""
    lifecycle.read(tx, REGISTRATION, registration_id, actor=actor)
    return registration_of(tx.run(LISTED, year=None, id=registration_id).single(strict=True))


@permitted("add", "registration")
def register(tx: "ManagedTransaction", new: NewRegistration, *, by: Actor) -> str:
    """Record a registration and return its id. The same one again changes nothing.

    Raises InvalidData by field, NotAllowed, and Conflict when another is on record for that person and year.
    """
    check(new)
    client = our_client(tx)
    record_id, values = new.id(client.id), _values(new)
    if there := next((one for one in registrations(tx, new.year) if one.who.id == new.who), None):
        stored = lifecycle.read(tx, REGISTRATION, there.id, actor=by)
        if any(stored.get(name) != value for name, value in values.items()):
            raise Conflict(f"There is a registration of {new.year} on record already. Change that one.")
        return there.id
    if lifecycle.known(tx, REGISTRATION, record_id, by=by):
        raise Conflict(f"A registration of {new.year} was deleted here. Restore it under History.")
    lifecycle.create(tx, REGISTRATION, record_id, values, by=by)
    if tx.run(JOIN, id=record_id, who=new.who, client=client.id).single() is None:
        raise InvalidData({"who": ["Choose who registered from the list."]})
    return record_id


@permitted("change", "registration")
def edit_registration(
    tx: "ManagedTransaction", registration_id: str, new: NewRegistration, *, version: int, by: Actor
) -> None:
    """Change its days, fee or statement; who registered for which year stays. Raises as `register`, and Conflict."""
    check(new)
    before = registration(tx, registration_id, actor=by)
    if (new.who, new.year) != (before.who.id, before.year):
        raise InvalidData({"who": ["Who registered, and for which year, stays. Record another registration instead."]})
    lifecycle.edit(tx, REGISTRATION, registration_id, _values(new), version=version, by=by)


@permitted("delete", "registration")
def delete_registration(tx: "ManagedTransaction", registration_id: str, *, by: Actor) -> str:
    """Take it out and return what it was called. Raises NotFound, NotAllowed."""
    stored = lifecycle.read(tx, REGISTRATION, registration_id, actor=by)
    return lifecycle.delete(tx, REGISTRATION, registration_id, version=stored["version"], by=by)


@permitted("delete", "registration")
def restore_registration(tx: "ManagedTransaction", registration_id: str, *, by: Actor) -> None:
    """Bring it back. Raises NotFound, NotAllowed."""
    lifecycle.restore(tx, REGISTRATION, registration_id, by=by)


def check(new: NewRegistration) -> None:
    """Refuse what cannot be. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if len(new.filed_on) != len("2026-01-05"):
        errors["filed_on"] = ["Write the day on which it was received, such as 1/5/2026."]
    elif not f"{new.year - 1}-07-01" <= new.filed_on <= f"{new.year}-12-31":
        errors["filed_on"] = [f"A registration for {new.year} is received in {new.year}, or not long before."]
    if new.ended_on and not new.filed_on <= new.ended_on <= f"{new.year}-12-31":
        errors["ended_on"] = [f"It ends after it was received, and by December 31, {new.year}."]
    if errors:
        raise InvalidData(errors)


def standings_of(
    law: Law, year: int, known: Sequence[Registration], started: Mapping[Party, str], today: date
) -> tuple[Standing, ...]:
    """Everybody who registered for a year or started to lobby in it, by name. `started` gives the first day of each."""
    mine = {one.who: one for one in known if one.year == year and not one.is_client}
    return tuple(_standing(law, year, who, mine.get(who), started.get(who), today) for who in _everybody(mine, started))


def _everybody(*groups: Iterable[Party]) -> list[Party]:
    return sorted({who for group in groups for who in group}, key=lambda who: (who.name, who.id))


def _standing(
    law: Law, year: int, who: Party, registration: Registration | None, started: str | None, today: date
) -> Standing:
    if started is None or len(started) < len("2026-01-05"):
        return Standing(who, year, registration, started)
    due = register_by(law.on(first_day(started)), first_day(started))
    until = first_day(registration.filed_on) if registration else today
    return Standing(who, year, registration, started, due, max(0, (until - due).days))


def registration_of(row: Mapping[str, Any]) -> Registration:
    """From a row that LISTED returns."""
    stored = row["stored"]
    return Registration(
        id=stored["id"],
        version=stored["version"],
        who=Party(**row["who"]),
        client=Party(row["client"]["id"], row["client"]["name"]),
        year=stored["year"],
        filed_on=stored["filed_on"],
        ended_on=stored.get("ended_on"),
        fee_cents=stored.get("fee_cents"),
        issues=stored.get("issues", ""),
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        sample=bool(stored.get("sample")),
    )


def _values(new: NewRegistration) -> dict[str, Any]:
    return {
        "year": new.year,
        "filed_on": new.filed_on,
        "ended_on": new.ended_on,
        "fee_cents": new.fee_cents,
        "issues": new.issues or None,
    }
