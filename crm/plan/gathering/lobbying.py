"""Lobbying: registrations, reports filed, expenses and sessions of the legislature, as a plan's rules read them."""

from typing import Any

from crm.lobbying.session_days import REGULAR
from crm.plan import evidence as rows
from crm.plan.gathering.days import maybe_day, own_day, recorded_day
from crm.storage.collected import collected

REGISTRATIONS = collected(
    """
MATCH (n:Registration)-[:REGISTERS]->(p:Person) WHERE n.deleted_at IS NULL
RETURN properties(n) AS stored, p.id AS person ORDER BY n.id LIMIT $most
""",
    "stored",
    "person",
)

FILINGS = collected(
    """
MATCH (n:Filing)-[:FILED_BY]->(filer)
WHERE n.deleted_at IS NULL AND n.number = 0 AND n.report IN $types
RETURN n {.id, .report, .year, .filed_on, .label, .recorded_at, .known_on} AS stored,
  CASE WHEN filer:Person THEN filer.id END AS person ORDER BY n.id LIMIT $most
""",
    "stored",
    "person",
)

EXPENSES = collected(
    """
MATCH (e:Expense) WHERE e.deleted_at IS NULL AND e.category IS NOT NULL
RETURN properties(e) AS stored, [(e)-[:BENEFITS]->(p:Person) | p.id] AS officials,
  head([(e)-[:FROM]->(v:Event) WHERE v.deleted_at IS NULL | v.id]) AS event ORDER BY e.id LIMIT $most
""",
    "stored",
    "officials",
    "event",
)

SESSIONS = collected(
    """
MATCH (n:LegislativeSession) WHERE n.deleted_at IS NULL
RETURN properties(n) AS stored ORDER BY n.convened, n.id LIMIT $most
""",
    "stored",
)


def registration_row(row: Any) -> rows.Registration:
    stored = row["stored"]
    return rows.Registration(
        id=stored["id"],
        day=own_day(stored["filed_on"]),
        recorded=recorded_day(stored),
        title=stored.get("label", ""),
        person=row["person"],
        year=stored["year"],
    )


def filing_row(row: Any) -> rows.Filing:
    """A report; its amendments are not reports of their own here."""
    stored = row["stored"]
    return rows.Filing(
        id=stored["id"],
        day=own_day(stored["filed_on"]),
        recorded=recorded_day(stored),
        title=stored.get("label") or "",
        type=stored["report"],
        due_year=stored["year"],
        person=row["person"],
    )


def expense_row(row: Any) -> rows.Expense:
    """An expense whole; `official` is named where it was for one alone."""
    stored, officials = row["stored"], row["officials"]
    return rows.Expense(
        id=stored["id"],
        day=own_day(stored["on"]),
        recorded=recorded_day(stored),
        title=stored.get("label", ""),
        category=stored["category"],
        amount=stored["cents"] / 100,
        official=officials[0] if len(officials) == 1 else None,
        campaign=stored.get("campaign"),
        event=row["event"],
        single_function=bool(stored.get("function")),
    )


def session_row(row: Any) -> rows.LegislativeSession:
    stored = row["stored"]
    return rows.LegislativeSession(
        id=stored["id"],
        day=own_day(stored["convened"]),
        recorded=recorded_day(stored),
        title=stored["name"],
        type="regular" if stored["kind"] == REGULAR else "special",
        year=int(stored["convened"][:4]),
        sine_die=maybe_day(stored.get("adjourned")),
    )
