"""The database, the site, or both are killed under clients at work, and a database is halted."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.clients import Ledger, outcome, wait_for_another, working
from tests.faults.site import Site, founded
from tests.faults.table import COUNTED, heading, line, spread, told

BETWEEN = 2.0
LONGEST = 240.0


def kills(folder: Path, rounds: int, clients: int) -> None:
    """Each way of killing, so many rounds; the seconds are from the blow to the next contact that was acknowledged."""
    heading(f"Killed, {rounds} rounds each under {clients} clients", ("what", *COUNTED, "seconds until it serves"))
    for name, strike in (("child", _child), ("parent", _parent), ("both", _both), ("child halted", _halted)):
        with founded(folder / name.replace(" ", "-")) as site:
            _rounds(site, name, strike, rounds, clients)


def _rounds(site: Site, name: str, strike: Callable[[Site], None], rounds: int, clients: int) -> None:
    ledger, seconds = Ledger(), []
    assert site.start(), site.said
    with working(site, ledger, clients):
        for _ in range(rounds):
            if wait_for_another(ledger, LONGEST) is None:
                break
            time.sleep(BETWEEN)
            begun = time.monotonic()
            strike(site)
            if wait_for_another(ledger, LONGEST) is not None:
                seconds.append(time.monotonic() - begun)
    site.stop()
    done = f"{name}, {len(seconds)} of {rounds}"
    line([done, *told(outcome(site, ledger), ledger), spread(seconds)])


def _child(site: Site) -> None:
    java = site.java()
    assert java is not None
    java.kill()


def _halted(site: Site) -> None:
    java = site.java()
    assert java is not None
    java.send_signal(signal.SIGSTOP)
    time.sleep(1)  # what was on its way is acknowledged


def _parent(site: Site) -> None:
    site.kill()
    site.wait_for_no_java()
    assert site.start(), site.said


def _both(site: Site) -> None:
    java = site.java()
    assert java is not None
    java.kill()
    site.kill()
    site.wait_for_no_java()
    assert site.start(), site.said
