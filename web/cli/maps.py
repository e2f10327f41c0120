"""`crm map`: the districts' map, from a boundary file."""

from pathlib import Path

import click

from crm.ids import new_id
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.stakeholders.chambers import chamber_name
from crm.stakeholders.ground.district_maps import DistrictMap, district_maps, remove_map, restore_map
from importers import maps
from web.cli.terminal import answer, as_json, office


@click.group("map")
def map_() -> None:
    """Show the districts on a map, from a boundary file of the Census Bureau."""


@map_.command("list")
@as_json
def list_(json_: bool) -> None:
    """The map that is shown of each chamber."""
    with office() as at:
        found = list(at.database.read(district_maps).values())
    _told(found, at.actor, json_)


@map_.command("import")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--chamber", type=click.Choice(list(maps.CHAMBERS)), help="Where the file does not say it.")
@as_json
def import_(source: Path, chamber: str | None, json_: bool) -> None:
    """Show the districts of SOURCE from now on: a zipped shapefile, or GeoJSON."""
    with office() as at:
        kept = maps.bring_in(at.database, source, chamber=chamber or "", key=new_id(), file=source.name, by=at.actor)
    _told(kept, at.actor, json_)


@map_.command()
@click.argument("id_", metavar="ID")
@as_json
def remove(id_: str, json_: bool) -> None:
    """Take a map away by its id; the one before it is shown again."""
    with office() as at:
        title = at.database.write(remove_map, id_, by=at.actor)
    answer({"title": title}, [f"{title} taken away. Bring it back with: crm map restore '{id_}'"], json_=json_)


@map_.command()
@click.argument("id_", metavar="ID")
@as_json
def restore(id_: str, json_: bool) -> None:
    """Show a map again that was taken away."""
    with office() as at:
        title = at.database.write(restore_map, id_, by=at.actor)
    answer({"title": title}, [f"{title} is shown again."], json_=json_)


def _told(found: list[DistrictMap], reader: Actor, json_: bool) -> None:
    said = [{"id": one.id, "chamber": one.chamber, "file": one.file, "districts": len(one.districts)} for one in found]
    answer(said, [_line(one, reader) for one in found] or ["There is no map yet."], json_=json_)


def _line(one: DistrictMap, reader: Actor) -> str:
    counted = f"{chamber_name(one.chamber)}, {len(one.districts)} districts"
    return f"{one.id}  {counted} ({one.file}, {in_words(reader.day_of(one.recorded_at))})"
