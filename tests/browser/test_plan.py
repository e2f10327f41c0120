"""The plan in a browser: a recorded paper changes an entry's word, on a wide window and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from worlds import town

from crm.storage.database import Database


@pytest.mark.parametrize("width", [1280, 360])
def test_recording_the_menu_turns_its_entry_from_late_to_met(browser_page: Callable[..., Page], width: int) -> None:
    page = browser_page("staff", width=width)
    page.goto("/plan?on=2022-06-01")
    line = page.locator("tr", has=page.get_by_role("link", name="EPL 1.2.1 The menu is ready by December 2021"))
    expect(line).to_contain_text("late")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto("/records/documents/new?type=menu&title=The+menu&on=12/20/2021")
    page.get_by_role("button", name="Record").click()
    expect(page.locator(".message-saved")).to_contain_text("Recorded")

    page.goto("/plan?on=2022-06-01")
    expect(line).to_contain_text("met")
    line.get_by_role("link").click()
    expect(page.locator(".plan-figure")).to_contain_text("1 of 1")
    page.get_by_role("link", name="The menu").click()
    expect(page.locator("h1")).to_contain_text("The menu")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_the_plan_says_comes_to_a_page_that_did_not_wait_for_it(
    graph: Database, browser_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.settle(graph)
    monkeypatch.setattr("web.plan.asked.AT_ONCE", 0.0)
    page = browser_page("staff", width=360)
    page.goto("/records/documents/new?type=menu&title=The+menu&on=12/20/2021")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("dl.facts").first).to_contain_text("EPL 1.2.1")
    expect(page.get_by_text("Being worked out")).to_have_count(0)

    page.goto("/events/new?kind=board&name=Board&start=2026-11-02")
    page.get_by_role("button", name="Plan it").click()
    page.goto("/")
    expect(page.get_by_text("being worked out")).to_have_count(0)
    expect(page.locator(".lead")).to_contain_text("plan")
