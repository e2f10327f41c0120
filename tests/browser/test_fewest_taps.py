"""How many taps and letters it takes to log a contact from Home with one thumb: counted, and never to grow."""

import re

import pytest
from playwright.sync_api import expect
from thumb import MOST_LETTERS, MOST_TAPS, MOST_TAPS_FOR_THREE, Thumb
from worlds import town
from worlds.office import today
from worlds.pieces import write

from crm.stakeholders import search_text
from crm.storage.database import Database

THREE = (("carl", "Carl Dunn"), ("dora", "Dora Eads"), ("fay", "Fay Gill"))


@pytest.fixture
def graph(graph: Database) -> Database:
    """The town, findable by name."""
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))
    return graph


@pytest.mark.parametrize("width", [360, 1280])
def test_one_legislator_takes_five_taps_and_four_letters_and_three_take_nine_taps(browser_page, graph, width):
    page = browser_page("staff", person_id="amy", width=width)
    page.goto("/")
    thumb = Thumb(page)
    thumb.log(("hd 1", "Carl Dunn"))
    expect(page.locator(".message-saved")).to_contain_text("Logged: Corridor talk with Carl Dunn.")
    assert (thumb.taps, thumb.letters) <= (MOST_TAPS, MOST_LETTERS)
    assert (thumb.taps, thumb.letters) == (5, 4)
    page.goto("/")
    thumb = Thumb(page)
    thumb.log(*THREE)
    expect(page.locator(".message-saved")).to_contain_text(
        "Logged: Corridor talk with Carl Dunn, Dora Eads and Fay Gill."
    )
    assert thumb.taps <= MOST_TAPS_FOR_THREE
    # The same three once more: the form, the offer, the save.
    page.goto("/")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name=re.compile("^Log")).locator("visible=true"))
    page.wait_for_url("**/log")
    page.get_by_label("What was said").fill("Typed before")
    thumb.tap(page.get_by_text("Same as last time"))
    thumb.tap(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator(".message-saved")).to_contain_text("Carl Dunn, Dora Eads and Fay Gill.")
    assert thumb.taps == 3
    kept = write(
        graph, "MATCH (i:Interaction {summary: 'Typed before'}) RETURN COUNT { (i)<-[:TOOK_PART]-() } AS people"
    )
    assert [row["people"] for row in kept] == [4]


def test_a_reason_is_shown_and_somebody_new_is_added_in_place_by_keyboard(browser_page, graph):
    page = browser_page("staff", person_id="amy")
    page.goto("/log")
    page.get_by_label("What was said").fill("In the lobby")
    page.locator("#theirs").focus()
    page.keyboard.type("house ed dora")
    expect(page.get_by_role("option").first).to_contain_text("Member of House Education")
    page.locator("#theirs").fill("")
    page.keyboard.type("Jo Smith")
    expect(page.get_by_role("option", name=re.compile("Add .Jo Smith."))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What they are")).to_be_focused()
    page.keyboard.type("Chief of staff")
    page.keyboard.press("Tab")
    page.keyboard.type("East Services")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-saved")).to_contain_text("Logged: Corridor talk with Jo Smith.")
    assert write(graph, "MATCH (i:Interaction) RETURN i.summary AS said")[0]["said"] == "In the lobby"
