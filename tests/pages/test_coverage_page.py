"""The coverage page: which seats we have a good tie to, gaps first, the same in charts, table and export."""

import re

import pytest
from page_text import text
from worlds import town
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.interactions.contact_form import NewInteraction
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database

LONG_AGO = "2026-04-01"


@pytest.fixture
def graph(graph: Database) -> Database:
    return town.settle(graph)


@pytest.fixture
def staff(client_as, graph):
    """Ann, a superintendent, said half a year ago and more that she knows Carl well; everybody may know it."""
    client = client_as("staff", person_id="amy")
    new = NewRating("ann", "carl", "good", "ann", through="same church", on=LONG_AGO, visibility="shared")
    graph.write(rate, new, by=client.actor)
    return client


def seats(page: str) -> dict[str, tuple[str, str]]:
    """Every seat of the charts: its classes and what it says, by its address."""
    found = re.findall(r'<a href="/seats/(\w+)" class="seat ([^"]*)" aria-label="([^"]*)"', page)
    return {seat: (classes, says) for seat, classes, says in found}


def rows(page: str) -> list[str]:
    """The seats of the table, in order."""
    return re.findall(r'<a href="/seats/(\w+)">(?:House|Senate)', page)


def test_the_first_line_counts_the_seats_with_a_good_tie(staff):
    assert "We have a good tie to 1 of 5 seats" in text(staff.get("/seats"))


def test_the_charts_shade_each_seat_by_its_best_tie_and_say_it(staff):
    shown = seats(staff.get("/seats").get_data(as_text=True))
    assert set(shown) == {"hd1", "hd2", "hd3", "hd4", "sd1"}
    classes, says = shown["hd1"]
    assert "tie-good" in classes
    assert says == "House District 1: Carl Dunn (R). Good, through Ann Reed, going cold"
    assert "is-vacant" in shown["hd4"][0]
    assert "vacant" in shown["hd4"][1]


def test_a_guess_is_hatched_and_never_counted(staff):
    page = staff.get("/seats").get_data(as_text=True)
    assert "tie-guess" in seats(page)["hd2"][0]
    assert "perhaps Bo Lee" in seats(page)["hd2"][1]
    assert re.search(r'href="/ties/bo/dora/rate"', page)
    assert "a good tie to 1 of 5" in page


def test_gaps_come_first_in_the_table(staff):
    assert rows(staff.get("/seats").get_data(as_text=True))[-1] == "hd1"


def test_a_filter_keeps_the_charts_whole_and_the_table_to_what_fits(staff):
    page = staff.get("/seats?party=Democratic").get_data(as_text=True)
    assert rows(page) == ["hd2"]
    assert "is-faint" in seats(page)["hd1"][0]
    assert "is-faint" not in seats(page)["hd2"][0]
    only_house = seats(staff.get("/seats?chamber=lower").get_data(as_text=True))
    assert "sd1" not in only_house


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("strength=none", {"hd2", "hd3", "hd4", "sd1"}),
        ("strength=cold", {"hd1"}),
        ("committee=house-education", {"hd1", "hd2"}),
        ("committee=senate-education&chamber=lower", set()),
    ],
)
def test_each_filter_leaves_what_fits_it(staff, address, left):
    assert set(rows(staff.get(f"/seats?{address}").get_data(as_text=True))) == left


def test_an_export_holds_what_is_shown_and_no_more(staff):
    lines = staff.get("/seats?strength=cold&format=csv").get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert "Carl Dunn" in lines[1]
    assert "Ann Reed" in lines[1]


def test_two_days_can_be_compared(graph, client_as):
    client = client_as("staff", person_id="amy")
    old = acting(at="2026-03-01T10:00:00.000000Z")
    graph.write(rate, NewRating("ann", "carl", "good", "ann", on="2026-03-01"), by=old)
    assert "+1 since Jan 1, 2026." in text(client.get("/seats?compare=2026-01-01"))
    assert "As many as on Apr 1, 2026." in text(client.get("/seats?compare=2026-04-01"))


def test_a_day_that_cannot_be_read_is_named_and_the_board_still_shown(staff):
    answer = staff.get("/seats?compare=soon")
    assert answer.status_code == 200
    assert "“soon” is not a date." in text(answer)
    assert "of 5 seats" in text(answer)


def test_what_only_staff_may_see_is_in_no_count_chart_or_export_of_a_viewer(graph, staff, client_as):
    graph.write(rate, NewRating("phil", "fay", "close", "phil", through="kin"), by=staff.actor)
    new = NewInteraction(("fay",), ("phil",), "meeting", summary="In private")
    graph.write(log_contact, new, by=staff.actor)
    assert "a good tie to 2 of 5" in text(staff.get("/seats"))
    viewer = client_as("viewer")
    page = viewer.get("/seats").get_data(as_text=True)
    assert "a good tie to 1 of 5" in text(viewer.get("/seats"))
    assert "tie-close" not in seats(page)["sd1"][0]
    assert "Phil Ford" not in viewer.get("/seats?format=csv").get_data(as_text=True)
    assert "/rate" not in page


def test_without_seats_the_page_says_what_to_do_first(database, client_as):
    database.write(lambda tx: tx.run("MATCH (p:Post) DETACH DELETE p").consume())
    page = text(client_as("administrator").get("/seats"))
    assert "There are no seats yet." in page
    assert "Import" in page
