"""Boundary files of legislative districts, as the Census Bureau gives them: a zipped shapefile, or GeoJSON.

What comes out is small and plain: for each chamber its districts, by the names a district may go by, with outlines on
the grid of a picture. To be called in a process of its own (importers/apart.py): the files are foreign.
"""

import io
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import shapefile

from crm.errors import InvalidData
from crm.stakeholders.chambers import LOWER, UPPER
from importers.outlines import Place, drawn
from importers.states import BY_CENSUS
from importers.upload import LARGEST_ARCHIVE, Given, Upload, members, opened

CHAMBER_OF = {"SLDUST": UPPER, "SLDLST": LOWER}  # the Census Bureau's column of a chamber's district codes
NAMED = ("NAME", "SLDUST", "SLDLST", "NAMELSAD", "DISTRICT", "DISTRICT_N", "DISTRICTNO", "DIST", "DIST_NUM", "ID")
# What readers raise of a file that is not what it says.
FAULTS = (
    shapefile.ShapefileException, struct.error, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
OUTSIDE = "ZZ"  # water, and what is in no district
MOST_POINTS = 2_000_000
MOST_DISTRICTS = 1_000
UNREADABLE = (
    "{name} cannot be read as a map. Choose the zip as the Census Bureau gives it, with .shp and .dbf, or a .geojson."
)
WHICH_CHAMBER = "{name} does not say which chamber its districts are of. Say it below, then try again."
NO_NAMES = "{name} names no districts: none of its columns is called NAME, DISTRICT, SLDUST or SLDLST."
TOO_FINE = "{name} has more than {most:,} points. Choose the cartographic boundary file of 1 : 500,000."
TOO_MANY = "{name} has more than {most:,} districts. Choose the file of your state alone."


@dataclass(frozen=True)
class Feature:
    """One district as a file has it: its columns, and its rings of longitudes and latitudes."""

    columns: Mapping[str, str]
    rings: Sequence[Sequence[Place]]


def read(given: Given, chamber: str, state: str) -> dict[str, Any]:
    """Plain: {"maps": {chamber: [{"names": [...], "rings": [[x, y, x, y, ...], ...]}, ...]}}.

    `chamber` is for a file that does not say it; `state` keeps that one of a file of all states. Raises InvalidData.
    """
    upload = opened(given, limit=LARGEST_ARCHIVE)
    try:
        features = list(_features(upload))
    except FAULTS:
        raise _refused(UNREADABLE, upload) from None
    ours = [one for one in features if not state or _state_of(one) in ("", state)]
    if features and not ours:
        raise InvalidData({"file": [_elsewhere(upload, features[0], state)]})
    if len(ours) > MOST_DISTRICTS:
        raise _refused(TOO_MANY, upload, most=MOST_DISTRICTS)
    found = {key: _map([f for f in ours if _chamber(f, chamber) == key], upload) for key in (LOWER, UPPER, chamber)}
    maps = {key: shapes for key, shapes in found.items() if key and shapes}
    if not maps:
        raise _refused(WHICH_CHAMBER if ours and not chamber else UNREADABLE, upload)
    return {"maps": maps}


def _map(features: Sequence[Feature], upload: Upload) -> list[dict[str, Any]]:
    """One chamber's districts, parts of one district put together."""
    names: dict[str, list[str]] = {}
    outlines: dict[str, list[Sequence[Place]]] = {}
    for feature in features:
        called = list(dict.fromkeys(held for name in NAMED if (held := feature.columns.get(name, "").strip())))
        if not called:
            raise _refused(NO_NAMES, upload)
        names.setdefault(called[0], called)
        outlines.setdefault(called[0], []).extend(feature.rings)
    outlines = {name: rings for name, rings in outlines.items() if rings}
    return [
        {"names": names[name], "rings": [[n for point in ring for n in point] for ring in rings]}
        for name, rings in (drawn(outlines) if outlines else {}).items()
    ]


def _chamber(feature: Feature, said: str) -> str:
    code = next(((key, feature.columns[column]) for column, key in CHAMBER_OF.items() if column in feature.columns), "")
    if not code:
        return said
    return "" if code[1].upper().startswith(OUTSIDE) else code[0]


def _state_of(feature: Feature) -> str:
    """The two letters of the state that a district lies in; "" where the file does not say."""
    found = BY_CENSUS.get(feature.columns.get("STATEFP", ""))
    return found.code if found else ""


def _elsewhere(upload: Upload, feature: Feature, state: str) -> str:
    shows = BY_CENSUS[feature.columns["STATEFP"]].name
    return f"{upload.name} shows {shows}, and the seats here are those of {state.upper()}. Choose that state’s file."


def _features(upload: Upload) -> Iterator[Feature]:
    points = 0
    for feature in _of_shapefile(upload) if upload.content[:2] == b"PK" else _of_geojson(upload):
        points += sum(len(ring) for ring in feature.rings)
        if points > MOST_POINTS:
            raise _refused(TOO_FINE, upload, most=MOST_POINTS)
        yield feature


def _of_shapefile(upload: Upload) -> Iterator[Feature]:
    parts = {one.name[-4:].lower(): one for one in members(upload, (".shp", ".dbf", ".SHP", ".DBF"))}
    if set(parts) != {".shp", ".dbf"}:
        inside = next(iter(members(upload, (".geojson", ".json"))), None)
        if inside is None:
            raise ValueError("neither a shapefile nor GeoJSON")
        yield from _of_geojson(inside)
        return
    shp, dbf = (io.BytesIO(parts[ending].content) for ending in (".shp", ".dbf"))
    with shapefile.Reader(shp=shp, dbf=dbf, encodingErrors="replace") as reader:
        for one in reader.iterShapeRecords():
            points = [(float(x), float(y)) for x, y, *_ in one.shape.points]
            cuts = [*getattr(one.shape, "parts", ()), len(points)]
            rings = [points[begin:end] for begin, end in pairwise(cuts)]
            yield _feature(one.record.as_dict(), rings)


def _of_geojson(upload: Upload) -> Iterator[Feature]:
    found = json.loads(upload.content.decode("utf-8-sig"))
    for one in found["features"]:
        geometry = one.get("geometry") or {"type": "Polygon", "coordinates": []}
        coordinates = geometry["coordinates"]
        shapes = {"Polygon": [coordinates], "MultiPolygon": coordinates}[geometry["type"]]
        rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in shapes for ring in polygon]
        yield _feature(one.get("properties") or {}, rings)


def _feature(columns: Mapping[str, Any], rings: Sequence[Sequence[Place]]) -> Feature:
    for ring in rings:
        if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
            raise ValueError("not degrees of longitude and latitude")
    said = {str(name).upper(): "" if value is None else str(value)[:80] for name, value in columns.items()}
    return Feature(said, [ring for ring in rings if ring])


def _refused(sentence: str, upload: Upload, **more: Any) -> InvalidData:
    return InvalidData({"file": [sentence.format(name=upload.name, **more)]})
