"""Tables out of CSV and Excel files as people keep them: title rows above the header, merged cells, a total at the end.

Every row keeps the number it has in the file, for messages. What is skipped is said. The CSV module and calamine are
read directly, not through pandas: line numbers and hidden sheets would be lost there, and every cell is text here.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO, StringIO

import charset_normalizer
import python_calamine as calamine

from crm.errors import InvalidData
from crm.fields import LONGEST_TEXT, cleaned_text
from crm.imports.drafts import Place, RowError
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze
from importers import extent
from importers.formulas import unstored
from importers.rows import Row
from importers.upload import LARGEST_FILE, Given, Upload, opened

DELIMITERS = ",;\t|"
ENCODINGS = ["utf_8", "utf_16", "cp1252", "mac_roman"]
HEADER_WITHIN = 30  # rows from the top among which the header is looked for
LONGEST_CELL = LONGEST_TEXT
EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SECOND_LIST = "A second list begins here, with headings of its own. It was not read: save it as a file of its own."
_TOTAL = re.compile(r"(?:grand |sub ?)?totals?\b|sum\b|count\b|number of (?:members|districts)", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """What a kind of file may hold: our name of each column and the headings it goes by, folded for comparing.

    `needed` columns must be there, and `at_least` so many known ones, for a row to be the header. Headings in `unused`
    are known and left unread without a word (`None`: any).
    """

    headings: Mapping[str, Collection[str]]
    needed: tuple[str, ...]
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unused: Collection[str] | None = ()
    at_least: int = 1

    def named(self, heading: str) -> str | None:
        """Our name for a heading, or None: exact first, then a heading that begins with one we know."""
        text = folded(heading)
        exact = [name for name, known in self.headings.items() if text and text in known]
        return exact[0] if exact else None


@dataclass(frozen=True)
class Table:
    """The rows of one file, what was wrong with its columns, and what was skipped, in sentences."""

    rows: tuple[Row, ...]
    errors: tuple[RowError, ...] = ()
    notices: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet's raw lines of text with their numbers; a CSV file is a sheet without a name."""

    name: str
    lines: tuple[tuple[int, list[str]], ...]
    notices: tuple[str, ...] = ()


def read_table(given: Given, columns: Columns, *, limit: int = LARGEST_FILE) -> Table:
    """The rows of a CSV or Excel file, by `columns`.

    Raises InvalidData (field "file") for a file that is too large, is not a table, or lacks a needed column.
    """
    upload = opened(given, limit=limit)
    sheets = read_sheets(upload, limit=limit)
    found = [(sheet, _header(sheet, columns)) for sheet in sheets]
    best = max(found, key=lambda pair: pair[1][1], default=None)
    if best is None or not best[1][1]:
        raise InvalidData({"file": [_no_header(upload.name, columns)]})
    sheet, (place, _) = best
    others = [f"Sheet “{s.name}” was not read." for s, _ in found if s is not sheet and s.lines]
    return _table(upload.name, sheet, place, columns, (*others, *unstored(upload)))


def read_sheets(given: Given, *, limit: int = LARGEST_FILE) -> list[Sheet]:
    """The visible sheets of an Excel file, or the one of a CSV file. Raises InvalidData ("file")."""
    upload = opened(given, limit=limit)
    return list(_excel(upload)) if _is_excel(upload) else [_csv(upload)]


def _is_excel(upload: Upload) -> bool:
    return upload.content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or upload.name.lower().endswith(EXCEL_SUFFIXES)


def _excel(upload: Upload) -> Iterator[Sheet]:
    extent.check_workbook(upload)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(upload.content))
        hidden = [s.name for s in book.sheets_metadata if s.visible != calamine.SheetVisibleEnum.Visible]
        said = tuple(f"The hidden sheet “{name}” was skipped." for name in hidden)
        for index, meta in enumerate(book.sheets_metadata):
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and meta.name not in hidden:
                yield Sheet(meta.name, tuple(_excel_lines(upload.name, book.get_sheet_by_index(index))), said)
    except calamine.PasswordError:
        raise InvalidData(
            {"file": [f"{upload.name} is protected by a password. Save it without one, then try again."]}
        ) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise InvalidData(
            {
                "file": [
                    f"{upload.name} cannot be read as an Excel file. Open it, save it as .xlsx or CSV, then try again."
                ]
            }
        ) from error


