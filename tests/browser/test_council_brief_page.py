"""The second daily job in a browser: what a council member says in a contact is in the brief, seen and printed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from paper import sheets
from playwright.sync_api import Page, expect
from worlds.council import BODIES, NAMES, WORLD, on

from crm.advocacy.council.meetings import NewMeeting, plan_meeting
from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.events.attendance import hold_event
from crm.events.events import Attendee, Minutes
from crm.storage.database import Database


@pytest.fixture
def office(graph: Database) -> Database:
    """Five priorities on which MAE has spoken, and a meeting held since."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    for rank, title in enumerate(("Teacher pay", "School safety", "Dual enrollment", "Testing", "Broadband"), 1):
        issue = NewIssue(title, raised_by="mae", raised_on="2026-01-05")
        graph.write(suggest_issue, issue, by=on("2026-01-05"))
        ranking = NewRanking("adopted", "2026-01-06", "the board", rank, 2027)
        graph.write(decide, issue.id, ranking, 1, by=on("2026-01-06"))
        said = NewPosition("mae", issue.id, 2, "sure", "statement", "letter to members", "2026-01-07")
        graph.write(record_stance, said, by=on("2026-01-07"))
    meeting = NewMeeting("council", "2026-02-10", ("mae", "msba"))
    graph.write(plan_meeting, meeting, by=on("2026-01-10"))
    came = Minutes((Attendee("holder-mae", "", "mae"),), "We met.", ())
    graph.write(hold_event, meeting.id, came, 1, by=on("2026-02-10"))
    return graph


def log_stance(page: Page, issue: str, stance: str, answer: str) -> None:
    """Log a call with MSBA's council member, and where the body stands, in the one form."""
    page.goto("/log?with=holder-msba&ours=ann")
    page.get_by_label(issue, exact=True).check()
    page.get_by_label("Phone call").check()
    page.get_by_text("More: where they stand").click()
    page.get_by_role("group", name="Where they stand").get_by_label(stance, exact=True).check()
    page.get_by_label("What they answered").fill(answer)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Logged:")).to_be_visible()


def test_a_stance_logged_with_a_contact_changes_the_council_brief_and_leads_back_to_the_contact(
    office: Database, browser_page: Callable[..., Page]
) -> None:
    page = browser_page("staff", person_id="ann")
    page.goto("/council/brief")
    row = page.locator("tr", has_text="1. Teacher pay")
    expect(row).to_contain_text("1 of 6")
    log_stance(page, "Teacher pay", "Leans for", "Yes, if it is phased in")
    page.goto("/council/brief")
    expect(row).to_contain_text("2 of 6")
    expect(row).to_contain_text("Leans for")
    changed = page.locator("section", has_text="What changed since Feb 10, 2026")
    expect(changed).to_contain_text("MSBA took a stance: leans for on Teacher pay")
    expect(page.locator("tr", has_text="Holder of MSBA")).to_contain_text("today")
    changed.get_by_role("link", name="Yes, if it is phased in").click()
    expect(page.locator("h1")).to_have_text("Phone call with Holder of MSBA")
    expect(page.locator("main")).to_contain_text("MSBA: +Leans for")


def test_the_brief_of_the_past_meeting_still_shows_what_was_known_then(
    office: Database, browser_page: Callable[..., Page]
) -> None:
    page = browser_page("staff", person_id="ann")
    log_stance(page, "Teacher pay", "Supports", "All of it")
    page.goto("/council")
    page.get_by_role("link", name="Brief for Feb 10, 2026").click()
    expect(page.locator(".lead")).to_contain_text("As known on Feb 10, 2026")
    expect(page.locator("tr", has_text="1. Teacher pay")).to_contain_text("1 of 6")


def test_the_brief_is_printed_on_two_pages_at_most_from_the_screen_and_as_a_file(
    office: Database, browser_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = browser_page("staff", person_id="ann")
    page.goto("/council/brief")
    (tmp_path / "screen").mkdir()
    (tmp_path / "file").mkdir()
    from_screen = sheets(page.pdf(format="Letter", prefer_css_page_size=True), tmp_path / "screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    from_file = sheets(Path(download.value.path()).read_bytes(), tmp_path / "file")
    for printed in (from_screen, from_file):
        words = " ".join(sheet.words for sheet in printed)
        assert 1 <= len(printed) <= 2
        assert "Teacher pay" in words
        assert "Who will be in the room" in words
        assert all(sheet.inked[0] > 0.03 and sheet.inked[1] < 0.97 for sheet in printed)
    assert "Log a contact" not in " ".join(sheet.words for sheet in from_screen)
    assert "Printed" in from_screen[-1].words


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (1280, True), (360, False)])
def test_a_meeting_is_planned_from_the_brief_and_recorded_with_or_without_scripts(
    office: Database, browser_page: Callable[..., Page], width: int, scripts: bool
) -> None:
    page = browser_page("staff", person_id="ann", width=width, java_script_enabled=scripts)
    page.goto("/council")
    page.get_by_role("link", name="Plan a meeting").first.click()
    page.get_by_label("Day", exact=True).fill("2027-03-02")
    page.get_by_label("Hour").fill("10:30")
    page.get_by_label("Place or link").fill("https://meet.example.org/council")
    page.get_by_role("button", name="Take what the brief suggests").click()
    expect(page.get_by_label("Day", exact=True)).to_have_value("2027-03-02")
    first = page.get_by_label("Item 1", exact=True)
    expect(first).not_to_have_value("")
    item = first.input_value()
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.locator("h1")).to_contain_text("Mar 2, 2027")
    expect(page.locator("main")).to_contain_text("10:30 AM")
    expect(page.get_by_role("link", name="https://meet.example.org/council")).to_be_visible()
    page.get_by_role("link", name="Brief", exact=True).click()
    expect(page.locator("main")).to_contain_text(item)


def test_the_brief_is_reached_and_saved_by_keyboard_alone(office: Database, browser_page: Callable[..., Page]) -> None:
    page = browser_page("staff", person_id="ann")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("council brief")
    expect(page.get_by_role("option").first).to_contain_text("brief", ignore_case=True)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Who will be in the room")
    with page.expect_download() as download:
        for _ in range(60):
            if page.evaluate("document.activeElement.textContent.trim()") == "PDF":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"
