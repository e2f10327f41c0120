"""What lobbying records say of one person: expenses they paid, arranged or had a share of, registrations, reports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.lobbying.expenses import title_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PARTS = {"PAID_BY": "paid", "ARRANGED_BY": "arranged", "BENEFITS": "had a share"}


@dataclass(frozen=True)
class Naming:
    """A record that names somebody: its kind and what it says in words, its ISO day, and who recorded it."""

    kind: str
    says: str
    on: str
    recorded_by: str


EXPENSES = """
MATCH (e:Expense)-[r:PAID_BY|ARRANGED_BY|BENEFITS]->(:Person {id: $person}) WHERE e.deleted_at IS NULL
RETURN e.purpose AS purpose, e.cents AS cents, e.on AS on, type(r) AS part,
  coalesce(e.recorded_name, 'the office') AS by
ORDER BY on DESC, e.id LIMIT 500
"""

REGISTRATIONS = """
MATCH (n:Registration)-[:REGISTERS]->(:Person {id: $person}) WHERE n.deleted_at IS NULL
RETURN n.year AS year, n.filed_on AS on, coalesce(n.recorded_name, 'the office') AS by ORDER BY year DESC LIMIT 100
"""

FILINGS = """
MATCH (n:Filing)-[:FILED_BY]->(:Person {id: $person}) WHERE n.deleted_at IS NULL
RETURN n.label AS label, n.filed_on AS on, coalesce(n.recorded_name, 'the office') AS by
ORDER BY on DESC LIMIT 100
"""


def naming(tx: "ManagedTransaction", person_id: str) -> list[Naming]:
    """Everything, expenses first. Whether who asks may know is for the caller to say."""
    found = []
    for row in tx.run(EXPENSES, person=person_id):
        says = f"{title_of(row['purpose'] or '', row['cents'], row['on'])}: {PARTS[row['part']]}"
        found.append(Naming("Expense", says, row["on"], row["by"]))
    for row in tx.run(REGISTRATIONS, person=person_id):
        found.append(Naming("Registration", f"Registered for {row['year']}", row["on"], row["by"]))
    for row in tx.run(FILINGS, person=person_id):
        found.append(Naming("Report", row["label"], row["on"], row["by"]))
    return found
