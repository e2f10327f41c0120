"""`crm lobby` and `crm session`: what is due, a report's worksheet, and the session's deadlines."""

from pathlib import Path

import click

from crm.errors import InvalidData
from crm.lobbying.due import NAMES, Report
from crm.lobbying.law import DISCLAIMER, dollars, shipped
from crm.lobbying.registrations import our_client, registrations
from crm.lobbying.reports import Expected, expected_reports, worksheet_of
from crm.lobbying.sessions import calendar_of
from crm.lobbying.worksheet import Worksheet, frozen, parts
from crm.office_time import in_words
from web.cli.terminal import Office, answer, as_json, office

PERIODS = ", ".join(report.replace(" ", "-") for report in Report)


@click.group()
def lobby() -> None:
    """Show what lobbying reports are due, and a report's worksheet. Nothing here says what the law requires."""


@lobby.command()
@click.argument("year", type=click.IntRange(1995, 2199))
@as_json
def due(year: int, json_: bool) -> None:
    """The reports due in a year, by day, and which were filed."""
    with office() as at:
        rows = at.database.read(expected_reports, year, actor=at.actor)
        answer([_plain(row) for row in rows], [_line(row) for row in rows] or ["None."], json_=json_)


@lobby.command()
@click.option("--period", required=True, metavar="YEAR-REPORT", help=f"Such as 2026-february. Reports: {PERIODS}.")
@click.option("--filer", metavar="NAME", help="The lobbyist; needed where several are registered.")
@click.option("--pdf", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write it as PDF.")
@as_json
def worksheet(period: str, filer: str | None, pdf: Path | None, json_: bool) -> None:
    """A report's worksheet: its lines in the order of the form, with what is missing named."""
    year, report = _period(period)
    with office() as at:
        who = _filer(at, report, year, filer)
        sheet, _ = at.database.read(worksheet_of, report, year, who, actor=at.actor)
        if pdf:
            pdf.write_bytes(_pdf(sheet, at))
        answer({**frozen(sheet), "total_cents": sheet.total}, _lines(sheet), json_=json_)


@click.group()
def session() -> None:
    """Show the deadlines of the legislature's session."""


@session.command()
@click.argument("year", type=click.IntRange(1990, 2199))
@as_json
def deadlines(year: int, json_: bool) -> None:
    """The deadlines of a year's regular session, by day."""
    with office() as at:
        calendar = at.database.read(calendar_of, year)
        rows = [
            {"key": d.key, "on": d.on.isoformat(), "day": d.number, "name": d.name, "reason": d.reason}
            for d in calendar.deadlines
        ]
        lines = [f"{row['on']}  day {row['day']:>3}  {row['name']}{_why(str(row['reason']))}" for row in rows]
        planned = [] if calendar.session.recorded else ["Planned by the rule; no session of this year is recorded."]
        answer(rows, [*lines, *planned], json_=json_)


def _why(reason: str) -> str:
    return f" (set otherwise: {reason})" if reason else ""


def _period(text: str) -> tuple[int, str]:
    year, _, report = text.strip().partition("-")
    report = report.replace("-", " ")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and report in list(Report)):
        raise InvalidData({"--period": [f"“{text}” is no period. Write the year and the report, as 2026-february."]})
    return int(year), report


def _filer(at: Office, report: str, year: int, name: str | None) -> str:
    """The id of who files it: the association, the lobbyist of that name, or the only one registered."""
    client = at.database.read(our_client)
    if report == Report.CLIENT_ANNUAL:
        return client.id
    covered = year - 1 if report == Report.ANNUAL else year
    known = {one.who.id: one.who.name for one in at.database.read(registrations) if one.year == covered}
    known.pop(client.id, None)
    fitting = [id_ for id_, called in known.items() if name is None or name.casefold() in called.casefold()]
    if len(fitting) != 1:
        names = ", ".join(sorted(known.values())) or "nobody"
        raise InvalidData({"--filer": [f"Name one lobbyist registered for {covered}: {names}."]})
    return fitting[0]


def _plain(row: Expected) -> dict[str, object]:
    return {
        "report": str(row.due.report),
        "filer": row.filer.name,
        "due": row.due.day.isoformat() if row.due.day else None,
        "filed": row.filed[0].filed_on if row.filed else None,
        "section": row.due.section,
    }


def _line(row: Expected) -> str:
    day = row.due.day.isoformat() if row.due.day else "not computed"
    status = f"filed {in_words(row.filed[0].filed_on)}" if row.filed else row.due.missing or "not filed"
    return f"{day:12}  {row.name}: {status}"


def _lines(sheet: Worksheet) -> list[str]:
    lines = [f"{NAMES[sheet.report]}, {sheet.year}: {sheet.filer.name} for {sheet.client.name}", sheet.period.words]
    for part in parts(shipped(), sheet):
        lines += ["", f"{part.name} {part.section}: {dollars(part.cents)}"]
        for row in part.rows:
            what = ": ".join(words for words in (row.who, row.description) if words)
            lack = f"  [missing: {'; '.join(row.missing)}]" if row.missing else ""
            lines.append(f"  {row.on}  {dollars(row.cents):>12}  {what}, {row.place}, {row.payer}{lack}")
    return [*lines, "", f"Total {dollars(sheet.total)}", DISCLAIMER]


def _pdf(sheet: Worksheet, at: Office) -> bytes:
    from web.documents.pdf import pdf as as_pdf
    from web.documents.worksheet import worksheet_document

    day, by = at.actor.today, at.actor.name
    document = worksheet_document(shipped(), sheet, "As the records stand", made=day, by=by, address="the command line")
    return as_pdf(document, author=by)
