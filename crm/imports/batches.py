"""Imports as batches: apply a plan, look at past imports. Each batch can be undone whole (undoing.py).

A batch is written in one transaction, or, when it is too large for one, in steps that are taken back when one fails
(steps.py): all of it is there or nothing. Its history entries are the ledger from which it is undone. A plan that
the graph has moved away from is refused, so that what was shown is what is written.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, NotFound
from crm.imports.comparing import plan
from crm.imports.drafts import RowError
from crm.imports.existing_records import chunks
from crm.imports.import_plan import CHANGED, ENDED, MADE, Counts, LinkChange, NodeChange, Plan
from crm.imports.imported_ties import EVIDENCE, pairs_of, refresh_ties
from crm.imports.write_statements import CHANGE_LINKS, CHANGE_NODES, MAKE_LINKS, MAKE_NODES, REMOVE_LINKS
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.kept_files import keep as keep_file
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.storage.counters import STRUCTURE, bump, values

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

__all__ = ["Batch", "ImportReport", "apply", "batch", "batches", "plan"]

MEANWHILE = "The data changed meanwhile, so what was shown may not be what would be written. Preview again."
ORDER = ("Area", "Organization", "Post", "Person", "Identifier")
UNDER_WAY = "under way"
ACTIONS = {MADE: "imported", CHANGED: "changed by import", ENDED: "ended by import"}
LINK_WORDS = {
    "HOLDS": "holds {}", "MEMBER_OF": "belongs to {}", "IN": "is an office of {}", "PART_OF": "is part of {}",
    "REPRESENTS": "stands for {}", "SERVES": "serves {}", "OVERLAPS": "overlaps {}", "IDENTIFIES": "names {}",
    "VOTED": "voted on {}", "VOTE_ON": "was about {}", "TAKEN_IN": "was taken in {}",
    "PAID_BY": "was paid by {}", "BENEFITS": "was for {}",
}  # fmt: skip

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ImportReport:
    """What an import did. `batch_id` is "" when there was nothing to write."""

    batch_id: str
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Batch:
    """A past import. `state` is "done", "undone", or "under way" while its steps are written or taken back.

    `counts` are as in Counts, `errors` the rows refused.
    """

    id: str
    kind: str
    source: str
    as_of: str
    at: str
    by: str
    file: str
    state: str
    counts: Mapping[str, Mapping[str, int]]
    errors: tuple[RowError, ...] = ()
    undone_at: str | None = None
    undone_by: str | None = None

    def total(self, outcome: str) -> int:
        return Counts(dict(map(_plain, self.counts.items()))).total(outcome)

    @property
    def size(self) -> int:
        """How many records and relationships it made, changed or ended, of those that are counted."""
        return sum(map(self.total, (MADE, CHANGED, ENDED)))


def _plain(item: tuple[str, Mapping[str, int]]) -> tuple[str, dict[str, int]]:
    return item[0], dict(item[1])


ONE = "MATCH (b:ImportBatch {id: $id}) RETURN properties(b) AS batch"
ALL = "MATCH (b:ImportBatch) RETURN properties(b) AS batch ORDER BY b.at DESC, b.id SKIP $skip LIMIT $limit"
KEEP = "MERGE (b:ImportBatch {id: $id}) ON CREATE SET b += $values"
MOST_ERRORS_KEPT = 500


def batch(tx: "ManagedTransaction", batch_id: str) -> Batch:
    """One past import. Raises NotFound."""
    row = tx.run(ONE, id=batch_id).single()
    if row is None:
        raise NotFound("There is no such import.")
    return _batch(row["batch"])


def batches(tx: "ManagedTransaction", *, skip: int = 0, limit: int = 50) -> list[Batch]:
    """Past imports, the latest first."""
    return [_batch(row["batch"]) for row in tx.run(ALL, skip=skip, limit=limit)]


def is_under_way(tx: "ManagedTransaction", batch_id: str) -> bool:
    """Whether an import of this id was begun in steps and is not done."""
    row = tx.run(ONE, id=batch_id).single()
    return row is not None and row["batch"]["state"] == UNDER_WAY


@permitted("add", "import")
def apply(
    tx: "ManagedTransaction", ready: Plan, *, by: Actor, file: str = "", progress: Progress | None = None
) -> ImportReport:
    """Write a plan, whole. Applied a second time, it reports what the first time did.

    `progress` is told how many of how many changes are written. Raises Conflict when the graph has moved on.
    """
    known = tx.run(ONE, id=ready.batch_id).single()
    if known is not None:
        return ImportReport(ready.batch_id, _batch(known["batch"]).counts)
    if values(tx, STRUCTURE)[STRUCTURE] != ready.structure:
        raise Conflict(MEANWHILE)
    if ready.is_empty:
        return ImportReport("", ready.counts.by_kind)
    write(tx, ready, by=by, told=Told(len(ready.nodes) + len(ready.links), progress))
    refresh_search(tx, ready.touched, by.today)
    refresh_ties(tx, pairs_of(tx, (one for label in EVIDENCE for one in ready.touched(label))), by.zone)
    keep(tx, ready, by=by, file=file, state="done")
    if bump(tx, STRUCTURE) != ready.structure + 1:
        raise Conflict(MEANWHILE)
    return ImportReport(ready.batch_id, ready.counts.by_kind)


@permitted("add", "import")
def write(tx: "ManagedTransaction", part: Plan, *, by: Actor, told: "Told") -> None:
    """Write the changes of a plan, or of a part of one, with their history entries. May be done twice."""
    for content in part.files.values():
        keep_file(tx, content, at=by.at)
    _write_nodes(tx, part.nodes, by, told)
    _write_links(tx, part.links, by, told)
    record(tx, (*map(_node_entry, part.nodes), *map(_link_entry, part.links)), by=by, batch_id=part.batch_id)


class Told:
    """Counts what is written and passes it on."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def add(self, count: int) -> None:
        self.done += count
        if self.progress is not None:
            self.progress(self.done, self.total)


