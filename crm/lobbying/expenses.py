"""Expenses on record: what was paid, by whom, for which officials; recorded, changed, deleted and restored, with
history.

An expense is staff's to see and to write. What it lacks for a report is kept and named (lines.missing), never refused.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotFound, Stale
from crm.lobbying.expense_form import CONDITIONS, NewExpense, check
from crm.lobbying.law import dollars
from crm.lobbying.lines import ExpenseLine, Function, Gift, Party
from crm.office_time import in_words
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.kinds import declare
from crm.records.permissions import permitted, require
from crm.words import listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

EXPENSE = declare("Expense", "expense")
IDS = uuid.UUID("8f5a2d64-3c0e-4a5b-9d57-2b8f6a1e4c44")
MOST_LINES = 20_000
GONE = "One of these people is no longer in the list. Take them out, or choose them again."


@dataclass(frozen=True)
class Expense:
    """An expense on record: its line, and what reports do not read. `ours` counts who else was at the table; `listed`
    is the row of the sheet it came from."""

    line: ExpenseLine
    version: int
    ours: int = 0
    method: str = ""
    listed: str = ""
    recorded_at: str = ""
    recorded_by: str = ""
    deleted_at: str | None = None
    sample: bool = False

    @property
    def id(self) -> str:
        return self.line.id

    @property
    def title(self) -> str:
        return title_of(self.line.purpose, self.line.cents, self.line.on)


# The parties of an expense `e`; what it came from is named only while it is there.
PARTIES = """
  head([(e)-[:PAID_BY]->(p) | p {.id, name: coalesce(p.short_name, p.name)}]) AS payer,
  head([(e)-[:ARRANGED_BY]->(p:Person) | p {.id, .name}]) AS lobbyist,
  [(e)-[g:BENEFITS]->(p:Person) | {id: p.id, name: p.name, cents: g.cents, family: g.family}] AS gifts,
  head([(e)-[:FROM]->(i:Interaction) WHERE i.deleted_at IS NULL | i.id]) AS contact,
  head([(e)-[:FROM]->(v:Event) WHERE v.deleted_at IS NULL | v.id]) AS event"""

BETWEEN = f"""
MATCH (e:Expense)
WHERE e.deleted_at IS NULL AND e.on >= $first AND e.on <= $last
WITH e ORDER BY e.on DESC, e.id LIMIT $limit
RETURN properties(e) AS stored, {PARTIES}
"""

ONE = f"MATCH (e:Expense {{id: $id}}) RETURN properties(e) AS stored, {PARTIES}"

OF_CONTACT = """
MATCH (e:Expense)-[:FROM]->(:Interaction {id: $id}) WHERE e.deleted_at IS NULL
RETURN e.id AS id, e.label AS label ORDER BY e.on, e.id LIMIT 50
"""

PEOPLE = """
MATCH (p:Person) WHERE p.id IN $ids AND p.deleted_at IS NULL RETURN p.id AS id, p.name AS name
UNION
MATCH (p:Organization) WHERE p.id IN $ids AND p.deleted_at IS NULL
RETURN p.id AS id, coalesce(p.short_name, p.name) AS name
"""

UNJOIN = """
MATCH (e:Expense {id: $id})-[r:PAID_BY|ARRANGED_BY|BENEFITS|FROM]->()
DELETE r
"""

JOIN_PAYER = """
MATCH (e:Expense {id: $id})
OPTIONAL MATCH (p:Person {id: $payer})
OPTIONAL MATCH (o:Organization {id: $payer})
WITH e, coalesce(p, o) AS payer WHERE payer IS NOT NULL
MERGE (e)-[:PAID_BY]->(payer)
"""

JOIN_LOBBYIST = """
MATCH (e:Expense {id: $id}), (p:Person {id: $lobbyist})
MERGE (e)-[:ARRANGED_BY]->(p)
"""

JOIN_OFFICIALS = """
MATCH (e:Expense {id: $id})
UNWIND $gifts AS gift
MATCH (p:Person {id: gift.official})
MERGE (e)-[g:BENEFITS {key: gift.key}]->(p)
SET g.cents = gift.cents, g.family = gift.family
"""

JOIN_SOURCE = """
MATCH (e:Expense {id: $id})
OPTIONAL MATCH (i:Interaction {id: $contact})
OPTIONAL MATCH (v:Event {id: $event})
WITH e, coalesce(i, v) AS source WHERE source IS NOT NULL
MERGE (e)-[:FROM]->(source)
"""

CHANGE = """
MATCH (e:Expense {id: $id})
SET e._lock = $lock
WITH e WHERE e.version = $version AND e.deleted_at IS NULL
SET e += $values, e.version = $version + 1
RETURN e.id AS id
"""


@permitted("add", "expense")
def record_expense(tx: "ManagedTransaction", new: NewExpense, *, by: Actor) -> str:
    """Record an expense and return its id. The same key with the same content is the same record.

    Raises InvalidData by field, NotAllowed, and Conflict when the key was saved with other content or is deleted.
    """
    check(new, by.today)
    names = named(tx, new)
    expense_id = str(uuid.uuid5(IDS, new.key))
    if lifecycle.create(tx, EXPENSE, expense_id, _values(new, names), by=by, sent=new):
        _join(tx, expense_id, new)
    return expense_id


@permitted("change", "expense")
def edit_expense(tx: "ManagedTransaction", expense_id: str, new: NewExpense, *, version: int, by: Actor) -> None:
    """Replace what an expense says (`new.key` is not used). Raises NotFound, NotAllowed, InvalidData, and Conflict when
    `version` is no longer the latest."""
    check(new, by.today)
    before = expense(tx, expense_id, actor=by)
    names = named(tx, new, known=before.line)
    values = _values(new, names)
    written = {name: None if value in ("", [], False) else value for name, value in values.items()}
    if tx.run(CHANGE, id=expense_id, version=version, values=written, lock=str(uuid.uuid4())).single() is None:
        raise Stale("Somebody else changed this expense while you were working on it. Look at it again, then save.")
    tx.run(UNJOIN, id=expense_id).consume()
    _join(tx, expense_id, new)
    after = expense(tx, expense_id, actor=by)
    changed = Change("Expense", expense_id, after.title, "edited", before=facts(before), after=facts(after))
    record(tx, [changed], by=by)


@permitted("delete", "expense")
def delete_expense(tx: "ManagedTransaction", expense_id: str, *, by: Actor) -> str:
    """Take an expense out of every total; `restore_expense` undoes it. Returns its title. Raises NotFound,
    NotAllowed."""
    before = expense(tx, expense_id, actor=by)
    return lifecycle.delete(tx, EXPENSE, expense_id, version=before.version, by=by)


@permitted("delete", "expense")
def restore_expense(tx: "ManagedTransaction", expense_id: str, *, by: Actor) -> None:
    """Bring a deleted expense back. Raises NotFound, NotAllowed."""
    lifecycle.restore(tx, EXPENSE, expense_id, by=by)


def expense(tx: "ManagedTransaction", expense_id: str, *, actor: Actor) -> Expense:
    """One expense that is not deleted. Raises NotFound, NotAllowed."""
    require(actor, "see", "expense")
    row = tx.run(ONE, id=expense_id).single()
    if row is None or "deleted_at" in row["stored"]:
        raise NotFound("There is no such expense. It may have been deleted.")
    return expense_of(row)


def expenses(tx: "ManagedTransaction", first: int, last: int, *, actor: Actor) -> list[Expense]:
    """Every expense of the calendar years from `first` through `last`, the latest first.

    Raises NotAllowed, and InvalidData ("year") rather than leave some out: totals are of all lines or of none.
    """
    require(actor, "see", "expense")
    rows = list(tx.run(BETWEEN, first=str(first), last=f"{last}-12-31", limit=MOST_LINES + 1))
    if len(rows) > MOST_LINES:
        raise InvalidData({"year": [f"There are more than {MOST_LINES:,} expenses in this time. Choose fewer years."]})
    return [expense_of(row) for row in rows]


def expenses_of_contact(tx: "ManagedTransaction", contact_id: str, *, actor: Actor) -> tuple[Party, ...]:
    """The expenses that were made of a contact, by what they are called. Raises NotAllowed."""
    require(actor, "see", "expense")
    return tuple(Party(row["id"], row["label"]) for row in tx.run(OF_CONTACT, id=contact_id))


def lines(tx: "ManagedTransaction", first: int, last: int, *, actor: Actor) -> list[ExpenseLine]:
    """The lines of `expenses`, as the reports read them."""
    return [one.line for one in expenses(tx, first, last, actor=actor)]


def title_of(purpose: str, cents: int, on: str) -> str:
    """What an expense is called: "Dinner on teacher pay, $212.40, Jan 15, 2025"."""
    return f"{purpose[:80] or 'Expense'}, {dollars(cents)}, {in_words(on)}"


def facts(known: Expense) -> dict[str, Any]:
    """What the history keeps of an expense: its values, and who is named, in words."""
    line = known.line
    told = {
        "on": line.on,
        "amount": dollars(line.cents),
        "purpose": line.purpose,
        "place": line.place,
        "category": line.category,
        "thing": line.thing,
        "payer": line.payer and line.payer.name,
        "lobbyist": line.lobbyist and line.lobbyist.name,
        "repaid": line.repaid,
        "officials": [_told(gift) for gift in line.gifts],
        "ours": known.ours,
        "function": line.function and listing([*_conditions(line.function)] or ["no condition met"]),
        "attendance": line.function and line.function.attendance,
        "receipt": line.receipt,
        "method": known.method,
    }
    return {name: value for name, value in told.items() if value not in (None, "", [], False)}


def _told(gift: Gift) -> str:
    family = f" with {gift.family} of family" if gift.family else ""
    return f"{gift.official.name}{family} {dollars(gift.cents)}"


def _conditions(function: Function) -> Iterable[str]:
    return (name.replace("_", " ") for name in CONDITIONS if getattr(function, name))


def expense_of(row: Mapping[str, Any]) -> Expense:
    """From a row with `stored` and PARTIES."""
    stored = row["stored"]
    return Expense(
        line=line_of(row),
        version=stored["version"],
        ours=stored.get("ours", 0),
        method=stored.get("method", ""),
        listed=stored.get("listed", ""),
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        deleted_at=stored.get("deleted_at"),
        sample=bool(stored.get("sample")),
    )


def line_of(row: Mapping[str, Any]) -> ExpenseLine:
    """The line of a row with `stored` and PARTIES; its officials by name."""
    stored = row["stored"]
    gifts = sorted(row["gifts"], key=lambda g: (g["name"], g["id"]))
    numbers = (*(stored.get(name, False) for name in CONDITIONS), stored.get("attendance"), stored.get("officials"))
    texts = {name: stored.get(name, "") for name in ("purpose", "place", "receipt")}
    return ExpenseLine(
        id=stored["id"],
        on=stored["on"],
        cents=stored["cents"],
        category=stored.get("category"),
        thing=stored.get("thing"),
        payer=Party(**row["payer"]) if row["payer"] else None,
        lobbyist=Party(**row["lobbyist"]) if row["lobbyist"] else None,
        repaid=stored.get("repaid", False),
        gifts=tuple(Gift(Party(g["id"], g["name"]), g["cents"], g["family"]) for g in gifts),
        function=Function(*numbers) if stored.get("function") else None,
        contact=row["contact"],
        event=row["event"],
        **texts,
    )


def named(tx: "ManagedTransaction", new: NewExpense, known: ExpenseLine | None = None) -> dict[str, str]:
    """The names of everybody the expense names. Raises InvalidData by field for those who are gone, unless they were in
    it when it was `known`: what was paid for whom is not unsaid by removing them."""
    wanted: dict[str, list[str | None]] = {
        "payer": [new.payer],
        "lobbyist": [new.lobbyist],
        "gifts": [gift.official for gift in new.gifts],
    }
    ids = [one for group in wanted.values() for one in group if one]
    earlier = (known.payer, known.lobbyist, *(gift.official for gift in known.gifts)) if known else ()
    names = {one.id: one.name for one in earlier if one}
    names |= {row["id"]: row["name"] for row in tx.run(PEOPLE, ids=ids)}
    if errors := {name: [GONE] for name, group in wanted.items() if any(i and i not in names for i in group)}:
        raise InvalidData(errors)
    return names


def _join(tx: "ManagedTransaction", expense_id: str, new: NewExpense) -> None:
    gifts = [
        {"official": gift.official, "family": gift.family, "cents": cents, "key": f"{expense_id}|{gift.official}"}
        for gift, cents in zip(new.gifts, new.shares, strict=True)
    ]
    if new.payer:
        tx.run(JOIN_PAYER, id=expense_id, payer=new.payer).consume()
    if new.lobbyist:
        tx.run(JOIN_LOBBYIST, id=expense_id, lobbyist=new.lobbyist).consume()
    if gifts:
        tx.run(JOIN_OFFICIALS, id=expense_id, gifts=gifts).consume()
    if new.contact or new.event:
        tx.run(JOIN_SOURCE, id=expense_id, contact=new.contact or "", event=new.event or "").consume()


def _values(new: NewExpense, names: Mapping[str, str]) -> dict[str, Any]:
    """What is stored on the node. `told` keeps the parties in words, so that the history says whom it named."""
    function = new.function or Function()
    parties = [names[one] for one in (new.payer, new.lobbyist, *(gift.official for gift in new.gifts)) if one]
    return {
        "on": new.on,
        "cents": new.cents,
        "purpose": new.purpose,
        "place": new.place,
        "category": new.category,
        "thing": new.thing,
        "repaid": new.repaid,
        "ours": new.ours,
        "method": new.method,
        "receipt": new.receipt,
        "function": new.function is not None,
        **{name: getattr(function, name) for name in (*CONDITIONS, "attendance", "officials")},
        "told": parties,
        "label": title_of(new.purpose, new.cents, new.on),
    }
