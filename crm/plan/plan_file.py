"""The plan that is followed: the association's own, as shipped, until an office gives a file of its own."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from crm.errors import Conflict, NotFound
from crm.plan.plan_settings import in_force, setting_changes
from crm.plan.plans import Plan
from crm.plan.reading import read_plan, shipped
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class PlanFile:
    """A file that an office gave: its text, by whom and when."""

    id: str
    text: str
    recorded_at: str
    given_by: str


NEWEST = """
MATCH (f:PlanFile) WHERE f.deleted_at IS NULL
RETURN f {.id, .text, .recorded_at, .given_by} AS stored ORDER BY f.recorded_at DESC, f.id LIMIT 1
"""

ADD = """
MERGE (f:PlanFile {key: $key})
ON CREATE SET f += $values
RETURN f.text AS text, f.recorded_at = $at AS made
"""

MARK = """
MATCH (f:PlanFile {id: $id}) SET f._lock = $at
WITH f WHERE (f.deleted_at IS NULL) = $standing
SET f.deleted_at = $deleted_at
RETURN f.given_by AS given_by
"""


def plan_file(tx: "ManagedTransaction") -> PlanFile | None:
    """The newest file that an office gave, or None while the shipped plan is followed."""
    row = tx.run(NEWEST).single()
    return PlanFile(**row["stored"]) if row else None


def current_plan(tx: "ManagedTransaction") -> Plan:
    """The plan that is followed."""
    given = plan_file(tx)
    return _read(given.text) if given else _shipped()


def school_year_start(tx: "ManagedTransaction", on: date) -> tuple[int, int]:
    """The month and day on which a school year starts, as the plan is read on a day."""
    settings = in_force(current_plan(tx).defaults, setting_changes(tx), on)
    month, day = settings["school_year_start"].split("-")
    return int(month), int(day)


@lru_cache(maxsize=4)
def _read(text: str) -> Plan:
    return read_plan(text)


@lru_cache(maxsize=1)
def _shipped() -> Plan:
    return shipped()


@permitted("add", "plan")
def follow_plan(tx: "ManagedTransaction", key: str, text: str, *, by: Actor) -> Plan:
    """Follow another plan from now on. Raises InvalidData ("plan") with a sentence per fault, each with its line."""
    plan = read_plan(text)
    values = {"id": key, "text": text, "recorded_at": by.at, "recorded_by": by.user_id, "given_by": by.name}
    row = tx.run(ADD, key=key, values=values, at=by.at).single(strict=True)
    if row["text"] != text:
        raise Conflict("This form was already saved with another file. Open it again, then save.")
    if row["made"]:
        record(tx, [Change("PlanFile", key, plan.name, "followed", after={"name": plan.name})], by=by)
    return plan


@permitted("delete", "plan")
def leave_plan(tx: "ManagedTransaction", file_id: str, *, by: Actor) -> None:
    """Go back to the plan that was followed before this file."""
    _mark(tx, file_id, by.at, "left", by)


@permitted("delete", "plan")
def restore_plan(tx: "ManagedTransaction", file_id: str, *, by: Actor) -> None:
    """Follow a file again that was left."""
    _mark(tx, file_id, None, "followed again", by)


def _mark(tx: "ManagedTransaction", file_id: str, deleted_at: str | None, action: str, by: Actor) -> None:
    row = tx.run(MARK, id=file_id, at=by.at, standing=deleted_at is not None, deleted_at=deleted_at).single()
    if row is None:
        raise NotFound("There is no such plan file, or it is so already.")
    record(tx, [Change("PlanFile", file_id, "Plan file", action, after={"given_by": row["given_by"]})], by=by)
