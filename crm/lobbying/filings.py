"""Reports that were filed: when, how late, and the worksheet as it stood that day, kept for ever.

A filed worksheet is frozen. What changes afterwards shows beside it as an amendment, which is filed as a report of
its own with the next number.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import Conflict, InvalidData, NotFound
from crm.fields import Day
from crm.lobbying.due import NAMES, Lateness, Report, lateness
from crm.lobbying.law import Law
from crm.lobbying.lines import Party
from crm.lobbying.worksheet import Amendment, Worksheet, amendments, frozen, thawed
from crm.office_time import first_day, in_words
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.kinds import declare
from crm.records.permissions import permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

FILING = declare("Filing", "report")
IDS = uuid.UUID("c2a9b8e1-5d3f-4f7a-8b6c-3e7d9a0f1e55")
MOST_LETTERS = 4_000_000


@dataclass(frozen=True)
class Filing:
    """A report as it was filed. `number` is 0 for the report itself, then 1, 2 ... for its amendments; `due` the day
    it was due, as computed when it was filed, None where that was not known; `accepted` says the state took it, when it
    did. One that a list of past years told has no `sheet`, and its total is not known."""

    id: str
    version: int
    report: Report
    year: int
    filer: Party
    client: Party
    filed_on: str
    number: int
    due: str | None
    accepted: str | None
    note: str
    total_cents: int | None
    sheet: Worksheet | None
    recorded_at: str = ""
    recorded_by: str = ""
    sample: bool = False

    @property
    def name(self) -> str:
        amended = f", amendment {self.number}" if self.number else ""
        return f"{NAMES[self.report]} {self.year}{amended}"

    def late(self, law: Law) -> Lateness | None:
        """How late it was; None where its due day is not known."""
        if self.due is None:
            return None
        return lateness(law.on(first_day(self.due)), first_day(self.due), first_day(self.filed_on))

    def is_again(self, sheet: Worksheet, new: "NewFiling") -> bool:
        """Whether recording this would only say again what is on record here."""
        return self.filed_on == new.filed_on and self.sheet == sheet

    def changed_since(self, now: Worksheet) -> tuple[Amendment, ...]:
        """What an amendment would say: the differences of the worksheet today; nothing where none was kept."""
        return amendments(self.sheet, now) if self.sheet else ()


@dataclass(frozen=True)
class NewFiling:
    """A report to record as filed on a day. `amends`: it amends one that was filed before."""

    filed_on: str
    amends: bool = False
    accepted: str | None = None
    note: str = ""


class NewFilingSchema(Schema):
    """The shape of a report that was filed. Loads to `NewFiling`."""

    filed_on = Day(required=True)
    amends = fields.Boolean(load_default=False)
    accepted = Day(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=1000))

    @post_load
    def _new_filing(self, data: dict[str, Any], **_: object) -> NewFiling:
        return NewFiling(**data)


class AnswerSchema(Schema):
    """The shape of what the state said of a filed report: when it accepted it, and a note."""

    accepted = Day(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=1000, error="Keep this to 1,000 characters."))


def filing_key(report: str, filer: str, client: str, year: int, number: int = 0) -> str:
    """The id of a report's record: one for each report, filer, client and year, and each of its amendments."""
    return str(uuid.uuid5(IDS, f"{report}|{filer}|{client}|{year}|{number}"))


LISTED = """
MATCH (n:Filing)-[:FILED_BY]->(filer), (n)-[:ON_BEHALF_OF]->(client:Organization)
WHERE n.deleted_at IS NULL AND ($year IS NULL OR n.year = $year) AND ($id IS NULL OR n.id = $id)
RETURN properties(n) AS stored, filer {.id, name: coalesce(filer.short_name, filer.name)} AS filer,
  client {.id, name: coalesce(client.short_name, client.name)} AS client
ORDER BY n.year DESC, n.filed_on DESC, n.id LIMIT 2000
"""

JOIN = """
MATCH (n:Filing {id: $id}), (client:Organization {id: $client})
OPTIONAL MATCH (p:Person {id: $filer})
OPTIONAL MATCH (o:Organization {id: $filer})
WITH n, client, coalesce(p, o) AS filer WHERE filer IS NOT NULL
MERGE (n)-[:FILED_BY]->(filer)
MERGE (n)-[:ON_BEHALF_OF]->(client)
RETURN filer.name AS name
"""


def filings(tx: "ManagedTransaction", year: int | None = None, *, actor: Actor) -> list[Filing]:
    """The reports filed that were due in a year, or all, the latest first. Raises NotAllowed."""
    require(actor, "see", "report")
    return [filing_of(row) for row in tx.run(LISTED, year=year, id=None)]


def filing(tx: "ManagedTransaction", filing_id: str, *, actor: Actor) -> Filing:
    """One filed report. Raises NotFound, NotAllowed."""
    require(actor, "see", "report")
    row = tx.run(LISTED, year=None, id=filing_id).single()
    if row is None:
        raise NotFound("There is no such report. It may have been deleted.")
    return filing_of(row)


