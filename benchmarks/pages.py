"""Pages over HTTP as a signed-in browser meets them, made anew and asked again, beside the least that each costs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle, islice
from threading import current_thread, main_thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask

from benchmarks.browsing import Browser, served, signed_in
from benchmarks.office import PATIENCE, Office
from benchmarks.table import Measure
from benchmarks.timing import Timing, undisturbed
from crm import office_time
from crm.relationships.network import Network
from crm.storage.counters import bump
from crm.storage.database import Database
from web.app import create_app
from web.context import SITE

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ASKED = 30  # times, each page

LEAST = "RETURN 1"
TYPED = ("an", "har", "be", "wil", "mo", "cla", "re", "edu")


@dataclass(frozen=True)
class Page:
    """A page to measure: its addresses are asked in turn."""

    name: str
    addresses: Sequence[str]
    meaning: str


def rows(office: Office, network: Network) -> list[Measure]:
    """How long each page takes: made anew after a write, beside its own queries; and asked again with nothing written
    since, beside the least page there is."""
    noted = Noted(**vars(office.database.within(PATIENCE)))
    app = create_app(noted, office.settings, network)
    standing = office_time.instant()  # pages are kept for a minute
    app.extensions[SITE] = replace(app.extensions[SITE], clock=lambda: standing)
    cookie = signed_in(office)
    touch = partial(office.database.write, bump, "benchmark")
    taken: list[tuple[Page, Timing, Timing, Timing]] = []
    for page in _pages(office):
        queries = [_queries(app, noted, cookie, address, touch) for address in page.addresses]
        with served(_replaying(office, queries)) as bare, served(app) as site:
            floor = _asked(bare, "", [f"/{number}" for number in range(len(queries))], touch)
            anew = _asked(site, cookie, page.addresses, touch)
            taken.append((page, floor, anew, _asked(site, cookie, page.addresses)))
    with served(_replaying(office, [[[(LEAST, {})]]])) as bare:
        least = _asked(bare, "", ["/0"])
    return [
        Measure("HTTP and one Bolt round trip", least, "the least page: one small query, and one word"),
        *(measure for page, *timings in taken for measure in _measures(page, least, *timings)),
    ]


def _measures(page: Page, least: Timing, floor: Timing, anew: Timing, again: Timing) -> tuple[Measure, ...]:
    meaning = f"{page.meaning}; {anew.over(least)} times the least page"
    return (
        Measure(f"{page.name}: its queries", floor, "its floor: what it asks, over HTTP, and nothing made of it"),
        Measure(page.name, anew, meaning, floor),
        Measure(
            f"{page.name}, again",
            again,
            "over the least page: one round trip tells that nothing was written",
            least,
        ),
    )


def _pages(office: Office) -> tuple[Page, ...]:
    pages = [f"/paths?to={one}" for one in office.legislators]
    answers = [f"/api/v1/paths?end_id={one}" for one in office.legislators]
    return (
        Page("how do we reach", pages[:ASKED], "sentences, evidence, picture and table"),
        Page("how do we reach, as JSON", answers[:ASKED], "the same answer for a program"),
        Page("the coverage page", ["/seats"], "174 seats with holders, best ties, last contacts and guesses"),
        Page("the council brief", ["/council/brief"], "the page that a meeting is prepared with"),
        Page("Home", ["/"], "what is to be done this week, across everything"),
        Page("a person", [f"/people/{one}" for one in office.legislators[:ASKED]], "a legislator's page"),
        Page("finding while typing", [f"/find.json?q={typed}" for typed in TYPED], "what fits two or three letters"),
    )


Query = tuple[str, Mapping[str, Any]]
Transactions = list[list[Query]]


class Noting:
    """A transaction that notes what is asked in it."""

    def __init__(self, tx: Any, asked: list[Query]) -> None:
        self.tx, self.asked = tx, asked

    def run(self, query: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Any:
        self.asked.append((query, {**(parameters or {}), **more}))
        return self.tx.run(query, parameters, **more)


@dataclass(frozen=True)
class Noted(Database):
    """A database that notes the queries of each transaction of who asks for the page, not of what is worked out beside
    it."""

    transactions: Transactions = field(default_factory=list)

    def read(self, unit: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        asked: list[Query] = []
        if current_thread() is main_thread():
            self.transactions.append(asked)
        return super().read(lambda tx: unit(Noting(tx, asked), *args, **kwargs))


def _queries(app: Flask, noted: Noted, cookie: str, address: str, touch: Callable[[], object]) -> Transactions:
    """What a page asks the database when it is made anew and the network is in memory."""
    client = app.test_client(use_cookies=False)
    client.get(address, headers={"Cookie": cookie})
    touch()
    noted.transactions.clear()
    answer = client.get(address, headers={"Cookie": cookie})
    assert answer.status_code == 200, (address, answer.status_code)
    return [asked for asked in noted.transactions if asked]


def _replaying(office: Office, pages: Sequence[Transactions]) -> Flask:
    """A bare site: its page n asks the queries of `pages[n]` and says how many rows came back."""
    bare, database = Flask("bare"), office.database.within(PATIENCE)

    def replay(number: int) -> str:
        return str(sum(database.read(_rows, asked) for asked in pages[number]))

    bare.get("/<int:number>")(replay)
    return bare


def _rows(tx: "ManagedTransaction", asked: Sequence[Query]) -> int:
    return sum(len(list(tx.run(query, parameters))) for query, parameters in asked)


def _asked(port: int, cookie: str, addresses: Sequence[str], before: Callable[[], object] = int) -> Timing:
    """Each address in turn over one connection, after a round that is not timed and plans the queries. What is done
    `before` each is not timed."""
    browser = Browser(port, cookie)

    def get(address: str) -> None:
        status = browser.get(address)
        assert status == 200, (address, status)

    asked = list(islice(cycle(addresses), ASKED))
    for address in asked:
        get(address)
    with closing(browser), undisturbed():
        return Timing(tuple(_seconds(partial(get, address), before) for address in asked))


def _seconds(run: Callable[[], object], before: Callable[[], object]) -> float:
    before()
    start = perf_counter()
    run()
    return perf_counter() - start
