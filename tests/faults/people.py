"""Users with time to think, for some minutes: how long they wait, what they are told, and how memory goes."""

import random
import threading
import time
from pathlib import Path

import psutil

from tests.faults.clients import Ledger, ask, outcome, working
from tests.faults.site import Site, founded
from tests.faults.table import COUNTED, heading, line, told

PAGES = ("/api/v1/people?q=thea", "/api/v1/interactions?limit=20", "/api/v1/find?q=otto", "/api/v1/organizations")
THINK = (3.0, 9.0)
WRITERS = 2


def users(folder: Path, numbers: list[int], seconds: float) -> None:
    """So many readers, and two that write, for so long."""
    columns = ("users", *COUNTED, "reads", "half within", "99 of 100 within", "slowest", "memory before / after")
    heading(f"Users with time to think, {seconds:.0f} seconds", columns)
    for number in numbers:
        with founded(folder / f"users-{number}") as site:
            _users(site, number, seconds)


def _users(site: Site, number: int, seconds: float) -> None:
    ledger, waits, stopping = Ledger(), [], threading.Event()
    assert site.start(), site.said
    before = _memory(site)
    readers = [threading.Thread(target=_read, args=(site, ledger, waits, stopping, seed)) for seed in range(number)]
    with working(site, ledger, WRITERS, think=sum(THINK) / 2):
        for reader in readers:
            reader.start()
        time.sleep(seconds)
        stopping.set()
        for reader in readers:
            reader.join()
    after = _memory(site)
    site.stop()
    ordered = sorted(waits) or [0.0]
    times = [f"{ordered[int(len(ordered) * share)] * 1000:.0f} ms" for share in (0.5, 0.99)]
    reads = [len(waits), *times, f"{ordered[-1] * 1000:.0f} ms", f"{before} / {after} MB"]
    line([number, *told(outcome(site, ledger), ledger), *reads])


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
