"""Two school years of past records come in as one sheet, and give the ledger that the sheet itself gives."""

import csv
from datetime import date
from pathlib import Path

import pytest
from worlds.pieces import add
from worlds.town import acting

from crm import office_time
from crm.imports import batches, undoing
from crm.imports.comparing import plan
from crm.imports.drafts import NEW
from crm.lobbying.expenses import lines
from crm.lobbying.law import shipped as shipped_law
from crm.lobbying.lines import missing
from crm.lobbying.registrations import NewRegistration, register, registrations
from crm.lobbying.reports import expected_reports
from crm.lobbying.session_days import REGULAR, LegislativeSession
from crm.lobbying.sessions import NewSession, record_session, sessions
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
HOME = {"home": {"name": "The Association", "classification": "association", "home": True}}


def planned(graph: Database, batch: str, text: bytes | None = None):
    draft = evidence_draft.read(SHEET if text is None else Upload("sheet.csv", text), as_of=AS_OF)
    ready = graph.read(plan, draft, batch_id=batch, today=AS_OF)
    answers = {choice.id: NEW for choice in ready.choices if not choice.default}
    return graph.read(plan, draft, batch_id=batch, today=AS_OF, decisions=answers)


@pytest.fixture
def office(graph: Database) -> Database:
    """An office without anything; patient, because every text is new to this database."""
    patient = graph.within(240)
    add(patient, "Organization", HOME)
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
            if said != row[day].partition(";")[0]:
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


def test_a_body_that_is_only_named_stays_as_it_was_typed(office):
    typed = {"name": "Parents for Schools", "short_name": "PFS", "classification": "partner"}
    add(office, "Organization", {"pfs": typed})
    sheet = b"id,kind,date,recorded_on,fields\nE1,event,2026-03-02,2026-03-02,type=training|name=Buses|host=PFS\n"
    ready = planned(office, BATCH, sheet)
    assert not [change for change in ready.nodes if change.id == "pfs"]
    assert [link.start for link in ready.links if link.triple[1] == "HOSTS"] == ["pfs"]


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
x1,expense,2025-09-13,,category=a|amount=0
"""
    ready = planned(office, BATCH, text)
    assert {error.row for error in ready.errors} >= {2, 4, 5, 6}
    office.write(batches.apply, ready, by=BY)
    assert sorted(event.day.isoformat() for event in office.read(gather).events) == ["2025-09-13", "2025-09-14"]


LOBBYING = b"""id,kind,date,recorded_on,fields
s1,session,2025-01-07,,type=regular|year=2025|sine_die=2025-04-06
s2,session,2025-05-28,,type=special|year=2025|sine_die=2025-06-06
r1,registration,2025-01-08,,person=Cy Hale|year=2025
f1,filing,2025-01-30,,type=client annual|due_year=2025
f2,filing,2025-02-24,,type=february|person=Cy Hale|due_year=2025
e1,event,2025-02-04,,type=reception|host=OWN|name=Reception
x1,expense,2025-02-04,,category=f|amount=480.50|event=e1|function=single
x2,expense,2025-02-10,,category=f|amount=12.40|official=Lee Lott
"""


def test_sessions_registrations_reports_and_expenses_come_in_as_if_typed(office):
    office.write(batches.apply, planned(office, BATCH, LOBBYING), by=BY)
    assert [(one.name, one.adjourned) for one in office.read(sessions)] == [
        ("20251E", date(2025, 6, 6)), ("2025", date(2025, 4, 6)),
    ]  # fmt: skip
    (registered,) = office.read(registrations)
    assert (registered.who.name, registered.client.id, registered.filed_on) == ("Cy Hale", "home", "2025-01-08")
    reports = office.read(expected_reports, 2025, actor=BY)
    assert [(one.due.report, one.filed[0].filed_on) for one in reports if one.filed] == [
        ("client annual", "2025-01-30"), ("february", "2025-02-24"),
    ]  # fmt: skip
    assert [one.filed[0].sheet for one in reports if one.filed] == [None, None], "what they said is not known"
    spent = office.read(lines, 2025, 2025, actor=BY)
    assert [(one.cents, [gift.official.name for gift in one.gifts]) for one in spent] == [
        (1240, ["Lee Lott"]), (48050, []),
    ]  # fmt: skip
    assert missing(shipped_law(), spent[0]) == ("who paid", "the purpose", "the place", "what was given")
    function = spent[1].function
    assert function is not None
    assert (function.legislature, function.is_single) == (True, False)


def test_what_a_sheet_brought_in_is_not_recorded_twice_by_hand(office):
    office.write(batches.apply, planned(office, BATCH, LOBBYING), by=BY)
    before = counted(office)
    office.write(record_session, NewSession(LegislativeSession("2025", REGULAR, date(2025, 1, 7))), by=BY)
    (known,) = office.read(registrations)
    assert office.write(register, NewRegistration(known.who.id, 2025, "2025-01-08"), by=BY) == known.id
    assert counted(office) == before


def test_what_was_recorded_by_hand_is_not_brought_in_twice(office):
    office.write(batches.apply, planned(office, BATCH, LOBBYING), by=BY)
    office.write(undoing.undo, BATCH, by=BY)
    session = LegislativeSession("2025R", REGULAR, date(2025, 1, 7))
    office.write(record_session, NewSession(session), by=BY)
    office.write(batches.apply, planned(office, AGAIN, LOBBYING), by=BY)
    assert [one.name for one in office.read(sessions)] == ["20251E", "2025R"]


def test_a_mended_amount_changes_the_expense_and_its_share(office):
    office.write(batches.apply, planned(office, BATCH, LOBBYING), by=BY)
    before = counted(office)
    mended = planned(office, AGAIN, LOBBYING.replace(b"amount=12.40", b"amount=14.20"))
    office.write(batches.apply, mended, by=BY)
    assert counted(office) == before
    (changed,) = [one for one in office.read(lines, 2025, 2025, actor=BY) if one.gifts]
    assert (changed.cents, changed.gifts[0].cents) == (1420, 1420)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("s,session,2025-01-07,,type=regular|year=2024", "begins in 2025"),
        ("s,session,2025-01-07,,type=regular|year=2025|sine_die=2025-01-06", "cannot end before"),
        ("r,registration,2026-01-08,,person=Cy Hale|year=2025", "is received in 2025"),
        ("f,filing,2025-01-30,,type=client annual|person=Cy Hale|due_year=2025", "Leave the person out"),
        ("f,filing,2025-01-30,,type=annual|due_year=2025", "Say whose report"),
        ("x,expense,2025-02-10,,category=f|amount=12.345", "to the cent"),
    ],
)
def test_a_row_of_the_lobbying_room_that_cannot_be_is_refused_by_name(office, row, sentence):
    ready = planned(office, BATCH, f"id,kind,date,recorded_on,fields\n{row}\n".encode())
    assert [sentence in error.message for error in ready.errors] == [True]
    assert ready.nodes == ()
