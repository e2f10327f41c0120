"""Store files that were damaged, after a clean and after an unclean stop: named, or served as if nothing were."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from crm.errors import CrmError
from crm.storage.backup import tally
from crm.storage.engine.configuration import Home
from crm.storage.opening import open_database
from tests.faults.clients import Ledger, wait_for_another, working
from tests.faults.site import Site, founded
from tests.faults.table import heading, line

Harm = Callable[[Path, random.Random], int]
PAGE = 8192
SKIPPED = ("lock", ".tmp.", "indexstats", ".id")
CONTACTS = 40


def stores(folder: Path, rounds: int, seed: int) -> None:
    """Damage a copy of one site's store in so many ways each, and open it."""
    chosen = random.Random(seed)
    heading(
        f"Damaged store, {rounds} rounds each (seed {seed})",
        ("stop", "damage", "named", "harmless: same records", "served with other records"),
    )
    with founded(folder / "whole") as site:
        for stop, ended in (("clean", _cleanly), ("unclean", _uncleanly)):
            ended(site)
            digest = _digest(site, folder / f"look-{stop}")
            for name, harm in (("a page turned over", _turn_over), ("one byte", _one_byte), ("cut off", _cut)):
                found = Counter(_round(site, folder / "copy", harm, chosen, digest) for _ in range(rounds))
                line([stop, name, found["named"], found["same"], found["other"]])


def _cleanly(site: Site) -> None:
    work(site)
    site.stop()


def _uncleanly(site: Site) -> None:
    work(site)
    java = site.java()
    assert java is not None
    java.kill()
    site.kill()
    site.wait_for_no_java()


def work(site: Site) -> None:
    """Start the site and have two clients log contacts for a moment."""
    assert site.start(), site.said
    ledger = Ledger()
    with working(site, ledger, 2, think=0.01):
        while len(ledger.acknowledged) < CONTACTS:
            assert wait_for_another(ledger, 120) is not None


def _copy(site: Site, to: Path) -> Site:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(site.folder, to)
    return Site(to, site.port)


def _digest(site: Site, to: Path) -> str:
    return _look(_copy(site, to))


def _look(site: Site) -> str:
    with open_database(site.settings) as database:
        return database.within(120).read(tally).digest


def _round(site: Site, to: Path, harm: Harm, chosen: random.Random, digest: str) -> str:
    copy = _copy(site, to)
    files = _files(Home(copy.folder / "engine"))
    file = chosen.choices(files, [file.stat().st_size for file in files])[0]
    where = harm(file, chosen)
    try:
        same = _look(copy) == digest
    except CrmError as error:
        return "named" if len(str(error).split()) > 5 else "other"
    except Exception as error:
        print(f"  {file.name} at {where}: {type(error).__name__}, not in our words", flush=True)
        return "other"
    if not same:
        print(f"  {file.name} at {where}: served with other records", flush=True)
    return "same" if same else "other"


def _files(home: Home) -> list[Path]:
    """The files that hold records and the log, larger ones more often."""
    found = [*home.graph.glob("neostore*"), *(home.stores / "transactions" / "neo4j").glob("neostore*")]
    return [file for file in found if file.stat().st_size and not any(part in file.name for part in SKIPPED)]


def _turn_over(file: Path, chosen: random.Random) -> int:
    content = bytearray(file.read_bytes())
    start = chosen.randrange(0, len(content), PAGE)
    content[start : start + PAGE] = bytes(byte ^ 0xFF for byte in content[start : start + PAGE])
    file.write_bytes(content)
    return start


def _one_byte(file: Path, chosen: random.Random) -> int:
    content = bytearray(file.read_bytes())
    used = [at for at in range(0, len(content)) if content[at]] or [0]
    at = chosen.choice(used)
    content[at] ^= 1 << chosen.randrange(8)
    file.write_bytes(content)
    return at


def _cut(file: Path, chosen: random.Random) -> int:
    content = file.read_bytes()
    at = chosen.randrange(len(content))
    file.write_bytes(content[:at])
    return at
