"""Users with time to think, for some minutes: how long they wait, what they are told, and how memory goes."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from crm.storage.opening import open_database
from tests.faults.clients import Ledger, ask, outcome, working
from tests.faults.site import Site, founded
from tests.faults.table import COUNTED, heading, line, told

PAGES = ("/api/v1/people?q=thea", "/api/v1/interactions?limit=20", "/api/v1/find?q=otto", "/api/v1/organizations")
THINK = (3.0, 9.0)
WRITERS = 2
READ = ("reads", "half within", "99 of 100 within", "slowest")
IMPORTED = "MATCH (p:Person)-[:HOLDS]->(:Post {role: 'superintendent'}) RETURN count(DISTINCT p) AS people"
SYLLABLES = tuple(first + vowel for first in "bdfgklmnprstvz" for vowel in ("a", "en", "il", "or", "us"))
GIVEN = ("Ada", "Bruno", "Clara", "Dario", "Edith", "Fritz", "Greta", "Hugo", "Irene", "Jonas")


def users(folder: Path, numbers: list[int], seconds: float) -> None:
    """So many readers, and two that write, for so long."""
    heading(f"Users with time to think, {seconds:.0f} seconds", ("users", *COUNTED, *READ, "memory before / after"))
    for number in numbers:
        with founded(folder / f"users-{number}") as site:
            ledger, waits = Ledger(), list[float]()
            assert site.start(), site.said
            before = _memory(site)
            with at_work(site, ledger, waits, number):
                time.sleep(seconds)
            after = _memory(site)
            site.stop()
            line([number, *told(outcome(site, ledger), ledger), *_waited(waits), f"{before} / {after} MB"])


def beside_an_import(folder: Path, number: int, rows: int) -> None:
    """So many readers, and two that write, while a list of so many people is imported by command."""
    columns = ("users", *COUNTED, *READ, "people imported", "seconds of the import")
    heading(f"Users beside an import of {rows:,} people", columns)
    with founded(folder / "import") as site:
        sheet = folder / "superintendents.csv"
        sheet.write_text("\n".join(["District,Superintendent", *made_up(rows)]), encoding="utf-8")
        ledger, waits = Ledger(), list[float]()
        assert site.start(), site.said
        with at_work(site, ledger, waits, number):
            begun = time.monotonic()
            done = site.run("import", "superintendents", str(sheet))
            seconds = time.monotonic() - begun
        print(f"  import: status {done.returncode}, {' '.join(done.stdout.split())[:200]} {done.stderr.strip()[-300:]}")
        site.stop()
        with open_database(site.settings) as database:
            there = database.within(300).read(lambda tx: tx.run(IMPORTED).single(strict=True)["people"])
        line([number, *told(outcome(site, ledger), ledger), *_waited(waits), f"{there:,}", f"{seconds:.0f}"])


def made_up(rows: int) -> Iterator[str]:
    """Rows of a list: each a district and a superintendent of a name of their own."""
    for number in range(rows):
        family = "".join(SYLLABLES[number // len(SYLLABLES) ** place % len(SYLLABLES)] for place in range(4))
        yield f"{family.capitalize()} County School District,{GIVEN[number % len(GIVEN)]} {family.capitalize()}"


@contextmanager
def at_work(site: Site, ledger: Ledger, waits: list[float], number: int) -> Iterator[None]:
    """So many readers, and the writers, for the block; `waits` takes how long each reading took."""
    stopping = threading.Event()
    readers = [threading.Thread(target=_read, args=(site, ledger, waits, stopping, seed)) for seed in range(number)]
    with working(site, ledger, WRITERS, think=sum(THINK) / 2):
        for reader in readers:
            reader.start()
        try:
            yield
        finally:
            stopping.set()
            for reader in readers:
                reader.join()


def _waited(waits: list[float]) -> list[object]:
    ordered = sorted(waits) or [0.0]
    times = [f"{ordered[int(len(ordered) * share)] * 1000:.0f} ms" for share in (0.5, 0.99)]
    return [len(waits), *times, f"{ordered[-1] * 1000:.0f} ms"]


def _read(site: Site, ledger: Ledger, waits: list[float], stopping: threading.Event, seed: int) -> None:
    chosen = random.Random(seed)
    stopping.wait(chosen.uniform(0, THINK[1]))
    while not stopping.is_set():
        begun = time.monotonic()
        status, text = ask(site, chosen.choice(PAGES))
        ledger.answered(status, text)
        waits.append(time.monotonic() - begun)
        stopping.wait(chosen.uniform(*THINK))


def _memory(site: Site) -> int:
    """Megabytes that the site and its database hold."""
    assert site.process is not None
    java = site.java()
    held = [psutil.Process(site.process.pid), *([java] if java else [])]
    return sum(process.memory_info().rss for process in held) // 2**20
