"""The whip board in a browser: a card is moved by dragging or by keyboard, and only with a source."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from worlds.council import BODIES, NAMES, WORLD, count, on

from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.storage.database import Database


@pytest.fixture
def issue(graph: Database) -> str:
    """An issue on which Della Ames is undecided, and nothing is known of the other four."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    new = NewIssue("Teacher pay")
    graph.write(suggest_issue, new, by=on("2026-01-01"))
    said = NewPosition("rep0", new.id, 0, "likely", "statement", "a letter", "2026-01-02")
    graph.write(record_stance, said, by=on("2026-01-02"))
    return new.id


def column(page: Page, value: int):
    return page.locator(f"[data-stance='{value}']")


def test_a_card_dragged_to_a_column_moves_there_once_its_source_is_given(
    graph: Database, issue: str, browser_page: Callable[..., Page]
) -> None:
    page = browser_page("staff")
    page.goto(f"/whip/{issue}")
    expect(page.locator(".lead")).to_have_text("0 for, 0 against, 1 undecided, 4 unknown; 3 needed.")
    page.drag_and_drop("[data-voter=rep0]", "[data-stance='1']")
    dialog = page.locator("dialog#move")
    expect(dialog).to_contain_text("Where does Della Ames stand?")
    expect(dialog.get_by_label("Leans for")).to_be_checked()
    dialog.get_by_role("button", name="Move").click()
    expect(page.locator(".error-summary")).to_contain_text("Say in a few words what this judgement rests on.")
    assert count(graph, "MATCH (p:Position) RETURN count(p)") == 1
    page.get_by_label("Source").fill("She said so on the steps")
    page.get_by_role("button", name="Record").click()
    expect(column(page, 1)).to_contain_text("Della Ames")
    expect(page.locator(".lead")).to_have_text("1 for, 0 against, 4 unknown; 3 needed.")


def test_a_card_is_moved_by_keyboard_alone(issue: str, browser_page: Callable[..., Page]) -> None:
    page = browser_page("staff")
    page.goto(f"/whip/{issue}")
    page.get_by_role("link", name="Move Vera Cole").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog#move")
    expect(dialog).to_be_visible()
    page.keyboard.press("Space")  # the first stance, "Opposes"
    dialog.get_by_label("Source").focus()
    page.keyboard.type("Told the whip")
    page.keyboard.press("Enter")
    expect(column(page, -2)).to_contain_text("Vera Cole")
    page.get_by_role("button", name="Undo").click()
    expect(column(page, -2)).not_to_contain_text("Vera Cole")


def test_closing_the_dialog_moves_nothing(issue: str, browser_page: Callable[..., Page]) -> None:
    page = browser_page("staff", width=360)
    page.goto(f"/whip/{issue}")
    page.get_by_role("link", name="Move Della Ames").click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#move")).to_be_hidden()
    expect(column(page, 0)).to_contain_text("Della Ames")
