"""Backups that were cut, changed or are not ours: refused by name; and one restored over what is there."""

import gzip
import random
from pathlib import Path

from crm.errors import InvalidData
from crm.storage.backup import back_up, tally
from crm.storage.opening import open_database
from crm.storage.restore import restore, usable
from tests.faults.site import Site, founded
from tests.faults.stores import work
from tests.faults.table import heading, line

GZIP_DATELESS = range(4, 10)  # of a gzip header these carry no data: the time and the writing system


def backups(folder: Path, rounds: int, seed: int) -> None:
    """Harm a backup in so many ways each; then restore the whole one over another graph and compare."""
    chosen = random.Random(seed)
    heading(f"Backups, {rounds} rounds each (seed {seed})", ("what", "refused", "taken"))
    with founded(folder / "backups") as site:
        work(site)
        site.stop()
        whole, before = folder / "whole.backup", ""
        with open_database(site.settings) as database:
            back_up(database, whole)
            before = database.within(120).read(tally).digest
        content = whole.read_bytes()
        _refused("cut", folder, [content[: chosen.randrange(len(content))] for _ in range(rounds)])
        _refused("one byte changed", folder, [_changed(content, chosen) for _ in range(rounds)])
        foreign = [b"", b"PK\x03\x04", gzip.compress(b'{"format": "another"}\n'), chosen.randbytes(5_000)]
        _refused("foreign", folder, foreign)
        _over(site, whole, before, folder)


def _changed(content: bytes, chosen: random.Random) -> bytes:
    changed = bytearray(content)
    at = chosen.choice([at for at in range(len(content)) if at not in GZIP_DATELESS])
    changed[at] ^= 1 << chosen.randrange(8)
    return bytes(changed)


def _refused(name: str, folder: Path, contents: list[bytes]) -> None:
    taken, file = 0, folder / "harmed.backup"
    for content in contents:
        file.write_bytes(content)
        try:
            usable(file)
        except InvalidData:
            continue
        taken += 1
    line([name, len(contents) - taken, taken])


def _over(site: Site, whole: Path, before: str, folder: Path) -> None:
    """Work goes on after the backup; restored over it, the graph is that of the backup."""
    work(site)
    site.stop()
    with open_database(site.settings, for_restore=True) as database:
        restore(database, whole, safety_folder=folder, replace=True)
        same = database.within(120).read(tally).digest == before
    kept = len(list(folder.glob("before-restore-*")))
    print(f"  restored over later work: {'the same graph' if same else 'ANOTHER GRAPH'}; safety backups: {kept}")
