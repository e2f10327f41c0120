"""The expense form in a browser: shares and meters follow what is typed, before anything is saved."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from worlds.council import on
from worlds.lobbying import WORLD, dinner

from crm.lobbying.expenses import expense, record_expense
from crm.storage.database import Database


def test_shares_and_meters_follow_the_amount_and_the_family_as_they_are_typed(
    graph: Database, browser_page: Callable[..., Page]
) -> None:
    graph.write(lambda tx: tx.run(WORLD).consume())
    made = graph.write(record_expense, dinner(), by=on("2025-06-01"))
    page = browser_page("staff")
    page.goto(f"/lobbying/expenses/{made}/edit")
    shares = page.locator("[data-shares-here]")
    expect(shares).to_contain_text("$106.20")
    page.get_by_label("Amount").fill("30")
    expect(shares).to_contain_text("$15.00 of $10.00 of food from Ann Reed in 2025")
    family = page.get_by_label("Family with Della Ames")
    family.fill("0")
    expect(shares).to_contain_text("$10.00 of $10.00 of food from Ann Reed in 2025")
    expect(family).to_be_focused()
    expect(shares).to_contain_text("$20.00")
    assert graph.read(expense, made, actor=on("2025-06-01")).line.cents == 21240, "nothing is saved by typing"
