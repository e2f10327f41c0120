"""Backups: the whole graph in one portable file, the same from its first record to its last while people work.

A backup counts only after it was read back from disk and compared with what was read from the graph. What comes and
goes by itself is left out: sessions, one-time links, throttled sign-ins, guards, and the migrations' own notes.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.errors import Conflict, InvalidData
from crm.storage.counts import PASSING, counts
from crm.storage.database import Database
from crm.storage.portable import TELL_EVERY, Contents, Header, Node, Reader, Record, Relationship, Tally, Writer
from graph_schema.labels import LABELS
from graph_schema.migrations import all_migrations
from graph_schema.relationships import RELATIONSHIP_KINDS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

# What is told while a backup is made or restored: records done, records in all (0 while unknown).
Progress = Callable[[int, int], None]

SUFFIX = ".backup"
SECONDS = 1_800.0
LEFT_OUT = PASSING | {"Migration"}

# The kinds that a backup holds every record of: as many are read of them as the database counts.
PARTLY_KEPT = {kind.type for kind in RELATIONSHIP_KINDS if LEFT_OUT & {*kind.starts, *kind.ends}}
WHOLLY_KEPT = {*LABELS, *(kind.type for kind in RELATIONSHIP_KINDS)} - LEFT_OUT - PARTLY_KEPT

NODES = """
MATCH (n) WHERE NOT labels(n)[0] IN $left_out
RETURN labels(n)[0] AS label, properties(n) AS properties
"""
RELATIONSHIPS = """
MATCH (a)-[r]->(b) WHERE NOT labels(a)[0] IN $left_out AND NOT labels(b)[0] IN $left_out
RETURN type(r) AS type, labels(a)[0] AS from_label, a.id AS from_id, labels(b)[0] AS to_label, b.id AS to_id,
       properties(r) AS properties
"""


def stamp() -> str:
    """The present in UTC as file names say it, in the order of time: 2026-11-23-150405."""
    return datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")


def back_up(database: Database, file: Path, *, progress: Progress | None = None) -> Contents:
    """Write the graph to `file`, read it back, compare, and only then give it its name. Returns what it holds.

    Writes of others wait while the graph is read. `progress` hears of both halves; what it raises stops the work and
    leaves no file. Raises Conflict where the file is there already, InvalidData for a
    file that cannot be written, DatabaseUnavailable.
    """
    if file.exists():
        raise Conflict(f"{file} is there already. Choose another name, or remove it first.")
    draft = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written = _write(database, draft, progress)
        if Reader.checked(draft, _second_half(progress, written.records)) != written:
            raise InvalidData({"": [f"The backup was not stored as it was written; the disk of {file} is not sound."]})
        draft.replace(file)
        _sync_folder(file.parent)
    except OSError as error:
        raise InvalidData({"": [f"The backup {file} cannot be written: {error.strerror}."]}) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return written


def refuse_unread(counted: Mapping[str, int], read: Mapping[str, int]) -> None:
    """A graph whose records cannot all be read, or that shows more than it counts, is damaged: no backup is made of it.

    Raises InvalidData naming each kind.
    """
    wrong = [kind for kind in sorted(WHOLLY_KEPT) if counted.get(kind, 0) != read.get(kind, 0)]
    if wrong:
        named = ", ".join(f"{kind} counts {counted.get(kind, 0):,} and shows {read.get(kind, 0):,}" for kind in wrong)
        advice = "Stop the site and run “crm doctor --deep”. The backups made before are kept."
        raise InvalidData({"": [f"The graph is damaged, so no backup was made of it: {named}. {advice}"]})


def _second_half(progress: Progress | None, records: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda read: progress(records + read, 2 * records)


def _write(database: Database, draft: Path, progress: Progress | None) -> Contents:
    header = Header(all_migrations()[-1].number, office_time.instant())
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        writer = Writer(stream, header)
        with database.writes_held(SECONDS) as tx:
            counted = counts(tx)
            total = sum(counted.values())
            for record in records(tx):
                writer.add(record)
                if progress and writer.tally.records % TELL_EVERY == 0:
                    progress(writer.tally.records, 2 * max(total, writer.tally.records))
        refuse_unread(counted, writer.tally.counts)
        written = writer.end()
        stream.flush()
        os.fsync(stream.fileno())
    return written


def records(tx: "Transaction | ManagedTransaction") -> Iterator[Record]:
    """Every record that a backup holds, nodes first, streamed. Raises InvalidData for one that has no id."""
    left_out = sorted(LEFT_OUT)
    for row in tx.run(NODES, left_out=left_out):
        yield Node(_named(row["label"], row["properties"].get("id")), _stored(row["properties"]))
    for row in tx.run(RELATIONSHIPS, left_out=left_out):
        start = _named(row["from_label"], row["from_id"]), row["from_id"]
        end = _named(row["to_label"], row["to_id"]), row["to_id"]
        yield Relationship(row["type"], start, end, _stored(row["properties"]))


def tally(tx: "Transaction | ManagedTransaction") -> Tally:
    """What the graph amounts to now, to be compared with a file."""
    found = Tally()
    for record in records(tx):
        found.add(record.kind, record.line())
    return found


def _stored(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties without the mark of the last lock."""
    return {name: value for name, value in properties.items() if name != "_lock"}


def _named(label: str | None, record_id: object) -> str:
    if label is None or not isinstance(record_id, str):
        raise InvalidData({"": [f"The graph holds a {label or 'node'} without an id, which no backup can name."]})
    return label


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
