"""By keyboard alone, in a real browser: what has the focus shows it and can be seen, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect
from worlds import town
from worlds.office import today

from crm.stakeholders import search_text

# The focused element's name; whether it, what is drawn for it, or the box around it has an outline; and whether its
# middle is really it, not a bar lying over it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const ringed = (other) => other && getComputedStyle(other).outlineStyle !== "none";
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 12), box.top + box.height / 2);
  const own = one.closest("label") ?? one;
  return {
    name: (one.getAttribute("aria-label") || one.textContent || one.name || one.id).trim(),
    shown: [one, one.nextElementSibling, one.closest(".picker-box")].some(ringed),
    free: own.contains(top) || Boolean(top?.contains(one)),
  };
}"""


@pytest.fixture
def settled(graph):
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE), post_ids=list(town.POSTS))
    return graph


def stops(page: Page) -> list[dict[str, object]]:
    """What the tab key stops at, from the top of the page to its end, wherever the page itself puts the focus."""
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    found = []
    for _ in range(150):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return found
        found.append(at)
    raise AssertionError("The tab key never leaves the page.")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", ["/log", "/people", "/seats?chamber=lower", "/paths?to=carl", "/settings"])
def test_what_has_the_focus_shows_it_and_lies_under_no_bar(settled, browser_page, address, width):
    page = browser_page("administrator", person_id="amy", width=width)
    page.goto(address)
    dates = "document.querySelectorAll('input[type=date]').forEach((one) => { one.type = 'text'; })"
    page.evaluate(dates)  # a date field is the browser's own
    page.evaluate("document.querySelectorAll('[data-seat]').forEach((one) => one.setAttribute('tabindex', '-1'))")
    found = stops(page)
    assert len(found) > 8
    assert [one["name"] for one in found if not one["shown"]] == []
    assert [one["name"] for one in found if not one["free"]] == []


def test_a_table_is_sorted_on_a_phone_too(settled, browser_page):
    page = browser_page("staff", width=360)
    page.goto("/seats")
    page.get_by_role("link", name="Holder", exact=True).click()
    page.wait_for_url("**/seats?sort=holder*")
    expect(page.locator("tbody tr").first).to_contain_text("Carl Dunn")
