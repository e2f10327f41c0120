"""Boundary files become small outlines whose shared borders stay shared; what is no map is refused in a sentence."""

import json
from itertools import pairwise

import pytest
from worlds.boundaries import as_geojson, as_shapefile, as_tiger, sheet

from crm.errors import InvalidData
from crm.stakeholders.ground.district_maps import checked, district_key
from importers import apart, boundaries
from importers.outlines import NEAR, TALLEST, WIDTH, area, drawn, thinned
from importers.upload import Upload


def upload(content: bytes, name: str = "cb_2024_28_sldl_500k.zip") -> Upload:
    return Upload(name, content)


def edges(ring: list[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    return {frozenset(pair) for pair in pairwise(ring)}


def test_a_zipped_shapefile_as_the_census_bureau_gives_it_is_read_apart() -> None:
    found = apart.read_map(upload(as_shapefile(3, 4)), state="ms")
    assert list(found["maps"]) == ["lower"]
    districts = found["maps"]["lower"]
    assert [one["names"][0] for one in districts] == [str(number) for number in range(1, 13)]
    assert {district_key(name) for name in districts[0]["names"]} == {"1"}
    assert checked(districts) == districts


def test_the_detailed_file_has_districts_without_names_in_parts_and_with_holes_and_the_sea_is_left_out() -> None:
    found = apart.read_map(upload(as_tiger(), "tl_2024_28_sldl.zip"), state="ms")
    districts = {one["names"][0]: one for one in found["maps"]["lower"]}
    assert list(districts) == ["001", "002", "003"]
    assert districts["002"]["names"] == ["002", "State House District 2"]
    assert {name: len(one["rings"]) for name, one in districts.items()} == {"001": 2, "002": 2, "003": 1}
    assert checked(list(districts.values())) == list(districts.values())


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.upload.LARGEST_UNPACKED", 10_000)
    with pytest.raises(InvalidData, match="unpacks to too much"):
        boundaries.read(upload(as_tiger(2_000)), "", "ms")


def test_geojson_says_its_chamber_by_its_columns_or_is_told_it() -> None:
    assert list(boundaries.read(upload(as_geojson(2, 2)), "", "ms")["maps"]) == ["upper"]
    silent = upload(as_geojson(2, 2, OWNER="somebody"), "districts.geojson")
    with pytest.raises(InvalidData, match="does not say which chamber"):
        boundaries.read(silent, "", "ms")
    assert list(boundaries.read(silent, "lower", "ms")["maps"]) == ["lower"]


def test_water_outside_all_districts_is_left_out() -> None:
    found = json.loads(as_geojson(2, 1))
    found["features"][1]["properties"]["SLDUST"] = "ZZZ"
    (districts,) = boundaries.read(upload(json.dumps(found).encode()), "", "ms")["maps"].values()
    assert [one["names"][0] for one in districts] == ["1"]


def test_the_file_of_another_state_is_refused_by_name() -> None:
    with pytest.raises(InvalidData, match=r"shows Alabama, and the seats here are those of MS"):
        boundaries.read(upload(as_shapefile(2, 2, census="01")), "", "ms")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 nothing",
        b"{}",
        b"[" * 50_000,
        b'{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        b'{"features": [{"properties": {"NAME": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[500, 2]]]}}]}',
        b'{"features": [{"properties": {"NAME": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[NaN, 2]]]}}]}',
        b'{"features": [{"properties": [], "geometry": 7}]}',
        as_shapefile(2, 2)[:-400],
    ],
)
def test_what_is_no_map_is_refused_with_what_to_choose_instead(content: bytes) -> None:
    with pytest.raises(InvalidData, match=r"cannot be read|is not a folder or a zip archive"):
        apart.read_map(upload(content, "a-map"), chamber="lower", state="ms")


def test_a_file_of_too_many_points_says_which_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "MOST_POINTS", 100)
    with pytest.raises(InvalidData, match=r"more than 100 points. Choose the cartographic boundary file"):
        boundaries.read(upload(as_shapefile(3, 3)), "", "ms")


def test_neighbors_keep_one_border_so_that_neither_gap_nor_overlap_shows() -> None:
    rings = {name: ring for name, (ring,) in drawn({name: [ring] for name, ring in sheet(5, 6)}).items()}
    times: dict[frozenset[tuple[int, int]], int] = {}
    for ring in rings.values():
        for edge in edges(ring):
            times[edge] = times.get(edge, 0) + 1
    assert set(times.values()) == {1, 2}
    outside = [edge for edge, count in times.items() if count == 1]
    ends: dict[tuple[int, int], int] = {}
    for edge in outside:
        for point in edge:
            ends[point] = ends.get(point, 0) + 1
    assert set(ends.values()) == {2}  # the edges of one district only are the coast, one line around all
    assert sum(area(ring) for ring in rings.values()) > 0


def test_outlines_fit_the_grid_with_fewer_points_and_no_district_is_lost() -> None:
    before = {name: [ring] for name, ring in sheet(4, 13)}
    tiny = [(-90.0, 34.0), (-89.9999, 34.0), (-89.9999, 33.9999), (-90.0, 34.0)]
    found = drawn({**before, "tiny": [tiny]})
    points = [point for rings in found.values() for ring in rings for point in ring]
    assert set(found) == {*before, "tiny"}
    assert all(0 <= x <= WIDTH + 1 and -1 <= y <= TALLEST + 1 for x, y in points)
    assert len(points) < sum(len(ring) for rings in before.values() for ring in rings)


def test_an_island_inside_a_district_has_the_line_of_the_hole_around_it() -> None:
    hole = [(-90.2 + 0.1 * x, 33.0 + 0.1 * y) for x, y in ((0, 0), (1, 0.3), (2, 0), (1.7, 1), (2, 2), (0, 2), (0, 0))]
    around = [(-91.0, 32.0), (-89.0, 32.0), (-89.0, 34.0), (-91.0, 34.0), (-91.0, 32.0)]
    turned = [*hole[3:], *hole[1:4]][::-1]
    found = drawn({"around": [around, hole], "island": [turned]})
    assert edges(found["around"][1]) == edges(found["island"][0])


def test_a_thinned_line_keeps_its_ends_and_what_lies_off_the_way() -> None:
    line = [(0, 0), (10, 1), (20, 0), (30, 40), (40, 0)]
    assert thinned(line) == [(0, 0), (20, 0), (30, 40), (40, 0)]
    assert NEAR < 40


@pytest.mark.parametrize(
    ("one", "other"), [("037", "37"), ("01A", "1A"), ("State Senate District 7", "state senate 7"), ("000", "0")]
)
def test_a_districts_names_are_compared_without_leading_zeros(one: str, other: str) -> None:
    assert district_key(one) == district_key(other)


@pytest.mark.parametrize(
    "spoilt",
    [[], [{"names": [], "rings": [[0] * 8]}], [{"names": ["1"], "rings": [[0, 1]]}],
     [{"names": ["1"], "rings": [["x"] * 8]}], [{"names": ["1"], "rings": [[0] * 300_000]}]],
)  # fmt: skip
def test_what_a_reader_led_astray_hands_over_is_no_map(spoilt: list) -> None:
    with pytest.raises(InvalidData, match="is no map"):
        checked(spoilt)
