"""Lobbying in the API: expenses, registrations, reports with their worksheets, and the session's calendar."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields, validate

from crm.errors import NotFound
from crm.lobbying import expenses, filings, registrations, sessions, terms
from crm.lobbying.due import Period
from crm.lobbying.expense_form import ExpenseSchema, NewExpense
from crm.lobbying.expenses import Expense
from crm.lobbying.filings import NewFiling, NewFilingSchema
from crm.lobbying.law import Term, shipped
from crm.lobbying.lines import Party, missing
from crm.lobbying.registrations import NewRegistration, NewRegistrationSchema, Registration
from crm.lobbying.reports import Expected, expected_reports, file_as_it_stands, worksheet_of
from crm.lobbying.session_days import Deadline, LegislativeSession, Moved
from crm.lobbying.sessions import MoveSchema, NewSession, NewSessionSchema
from crm.lobbying.terms import NewValue, NewValueSchema, law
from crm.lobbying.worksheet import Row
from web.access import allow_to
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database, today
from web.lobbying.years import year_of

api = Room("api_lobbying", __name__, url_prefix="", description="Lobbying: expenses, reports, the session")

YEARS = validate.Range(1995, 2199, error="Write a year such as 2026.")


class YearSchema(Schema):
    """A calendar year; this one when left out."""

    year = fields.Integer(load_default=lambda: today().year, validate=YEARS)


class ExpenseVersionSchema(Schema):
    """The version that a change was made from."""

    version = fields.Integer(required=True)


@dataclass(frozen=True)
class DueAnswer:
    """A report of a year: when it is due, from whom, and when it was filed. Days are ISO dates."""

    report: str
    year: int
    filer: Party
    period: Period
    due: date | None
    not_computed: str
    section: str
    filed_on: str | None
    filing_ids: tuple[str, ...]


@dataclass(frozen=True)
class WorksheetAnswer:
    """A worksheet: its rows in the order of the form, amounts in cents; `total_cents` is the sum of its lines."""

    report: str
    year: int
    filer: Party
    client: Party
    period: Period
    due: date | None
    total_cents: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FilingAnswer:
    """A report as it was filed; `number` is 0 for the report itself, then that of its amendment. Lateness is None where
    its due day is not known."""

    id: str
    number: int
    filed_on: str
    due: str | None
    total_cents: int | None
    days_late: int | None
    penalty_days: int | None


@dataclass(frozen=True)
class TermAnswer:
    """A number of the law as it holds today: `value` as it is typed, `source` of one that the office recorded."""

    key: str
    name: str
    unit: str
    section: str
    value: str
    since: str
    source: str
    note: str


@dataclass(frozen=True)
class ExpenseAnswer:
    """An expense with what a report would still ask for."""

    expense: Expense
    missing: tuple[str, ...]


@dataclass(frozen=True)
class SessionAnswer:
    """A year's regular session with its deadlines by day."""

    session: LegislativeSession
    deadlines: tuple[Deadline, ...]


@api.route("/lobbying/expenses", methods=["GET"])
@api.arguments(YearSchema, location="query")
@api.response(200, schema_of(ExpenseAnswer)(many=True))
@allow_to("see", "expense")
def listed_expenses(asked: dict[str, int]) -> list[ExpenseAnswer]:
    """Every expense of a calendar year, the latest first."""
    known = database().read(expenses.expenses, asked["year"], asked["year"], actor=actor())
    return [_expense(expense) for expense in known]


@api.route("/lobbying/expenses", methods=["POST"])
@api.arguments(ExpenseSchema)
@api.response(201, schema_of(ExpenseAnswer))
@allow_to("add", "expense")
def record_expense(new: NewExpense) -> ExpenseAnswer:
    """Record an expense, split by head. The same `key` and content is the same record; other content is refused."""
    expense_id = database().write(expenses.record_expense, new, by=actor())
    return _expense(database().read(expenses.expense, expense_id, actor=actor()))


