"""The law in numbers: every amount, day count, choice and exemption with its section, since when, and who recorded it.

?term=food_limit asks for a new value of one of them.
"""

from dataclasses import dataclass

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.lobbying import terms as record
from crm.lobbying.law import AMOUNTS, READ, REASONS, Law, Term, Value, day_key
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
        says = f"{READ['office']}: {self.value.source}" if self.value.id else READ[self.term.read]
        return says[0].upper() + says[1:]

    @property
    def words(self) -> str:
        return self.term.words(self.value)

    @property
    def change(self) -> str:
        """Where a new value of it is asked for."""
        return f"{url_for('lobbying.law_page', term=self.term.key)}#change"


COLUMNS = (
    Column("name", "What", lambda line: line.term.name, sortable=False),
    Column("value", "Now", lambda line: line.words, sortable=False),
    Column("section", "Section", lambda line: line.term.section, sortable=False),
    Column("since", "Since", lambda line: line.value.since, kind="date", sortable=False),
    Column("read", "Where it is from", lambda line: line.read, sortable=False),
    Column("note", "Note", lambda line: line.term.note, sortable=False),
)


@pages.get("/lobbying/law")
@allow_to("see", "legal term")
def law_page() -> Response:
    """What holds today, what the office recorded, and the form for a change."""
    return _page(Form.new({"since": today().isoformat(), "term": request.args.get("term", "")}))


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
    lines = {key: TermLine(term, term.on(today())) for key, term in law.terms.items()}
    if (every := Table(COLUMNS, list(lines.values()), name="lobbying-law", noun="number")).format:
        return every.export()
    asked = law.terms.get(form.value("term"))
    if asked and not form.value("value"):
        form.values["value"] = asked.on(today()).text
    return form_page(
        "lobbying/law.html",
        form,
        table=every,
        law=law,
        amounts=[line for line in lines.values() if line.term.group == AMOUNTS],
        reasons=[line for line in lines.values() if line.term.group == REASONS],
        days=_days(law, lines),
        own=[(term, value) for term in law.terms.values() for value in term.values if value.id],
        terms=[(term.key, term.name) for term in law.terms.values()],
        asked=asked,
    )


def _days(law: Law, lines: dict[str, TermLine]) -> list[tuple[str, TermLine, TermLine]]:
    """Each deadline with its day of a session of the usual length and of a long one; the last day is the length's."""
    return [
        (rule.name, lines[day_key(rule.key, long=False)], lines[day_key(rule.key, long=True)])
        for rule in law.deadlines
        if day_key(rule.key, long=False) in lines
    ]
