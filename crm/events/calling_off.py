"""Calling an event off and planning it again. What hangs on an event that is off counts nowhere."""

from typing import TYPE_CHECKING

from crm.errors import InvalidData, Stale
from crm.events.attendance import CHANGED
from crm.events.event_kind import CANCELLED, EVENT, PLANNED
from crm.events.events import event, title
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ACTIONS = {CANCELLED: "called off", PLANNED: "planned again"}


@permitted("change", "event")
def call_off(tx: "ManagedTransaction", event_id: str, version: int, *, by: Actor, on: str | None = None) -> None:
    """Call a planned event off, on a day (today). Raises InvalidData for one that was held, Conflict when stale."""
    off: dict[str, str | None] = {"canceled_on": on or by.today, "canceled_at": by.at}
    _switch(tx, event_id, (PLANNED, CANCELLED), off, version, by)


@permitted("change", "event")
def plan_again(tx: "ManagedTransaction", event_id: str, version: int, *, by: Actor) -> None:
    """Undo `call_off`."""
    _switch(tx, event_id, (CANCELLED, PLANNED), {"canceled_on": None, "canceled_at": None}, version, by)


def _switch(
    tx: "ManagedTransaction",
    event_id: str,
    states: tuple[str, str],
    values: dict[str, str | None],
    version: int,
    by: Actor,
) -> None:
    before, after = states
    switched = event(tx, event_id)
    noun, action = "meeting" if switched.kind == "council" else "event", ACTIONS[after]
    if switched.status != before:
        raise InvalidData({"status": [f"This {noun} is {switched.status}, so it cannot be {action}."]})
    try:
        lifecycle.touch(tx, EVENT, event_id, version=version, lock=by.at)
    except Stale:
        raise Stale(CHANGED.format(noun=noun)) from None
    changes = {"status": after, "version": version + 1, **values}
    tx.run(EVENT.texts.write, id=event_id, changes=changes).consume()
    told = {"status": before}, {"status": after}
    name = title(switched.values)
    record(tx, [Change("Event", event_id, name, action, before=told[0], after=told[1])], by=by)
    lifecycle.told_of(tx, EVENT)
