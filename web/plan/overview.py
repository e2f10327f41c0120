"""The plan on one page: three goals, a line for each entry with its word, figure, trend and what to do next."""

from dataclasses import dataclass

from flask import Response

from crm.plan.ledger import Ledger, Row
from crm.plan.next_steps import next_step
from crm.plan.standing import Move, moves
from crm.plan.words import Word
from web.access import allow_to
from web.plan.addresses import address_of_entry
from web.plan.asked import Answer, answer, asked
from web.plan.blueprint import pages
from web.remembered import remembered
from web.tables import Column, Table, table_page

# What the first line counts, after those that are met.
NAMED = (Word.LATE, Word.MISSED, Word.DUE_SOON)


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it."""

    row: Row
    depth: int
    step: str
    move: Move | None

    @property
    def trend(self) -> str:
        """“better (was late)”, “worse (was met)”, “was 1 of 3”, or nothing."""
        if self.move is None or not self.move.has_moved:
            return ""
        before = self.move.before
        if self.move.better is None:
            return f"was {before.figure}"
        return f"{'better' if self.move.better else 'worse'} (was {before.word})"


@pages.get("/plan")
@allow_to("see", "plan")
@remembered
def overview() -> Response:
    """Every entry as of a day: ?on=7/1/2022&known_on=8/1/2022, both optional."""
    found = answer(asked())
    shown = lines(found)
    goals = [
        (goal, [line for line in shown if found.now.plan.goal_of(line.row.entry) == goal.id])
        for goal in found.now.plan.goals
    ]
    table = Table(columns(), shown, name=f"plan-{found.now.day.isoformat()}", noun="entry", many="entries")
    return table_page(
        "plan/overview.html",
        table,
        asked=found.asked,
        ledger=found.now,
        goals=goals,
        since=found.then.day.isoformat() if found.then else None,
        line=first_line(found.now),
    )


def lines(found: Answer) -> list[Line]:
    """The lines of the page, in the plan's order."""
    moved = moves(found.then, found.now) if found.then else {}
    plan = found.now.plan
    return [
        Line(row, plan.depth(row.entry), next_step(row, found.now.day), moved.get(row.entry.id))
        for row in found.now.rows
    ]


def first_line(ledger: Ledger) -> str:
    """“41 of 73 met, 6 late, 9 due soon.”"""
    counts = [f"{ledger.counts[word]} {word}" for word in NAMED if ledger.counts[word]]
    return f"{', '.join([f'{ledger.done} of {len(ledger.entries)} met', *counts])}."


def columns() -> list[Column]:
    """The table as it is exported, the evidence by its ids."""
    return [
        Column("entry", "Entry", lambda line: line.row.entry.id, href=lambda line: address_of_entry(line.row.entry.id)),
        Column("text", "What the plan asks", lambda line: line.row.entry.text),
        Column("word", "Status", lambda line: str(line.row.word)),
        Column("n", "Count", lambda line: line.row.n, kind="number"),
        Column("m", "Of", lambda line: line.row.m, kind="number"),
        Column("from", "Window from", lambda line: line.row.outcome.window[0].isoformat()),
        Column("to", "Window to", lambda line: line.row.outcome.window[1].isoformat()),
        Column("met", "Closed periods met", lambda line: _periods(line, "met"), kind="number"),
        Column("closed", "Closed periods", lambda line: _periods(line, "closed"), kind="number"),
        Column("trend", "Since the last board meeting", lambda line: line.trend),
        Column("next", "Next", lambda line: line.step),
        Column("reason", "Not computed because", lambda line: line.row.outcome.reason),
        Column("evidence", "Evidence", lambda line: "; ".join(item.record.id for item in line.row.evidence)),
    ]  # fmt: skip


def _periods(line: Line, name: str) -> int | None:
    periods = line.row.outcome.periods
    return getattr(periods, name) if periods else None
