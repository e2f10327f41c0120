"""Made-up districts: a sheet of bent squares, given as the Census Bureau gives real ones."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
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


TIGER = (
    ("STATEFP", "C", 2), ("SLDLST", "C", 3), ("GEOID", "C", 5), ("GEOIDFQ", "C", 14), ("NAMELSAD", "C", 100),
    ("LSAD", "C", 2), ("LSY", "C", 4), ("MTFCC", "C", 5), ("FUNCSTAT", "C", 1), ("ALAND", "N", 14), ("AWATER", "N", 14),
    ("INTPTLAT", "C", 11), ("INTPTLON", "C", 12),
)  # fmt: skip
NAD83 = (
    'GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def as_tiger(points: int = STEPS) -> bytes:
    """Three House districts as tl_2024_28_sldl.zip has them: without a NAME, the second in two parts, the third in the
    hole of the first, and the Gulf, which is in none. `points` are those of each side."""

    def square(west: float, south: float, wide: float) -> list[list[float]]:
        ends = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]  # clockwise, as the outer ring of a shapefile is
        return [
            [west + wide * (ax + (bx - ax) * step / points), south + wide * (ay + (by - ay) * step / points)]
            for (ax, ay), (bx, by) in pairwise(ends)
            for step in range(points)
        ] + [[west, south]]

    hole = square(-90.6, 32.4, 0.2)
    shapes = {
        "001": [square(-91.0, 32.0, 1.0), hole[::-1]],
        "002": [square(-90.0, 32.0, 1.0), square(-89.9, 30.2, 0.1)],
        "003": [hole],
        "ZZZ": [square(-89.0, 29.0, 1.0)],
    }
    shp, shx, dbf, packed = (io.BytesIO() for _ in range(4))
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON) as writer:
        for name, kind, size in TIGER:
            writer.field(name, kind, size)
        for code, rings in shapes.items():
            writer.poly(rings)
            called = "not defined" if code == "ZZZ" else f"{int(code)}"
            writer.record(
                "28", code, f"28{code}", f"620L500US28{code}", f"State House District {called}", "LL", "2024", "G5220",
                "N", 1_000_000, 10, "+32.5000000", "-090.5000000",
            )  # fmt: skip
    held = {".cpg": b"UTF-8", ".dbf": dbf.getvalue(), ".prj": NAD83.encode(), ".shp": shp.getvalue(),
            ".shp.ea.iso.xml": b"<x/>", ".shp.iso.xml": b"<x/>", ".shx": shx.getvalue()}  # fmt: skip
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, content in held.items():
            archive.writestr(f"tl_2024_28_sldl{ending}", content)
    return packed.getvalue()


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
