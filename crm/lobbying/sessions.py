"""The sessions of the legislature on record, and their calendars: the deadlines of the rule, some of them moved.

A regular session that nobody recorded is as the rule plans it; recording its last day makes the second session report
due.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData
from crm.fields import Day
from crm.lobbying.law import Law
from crm.lobbying.session_days import (
    REGULAR,
    SPECIAL,
    Deadline,
    LegislativeSession,
    Moved,
    check_move,
    check_session,
    deadlines,
    planned_session,
)
from crm.lobbying.terms import law
from crm.office_time import first_day
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.kinds import declare
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SESSION = declare("LegislativeSession", "session")
IDS = uuid.UUID("4e1c9d7a-6b0f-4b0e-8a0c-1f5f5f3b7c22")
FIRST_YEAR, LAST_YEAR = 1990, 2199
KINDS = {REGULAR: "Regular session", SPECIAL: "Extraordinary session"}


@dataclass(frozen=True)
class SessionCalendar:
    """A session with its deadlines by day. `id` and `version` are None and 0 while it is only planned."""

    session: LegislativeSession
    deadlines: tuple[Deadline, ...]
    id: str | None = None
    version: int = 0
    source: str = ""


@dataclass(frozen=True)
class NewSession:
    """A session to record, named as the legislature names it: "2026", "20261E"."""

    session: LegislativeSession
    source: str = ""

    @property
    def id(self) -> str:
        """One record for each name."""
        return session_id(self.session.name)


class NewSessionSchema(Schema):
    """The shape of a session typed in. Loads to `NewSession`."""

    name = fields.String(
        required=True, validate=validate.Regexp(r"^(19|20)\d\d\w{0,4}$", error="Write it as 2026, or 20261E.")
    )
    kind = fields.String(load_default=REGULAR, validate=validate.OneOf(tuple(KINDS), error="Choose the kind."))
    convened = Day(required=True)
    adjourned = Day(load_default=None, allow_none=True)
    length = fields.Integer(load_default=None, allow_none=True)
    source = fields.String(load_default="", validate=validate.Length(max=300))

    @post_load
    def _new_session(self, data: dict[str, Any], **_: object) -> NewSession:
        for name in ("convened", "adjourned"):
            if data[name] and len(data[name]) != len("2026-01-06"):
                raise InvalidData({name: ["Write a whole day, such as 1/6/2026."]})
        days = {name: first_day(data[name]) if data[name] else None for name in ("convened", "adjourned")}
        session = LegislativeSession(data["name"], data["kind"], days["convened"], days["adjourned"], data["length"])  # type: ignore[arg-type]
        return NewSession(session, data["source"])


class MoveSchema(Schema):
    """The shape of a deadline's new day with its reason. Loads to `Moved`; without a day to None, the rule's own."""

    on = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=validate.Length(max=300, error="Keep this to 300 characters."))

    @post_load
    def _moved(self, data: dict[str, Any], **_: object) -> Moved | None:
        if data["on"] and len(data["on"]) != len("2026-02-13"):
            raise InvalidData({"on": ["Write a whole day, such as 2/13/2026."]})
        return Moved(first_day(data["on"]), data["reason"]) if data["on"] else None


def session_id(name: str) -> str:
    """The id of the record of a session."""
    return str(uuid.uuid5(IDS, name.strip().upper()))


RECORDED = """
MATCH (n:LegislativeSession) WHERE n.deleted_at IS NULL
RETURN properties(n) AS stored ORDER BY n.convened DESC LIMIT 500
"""


def sessions(tx: "ManagedTransaction") -> list[LegislativeSession]:
    """The sessions on record, the latest first."""
    return [session_of(row["stored"]) for row in tx.run(RECORDED)]


def calendars(tx: "ManagedTransaction") -> list[SessionCalendar]:
    """Every session on record with its deadlines, the latest first."""
    terms = law(tx)
    return [_calendar(terms, row["stored"]) for row in tx.run(RECORDED)]


def calendar_of(tx: "ManagedTransaction", year: int) -> SessionCalendar:
    """The calendar of a year's regular session: as recorded, else as the rule plans it. Raises InvalidData ("year")."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidData({"year": ["Write a year such as 2026."]})
    terms = law(tx)
    for row in tx.run(RECORDED):
        if row["stored"]["kind"] == REGULAR and row["stored"]["convened"].startswith(str(year)):
            return _calendar(terms, row["stored"])
    session = planned_session(terms, year)
    return SessionCalendar(session, deadlines(terms, session))


@permitted("add", "session")
def record_session(tx: "ManagedTransaction", new: NewSession, *, by: Actor) -> str:
    """Record a session, or correct the one of that name, and return its id. Raises InvalidData, NotAllowed."""
    check_session(new.session, (other for other in sessions(tx) if other.name != new.session.name))
    lifecycle.put(tx, SESSION, new.id, _values(new), by=by)
    return new.id


@permitted("change", "session")
def move_deadline(tx: "ManagedTransaction", year: int, key: str, moved: Moved | None, *, by: Actor) -> None:
    """Set a deadline of a year's regular session to another day with a reason, or (None) back to the rule's.

    A session that was only planned is recorded first. Raises InvalidData, NotAllowed.
    """
    calendar = calendar_of(tx, year)
    if key not in {deadline.key for deadline in calendar.deadlines}:
        raise InvalidData({"deadline": ["Choose one of the session’s deadlines."]})
    if moved:
        check_move(calendar.session, moved)
    if calendar.id is None:
        record_session(tx, NewSession(calendar.session, "As the rule plans it"), by=by)
        calendar = calendar_of(tx, year)
    changes = {f"moved_{key}": moved and moved.on.isoformat(), f"why_{key}": moved and moved.reason.strip()}
    lifecycle.edit(tx, SESSION, session_id(calendar.session.name), changes, version=calendar.version, by=by)


@permitted("delete", "session")
def delete_session(tx: "ManagedTransaction", name: str, *, by: Actor) -> str:
    """Take a session out; recording it again brings it back. Returns its name. Raises NotFound, NotAllowed."""
    stored = lifecycle.read(tx, SESSION, session_id(name), actor=by)
    return lifecycle.delete(tx, SESSION, session_id(name), version=stored["version"], by=by)


def session_of(stored: Mapping[str, Any]) -> LegislativeSession:
    """From a node's properties."""
    ended = stored.get("adjourned")
    return LegislativeSession(
        stored["name"], stored["kind"], first_day(stored["convened"]), ended and first_day(ended), stored.get("length")
    )


def _calendar(terms: Law, stored: Mapping[str, Any]) -> SessionCalendar:
    session = session_of(stored)
    moved = {
        name.removeprefix("moved_"): Moved(first_day(day), stored.get(name.replace("moved_", "why_"), ""))
        for name, day in stored.items()
        if name.startswith("moved_")
    }
    days = deadlines(terms, session, moved)
    return SessionCalendar(session, days, stored["id"], stored["version"], stored.get("source", ""))


def _values(new: NewSession) -> dict[str, Any]:
    session = new.session
    return {
        "name": session.name.strip(),
        "kind": session.kind,
        "convened": session.convened.isoformat(),
        "adjourned": session.adjourned.isoformat() if session.adjourned else None,
        "length": session.length,
        "source": new.source or None,
    }
