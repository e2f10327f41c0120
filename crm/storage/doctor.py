"""What is wrong with an installation, in plain lines: each check says what it found and, if need be, what to do."""

import os
import shutil
import socket
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm.errors import Conflict, CrmError
from crm.storage.daily_backup import set_last_aside
from crm.storage.database import START_SECONDS, Database
from crm.storage.engine import integrity
from crm.storage.engine.checking import check_records, reports
from crm.storage.engine.configuration import Home
from crm.storage.engine.jars import fetched, missing, pinned, server_version
from crm.storage.engine.ownership import home_of
from crm.storage.file_lock import take
from crm.storage.opening import chosen
from crm.storage.restore import unfinished
from crm.storage.serving import is_served
from crm.storage.settings import Settings
from graph_schema.constraints import declared
from graph_schema.migrations import pending

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

OK = "ok"
PROBLEM = "problem"

MADE_FOR = "5.26"
LEAST_FREE_MB = 1_000
OLDEST_BACKUP_DAYS = 2

SCHEMA_NAMES = """
SHOW INDEXES YIELD name, type, state, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL
RETURN name, state
"""
CONSTRAINT_NAMES = "SHOW CONSTRAINTS YIELD name RETURN name, 'ONLINE' AS state"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, its state (`ok` or `problem`), what was found, and what to do about a problem."""

    about: str
    state: str
    found: str
    advice: str = ""

    @property
    def line(self) -> str:
        """The finding as a person reads it."""
        return f"{self.state}: {self.about}: {self.found}" + (f" {self.advice}" if self.advice else "")


def examine(settings: Settings, *, deep: bool = False) -> list[Finding]:
    """Every finding, problems included; raises nothing that a check can say. `deep` checks the whole stopped store."""
    embedded = settings.database_uri is None
    checks: list[Callable[[Settings], Iterator[Finding]]] = [_folder, _space, _site_port, _password_file]
    if embedded:
        checks += [_program_files, _store]
    findings = [finding for check in checks for finding in check(settings)]
    if deep and embedded:
        findings += _deep(settings)
    elif deep:
        findings.append(Finding("whole store", PROBLEM, "it is on a server.", "Check it there with neo4j-admin."))
    if all(finding.state == OK for finding in findings if finding.about in ("program files", "store", "folder")):
        findings += _database(settings)
    return [*findings, *_backups(settings)]


def accept(settings: Settings) -> None:
    """Take the embedded graph as it is now, although it lost something; what was known of it before is forgotten.

    The last daily backup may be the last good one: it is renamed, so that later ones do not push it out.
    Raises Conflict while the graph is in use.
    """
    home = home_of(settings)
    lock = take(home.owner_lock)
    if lock is None:
        raise Conflict("The graph is in use, so it is not a graph that was refused. Nothing was changed.")
    try:
        set_last_aside(settings.backups_dir)
        integrity.accept(home)
    finally:
        lock.release()


def _folder(settings: Settings) -> Iterator[Finding]:
    probe = settings.data_dir / f".probe-{os.getpid()}"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Finding(
            "folder",
            PROBLEM,
            f"{settings.data_dir}: {error.strerror}.",
            "Let this user write there, or set CRM_DATA_DIR.",
        )
    else:
        yield Finding("folder", OK, f"{settings.data_dir} can be written.")


def _space(settings: Settings) -> Iterator[Finding]:
    there = next(folder for folder in (settings.data_dir, *settings.data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    if free < LEAST_FREE_MB:
        yield Finding("free space", PROBLEM, f"{free:,} MB are left.", f"Free {LEAST_FREE_MB:,} MB or more.")
    else:
        yield Finding("free space", OK, f"{free:,} MB are left.")


def _site_port(settings: Settings) -> Iterator[Finding]:
    where = f"{settings.host}, port {settings.port}"
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as error:
        if is_served(settings):
            yield Finding("port", OK, f"{where} is in use, and the site runs.")
        else:
            yield Finding("port", PROBLEM, f"{where}: {os.strerror(error.errno or 0)}.", "Set CRM_PORT to another one.")
    else:
        yield Finding("port", OK, f"{where} is free.")


def _password_file(settings: Settings) -> Iterator[Finding]:
    file = settings.database_password_file if settings.database_uri else home_of(settings).password_file
    if file is None or not file.exists():
        found = "there is none yet." if settings.database_uri is None else "CRM_DATABASE_PASSWORD_FILE names none."
        yield Finding("password", OK if settings.database_uri is None else PROBLEM, found)
    elif os.name != "nt" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("password", PROBLEM, f"{file} can be read by others.", f"Run: chmod 600 {file}")
    else:
        yield Finding("password", OK, f"{file} is this user's alone.")


def _program_files(settings: Settings) -> Iterator[Finding]:
    jars = pinned()
    folder = settings.jars_dir / server_version(jars)
    absent = missing(folder, jars)
    if not absent:
        yield Finding("program files", OK, f"Neo4j {server_version(jars)}, {len(jars)} files, all intact.")
    elif folder.exists():
        named = ", ".join(jar.filename for jar in absent[:3])
        found = f"{len(absent)} of {len(jars)} are missing or damaged in {folder}, such as {named}."
        yield Finding("program files", PROBLEM, found, "The next start fetches them again; it needs the internet.")
    else:
        yield Finding("program files", PROBLEM, f"{folder} is not there yet.", "The first start fetches them.")


def _store(settings: Settings) -> Iterator[Finding]:
    """The files of a stopped store are those of the last clean stop."""
    home = home_of(settings)
    lock = take(home.owner_lock)
    if lock is None:
        yield Finding("store", OK, "it is in use.")
        return
    try:
        integrity.check_files(home)
    except integrity.StoreDamaged as damaged:
        yield Finding("store", PROBLEM, str(damaged))
    else:
        yield Finding("store", OK, f"{home.stores} is as it was left.")
    finally:
        lock.release()


def _deep(settings: Settings) -> Iterator[Finding]:
    """Neo4j's own check of every record, while the engine is stopped."""
    home = home_of(settings)
    lock = take(home.owner_lock)
    if lock is None:
        yield Finding("whole store", PROBLEM, "it is in use and cannot be checked.", "Stop the site, then try again.")
        return
    try:
        yield _checked(home, settings)
    except CrmError as error:
        yield Finding("whole store", PROBLEM, str(error))
    finally:
        lock.release()


