"""Two school years of past records come in as one sheet, and give the ledger that the sheet itself gives."""

import csv
from datetime import date
from pathlib import Path

import pytest
from worlds.town import acting

from crm import office_time
from crm.imports import batches, undoing
from crm.imports.comparing import plan
from crm.imports.drafts import NEW
from crm.plan.gathering import gather
from crm.plan.ledger import ledger
from crm.plan.reading import shipped
from crm.storage.database import Database
from importers import evidence_draft
from importers.upload import Upload

SHEET = Path(__file__).parents[2] / "pure" / "plan" / "two_school_years.csv"
EXPECTED = SHEET.with_name("expected_ledger.csv")
BATCH, AGAIN = "0f1d2c3b-0000-4000-8000-000000000001", "0f1d2c3b-0000-4000-8000-000000000002"
BY = acting(at=office_time.instant())
AS_OF = "2026-11-01"
HOME = """
CREATE (:Organization {id: 'home', name: 'The Association', classification: 'association', home: true, version: 1})
"""
# What the lobbying room keeps is not brought in by the sheet.
LOBBYING = {"PA 3.3", "PA 3.3.1", "PA 3", "UV 1.2.4"}


def planned(graph: Database, batch: str, text: bytes | None = None):
    draft = evidence_draft.read(SHEET if text is None else Upload("sheet.csv", text), as_of=AS_OF)
    ready = graph.read(plan, draft, batch_id=batch, today=AS_OF)
    answers = {choice.id: NEW for choice in ready.choices if not choice.default}
    return graph.read(plan, draft, batch_id=batch, today=AS_OF, decisions=answers)


@pytest.fixture
def office(graph: Database) -> Database:
    """An office without anything; patient, because every text is new to this database."""
    patient = graph.within(240)
    patient.write(lambda tx: tx.run(HOME).consume())
    return patient


@pytest.fixture
def imported(office: Database) -> Database:
    office.write(batches.apply, planned(office, BATCH), by=BY, file="two_school_years.csv")
    return office


def counted(graph: Database) -> dict[str, int]:
    text = """MATCH (n) WHERE NOT n:HistoryEntry AND NOT n:ImportBatch AND NOT n:Counter
      RETURN labels(n)[0] AS label, count(n) AS n"""
    return graph.read(lambda tx: {row["label"]: row["n"] for row in tx.run(text)})


def test_the_graph_gives_the_ledger_that_the_sheet_gives_by_hand(imported):
    evidence, shipped_plan = imported.read(gather), shipped()
    with EXPECTED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for day in [name for name in rows[0] if name != "entry"]:
        table = ledger(shipped_plan, evidence, shipped_plan.defaults, date.fromisoformat(day), None).by_id
        for row in rows:
            said = f"{table[row['entry']].word} {table[row['entry']].figure}"
            if row["entry"] not in LOBBYING and said != row[day].partition(";")[0]:
                wrong.append((day, row["entry"], row[day], said))
    assert wrong == []


def test_the_same_sheet_again_changes_nothing_and_a_mended_row_changes_its_record(imported):
    again = planned(imported, AGAIN)
    assert (again.nodes, again.links) == ((), ())
    post = b"role=superintendent|body=Ash County|person=Ada Penn"
    mended = SHEET.read_bytes().replace(post, post + b"|interim=yes")
    before = counted(imported)
    changed = planned(imported, AGAIN, mended)
    assert [dict(link.after)["interim"] for link in changed.links] == [True]
    imported.write(batches.apply, changed, by=BY)
    assert counted(imported) == before


def test_undone_it_leaves_the_graph_as_it_was(office):
    before = counted(office)
    office.write(batches.apply, planned(office, BATCH), by=BY)
    ties = office.read(lambda tx: tx.run("MATCH ()-[k:KNOWS]->() RETURN count(k)").single(strict=True)[0])
    assert ties > 0
    office.write(undoing.undo, BATCH, by=BY)
    assert counted(office) == before


def test_rows_that_cannot_be_are_refused_one_by_one_and_the_others_come_in(office):
    text = b"""id,kind,date,recorded_on,fields
e1,event,2025-09-12,,type=training|host=OWN|ends=2025-09-10
e2,event,2025-09-13,,type=training|host=OWN|attendance=Ada Penn@Ash County/superintendent
e3,event,2025-09-14,,type=training|host=OWN|attendance=Penn
a1,award,2025-09-13,,type=medal
x1,expense,2025-09-13,,category=a|amount=12
"""
    ready = planned(office, BATCH, text)
    assert {error.row for error in ready.errors} >= {2, 4, 5, 6}
    office.write(batches.apply, ready, by=BY)
    assert sorted(event.day.isoformat() for event in office.read(gather).events) == ["2025-09-13", "2025-09-14"]
