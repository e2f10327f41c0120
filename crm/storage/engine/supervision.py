"""The running engine: started, watched, restarted when it crashes, its counts noted, and stopped cleanly."""

import logging
import shutil
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
from crm.storage.engine.checking import check_records, reports
from crm.storage.engine.configuration import Home
from crm.storage.engine.diagnosis import port_was_taken
from crm.storage.engine.jars import Progress, fetched
from crm.storage.engine.java import set_first_password
from crm.storage.engine.process import Child, end, free_port, kill, launch, processor_seconds, wait_until_ready
from crm.storage.settings import Settings, kept_secret

log = logging.getLogger(__name__)

PORT_TRIES = 3
NOTE_SECONDS = 10.0
ASK_EVERY = 3.0
UNANSWERED_SECONDS = 15.0  # then a server that does nothing is taken for hung
UNANSWERED_AT_WORK = 60.0  # and then one that is at work
AT_WORK = 1.0  # seconds of the processor since it last answered
LEAST_FREE = 100 * 1024 * 1024  # bytes on the disk, without which a start would only fail again
ALIVE = "RETURN 1 AS alive"
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
    integrity.check_not_gone(home, settings.backups_dir)
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
    if not integrity.was_left_cleanly(home):
        prove_sound(program)
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


def prove_sound(program: Program) -> None:
    """After an unclean stop, have every record checked before anybody is served. Raises StoreDamaged."""
    log.warning("The database was not stopped cleanly; every record is checked before the site opens.")
    verdict = check_records(program.home, program.jars)
    if not verdict.can_tell:
        _bring_together(program)
        verdict = check_records(program.home, program.jars)
    if not verdict.is_sound:
        found = f"After an unclean stop Neo4j’s check of the graph found damage: {verdict.said}"
        raise integrity.StoreDamaged(f"{found} Its reports are in {reports(program.home)}. {integrity.ADVICE}")


def _bring_together(program: Program) -> None:
    """Start and stop the server once, so that what its log holds comes into the store."""
    child, database = program.run_anywhere()
    try:
        integrity.check_counts(program.home, database)
    finally:
        database.close()
        end(child)


class Pulse:
    """Asks the server a small question now and then, in a thread of its own: one that hangs lets nobody go on."""

    def __init__(self, database: Database, pid: int) -> None:
        self.database = database
        self._stopping = Event()
        self.begin_anew(pid)

    def start(self) -> None:
        Thread(target=self._ask, name="engine-pulse", daemon=True).start()

    def begin_anew(self, pid: int) -> None:
        """Count from now: the server has just been started as this process."""
        self.pid, self.last_answer, self.worked = pid, time.monotonic(), processor_seconds(pid)

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()

    def is_lost(self) -> bool:
        """Whether the server has not answered for so long that it is not going to."""
        silent = time.monotonic() - self.last_answer
        at_work = silent > UNANSWERED_SECONDS and processor_seconds(self.pid) - self.worked > AT_WORK
        return silent > (UNANSWERED_AT_WORK if at_work else UNANSWERED_SECONDS)

    def _ask(self) -> None:
        while not self._stopping.wait(ASK_EVERY):
            with suppress(CrmError):
                self.database.read(lambda tx: tx.run(ALIVE).consume())
                self.begin_anew(self.pid)


class Watch:
    """The thread that notes counts, and starts the server again, on its port, when it ends unasked, hangs, or says that
    it can store nothing more."""

    def __init__(self, program: Program, child: Child, database: Database) -> None:
        self.program = program
        self.child = child
        self.database = database
        self.pulse = Pulse(database, child.pid)
        self._counted: dict[str, int] | None = None
        self._said = ""
        self._crashed = False
        self._stopping = Event()
        self._thread = Thread(target=self._watch, name="engine-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        integrity.note_counts(self.program.home, self.database)
        self.pulse.start()
        self._thread.start()

    def stop_noting(self) -> None:
        """Count a last time, before a clean stop."""
        self._stopping.set()
        self.pulse.stop()
        with suppress(CrmError):
            self._counted = integrity.note_counts(self.program.home, self.database)

    def stop(self) -> None:
        """End the server. Its files are noted where it was counted and ended cleanly; after a crash on the way they
        are not, so that the next start checks every record."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        end(self.child)
        if self._counted is not None and self.child.process.returncode == 0 and not self._crashed:
            integrity.note_files(self.program.home, self._counted)

    def _watch(self) -> None:
        delay, since, noted = FIRST_DELAY, time.monotonic(), time.monotonic()
        while not self._stopping.wait(0.2):
            self._end_if_useless()
            if self.child.process.poll() is not None:
                delay = FIRST_DELAY if time.monotonic() - since > STEADY_SECONDS else delay
                self._start_again(delay)
                delay, since = min(delay * 2, LONGEST_DELAY), time.monotonic()
            elif time.monotonic() - noted > NOTE_SECONDS:
                noted = time.monotonic()
                self._note()

    def _end_if_useless(self) -> None:
        """End a server that lives and does not work; the watch then starts it again."""
        if self.pulse.is_lost():
            log.warning("The embedded Neo4j does not answer any more; it is ended.")
        elif not self.database.health.ailing.is_set():
            return
        elif (free := shutil.disk_usage(self.program.home.folder).free) < LEAST_FREE:
            self._say_once(
                f"The disk of {self.program.home.folder} is full: {free // 2**20} MB are free. Free some space."
            )
            return
        else:
            log.warning("The embedded Neo4j can store nothing more; it is ended.")
        self._said = ""
        kill(self.child)
        self.database.health.ailing.clear()

    def _say_once(self, words: str) -> None:
        if words != self._said:
            log.error(words)
        self._said = words

    def _start_again(self, delay: float) -> None:
        log.warning("The embedded Neo4j ended with status %s; starting it again.", self.child.process.returncode)
        self._crashed = True
        end(self.child)
        if self._stopping.wait(delay):
            return
        try:
            self.child, probe = self.program.run(self.child.port)
            try:
                integrity.check_counts(self.program.home, probe)
            except integrity.StoreDamaged:
                kill(self.child)  # nothing is served from it, and the next try says the same
                raise
            finally:
                probe.close()
            self.pulse.begin_anew(self.child.pid)
            self.database.health.cold.set()
            self.database.health.started_again.set()
            log.warning("The embedded Neo4j answers again.")
        except (CrmError, OSError, subprocess.SubprocessError):
            log.exception("The embedded Neo4j did not start again.")

    def _note(self) -> None:
        try:
            integrity.note_counts(self.program.home, self.database)
        except CrmError as error:
            log.warning("The records could not be counted: %s", error)
