"""The map of the districts: the same ties as on Seats, by pattern and in words, from a file that the office gives."""

import io
import re
from urllib.parse import quote

import pytest
from page_text import text
from worlds import town
from worlds.boundaries import as_geojson, as_shapefile, as_tiger
from worlds.pieces import write

from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database

LOWER = "/seats/map?chamber=lower"


@pytest.fixture
def graph(graph: Database) -> Database:
    return town.settle(graph)


@pytest.fixture
def staff(client_as, graph):
    client = client_as("staff", person_id="amy")
    graph.write(rate, NewRating("ann", "carl", "good", "ann", through="church", visibility="shared"), by=client.actor)
    return client


def give(client, content: bytes, name: str = "cb_2024_28_sldl_500k.zip", **said: str):
    data = {"file": (io.BytesIO(content), name), "key": "a-map", **said}
    return client.post("/seats/map/file", data=data, content_type="multipart/form-data")


def districts(page: str) -> dict[str, tuple[str, str, str]]:
    """Every district with a seat: its classes, what it says, and its ground, by its address."""
    found = re.findall(
        r'<a href="/seats/(\w+)" class="district ([^"]*)" aria-label="([^"]*)".*?fill="url\(#([^)]*)\)"', page, re.S
    )
    return {seat: more for seat, *more in map(tuple, found)}


def test_before_there_is_a_file_the_page_says_where_to_get_it(staff, client_as):
    assert "There is no map here yet" in text(staff.get("/seats/map"))
    help_page = text(staff.get("/seats/map/file"))
    assert "census.gov" in help_page
    assert "lower chamber" in help_page
    viewer = client_as("viewer")
    assert "Staff can bring in the boundaries" in text(viewer.get("/seats/map"))
    assert viewer.get("/seats/map/file").status_code == 403


def test_the_map_says_of_each_seat_what_seats_says(staff):
    assert give(staff, as_shapefile(2, 2)).location == LOWER
    page = staff.get(LOWER).get_data(as_text=True)
    shown = districts(page)
    assert set(shown) == {"hd1", "hd2", "hd3", "hd4"}
    assert shown["hd1"] == ["tie-good", "House District 1: Carl Dunn (R). Good, through Ann Reed", "map-lower-good"]
    on_seats = dict(re.findall(r'href="/seats/(\w+)" class="seat [^"]*" aria-label="([^"]*)"',
                               staff.get("/seats").get_data(as_text=True)))  # fmt: skip
    assert {seat: says for seat, (_, says, _) in shown.items()} == {seat: on_seats[seat] for seat in shown}
    assert "is-vacant" in shown["hd4"][0]
    assert "map-lower-guess" in shown["hd2"]


def test_the_table_beside_has_the_same_seats_and_a_guess_is_called_one(staff):
    give(staff, as_shapefile(2, 2))
    page = text(staff.get(LOWER))
    assert "4 seats" in page
    assert "Guess perhaps Bo Lee" in page
    lines = staff.get(f"{LOWER}&format=csv").get_data(as_text=True).splitlines()
    assert len(lines) == 5


def test_a_filter_makes_the_others_faint_and_keeps_them_on_the_map(staff):
    give(staff, as_shapefile(2, 2))
    shown = districts(staff.get(f"{LOWER}&party=Democratic").get_data(as_text=True))
    assert "is-faint" not in shown["hd2"][0]
    assert "is-faint" in shown["hd1"][0]


def test_districts_without_a_seat_and_seats_without_a_district_are_named(staff):
    give(staff, as_geojson(3, 1, STATEFP="28", SLDLST="x"), "districts.geojson", chamber="lower")
    page = staff.get(LOWER).get_data(as_text=True)
    assert set(districts(page)) == {"hd1", "hd2", "hd3"}
    assert "Not on this map: House District 4" in text(staff.get(LOWER))
    give(staff, as_geojson(2, 1), "districts.geojson", key="another")
    page = staff.get("/seats/map?chamber=upper").get_data(as_text=True)
    assert set(districts(page)) == {"sd1"}
    assert "2: no seat of this name" in page


def test_a_map_that_is_taken_away_gives_way_to_the_one_before_and_comes_back(staff):
    give(staff, as_shapefile(2, 2))
    give(staff, as_shapefile(2, 1), key="newer")
    assert set(districts(staff.get(LOWER).get_data(as_text=True))) == {"hd1", "hd2"}
    staff.post("/seats/map/newer%7Clower/delete")
    assert len(districts(staff.get(LOWER).get_data(as_text=True))) == 4
    staff.post("/seats/map/newer%7Clower/restore")
    assert len(districts(staff.get(LOWER).get_data(as_text=True))) == 2
    assert "Map of the House" in text(staff.get("/history"))


def test_a_file_sent_twice_is_kept_once(staff, graph):
    for _ in range(2):
        assert give(staff, as_shapefile(2, 2)).status_code == 303
    assert write(graph, "MATCH (m:DistrictMap) RETURN count(m) AS maps") == [{"maps": 1}]


def test_what_is_no_map_is_refused_and_the_map_stays(staff):
    give(staff, as_shapefile(2, 2))
    refused = give(staff, b"Dear Sir", "letter.zip", key="another")
    assert refused.status_code == 422
    assert "letter.zip cannot be read as a map" in text(refused)
    assert len(districts(staff.get(LOWER).get_data(as_text=True))) == 4


def test_the_api_gives_lists_takes_away_and_brings_back_a_map(staff, client_as):
    def send(content: bytes, key: str):
        data = {"file": (io.BytesIO(content), "tl_2024_28_sldl.zip")}
        return staff.post(f"/api/v1/maps?key={key}", data=data, content_type="multipart/form-data")

    given = send(as_tiger(), "one")
    assert given.status_code == 201
    assert [(one["chamber"], one["districts"]) for one in given.get_json()] == [("lower", ["001", "002", "003"])]
    assert send(as_shapefile(2, 1), "two").status_code == 201
    assert send(as_tiger(), "one").get_json() == given.get_json()
    (shown,) = client_as("viewer").get("/api/v1/maps").get_json()
    assert shown["districts"] == ["1", "2"]
    where = f"/api/v1/maps/{quote(shown['id'], safe='')}"
    assert staff.delete(where).get_json() == {"title": "Map of the House"}
    assert staff.get("/api/v1/maps").get_json() == given.get_json()
    assert staff.post(f"{where}/restore").status_code == 200
    assert staff.get("/api/v1/maps").get_json() == [shown]
    assert "cannot be read as a map" in send(b"Dear Sir", "three").get_json()["errors"]["file"][0]
    assert client_as("member").delete(where).status_code == 403


def test_a_viewer_is_told_no_tie_that_only_staff_may_see(staff, graph, client_as):
    give(staff, as_geojson(1, 1))
    graph.write(rate, NewRating("phil", "fay", "close", "phil", through="kin"), by=staff.actor)
    senate = "/seats/map?chamber=upper"
    assert "map-upper-close" in districts(staff.get(senate).get_data(as_text=True))["sd1"]
    viewer = client_as("viewer").get(senate).get_data(as_text=True)
    assert "map-upper-close" not in districts(viewer)["sd1"]
    assert "Phil Ford" not in viewer
