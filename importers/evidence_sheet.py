"""Evidence of past years in one file: an Excel workbook with a sheet per kind, or one CSV with five columns.

The CSV has `id`, `kind`, `date`, `recorded_on` and `fields` ("name=value|name=value", several values joined by ";").
A workbook's sheets are named by the kind and have a column per field. Every row keeps its id, so that a second import
changes instead of doubling. A bad row is refused with its number and what is wrong; the others are read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import Any

import xlsxwriter

from crm.imports.drafts import Place, RowError
from crm.office_time import first_day, parse_date
from crm.plan.evidence_terms import ROLES
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze
from importers.evidence_checks import check_together
from importers.evidence_kinds import KINDS, Field
from importers.reading import Sheet, read_sheets
from importers.upload import LARGEST_FILE, Given, opened

COLUMNS = ("id", "kind", "date", "recorded_on", "fields")
OWN = "OWN"
ANONYMOUS = "anonymous"
LONGEST_VALUE = 5_000
MOST_VALUES = 5_000
MOST_ROWS = 100_000
_KINDS = {folded(kind): kind for kind in KINDS}
_ROLES = {folded(role): role for role in ROLES}


@dataclass(frozen=True)
class Named:
    """A person as written: `person@body/role`. A body alone has no person, and anybody unnamed is ANONYMOUS."""

    person: str
    body: str = ""
    role: str = ""


@dataclass(frozen=True)
class SheetRow:
    """One row that can be used. `values` has, by field, a text, day, number, bool, Named, or a tuple of such."""

    place: Place
    id: str
    kind: str
    day: date
    recorded: date
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass
class EvidenceSheet:
    """What a file has: its rows in order, the refused ones with reasons, and what to know besides."""

    rows: list[SheetRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Raw:
    """A row of text: its place, kind as written, and texts by column or field."""

    place: Place
    kind: str
    texts: Mapping[str, str]


def read_evidence(given: Given, today: date, *, limit: int = LARGEST_FILE) -> EvidenceSheet:
    """The rows of an evidence file. Raises InvalidData ("file") for one that is no such file at all."""
    upload = opened(given, limit=limit)
    sheet = EvidenceSheet()
    raw: list[_Raw] = []
    for part in read_sheets(upload, limit=limit):
        raw += _raw_rows(upload.name, part, sheet)
    if len(raw) > MOST_ROWS:
        sheet.errors.append(RowError(upload.name, None, "", f"The file has more than {MOST_ROWS:,} rows. Split it."))
        return sheet
    if not raw and not sheet.errors:
        message = "No row was found. Use the template: a sheet per kind, or the columns id, kind, date and fields."
        sheet.errors.append(RowError(upload.name, None, "", message))
    _read_rows(raw, today, sheet)
    return sheet


def _raw_rows(file: str, part: Sheet, sheet: EvidenceSheet) -> Iterator[_Raw]:
    sheet.notices += [notice for notice in part.notices if notice not in sheet.notices]
    if not part.lines:
        return
    kind = _KINDS.get(folded(part.name), "")
    start = next((i for i, (_, cells) in enumerate(part.lines) if "id" in [folded(cell) for cell in cells]), None)
    if part.name and not kind:
        if folded(part.name) not in ("read me", "readme"):
            sheet.notices.append(f"Sheet “{part.name}” is not named by a kind of evidence and was not read.")
        return
    if start is None:
        sheet.errors.append(RowError(file, part.lines[0][0], part.name, "There is no row of headings with “id”."))
        return
    names = [squeeze(cell).lower().replace(" ", "_") for cell in part.lines[start][1]]
    for number, cells in part.lines[start + 1 :]:
        texts = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
        place = Place(f"{file}, sheet {part.name}" if part.name else file, number)
        sheet.errors += [
            RowError.at(place, f"“{cell.strip()[:60]}” stands under no heading. Put a text with commas in quotes.")
            for name, cell in zip_longest(names, cells, fillvalue="")
            if not name and cell.strip()
        ]
        if not kind and "fields" in texts:
            texts |= _split(texts.pop("fields"), place, sheet)
        if texts and not _is_help(texts):
            yield _Raw(place, kind or texts.pop("kind", ""), texts)


def _is_help(texts: Mapping[str, str]) -> bool:
    """The template's line under the headings, which says what each field means."""
    return texts.get("id", "").startswith("(")


