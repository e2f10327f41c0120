"""The sidecar: what the store held when it was last looked at, compared with what is there at the next start.

Neo4j does not guard its files: flipped bytes start normally, and a truncated property store or transaction log is
silently wrong. So after a clean stop the SHA-256 of every store file is noted, and while the engine runs the number of
records of each kind, every few seconds. A start refuses a store that lost something, and says what; a store that was
not left by a clean stop has no checksums, and its records are checked instead (`checking`).
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.errors import DatabaseUnavailable
from crm.ids import new_id
from crm.storage.counts import counts
from crm.storage.database import START_SECONDS, Database
from crm.storage.engine.configuration import Home
from crm.storage.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_DATA = ("lock", ".tmp.")
# After a crash some seconds of honest deletions are not in the sidecar; more than this share is not honest.
LOST_SHARE = 0.05
LOST_RECORDS = 50
NEVER_FEWER = frozenset({"HistoryEntry"})  # every change adds one and nothing removes one: a lost one is a lost change

ADVICE = (
    "The site does not start on it, so that nothing more is lost. Restore the last backup with "
    "“crm restore FILE --replace” (what is there now is kept aside), or, if you know that this is right, "
    "accept it with “crm doctor --accept”."
)


class StoreDamaged(DatabaseUnavailable):
    """The store is not what it was; the text names what is missing or changed and what to do."""


@dataclass(frozen=True)
class Sidecar:
    """`files` maps each store file to its SHA-256 after a clean stop; while the engine runs it is empty."""

    at: str
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)


def keep(home: Home, sidecar: Sidecar) -> None:
    """Write the sidecar, under a checksum of its own."""
    body = asdict(sidecar)
    write_whole(home.sidecar, json.dumps({"sha256": _digest(body), **body}, indent=1))


def kept(home: Home) -> Sidecar | None:
    """The sidecar, or None where there is none. Raises StoreDamaged for one that was changed."""
    try:
        body = json.loads(home.sidecar.read_text("utf-8"))
        if body.pop("sha256") != _digest(body):
            raise ValueError("wrong checksum")
        return Sidecar(**body)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise StoreDamaged(f"The list of what the graph held, {home.sidecar}, is damaged ({error}). {ADVICE}") from None


def _digest(body: "Mapping[str, Any]") -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def note_counts(home: Home, database: Database) -> dict[str, int]:
    """Note the number of records while the engine runs, and return it."""
    found = database.within(START_SECONDS).read(counts)
    keep(home, Sidecar(office_time.instant(), found))
    return found


def note_files(home: Home, counted: dict[str, int]) -> None:
    """Note every store file after a clean stop."""
    keep(home, Sidecar(office_time.instant(), counted, dict(_hashed(home.stores))))


def accept(home: Home) -> None:
    """Forget what the store held before; its files are taken as they are now. Where the graph among them is gone, the
    rest of them, which Neo4j cannot start on, are put aside."""
    if home.stores.exists() and not home.graph.exists():
        home.stores.rename(home.folder / f"damaged-{new_id()}")
    home.stores.mkdir(parents=True, exist_ok=True)
    note_files(home, {})


def was_left_cleanly(home: Home) -> bool:
    """Whether the checksums of the last clean stop vouch for the store, or there is none yet."""
    before = kept(home)
    return not home.graph.exists() or (before is not None and bool(before.files))


def _hashed(stores: Path) -> "Iterator[tuple[str, str]]":
    for file in sorted(stores.rglob("*")):
        if file.is_file() and not any(part in file.name for part in NOT_DATA):
            with file.open("rb") as stream:
                yield file.relative_to(stores).as_posix(), hashlib.file_digest(stream, "sha256").hexdigest()


def check_files(home: Home) -> None:
    """Before Java starts: the files are those of the last clean stop. Raises StoreDamaged naming those that are not."""
    before = kept(home)
    if before is None or not before.files:
        return
    now = dict(_hashed(home.stores))
    changed = [name for name, digest in before.files.items() if now.get(name) != digest]
    if changed:
        named = ", ".join(changed[:5]) + (" and more" if len(changed) > 5 else "")
        raise StoreDamaged(f"Files of the graph changed while it was stopped: {named}, in {home.stores}. {ADVICE}")


def check_not_gone(home: Home, backups: Path) -> None:
    """Before Java starts: there is a graph where there was one, or backups of one. Raises StoreDamaged, so that no
    empty site is opened in place of a lost one."""
    if home.graph.exists():
        return
    before, newest = kept(home), newest_backup(backups)
    if newest is not None and before is None:
        raise StoreDamaged(
            f"There is no graph in {home.folder}, but there are backups. Bring back the last: crm restore {newest}. "
            f"Or, for an empty site, move {backups} away."
        )
    if before is not None and before.counts:
        advice = f"The last backup is {newest}: crm restore {newest}." if newest else "There is no backup of it."
        raise StoreDamaged(f"The folder {home.graph} with the graph is gone. {advice} {ADVICE}")


def newest_backup(backups: Path) -> Path | None:
    """The backup that was written last, if there is any."""
    return max(backups.glob("*.backup"), default=None, key=lambda file: file.stat().st_mtime)


def check_counts(home: Home, database: Database) -> None:
    """After the start: no kind has fewer records than it had. Raises StoreDamaged naming each kind that has."""
    before = kept(home)
    if before is None:
        return
    now = database.within(START_SECONDS).read(counts)
    fewer = {kind: (had, now.get(kind, 0)) for kind, had in before.counts.items() if now.get(kind, 0) < had}
    if not before.files and not _too_many(fewer, before.counts):
        return
    if fewer:
        named = ", ".join(f"{kind} had {had:,} and has {has:,}" for kind, (had, has) in fewer.items())
        raise StoreDamaged(f"The graph lost records since {office_time.machine_day(before.at)}: {named}. {ADVICE}")


def _too_many(fewer: "Mapping[str, tuple[int, int]]", before: "Mapping[str, int]") -> bool:
    """Whether more is missing than some seconds of honest deletions."""
    if fewer.keys() & NEVER_FEWER:
        return True
    lost = sum(had - has for had, has in fewer.values())
    emptied = any(had >= LOST_RECORDS and has == 0 for had, has in fewer.values())
    return emptied or lost > max(LOST_RECORDS, LOST_SHARE * sum(before.values()))
