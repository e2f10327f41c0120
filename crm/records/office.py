"""What holds for the whole office, kept with its graph: the time zone that says which day an instant falls on.

It is set once, when a new graph is opened for the first time, and changed under Settings.
"""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm.errors import InvalidData
from crm.office_time import day_of, machine_zone, zone_named
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

OFFICE = "office"  # the id of the one node

# For queries that start from somebody who asks: the name of the zone, as `zone`.
ZONE_COLUMN = "head(COLLECT { MATCH (office:Office {id: 'office'}) RETURN office.time_zone }) AS zone"

ZONE = "MATCH (o:Office {id: $id}) RETURN o.time_zone AS name"
FOUND = "MERGE (o:Office {id: $id}) ON CREATE SET o.time_zone = $name, o.recorded_at = $at RETURN o.time_zone AS name"
MOVE = """
MATCH (o:Office {id: $id})
SET o._lock = $lock
WITH o, o.time_zone AS before
SET o.time_zone = $name
RETURN before
"""


def stored_zone(tx: "ManagedTransaction") -> ZoneInfo | None:
    """The office's zone; None before the graph was first opened to be served or written."""
    row = tx.run(ZONE, id=OFFICE).single()
    return None if row is None else zone_named(row["name"])


def time_zone(tx: "ManagedTransaction") -> ZoneInfo:
    """The office's zone; this machine's before one is stored."""
    return stored_zone(tx) or machine_zone()


def day_in_office(tx: "ManagedTransaction", at: str) -> str:
    """The day it is in the office at an instant, as an ISO date: for what runs without anybody who asks."""
    return day_of(at, time_zone(tx))


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of a stored name, or this machine's where none is stored yet."""
    return machine_zone() if name is None else zone_named(name)


def found_office(tx: "ManagedTransaction", zone: ZoneInfo, *, at: str) -> ZoneInfo:
    """Give a graph that has no zone this one. Returns the zone that the graph has then."""
    return zone_named(tx.run(FOUND, id=OFFICE, name=zone.key, at=at).single(strict=True)["name"])


@permitted("change", "office")
def move_office(tx: "ManagedTransaction", name: str, *, by: Actor) -> ZoneInfo:
    """Set the office's zone. Days are read in it from now on; no instant changes.

    Raises NotAllowed for anybody but an administrator, InvalidData for a name that is no time zone.
    """
    try:
        zone = zone_named(name)
    except ValueError as error:
        raise InvalidData({"time_zone": [str(error)]}) from None
    found_office(tx, zone, at=by.at)
    before = tx.run(MOVE, id=OFFICE, name=zone.key, lock=by.at).single(strict=True)["before"]
    if before != zone.key:
        old, new = {"time_zone": before}, {"time_zone": zone.key}
        record(tx, [Change("Office", OFFICE, "The office’s time zone", "edited", before=old, after=new)], by=by)
    return zone
