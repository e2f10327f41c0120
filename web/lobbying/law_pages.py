"""The law in numbers: every amount, day count and choice with its section, since when, and who recorded it."""

from dataclasses import dataclass

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.lobbying import terms as record
from crm.lobbying.law import READ, Term, Value, shipped
from crm.lobbying.terms import NewValueSchema
from web.access import allow_to
from web.context import actor, database, today
from web.forms import Form, form_page
from web.lobbying.blueprint import pages
from web.messages import saved
from web.tables import Column, Table


@dataclass(frozen=True)
class TermLine:
    """A term with the value that holds today."""

    term: Term
    value: Value

    @property
    def read(self) -> str:
        return f"{READ['office']}: {self.value.source}" if self.value.id else READ[self.term.read]


COLUMNS = (
    Column("name", "What", lambda line: line.term.name, sortable=False),
    Column("value", "Now", lambda line: line.term.words(line.value), kind="name", sortable=False),
    Column("section", "Section", lambda line: line.term.section, sortable=False),
    Column("since", "Since", lambda line: line.value.since, kind="date", sortable=False),
    Column("read", "Where it is from", lambda line: line.read, sortable=False),
    Column("note", "Note", lambda line: line.term.note, sortable=False),
)


@pages.get("/lobbying/law")
@allow_to("see", "legal term")
def law_page() -> Response:
    """What holds today, what the office recorded, and the form for a change."""
    return _page(Form.new({"since": today().isoformat()}))


@pages.post("/lobbying/law")
@allow_to("add", "legal term")
def set_value() -> AnyResponse:
    """Record what a term is from a day on."""
    form = Form.sent()
    with form.catching():
        value_id = database().write(record.set_value, form.load(NewValueSchema()), by=actor())
        undo = url_for("lobbying.take_back_value", value_id=value_id)
        return saved("The value is recorded.", url_for("lobbying.law_page"), undo=undo)
    return _page(form)


@pages.post("/lobbying/law/<value_id>/delete")
@allow_to("delete", "legal term")
def take_back_value(value_id: str) -> AnyResponse:
    """Take a recorded value out again."""
    title = database().write(record.take_back_value, value_id, by=actor())
    return saved(f"Taken out: {title}.", url_for("lobbying.law_page"))


def _page(form: Form) -> Response:
    law = database().read(record.law)
    lines = [TermLine(term, term.on(today())) for term in law.terms.values()]
    table = Table(COLUMNS, lines, name="lobbying-law", noun="number")
    if table.format:
        return table.export()
    return form_page(
        "lobbying/law.html",
        form,
        table=table,
        law=law,
        own=[(term, value) for term in law.terms.values() for value in term.values if value.id],
        terms=[(term.key, term.name) for term in shipped().terms.values()],
        choices=[(term.name, term.choices) for term in law.terms.values() if term.choices],
        reading=READ,
    )
