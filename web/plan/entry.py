"""One entry of the plan: its word and figure, the window, every piece of evidence, the gaps, and what would meet it."""

from collections.abc import Mapping

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.outreach import on_first_committees
from crm.advocacy.issues.subject_names import named
from crm.errors import NotFound
from crm.ids import new_id
from crm.learning.kinds import SAYS, STATEMENTS
from crm.plan.ledger import Item, Row
from crm.plan.next_steps import to_be_met
from crm.plan.periods import Period
from crm.plan.rules import RULES
from crm.plan.settings import BY_KEY
from crm.plan.standing import moves
from crm.plan.words import DONE
from crm.records.declared import add_record
from crm.records.record_schema import schema_of
from web.access import allow_to
from web.context import actor, database, today
from web.find import resolve
from web.forms import Choice, Form
from web.messages import saved
from web.plan.acting import door_to
from web.plan.addresses import address_of_entry, slug
from web.plan.asked import answer, asked, plan_with_evidence
from web.plan.blueprint import pages
from web.tables import Column, Table, table_page

NO_ENTRY = "The plan has no such entry."
STATEMENT = schema_of(STATEMENTS)


@pages.get("/plan/entries/<entry_slug>")
@allow_to("see", "plan")
def entry(entry_slug: str) -> Response:
    """An entry as of a day."""
    return _page(entry_slug, Form.new({"on": today().isoformat(), "says": "met"}))


@pages.post("/plan/entries/<entry_slug>/statements")
@allow_to("add", STATEMENTS.permission)
def state(entry_slug: str) -> AnyResponse:
    """Keep what a named person says of an entry; undo takes it out again."""
    form = Form.sent()
    plan = plan_with_evidence().plan
    of = next((of for of in plan.entries if slug(of.id) == entry_slug and not of.is_heading), None)
    if of is None:
        raise NotFound(NO_ENTRY)
    with form.catching():
        form.values["entry"] = of.id
        resolve(form, "by")
        made = database().write(add_record, STATEMENTS, form.value("key") or new_id(), form.load(STATEMENT), by=actor())
        undo = url_for("records.delete", kind_key=STATEMENTS.key, record_id=made)
        there = f"{address_of_entry(of.id)}#statements"
        return saved(f"Stated of {of.id}: {form.value('says')}.", there, undo=undo, fields={"version": 1})
    return _page(entry_slug, form)


def _page(entry_slug: str, form: Form) -> Response:
    found = answer(asked())
    row = next((row for row in found.now.rows if slug(row.entry.id) == entry_slug), None)
    if row is None:
        raise NotFound(NO_ENTRY)
    if not form.value("by") and (own := actor().person_id):
        form.pick("by", [Choice(one.id, one.name) for one in database().read(named, [own])])
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
    page = table_page(
        "plan/entry.html",
        table,
        row=row,
        asked=found.asked,
        move=move if move and move.has_moved else None,
        since=found.then.day.isoformat() if found.then else None,
        window=f"{Period(first, last)}" if row.outcome.periods is not None else None,
        need=to_be_met(row, found.now.day),
        door=None if row.word in DONE else door_to(row.entry, found.standing.settings(found.now.day)),
        missing=_missing(row, names),
        statements=[(statement, names.get(statement.by, statement.by)) for statement in reversed(row.statements)],
        settings=[(BY_KEY[key], value) for key, value in row.settings],
        reads_law=RULES[row.entry.rule].reads_law,
        below=below,
        parent=found.now.by_id.get(row.entry.under),
        form=form,
        says=SAYS,
    )
    page.status_code = 422 if form.errors else page.status_code
    return page


def _missing(row: Row, names: Mapping[str, str]) -> list[str]:
    """What a set still lacks, by name; of legislators, the members of the committees on schools and money first."""
    if row.entry.parameters.get("set") != "legislators":
        return [names.get(member, member) for member in row.outcome.missing]
    sitting = database().read(on_first_committees, day=row.day.isoformat())
    order = sorted(row.outcome.missing, key=lambda one: (one not in sitting, names.get(one, one)))
    return [
        f"{names.get(one, one)} ({', '.join(sitting[one])})" if one in sitting else names.get(one, one) for one in order
    ]


def columns() -> list[Column]:
    """The evidence of an entry, newest first."""
    return [
        Column("what", "What", lambda item: item.record.title or item.kind.capitalize(), sortable=False),
        Column("kind", "Kind", lambda item: item.kind, sortable=False),
        Column("day", "Day", lambda item: day_of(item), kind="date", sortable=False),
        Column("recorded", "Recorded", lambda item: item.record.recorded.isoformat(), kind="date", sortable=False),
        Column("also", "Also counts in", lambda item: ", ".join(item.also), sortable=False),
        Column("id", "Id", lambda item: item.record.id, sortable=False, on_page=False),
    ]


def day_of(item: Item) -> str | None:
    """The record's own day; None where it holds since ever."""
    return item.record.day.isoformat() if item.record.day.year > 1 else None
