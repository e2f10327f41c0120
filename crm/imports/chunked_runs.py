"""Imports of any size. What fits is written in one transaction; more than that would not fit in the database's memory.

Large imports are written in steps, under a batch marked "under way", and become "done" with the last one. When a step
fails, or the data changes meanwhile, all steps are taken back. When the process itself dies, the batch stays
marked, and `take_back` finishes the job. Undoing works the same way.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from crm.errors import Conflict
from crm.imports import batches, undoing
from crm.imports.batches import MEANWHILE, UNDER_WAY, Batch, ImportReport, Progress, Told
from crm.imports.existing_records import chunks
from crm.imports.import_plan import Plan
from crm.imports.imported_ties import EVIDENCE, pairs_of, refresh_ties
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.storage.counters import STRUCTURE, bump, values

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

AT_ONCE = 20_000  # records and relationships in one transaction, for 512 MB of database memory
STEP = 5_000


@permitted("add", "import")
def run(
    database: "Database", ready: Plan, *, by: Actor, file: str = "", progress: Progress | None = None,
    at_once: int = AT_ONCE,
) -> ImportReport:  # fmt: skip
    """Write a plan, whole or not at all. Raises Conflict when the graph has moved on since it was made."""
    size = len(ready.nodes) + len(ready.links)
    if size <= at_once:
        return database.write(batches.apply, ready, by=by, file=file, progress=progress)
    database.write(_begin, ready, by=by, file=file)
    told = Told(size, progress)
    try:
        for part in _parts(ready, min(STEP, at_once)):
            database.write(batches.write, part, by=by, told=Told(len(part.nodes) + len(part.links), None))
            told.add(len(part.nodes) + len(part.links))
        for label in ("Organization", "Post", "Person"):
            for ids in chunks(ready.touched(label), STEP):
                database.write(_refresh, label, ids, by.today)
        for ids in chunks((one for label in EVIDENCE for one in ready.touched(label)), STEP):
            database.write(refresh_ties, database.read(pairs_of, ids), by.zone)
        database.write(_finish, ready)
    except BaseException:
        take_back(database, ready.batch_id, by=by, at_once=at_once)
        raise
    return ImportReport(ready.batch_id, ready.counts.by_kind)


@permitted("delete", "import")
def undo(
    database: "Database", batch_id: str, *, by: Actor, progress: Progress | None = None, at_once: int = AT_ONCE
) -> Batch:
    """Take an import back, whole. Raises NotFound, and Conflict naming what stands in the way."""
    ledger = database.read(undoing.ledger_of, batch_id)
    if ledger.size <= at_once:
        return database.write(undoing.undo, batch_id, by=by)
    undoing.refuse(database.read(undoing.obstacles, batch_id, ledger, actor=by))
    return _take_back(database, batch_id, ledger, by, Told(ledger.size, progress), min(STEP, at_once))


@permitted("delete", "import")
def take_back(database: "Database", batch_id: str, *, by: Actor, at_once: int = AT_ONCE) -> Batch:
    """Undo, in steps, what is there of an import, without asking what was built on it: for one that was cut off."""
    ledger = database.read(undoing.ledger_of, batch_id)
    return _take_back(database, batch_id, ledger, by, Told(ledger.size, None), min(STEP, at_once))


def _take_back(database: "Database", batch_id: str, ledger: undoing.Ledger, by: Actor, told: Told, size: int) -> Batch:
    database.write(undoing.mark, batch_id, UNDER_WAY, by=by)
    pairs = database.read(pairs_of, ledger.evidence)
    for part in ledger.parts(size):
        database.write(undoing.write_back, part, by=by)
        told.add(part.size)
    for label in ("Organization", "Post", "Person"):
        for ids in chunks(ledger.touched(label), STEP):
            database.write(_refresh, label, ids, by.today)
    database.write(refresh_ties, pairs, by.zone)
    return database.write(undoing.finish, batch_id, by=by)


def _begin(tx: "ManagedTransaction", ready: Plan, *, by: Actor, file: str) -> None:
    if values(tx, STRUCTURE)[STRUCTURE] != ready.structure:
        raise Conflict(MEANWHILE)
    batches.keep(tx, ready, by=by, file=file, state=UNDER_WAY)
    if bump(tx, STRUCTURE) != ready.structure + 1:
        raise Conflict(MEANWHILE)


FINISH = "MATCH (b:ImportBatch {id: $id, state: $from}) SET b.state = 'done' RETURN 1 AS done"


def _finish(tx: "ManagedTransaction", ready: Plan) -> None:
    done = tx.run(FINISH, {"id": ready.batch_id, "from": UNDER_WAY}).single()
    if done is None or bump(tx, STRUCTURE) != ready.structure + 2:
        raise Conflict(MEANWHILE)


def _parts(ready: Plan, size: int) -> Iterator[Plan]:
    """The plan in parts: records before the relationships between them, old relationships before new ones."""
    rank = {label: place for place, label in enumerate(batches.ORDER)}
    for nodes in chunks(sorted(ready.nodes, key=lambda n: (rank.get(n.label, len(rank)), n.id)), size):
        yield replace(ready, nodes=tuple(nodes), links=())
    for links in chunks(sorted(ready.links, key=lambda k: (bool(k.after), not k.before, k.triple)), size):
        yield replace(ready, nodes=(), links=tuple(links), files={})


def _refresh(tx: "ManagedTransaction", label: str, ids: list[str], today: str) -> None:
    named = {"Organization": "org_ids", "Post": "post_ids", "Person": "person_ids"}
    search_text.refresh(tx, today=today, **{named[label]: ids})
