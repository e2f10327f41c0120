"""As of which day, and as known on which, the plan is asked about: both stand in the address."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from flask import request
from marshmallow import Schema, ValidationError, validates_schema

from crm.errors import InvalidData
from crm.fields import Day
from crm.office_time import in_words
from crm.plan.ledger import Ledger
from crm.plan.standing import Standing, standing
from crm.records.actor import Actor
from crm.records.permissions import require
from crm.storage.database import Database
from web.context import actor, database, today
from web.forms import load
from web.remembered import worked_out

WHOLE = len("2021-01-01")
PATIENCE = 20.0  # seconds; all evidence is read, where a page reads a part
AT_ONCE = 0.05  # seconds that a page waits for the plan where the plan is not its matter


class AskedSchema(Schema):
    """The day looked at (`on`, today when left out), the day known (`known_on`) and the day compared with (`since`)."""

    on = Day(load_default=None, allow_none=True)
    known_on = Day(load_default=None, allow_none=True)
    since = Day(load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _whole_days(self, data: dict[str, str | None], **_: object) -> None:
        for name, value in data.items():
            if value and len(value) < WHOLE:
                raise ValidationError("Give a whole day, such as 3/12/2026.", name)


@dataclass(frozen=True)
class Asked:
    """The days asked about; `errors` say what of the address could not be read, by field."""

    day: date
    known_on: date | None
    since: date | None
    errors: dict[str, list[str]]

    @property
    def query(self) -> str:
        """The part of an address that asks the same again, with its question mark; nothing for today."""
        given = {"on": self.day if self.day != today() else None, "known_on": self.known_on, "since": self.since}
        pairs = {name: value.isoformat() for name, value in given.items() if value}
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def words(self) -> str:
        """“As of Jul 1, 2022, as known on Aug 1, 2022.”; nothing for today."""
        parts = [f"as of {in_words(self.day.isoformat())}"] if self.day != today() else []
        parts += [f"as known on {in_words(self.known_on.isoformat())}"] if self.known_on else []
        sentence = ", ".join(parts)
        return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def asked() -> Asked:
    """What the address asks. A day that cannot be read is today, and is said."""
    given = {name: value for name in AskedSchema().fields if (value := request.args.get(name, "").strip())}
    try:
        return understood(load(AskedSchema(), given))
    except InvalidData as problem:
        return Asked(today(), None, None, problem.errors)


def understood(days: dict[str, str | None]) -> Asked:
    """The days that were asked about, today where none is given."""
    on, known_on, since = (
        date.fromisoformat(days[n] or "") if days.get(n) else None for n in ("on", "known_on", "since")
    )
    return Asked(on or today(), known_on, since, {})


@dataclass(frozen=True)
class Answer:
    """The plan's ledger on the day asked about, and on the day it is compared with, if there is one."""

    asked: Asked
    standing: Standing
    now: Ledger
    then: Ledger | None


def answer(asked_: Asked, *, compared: bool = True) -> Answer:
    """The ledgers, compared with the day asked for or that of the last board meeting."""
    plan = plan_with_evidence()
    now = plan.ledger(asked_.day, asked_.known_on)
    since = asked_.since or (plan.last_board_meeting(asked_.day, asked_.known_on) if compared else None)
    then = plan.ledger(since, asked_.known_on) if compared and since else None
    return Answer(asked_, plan, now, then)


def plan_with_evidence(seconds: float | None = None) -> Standing:
    """The plan with all of its evidence, read anew when something was written since.

    Raises NotAllowed for those who do not see everything, and DatabaseUnavailable for who has waited so many seconds.
    """
    require(actor(), "see", "plan")
    patient = database().within(max(PATIENCE, database().seconds))
    return worked_out(("plan",), partial(_read, patient, actor(), today()), seconds)


def plan_beside(*, patient: bool = False) -> Standing:
    """The same for a page on which the plan is not the matter: who is not patient gets it at once or not at all."""
    return plan_with_evidence(None if patient else AT_ONCE)


def _read(patient: Database, reader: Actor, day: date) -> Standing:
    """Most who ask want to know how it stands today: that is worked out for all of them as well."""
    found = patient.read(standing, actor=reader)
    found.ledger(day)
    return found
