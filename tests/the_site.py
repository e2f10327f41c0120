"""The site over the real graph: a client for each role, and a browser on a real server."""

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import sessions, users
from crm.accounts.random_secrets import digest, new_secret
from crm.records.actor import Actor, command_line
from crm.records.office import found_office
from crm.relationships.network import Network
from crm.storage.database import Database
from crm.storage.mail_server import MailServer
from crm.vocabulary import Role
from web.app import create_app

# Without these a Chromium on a closed network keeps asking for its maker's hosts.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
BROWSERS_WRITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class SiteSettings:
    """The part of the settings that the site reads."""

    data_dir: Path
    secret_key: str = "only for the tests, never for a site"
    public_url: str | None = None
    database_uri: str | None = None
    mail_server: MailServer | None = None
    openstates_url: str = "http://127.0.0.1:9/people.zip"
    nces_url: str = "http://127.0.0.1:9/directory.zip"


class Client(FlaskClient):
    """A test client that sends what a browser sends. `actor` is who it is signed in as."""

    actor: Actor | None = None

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        headers = {**BROWSERS_WRITE, **dict(kwargs.pop("headers", None) or {})}
        return super().open(*args, headers={k: v for k, v in headers.items() if v is not None}, **kwargs)


def build(database: Database, data_dir: Path) -> Flask:
    """The site over a database, patient with a busy machine."""
    made = create_app(database.within(60), SiteSettings(data_dir), Network())
    made.testing = True
    made.test_client_class = Client
    return made


def add_user(database: Database, role: str = "staff", name: str = "", person_id: str | None = None) -> users.User:
    """An account; `person_id` links it to a person who is there."""
    by = command_line(office_time.instant(), CHICAGO)
    new = users.NewUser(str(uuid.uuid4()), f"{uuid.uuid4().hex[:8]}@example.org", name or f"A {role}", Role(role))
    made = database.write(users.create_user, new, by=by)
    return database.write(users.link_person, made.id, person_id, by=by) if person_id else made


def begin_session(database: Database, user: users.User) -> str:
    """Start a session for an account and return its secret."""
    secret = new_secret()
    begun = sessions.new_session(digest(secret), device="A test", address="127.0.0.1", at=office_time.instant())
    database.write(sessions.start, user.id, begun)
    return secret


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The site at a real address, for a browser."""
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        with suppress(OSError):  # what the loop is waiting for when the server is closed under it
            running.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.effective_port}"
    running.close()
    thread.join(10)


def session_cookie(app: Flask, secret: str, address: str) -> dict[str, str]:
    """The cookie of a session, as a browser keeps it."""
    value = app.session_interface.get_signing_serializer(app).dumps({"_user_id": secret, "_fresh": True})
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": address}


@pytest.fixture
def app(graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site over a graph that holds nothing but the office's time zone. Its pages wait for the plan, so that a test
    meets the same in each run."""
    monkeypatch.setattr("web.plan.asked.AT_ONCE", 20.0)
    graph.write(found_office, CHICAGO, at=office_time.instant())
    return build(graph, tmp_path / "data")


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def make_user(graph) -> Callable[..., users.User]:
    """Makes an account: `make_user("staff", name="Ann Reed")`."""
    return partial(add_user, graph)


@pytest.fixture
def session_for(graph) -> Callable[[users.User], str]:
    """Starts a session for an account and returns its secret."""
    return partial(begin_session, graph)


@pytest.fixture
def client_as(app: Flask, make_user, session_for) -> Callable[..., Client]:
    """A client signed in with a fresh account: `client_as("staff")`, `client_as("member", person_id=...)`."""

    def sign_in(role: str = "staff", *, person_id: str | None = None, user: users.User | None = None) -> Client:
        user = user or make_user(role, person_id=person_id)
        client: Client = app.test_client()
        with client.session_transaction() as held:
            held["_user_id"] = session_for(user)
        client.actor = user.actor(office_time.instant(), CHICAGO)
        return client

    return sign_in


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The site at a real address, for a browser."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all browser tests: CRM_TEST_CHROMIUM, or the system's."""
    program = os.environ.get("CRM_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Browser tests need Chromium: install the package chromium, or set CRM_TEST_CHROMIUM."
    with sync_playwright() as driver:
        expect.set_options(timeout=60_000)
        browser = driver.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, server: str, app: Flask, make_user, session_for) -> Iterator[Callable[..., Page]]:
    """Opens browser windows on the site: `browser_page("staff", width=360, dark=True)`; role None is not signed in.

    `person_id` is who the account is in the graph; further arguments go to the browser's window. Addresses are
    paths of the site. A script error, or anything the content policy blocked, fails the test.
    """
    windows: list[BrowserContext] = []
    wrong: list[str] = []

    def open_window(
        role: str | None = "staff",
        *,
        person_id: str | None = None,
        width: int = 1280,
        dark: bool = False,
        **more: object,
    ) -> Page:
        size = {"width": width, "height": 800}
        scheme = "dark" if dark else "light"
        window = chromium.new_context(base_url=server, viewport=size, color_scheme=scheme, **more)
        windows.append(window)
        if role:
            window.add_cookies([session_cookie(app, session_for(make_user(role, person_id=person_id)), server)])
        page = window.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_window
    for window in windows:
        window.close()
    assert not wrong, wrong


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Runs axe-core on a page and returns its WCAG 2.2 AA violations as lines."""
    source = (Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        # Evaluated by the debugger: the content policy rightly refuses an added script element.
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(AXE_RULES))
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return violations