def _split(text: str, place: Place, sheet: EvidenceSheet) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in filter(str.strip, text.split("|")):
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or not name or name in COLUMNS:
            sheet.errors.append(RowError.at(place.at("fields"), f"“{part[:60]}” is not written as name=value."))
        elif name in fields:
            sheet.errors.append(RowError.at(place.at(name), f"“{name}” is given twice. Join several values with “;”."))
        else:
            fields[name] = value.strip()
    return fields


def _read_rows(raw: list[_Raw], today: date, sheet: EvidenceSheet) -> None:
    refused = {(error.file, error.row) for error in sheet.errors}
    rows: dict[str, SheetRow] = {}
    for row in raw:
        errors: list[RowError] = []
        read = _read_row(row, today, errors)
        if read and read.id in rows:
            errors.append(
                RowError.at(row.place.at("id"), f"The id “{read.id}” was used in row {rows[read.id].place.row}.")
            )
        if read and not errors and (row.place.file, row.place.row) not in refused:
            rows[read.id] = read
        sheet.errors += errors
    sheet.rows = list(_with_good_references(rows, sheet))


def _read_row(row: _Raw, today: date, errors: list[RowError]) -> SheetRow | None:
    texts = dict(row.texts)
    id_, day_text, recorded_text = (texts.pop(name, "") for name in ("id", "date", "recorded_on"))
    texts.pop("kind", None)
    kind = _KINDS.get(folded(row.kind))

    def wrong(name: str, message: str) -> None:
        errors.append(RowError.at(row.place.at(name), message))

    if kind is None:
        wrong("kind", f"“{row.kind[:60]}” is not a kind of evidence. The kinds are: {', '.join(KINDS)}.")
        return None
    if not id_ or len(id_) > 100:
        wrong("id", "Give the row an id of its own, of up to 100 characters.")
    day = _read_day(
        day_text, KINDS[kind].vague, lambda message: wrong("date", message), missing=f"Give {KINDS[kind].date}."
    )
    recorded = _read_day(recorded_text, False, lambda message: wrong("recorded_on", message)) or today
    if recorded > today:
        wrong("recorded_on", "This day is still to come. Give the day it was first known.")
    values = _read_fields(kind, texts, wrong)
    if errors or day is None:
        return None
    check_together(kind, day, values, today, wrong)
    return None if errors else SheetRow(row.place, id_, kind, day, recorded, values)


def _read_day(text: str, vague: bool, wrong: Callable[[str], None], missing: str = "") -> date | None:
    if not text:
        if missing:
            wrong(missing)
        return None
    try:
        stored = parse_date(text)
    except ValueError as error:
        wrong(str(error))
        return None
    if len(stored) < len("2021-01-01") and not vague:
        wrong("Give the whole day, such as 2021-09-14.")
        return None
    day = first_day(stored)
    if not 1900 <= day.year <= 2199:
        wrong("Give a day between 1900 and 2199.")
        return None
    return day


def _read_fields(kind: str, texts: Mapping[str, str], wrong: Callable[[str, str], None]) -> dict[str, Any]:
    known = KINDS[kind].fields
    values: dict[str, Any] = {}
    for name, text in texts.items():
        if name not in known:
            wrong(name, f"A row of kind “{kind}” has no field “{name[:60]}”. Its fields are: {', '.join(known)}.")
        elif len(text) > LONGEST_VALUE * 10:
            wrong(name, "This is too long.")
        else:
            try:
                values[name] = _READERS[known[name].takes](text, known[name])
            except ValueError as error:
                wrong(name, str(error))
    for name, known_field in known.items():
        if known_field.needed and not texts.get(name):
            wrong(name, f"Give {known_field.meaning}.")
    return values


def _with_good_references(rows: Mapping[str, SheetRow], sheet: EvidenceSheet) -> Iterator[SheetRow]:
    """The rows whose references lead to a row of the right kind; a row that hangs on a refused one is refused too."""
    kept = dict(rows)
    while True:
        bad = {row.id: list(_bad_references(row, kept)) for row in kept.values()}
        bad = {id_: errors for id_, errors in bad.items() if errors}
        if not bad:
            break
        for id_, errors in bad.items():
            sheet.errors += errors
            del kept[id_]
    canceled = {row.values["ref"] for row in kept.values() if row.kind == "cancel"}
    for row in kept.values():
        if row.id in canceled and row.get("attendance"):
            sheet.notices.append(f"{row.place.in_words}: the event was called off, so its attendance does not count.")
        yield row


