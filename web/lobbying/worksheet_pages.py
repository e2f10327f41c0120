"""A report's worksheet: its lines in the order of the form; as page, PDF, Excel and CSV; and filed, frozen."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import NotFound
from crm.lobbying import filings
from crm.lobbying.due import DueReport
from crm.lobbying.filings import AnswerSchema, Filing, NewFilingSchema
from crm.lobbying.law import Law, exact, shipped
from crm.lobbying.offers import MOST_OFFERED, offered_in
from crm.lobbying.reports import file_as_it_stands, worksheet_of
from crm.lobbying.terms import law
from crm.lobbying.worksheet import Amendment, Part, Row, Worksheet, parts
from crm.records.history import history_of
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, settings, today
from web.documents.pdf import pdf
from web.documents.worksheet import worksheet_document
from web.forms import Form, form_page
from web.lobbying.blueprint import pages, report_of, slug
from web.lobbying.years import year_of
from web.messages import saved
from web.tables import Column, Table
from web.words import day, iso_today, plural, when


@dataclass(frozen=True)
class FormRow:
    """A row with the part that it stands in, as the exports have it."""

    part: Part
    row: Row


COLUMNS = (
    Column("part", "Part", lambda r: r.part.key),
    Column("name", "Heading", lambda r: r.part.name),
    Column("section", "Section", lambda r: r.part.section),
    Column("on", "Date", lambda r: r.row.on, kind="date"),
    Column("who", "Official", lambda r: r.row.who),
    Column("description", "Description", lambda r: r.row.description),
    Column("place", "Place", lambda r: r.row.place),
    Column("payer", "Payer", lambda r: r.row.payer),
    Column("amount", "Amount", lambda r: exact(r.row.cents), kind="number"),
    Column("attendance", "Attendance", lambda r: r.row.attendance, kind="number"),
    Column("officials", "Officials", lambda r: r.row.officials, kind="number"),
    Column("missing", "Missing", lambda r: "; ".join(r.row.missing)),
    Column("note", "Note", lambda r: r.row.note),
    Column("receipt", "Receipt", lambda r: r.row.receipt),
    Column("expense", "Expense", lambda r: r.row.line),
    Column("contact", "Contact", lambda r: r.row.contact),
    Column("event", "Event", lambda r: r.row.event),
)


@pages.get("/lobbying/reports/<report>/<year>/<filer>")
@allow_to("see", "report")
def worksheet_page(report: str, year: str, filer: str) -> Response:
    """The worksheet as the records stand now."""
    return _page(report, year, filer, Form.new({"filed_on": iso_today()}))


@pages.get("/lobbying/reports/<report>/<year>/<filer>/worksheet.pdf")
@allow_to("see", "report")
def worksheet_pdf(report: str, year: str, filer: str) -> Response:
    """The worksheet as PDF."""
    sheet, due = _worksheet(report, year, filer)
    return _pdf(sheet, due_words(due), _address_of(sheet))


@pages.post("/lobbying/reports/<report>/<year>/<filer>/file")
@allow_to("add", "report")
def file_it(report: str, year: str, filer: str) -> AnyResponse:
    """Record that it was filed; the worksheet is kept as it stands."""
    form = Form.sent()
    with form.catching():
        new = form.load(NewFilingSchema())
        filing_id = database().write(file_as_it_stands, report_of(report), year_of(year), filer, new, by=actor())
        undo = url_for("lobbying.delete_filed", filing_id=filing_id)
        there = url_for("lobbying.filed", filing_id=filing_id)
        return saved("The report is recorded as filed, and its worksheet is kept as it stands.", there, undo=undo)
    return _page(report, year, filer, form)


@pages.get("/lobbying/filed/<filing_id>")
@allow_to("see", "report")
def filed(filing_id: str) -> Response:
    """A filed report as it was filed, and what changed since."""
    filing = database().read(filings.filing, filing_id, actor=actor())
    return _filed_page(filing, Form.new({"accepted": filing.accepted or "", "note": filing.note}))


@pages.get("/lobbying/filed/<filing_id>/worksheet.pdf")
@allow_to("see", "report")
def filed_pdf(filing_id: str) -> Response:
    """The worksheet as it was filed."""
    filing = database().read(filings.filing, filing_id, actor=actor())
    if filing.sheet is None:
        raise NotFound("No worksheet was kept with this report: a list of past years told that it was filed.")
    return _pdf(filing.sheet, f"Filed {day(filing.filed_on)}", address("filed report", filing_id))


@pages.post("/lobbying/filed/<filing_id>/accept")
@allow_to("change", "report")
def accept(filing_id: str) -> AnyResponse:
    """Say when the state accepted it, and keep a note."""
    filing = database().read(filings.filing, filing_id, actor=actor())
    form = Form.sent()
    with form.catching():
        said = form.load(AnswerSchema())
        version = int(form.value("version")) if form.value("version").isdigit() else 0
        database().write(filings.set_accepted, filing_id, said["accepted"], said["note"], version=version, by=actor())
        return saved("Saved.", url_for("lobbying.filed", filing_id=filing_id))
    return _filed_page(filing, form)


@pages.post("/lobbying/filed/<filing_id>/delete")
@allow_to("delete", "report")
def delete_filed(filing_id: str) -> AnyResponse:
    """Take it out, frozen worksheet and all; undo brings it back."""
    filing = database().read(filings.filing, filing_id, actor=actor())
    database().write(filings.delete_filing, filing_id, by=actor())
    undo = url_for("lobbying.restore_filed", filing_id=filing_id)
    return saved(f"Taken out: {filing.name}.", _address_of(filing), undo=undo)


@pages.post("/lobbying/filed/<filing_id>/restore")
@allow_to("delete", "report")
def restore_filed(filing_id: str) -> AnyResponse:
    """Undo it."""
    database().write(filings.restore_filing, filing_id, by=actor())
    return saved("The filed report is back.", url_for("lobbying.filed", filing_id=filing_id))


def _worksheet(report: str, year: str, filer: str) -> tuple[Worksheet, DueReport]:
    return database().read(worksheet_of, report_of(report), year_of(year), filer, actor=actor())


def _address_of(report: Worksheet | Filing) -> str:
    return address("report", slug(report.report), report.year, report.filer.id)


def _page(report: str, year: str, filer: str, form: Form) -> Response:
    sheet, due = _worksheet(report, year, filer)
    terms = database().read(law)
    export = _export(terms, sheet, f"{slug(sheet.report)}-{sheet.year}")
    if export.format:
        return export.export()
    filed = database().read(filings.filings, sheet.year, actor=actor())
    before = sorted((f for f in filed if _is_of(f, sheet)), key=lambda f: f.number)
    last = before[-1] if before else None
    return form_page(
        "lobbying/worksheet.html",
        form,
        sheet=sheet,
        due=due,
        line=line_of(sheet, due, before),
        parts=parts(terms, sheet),
        filed=before,
        last=last,
        changes=last.changed_since(sheet) if last else (),
        offered=database().read(offered_in, sheet.period, actor=actor()),
        most=MOST_OFFERED,
        export=export,
        pdf_url=f"{_address_of(sheet)}/worksheet.pdf",
    )


def _is_of(filing: Filing, sheet: Worksheet) -> bool:
    return (filing.report, filing.filer.id) == (sheet.report, sheet.filer.id)


def line_of(sheet: Worksheet, due: DueReport, before: Sequence[Filing]) -> str:
    """The page's first line: "Due Feb 25, 2027 (in 3 months): 14 lines, 2 lack something"."""
    head = f"Filed {day(before[0].filed_on)}" if before else due_words(due)
    lacking = len(sheet.lacking)
    lack = f", {lacking} {'lacks' if lacking == 1 else 'lack'} something" if lacking else ""
    return f"{head}: {plural(sheet.lines, 'line')}{lack}."


