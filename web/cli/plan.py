"""`crm plan` and `crm report`: where the strategic plan stands, and the report to the board."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from crm.errors import InvalidData
from crm.office_time import in_words
from crm.plan.answers import EntryStatus, statuses
from crm.plan.ledger import Ledger
from crm.plan.reading import check_plan
from crm.plan.standing import Standing, standing
from crm.storage.settings import from_environment
from web.cli.terminal import Office, answer, as_json, day, office, write_file
from web.documents.blocks import Document
from web.documents.board import board_report, workbook
from web.documents.pdf import pdf as as_pdf
from web.documents.word import word as as_word

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
GIVEN = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def plan() -> None:
    """Show where the strategic plan stands, or check a plan's file."""


@plan.command()
@click.option("--as-of", callback=day, metavar="DAY", help="The day looked at; today when left out.")
@click.option("--known-on", callback=day, metavar="DAY", help="Only what was recorded by that day.")
@as_json
def status(as_of: str | None, known_on: str | None, json_: bool) -> None:
    """Every entry with its word, its figure and what is missing."""
    with office() as at:
        found, now = _ledger(at, as_of, known_on)
    names = found.names
    known = f", as known on {in_words(now.known_on.isoformat())}" if now.known_on else ""
    lines = [f"{now.done} of {len(now.entries)} met, as of {in_words(now.day.isoformat())}{known}."]
    if now.unplaced:
        named = ", ".join(sorted({one.entry for one in now.unplaced}))
        lines.append(f"Statements on what is no entry of this plan count nowhere: {named}.")
    for row in statuses(now):
        lines += _lines(row, [names.get(member, member) for member in row.missing])
    answer(statuses(now), lines, json_=json_)


def _lines(row: EntryStatus, missing: list[str]) -> list[str]:
    figure = f"{row.n} of {row.m}" if row.m is not None else str(row.n)
    closed = f"; {row.closed_periods_met} of {row.closed_periods} closed periods met" if row.closed_periods else ""
    lines = [f"{row.entry:<10} {row.word:<12} {figure}{closed}  {row.text}"]
    if row.reason:
        lines.append(f"{'':<11}{row.reason}")
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        lines.append(f"{'':<11}missing: {', '.join(missing[:5])}{more}")
    return lines


@plan.command()
@click.argument("file", type=GIVEN)
def check(file: Path) -> None:
    """Say what is wrong in a plan's FILE, line by line."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidData({"file": ["This file is not text. A plan is a TOML file in UTF-8."]}) from None
    found, faults = check_plan(text)
    if found is None:
        raise InvalidData({"plan": [str(fault) for fault in faults]})
    click.echo(f"“{found.name}”: {len(found.entries)} entries, nothing wrong.")


@click.group()
def report() -> None:
    """Make a report."""


@report.command()
@click.option("--as-of", callback=day, metavar="DAY", help="The day looked at; today when left out.")
@click.option("--known-on", callback=day, metavar="DAY", help="Only what was recorded by that day.")
@click.option("--since", callback=day, metavar="DAY", help="Compare with that day, not with the last board meeting.")
@click.option("--pdf", type=FILE, help="Write it as PDF.")
@click.option("--docx", type=FILE, help="Write it as a Word file.")
@click.option("--xlsx", type=FILE, help="Write the entries and their evidence as an Excel file.")
def board(
    as_of: str | None, known_on: str | None, since: str | None, pdf: Path | None, docx: Path | None, xlsx: Path | None
) -> None:
    """The report to the board: the scorecard, what changed, and a page for each goal."""
    with office() as at:
        found, now = _ledger(at, as_of, known_on)
        before = _whole("--since", since) or found.last_board_meeting(now.day, now.known_on)
        then = found.ledger(before, now.known_on) if before else None
        made = f"Made {in_words(at.actor.today)} by {at.actor.name}"
        document = board_report(found, now, then, made=made)
    if pdf:
        _written(pdf, as_pdf(document, author=at.actor.name, site=from_environment().public_url or ""))
    if docx:
        _written(docx, as_word(document, author=at.actor.name))
    if xlsx:
        _written(xlsx, workbook(now))
    if not (pdf or docx or xlsx):
        answer(None, _text(document), json_=False)


def _written(path: Path, content: bytes) -> None:
    write_file(path, content)
    click.echo(f"Written: {path}")


def _text(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.headline)
    for section in document.sections:
        yield from ("", section.heading)
        yield from (f"  {bar.label}: {bar.words}" for bar in section.bars)
        yield from (f"  {line.text}  {line.note}".rstrip() for line in section.items)
        if section.table:
            rows = [section.table.headers, *([line.text for line in row] for row in section.table.rows)]
            widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
            for cells in rows:
                yield "  " + "  ".join(map(str.ljust, cells, widths)).rstrip()


def _ledger(at: Office, as_of: str | None, known_on: str | None) -> tuple[Standing, Ledger]:
    found = at.database.read(standing, actor=at.actor)
    on = _whole("--as-of", as_of) or date.fromisoformat(at.actor.today)
    return found, found.ledger(on, _whole("--known-on", known_on))


def _whole(option: str, stored: str | None) -> date | None:
    """A day given in full. Raises InvalidData for a month or a year."""
    if stored is None:
        return None
    if len(stored) < len("2021-01-01"):
        raise InvalidData({option: ["Give a whole day, such as 3/12/2026."]})
    return date.fromisoformat(stored)
