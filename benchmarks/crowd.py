"""People at work on one site at once: each looks, thinks for a while, looks elsewhere, and now and then logs a contact.

Their waits stand beside those of one person alone who does the same.
"""

import random
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks.browsing import Browser, seconds, served, signed_in
from benchmarks.office import PATIENCE, Office
from benchmarks.table import Measure
from benchmarks.timing import Timing
from crm import office_time
from crm.relationships.network import Network
from web.app import create_app
from web.context import SITE

PEOPLE = (12, 50)  # ten clicking and two writing; and many
THINKS = (1.0, 4.0)  # seconds between two acts, drawn by lot
WRITES_EVERY = 8  # acts
LASTS = 45.0  # seconds
WARMING, ALONE = 40, 120  # acts of one person
REFUSED = 503
BESIDE = "what the plan says, which comes to a page later"
WRITING = "a contact, from the form sent to “Logged”"


@dataclass
class Waits:
    """How long each kind of act took, and what was refused."""

    by_act: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, act: str, took: float, status: int) -> None:
        with self.lock:
            self.by_act[act].append(took)
            self.refused += status == REFUSED
        assert status in (200, REFUSED), (act, status)

    @property
    def acts(self) -> int:
        return sum(map(len, self.by_act.values()))


def rows(office: Office, network: Network) -> list[Measure]:
    """The waits of each crowd, by what they wait for."""
    app = create_app(office.database.within(PATIENCE), office.settings, network)
    app.extensions[SITE] = replace(app.extensions[SITE], clock=office_time.instant)
    measures: list[Measure] = []
    with served(app) as port:
        cookie = signed_in(office, office.staff[0])
        _one(office, Browser(port, cookie), WARMING)
        alone = _one(office, Browser(port, cookie), ALONE)
        for people in PEOPLE:
            together, took = _crowd(office, port, people)
            measures += _measures(people, together, alone, together.acts / took)
    return measures


def _measures(people: int, together: Waits, alone: Waits, rate: float) -> Iterator[Measure]:
    what = f"{rate:.1f} acts a second, {together.refused} refused; its floor: one person alone"
    for act in sorted(together.by_act):
        floor = Timing(tuple(alone.by_act[act]))
        yield Measure(f"{people} people: {act}", Timing(tuple(together.by_act[act])), what, floor)


def _one(office: Office, browser: Browser, acts: int) -> Waits:
    waits = Waits()
    for act in _acts(office, random.Random(1), acts):
        _do(browser, act, waits)
    browser.close()
    return waits


def _crowd(office: Office, port: int, people: int) -> tuple[Waits, float]:
    waits, ends = Waits(), time.monotonic() + LASTS
    cookies = [signed_in(office) for _ in range(people)]

    def works(number: int) -> None:
        lot = random.Random(number)
        browser = Browser(port, cookies[number])
        time.sleep(lot.uniform(0, THINKS[1]))
        for act in _acts(office, lot, 10_000):
            if time.monotonic() > ends:
                break
            _do(browser, act, waits)
            time.sleep(lot.uniform(*THINKS))
        browser.close()

    threads = [threading.Thread(target=works, args=(number,)) for number in range(people)]
    took = seconds(lambda: [*map(threading.Thread.start, threads), *map(threading.Thread.join, threads)])
    return waits, took


@dataclass(frozen=True)
class Act:
    name: str
    address: str
    form: dict[str, str] | None = None


def _acts(office: Office, lot: random.Random, many: int) -> Iterator[Act]:
    for number in range(1, many + 1):
        them = lot.choice(office.legislators)
        if number % WRITES_EVERY == 0:
            form = {"key": str(uuid.uuid4()), "theirs": them, "ours": lot.choice(office.staff), "channel": "call"}
            yield Act(WRITING, "/log", form | {"sentiment": "1"})
        else:
            yield lot.choice(
                (
                    Act("Home", "/"),
                    Act("Seats", "/seats"),
                    Act("a person", f"/people/{them}"),
                    Act("how do we reach", f"/paths?to={them}"),
                    Act("the log form", f"/log?with={them}"),
                    Act("find while typing", f"/find.json?q={lot.choice('abcdefghijklmnoprstw')}a"),
                )
            )


def _do(browser: Browser, act: Act, waits: Waits) -> None:
    ask = partial(browser.get, act.address) if act.form is None else partial(browser.post, act.address, act.form)
    _note(waits, act.name, ask)
    if browser.later:
        _note(waits, BESIDE, partial(browser.get, browser.later))


def _note(waits: Waits, name: str, ask: Callable[[], int]) -> None:
    start = time.perf_counter()
    status = ask()
    waits.note(name, time.perf_counter() - start, status)
