"""An event from its planning to the board's page: planned, invited, checked in on a phone, evaluated, and counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from worlds import town
from worlds.office import today

from crm.stakeholders import search_text
from crm.storage.database import Database

ENTRY = "EPL 1.5.1"


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize("width", [1280, 360])
def test_an_event_is_planned_checked_in_by_phone_and_evaluated_and_its_entry_is_met(
    graph: Database, browser_page: Callable[..., Page], width: int
) -> None:
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))  # else nobody is found by typing
    staff, phone = browser_page("staff", width=width), browser_page(None, width=360, has_touch=True)
    line = staff.locator("tr", has_text=ENTRY).first

    staff.goto("/events/new?kind=regional+session&name=North+session&topics=advocacy&scope=regional")
    staff.get_by_role("button", name="Plan", exact=False).last.click()
    expect(staff.locator("h1")).to_have_text("North session")
    event = staff.url.rsplit("/", 1)[1]
    _invite(staff)
    staff.goto("/plan")
    expect(line).not_to_contain_text("1 of 1")

    staff.goto(f"/events/{event}/door")
    phone.goto(staff.locator(".break-anywhere").inner_text())
    phone.get_by_label("Your name").fill("ree")
    phone.get_by_role("button", name="Find me").click()
    phone.get_by_role("button", name="Ann Reed").tap()
    expect(phone.locator(".message-saved")).to_contain_text("Welcome, Ann Reed")
    assert fits(phone, 360)
    staff.goto(f"/events/{event}")
    expect(staff.locator("#came")).to_contain_text("Ann Reed")
    assert fits(staff, width)

    staff.goto(f"/records/surveys/new?type=evaluation&title=How+was+it&event={event}")
    staff.get_by_role("button", name="Record").click()
    staff.get_by_role("link", name="Questions and answers").click()
    staff.get_by_role("link", name="Write the questions").click()
    staff.get_by_role("button", name="Save the questions").click()
    expect(staff.locator(".message-saved")).to_contain_text("saved")
    phone.goto(staff.locator(".break-anywhere").inner_text())
    phone.get_by_label("Very good").first.check(force=True)
    assert fits(phone, 360)
    phone.get_by_role("button", name="Send my answers").tap()
    expect(phone.locator("h1")).to_have_text("Thank you")

    staff.reload()
    expect(staff.locator(".page-head")).to_contain_text("1 answered")
    assert fits(staff, width)
    staff.goto("/plan")
    expect(line).to_contain_text("1 of 1")
    expect(line).to_contain_text("met")


def _invite(staff: Page) -> None:
    """Ann, by the first letters of her name, on the event's own page."""
    field = staff.get_by_role("combobox", name="Invite")
    field.click()
    field.press_sequentially("Ann R")
    staff.get_by_role("option").filter(has_text="Ann Reed").click()
    staff.get_by_role("button", name="Record the invitations").click()
    expect(staff.locator("#invitations")).to_contain_text("Ann Reed")
