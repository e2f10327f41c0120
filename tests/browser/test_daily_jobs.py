"""The three daily jobs from Home: log a contact, find the tie that is there, prepare the council. Each by thumb with
taps and letters counted, by keyboard alone, and with scripts off; on a phone and at a desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from worlds.council import BODIES, NAMES, WORLD, on
from worlds.office import today

from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.stakeholders import search_text
from crm.storage.database import Database

STAFF = on("2026-01-06")


@dataclass
class Hand:
    """How somebody works a page: with a thumb or pointer, or by keyboard alone. What they do is counted."""

    page: Page
    by_keyboard: bool = False
    taps: int = 0
    letters: int = 0

    def press(self, where: Locator) -> None:
        """Follow a link, push a button, or make a choice."""
        one = where.locator("visible=true").first
        if self.by_keyboard:
            self._reach(one)
            self.page.keyboard.press("Space" if one.get_attribute("type") in ("radio", "checkbox") else "Enter")
        elif one.get_attribute("type") == "radio":
            one.check(force=True)
        else:
            one.click()
        self.taps += 1

    def write(self, where: Locator, text: str) -> None:
        """Write into a field, in place of what stands there."""
        one = where.locator("visible=true").first
        if self.by_keyboard:
            self._reach(one)
        else:
            one.click()
            self.taps += 1
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.letters += len(text)

    def _reach(self, one: Locator) -> None:
        """Press the tab key until the focus is there; of a group of choices the tab key meets one alone."""
        one.wait_for()
        for _ in range(200):
            if one.evaluate("one => one === document.activeElement"):
                return
            if one.evaluate("one => one.type === 'radio' && one.name === document.activeElement?.name"):
                self.page.keyboard.press("ArrowRight")
            else:
                self.page.keyboard.press("Tab")
        raise AssertionError(f"The tab key does not reach {one}")


@pytest.fixture
def graph(graph: Database) -> Database:
    """An office with a council of six bodies, a House of five, two priorities, and one tie: Ann knows Ruth well."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    people = ["ann", *(f"rep{n}" for n in range(5))]
    graph.write(search_text.refresh, today=today(), person_ids=people, post_ids=[f"hd{n}" for n in range(5)])
    for rank, title in enumerate(("Teacher pay", "Testing"), 1):
        issue = NewIssue(title, raised_by="mae", raised_on="2026-01-05")
        graph.write(suggest_issue, issue, by=STAFF)
        ranking = NewRanking("adopted", "2026-01-06", "the board", rank, 2027)
        graph.write(decide, issue.id, ranking, 1, by=STAFF)
    graph.write(rate, NewRating("ann", "rep1", "good", "ann", through="same church"), by=STAFF)
    return graph


def log_a_contact(hand: Hand, scripts: bool) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name=re.compile("^Log")))
    page.wait_for_url("**/log")
    if scripts:
        hand.write(page.get_by_role("combobox", name="Who", exact=True), "rut")
        expect(page.get_by_role("option").first).to_contain_text("Ruth Boyd")
        if hand.by_keyboard:
            page.keyboard.press("Enter")
        else:
            page.get_by_role("option").first.click()
        hand.taps += 1
        expect(page.locator(".picker-chips").first).to_contain_text("Ruth Boyd")
    else:
        hand.write(page.locator("#theirs"), "Ruth Boyd")
    hand.press(page.get_by_role("radio", name="Well", exact=True))
    hand.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("main")).to_contain_text("with Ruth Boyd")


def find_the_tie(hand: Hand, scripts: bool) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="Seats", exact=True))
    page.wait_for_url("**/seats*")
    row = page.get_by_role("row").filter(has_text="Ruth Boyd")
    expect(row).to_contain_text("Good")
    expect(row).to_contain_text("Ann Reed")
    hand.press(row.get_by_role("link", name=re.compile("House District 1")))
    page.wait_for_url("**/seats/hd1")
    expect(page.locator("main")).to_contain_text("Ann Reed")


def prepare_the_council(hand: Hand, scripts: bool) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="Council", exact=True))
    page.wait_for_url("**/council")
    hand.press(page.get_by_role("link", name="Plan a meeting"))
    page.wait_for_url("**/council/meetings/new")
    page.get_by_label("Day", exact=True).fill("2027-03-02")  # the browser's own calendar
    hand.press(page.get_by_role("button", name="Take what the brief suggests"))
    expect(page.get_by_label("Item 1", exact=True)).not_to_have_value("")
    hand.press(page.get_by_role("button", name="Plan the meeting"))
    page.wait_for_url(re.compile(r"/council/meetings/[0-9a-f-]{36}"))
    hand.press(page.get_by_role("link", name="Brief", exact=True))
    expect(page.locator("main")).to_contain_text("Who will be in the room")


# The most that each may take with a thumb, and what the letters are: the beginning of a name.
JOBS: dict[Callable[[Hand, bool], None], tuple[int, int]] = {
    log_a_contact: (5, 3),
    find_the_tie: (2, 0),
    prepare_the_council: (5, 0),
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("how", ["thumb", "keyboard", "no scripts"])
def test_each_daily_job_is_done_from_home_in_its_few_taps_however_the_page_is_worked(
    graph: Database, browser_page: Callable[..., Page], how: str, width: int
) -> None:
    scripts = how != "no scripts"
    page = browser_page("staff", person_id="ann", width=width, java_script_enabled=scripts)
    for job, most in JOBS.items():
        page.goto("/")
        hand = Hand(page, by_keyboard=how == "keyboard")
        job(hand, scripts)
        if how == "thumb":
            assert (hand.taps, hand.letters) == most, job.__name__
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