def _bad_references(row: SheetRow, rows: Mapping[str, SheetRow]) -> Iterator[RowError]:
    for name, known in KINDS[row.kind].fields.items():
        refs = (
            row.get(name, ())
            if known.takes == "refs"
            else filter(None, (row.get(name),))
            if known.takes == "ref"
            else ()
        )
        for ref in refs:
            place = row.place.at(name)
            if ref not in rows or ref == row.id:
                yield RowError.at(place, f"No usable row of this file has the id “{ref[:60]}”.")
            elif rows[ref].kind not in known.of:
                yield RowError.at(place, f"“{ref}” is a row of kind “{rows[ref].kind}”, not {' or '.join(known.of)}.")
            elif row.kind == "end" and row.day < rows[ref].day:
                yield RowError.at(row.place.at("date"), f"It ends before it starts ({rows[ref].day.isoformat()}).")


# Values


def _text(text: str, known: Field) -> str:
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"Write at most {LONGEST_VALUE:,} characters.")
    return squeeze(text)


def _several(text: str) -> list[str]:
    parts = [squeeze(part) for part in text.split(";")]
    if len(parts) > MOST_VALUES:
        raise ValueError(f"Give at most {MOST_VALUES:,} values.")
    return [part for part in parts if part]


def _words(text: str, known: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_several(text)))


def _choice(text: str, known: Field) -> str:
    choices = {folded(choice): choice for choice in known.of}
    if folded(text) not in choices:
        raise ValueError(f"“{text[:60]}” is not one of: {', '.join(known.of)}.")
    return choices[folded(text)]


def _day(text: str, known: Field) -> date:
    found: list[str] = []
    day = _read_day(text, False, found.append)
    if day is None:
        raise ValueError(found[0])
    return day


def _number(text: str, known: Field) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(f"“{text[:60]}” is not a whole number.")
    return int(text)


def _money(text: str, known: Field) -> float:
    try:
        amount = float(text.replace("$", "").replace(",", ""))
    except ValueError:
        raise ValueError(f"“{text[:60]}” is not a number.") from None
    if not -1e9 < amount < 1e9:
        raise ValueError("This number is too large.")
    return amount


def _yes(text: str, known: Field) -> bool:
    if folded(text) not in ("yes", "no"):
        raise ValueError("Write yes or no.")
    return folded(text) == "yes"


def _person(text: str, known: Field) -> Named:
    """`person@body/role`: what follows the last slash is the role."""
    person, _, rest = _text(text, known).partition("@")
    body, slash, role = rest.rpartition("/")
    if not slash:
        body, role = rest, ""
    if not person.strip():
        raise ValueError("Write a person’s name before the “@”.")
    role = squeeze(role)
    return Named(person.strip(), body.strip(), _ROLES.get(folded(role), role))


def _body(text: str, known: Field) -> str:
    return _text(text, known)


_READERS: Mapping[str, Callable[[str, Field], Any]] = {
    "text": _text,
    "words": _words,
    "day": _day,
    "number": _number,
    "money": _money,
    "yes": _yes,
    "choice": _choice,
    "choices": lambda text, known: tuple(dict.fromkeys(_choice(part, known) for part in _several(text))),
    "person": _person,
    "people": lambda text, known: tuple(_person(part, known) for part in _several(text)),
    "names": lambda text, known: tuple(_person(part, known) for part in _several(text)),
    "body": _body,
    "bodies": _words,
    "ref": _text,
    "refs": _words,
}


def template() -> bytes:
    """The workbook to fill in: a sheet per kind, a column per field, and under each heading what it means."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, gray = (
            book.add_format({"bold": True}),
            book.add_format({"italic": True, "text_wrap": True, "valign": "top"}),
        )
        for kind, about in KINDS.items():
            sheet = book.add_worksheet(kind)
            headings = {
                "id": "(your own short id, such as e1; a line that begins with “(” is not read)",
                "date": about.date,
                "recorded_on": "the day it was first known; today when left out",
                **{name: _help(known) for name, known in about.fields.items()},
            }
            sheet.write_row(0, 0, headings, bold)
            sheet.write_row(1, 0, headings.values(), gray)
            sheet.set_column(0, len(headings) - 1, 22)
            sheet.freeze_panes(1, 0)
    return file.getvalue()


def _help(known: Field) -> str:
    choices = f": {', '.join(known.of)}" if known.takes in ("choice", "choices") else ""
    several = (
        "; several joined by “;”" if known.takes in ("words", "choices", "people", "names", "bodies", "refs") else ""
    )
    return known.meaning + choices + several + ("" if known.needed else " (may be left out)")