def _excel_lines(file: str, sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    extent.check(file, sheet.total_height, sheet.total_width)
    grid = [[_cell(value) for value in line] for line in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for number in range(top, min(bottom, len(grid) - 1) + 1):
            if left < len(grid[number]) and (
                left == right or number > top
            ):  # a cell merged downwards counts for each of its rows
                grid[number][left] = grid[top][left]
    return ((number, line) for number, line in enumerate(grid, start=1) if any(cell.strip() for cell in line))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return _kept(str(value))


def _kept(text: str) -> str:
    """A cell's text at the first gate."""
    return cleaned_text(text.replace("\xa0", " ")[:LONGEST_CELL])


def _csv(upload: Upload) -> Sheet:
    text = _decoded(upload)
    if "\x00" in text:
        raise InvalidData({"file": [f"{upload.name} is not a table. Give a CSV or Excel (.xlsx) file."]})
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    lines: list[tuple[int, list[str]]] = []
    start, filled = 1, 0
    try:
        for cells in reader:
            filled += len(cells)
            extent.check(upload.name, len(lines), len(cells), filled)
            if any(cell.strip() for cell in cells):
                lines.append((start, [_kept(cell) for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        message = (
            f"{upload.name}, row {start}, cannot be read as CSV: {error}. Save it again from the program it came from."
        )
        raise InvalidData({"file": [message]}) from error
    return Sheet("", tuple(lines))


def _decoded(upload: Upload) -> str:
    """UTF-8 where it is valid, else by byte order mark or by likelihood among what offices use."""
    for encoding in ("utf-8-sig", *(("utf-16",) if upload.content[:2] in (b"\xff\xfe", b"\xfe\xff") else ())):
        try:
            return upload.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(upload.content, cp_isolation=ENCODINGS).best()
    if best is None:
        raise InvalidData({"file": [f"{upload.name} is not text. Save it as CSV (UTF-8) or as .xlsx, then try again."]})
    return str(best)


def _delimiter(text: str) -> str:
    sample = "\n".join(text.splitlines()[:50])
    try:
        return csv.Sniffer().sniff(sample, delimiters=DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=sample.count)


def _header(sheet: Sheet, columns: Columns) -> tuple[int, int]:
    """The index of the header among the lines, and how many known columns it has (0: none has what is needed)."""
    best = (0, 0)
    for index, (_, cells) in enumerate(sheet.lines[:HEADER_WITHIN]):
        known = {columns.named(cell) for cell in cells} - {None}

        def has(column: str, known: Collection[str | None] = known) -> bool:
            others = columns.instead.get(column, ())
            return column in known or (bool(others) and set(others) <= set(known))

        if all(has(column) for column in columns.needed) and len(known) > max(best[1], columns.at_least - 1):
            best = (index, len(known))
    return best


def _no_header(name: str, columns: Columns) -> str:
    needed = ", ".join(f"“{_shown(columns, column)}”" for column in columns.needed or columns.headings)
    return f"{name} has no row with column headings such as {needed} near its top. Name the columns so and try again."


def _shown(columns: Columns, column: str) -> str:
    return next(iter(columns.headings[column]), column)


def _table(file: str, sheet: Sheet, header: int, columns: Columns, others: tuple[str, ...]) -> Table:
    number, cells = sheet.lines[header]
    names = [columns.named(cell) for cell in cells]
    header_cells = [squeeze(cell) for cell in cells]
    chosen, doubled, notices = _chosen(columns, names, header_cells)
    notices = [*others, *sheet.notices, *notices]
    errors = [
        RowError(file, number, squeeze(cell), _unknown(columns))
        for cell, name in zip(cells, names, strict=True)
        if name is None and cell.strip() and columns.unused is not None and folded(cell) not in columns.unused
    ]
    headings = {name: squeeze(cells[index]) for name, index in chosen.items()}
    rows: list[Row] = []
    for at, line in sheet.lines[header + 1 :]:
        values = {name: line[index].strip() for name, index in chosen.items() if index < len(line)}
        if [squeeze(cell) for cell in line] == header_cells:
            if rows and _is_title(rows[-1], sheet, at):
                errors.append(RowError(file, rows.pop().number, "", SECOND_LIST))
                break
        elif _is_total(line):
            notices.append(f"Row {at} of {file} is a total and was skipped.")
        elif any(values.values()) or any(line[i].strip() for same in doubled.values() for i in same if i < len(line)):
            errors += _fill(values, doubled, line, Place(file, at), headings)
            rows.append(Row(file, at, values, headings))
    title = " ".join(squeeze(cell) for _, line in sheet.lines[:header] for cell in dict.fromkeys(line) if cell.strip())
    return Table(tuple(rows), tuple(errors), tuple(notices), title)


def _chosen(
    columns: Columns, names: Sequence[str | None], headings: Sequence[str]
) -> tuple[dict[str, int], dict[str, list[int]], list[str]]:
    """Where each column stands: of several of one meaning the one whose heading says it best. Those with the same
    heading fill each other's gaps; others are left unread, which is said."""
    chosen: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    notices = []
    for name in dict.fromkeys(name for name in names if name):
        places = [index for index, other in enumerate(names) if other == name]
        rank = {heading: place for place, heading in enumerate(columns.headings[name])}
        best = min(places, key=lambda index: (rank[folded(headings[index])], index))
        chosen[name] = best
        doubled[name] = [i for i in places if i != best and folded(headings[i]) == folded(headings[best])]
        for index in set(places) - {best, *doubled[name]}:
            notices.append(f"The column “{headings[index]}” was not read, because “{headings[best]}” means the same.")
    return chosen, doubled, notices


def _fill(
    values: dict[str, str], doubled: Mapping[str, Sequence[int]], line: Sequence[str], place: Place,
    headings: Mapping[str, str],
) -> Iterator[RowError]:  # fmt: skip
    """Fill gaps from a second column of the same heading; where the two differ, the first stands, and that is said."""
    for name, places in doubled.items():
        for text in (line[index].strip() for index in places if index < len(line)):
            if not values.get(name):
                values[name] = text
            elif text and folded(text) != folded(values[name]):
                message = f"This row has “{values[name]}” and “{text}” under {headings[name]}; the first was read."
                yield RowError.at(place.at(headings[name]), message)


def _is_title(row: Row, sheet: Sheet, before: int) -> bool:
    """Whether the row just above the repeated header is the title of another list: a single text and nothing else."""
    above = next((line for number, line in reversed(sheet.lines) if number < before), [])
    texts = {cell.strip() for cell in above} - {""}
    return len(texts) == 1 and {*row.cells.values()} - {""} <= texts


def _unknown(columns: Columns) -> str:
    known = ", ".join(_shown(columns, name) for name in columns.headings)
    return f"This column is not known, so it was left out. The columns that are read: {known}."


def _is_total(line: Sequence[str]) -> bool:
    """A line that sums up: its first text says so, and nothing else in it but numbers."""
    texts = [cell.strip() for cell in line if cell.strip()]
    return bool(texts) and bool(_TOTAL.match(texts[0])) and not any(c.isalpha() for text in texts[1:] for c in text)


def whole_file(error: InvalidData, file: str) -> tuple[RowError, ...]:
    """An unreadable file as row errors, for previews of several files."""
    return tuple(RowError.at(Place(file, None, field), text) for field, texts in error.errors.items() for text in texts)
