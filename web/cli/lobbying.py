"""`crm lobby` and `crm session`: what is due, a report's worksheet, and the session's deadlines."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from crm.errors import InvalidData
from crm.lobbying.due import NAMES, Lateness, Report
from crm.lobbying.law import DISCLAIMER, dollars, shipped
from crm.lobbying.offers import Offer, offered_in
from crm.lobbying.registrations import our_client, registrations
from crm.lobbying.reports import Expected, expected_reports, worksheet_of
from crm.lobbying.session_days import Deadline
from crm.lobbying.sessions import calendar_of
from crm.lobbying.terms import law
from crm.lobbying.worksheet import Worksheet, frozen, parts
from crm.office_time import in_words
from web.cli.terminal import Office, answer, as_json, office, write_file
from web.words import plural

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
        rows, terms = at.database.read(expected_reports, year, actor=at.actor), at.database.read(law)
        late = [row.late(terms, date.fromisoformat(at.actor.today)) or Lateness(0, 0, 0) for row in rows]
        told = list(zip(rows, late, strict=True))
        answer([_plain(*one) for one in told], [_line(*one) for one in told] or ["None."], json_=json_)


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
            write_file(pdf, _pdf(sheet, at))
        offered = at.database.read(offered_in, sheet.period, actor=at.actor)
        answer({**frozen(sheet), "total_cents": sheet.total}, [*_lines(sheet), *_offers(offered)], json_=json_)


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
            {
                "key": d.key, "on": d.on.isoformat(), "day": d.number, "name": d.name, "planned": d.planned.isoformat(),
                "reason": d.reason, "inferred": d.inferred,
            }
            for d in calendar.deadlines
        ]  # fmt: skip
        lines = [f"{d.on}  day {d.number:>3}  {d.name}{_why(d)}" for d in calendar.deadlines]
        planned = [] if calendar.session.recorded else ["Planned by the rule; no session of this year is recorded."]
        answer(rows, [*lines, *planned], json_=json_)


def _why(deadline: Deadline) -> str:
    if deadline.reason:
        return f" (by the rule {deadline.planned}: {deadline.reason})"
    return " (number inferred: check it)" if deadline.inferred else ""


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


def _plain(row: Expected, late: Lateness) -> dict[str, object]:
    return {
        "report": str(row.due.report),
        "filer": row.filer.name,
        "due": row.due.day.isoformat() if row.due.day else None,
        "filed": row.filed[0].filed_on if row.filed else None,
        "section": row.due.section,
        "days_late": late.days,
        "penalty_days": late.penalty_days,
    }


def _line(row: Expected, late: Lateness) -> str:
    day = row.due.day.isoformat() if row.due.day else "not computed"
    status = f"filed {in_words(row.filed[0].filed_on)}" if row.filed else row.due.missing or "not filed"
    days = f", {plural(late.days, 'day')} late" if late.days else ""
    penalty = f", {plural(late.penalty_days, 'penalty day')}" if late.penalty_days else ""
    return f"{day:12}  {row.name}: {status}{days}{penalty}"


def _lines(sheet: Worksheet) -> list[str]:
    client = f" for {sheet.client.name}" if sheet.client.id != sheet.filer.id else ""
    lines = [f"{NAMES[sheet.report]}, {sheet.year}: {sheet.filer.name}{client}", sheet.period.words]
    for part in parts(shipped(), sheet):
        letter = f"({part.key}) " if len(part.key) == 1 else ""
        lines += ["", f"{letter}{' '.join(filter(None, (part.name, part.section)))}: {dollars(part.cents)}"]
        for row in part.rows:
            what = ": ".join(words for words in (row.who, row.description) if words)
            lack = f"  [missing: {'; '.join(row.missing)}]" if row.missing else ""
            words = ", ".join(filter(None, (what or "Not described", row.place, row.payer)))
            lines.append(f"  {row.on}  {dollars(row.cents):>12}  {words}{lack}")
    return [*lines, "", f"Total {dollars(sheet.total)}", DISCLAIMER]


def _offers(offered: Iterable[Offer]) -> list[str]:
    """What cost something in the period and is in no expense."""
    lines = [f"  {offer.on}  {dollars(offer.cents):>12}  {offer.title}" for offer in offered]
    return ["", "Costs of this period that are in no expense:", *lines] if lines else []


def _pdf(sheet: Worksheet, at: Office) -> bytes:
    from web.documents.pdf import pdf as as_pdf
    from web.documents.worksheet import worksheet_document

    day, by = at.actor.today, at.actor.name
    document = worksheet_document(shipped(), sheet, "As the records stand", made=day, by=by, address="the command line")
    return as_pdf(document, author=by)