@api.route("/lobbying/expenses/<expense_id>", methods=["GET"])
@api.response(200, schema_of(ExpenseAnswer))
@allow_to("see", "expense")
def one_expense(expense_id: str) -> ExpenseAnswer:
    """One expense."""
    return _expense(database().read(expenses.expense, expense_id, actor=actor()))


@api.route("/lobbying/expenses/<expense_id>", methods=["PUT"])
@api.arguments(ExpenseVersionSchema, location="query")
@api.arguments(ExpenseSchema)
@api.response(200, schema_of(ExpenseAnswer))
@allow_to("change", "expense")
def edit_expense(asked: dict[str, int], new: NewExpense, expense_id: str) -> ExpenseAnswer:
    """Replace what an expense says; 409 when `version` is no longer the latest."""
    with telling(lambda: _expense(database().read(expenses.expense, expense_id, actor=actor()))):
        database().write(expenses.edit_expense, expense_id, new, version=asked["version"], by=actor())
    return _expense(database().read(expenses.expense, expense_id, actor=actor()))


@api.route("/lobbying/expenses/<expense_id>", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "expense")
def delete_expense(expense_id: str) -> None:
    """Take an expense out of every total; it can be restored."""
    database().write(expenses.delete_expense, expense_id, by=actor())


@api.route("/lobbying/expenses/<expense_id>/restore", methods=["POST"])
@api.response(200, schema_of(ExpenseAnswer))
@allow_to("delete", "expense")
def restore_expense(expense_id: str) -> ExpenseAnswer:
    """Bring a deleted expense back."""
    database().write(expenses.restore_expense, expense_id, by=actor())
    return _expense(database().read(expenses.expense, expense_id, actor=actor()))


@api.route("/lobbying/registrations", methods=["GET"])
@api.response(200, schema_of(Registration)(many=True))
@allow_to("see", "registration")
def listed_registrations() -> list[Registration]:
    """Every registration, the latest year first."""
    return database().read(registrations.registrations)


@api.route("/lobbying/registrations", methods=["POST"])
@api.arguments(NewRegistrationSchema)
@api.response(201, schema_of(Registration))
@allow_to("add", "registration")
def record_registration(new: NewRegistration) -> Registration:
    """Record a registration; the same one again is the same record."""
    made = database().write(registrations.register, new, by=actor())
    return database().read(registrations.registration, made, actor=actor())


@api.route("/lobbying/reports", methods=["GET"])
@api.arguments(YearSchema, location="query")
@api.response(200, schema_of(DueAnswer)(many=True))
@allow_to("see", "report")
def reports(asked: dict[str, int]) -> list[DueAnswer]:
    """The reports due in a year, by the day they are due."""
    return [_due(row) for row in database().read(expected_reports, asked["year"], actor=actor())]


@api.route("/lobbying/reports/<report>/<year>/<filer>", methods=["GET"])
@api.response(200, schema_of(WorksheetAnswer))
@allow_to("see", "report")
def worksheet(report: str, year: str, filer: str) -> WorksheetAnswer:
    """A report's worksheet as the records stand. `report` is client-annual, annual, february, sine-die or termination;
    `filer` the id of the lobbyist, or of the association."""
    sheet, due = database().read(worksheet_of, report.replace("-", " "), year_of(year), filer, actor=actor())
    kept = {name: getattr(sheet, name) for name in ("year", "filer", "client", "period", "rows")}
    return WorksheetAnswer(report=str(sheet.report), due=due.day, total_cents=sheet.total, **kept)


@api.route("/lobbying/reports/<report>/<year>/<filer>/filings", methods=["POST"])
@api.arguments(NewFilingSchema)
@api.response(201, schema_of(FilingAnswer))
@allow_to("add", "report")
def file_report(new: NewFiling, report: str, year: str, filer: str) -> FilingAnswer:
    """Record that a report was filed, and keep its worksheet as it stands. Filed before: 409, unless it `amends`; the
    same once more is the same record."""
    made = database().write(file_as_it_stands, report.replace("-", " "), year_of(year), filer, new, by=actor())
    known = database().read(filings.filing, made, actor=actor())
    late = known.late(database().read(law))
    return FilingAnswer(
        id=known.id,
        number=known.number,
        filed_on=known.filed_on,
        due=known.due,
        total_cents=known.total_cents,
        days_late=late.days if late else None,
        penalty_days=late.penalty_days if late else None,
    )


