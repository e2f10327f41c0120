"""Filters by pointer and by keyboard: a choice shows at once, one only passed waits, and the focus comes back."""

import re

import pytest
from playwright.sync_api import Page, expect
from worlds import town
from worlds.town import acting

from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database


@pytest.fixture
def graph(graph: Database) -> Database:
    town.settle(graph)
    graph.write(rate, NewRating("ann", "carl", "good", "ann", visibility="shared"), by=acting())
    return graph


def seats(browser_page) -> Page:
    page = browser_page("staff", person_id="amy")
    page.goto("/seats")
    return page


def test_a_choice_with_the_pointer_shows_at_once_and_keeps_the_focus(browser_page) -> None:
    page = seats(browser_page)
    page.get_by_label("Party").select_option("Democratic")
    expect(page).to_have_url(re.compile(r"\?party=Democratic$"))
    expect(page.get_by_label("Party")).to_have_value("Democratic")


def test_arrow_keys_pass_through_the_choices_until_enter_takes_one(browser_page) -> None:
    page = seats(browser_page)
    party = page.get_by_label("Party")
    party.focus()
    party.press("ArrowDown")
    party.press("ArrowDown")
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_visible()
    assert page.url.endswith("/seats")
    party.press("Enter")
    expect(page).to_have_url(re.compile(r"\?party=Republican$"))
    expect(party).to_be_focused()


def test_what_was_passed_to_is_taken_when_the_focus_moves_on_and_the_next_field_has_it(browser_page) -> None:
    page = seats(browser_page)
    page.get_by_label("Party").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"\?party=Democratic$"))
    expect(page.get_by_label("Our tie")).to_be_focused()


def test_a_day_waits_for_show_under_a_thumb(browser_page) -> None:
    page = seats(browser_page)
    page.get_by_label("Compare with").fill("2026-01-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"compare=2026-01-01"))
