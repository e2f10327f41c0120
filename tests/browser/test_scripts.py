"""What the pages' scripts add, in a real browser: Find, pickers, drafts and keys."""

import re

import pytest
from playwright.sync_api import expect
from worlds import town
from worlds.office import CHICAGO, today

from crm import office_time
from crm.accounts import passwords, users
from crm.records.actor import command_line
from crm.stakeholders import search_text

DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"


@pytest.fixture
def settled(graph):
    town.settle(graph)
    graph.write(
        search_text.refresh,
        today=today(),
        person_ids=list(town.PEOPLE),
        org_ids=list(town.ORGANIZATIONS),
        post_ids=list(town.POSTS),
    )
    return graph


def wait_for_draft(page) -> None:
    """Until the browser has kept a draft. Asked from outside: the content policy forbids the page to poll."""
    for _ in range(200):
        if page.evaluate(DRAFTS):
            return
        page.wait_for_timeout(50)
    raise AssertionError("no draft was kept")


def test_signing_in_by_keyboard_alone(browser_page, make_user, graph):
    user = make_user("staff", name="Ann Reed")
    graph.write(
        users.set_password,
        user.id,
        passwords.hash_password("correct horse"),
        by=command_line(office_time.instant(), CHICAGO),
    )
    page = browser_page(None)
    page.goto("/history")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(user.email)
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history")
    expect(page.get_by_role("heading", name="History")).to_be_visible()


def test_find_opens_by_key_answers_while_typing_and_goes_there(settled, browser_page):
    page = browser_page("staff")
    page.goto("/history")
    page.keyboard.press("/")
    page.keyboard.type("fay gil")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Fay Gill")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/fay")


def test_find_says_when_nothing_fits_and_closes_by_escape(settled, browser_page):
    page = browser_page("viewer")
    page.goto("/history")
    page.keyboard.press("Control+k")
    page.keyboard.type("qqqqqq")
    expect(page.locator("[data-find-note]")).to_have_text("Nothing is called “qqqqqq”")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#find")).to_be_hidden()


def test_a_picker_adds_chips_by_keyboard_and_removes_them_by_their_button(settled, browser_page, make_user):
    user = make_user("member", name="Bo Lee")
    page = browser_page("administrator", width=360)
    page.goto(f"/accounts/{user.id}")
    field = page.get_by_role("combobox", name="Person", exact=False)
    field.click()
    field.press_sequentially("dora")
    expect(page.get_by_role("option", name=re.compile("Dora Eads"))).to_be_visible()
    field.press("Enter")
    expect(page.locator("[name=person]")).to_have_value("dora")
    page.get_by_role("button", name="Remove Dora Eads").click()
    expect(page.locator("[name=person]")).to_have_count(0)
    field.press_sequentially("fay")
    page.get_by_role("option", name=re.compile("Fay Gill")).click()
    page.get_by_role("button", name="Save the person").click()
    expect(page.get_by_text("Bo Lee signs in as Fay Gill.")).to_be_visible()


def test_what_was_typed_is_offered_again_until_it_is_saved(graph, browser_page):
    page = browser_page("administrator")
    page.goto("/accounts/new")
    page.get_by_label("Name").fill("Ann Reed")
    page.get_by_label("E-mail address").fill("ann@example.org")
    wait_for_draft(page)
    page.goto("/history")
    page.goto("/accounts/new")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Name")).to_have_value("Ann Reed")
    page.goto("/accounts/new")
    page.get_by_role("button", name="Discard").click()
    page.reload()
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)


def test_a_private_note_is_never_kept_in_plain_and_a_draft_brought_back_leaves_it_alone(settled, browser_page):
    page = browser_page("staff")
    page.goto("/log")
    page.get_by_role("textbox", name="What was said").fill("Canary talk")
    page.locator("details.more summary, summary:has-text('More')").first.click()
    page.locator("[name=private_note]").fill("Canary secret")
    wait_for_draft(page)
    page.wait_for_timeout(500)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert ("Canary talk" in kept, "Canary secret" in kept) == (True, False)
    page.reload()
    page.locator("details.more summary, summary:has-text('More')").first.click()
    page.locator("[name=private_note]").fill("Another secret")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("textbox", name="What was said")).to_have_value("Canary talk")
    expect(page.locator("[name=private_note]")).to_have_value("Another secret")


def test_a_draft_of_an_older_state_does_not_wipe_out_what_somebody_wrote_since(settled, browser_page, client_as):
    page = browser_page("staff")
    page.goto("/people/gus/edit")
    page.get_by_label("Occupation").fill("Farmer")
    wait_for_draft(page)
    other = client_as("staff")
    other.post("/people/gus/edit", data={"version": "1", "name": "Gus Hill", "email": "gus@example.org"})
    page.goto("/people/gus/edit")
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("gus@example.org")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_url("**/people/gus")
    expect(page.get_by_role("main")).to_contain_text("gus@example.org")
    expect(page.get_by_role("main")).to_contain_text("Farmer")


def test_signing_out_takes_the_drafts_along(graph, browser_page):
    page = browser_page("administrator")
    page.goto("/accounts/new")
    page.get_by_label("Name").fill("Ann Reed")
    wait_for_draft(page)
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(DRAFTS) == 0


def test_keys_lead_to_places_and_can_be_turned_off(graph, browser_page):
    page = browser_page("staff")
    page.goto("/history")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/people")
    page.goto("/settings")
    page.get_by_label("Use single letters").uncheck()
    page.get_by_role("heading", name="Settings").click()
    page.keyboard.press("/")
    expect(page.locator("dialog#find")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("dialog#find")).to_be_visible()


def test_nobody_is_offered_a_key_to_a_place_they_may_not_open(graph, browser_page):
    page = browser_page("viewer")
    page.goto("/history")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Go to Home, People, Seats")
    expect(keys).not_to_contain_text("Council")
    expect(keys).not_to_contain_text("Log a contact")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/seats")


def test_letters_typed_in_a_field_are_only_letters(graph, browser_page):
    page = browser_page("administrator")
    page.goto("/accounts/new")
    page.get_by_label("Name").press_sequentially("l/?gp")
    expect(page.get_by_label("Name")).to_have_value("l/?gp")
    expect(page.locator("dialog#find")).to_be_hidden()
