"""What the plan reads of lobbying: registrations, reports, expenses and sessions as recorded in their room."""

from datetime import date

from worlds.council import on
from worlds.lobbying import WORLD, dinner

from crm.lobbying.expenses import record_expense
from crm.lobbying.filings import NewFiling, file_report
from crm.lobbying.registrations import NewRegistration, register
from crm.lobbying.reports import worksheet_of
from crm.lobbying.session_days import REGULAR, SPECIAL, LegislativeSession
from crm.lobbying.sessions import NewSession, record_session
from crm.plan.gathering import gather
from crm.storage.database import Database

STAFF = on("2025-05-01")


def test_registrations_reports_expenses_and_sessions_are_evidence_of_the_plan(graph: Database) -> None:
    graph.write(lambda tx: tx.run(WORLD).consume())
    graph.write(register, NewRegistration("ann", 2025, "2025-01-08"), by=STAFF)
    graph.write(register, NewRegistration("mass", 2025, "2025-01-08"), by=STAFF)
    graph.write(record_expense, dinner(), by=STAFF)
    regular = LegislativeSession("2025", REGULAR, date(2025, 1, 7), date(2025, 4, 6))
    special = LegislativeSession("20251E", SPECIAL, date(2025, 4, 20), date(2025, 4, 21))
    for session in (regular, special):
        graph.write(record_session, NewSession(session), by=STAFF)

    def file_two(tx) -> None:
        for report, filer in (("february", "ann"), ("client annual", "mass")):
            sheet, due = worksheet_of(tx, report, 2025, filer, actor=STAFF)
            file_report(tx, sheet, NewFiling("2025-02-24"), due.day, by=STAFF)

    graph.write(file_two)
    known = graph.read(gather)
    assert [(row.person, row.year, row.day) for row in known.registrations] == [("ann", 2025, date(2025, 1, 8))]
    assert {(row.type, row.due_year, row.person) for row in known.filings} == {
        ("february", 2025, "ann"), ("client annual", 2025, None),
    }  # fmt: skip
    assert [(row.category, row.amount, row.official) for row in known.expenses] == [("f", 212.4, None)]
    assert [(row.type, row.year, row.sine_die) for row in known.sessions] == [
        ("regular", 2025, date(2025, 4, 6)), ("special", 2025, date(2025, 4, 21)),
    ]  # fmt: skip
