"""Clients that log contacts through the API and send again, with the same key, what was not acknowledged."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from crm.ids import new_id
from tests.faults.site import Site

AGAIN = 0.3
ANSWER_SECONDS = 60.0
LAST_SECONDS = 120.0  # to have acknowledged what was under way when the round ended

CONTACTS = """
MATCH (i:Interaction)
RETURN i.summary AS summary,
       COUNT { (:Person)-[:TOOK_PART]->(i) } AS people,
       COUNT { (:FollowUp)-[:FROM]->(i) } AS follow_ups,
       COUNT { MATCH (h:HistoryEntry) WHERE h.record_id = i.id RETURN h } AS entries
"""


@dataclass
class Ledger:
    """What clients were told. `wrong` are answers that must not be: a 5xx that is no 503, or a 503 without words."""

    acknowledged: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    last: float = field(default_factory=time.monotonic)
    longest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, key: str) -> None:
        with self.lock:
            now = time.monotonic()
            self.longest = max(self.longest, now - self.last)
            self.last = now
            self.acknowledged.add(key)

    def answered(self, status: str, text: str = "") -> None:
        with self.lock:
            self.statuses[status] += 1
            if status.startswith("5") and (status != "503" or len(text.split()) < 4):
                self.wrong.append(f"{status} {text[:200]}")


@dataclass(frozen=True)
class Outcome:
    """What the graph held afterwards beside what was acknowledged."""

    acknowledged: int
    lost: int
    doubled: int
    torn: int
    unsure: int


def outcome(site: Site, ledger: Ledger) -> Outcome:
    """Look from inside, with the site stopped: lost, doubled or half-written contacts."""
    from crm.storage.opening import open_database

    with open_database(site.settings) as database:
        rows = database.within(300).read(lambda tx: tx.run(CONTACTS).data())
    found = Counter(row["summary"] for row in rows)
    torn = [row for row in rows if (row["people"], row["follow_ups"]) != (2, 1) or row["entries"] == 0]
    return Outcome(
        len(ledger.acknowledged),
        len(ledger.acknowledged - found.keys()),
        sum(number - 1 for number in found.values()),
        len(torn),
        len(ledger.unsure),
    )


@contextmanager
def working(site: Site, ledger: Ledger, number: int, think: float = 0.1) -> Iterator[None]:
    """So many clients at work for the block; afterwards each has its last write acknowledged, or counts it unsure."""
    stopping = threading.Event()
    threads = [threading.Thread(target=_work, args=(site, ledger, think, stopping)) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _work(site: Site, ledger: Ledger, think: float, stopping: threading.Event) -> None:
    while not stopping.wait(think):
        key, until = new_id(), None
        while not _logged(site, ledger, key):
            until = until or (time.monotonic() + LAST_SECONDS if stopping.is_set() else None)
            if until is not None and time.monotonic() > until:
                ledger.unsure.add(key)
                return
            time.sleep(AGAIN)


def _logged(site: Site, ledger: Ledger, key: str) -> bool:
    """Send one contact; whether that is the end of it."""
    body = {
        "key": key,
        "theirs": [site.theirs],
        "ours": [site.ours],
        "summary": key,
        "follow_up": "Call back",
        "follow_up_owner": site.ours,
    }
    status, text = ask(site, "/api/v1/interactions", body)
    ledger.answered(status, text)
    if status in ("201", "200"):
        ledger.acknowledge(key)
        return True
    return status.startswith("4")


def ask(site: Site, path: str, body: dict[str, object] | None = None) -> tuple[str, str]:
    """The status of an answer, or the kind of failure of the connection, and its text."""
    request = urllib.request.Request(site.address + path, headers={"Authorization": f"Bearer {site.token}"})
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return str(answer.status), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refused:
        with refused:
            return str(refused.code), refused.read().decode(errors="replace")
    except OSError as error:
        return type(error).__name__, ""
    except Exception as error:  # a connection cut in the middle of an answer
        return type(error).__name__, ""


def wait_for_another(ledger: Ledger, seconds: float) -> float | None:
    """How many seconds until something more is acknowledged; None where it was not within that time."""
    begun, known = time.monotonic(), len(ledger.acknowledged)
    while time.monotonic() - begun < seconds:
        if len(ledger.acknowledged) > known:
            return time.monotonic() - begun
        time.sleep(0.05)
    return None