@permitted("add", "report")
def file_report(tx: "ManagedTransaction", sheet: Worksheet, new: NewFiling, due: date | None, *, by: Actor) -> str:
    """Record that a report was filed, freeze its worksheet, and return its id.

    Raises InvalidData by field, NotAllowed, and Conflict when it was filed before (`amends` files an amendment).
    """
    before = sorted((one for one in filings(tx, sheet.year, actor=by) if _same(one, sheet)), key=lambda f: f.number)
    check(sheet, new, by.today)
    sent_before = next((f for f in before if bool(f.number) == new.amends and f.is_again(sheet, new)), None)
    if sent_before:
        return sent_before.id
    if before and not new.amends:
        raise Conflict(f"This report was filed on {in_words(before[-1].filed_on)}. File an amendment to change it.")
    if new.amends and not before:
        raise InvalidData({"amends": ["There is nothing to amend: this report was not filed yet."]})
    if before and before[-1].sheet and not before[-1].changed_since(sheet):
        raise Conflict("There is nothing to amend: the records say what was filed.")
    number = before[-1].number + 1 if before else 0
    filing_id = filing_key(sheet.report, sheet.filer.id, sheet.client.id, sheet.year, number)
    if lifecycle.known(tx, FILING, filing_id, by=by):
        raise Conflict("This report was recorded as filed before and then deleted. Restore that one under History.")
    lifecycle.create(tx, FILING, filing_id, _values(sheet, new, number, due), by=by)
    if tx.run(JOIN, id=filing_id, filer=sheet.filer.id, client=sheet.client.id).single() is None:
        raise InvalidData({"filer": ["Choose whose report it is from the list."]})
    return filing_id


def check(sheet: Worksheet, new: NewFiling, today: str) -> None:
    """Refuse a day that cannot be. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if len(new.filed_on) != len("2026-02-25"):
        errors["filed_on"] = ["Write the day on which it was filed, such as 2/24/2026."]
    elif new.filed_on > today:
        errors["filed_on"] = ["This day is still to come. Record the report once it is filed."]
    elif new.filed_on < sheet.period.first.isoformat():
        errors["filed_on"] = [f"This is before its period begins, {in_words(sheet.period.first.isoformat())}."]
    errors |= _wrong_answer(new.accepted, new.filed_on)
    if errors:
        raise InvalidData(errors)


def _wrong_answer(accepted: str | None, filed_on: str) -> dict[str, list[str]]:
    early = accepted is not None and accepted < filed_on[: len(accepted)]
    return {"accepted": ["It cannot be accepted before it was filed."]} if early else {}


@permitted("change", "report")
def set_accepted(
    tx: "ManagedTransaction", filing_id: str, on: str | None, note: str, *, version: int, by: Actor
) -> None:
    """Say when the state accepted it, and what it said. Raises InvalidData, NotFound, NotAllowed, Conflict."""
    if errors := _wrong_answer(on, filing(tx, filing_id, actor=by).filed_on):
        raise InvalidData(errors)
    lifecycle.edit(tx, FILING, filing_id, {"accepted": on, "note": note}, version=version, by=by)


@permitted("delete", "report")
def delete_filing(tx: "ManagedTransaction", filing_id: str, *, by: Actor) -> str:
    """Take a filed report out, frozen worksheet and all; `restore_filing` undoes it. Raises NotFound, NotAllowed."""
    stored = lifecycle.read(tx, FILING, filing_id, actor=by)
    return lifecycle.delete(tx, FILING, filing_id, version=stored["version"], by=by)


@permitted("delete", "report")
def restore_filing(tx: "ManagedTransaction", filing_id: str, *, by: Actor) -> None:
    """Bring it back. Raises NotFound, NotAllowed."""
    lifecycle.restore(tx, FILING, filing_id, by=by)


def filing_of(row: Mapping[str, Any]) -> Filing:
    """From a row that LISTED returns."""
    stored = row["stored"]
    return Filing(
        id=stored["id"],
        version=stored["version"],
        report=Report(stored["report"]),
        year=stored["year"],
        filer=Party(row["filer"]["id"], row["filer"]["name"]),
        client=Party(row["client"]["id"], row["client"]["name"]),
        filed_on=stored["filed_on"],
        number=stored.get("number", 0),
        due=stored.get("due"),
        accepted=stored.get("accepted"),
        note=stored.get("note", ""),
        total_cents=stored.get("total_cents"),
        sheet=thawed(json.loads(stored["worksheet"])) if "worksheet" in stored else None,
        recorded_at=stored["recorded_at"],
        recorded_by=stored.get("recorded_name", ""),
        sample=bool(stored.get("sample")),
    )


def _same(filed: Filing, sheet: Worksheet) -> bool:
    return (filed.report, filed.filer.id, filed.client.id) == (sheet.report, sheet.filer.id, sheet.client.id)


def _values(sheet: Worksheet, new: NewFiling, number: int, due: date | None) -> dict[str, Any]:
    text = json.dumps(frozen(sheet), ensure_ascii=False, sort_keys=True)
    if len(text) > MOST_LETTERS:
        raise InvalidData({"": ["This worksheet has more lines than can be kept with a filed report."]})
    amended = f", amendment {number}" if number else ""
    return {
        "report": str(sheet.report),
        "year": sheet.year,
        "filed_on": new.filed_on,
        "number": number,
        "due": due.isoformat() if due else None,
        "accepted": new.accepted,
        "note": new.note,
        "total_cents": sheet.total,
        "worksheet": text,
        "label": f"{NAMES[sheet.report]} {sheet.year} of {sheet.filer.name}{amended}",
    }
