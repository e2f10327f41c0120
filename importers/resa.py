"""The members of a RESA, CSV or Excel, as its office keeps the list: member districts, their superintendents, dues.

Title rows above the header, short names, two contacts in a cell, members that are no school districts (a university, a
college, a parochial system) and a total at the end are expected. A member that is no longer listed has left.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crm.errors import InvalidData
from crm.imports.drafts import BY_NAME, Draft, DraftLink, DraftRecord, Place, Whole
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze
from importers import lists
from importers.cells import is_not_said, is_vacant
from importers.lists import Gathered
from importers.reading import Columns, Table, read_table
from importers.rows import Row, as_date
from importers.upload import Given

KIND, SOURCE = "resa", "RESA member list"

COLUMNS = Columns(
    headings={
        "district": lists.DISTRICT,
        "name": lists.PERSON,
        "email": lists.EMAIL,
        "phone": lists.PHONE,
        "teachers": ("teachers", "number of teachers", "no of teachers"),
        "dues": ("dues paid", "dues", "paid"),
        "resa": ("resa", "consortium"),
        "leaid": lists.LEAID,
    },
    needed=("district",),
    at_least=2,
    unused={"nces name", "county", "match note", "notes", "fax", "address"},
)
NOT_A_DISTRICT = re.compile(
    r"\b(?:university|college|diocese|catholic|parochial|academy|community|state agency|foundation|center)\b",
    re.IGNORECASE,
)
OTHERS_BEGIN = re.compile(r"non.?district|other members|associate members|affiliate", re.IGNORECASE)


def read(given: Given, *, as_of: str, resa: str = "") -> Draft:
    """The draft of a member list. `resa` names the body where no column or title does ("EMCED FY21/22 ...").

    Raises InvalidData: "file" for one that cannot be read, "resa" when the body is not named.
    """
    table = read_table(given, COLUMNS)
    name = resa.strip() or _named(table)
    if not name:
        raise InvalidData({"resa": ["Say which RESA this list is of."]})
    found = Gathered()
    body = _body(found, name)
    others = False
    for row in table.rows:
        texts = [text for text in row.cells.values() if text]
        if len(set(texts)) == 1 and OTHERS_BEGIN.search(texts[0]):
            others = True
        else:
            _read_row(row, found, body, others=others)
    draft = found.draft(KIND, f"{SOURCE} ({name})", as_of, table)
    return replace(draft, whole=(*draft.whole, Whole("MEMBER_OF", frozenset({body}))))


def _named(table: Table) -> str:
    """The body's short name: from the column, or the first word of the title when it is all capitals."""
    named = {row.get("resa") for row in table.rows} - {""}
    if len(named) == 1:
        return named.pop()
    first = table.title.split(" ", 1)[0]
    return first if first.isupper() and first.isalpha() and len(first) >= 3 else ""


def _body(found: Gathered, name: str) -> str:
    values = {"name": name, "short_name": name, "key_name": folded(name), "classification": "resa"}
    record = DraftRecord(f"resa|{folded(name)}", "Organization", "RESAs", name, values, Place(KIND), find=BY_NAME)
    found.records[record.ref] = record
    return record.ref


def _read_row(row: Row, found: Gathered, body: str, *, others: bool) -> None:
    text = lists.shown(row.get("district"))
    if not text:
        found.errors.add(row.place("district"), "This row names no district. Write its name, or take the row out.")
        return
    if others or (NOT_A_DISTRICT.search(text) and not row.get("leaid")):
        member = _partner(found, row, text)
    else:
        member = lists.district(found, row, text)
    before = found.seen.setdefault(folded(text), row.number)
    if before != row.number:
        found.errors.add(row.place("district"), f"{text} is already in row {before}, so this row was left out.")
        return
    found.links.append(DraftLink("MEMBER_OF", "RESA members", member, (body,), row.place(), _terms(row, found)))
    if member.startswith("district|") and (is_vacant(row.get("name")) or is_not_said(row.get("name"))):
        lists.nobody(found, row, "name", lists.superintendents_office(found, row, member), text)
        return
    named = lists.people(row, "name")
    if lists.is_unclear(named):
        both = " and ".join(name.display for name in named)
        message = f"{both} stand in one cell, so both were taken as contacts. Write who is superintendent."
        found.errors.add(row.place("name"), message)
    for name, heads in lists.heads(named):
        if heads and not lists.is_unclear(named) and member.startswith("district|"):
            lists.superintendent(found, row, "name", name, member)
        else:
            lists.contact(found, row, "name", name, member)


def _partner(found: Gathered, row: Row, text: str) -> str:
    values = {"name": text, "key_name": folded(text), "classification": "partner"}
    ref = f"partner|{folded(text)}"
    record = DraftRecord(ref, "Organization", "Members that are no districts", text, values, row.place(), find=BY_NAME)
    found.records.setdefault(ref, record)
    return ref


def _terms(row: Row, found: Gathered) -> dict[str, Any]:
    """The membership's own facts: how many teachers, and what the dues cell says (x, a date or an amount)."""
    terms: dict[str, Any] = {"role": "member"}
    if teachers := found.errors.read(row, "teachers", _count, 0):
        terms["teachers"] = teachers
    return terms | found.errors.read(row, "dues", _dues, dict[str, Any]())


def _count(text: str) -> int:
    if not re.fullmatch(r"[\d,]+", text):
        raise ValueError(f"“{text}” is not a whole number.")
    return int(text.replace(",", ""))


def _dues(text: str) -> dict[str, Any]:
    mark = squeeze(text).lower()
    if mark in ("x", "✓", "✔", "yes", "y", "paid", "pd"):
        return {"dues_paid": True}
    if mark in ("no", "n", "-", "—", "unpaid", "0"):
        return {"dues_paid": False}
    readers: tuple[Callable[[str], dict[str, Any]], ...] = (
        _dollars,
        lambda t: {"dues_paid": True, "dues_on": as_date(t)},
    )
    for reader in readers:
        try:
            return reader(text)
        except ValueError:
            continue
    raise ValueError(f"“{text}” is not understood as dues. Write x, a date or an amount such as $500.")


def _dollars(text: str) -> dict[str, Any]:
    match = re.fullmatch(r"\$?\s*(\d[\d,]*)(?:\.(\d\d?))?", squeeze(text))
    if not match or (match[2] is None and "$" not in text and len(match[1]) == 4 and match[1].startswith("20")):
        raise ValueError
    cents = int(match[1].replace(",", "")) * 100 + int((match[2] or "0").ljust(2, "0"))
    return {"dues_paid": True, "dues_cents": cents}
