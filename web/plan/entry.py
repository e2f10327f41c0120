"""One entry of the plan: its word and figure, the window, every piece of evidence, the gaps, and what would meet it."""

from werkzeug.wrappers import Response

from crm.errors import NotFound
from crm.plan.ledger import Item, Row
from crm.plan.next_steps import to_be_met
from crm.plan.periods import Period
from crm.plan.rules import RULES
from crm.plan.settings import BY_KEY
from crm.plan.standing import moves
from web.access import allow_to
from web.plan.addresses import slug
from web.plan.asked import answer, asked
from web.plan.blueprint import pages
from web.remembered import remembered
from web.tables import Column, Table, table_page


@pages.get("/plan/entries/<entry_slug>")
@allow_to("see", "plan")
@remembered
def entry(entry_slug: str) -> Response:
    """An entry as of a day."""
    found = answer(asked())
    row = next((row for row in found.now.rows if slug(row.entry.id) == entry_slug), None)
    if row is None:
        raise NotFound("The plan has no such entry.")
    names = found.standing.names
    move = moves(found.then, found.now)[row.entry.id] if found.then else None
    below = [other for other in found.now.rows if other.entry.under == row.entry.id]
    first, last = row.outcome.window
    table = Table(
        columns(),
        list(reversed(row.evidence)),
        name=slug(row.entry.id),
        noun="piece of evidence",
        many="pieces of evidence",
    )
    return table_page(
        "plan/entry.html",
        table,
        row=row,
        asked=found.asked,
        move=move if move and move.has_moved else None,
        since=found.then.day.isoformat() if found.then else None,
        window=f"{Period(first, last)}" if _is_period(row) else None,
        need=to_be_met(row, found.now.day),
        missing=[names.get(member, member) for member in row.outcome.missing],
        statements=[(statement, names.get(statement.by, statement.by)) for statement in reversed(row.statements)],
        settings=[(BY_KEY[key], value) for key, value in row.settings],
        reads_law=RULES[row.entry.rule].reads_law,
        below=below,
        parent=found.now.by_id.get(row.entry.under),
    )


def _is_period(row: Row) -> bool:
    return row.outcome.periods is not None


def columns() -> list[Column]:
    """The evidence of an entry, newest first."""
    return [
        Column("what", "What", lambda item: item.record.title or item.kind.capitalize(), sortable=False),
        Column("kind", "Kind", lambda item: item.kind, sortable=False),
        Column("day", "Day", lambda item: day_of(item), kind="date", sortable=False),
        Column("recorded", "Recorded", lambda item: item.record.recorded.isoformat(), kind="date", sortable=False),
        Column("also", "Also counts in", lambda item: ", ".join(item.also), sortable=False),
        Column("id", "Id", lambda item: item.record.id, sortable=False),
    ]


def day_of(item: Item) -> str | None:
    """The record's own day; None where it holds since ever."""
    return item.record.day.isoformat() if item.record.day.year > 1 else None
