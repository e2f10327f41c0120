"""A page just made is shown again at the price of one look at the database, and never once anything was written."""

import re
from pathlib import Path

import pytest
from page_text import text
from the_site import Client, SiteSettings, add_user, begin_session
from worlds import town
from worlds.council import BODIES, NAMES, WORLD
from worlds.office import CHICAGO

from crm import office_time
from crm.records.actor import command_line
from crm.relationships.network import Network
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage import counters
from crm.storage.database import Database
from crm.vocabulary import Role
from web import remembered
from web.app import create_app
from web.plan import asked

PATHS, ANSWERS, SEATS = "/paths?to=carl", "/api/v1/paths?end_id=carl", "/seats"
HOME, PERSON = "/", "/people/carl"


class Counting(Database):
    """A database that counts its reads."""

    reads = 0

    def read(self, unit, /, *args, **kwargs):
        Counting.reads += 1
        return super().read(unit, *args, **kwargs)


@pytest.fixture
def staff(client_as, graph: Database) -> Client:
    """Amy, among the people of the town."""
    town.settle(graph)
    return client_as("staff", person_id="amy")


@pytest.fixture
def app(graph: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The site over a database that counts what it is asked; its pages wait for the plan."""
    monkeypatch.setattr(asked, "AT_ONCE", 20.0)
    made = create_app(Counting(**vars(graph.within(60))), SiteSettings(tmp_path), Network())
    made.testing = True
    made.test_client_class = Client
    return made


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, so that no test begins in one minute and ends in the next."""
    monkeypatch.setattr(remembered, "now", lambda: "2026-03-12T15:00:00.000000Z")


def reads_of(client: Client, address: str) -> int:
    """How many times a page reads the database."""
    before = Counting.reads
    assert client.get(address).status_code == 200
    return Counting.reads - before


def say(graph: Database, a: str, b: str) -> None:
    graph.write(rate, NewRating(a, b, "good", a), by=command_line(office_time.instant(), CHICAGO))


@pytest.mark.parametrize("address", [PATHS, ANSWERS, SEATS, "/seats?format=csv", "/api/v1/coverage", HOME, PERSON])
def test_a_page_asked_again_costs_one_look_at_the_database(staff, graph, address):
    say(graph, "amy", "carl")
    check(staff, address)


@pytest.mark.parametrize("address", ["/council/brief", "/council/brief.pdf", "/api/v1/council/brief"])
def test_a_brief_asked_again_costs_one_look_at_the_database(client_as, graph, address):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    check(client_as("staff", person_id="ann"), address)


def check(staff: Client, address: str) -> None:
    staff.get(address)  # whatever asks the database now and then has asked
    made = staff.get(address)
    assert reads_of(staff, address) == 1
    again = staff.get(address)
    assert again.get_data() == made.get_data()
    assert {name for name, _ in again.headers} == {name for name, _ in made.headers}


def test_a_members_own_page_gives_each_form_a_key_of_its_own(client_as, graph):
    town.settle(graph)
    member = client_as("member", person_id="ann")
    keys = {re.search(r'name="key" value="([^"]+)"', member.get("/").text)[1] for _ in range(3)}
    assert len(keys) == 3


@pytest.mark.parametrize("address", [PATHS, ANSWERS])
def test_whatever_is_written_by_anybody_is_on_the_next_page(staff, graph, address):
    for _ in range(2):
        assert "Carl Dunn (Good" not in staff.get(address).get_data(as_text=True)
    say(graph, "amy", "carl")
    assert "Carl Dunn (Good" in staff.get(address).get_data(as_text=True)


def test_any_commit_at_all_has_the_page_made_anew(staff, graph):
    staff.get(SEATS)
    assert reads_of(staff, SEATS) == 1
    graph.write(counters.bump, "nothing that the page shows")
    assert reads_of(staff, SEATS) > 1


def test_a_page_that_was_overtaken_by_a_commit_while_it_was_made_is_not_remembered():
    memory, asked, page = remembered.Memory(9), ("amy", "now", "/"), remembered.Made(b"", ())
    memory.found(frozenset("1"), asked)
    memory.found(frozenset("2"), asked)
    memory.keep(frozenset("1"), asked, page)
    assert memory.found(frozenset("2"), asked) is None
    assert memory.found(frozenset("1"), asked) is None


def test_nobody_is_shown_what_was_made_for_somebody_else(app, graph):
    town.settle(graph)
    pages = []
    for role in (Role.STAFF, Role.VIEWER):
        secret = begin_session(graph, add_user(graph, role))
        value = app.session_interface.get_signing_serializer(app).dumps({"_user_id": secret, "_fresh": True})
        browser = app.test_client()
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], value)
        pages.append(browser)
    staff, viewer = pages
    for browser in (viewer, staff, viewer):
        browser.get(PATHS)
    assert "Council" in text(staff.get(PATHS))
    assert "Council" not in text(viewer.get(PATHS))


def test_somebody_who_signed_out_is_shown_nothing(staff):
    for _ in range(2):
        assert staff.get(SEATS).status_code == 200
    staff.post("/sign-out")
    assert "/sign-in" in staff.get(SEATS).headers["Location"]


def test_what_a_page_says_once_is_neither_remembered_nor_left_out(staff):
    staff.get(SEATS)
    with staff.session_transaction() as session:
        session["_flashes"] = [("note", {"text": "Only once.", "undo": None, "fields": {}})]
    assert "Only once." in text(staff.get(SEATS))
    assert "Only once." not in text(staff.get(SEATS))


def test_a_page_of_the_minute_before_is_made_anew(staff, monkeypatch):
    staff.get(SEATS)
    monkeypatch.setattr(remembered, "now", lambda: "2026-03-12T15:01:00.000000Z")
    assert reads_of(staff, SEATS) > 1


def test_errors_are_not_remembered(staff):
    for _ in range(2):
        assert staff.get("/api/v1/paths?end_id=nobody").status_code == 404
    assert staff.get("/seats?chamber=moon").status_code == staff.get("/seats?chamber=moon").status_code


def test_home_goes_on_without_a_plan_that_takes_too_long_and_is_not_shown_so_again(staff, monkeypatch):
    with monkeypatch.context() as hurried:
        hurried.setattr(asked, "AT_ONCE", 0.0)
        assert "What the plan needs is being worked out" in text(staff.get(HOME))
    assert "being worked out" not in text(staff.get(HOME))


def test_no_more_pages_are_kept_than_there_is_room_for():
    memory, page = remembered.Memory(2), remembered.Made(b"", ())
    memory.found(frozenset("1"), ("amy", "now", "/0"))
    for number in range(3):
        memory.keep(frozenset("1"), ("amy", "now", f"/{number}"), page)
    found = [memory.found(frozenset("1"), ("amy", "now", f"/{number}")) is not None for number in range(3)]
    assert found == [False, True, True]
