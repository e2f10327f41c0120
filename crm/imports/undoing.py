"""Undo an import whole, as long as nothing was built on it; what stands in the way is named.

The batch's history entries are its ledger: what was made is removed, what was changed or ended is as it was before.
Nothing is undone in part. In the way stand: contacts, ratings, notes and accounts at what the import made; edits made
by hand since; and a later import that rests on it, which must be undone first.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict
from crm.imports.batches import UNDER_WAY, Batch, batch, batch_entry, refresh_search
from crm.imports.existing_records import chunks
from crm.imports.imported_ties import EVIDENCE, pairs_of, refresh_ties
from crm.imports.write_statements import (
    BUILT_ON,
    CHANGE_LINKS,
    CHANGE_NODES,
    LINKS_FROM,
    MAKE_LINKS,
    READ_NODES,
    REMOVE_LINKS,
    REMOVE_NODES,
    Triple,
)
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.history import record
from crm.records.permissions import permitted
from crm.storage.counters import STRUCTURE, bump
from graph_schema.labels import LABELS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_NAMED = 6
BUILT = {  # what a relationship at an imported record is, in words: one, many
    "TOOK_PART": ("contact logged with", "contacts logged with"),
    "BETWEEN": ("statement about a relationship of", "statements about relationships of"),
    "NOTE_ON": ("private note on", "private notes on"),
    "OWES": ("follow-up owed by", "follow-ups owed by"),
    "OWED_TO": ("follow-up owed to", "follow-ups owed to"),
    "IS": ("account of", "accounts of"),
    "HELD_BY": ("stance of", "stances of"),
    "VOTED": ("vote of", "votes of"),
    "VOTE_ON": ("roll call on", "roll calls on"),
    "ABOUT": ("issue, stance or contact joined to", "issues, stances or contacts joined to"),
    "FROM": ("stance drawn from", "stances drawn from"),
    "MEMBER_OF": ("membership at", "memberships at"),
    "HOLDS": ("holder or office entered by hand at", "holders or offices entered by hand at"),
    "OVERLAPS": ("district overlap chosen at", "district overlaps chosen at"),
    "MERGED_INTO": ("merge with", "merges with"),
    "PAID_BY": ("expense paid by", "expenses paid by"),
    "ARRANGED_BY": ("expense arranged by", "expenses arranged by"),
    "BENEFITS": ("expense for", "expenses for"),
    "REGISTERS": ("registration of", "registrations of"),
    "FILED_BY": ("report filed by", "reports filed by"),
}
# Before what they hang on; every other kind of record comes first of all.
REMOVED_LAST = ("Identifier", "VoteEvent", "Bill", "Person", "Post", "Organization", "Area")
REMOVED_FIRST = (*(label for label in LABELS if label not in REMOVED_LAST), *REMOVED_LAST)
FOLLOWS = frozenset({"KNOWS"})  # made from evidence, which is named instead

ENTRIES = """
MATCH (h:HistoryEntry {batch_id: $batch})
RETURN h.label AS label, h.record_id AS record, h.record_name AS name, h.before AS before, h.after AS after
"""

SINCE = """
UNWIND $ids AS id
MATCH (h:HistoryEntry {record_id: id})
WHERE h.at > $at AND coalesce(h.batch_id, '') <> $batch AND NOT h.action IN $undoing
OPTIONAL MATCH (b:ImportBatch {id: h.batch_id})
WITH h, b WHERE b IS NULL OR b.state <> 'undone'
RETURN h.record_id AS id, h.record_name AS name, h.user_name AS who, h.at AS at, h.before AS before, h.after AS after,
  b.source AS source, b.at AS imported
