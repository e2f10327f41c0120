"""Consensus over time: every priority by every body on any day, and what moved since another day or meeting."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from crm.accounts.actor import Actor
from crm.advocacy.consensus import Body, IssueConsensus, Movement, in_words, movements, of_issue, our_side
from crm.advocacy.councils import council, home
from crm.advocacy.issues import Issue, issues, priorities
from crm.advocacy.meetings import HELD, meetings
from crm.advocacy.positions import Known, current_stances
from crm.dates import parse_date
from crm.errors import NotFound
from web.access import EVERYONE, allow
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.tables import Column, Table

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Grid:
    """Issue by body, with a sentence each, and what moved between the two days."""

    bodies: tuple[Body, ...]
    rows: tuple[tuple[Issue, IssueConsensus, str], ...]
    moved: tuple[Movement, ...]
    meetings: tuple[str, ...]


@pages.get("/consensus")
@allow(*EVERYONE)
def consensus() -> Response | str:
    """The grid as of the day in the address (today), compared with another day (the last meeting held before it)."""
    asking, problem = actor(), None
    try:
        on = parse_date(request.args["on"]) if request.args.get("on") else asking.at[:10]
        since = parse_date(request.args["since"]) if request.args.get("since") else None
    except ValueError as error:
        on, since, problem = asking.at[:10], None, str(error)
    grid, since = database().read(_grid, on, since, asking)
    table = _table(grid)
    if table.format:
        return table.export()
    titles = {issue.id: issue.title for issue, _, _ in grid.rows}
    return render_template(
        "advocacy/consensus.html", grid=grid, table=table, on=on, since=since, titles=titles, problem=problem
    )


def _grid(tx: "ManagedTransaction", on: str, since: str | None, asking: Actor) -> tuple[Grid, str | None]:
    when = Known.at(asking, on)
    try:
        found = council(tx, as_of=on)
    except NotFound:
        return Grid((), (), (), ()), since
    association = home(tx)
    held = [meeting.start[:10] for meeting in meetings(tx, found.id) if meeting.status == HELD]
    since = since or next((day for day in held if day < on), None)
    chosen = priorities(issues(tx, known=when.known, as_of=when.as_of))
    subjects = [issue.id for issue in chosen]
    holders = [association.id, *(body.id for body in found.bodies)]
    now = current_stances(tx, subjects, when, actor=asking, holders=holders)
    then = current_stances(tx, subjects, Known.at(asking, since), actor=asking, holders=holders) if since else None
    rows = []
    for issue in chosen:
        side = our_side(now.get((association.id, issue.id)))
        one = of_issue(issue.id, found.bodies, now, then, our_side=side, rank=issue.rank)
        rows.append((issue, one, in_words(one, found.bodies)))
    moved = movements(found.bodies, subjects, then, now) if then is not None else []
    return Grid(found.bodies, tuple(rows), tuple(moved), tuple(held)), since


def _table(grid: Grid) -> Table:
    columns = [Column("issue", "Priority", lambda row: row[0].title, href=lambda row: f"/issues/{row[0].id}")]
    columns += [Column(body.id, body.short_name, _Cell(body.id)) for body in grid.bodies]
    columns.append(
        Column("agree", "Agree", lambda row: f"{row[1].aligned} of {row[1].asked}", order=lambda row: row[1].share)
    )
    return Table(columns, list(grid.rows), sort="", name="consensus", noun="priority", many="priorities")


@dataclass(frozen=True)
class _Cell:
    """The value of one body's column: its stance in words, with since when."""

    body_id: str

    def __call__(self, row: tuple[Issue, IssueConsensus, str]) -> str | None:
        stance = row[1].stances.get(self.body_id)
        return None if stance is None else f"{stance.words} since {stance.since}"
