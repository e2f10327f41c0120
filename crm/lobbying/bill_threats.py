"""Which deadline of the session threatens a bill next, from what is on record of it: its number, session and votes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm.lobbying.session_days import Threat, is_money, stage_of, threat
from crm.lobbying.sessions import calendar_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

STAGES = {
    "own": "before the house it began in",
    "other": "before the other house",
    "conference": "passed by both houses",
}


@dataclass(frozen=True)
class BillThreat:
    """A bill of the session of `year` and what threatens it."""

    bill_id: str
    identifier: str
    year: int
    threat: Threat

    def sentence(self, today: date) -> str:
        """ "HB 1453 is before the house it began in, as far as votes are recorded. Next deadline: Feb 13, 2025 ..." """
        stage = f"{self.identifier} is {STAGES[self.threat.stage]}, as far as votes are recorded."
        if self.threat.deadline:
            deadline = self.threat.deadline
            days = (deadline.on - today).days
            left = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
            return f"{stage} Next deadline {left}, {_day(deadline.on)}: {deadline.name[0].lower()}{deadline.name[1:]}."
        if self.threat.passed:
            return f"{stage} The deadlines of that stage are past; the last was {_day(self.threat.passed.on)}."
        return stage


BILLS = """
MATCH (b:Bill) WHERE b.id IN $ids
RETURN b.id AS id, b.identifier AS identifier, b.session AS session, b.title AS title,
  [(b)<-[:VOTE_ON]-(v:VoteEvent)-[:TAKEN_IN]->(c:Organization) WHERE v.passed | c.chamber] AS passed
ORDER BY b.identifier LIMIT 200
"""


def bill_threats(tx: "ManagedTransaction", bill_ids: Collection[str], today: date) -> list[BillThreat]:
    """What threatens these bills, the nearest deadline first. Bills of a session that is over, or whose year is not
    known, are left out: no deadline threatens them."""
    threats = []
    for row in tx.run(BILLS, ids=list(bill_ids)):
        year = int(row["session"][:4]) if row["session"][:4].isdigit() else 0
        if year < today.year or year > today.year + 1:
            continue
        calendar = calendar_of(tx, year)
        if calendar.deadlines[-1].on < today:
            continue
        stage = stage_of(row["identifier"], row["passed"])
        next_one = threat(calendar.deadlines, stage=stage, money=is_money(row["title"]), today=today)
        threats.append(BillThreat(row["id"], row["identifier"], year, next_one))
    return sorted(threats, key=lambda t: (t.threat.deadline.on if t.threat.deadline else date.max, t.identifier))


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
