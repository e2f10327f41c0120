"""The office moves to another time zone: its clock, and the days on which its contacts count in ties."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm.records.actor import Actor
from crm.records.office import move_office
from crm.records.permissions import permitted
from crm.relationships.tie_upkeep import bring_into_step

if TYPE_CHECKING:
    from crm.storage.database import Database


@permitted("change", "office")
def change_time_zone(database: "Database", name: str, *, by: Actor) -> ZoneInfo:
    """Set the zone and weigh every tie anew, in which a contact of a late evening may be on another day.

    Cut off between the two, the next start weighs them. Raises NotAllowed, InvalidData.
    """
    zone = database.write(move_office, name, by=by)
    bring_into_step(database, zone)
    return zone