def _checked(home: Home, settings: Settings) -> Finding:
    if not home.graph.exists():
        return Finding("whole store", OK, "there is none yet.")
    verdict = check_records(home, fetched(settings.jars_dir))
    if verdict.is_sound:
        return Finding("whole store", OK, "Neo4j's check of every record found nothing.")
    if not verdict.can_tell:
        return Finding("whole store", OK, "it was not stopped cleanly; the next start checks every record.")
    advice = f"Reports are in {reports(home)}. Restore the last backup with “crm restore FILE --replace”."
    return Finding("whole store", PROBLEM, f"Neo4j's check says: {verdict.said}", advice)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        with chosen(settings) as opened:
            database = opened.within(START_SECONDS)
            yield _version(database)
            yield _schema(database)
            half = unfinished(database)
            if half:
                yield Finding("restore", PROBLEM, half, "Run it again: crm restore FILE.")
    except CrmError as error:
        yield Finding("database", PROBLEM, str(error))


def _version(database: Database) -> Finding:
    server = database.server()
    found = f"{server.name} {server.version} {server.edition} answers at {database.address}."
    if server.version.startswith(f"{MADE_FOR}."):
        return Finding("database", OK, found)
    return Finding("database", PROBLEM, found, f"This program is made for Neo4j {MADE_FOR}.")


def _schema(database: Database) -> Finding:
    waiting = pending(database)
    if waiting:
        return Finding("constraints", OK, f"{len(waiting)} steps will run at the next start.")
    states = database.read(_states)
    names = {one.name for one in declared()}
    wrong = [f"{name} is missing" for name in sorted(names - states.keys())]
    wrong += [f"{name} is not ours" for name in sorted(states.keys() - names)]
    wrong += [f"{name} is {state.lower()}" for name, state in sorted(states.items()) if state != "ONLINE"]
    if not wrong:
        return Finding("constraints", OK, f"all {len(names)} constraints and indexes are there.")
    advice = "Back up, then restore into an empty data folder: that makes them anew."
    return Finding("constraints", PROBLEM, f"{'; '.join(wrong[:5])}.", advice)


def _states(tx: "ManagedTransaction") -> dict[str, str]:
    """The state of every constraint and index by name; an index that a constraint owns is the constraint's."""
    return {row["name"]: row["state"] for text in (SCHEMA_NAMES, CONSTRAINT_NAMES) for row in tx.run(text)}


def _backups(settings: Settings) -> Iterator[Finding]:
    files = list(settings.backups_dir.glob("*.backup"))
    if not files:
        yield Finding("backups", OK, f"there are none yet in {settings.backups_dir}; the site makes one a day.")
        return
    newest: Path = max(files, key=lambda file: file.stat().st_mtime)
    days = int((time.time() - newest.stat().st_mtime) / 86_400)
    if days >= OLDEST_BACKUP_DAYS:
        advice = "Make one now with “crm backup FILE”, and keep the site running for one a day."
        yield Finding("backups", PROBLEM, f"the newest, {newest.name}, is {days} days old.", advice)
    else:
        yield Finding("backups", OK, f"the newest is {newest.name}.")
