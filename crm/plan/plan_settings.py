"""An office's changes to how its plan is read: each a setting's value from a day on, kept with who set it and when.

The value in force on a day is the newest change dated by then; a report made again for a past day reads the settings of
that day. With a known-on day, changes recorded later are not known.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from crm.errors import Conflict, NotFound
from crm.fields import Day
from crm.office_time import day_of
from crm.plan.settings import BY_KEY
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.office import time_zone
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 10_000


@dataclass(frozen=True)
class SettingChange:
    """A setting's value from `on` (an ISO day) on, until a later change; `recorded_on` is the office's day of it."""

    id: str
    setting: str
    value: Any
    on: str
    recorded_on: str
    set_by: str


@dataclass(frozen=True)
class NewSetting:
    """What a form or program asks for; `key` is client-made, so that sending it twice makes one change."""

    key: str
    setting: str
    value: Any
    on: str


class NewSettingSchema(Schema):
    """The gate of a changed setting: a setting that exists, and a value of its kind."""

    key = fields.UUID(required=True)
    setting = fields.String(required=True, validate=validate.OneOf(tuple(BY_KEY), error="There is no such setting."))
    value = fields.Raw(required=True, error_messages={"required": "Give a value."})
    on = Day(required=True, error_messages={"required": "Give the day from which it holds."})

    @validates_schema(skip_on_field_errors=True)
    def _whole(self, data: Mapping[str, Any], **_: object) -> None:
        if len(data["on"]) < len("2021-01-01"):
            raise ValidationError("Give the whole day, such as 7/1/2021.", "on")
        try:
            BY_KEY[data["setting"]].check(data["value"])
        except ValueError as error:
            raise ValidationError(str(error), "value") from None

    @post_load
    def _made(self, data: Mapping[str, Any], **_: object) -> NewSetting:
        value = BY_KEY[data["setting"]].check(data["value"])
        return NewSetting(str(data["key"]), data["setting"], value, data["on"])


ALL = """
MATCH (s:PlanSetting) WHERE s.deleted_at IS NULL
RETURN s {.id, .setting, .value, .on, .recorded_at, .set_by} AS stored
ORDER BY s.on, s.recorded_at, s.id LIMIT $most
"""

ADD = """
MERGE (s:PlanSetting {key: $key})
ON CREATE SET s += $values
RETURN s.id AS id, s.setting AS setting, s.value AS value, s.on AS on, s.recorded_at = $at AS made
"""

MARK = """
MATCH (s:PlanSetting {id: $id}) SET s._lock = $at
WITH s WHERE (s.deleted_at IS NULL) = $standing
SET s.deleted_at = $deleted_at
RETURN s {.setting, .value, .on} AS stored
"""


def setting_changes(tx: "ManagedTransaction") -> list[SettingChange]:
    """Every change that stands, oldest day first."""
    zone = time_zone(tx)
    rows = [dict(row["stored"]) for row in tx.run(ALL, most=MOST)]
    return [
        SettingChange(
            id=stored["id"],
            setting=stored["setting"],
            value=json.loads(stored["value"]),
            on=stored["on"],
            recorded_on=day_of(stored["recorded_at"], zone),
            set_by=stored["set_by"],
        )
        for stored in rows
    ]


def in_force(
    defaults: Mapping[str, Any], changes: Iterable[SettingChange], on: date, known_on: date | None = None
) -> dict[str, Any]:
    """The settings on a day. `changes` are in the order of their days, of one day in the order of recording."""
    values = dict(defaults)
    for change in changes:
        known = known_on is None or date.fromisoformat(change.recorded_on) <= known_on
        if change.setting in values and date.fromisoformat(change.on) <= on and known:
            values[change.setting] = change.value
    return values


@permitted("change", "plan")
def change_setting(tx: "ManagedTransaction", new: NewSetting, *, by: Actor) -> str:
    """Record a setting's value from a day on, and return the change's id. Raises Conflict when the key was used for
    something else."""
    kept = {"setting": new.setting, "value": json.dumps(new.value), "on": new.on}
    values = {**kept, "id": new.key, "recorded_at": by.at, "recorded_by": by.user_id, "set_by": by.name}
    row = tx.run(ADD, key=new.key, values=values, at=by.at).single(strict=True)
    if {name: row[name] for name in kept} != kept:
        raise Conflict("This form was already saved with something else in it. Open it again, then save.")
    if row["made"]:
        record(tx, [Change("PlanSetting", new.key, new.setting, "set", after=kept)], by=by)
    return new.key


@permitted("delete", "plan")
def withdraw_setting(tx: "ManagedTransaction", change_id: str, *, by: Actor) -> str:
    """Take a change back, so that what held before holds again; returns the setting's key."""
    return _marked(tx, change_id, by.at, "withdrawn", by)


@permitted("delete", "plan")
def restore_setting(tx: "ManagedTransaction", change_id: str, *, by: Actor) -> str:
    """Let a withdrawn change hold again; returns the setting's key."""
    return _marked(tx, change_id, None, "restored", by)


def _marked(tx: "ManagedTransaction", change_id: str, deleted_at: str | None, action: str, by: Actor) -> str:
    row = tx.run(MARK, id=change_id, at=by.at, standing=deleted_at is not None, deleted_at=deleted_at).single()
    if row is None:
        raise NotFound("There is no such change of a setting, or it is so already.")
    stored = dict(row["stored"])
    record(tx, [Change("PlanSetting", change_id, stored["setting"], action, before=stored)], by=by)
    return str(stored["setting"])
