"""A whole census on a phone with one thumb: how many taps, through a lost connection, and back next year."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from worlds import town
from worlds.pieces import add, join, write
from worlds.town import acting

from crm import office_time
from crm.accounts.random_secrets import digest
from crm.census.invitations import invitations, issue_links
from crm.census.rounds import NewRound, close_round, open_round
from crm.storage.database import Database

LINK = "anns-secret-of-many-letters"
LEGISLATORS = 20
SECONDS_A_TAP = 3  # to read a name and to tap, with one thumb


def crowd(graph: Database) -> None:
    """The town, with so many chairs of committees on schools that Ann's sheet counts twenty."""
    town.settle(graph)
    numbers = range(LEGISLATORS - 2)
    seats = {"role": "member", "chamber": "lower", "title": "Representative"}
    bodies = {"classification": "committee", "chamber": "lower"}
    add(graph, "Person", {f"chair-{n}": {"name": f"Chair {n:02}"} for n in numbers})
    add(graph, "Post", {f"seat-{n}": {**seats, "label": f"House {n + 50}", "district": f"{n + 50}"} for n in numbers})
    add(graph, "Organization", {f"body-{n}": {**bodies, "name": f"Appropriations {n:02}"} for n in numbers})
    since = {"start_date": "2024-01-02"}
    join(graph, "HOLDS", "Person", "Post", [(f"chair-{n}", f"seat-{n}", since) for n in numbers])
    join(
        graph, "MEMBER_OF", "Person", "Organization", [(f"chair-{n}", f"body-{n}", {"role": "chair"}) for n in numbers]
    )


def ask(graph: Database, round_id: str, link: str) -> None:
    by = acting(at=office_time.instant())
    until = office_time.last_day(by.at[:7]).isoformat()
    graph.write(open_round, NewRound(f"Round {round_id}", "superintendents", until, id=round_id), by=by)
    found = {one.person_id: one.id for one in graph.read(invitations, round_id, actor=by)}
    graph.write(issue_links, round_id, {found["ann"]: digest(link)}, by=by)


@pytest.fixture
def phone(graph: Database, browser_page: Callable[..., Page]) -> Page:
    crowd(graph)
    ask(graph, "first-round", LINK)
    page = browser_page(None, width=360, has_touch=True)
    page.goto(f"/c/{LINK}")
    return page


def answers(graph: Database) -> int:
    found = write(graph, "MATCH (e:Evidence)-[:GIVEN_IN]->() WHERE e.retracted_at IS NULL RETURN count(e) AS n")
    return found[0]["n"]


def tap(page: Page, words: str) -> int:
    """One tap on the card that shows; returns the number of taps."""
    page.locator(".census-card.is-here").get_by_role("radio", name=words, exact=True).tap()
    return 1


def answer_card(page: Page, n: int) -> int:
    """Every fourth legislator is known: how well, and whether we may ask; the others with one tap."""
    here = page.locator(".census-card.is-here")
    name = here.locator("h3").inner_text()
    taps = tap(page, "Good") + tap(page, "Ask me first") if n % 4 == 0 else tap(page, "Don’t know")
    expect(here.locator("h3").filter(has_text=name)).to_have_count(0)
    return taps


def test_twenty_legislators_take_less_than_three_minutes_of_taps(phone: Page, graph: Database, axe) -> None:
    expect(phone.locator("[data-progress]")).to_have_text("0 of 20 answered")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(phone) == []
    taps = sum(answer_card(phone, n) for n in range(LEGISLATORS))
    expect(phone.locator("[data-progress]")).to_have_text("20 of 20 answered")
    expect(phone.get_by_text("May The Association ask you to call legislators you know?")).to_be_visible()
    assert taps == 25
    assert taps * SECONDS_A_TAP < 180
    assert answers(graph) == LEGISLATORS
    assert axe(phone) == []


def test_a_lost_connection_loses_no_answer(phone: Page, graph: Database) -> None:
    for n in range(3):
        answer_card(phone, n)
    expect(phone.locator("[data-progress]")).to_have_text("3 of 20 answered")
    phone.context.set_offline(True)
    for n in range(3, 8):
        answer_card(phone, n)
    expect(phone.locator("[data-connection]")).to_contain_text("Your answers are kept on this phone", timeout=15_000)
    assert answers(graph) == 3
    phone.context.set_offline(False)
    expect(phone.locator("[data-progress]")).to_have_text("8 of 20 answered", timeout=20_000)
    assert answers(graph) == 8
    phone.reload()
    expect(phone.locator(".census-card.is-here h3")).to_have_text("Chair 06")


def test_an_answer_that_waited_is_sent_by_the_next_visit(phone: Page, graph: Database) -> None:
    phone.route("**/answers.json", lambda route: route.abort())
    answer_card(phone, 1)
    expect(phone.locator("[data-connection]")).to_be_visible()
    phone.unroute("**/answers.json")
    phone.reload()
    expect(phone.locator("[data-progress]")).to_have_text("1 of 20 answered")
    assert answers(graph) == 1


def test_an_answer_can_be_corrected_and_next_time_confirmed_with_one_tap(phone: Page, graph: Database) -> None:
    answer_card(phone, 0)
    phone.get_by_role("button", name="Back").tap()
    tap(phone, "Close")
    expect(phone.locator(".census-card.is-here [data-state]")).to_have_text("Saved")
    graph.write(close_round, "first-round", version=1, by=acting(at=office_time.instant()))
    ask(graph, "second-round", "a-later-secret")
    phone.goto("/c/a-later-secret")
    card = phone.locator(".census-card.is-here")
    expect(card).to_contain_text("Before: Close")
    card.get_by_role("button", name="Still so").tap()
    expect(phone.locator("[data-progress]")).to_have_text("1 of 20 answered")


def test_the_page_works_without_scripts(graph: Database, browser_page: Callable[..., Page]) -> None:
    crowd(graph)
    ask(graph, "first-round", LINK)
    page = browser_page(None, width=360, java_script_enabled=False)
    page.goto(f"/c/{LINK}")
    first = page.locator(".census-card").first
    first.get_by_label("Good").check()
    first.get_by_role("button", name="Save").click()
    expect(page.locator("[data-progress]")).to_have_text("1 of 20 answered")
    assert answers(graph) == 1