@api.route("/lobbying/filings/<filing_id>", methods=["GET"])
@api.response(200, schema_of(WorksheetAnswer))
@allow_to("see", "report")
def filed(filing_id: str) -> WorksheetAnswer:
    """The worksheet of a filed report, as it was filed."""
    known = database().read(filings.filing, filing_id, actor=actor())
    if known.sheet is None:
        raise NotFound("No worksheet was kept with this report: a list of past years told that it was filed.")
    kept = {name: getattr(known.sheet, name) for name in ("year", "filer", "client", "period", "rows")}
    due = date.fromisoformat(known.due) if known.due else None
    return WorksheetAnswer(report=str(known.report), due=due, total_cents=known.sheet.total, **kept)


@api.route("/sessions/<year>", methods=["GET"])
@api.response(200, schema_of(SessionAnswer))
@allow_to("see", "session")
def session(year: str) -> SessionAnswer:
    """A year's regular session and its deadlines: as recorded, else as the rule plans them."""
    return _session(year_of(year))


@api.route("/sessions", methods=["POST"])
@api.arguments(NewSessionSchema)
@api.response(201, schema_of(SessionAnswer))
@allow_to("add", "session")
def record_session(new: NewSession) -> SessionAnswer:
    """Record a session, or correct the one of that name. Answers with the calendar of its year."""
    database().write(sessions.record_session, new, by=actor())
    return _session(new.session.year)


@api.route("/sessions/<year>/deadlines/<deadline>", methods=["PUT"])
@api.arguments(MoveSchema)
@api.response(200, schema_of(SessionAnswer))
@allow_to("change", "session")
def move_deadline(moved: Moved | None, year: str, deadline: str) -> SessionAnswer:
    """Set a deadline of a year's regular session to the day `on`, with the `reason`; without a day, back to the
    rule's."""
    database().write(sessions.move_deadline, year_of(year), deadline, moved, by=actor())
    return _session(year_of(year))


@api.route("/lobbying/law", methods=["GET"])
@api.response(200, schema_of(TermAnswer)(many=True))
@allow_to("see", "legal term")
def law_in_numbers() -> list[TermAnswer]:
    """Every amount, day count, choice, exemption and day of a deadline, as it holds today, with its section."""
    return [_term(term) for term in database().read(law).terms.values()]


@api.route("/lobbying/law", methods=["POST"])
@api.arguments(NewValueSchema)
@api.response(201, schema_of(TermAnswer))
@allow_to("add", "legal term")
def set_value(new: NewValue) -> TermAnswer:
    """Record what a term is from a day on, with the source. Answers with what holds today."""
    database().write(terms.set_value, new, by=actor())
    return _term(database().read(law).terms[new.term])


def _term(term: Term) -> TermAnswer:
    value = term.on(today())
    return TermAnswer(
        key=term.key,
        name=term.name,
        unit=term.unit,
        section=term.section,
        value=value.text,
        since=value.since,
        source=value.source,
        note=term.note,
    )


def _session(year: int) -> SessionAnswer:
    calendar = database().read(sessions.calendar_of, year)
    return SessionAnswer(calendar.session, calendar.deadlines)


def _expense(expense: Expense) -> ExpenseAnswer:
    return ExpenseAnswer(expense, missing(shipped(), expense.line))


def _due(row: Expected) -> DueAnswer:
    return DueAnswer(
        report=str(row.due.report),
        year=row.due.year,
        filer=row.filer,
        period=row.due.period,
        due=row.due.day,
        not_computed=row.due.missing,
        section=row.due.section,
        filed_on=row.filed[0].filed_on if row.filed else None,
        filing_ids=tuple(filing.id for filing in row.filed),
    )