ORDER BY h.at, h.id LIMIT 2000
"""

STATE = """
MATCH (b:ImportBatch {id: $id})
SET b._lock = $at
WITH b WHERE b.state <> 'undone'
SET b.state = $state, b.undone_at = $at, b.undone_by = $by
RETURN 1 AS marked
"""
UNDOING = ("import undone",)


@dataclass
class Ledger:
    """What a batch did, read from its entries."""

    made: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    changed: dict[str, dict[str, tuple[dict[str, Any], dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    links: dict[Triple, list[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    names: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many records and relationships it is about."""
        counted = (*self.made.values(), *self.changed.values(), *self.links.values())
        return sum(len(some) for some in counted)

    @property
    def evidence(self) -> list[str]:
        """The contacts and ratings it made or changed."""
        return [one for label in EVIDENCE for one in (*self.made.get(label, ()), *self.changed.get(label, ()))]

    def parts(self, size: int) -> Iterator["Ledger"]:
        """The same in parts of at most `size`, in the order in which they are to be taken back."""
        for triple, links in self.links.items():
            for some in chunks(links, size):
                yield Ledger(links=defaultdict(list, {triple: some}))
        for label, changed in self.changed.items():
            for ids in chunks(sorted(changed), size):
                yield Ledger(changed=defaultdict(dict, {label: {one: changed[one] for one in ids}}))
        for label in REMOVED_FIRST:
            for ids in chunks(sorted(self.made.get(label, ())), size):
                yield Ledger(made=defaultdict(set, {label: set(ids)}))

    def touched(self, label: str) -> list[str]:
        """The records of a label that are still there after undoing, and whose search text may differ."""
        ids = set(self.changed[label])
        for (start, _, end), links in self.links.items():
            for record_id, before, after in links:
                other = (before or after or {})["to"]
                ids |= {one for one, of in ((record_id, start), (other, end)) if of == label}
        return sorted(ids - self.made[label])


def obstacles(tx: "ManagedTransaction", batch_id: str, ledger: Ledger | None = None, *, actor: Actor) -> list[str]:
    """What stands in the way of undoing an import, in words; empty when it can be undone.

    The ledger of a large import takes a while to read: whoever has it hands it over.
    """
    found = batch(tx, batch_id)
    if found.state == UNDER_WAY:
        return []
    if found.state != "done":
        return [f"This import was undone already by {found.undone_by}, {in_words(actor.day_of(str(found.undone_at)))}."]
    ledger = ledger or ledger_of(tx, batch_id)
    later = _later(tx, found, ledger, actor)
    return later + _built_on(tx, ledger) or _moved(tx, ledger)


@permitted("delete", "import")
def undo(tx: "ManagedTransaction", batch_id: str, *, by: Actor) -> Batch:
    """Take an import back, whole. Raises NotFound, and Conflict naming what stands in the way."""
    ledger = ledger_of(tx, batch_id)
    refuse(obstacles(tx, batch_id, ledger, actor=by))
    mark(tx, batch_id, UNDER_WAY, by=by)
    pairs = pairs_of(tx, ledger.evidence)
    write_back(tx, ledger, by=by)
    refresh_search(tx, ledger.touched, by.today)
    refresh_ties(tx, pairs, by.zone)
    return finish(tx, batch_id, by=by)


def refuse(reasons: list[str]) -> None:
    """Raise Conflict when something stands in the way, naming the first few."""
    if reasons:
        more = f" And {len(reasons) - MOST_NAMED} more." if len(reasons) > MOST_NAMED else ""
        raise Conflict(f"This import cannot be undone. {' '.join(reasons[:MOST_NAMED])}{more}")


@permitted("delete", "import")
def mark(tx: "ManagedTransaction", batch_id: str, state: str, *, by: Actor) -> None:
    """Set how far the undoing is. Raises Conflict when it is over."""
    if tx.run(STATE, id=batch_id, at=by.at, by=by.name, state=state).single() is None:
        raise Conflict("Somebody else undid this import.")


@permitted("delete", "import")
def write_back(tx: "ManagedTransaction", part: "Ledger", *, by: Actor) -> None:
    """Take back what a ledger, or a part of one, says. May be done twice."""
    _undo_links(tx, part)
    _undo_nodes(tx, part, by)


@permitted("delete", "import")
def finish(tx: "ManagedTransaction", batch_id: str, *, by: Actor) -> Batch:
    """Say that the import is undone, once all of it was taken back."""
    mark(tx, batch_id, "undone", by=by)
    found = batch(tx, batch_id)
    record(tx, [batch_entry(found, UNDOING[0])], by=by)
    bump(tx, STRUCTURE)
    return found


def ledger_of(tx: "ManagedTransaction", batch_id: str) -> Ledger:
    """What a batch did, so far."""
    ledger = Ledger()
    for row in tx.run(ENTRIES, batch=batch_id):
        before = json.loads(row["before"]) if row["before"] is not None else None
        after = json.loads(row["after"]) if row["after"] is not None else None
        ledger.names[row["record"]] = row["name"]
        if row["label"] not in LABELS:
            start, type_, end = (before or after or {})["triple"]
            ledger.links[start, type_, end].append((row["record"], before, after))
        elif before is None:
            ledger.made[row["label"]].add(row["record"])
        else:
            ledger.changed[row["label"]][row["record"]] = (before, after or {})
    return ledger


