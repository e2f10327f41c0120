"""Ordered, append-only steps that bring any graph to the declared schema; they run at start.

Each step is a `.cypher` file beside this module, named NNNN_what_it_does, with statements ended by `;`. A step
that has landed is never edited: the next change is the next number. Steps are frozen text on purpose, so that
the drift test (migrated graph against `graph_schema.constraints`) compares two independent things. A file holds
schema statements, or, when its name ends in `_data`, data statements: Neo4j refuses both in one transaction.
Every statement is written so that it may run twice, since a step may be cut off before it is recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

RECORDED = "MATCH (m:Migration) RETURN m.number AS number ORDER BY number"
RECORD = "MERGE (m:Migration {number: $number}) ON CREATE SET m.id = $id, m.name = $name, m.at = toString(datetime())"


class MigratableDatabase(Protocol):
    """What migrations need of a database (`crm.storage.database.Database` is one)."""

    def schema(self, statements: list[str]) -> None: ...
    def read(self, unit: Callable[..., T], /, *args: object) -> T: ...
    def write(self, unit: Callable[..., T], /, *args: object) -> T: ...


@dataclass(frozen=True)
class Migration:
    """One step: its number, the name after the number, and its statements in order."""

    number: int
    name: str
    statements: tuple[str, ...]

    @property
    def changes_data(self) -> bool:
        return self.name.endswith("_data")


def _from_file(filename: str, text: str) -> Migration:
    number, name = filename.removesuffix(".cypher").split("_", 1)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    statements = (statement.strip() for statement in "\n".join(lines).split(";"))
    return Migration(int(number), name, tuple(statement for statement in statements if statement))


def all_migrations() -> tuple[Migration, ...]:
    """Every step, in order of number."""
    found = [_from_file(f.name, f.read_text("utf-8")) for f in files(__name__).iterdir() if f.name.endswith(".cypher")]
    return tuple(sorted(found, key=lambda step: step.number))


def _recorded(tx: "ManagedTransaction") -> set[int]:
    return {record["number"] for record in tx.run(RECORDED)}


def _record(tx: "ManagedTransaction", step: Migration) -> None:
    tx.run(RECORD, number=step.number, id=f"migration-{step.number}", name=step.name).consume()


def _run_data(tx: "ManagedTransaction", step: Migration) -> None:
    for statement in step.statements:
        tx.run(statement).consume()
    _record(tx, step)


def pending(database: MigratableDatabase) -> tuple[Migration, ...]:
    """The steps this graph has not recorded yet."""
    done = database.read(_recorded)
    return tuple(step for step in all_migrations() if step.number not in done)


def migrate(database: MigratableDatabase) -> tuple[Migration, ...]:
    """Run every pending step in order and return them; an up-to-date graph returns an empty tuple."""
    steps = pending(database)
    for step in steps:
        try:
            _take(database, step)
        except Exception:
            # Another process opens the same graph at this moment; its step is as good as ours.
            if step in pending(database):
                raise
    return steps


def _take(database: MigratableDatabase, step: Migration) -> None:
    if step.changes_data:
        database.write(_run_data, step)
    else:
        database.schema(list(step.statements))
        database.write(_record, step)
