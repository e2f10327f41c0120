"""What is waited for once: the network is read into memory, the site starts, a page is clicked on first."""

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from benchmarks.browsing import Browser, seconds, signed_in
from benchmarks.office import MEMORY, PATIENCE, Office
from benchmarks.table import Measure
from benchmarks.timing import Timing, alternately
from crm.relationships.network import Network
from crm.relationships.tie_columns import SUMS
from crm.storage.opening import open_database
from crm.storage.settings import Settings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LOADS = 3
STARTS = 3
LONGEST_START = 300.0
PROGRAM = Path(sys.executable).with_name("crm")

BY_ROW = f"MATCH ()-[k:KNOWS]->() RETURN k.key AS key, {', '.join(f'k.{name}, k.shared_{name}' for name in SUMS)}"


def network_rows(office: Office) -> list[Measure]:
    """The network read and made ready, beside merely reading the ties one by one."""
    database = office.database.within(PATIENCE)
    taken = alternately(
        LOADS,
        by_row=lambda: partial(database.read, _each_tie),
        whole=lambda: partial(Network().current, database, office.actor),
    )
    whole = "read as columns, weighed, sorted and ready for questions"
    return [
        Measure("every tie read as a row", taken["by_row"], "one row per tie, and nothing made of them"),
        Measure("the network loaded", taken["whole"], whole, taken["by_row"]),
    ]


def _each_tie(tx: "ManagedTransaction") -> int:
    return sum(1 for _ in tx.run(BY_ROW))


def start_rows(settings: Settings) -> list[Measure]:
    """From the command to the first page, beside the start of the database within it. Nobody else may have it open."""
    engine = Timing(tuple(_database_started(settings) for _ in range(STARTS)))
    site = Timing(tuple(_site_started(settings) for _ in range(STARTS)))
    return [
        Measure("the database started", engine, "the embedded Neo4j alone, until it answers"),
        Measure("the site started", site, "from `crm serve` to the first page", engine),
    ]


def _database_started(settings: Settings) -> float:
    start = perf_counter()
    with open_database(settings):
        return perf_counter() - start


@dataclass(frozen=True)
class Visit:
    """What somebody clicks on when the site was just started: their cookie, and pages by name."""

    cookie: str
    pages: Mapping[str, str]


def visit(office: Office) -> Visit:
    """Prepared while the graph is open: a session outlives the site."""
    them = office.legislators[0]
    pages = {
        "Home": "/",
        "Seats": "/seats",
        "a person": f"/people/{them}",
        "how do we reach": f"/paths?to={them}",
        "the log form": "/log",
        "the council brief": "/council/brief",
        "the plan": "/plan",
    }
    return Visit(signed_in(office), pages)


def first_click_rows(settings: Settings, by: Visit) -> list[Measure]:
    """Each page's first click at once after a start, in this order, beside its second."""
    clicks: dict[str, list[tuple[float, float]]] = {name: [] for name in by.pages}
    for _ in range(STARTS):
        with _running(settings) as port, closing(Browser(port, by.cookie)) as browser:
            for name, address in by.pages.items():
                first, second = (seconds(partial(_must_open, browser, address)) for _ in range(2))
                clicks[name].append((first, second))
    meaning = "clicked on at once after the start, one page after the other; its floor: the second click"
    return [
        Measure(f"the first click on {name}", Timing(tuple(first)), meaning, Timing(tuple(second)))
        for name, taken in clicks.items()
        for first, second in [zip(*taken, strict=True)]
    ]


def _must_open(browser: Browser, address: str) -> None:
    status = browser.get(address)
    assert status == 200, (address, status)


def _site_started(settings: Settings) -> float:
    start = perf_counter()
    with _running(settings):
        return perf_counter() - start


@contextmanager
def _running(settings: Settings) -> Iterator[int]:
    """A site in a process of its own, from its first page to the end of the block; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {"CRM_DATA_DIR": str(settings.data_dir), "CRM_PORT": str(port), "CRM_ENGINE_MEMORY": MEMORY}
    begun = perf_counter()
    site = Popen([PROGRAM, "serve"], env={**os.environ, **told}, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
    try:
        while not _answers(port):
            assert site.poll() is None, "The site has stopped."
            assert perf_counter() - begun < LONGEST_START, "The site does not start."
            sleep(0.02)
        yield port
    finally:
        site.terminate()
        site.wait(60)


def _answers(port: int) -> bool:
    """Whether the first page is there. The port answers before the site does, so the wait for it counts too."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