def due_words(due: DueReport) -> str:
    """When a report is due, in words."""
    if due.day is None:
        return "No due day is computed yet"
    return f"{'Was due' if due.day < today() else 'Due'} {when(due.day.isoformat())}"


def _filed_page(filing: Filing, form: Form) -> Response:
    terms = database().read(law)
    sheet = filing.sheet
    export = _export(terms, sheet, f"filed-{slug(filing.report)}-{filing.year}") if sheet else None
    if export and export.format:
        return export.export()
    return form_page(
        "lobbying/filed.html",
        form,
        filing=filing,
        late=filing.late(terms),
        parts=parts(terms, sheet) if sheet else (),
        export=export,
        changes=_changes(filing),
        worksheet_url=_address_of(filing),
        history=database().read(history_of, filing.id, actor=actor()),
    )


def _changes(filing: Filing) -> tuple[Amendment, ...]:
    now, _ = database().read(worksheet_of, filing.report, filing.year, filing.filer.id, actor=actor())
    return filing.changed_since(now)


def _export(terms: Law, sheet: Worksheet, name: str) -> Table:
    rows = [FormRow(part, row) for part in parts(terms, sheet) for row in part.rows]
    return Table(COLUMNS, rows, name=name, noun="line", args=request.args, total=len(rows))


def _pdf(sheet: Worksheet, says: str, address: str) -> Response:
    site = settings().public_url or request.host_url.rstrip("/")
    document = worksheet_document(shipped(), sheet, says, made=iso_today(), by=actor().name, address=address)
    body = pdf(document, author=actor().name, site=site)
    name = f"{slug(sheet.report)}-{sheet.year}.pdf"
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
