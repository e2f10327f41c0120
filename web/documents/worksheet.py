"""A report's worksheet laid out as a document: the parts of the form in order, with their section and total."""

from crm.lobbying.due import NAMES
from crm.lobbying.law import DISCLAIMER, Law, dollars
from crm.lobbying.worksheet import FUNCTIONS, NOT_PLACED, Part, Row, Worksheet, parts
from crm.office_time import in_words
from web.addresses import address
from web.documents.blocks import Document, Line, Section, Table

PAGES = 400  # a report leaves nothing out to save paper


def worksheet_document(law: Law, sheet: Worksheet, says: str, *, made: str, by: str, address: str) -> Document:
    """The worksheet on paper. `says` is when it is due or was filed; `made` the day and `by` the name for the
    footer."""
    lacking = len(sheet.lacking)
    by_client = sheet.filer.id == sheet.client.id
    whose = sheet.filer.name if by_client else f"{sheet.filer.name}, for {sheet.client.name}"
    lack = f" {lacking} of the lines lack something, named below." if lacking else ""
    return Document(
        title=f"{NAMES[sheet.report]}, {sheet.year}",
        subtitle=f"{whose}. {sheet.period.words}. {says}. {law.act}.",
        headline=f"Total {dollars(sheet.total)} in {sheet.lines} lines.{lack}",
        sections=(*(_section(part) for part in parts(law, sheet)), Section("About this worksheet", Line(DISCLAIMER))),
        footer=f"Made {in_words(made)} by {by} from the records at {address}",
        pages=PAGES,
    )


def _section(part: Part) -> Section:
    letter = f"({part.key}) " if len(part.key) == 1 else ""
    section = f", {part.section}" if part.section else ""
    heading = f"{letter}{part.name}{section}: {dollars(part.cents)}"
    if not part.rows:
        return Section(heading, Line("Nothing in this period."))
    headers = ("Date", "For whom and what", "Place", "Payer", "Amount")
    return Section(heading, table=Table(headers, tuple(_row(part, row) for row in part.rows), (2, 6, 2, 3, 2)))


def _row(part: Part, row: Row) -> tuple[Line, ...]:
    words = ": ".join(text for text in (row.who, row.description) if text) or "Not described"
    if part.key == FUNCTIONS:
        words = f"{words}. {_number(row.attendance)} attended, {_number(row.officials)} of them officials"
    missing = f"Missing: {'; '.join(row.missing)}" if row.missing and part.key != NOT_PLACED else ""
    note = ". ".join(text for text in (missing, row.note) if text)
    what = Line(words, note=note, href=address("expense", row.line), mark="!" if missing else "")
    return (Line(in_words(row.on)), what, Line(row.place), Line(row.payer or "Not named"), Line(dollars(row.cents)))


def _number(count: int | None) -> str:
    return "an unknown number" if count is None else f"{count:,}"
