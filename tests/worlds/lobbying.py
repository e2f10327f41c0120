"""A small made-up world for lobbying: the association with a lobbyist, a superintendent, and three officials."""

from typing import TYPE_CHECKING

from crm.lobbying.expense_form import NewExpense, NewGift
from crm.lobbying.expenses import record_expense
from crm.lobbying.filings import NewFiling, file_report
from crm.lobbying.registrations import NewRegistration, register
from crm.lobbying.reports import worksheet_of
from crm.records.actor import Actor
from crm.storage.database import Database

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

WORLD = """
CREATE (mass:Organization {id: 'mass', name: 'Association of Superintendents', short_name: 'MASS', version: 1,
  classification: 'association', home: true})
CREATE (house:Organization {id: 'house', name: 'House', classification: 'chamber', chamber: 'lower'})
CREATE (lee:Organization {id: 'lee-schools', name: 'Lee County Schools', classification: 'school_district'})
WITH mass, house, lee
UNWIND [
  {id: 'ann', name: 'Ann Reed', role: 'executive_director', body: 'mass'},
  {id: 'bo', name: 'Bo Cole', role: 'deputy', body: 'mass'},
  {id: 'sue', name: 'Sue Park', role: 'superintendent', body: 'lee-schools'},
  {id: 'della', name: 'Della Ames', role: 'member', body: 'house'},
  {id: 'ruth', name: 'Ruth Boyd', role: 'member', body: 'house'},
  {id: 'carl', name: 'Carl Boyd', role: 'member', body: 'house'}
] AS row
MATCH (body:Organization {id: row.body})
CREATE (p:Person {id: row.id, name: row.name, given_name: split(row.name, ' ')[0], family_name: split(row.name, ' ')[1],
  version: 1, recorded_at: '2024-01-01T00:00:00.000000Z'})
CREATE (post:Post {id: 'post-' + row.id, role: row.role, label: row.role + ' ' + row.name})
CREATE (post)-[:IN]->(body)
CREATE (p)-[:HOLDS {key: 'h-' + row.id, start_date: '2024-01-02'}]->(post)
"""

CONTACTS = """
UNWIND $contacts AS row
CREATE (i:Interaction {id: row.id, key: row.id, version: 1, at: row.at, channel: 'meeting', direction: 'two_way',
  sentiment: 0, visibility: 'staff', at_request: row.at_request, recorded_at: row.at + 'T12:00:00.000000Z',
  recorded_by: 'u-ann'})
SET i.cost_cents = row.cost
WITH i, row
MATCH (ours:Person {id: row.ours}), (theirs:Person {id: row.theirs})
CREATE (ours)-[:TOOK_PART {key: row.ours + row.id, part: 'ours'}]->(i)
CREATE (theirs)-[:TOOK_PART {key: row.theirs + row.id, part: 'theirs'}]->(i)
"""


def contact(on: str, ours: str, theirs: str = "della", *, at_request: bool = True, cost: int | None = None) -> dict:  # type: ignore[type-arg]
    """A contact for CONTACTS; its id says who met whom when."""
    id_ = f"contact-{ours}-{theirs}-{on}"
    return {"id": id_, "at": on, "ours": ours, "theirs": theirs, "at_request": at_request, "cost": cost}


def add_contacts(database: Database, *contacts: dict[str, object]) -> None:
    """Put contacts into the graph as they would stand there."""
    database.write(lambda tx: tx.run(CONTACTS, contacts=list(contacts)).consume())


def dinner(on: str = "2025-01-15", **more: object) -> NewExpense:
    """Ann's dinner with two of the officials and a spouse each, $212.40, for four heads of theirs."""
    plain = {
        "on": on, "cents": 21240, "purpose": "Dinner on teacher pay", "place": "Jackson", "category": "f",
        "thing": "food",
        "payer": "ann", "gifts": (NewGift("della", 1), NewGift("ruth", 1)), "key": f"dinner-{on}",
    }  # fmt: skip
    return NewExpense(**{**plain, **more})  # type: ignore[arg-type]


def furnish_lobbying(database: Database, who: str, official: str, by: Actor) -> dict[str, str]:
    """One of everything in a graph with an association: `who` registered and filed a report of a dinner with
    `official`. Answers with what stands in the variables of an address."""
    year = int(by.at[:4])
    registration = database.write(register, NewRegistration(who, year, f"{year}-01-03", fee_cents=2500), by=by)
    gifts = (NewGift(official, 1),)
    expense = database.write(record_expense, dinner(f"{year}-01-15", payer=who, gifts=gifts), by=by)
    mailing = NewExpense(f"{year}-01-20", 31250, "Call your representative", category="e", key="mailing-1")
    database.write(record_expense, mailing, by=by)

    def file_february(tx: "ManagedTransaction") -> str:
        sheet, due = worksheet_of(tx, "february", year, who, actor=by)
        return file_report(tx, sheet, NewFiling(f"{year}-01-31"), due.day, by=by)

    filing = database.write(file_february)
    return {
        "registration_id": registration, "expense_id": expense, "filing_id": filing, "report": "february",
        "year": str(year), "filer": who,
    }  # fmt: skip
