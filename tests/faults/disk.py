"""A disk that is really full: a small file system that only root can mount."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.storage.restore import usable
from tests.faults.clients import Ledger, ask, outcome, wait_for_another, working
from tests.faults.site import Site, founded
from tests.faults.table import COUNTED, heading, line, told

SIZE_MB = 400
FULL_SECONDS = 30.0
HEALED_SECONDS = 240.0
BITE = 1 << 16


def full_disk(folder: Path, clients: int) -> None:
    """Fill the disk under clients at work, look what is said, try a backup meanwhile, make room, wait for the next."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        print("\nFull disk: left out; only root can mount a small file system.", flush=True)
        return
    heading(f"Full disk ({SIZE_MB} MB) under {clients} clients", ("what", *COUNTED, "seconds until it serves"))
    with _small_disk(folder / "disk") as disk, founded(disk / "data") as site:
        _fill_up(site, disk, clients)


def _fill_up(site: Site, disk: Path, clients: int) -> None:
    ledger, filler = Ledger(), disk / "filler"
    assert site.start(), site.said
    with working(site, ledger, clients):
        assert wait_for_another(ledger, HEALED_SECONDS) is not None
        time.sleep(5)
        _fill(filler)
        before = len(ledger.acknowledged)
        time.sleep(FULL_SECONDS)
        said = ask(site, "/api/v1/people")
        written = ask(site, "/api/v1/people", {"name": "Ann Overflow"})
        made = site.run("backup", str(disk / "while-full.backup"))
        meanwhile = len(ledger.acknowledged) - before
        print(f"  while full: {meanwhile} more acknowledged; reading {said[0]}; writing {written}", flush=True)
        print(f"  a backup meanwhile: status {made.returncode}, {made.stderr.strip()[:160]}", flush=True)
        print(f"  files left of it: {[file.name for file in disk.glob('while-full*')]}", flush=True)
        filler.unlink()
        seconds = wait_for_another(ledger, HEALED_SECONDS)
    status = site.stop()
    words = "never" if seconds is None else f"{seconds:.1f}"
    line([f"full disk, stopped with {status}", *told(outcome(site, ledger), ledger), words])


def full_backups(folder: Path, clients: int) -> None:
    """The disk of the backups fills while one is being made, under clients at work; then there is room again."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        print("\nFull disk under a backup: left out; only root can mount a small file system.", flush=True)
        return
    columns = ("what", *COUNTED, "refused with words", "files left of it", "last good one", "with room again")
    heading(f"Full disk ({SIZE_MB} MB) under a backup, and {clients} clients", columns)
    with founded(folder / "data") as site, _small_disk(site.settings.backups_dir) as disk:
        _back_up_without_room(site, disk, clients)


def _back_up_without_room(site: Site, disk: Path, clients: int) -> None:
    ledger, filler = Ledger(), disk / "filler"
    good, cut, again = (disk / f"{name}.backup" for name in ("good", "cut", "again"))
    assert site.start(), site.said
    with working(site, ledger, clients):
        assert wait_for_another(ledger, HEALED_SECONDS) is not None
        assert site.run("backup", str(good)).returncode == 0
        _fill(filler)
        os.truncate(filler, filler.stat().st_size - good.stat().st_size // 2)  # room for the first half
        made = site.run("backup", str(cut))
        print(f"  without room: status {made.returncode}, {made.stderr.strip()[:200]}", flush=True)
        left = [file.name for file in disk.glob("cut*")]
        assert wait_for_another(ledger, HEALED_SECONDS) is not None, "the site no longer serves"
        filler.unlink()
        healed = site.run("backup", str(again)).returncode == 0 and usable(again).records > 0
        print(f"  daily ones: {[file.name for file in disk.glob('daily*')]}", flush=True)
    site.stop()
    refused = made.returncode != 0 and len(made.stderr.split()) > 5
    kept = "usable" if usable(good).records > 0 else "harmed"
    found = told(outcome(site, ledger), ledger)
    line(["backup", *found, "yes" if refused else "NO", len(left), kept, "made" if healed else "NOT MADE"])


def _fill(file: Path) -> None:
    """Take every byte that is left, and what becomes free again for a while."""
    with file.open("ab", buffering=0) as stream:
        for size in (1 << 20, BITE, 4096, 512):
            try:
                while stream.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
