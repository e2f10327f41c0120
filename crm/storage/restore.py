"""Restoring a backup: into an empty graph, or in place of what is there after a safety backup of it.

The graph is marked before the first record goes in and unmarked after all were read back and compared, so a restore
that was cut off is noticed at the next start and can simply be run again. Nobody else writes meanwhile.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.errors import Conflict, DatabaseUnavailable, InvalidData
from crm.storage.backup import SECONDS, SUFFIX, Progress, back_up, stamp, tally
from crm.storage.counters import COUNTERS, advance, values
from crm.storage.database import Database
from crm.storage.emptying import empty, is_empty
from crm.storage.portable import Contents, Node, Reader, Record
from graph_schema.labels import LABELS
from graph_schema.migrations import all_migrations
from graph_schema.relationships import RELATIONSHIP_KINDS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BATCH = 2_000
TYPES = frozenset(kind.type for kind in RELATIONSHIP_KINDS)

# One statement per declared label and relationship: a file cannot bring its own.
TEXTS: dict[tuple[str, ...], str] = {
    (label,): f"UNWIND $rows AS row CREATE (n:{label}) SET n = row" for label in LABELS
} | {
    (kind.type, start, end): f"UNWIND $rows AS row MATCH (a:{start} {{id: row.from}}) MATCH (b:{end} {{id: row.to}}) "
    f"CREATE (a)-[r:{kind.type}]->(b) SET r = row.properties"
    for kind in RELATIONSHIP_KINDS
    for start in kind.starts
    for end in kind.ends
}
MARK = "MERGE (mark:Guard {id: 'restore'}) SET mark.file = $file, mark.at = $at"
MARKED = "MATCH (mark:Guard {id: 'restore'}) RETURN mark.file AS file, mark.at AS at"
UNMARK = "MATCH (mark:Guard {id: 'restore'}) DETACH DELETE mark"


def restore(
    database: Database, file: Path, *, safety_folder: Path, replace: bool = False, progress: Progress | None = None
) -> Contents:
    """Put the graph of a backup into the database and return what it holds.

    Without `replace` the database must be empty (Conflict). With it, what is there is first backed up into
    `safety_folder`, then removed. Raises InvalidData for a damaged or foreign file, before anything is changed.
    """
    contents = usable(file)
    if unfinished(database) is None and not database.read(is_empty):
        if not replace:
            raise Conflict(
                "The database holds records. Restore into an empty one, or add --replace: "
                "what is there is then backed up first and replaced."
            )
        back_up(database, safety_folder / f"before-restore-{stamp()}{SUFFIX}")
    with database.writes_held(SECONDS):
        _replace(database.past_gate().within(SECONDS), file, contents, progress)
    return contents


def usable(file: Path) -> Contents:
    """What a backup holds, once all of it was read. Raises InvalidData for a damaged or foreign file."""
    contents = Reader.checked(file)
    newest = all_migrations()[-1].number
    if contents.header.schema > newest or not contents.counts.keys() <= {*LABELS, *TYPES}:
        raise InvalidData({"": [f"{file} was written by a newer version of this program; use that one."]})
    return contents


def unfinished(database: Database) -> str | None:
    """What a restore that was cut off says of itself, or None."""
    row = database.read(lambda tx: tx.run(MARKED).single())
    return (
        None
        if row is None
        else f"The restore of {row['file']}, begun {office_time.machine_day(row['at'])}, was cut off."
    )


def refuse_unfinished(database: Database) -> None:
    """Raises DatabaseUnavailable while the graph is half of a backup."""
    said = unfinished(database)
    if said is not None:
        raise DatabaseUnavailable(f"{said} Run it again: crm restore FILE.")


def _replace(database: Database, file: Path, contents: Contents, progress: Progress | None) -> None:
    past = {name: value for name, value in database.read(values, *COUNTERS).items() if value}
    database.write(_run, MARK, {"file": file.name, "at": office_time.instant()})
    empty(database)
    done = 0
    for batch in batches(Reader(file)):
        database.write(_load, batch)
        done += len(batch.rows)
        if progress:
            progress(done, contents.records)
    found = database.read(tally)
    if (dict(found.counts), found.digest) != (contents.counts, contents.digest):
        raise InvalidData({"": [f"What was restored is not what {file} holds. Run the restore again."]})
    for step in all_migrations():
        if step.changes_data and step.number > contents.header.schema:
            for statement in step.statements:
                database.write(_run, statement, {})
    database.write(advance, past)
    database.write(_run, UNMARK, {})


@dataclass(frozen=True)
class Batch:
    """Records that one constant text writes: `kind` is (label) or (type, start label, end label)."""

    kind: tuple[str, ...]
    rows: list[dict[str, Any]]


def batches(records: Iterable[Record]) -> Iterator[Batch]:
    """The records in bites of one kind each, every node before any relationship, in constant memory."""
    waiting: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    nodes = True
    for record in records:
        if nodes and not isinstance(record, Node):
            nodes = False
            yield from _drained(waiting)
        kind, row = _row(record)
        rows = waiting.setdefault(kind, [])
        rows.append(row)
        if len(rows) == BATCH:
            yield Batch(kind, waiting.pop(kind))
    yield from _drained(waiting)


def _drained(waiting: dict[tuple[str, ...], list[dict[str, Any]]]) -> Iterator[Batch]:
    while waiting:
        yield Batch(*waiting.popitem())


def _row(record: Record) -> tuple[tuple[str, ...], dict[str, Any]]:
    if isinstance(record, Node):
        return (record.label,), record.properties
    (start, from_id), (end, to_id) = record.start, record.end
    return (record.type, start, end), {"from": from_id, "to": to_id, "properties": record.properties}


def _text(kind: tuple[str, ...]) -> str:
    """The statement for one kind of batch. Raises InvalidData for a kind that is not declared."""
    if kind not in TEXTS:
        raise InvalidData({"": [f"The backup holds {' '.join(kind)}, which this program does not know."]})
    return TEXTS[kind]


def _load(tx: "ManagedTransaction", batch: Batch) -> None:
    tx.run(_text(batch.kind), rows=batch.rows).consume()


def _run(tx: "ManagedTransaction", statement: str, parameters: dict[str, Any]) -> None:
    tx.run(statement, parameters).consume()
