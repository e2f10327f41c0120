"""Consensus over time: every priority by every body on any day, and what moved since another day or meeting."""

from dataclasses import dataclass

from flask import Response, make_response, render_template

from crm.advocacy.briefs.council_brief_words import PriorityLine
from crm.advocacy.council.consensus_grid import ConsensusGrid, consensus_grid
from crm.errors import InvalidData
from crm.vocabulary import SOURCE_KINDS, words_of
from web.access import EVERYONE, allow
from web.addresses import address
from web.advocacy.blueprint import pages
from web.bounds import day_asked
from web.context import actor, database
from web.tables import Column, Table


@pages.get("/consensus")
@allow(*EVERYONE)
def consensus() -> Response | str:
    """The grid as of the day in the address (today), compared with another day (the last meeting held before it)."""
    asking, problem = actor(), None
    try:
        on, since = day_asked("on") or asking.today, day_asked("since")
    except InvalidData as error:
        on, since, problem = asking.today, None, str(error)
    grid = database().read(consensus_grid, actor=asking, on=on, since=since)
    table = _table(grid)
    if table.format:
        return table.export()
    titles = {line.issue.id: line.issue.title for line in grid.lines}
    shown = render_template(
        "advocacy/consensus.html", grid=grid, table=table, titles=titles, problem=problem, kinds=words_of(SOURCE_KINDS),
        between=list(zip(grid.meetings, grid.meetings[1:], strict=False))[:6],
    )  # fmt: skip
    return make_response(shown, 422 if problem else 200)


def _table(grid: ConsensusGrid) -> Table:
    columns = [
        Column("issue", "Priority", lambda line: line.issue.title, href=lambda line: address("issue", line.issue.id))
    ]
    columns += [Column(body.id, body.short_name, _Cell(body.id)) for body in grid.bodies]
    agree = Column("agree", "Agree", _agree, order=lambda line: line.consensus.share, newest_first=True)
    return Table([*columns, agree], list(grid.lines), sort="", name="consensus", noun="priority", many="priorities")


def _agree(line: PriorityLine) -> str:
    return f"{line.consensus.aligned} of {line.consensus.asked}"


@dataclass(frozen=True)
class _Cell:
    """The value of one body's column: its stance in words, with since when."""

    body_id: str

    def __call__(self, line: PriorityLine) -> str | None:
        stance = line.consensus.stances.get(self.body_id)
        return None if stance is None else f"{stance.words} since {stance.since}"