def _write_nodes(tx: "ManagedTransaction", nodes: Iterable[NodeChange], by: Actor, told: Told) -> None:
    groups: dict[tuple[str, bool], list[NodeChange]] = defaultdict(list)
    for node in nodes:
        groups[node.label, node.action == MADE].append(node)
    stamp = {"recorded_at": by.at, "recorded_by": by.user_id}
    for label in (*ORDER, *sorted({label for label, _ in groups} - set(ORDER))):
        for some in chunks(sorted(groups.get((label, True), ()), key=lambda node: node.id)):
            tx.run(MAKE_NODES[label], rows=[{"id": n.id, "values": {**n.after, **stamp}} for n in some]).consume()
            told.add(len(some))
        for some in chunks(sorted(groups.get((label, False), ()), key=lambda node: node.id)):
            rows = [{"id": n.id, "values": dict(n.after), "version": n.version} for n in some]
            changed = tx.run(CHANGE_NODES[label], rows=rows, lock=by.at).single(strict=True)["changed"]
            if changed != len(rows):
                raise Conflict(MEANWHILE)
            told.add(len(some))


def _write_links(tx: "ManagedTransaction", links: Iterable[LinkChange], by: Actor, told: Told) -> None:
    groups: dict[tuple[tuple[str, str, str], str], list[LinkChange]] = defaultdict(list)
    for link in links:
        how = "make" if link.action == MADE else "change" if link.after else "remove"
        groups[link.triple, how].append(link)
    stamp = {"recorded_at": by.at, "recorded_by": by.user_id}
    for how, texts in (("remove", REMOVE_LINKS), ("change", CHANGE_LINKS), ("make", MAKE_LINKS)):
        for triple in sorted(triple for triple, one in groups if one == how):
            for some in chunks(sorted(groups[triple, how], key=lambda link: (link.start, link.end))):
                extra = stamp if how == "make" else {}
                rows = [{"start": k.start, "end": k.end, "key": k.key, "values": {**k.after, **extra}} for k in some]
                row = tx.run(texts[triple], rows=rows).single()
                if row is not None and row[0] != len(rows):
                    raise Conflict(MEANWHILE)
                told.add(len(some))


def _node_entry(node: NodeChange) -> Change:
    before = None if node.action == MADE else dict(node.before)
    return Change(node.label, node.id, node.name, ACTIONS[node.action], before, dict(node.after))


def _link_entry(link: LinkChange) -> Change:
    ends = {"key": link.key, "to": link.end}
    what = f"{ACTIONS[link.action]}: {LINK_WORDS.get(link.triple[1], '{}').format(link.end_name)}"
    before = {**link.before, **ends, "triple": list(link.triple)} if link.action != MADE else None
    after = {**link.after, **ends, "triple": list(link.triple)} if link.after else None
    return Change(link.triple[1], link.start, link.start_name, what, before, after)


def refresh_search(tx: "ManagedTransaction", touched: Callable[[str], list[str]], today: str) -> None:
    """Compute anew the search texts of the records that a batch touched."""
    people, posts, bodies = (touched(label) for label in ("Person", "Post", "Organization"))
    search_text.refresh(tx, today=today, person_ids=people, post_ids=posts, org_ids=bodies)


@permitted("add", "import")
def keep(tx: "ManagedTransaction", ready: Plan, *, by: Actor, file: str, state: str) -> None:
    """Keep the batch itself: what it was, and how it came out. The history has one line for it."""
    errors = [vars(error) for error in ready.errors[:MOST_ERRORS_KEPT]]
    stored = {
        "kind": ready.kind, "source": ready.source, "as_of": ready.as_of, "at": by.at, "by": by.name,
        "by_id": by.user_id, "file": file, "state": state, "counts": json.dumps(ready.counts.by_kind),
        "errors": json.dumps(errors),
    }  # fmt: skip
    tx.run(KEEP, id=ready.batch_id, values=stored).consume()
    record(tx, [batch_entry(batch(tx, ready.batch_id), "imported")], by=by)


def batch_entry(of: Batch, action: str) -> Change:
    """What the history says of an import as a whole."""
    return Change("ImportBatch", of.id, f"{of.source}, {in_words(of.as_of)}", action, after={"file": of.file})


def _batch(stored: Mapping[str, Any]) -> Batch:
    return Batch(
        **{name: stored[name] for name in ("id", "kind", "source", "as_of", "at", "by", "file", "state")},
        counts=json.loads(stored["counts"]),
        errors=tuple(RowError(**error) for error in json.loads(stored["errors"])),
        undone_at=stored.get("undone_at"),
        undone_by=stored.get("undone_by"),
    )