def _later(tx: "ManagedTransaction", found: Batch, ledger: Ledger, actor: Actor) -> list[str]:
    """Edits and imports since, at what this import made or changed."""
    made = {one for ones in ledger.made.values() for one in ones}
    changed = {one: after for of in ledger.changed.values() for one, (_, after) in of.items()}
    edits: dict[tuple[str, str, str], str] = {}
    imports: dict[str, str] = {}
    for some in chunks(sorted(made | set(changed))):
        for row in tx.run(SINCE, ids=some, at=found.at, batch=found.id, undoing=UNDOING):
            theirs = {*json.loads(row["before"] or "{}"), *json.loads(row["after"] or "{}")}
            if row["id"] not in made and not theirs & (set(changed[row["id"]]) - {"source", "as_of"}):
                continue
            if row["source"]:
                imports[row["imported"]] = row["source"]
            else:
                edits.setdefault((row["name"], row["who"], in_words(actor.day_of(row["at"]))), row["id"])
    said = [
        f"A later import rests on it: {source}, {in_words(actor.day_of(at))}. Undo that one first."
        for at, source in imports.items()
    ]
    return said + [f"{name} was edited by {who} on {on}." for name, who, on in edits]


def _built_on(tx: "ManagedTransaction", ledger: Ledger) -> list[str]:
    """Relationships that others made since to what this import made."""
    said = []
    for label, ids in ledger.made.items():
        for some in chunks(sorted(ids)):
            for row in tx.run(BUILT_ON[label], ids=some):
                if row["type"] in FOLLOWS:
                    continue
                one, many = BUILT.get(row["type"], ("entry that names", "entries that name"))
                said.append(f"{row['count']} {one if row['count'] == 1 else many} {row['name']}.")
    return said


def _moved(tx: "ManagedTransaction", ledger: Ledger) -> list[str]:
    """Records and relationships that are not as this import left them."""
    moved = []
    for label, changed in ledger.changed.items():
        for some in chunks(sorted(changed)):
            for row in tx.run(READ_NODES[label], ids=some):
                stored = row["stored"]
                if _differs(changed[stored["id"]][1], stored):
                    moved.append(ledger.names[stored["id"]])
    for triple, links in ledger.links.items():
        starts = sorted({start for start, _, _ in links})
        rows = [row for some in chunks(starts) for row in tx.run(LINKS_FROM[triple], ids=some)]
        now = {(row["start"], row["end"], row["stored"].get("key", "")): row["stored"] for row in rows}
        for start, before, after in links:
            stored = now.get((start, after["to"], after.get("key", "")), {} if before else None) if after else None
            if after is not None and stored is not None and _differs(after, stored):
                moved.append(ledger.names[start])
    return [f"{name} was changed since." for name in dict.fromkeys(moved)]


def _differs(left: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether a value is not as it was left, or was corrected by hand. None was left as absent, as is a key of ""."""
    if "corrected" in stored and "triple" in left:
        return True
    return any(
        stored.get(name) != value for name, value in left.items() if name not in ("to", "triple") and value != ""
    )


def _undo_links(tx: "ManagedTransaction", ledger: Ledger) -> None:
    """Take made relationships away, give changed ones their old values, and bring removed ones back."""
    for triple, links in ledger.links.items():
        made = [_row(start, after) for start, before, after in links if before is None and after is not None]
        removed = [_row(start, before) for start, before, after in links if after is None and before is not None]
        changed = [_row(start, _old(before, after)) for start, before, after in links if before and after]
        for rows, text in ((made, REMOVE_LINKS), (changed, CHANGE_LINKS), (removed, MAKE_LINKS)):
            for some in chunks(rows):
                tx.run(text[triple], rows=some).consume()


def _row(start: str, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name not in ("to", "triple")}
    if not kept.get("key"):
        kept.pop("key", None)
    return {"start": start, "end": values["to"], "key": values.get("key", ""), "values": kept}


def _old(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they were; what was not there becomes None, which removes it."""
    return {**dict.fromkeys(after), **before}


def _undo_nodes(tx: "ManagedTransaction", ledger: Ledger, by: Actor) -> None:
    for label, changed in ledger.changed.items():
        for some in chunks(sorted(changed)):
            versions = {
                row["stored"]["id"]: row["stored"].get("version", 0) for row in tx.run(READ_NODES[label], ids=some)
            }
            rows = [
                {"id": one, "version": versions[one], "values": _old(*changed[one])} for one in some if one in versions
            ]
            tx.run(CHANGE_NODES[label], rows=rows, lock=by.at).consume()
    for label in REMOVED_FIRST:
        for some in chunks(sorted(ledger.made.get(label, ()))):
            tx.run(REMOVE_NODES[label], rows=[{"id": one} for one in some]).consume()
