"""The sidecar: what the store held when it was last looked at, compared with what is there at the next start.

Neo4j does not guard its files: flipped bytes start normally, and a truncated property store or transaction log is
silently wrong. So after a clean stop the SHA-256 of every store file is noted, and while the engine runs the number of
records of each kind, every minute. A start refuses a store that lost something, and says what.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.errors import DatabaseUnavailable
from crm.storage.counts import counts
from crm.storage.database import START_SECONDS, Database
from crm.storage.engine.configuration import Home
from crm.storage.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_DATA = ("lock", ".tmp.")
# After a crash up to a minute of honest deletions is not in the sidecar; more than this share is not honest.
LOST_SHARE = 0.05
LOST_RECORDS = 50

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
    """Forget what the store held before; it is taken as it is now, also where it is gone."""
    home.stores.mkdir(parents=True, exist_ok=True)
    home.sidecar.unlink(missing_ok=True)


def _hashed(stores: Path) -> "Iterator[tuple[str, str]]":
    for file in sorted(stores.rglob("*")):
        if file.is_file() and not any(part in file.name for part in NOT_DATA):
            with file.open("rb") as stream:
                yield file.relative_to(stores).as_posix(), hashlib.file_digest(stream, "sha256").hexdigest()


def check_files(home: Home) -> None:
    """Before Java starts: the files are those of the last clean stop. Raises StoreDamaged naming those that are not."""
    before = kept(home)
    if before is None:
        return
    if not home.stores.exists():
        raise StoreDamaged(f"The folder {home.stores} with the graph is gone. {ADVICE}")
    if not before.files:
        return
    now = dict(_hashed(home.stores))
    changed = [name for name, digest in before.files.items() if now.get(name) != digest]
    if changed:
        named = ", ".join(changed[:5]) + (" and more" if len(changed) > 5 else "")
        raise StoreDamaged(f"Files of the graph changed while it was stopped: {named}, in {home.stores}. {ADVICE}")


def check_not_gone(home: Home, backups: Path) -> None:
    """Before Java starts: a folder without a graph has no backups either. Raises StoreDamaged, so that no empty site is
    opened in place of a lost one."""
    newest = max(backups.glob("*.backup"), default=None, key=lambda file: file.stat().st_mtime)
    if newest is not None and not home.stores.exists():
        raise StoreDamaged(f"There is no graph in {home.folder}, but there are backups, the last {newest}. {ADVICE}")


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
    """Whether more is missing than a minute's honest deletions."""
    lost = sum(had - has for had, has in fewer.values())
    emptied = any(had >= LOST_RECORDS and has == 0 for had, has in fewer.values())
    return emptied or lost > max(LOST_RECORDS, LOST_SHARE * sum(before.values()))
