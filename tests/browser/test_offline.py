"""Logging a contact on a phone without a signal: kept there, sent once when there is one, refused in plain words."""

import base64
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from the_site import session_cookie
from thumb import MOST_LETTERS, MOST_TAPS, MOST_TAPS_FOR_THREE, Thumb
from worlds import town
from worlds.office import today
from worlds.pieces import write

from crm.accounts.users import User, all_users
from crm.stakeholders import search_text
from crm.storage.database import Database


class Line:
    """A connection to the site that can be cut and comes back under the same address."""

    def __init__(self, site: str) -> None:
        self.site, self.port = urlsplit(site), 0
        self.ends: list[socket.socket] = []
        self.restore()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def restore(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()

    def cut(self) -> None:
        for end in (self.listening, *self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = listening.accept()
                there = socket.create_connection((self.site.hostname, self.site.port))
                self.ends += (here, there)
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def graph(graph: Database) -> Database:
    """The town, findable by name."""
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))
    return graph


@pytest.fixture
def line(server: str) -> Iterator[Line]:
    """The way from the phone to the site."""
    made = Line(server)
    yield made
    made.cut()


@pytest.fixture
def phone(
    chromium: Browser, line: Line, app: Flask, make_user: Callable[..., object], session_for: Callable[..., str]
) -> Iterator[Page]:
    """A phone that Amy signed in on, and that has kept what it needs."""
    window = chromium.new_context(base_url=line.address, viewport={"width": 360, "height": 740})
    window.add_cookies([session_cookie(app, session_for(make_user("staff", person_id="amy")), line.address)])
    page = window.new_page()
    page.set_default_timeout(60_000)
    page.goto("/")
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          const kept = async () => (await (await caches.open("pages")).match("/owner")) !== undefined;
          while (!(await kept())) await new Promise((resolve) => setTimeout(resolve, 100));
        }"""
    )
    yield page
    window.close()


def choose(page: Page, who: str, name: str) -> None:
    box = page.get_by_role("combobox", name="Who", exact=True)
    box.fill(who)
    page.get_by_role("option", name=re.compile(name)).click()


def save_without_a_signal(page: Page, line: Line, *, said: str = "Talked in the hallway") -> None:
    line.cut()
    page.goto("/log")
    choose(page, "rep 1", "Carl Dunn")
    page.get_by_label("What was said").fill(said)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/log/waiting")


def contacts(database: Database) -> list[dict]:
    return write(database, "MATCH (i:Interaction) RETURN properties(i) AS i ORDER BY i.summary")


def test_a_contact_saved_without_a_signal_waits_and_is_sent_once_when_there_is_one(
    phone: Page, line: Line, graph: Database
) -> None:
    save_without_a_signal(phone, line)
    expect(phone.get_by_role("listitem").filter(has_text="Carl Dunn")).to_contain_text("Saved here a moment ago")
    assert contacts(graph) == []
    line.restore()
    phone.goto("/")
    expect(phone.get_by_role("status").filter(has_text="Saved what waited")).to_contain_text("Carl Dunn")
    phone.goto("/log/waiting")
    expect(phone.get_by_text("Nothing waits on this device.")).to_be_visible()
    (contact,) = contacts(graph)
    assert contact["i"]["summary"] == "Talked in the hallway"


def test_without_a_signal_logging_takes_no_more_taps_and_letters_than_with_one(
    phone: Page, line: Line, graph: Database
) -> None:
    phone.goto("/")
    line.cut()
    thumb = Thumb(phone)
    thumb.log(("hd 1", "Carl Dunn"))
    phone.wait_for_url("**/log/waiting")
    assert (thumb.taps <= MOST_TAPS, thumb.letters <= MOST_LETTERS) == (True, True)
    expect(phone.get_by_role("listitem").filter(has_text="Carl Dunn")).to_be_visible()
    thumb = Thumb(phone)
    phone.goto("/log")
    thumb.tap(phone.get_by_role("combobox", name="Who", exact=True))
    for typed, name in (("house ed chair", "Carl Dunn"), ("dora", "Dora Eads"), ("fay", "Fay Gill")):
        thumb.choose(typed, name)
    thumb.tap(phone.get_by_role("button", name="Save", exact=True))
    phone.wait_for_url("**/log/waiting")
    assert thumb.taps + 2 <= MOST_TAPS_FOR_THREE  # with the way from Home, and how it went


def test_its_time_is_when_it_was_saved_and_not_when_it_was_sent(phone: Page, line: Line, graph: Database) -> None:
    save_without_a_signal(phone, line)
    saved = phone.evaluate("() => new Date().toISOString()")
    phone.wait_for_timeout(2_000)
    line.restore()
    phone.goto("/")
    expect(phone.get_by_role("status").filter(has_text="Saved what waited")).to_be_visible()
    (contact,) = contacts(graph)
    assert contact["i"]["at"][:19] <= saved[:19]


def test_two_contacts_saved_without_a_signal_are_two(phone: Page, line: Line, graph: Database) -> None:
    save_without_a_signal(phone, line, said="The first")
    phone.goto("/log")
    choose(phone, "dora", "Dora Eads")
    phone.get_by_label("What was said").fill("The second")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/log/waiting")
    expect(phone.get_by_role("listitem").filter(has_text="Saved here")).to_have_count(2)
    line.restore()
    phone.goto("/")
    expect(phone.get_by_role("status").filter(has_text="Saved what waited")).to_contain_text("Dora Eads")
    assert [row["i"]["summary"] for row in contacts(graph)] == ["The first", "The second"]


def test_what_is_refused_says_why_and_opens_as_it_was_typed(phone: Page, line: Line, graph: Database) -> None:
    line.cut()
    phone.goto("/log")
    phone.get_by_label("What was said").fill("Nobody was chosen")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/log/waiting")
    line.restore()
    phone.goto("/log/waiting")
    refused = phone.get_by_role("listitem").filter(has_text="Choose whom you were in contact with.")
    refused.get_by_role("link", name="Open").click()
    expect(phone.get_by_label("What was said")).to_have_value("Nobody was chosen")
    choose(phone, "carl", "Carl Dunn")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text(re.compile("^Logged: "))).to_be_visible()
    assert [row["i"]["summary"] for row in contacts(graph)] == ["Nobody was chosen"]
    phone.goto("/log/waiting")
    expect(phone.get_by_text("Nothing waits on this device.")).to_be_visible()


def test_signing_out_leaves_no_page_and_no_name_on_the_phone(phone: Page) -> None:
    phone.goto("/settings")
    phone.evaluate("() => document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    phone.wait_for_url("**/sign-in")
    phone.wait_for_function("async () => !(await caches.has('pages'))")


KEPT = """async () => {
  const opened = await new Promise((resolve) => {
    const asked = indexedDB.open("waiting");
    asked.onsuccess = () => resolve(asked.result);
  });
  const all = (store) => new Promise((resolve) => {
    const asked = opened.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const readable = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = value instanceof ArrayBuffer ? value : value.buffer;
      return new TextDecoder("latin1").decode(bytes);
    }
    return value;
  };
  const contacts = await all("contacts");
  const keys = await all("keys");
  opened.close();
  return {
    text: JSON.stringify(contacts, (_, value) => readable(value)),
    contacts: contacts.length,
    keys: keys.map(({ account, secret }) => ({ account, readable: secret.extractable })),
    pages: await caches.has("pages"),
  };
}"""


def refused_contact(phone: Page, line: Line) -> None:
    """A contact that waits also where there is a connection: nobody was chosen."""
    line.cut()
    phone.goto("/log")
    phone.get_by_label("What was said").fill("She is wavering")
    phone.locator("details.log-more > summary").click()
    phone.get_by_label("Private note").fill("Between us alone")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_url("**/log/waiting")


def until_forgotten(phone: Page) -> dict:
    for _ in range(200):
        kept = phone.evaluate(KEPT)
        if not kept["keys"] and not kept["pages"]:
            return kept
        phone.wait_for_timeout(50)
    raise AssertionError(f"still kept: {kept['keys']}, pages {kept['pages']}")


def test_what_waits_is_never_in_plain_and_no_key_can_be_read_out(phone: Page, line: Line) -> None:
    refused_contact(phone, line)
    kept = phone.evaluate(KEPT)
    assert kept["contacts"] == 1
    assert "wavering" not in kept["text"]
    assert "Between us" not in kept["text"]
    assert [one["readable"] for one in kept["keys"]] == [False]


def test_what_waits_is_unreadable_to_the_next_person_and_there_again_for_its_writer(
    phone: Page,
    line: Line,
    app: Flask,
    make_user: Callable[..., object],
    session_for: Callable[..., str],
    graph: Database,
) -> None:
    refused_contact(phone, line)
    line.restore()
    phone.goto("/log/waiting")
    expect(phone.get_by_role("listitem").filter(has_text="Choose whom")).to_be_visible()
    phone.goto("/settings")
    phone.evaluate("() => document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    phone.wait_for_url("**/sign-in")
    kept = until_forgotten(phone)
    assert (kept["contacts"], "wavering" in kept["text"]) == (1, False)
    sign_in(phone, app, session_for(make_user("staff", person_id="ann")), line)
    phone.goto("/log/waiting")
    expect(phone.get_by_text("Nothing waits on this device.")).to_be_visible()
    (amy,) = users_of(graph, "amy")
    sign_in(phone, app, session_for(amy), line)
    phone.goto("/log/waiting")
    phone.get_by_role("listitem").get_by_role("link", name="Open").click()
    expect(phone.get_by_label("What was said")).to_have_value("She is wavering")


def test_ending_the_session_elsewhere_leaves_no_page_and_no_key_on_the_phone(
    phone: Page, line: Line, graph: Database
) -> None:
    refused_contact(phone, line)
    line.restore()
    write(graph, "MATCH (s:Session) DETACH DELETE s RETURN 1")
    phone.goto("/")
    phone.wait_for_url("**/sign-in**")
    kept = until_forgotten(phone)
    assert (kept["contacts"], "wavering" in kept["text"]) == (1, False)


def test_nothing_that_was_kept_is_shown_after_the_session_would_have_ended(phone: Page, line: Line) -> None:
    phone.evaluate(
        """async () => {
          const opened = await new Promise((resolve) => {
            const asked = indexedDB.open("waiting");
            asked.onsuccess = () => resolve(asked.result);
          });
          const keys = opened.transaction("keys", "readwrite").objectStore("keys");
          const asked = keys.getAll();
          await new Promise((resolve) => { asked.onsuccess = () => {
            for (const one of asked.result) keys.put({ ...one, until: Date.now() - 1000 });
            keys.transaction.oncomplete = resolve;
          }; });
          opened.close();
        }"""
    )
    line.cut()
    with pytest.raises(Error, match="ERR_"):
        phone.goto("/log")


def test_the_key_of_an_account_is_its_own_and_the_same_at_every_sign_in(client_as, make_user) -> None:
    amy, bea = make_user("staff", name="Amy"), make_user("staff", name="Bea")
    first, again, other = (client_as(user=one).get("/log/key.json").json for one in (amy, amy, bea))
    assert first["key"] == again["key"] != other["key"]
    assert len(base64.b64decode(first["key"])) == 32
    assert first["account"] == amy.id


def sign_in(phone: Page, app: Flask, secret: str, line: Line) -> None:
    phone.context.clear_cookies()
    phone.context.add_cookies([session_cookie(app, secret, line.address)])


def users_of(graph: Database, person_id: str) -> list[User]:
    return [one for one in graph.read(all_users) if one.person_id == person_id]


def sent(account: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "account": account, "theirs": "carl", "ours": "amy", "channel": "call"}


def test_what_another_account_typed_is_not_recorded_as_ones_own(client_as, graph: Database) -> None:
    ann = client_as("staff", person_id="amy")
    answer = ann.post("/log.json", data=sent("somebody-else"))
    assert (answer.status_code, "Another account" in answer.json["message"]) == (403, True)
    assert contacts(graph) == []
    assert ann.post("/log.json", data=sent(ann.actor.user_id)).json["title"]


def test_a_page_that_is_fetched_to_be_kept_says_nothing_and_the_next_page_does(client_as) -> None:
    amy = client_as("staff", person_id="amy")
    amy.post("/log", data=sent(amy.actor.user_id))
    assert "Logged: " not in amy.get("/log", headers={"X-Kept-For-Later": "yes"}).get_data(as_text=True)
    assert "Logged: " in amy.get("/log").get_data(as_text=True)


def test_the_names_to_choose_from_are_those_who_hold_an_office_now(client_as) -> None:
    names = [one["title"] for one in client_as("member").get("/names.json").json["found"]]
    assert {"Carl Dunn", "Ann Reed", "Phil Ford"} <= set(names)
    assert "Gus Hill" not in names
