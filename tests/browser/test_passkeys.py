"""A passkey is added, used and removed in a real browser, whose device is a virtual one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import passwords, users
from crm.records.actor import command_line
from crm.storage.database import Database

PASSWORD = "correct horse battery"


@pytest.fixture
def window(browser_page: Callable[..., Page], server: str) -> Page:
    """A browser that reaches the site by a name, on a machine that checks a finger."""
    page = browser_page(None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **able}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_is_added_signs_in_and_is_removed(
    window: Page, server: str, graph: Database, make_user: Callable[..., users.User]
) -> None:
    bea, by = make_user("staff", name="Bea Bell"), command_line(office_time.instant(), CHICAGO)
    graph.write(users.set_password, bea.id, passwords.hash_password(PASSWORD), by=by)
    site = server.replace("127.0.0.1", "localhost")
    window.goto(f"{site}/sign-in?next=/settings/passkeys")
    window.fill("[name=email]", bea.email)
    window.fill("[name=password]", PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.fill("[name=name]", "This machine")
    window.fill("[name=current]", "not my password")
    window.get_by_role("button", name="Add a passkey").click()
    expect(window.locator("[data-said]")).to_contain_text("not your current password")
    window.fill("[name=current]", PASSWORD)
    window.get_by_role("button", name="Add a passkey").click()
    expect(window.get_by_text("The passkey is added.")).to_be_visible()
    window.context.clear_cookies()
    window.goto(f"{site}/sign-in?next=/settings/passkeys")
    window.get_by_role("button", name="Sign in with a passkey").click()
    expect(window.get_by_text("This machine")).to_be_visible()
    expect(window.get_by_text("last used")).to_be_visible()
    window.get_by_role("button", name="Remove").click()
    expect(window.get_by_text("Removed: This machine.")).to_be_visible()
    window.context.clear_cookies()
    window.goto(f"{site}/sign-in")
    window.get_by_role("button", name="Sign in with a passkey").click()
    expect(window.get_by_text("This passkey was not taken.")).to_be_visible()


def test_where_a_number_leads_to_the_site_no_passkey_is_offered(window: Page) -> None:
    window.goto("/sign-in")
    expect(window.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(window.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
