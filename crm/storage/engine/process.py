"""One run of the server: Java below its watchdog, the engine's log, and the wait until a query is answered."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from crm.errors import DatabaseUnavailable
from crm.storage.database import Database
from crm.storage.engine import watchdog
from crm.storage.engine.configuration import USER, Home, neo4j_conf, server_arguments, write_arguments
from crm.storage.engine.diagnosis import why
from crm.storage.engine.java import java
from crm.storage.whole_file import write_whole

READY_SECONDS = 120.0  # 5 s is usual, 20 s after a crash; a busy machine takes its time
STOP_SECONDS = watchdog.STOP_SECONDS + 5
LOG_BYTES = 1_000_000
OLD_LOGS = 3
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Child:
    """A started server. `pid` is Java's; what this run says stands in the log from byte `log_start`."""

    home: Home
    port: int
    process: "subprocess.Popen[bytes]"
    pid: int
    log_start: int

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(home: Home, jars: Iterable[Path], memory: int, port: int) -> Child:
    """Start Java below a watchdog, in a session of its own so that Ctrl-C reaches us and not the database."""
    home.configuration.mkdir(parents=True, exist_ok=True)
    write_whole(home.configuration / "neo4j.conf", neo4j_conf(port, memory))
    arguments = home.folder / "server.args"
    write_arguments(arguments, server_arguments(home, jars, memory))
    _rotate(home.log)
    log_start = home.log.stat().st_size if home.log.exists() else 0
    with home.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", watchdog.__file__, java(), f"@{arguments}"],
            env=home.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    assert process.stdout is not None  # noqa: S101  # a pipe was asked for
    with process.stdout as output:
        said = output.readline().strip()
    if not said.isdigit():
        raise DatabaseUnavailable(why(home.log, log_start, "The embedded Neo4j could not be started."))
    return Child(home, port, process, int(said), log_start)


def wait_until_ready(child: Child, password: str) -> Database:
    """A connection on which a real query was answered. Raises DatabaseUnavailable, with the log's last lines."""
    deadline, heard = time.monotonic() + READY_SECONDS, 0
    while time.monotonic() < deadline:
        if (said := child.home.log.stat().st_size) != heard:  # a slow start is waited for while it goes on
            deadline, heard = time.monotonic() + READY_SECONDS, said
        if child.process.poll() is not None:
            raise DatabaseUnavailable(why(child.home.log, child.log_start, "The embedded Neo4j ended while starting."))
        if _listens(child.port):
            try:
                return Database.connect(child.uri, USER, password)
            except DatabaseUnavailable as error:
                _raise_if_refused(child, error)
        time.sleep(POLL_SECONDS)
    what = f"The embedded Neo4j did not answer within {READY_SECONDS:.0f} seconds."
    raise DatabaseUnavailable(why(child.home.log, child.log_start, what))


def _raise_if_refused(child: Child, error: DatabaseUnavailable) -> None:
    from neo4j.exceptions import AuthError

    if isinstance(error.__cause__, AuthError):
        raise DatabaseUnavailable(
            f"The embedded Neo4j refuses the password in {child.home.password_file}. Put back the file that belongs to "
            f"this data folder, or restore a backup into an empty data folder."
        ) from error


def end(child: Child) -> None:
    """Stop the server cleanly and wait until Java is gone."""
    if child.process.stdin is not None:
        with suppress(OSError):
            child.process.stdin.close()
    try:
        child.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
    _wait_until_gone(child.pid)


def processor_seconds(pid: int) -> float:
    """The time that a process has had of the processor; 0 for one that is gone."""
    try:
        used = psutil.Process(pid).cpu_times()
        return float(used.user + used.system)
    except psutil.Error:
        return 0.0


def kill(child: Child) -> None:
    """End a server that hears nothing any more: Java first, so that its watchdog ends by itself."""
    with suppress(OSError, psutil.Error):
        psutil.Process(child.pid).kill()
    with suppress(subprocess.TimeoutExpired):
        child.process.wait(5)


def _wait_until_gone(pid: int) -> None:
    """Make sure that no Java is left holding the store, also where the watchdog was killed before it."""
    if os.name == "nt":  # there, asking after a process by `kill` would end it
        return
    deadline = time.monotonic() + STOP_SECONDS
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(POLL_SECONDS)
        os.kill(pid, signal.SIGKILL)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _rotate(log: Path) -> None:
    """Keep the log small: a full one becomes .1, that one .2, the last one goes."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(OLD_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
