"""Made-up districts: a sheet of bent squares, given as the Census Bureau gives real ones."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from math import sin

import shapefile

WEST, NORTH = -91.0, 35.0
STEPS = 12  # points on a side


def sheet(wide: int, tall: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Districts 1, 2, ... in rows, each a closed ring whose bent sides are those of its neighbors."""
    for place in range(wide * tall):
        x, y = place % wide, place // wide
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
        ring = [
            bent(ax + (bx - ax) * step / STEPS, ay + (by - ay) * step / STEPS)
            for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True)
            for step in range(STEPS)
        ]
        yield str(place + 1), [*ring, ring[0]]


def bent(x: float, y: float) -> tuple[float, float]:
    """A place of the sheet in degrees; the same place is the same for every district."""
    return WEST + 0.7 * (x + 0.16 * sin(3.1 * y + x)), NORTH - 0.6 * (y + 0.16 * sin(2.7 * x + y))


def as_geojson(wide: int, tall: int, **columns: str) -> bytes:
    """The sheet as GeoJSON. Without columns the districts are senate districts of Mississippi."""
    said: Mapping[str, str] = columns or {"STATEFP": "28", "chamber_column": "SLDUST"}
    features = []
    for name, ring in sheet(wide, tall):
        given = {key: value for key, value in said.items() if key != "chamber_column"}
        if "chamber_column" in said:
            given[said["chamber_column"]] = name.zfill(3)
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"NAME": name, **given}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_shapefile(wide: int, tall: int, column: str = "SLDLST", census: str = "28") -> bytes:
    """The sheet as a zipped shapefile, as cb_2024_28_sldl_500k.zip is."""
    shp, shx, dbf, packed = (io.BytesIO() for _ in range(4))
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON) as writer:
        for field, size in (("STATEFP", 2), (column, 3), ("NAME", 100)):
            writer.field(field, "C", size)
        for name, ring in sheet(wide, tall):
            writer.poly([ring])
            writer.record(census, name.zfill(3), name)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, held in (("shp", shp), ("shx", shx), ("dbf", dbf), ("prj", io.BytesIO(b"GEOGCS[]"))):
            archive.writestr(f"cb_2024_{census}_sldl_500k.{ending}", held.getvalue())
    return packed.getvalue()
