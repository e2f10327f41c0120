"""From a boundary file to the map that is shown: the one way that the page, the API and the command go."""

from typing import TYPE_CHECKING

from marshmallow import Schema, fields, validate

from crm.records.actor import Actor
from crm.stakeholders.chambers import LOWER, UPPER, our_state
from crm.stakeholders.ground.district_maps import DistrictMap, keep_maps, maps_kept
from importers import apart
from importers.upload import Given

if TYPE_CHECKING:
    from crm.storage.database import Database

CHAMBERS = {UPPER: "Senate", LOWER: "House"}


class BoundarySchema(Schema):
    """What is said beside a boundary file: its chamber, where it does not say so itself."""

    chamber = fields.String(load_default="", validate=validate.OneOf(("", *CHAMBERS)))


def bring_in(database: "Database", given: Given, *, chamber: str, key: str, file: str, by: Actor) -> list[DistrictMap]:
    """Show a file's districts from now on; the same `key` twice keeps one. Returns the map of each chamber it has.

    Raises InvalidData (field "file") for what is no map of our state.
    """
    state = database.read(our_state) or ""
    drawn = apart.read_map(given, chamber=chamber, state=state)["maps"]
    kept = database.write(keep_maps, key, drawn, file=file, by=by)
    return database.read(maps_kept, kept)
