"""One thumb on a phone, with its taps and letters counted."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# What logging a contact may take from Home: with one legislator, and with three.
MOST_TAPS, MOST_LETTERS = 5, 4
MOST_TAPS_FOR_THREE = 9


@dataclass
class Thumb:
    """What it did on a page; letters go into whatever has the focus."""

    page: Page
    taps: int = 0
    letters: int = 0

    def tap(self, where: Locator) -> None:
        where.first.click()
        self.taps += 1

    def choose(self, typed: str, name: str) -> None:
        """Type and tap the suggestion."""
        self.page.keyboard.type(typed)
        self.letters += len(typed)
        self.tap(self.page.get_by_role("option", name=re.compile(re.escape(name))))
        expect(self.page.locator(".picker-chips").first).to_contain_text(name)

    def log(self, *people: tuple[str, str]) -> None:
        """From Home: open the form, choose the people by (typed, name), say that it went well, save."""
        self.tap(self.page.get_by_role("link", name=re.compile("^Log")).locator("visible=true"))
        self.page.wait_for_url("**/log")
        self.tap(self.page.get_by_role("combobox", name="Who", exact=True))
        for typed, name in people:
            self.choose(typed, name)
        self.tap(self.page.locator(".choice", has_text=re.compile("^Well$")))
        self.tap(self.page.get_by_role("button", name="Save", exact=True))
