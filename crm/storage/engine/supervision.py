"""The running engine: started, watched, restarted when it crashes, its counts noted, and stopped cleanly."""

import logging
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from crm.errors import CrmError, DatabaseUnavailable
from crm.storage.database import Database
from crm.storage.engine import integrity
from crm.storage.engine.configuration import Home
from crm.storage.engine.diagnosis import port_was_taken
from crm.storage.engine.jars import Progress, fetched
from crm.storage.engine.java import set_first_password
from crm.storage.engine.process import Child, end, free_port, launch, wait_until_ready
from crm.storage.settings import Settings, kept_secret

log = logging.getLogger(__name__)

PORT_TRIES = 3
NOTE_SECONDS = 60.0
FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0
STEADY_SECONDS = 300.0


@dataclass(frozen=True)
class Program:
    """What every run of this folder's server has in common."""

    home: Home
    jars: Sequence[Path]
    password: str
    memory: int

    def run(self, port: int) -> tuple[Child, Database]:
        """Start the server on this port and wait until it answers. Raises DatabaseUnavailable, with no Java left."""
        child = launch(self.home, self.jars, self.memory, port)
        try:
            return child, wait_until_ready(child, self.password)
        except BaseException:
            end(child)
            raise

    def run_anywhere(self) -> tuple[Child, Database]:
        """The same on a free port, and on another one should somebody take it first."""
        for _ in range(PORT_TRIES - 1):
            start = self.home.log.stat().st_size if self.home.log.exists() else 0
            try:
                return self.run(free_port())
            except DatabaseUnavailable:
                if not port_was_taken(self.home.log, start):
                    raise
        return self.run(free_port())


def prepared(home: Home, settings: Settings, progress: Progress | None) -> Program:
    """All that must be there before Java starts: whole program files, a password, and stores as they were left."""
    home.folder.mkdir(parents=True, exist_ok=True)
    home.folder.chmod(0o700)  # the whole graph is in here
    integrity.check_files(home)
    jars = fetched(settings.jars_dir, progress)
    password = kept_secret(home.password_file)
    if not (home.stores / "databases" / "system").exists():
        set_first_password(home, jars, password)
    return Program(home, jars, password, settings.engine_memory)


@contextmanager
def supervised(home: Home, settings: Settings, progress: Progress | None = None) -> Iterator[tuple[str, Database]]:
    """The address of the running engine and a connection to it, for the block; the caller owns the folder.

    Raises StoreDamaged where the store lost something, DatabaseUnavailable where the server does not start.
    """
    program = prepared(home, settings, progress)
    child, database = program.run_anywhere()
    watch = Watch(program, child, database)
    try:
        integrity.check_counts(home, database)
        watch.start()
        try:
            yield child.uri, database
        finally:  # also where the block refused something: the store is as sound as before
            watch.stop_noting()
    finally:
        database.close()
        watch.stop()


class Watch:
    """The thread that notes counts, and starts the server again, on its port, when it ends unasked."""

    def __init__(self, program: Program, child: Child, database: Database) -> None:
        self.program = program
        self.child = child
        self.database = database
        self._counted: dict[str, int] | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._watch, name="engine-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        integrity.note_counts(self.program.home, self.database)
        self._thread.start()

    def stop_noting(self) -> None:
        """Count a last time, before a clean stop."""
        self._stopping.set()
        with suppress(CrmError):
            self._counted = integrity.note_counts(self.program.home, self.database)

    def stop(self) -> None:
        """End the server. Its files are noted where it was counted and ended cleanly."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        end(self.child)
        if self._counted is not None and self.child.process.returncode == 0:
            integrity.note_files(self.program.home, self._counted)

    def _watch(self) -> None:
        delay, since, noted = FIRST_DELAY, time.monotonic(), time.monotonic()
        while not self._stopping.wait(0.2):
            if self.child.process.poll() is not None:
                delay = FIRST_DELAY if time.monotonic() - since > STEADY_SECONDS else delay
                self._start_again(delay)
                delay, since = min(delay * 2, LONGEST_DELAY), time.monotonic()
            elif time.monotonic() - noted > NOTE_SECONDS:
                noted = time.monotonic()
                self._note()

    def _start_again(self, delay: float) -> None:
        log.warning("The embedded Neo4j ended with status %s; starting it again.", self.child.process.returncode)
        end(self.child)
        if self._stopping.wait(delay):
            return
        try:
            self.child, probe = self.program.run(self.child.port)
            probe.close()
            log.warning("The embedded Neo4j answers again.")
        except (CrmError, OSError, subprocess.SubprocessError):
            log.exception("The embedded Neo4j did not start again.")

    def _note(self) -> None:
        try:
            integrity.note_counts(self.program.home, self.database)
        except CrmError as error:
            log.warning("The records could not be counted: %s", error)
