"""Who runs the engine of a data folder: one process owns it, others are guests of the one that runs.

The owner is decided by our own lock file, before Java starts. A guest finds the engine through the running file, and
holds a lock of its own while it uses it, so that an owner that finishes first waits for it.
"""

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass

from crm.errors import DatabaseUnavailable
from crm.ids import new_id
from crm.storage.database import Database
from crm.storage.engine.configuration import USER, Home
from crm.storage.engine.integrity import StoreDamaged, accept
from crm.storage.engine.jars import Progress
from crm.storage.engine.supervision import supervised
from crm.storage.file_lock import take
from crm.storage.settings import Settings, read_password
from crm.storage.whole_file import write_whole

log = logging.getLogger(__name__)

JOIN_SECONDS = 90.0
GUESTS_SECONDS = 10.0
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Running:
    """Where the engine answers, and the process that owns it."""

    uri: str
    pid: int


def home_of(settings: Settings) -> Home:
    """The engine's folder in the data folder."""
    return Home(settings.data_dir / "engine")


def running(home: Home) -> Running | None:
    """What the running file says; None where there is none."""
    try:
        return Running(**json.loads(home.running_file.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


@contextmanager
def embedded(settings: Settings, progress: Progress | None = None, *, for_restore: bool = False) -> Iterator[Database]:
    """A connection to the engine of this data folder: the one that runs, or one started for the block.

    A store that lost something raises StoreDamaged or, `for_restore`, is put aside for an empty one.
    """
    home = home_of(settings)
    deadline = time.monotonic() + JOIN_SECONDS
    while time.monotonic() < deadline:
        held_lock = take(home.owner_lock)
        if held_lock is not None:
            try:
                with _owned(home, settings, progress, for_restore) as database:
                    yield database
                return
            finally:
                held_lock.release()
        with _guest(home) as found:
            if found is not None:
                yield found
                return
        time.sleep(POLL_SECONDS)
    raise DatabaseUnavailable(
        f"Another process holds {home.owner_lock}, and its database does not answer. If “crm serve” runs, look at its "
        f"messages and at {home.log}; if nothing of this program runs, restart the machine."
    )


@contextmanager
def _owned(home: Home, settings: Settings, progress: Progress | None, for_restore: bool) -> Iterator[Database]:
    home.running_file.unlink(missing_ok=True)
    with ExitStack() as stack:
        try:
            uri, database = stack.enter_context(supervised(home, settings, progress))
        except StoreDamaged as damaged:
            if not for_restore:
                raise
            _put_aside(home, damaged)
            uri, database = stack.enter_context(supervised(home, settings, progress))
        write_whole(home.running_file, json.dumps(asdict(Running(uri, os.getpid()))))
        try:
            yield database
        finally:
            home.running_file.unlink(missing_ok=True)
            _wait_for_guests(home)


@contextmanager
def _guest(home: Home) -> Iterator[Database | None]:
    """A connection to the running engine, or None where none answers yet."""
    lock = home.guests / new_id()
    held_lock = take(lock)
    try:
        database = _joined(home)
        try:
            yield database
        finally:
            if database is not None:
                database.close()
    finally:
        if held_lock is not None:
            held_lock.release()
        lock.unlink(missing_ok=True)


def _joined(home: Home) -> Database | None:
    found = running(home)
    if found is None:
        return None
    try:
        return Database.connect(found.uri, USER, read_password(home.password_file, "the engine"))
    except DatabaseUnavailable:
        return None


def _put_aside(home: Home, damaged: StoreDamaged) -> None:
    """Keep a store that lost something under another name, and make room for an empty one."""
    aside = home.folder / f"damaged-{new_id()}"
    log.warning("%s What is there now is kept in %s.", damaged, aside)
    if home.stores.exists():
        home.stores.rename(aside)
    accept(home)


def _wait_for_guests(home: Home) -> None:
    """Let others finish what they do, for a while; a lock that can be taken belongs to one that died."""
    deadline = time.monotonic() + GUESTS_SECONDS
    for lock in list(home.guests.glob("*")):
        while (held_lock := take(lock)) is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if held_lock is None:
            log.warning("The database stops although another command still uses it.")
            return
        held_lock.release()
        with suppress(OSError):
            lock.unlink(missing_ok=True)
