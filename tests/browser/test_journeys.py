"""What people do from one page to the next, in a real browser: by keyboard, by thumb, and without scripts."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from worlds import town
from worlds.office import today
from worlds.pieces import add, write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.interactions.contact_form import NewInteraction
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.stakeholders import search_text
from crm.storage.database import Database

PAGES = (
    "/log",
    "/log?with=carl",
    "/interactions",
    "/interactions/met",
    "/interactions/met/edit",
    "/seats",
    "/seats?strength=none&compare=2026-01-01",
    "/paths",
    "/paths?to=carl",
    "/paths?to=dora",
    "/paths?to=house-education",
    "/ties/amy/carl",
    "/ties/ann/carl",
    "/ties/ann/carl/rate",
    "/people/amy/neighbourhood?open=ann&guesses=true",
)


@pytest.fixture
def graph(graph: Database) -> Database:
    """The town: Amy met Carl once and knows Ann well, who is close to Carl."""
    town.settle(graph)
    add(graph, "Issue", {"funding": {"title": "Funding", "status": "adopted"}})
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE), post_ids=list(town.POSTS))
    graph.write(log_contact, NewInteraction(("carl",), ("amy",), "text", "2026-03-12", id="met"), by=acting())
    for a, b, level in (("amy", "ann", "good"), ("ann", "carl", "close")):
        graph.write(rate, NewRating(a, b, level, a, through="same church"), by=acting())
    return graph


def tab_to(page: Page, id_: str) -> None:
    """Press Tab until the focus is on the field."""
    for _ in range(80):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The tab key does not reach {id_}")


def logged(graph: Database) -> int:
    return write(graph, "MATCH (i:Interaction) WHERE i.id <> 'met' RETURN count(i) AS n")[0]["n"]


def test_a_contact_is_logged_by_keyboard_alone_and_changes_the_tie_and_the_way(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/paths?to=fay")
    expect(page.locator("h1 + .lead")).to_contain_text("No path to Fay Gill")
    page.goto("/")
    page.keyboard.press("l")
    page.wait_for_url("**/log")
    tab_to(page, "theirs")
    page.keyboard.type("fay gi")
    expect(page.locator("#theirs-list [role=option]").first).to_contain_text("Fay Gill")
    page.keyboard.press("Enter")
    expect(page.locator(".picker-chips li").first).to_contain_text("Fay Gill")
    tab_to(page, "channel")
    page.keyboard.press("ArrowRight")
    tab_to(page, "summary")
    page.keyboard.type("The funding formula")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-saved")).to_contain_text("Logged: Meeting with Fay Gill.")
    page.get_by_role("link", name="Amy Hale and Fay Gill").click()
    expect(page.locator("h1 + .lead")).to_contain_text("last two-way contact today")
    page.goto("/paths?to=fay")
    expect(page.locator("h1 + .lead")).to_contain_text("You know Fay Gill")


def test_saving_with_a_double_click_makes_one_record(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/log?with=dora")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url("**/interactions/*")
    assert logged(graph) == 1


def test_saving_again_after_the_answer_was_lost_makes_one_record(browser_page, graph):
    """Where no worker keeps what could not be sent: over plain http, in the office."""
    page = browser_page("staff", person_id="amy", service_workers="block")
    page.goto("/log?with=dora")
    page.get_by_label("What was said").fill("In the lift")

    def lose_the_answer(route):
        asked = route.request
        connection = HTTPConnection(urlsplit(asked.url).netloc)
        connection.request("POST", "/log", asked.post_data, asked.all_headers())
        connection.getresponse().read()
        connection.close()
        route.abort()

    page.route("**/log", lose_the_answer, times=1)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("chrome-error://**")
    assert logged(graph) == 1
    page.goto("/log")
    expect(page.locator(".draft-offer")).to_contain_text("no answer came back")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("What was said")).to_have_value("In the lift")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/interactions/*")
    assert logged(graph) == 1


def test_undo_takes_back_what_was_just_saved(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/log?with=dora")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".message-saved")).to_contain_text("Deleted: Corridor talk with Dora Eads.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".message-saved")).to_contain_text("Brought back: Corridor talk with Dora Eads.")


def test_a_draft_survives_closing_the_page(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/log?with=carl")
    page.get_by_label("What was said").fill("Half a thought")
    page.get_by_label("Very well").check()
    page.wait_for_timeout(500)  # a draft is kept shortly after the last key
    page.goto("/seats")
    page.goto("/log")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("What was said")).to_have_value("Half a thought")
    expect(page.locator(".picker-chips li").first).to_contain_text("Carl Dunn")
    assert page.locator("input[name=sentiment]:checked").get_attribute("value") == "2"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/interactions/*")
    page.goto("/log")
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)


def test_everything_for_a_quick_contact_is_on_one_screen_of_a_phone(browser_page, graph):
    page = browser_page("staff", person_id="amy", width=360)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/log?with=carl")
    save = page.get_by_role("button", name="Save", exact=True).bounding_box()
    assert save is not None
    assert 740 - 12 <= save["y"] + save["height"] + 10 <= 740 + 12
    assert save["height"] >= 44
    for part in ("#theirs", "#channel", "#summary", "#sentiment", ".log-when", ".log-more"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= save["y"], part


def test_without_scripts_a_contact_is_logged_with_a_typed_name(browser_page, graph):
    page = browser_page("staff", person_id="amy", java_script_enabled=False)
    page.goto("/log")
    page.locator("#theirs").fill("dun")
    page.get_by_label("What was said").fill("Met on the stairs")
    page.get_by_role("button", name="Save", exact=True).click()
    if page.get_by_text("Choose which one you mean.").count():
        page.get_by_label(re.compile("Carl Dunn")).check()
        page.locator("#theirs").fill("")
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".message-saved")).to_contain_text("Logged: Corridor talk with Carl Dunn.")


def test_arrow_keys_walk_through_the_seats_and_enter_opens_one(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/seats")
    house = page.locator(".hemicycle").first
    seats = house.locator("[data-seat]")
    assert house.locator("[data-seat][tabindex='0']").count() == 1
    seats.first.focus()
    expect(house.locator("[data-chart-says]")).to_contain_text("House District 1: Carl Dunn (R).")
    for key, district in (("ArrowRight", 2), ("End", 4), ("ArrowRight", 4), ("ArrowLeft", 3), ("Home", 1)):
        page.keyboard.press(key)
        expect(seats.nth(district - 1)).to_be_focused()
        expect(house.locator("[data-chart-says]")).to_contain_text(f"House District {district}:")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/seats/hd2")


def test_a_first_tap_says_which_seat_it_is_and_a_second_opens_it(browser_page, graph):
    page = browser_page("staff", person_id="amy", width=360, has_touch=True)
    page.goto("/seats")
    seat = page.locator(".hemicycle").first.locator("[data-seat]").nth(1)
    seat.tap()
    expect(page.locator("[data-chart-says]").first).to_contain_text("House District 2: Dora Eads (D).")
    assert page.url.endswith("/seats")
    seat.tap()
    page.wait_for_url("**/seats/hd2")


def test_without_scripts_every_seat_is_a_link(browser_page, graph):
    page = browser_page("staff", person_id="amy", java_script_enabled=False)
    page.goto("/seats")
    page.locator(".hemicycle").first.locator("a").first.click()
    page.wait_for_url("**/seats/hd1")


def test_on_a_phone_a_wide_picture_scrolls_inside_its_box(browser_page, graph):
    page = browser_page("staff", person_id="amy", width=360)
    page.goto("/paths?to=carl")
    box = page.locator(".picture-scroll")
    assert box.evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_a_persons_line_has_the_width_of_the_page(browser_page, graph):
    page = browser_page("staff", person_id="amy", width=360)
    page.goto("/people/carl")
    assert page.locator(".page-head .lead").bounding_box()["width"] > 300


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible_and_fits_a_phone(browser_page, axe, address):
    page = browser_page("staff", person_id="amy")
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.goto(address).status == 200
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
