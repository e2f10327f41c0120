"""The maps of the districts in the API."""

from dataclasses import dataclass
from typing import Any

from flask_smorest.fields import Upload as FileField
from marshmallow import Schema, fields, validate

from crm.ids import new_id
from crm.stakeholders.ground.district_maps import DistrictMap, district_maps, remove_map, restore_map
from importers import maps
from importers.maps import BoundarySchema
from importers.upload import Upload
from web.access import EVERYONE, allow, allow_to
from web.api.answers import schema_of
from web.api.room import Room
from web.context import actor, database

api = Room("api_maps", __name__, url_prefix="", description="Maps of the districts, from boundary files")


class GivenMapSchema(BoundarySchema):
    """What is said beside a boundary file."""

    key = fields.String(load_default=new_id, validate=validate.Length(1, 64))


class BoundaryFileSchema(Schema):
    """A boundary file: a zipped shapefile as the Census Bureau gives it, or GeoJSON."""

    file = FileField(required=True)


@dataclass(frozen=True)
class MapAnswer:
    """The map that is shown of a chamber; `districts` are their names, `file` what it was made from."""

    id: str
    chamber: str
    file: str
    recorded_at: str
    given_by: str
    districts: tuple[str, ...]


@dataclass(frozen=True)
class MapTitle:
    """What a map is of."""

    title: str


@api.route("/maps", methods=["GET"])
@api.response(200, schema_of(MapAnswer)(many=True))
@allow(*EVERYONE)
def shown() -> list[MapAnswer]:
    """The map that is shown of each chamber."""
    return [_answer(one) for one in database().read(district_maps).values()]


@api.route("/maps", methods=["POST"])
@api.arguments(GivenMapSchema, location="query")
@api.arguments(BoundaryFileSchema, location="files", content_type="multipart/form-data")
@api.response(201, schema_of(MapAnswer)(many=True))
@allow_to("add", "ground")
def give(asked: dict[str, Any], sent: dict[str, Any]) -> list[MapAnswer]:
    """Show this file's districts from now on; `chamber` only where the file does not say it. The same `key` twice
    keeps one."""
    file = (sent["file"].filename or "")[-120:]
    kept = maps.bring_in(database(), Upload(file, sent["file"].read()), file=file, by=actor(), **asked)
    return [_answer(one) for one in kept]


@api.route("/maps/<map_id>", methods=["DELETE"])
@api.response(200, schema_of(MapTitle))
@allow_to("delete", "ground")
def remove(map_id: str) -> MapTitle:
    """Take a map away; the one before it is shown again."""
    return MapTitle(database().write(remove_map, map_id, by=actor()))


@api.route("/maps/<map_id>/restore", methods=["POST"])
@api.response(200, schema_of(MapTitle))
@allow_to("delete", "ground")
def restore(map_id: str) -> MapTitle:
    """Show a map again that was taken away."""
    return MapTitle(database().write(restore_map, map_id, by=actor()))


def _answer(of: DistrictMap) -> MapAnswer:
    names = tuple(one.names[0] for one in of.districts)
    return MapAnswer(of.id, of.chamber, of.file, of.recorded_at, of.given_by, names)
