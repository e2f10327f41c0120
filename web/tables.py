"""Tables: sorted and filtered by the address, fifty rows and then more, exported exactly as shown.

SEATS = (
    Column("seat", "Seat", lambda row: row.label, href=lambda row: address("seat", row.id)),
    Column("last", "Last contact", lambda row: row.last_contact, kind="date", newest_first=True),
)
table = Table(SEATS, rows, sort="seat", name="seats")
return table_page("stakeholders/seats.html", table)          {{ tables.table(table, cell) }}
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlencode

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict

from crm.errors import InvalidData
from crm.words import NATURAL
from web.bounds import whole_number
from web.words import iso_today

PAGE = 50
MOST_SHOWN = 1000
MOST_EXPORTED = 100_000
# A spreadsheet runs a cell that begins with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

CELLS_ARE_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
SHEET = "Sheet1"

Value = Callable[[Any], object]


@dataclass(frozen=True)
class Column:
    """One column. `value` gives what is sorted and exported (text, a name that stays on one line, number, ISO date or
    None); `order` sorts by something else; `href` links the cell. `newest_first` sorts downwards at the first click.
    A column may be for the page alone, or for files alone."""

    key: str
    title: str
    value: Value
    kind: Literal["text", "name", "number", "date"] = "text"
    href: Callable[[Any], str | None] | None = None
    order: Value | None = None
    sortable: bool = True
    newest_first: bool = False
    exported: bool = True
    on_page: bool = True


@dataclass
class Table:
    """Rows under columns, as the address asks. Give every row that passes the filters; or, for lists too long for
    that, one page as `rows` with `total`, sorted by the database."""

    columns: Sequence[Column]
    rows: Sequence[Any]
    sort: str = ""
    name: str = "list"
    noun: str = "row"
    many: str = ""
    total: int | None = None
    args: Mapping[str, str] = field(default_factory=lambda: request.args)

    def __post_init__(self) -> None:
        keys = {column.key: column for column in self.columns if column.sortable}
        wanted, _, direction = self.args.get("sort", self.sort).partition(":")
        self.sorted_by = keys.get(wanted) or keys.get(self.sort.partition(":")[0])
        first = "down" if self.sorted_by and self.sorted_by.newest_first else "up"
        self.direction = direction if direction in ("up", "down") else first
        if self.sorted_by and self.total is None:
            self.rows = in_order(self.rows, self.sorted_by, self.direction)

    @property
    def count(self) -> int:
        """How many rows there are in all."""
        return len(self.rows) if self.total is None else self.total

    @property
    def page_columns(self) -> Sequence[Column]:
        """The columns that a page has room for."""
        return [column for column in self.columns if column.on_page]

    @property
    def visible(self) -> Sequence[Any]:
        """The rows shown now."""
        return self.rows[: shown(self.args)]

    @property
    def format(self) -> str | None:
        """The export that the address asks for, if it does. Raises InvalidData for another kind of file."""
        wanted = self.args.get("format")
        if wanted not in (None, "", "csv", "xlsx"):
            raise InvalidData({"format": [f"A list can be had as csv or xlsx, not as “{wanted[:20]}”."]})
        return wanted or None

    def aria_sort(self, column: Column) -> str | None:
        """For the heading: how the table is sorted by this column."""
        if column is not self.sorted_by:
            return None
        return "ascending" if self.direction == "up" else "descending"

    def sort_url(self, column: Column) -> str:
        """The address that sorts by this column, or turns the order round."""
        first = "down" if column.newest_first else "up"
        turned = "down" if self.direction == "up" else "up"
        return self._url(sort=f"{column.key}:{turned if column is self.sorted_by else first}")

    @property
    def more_url(self) -> str | None:
        """The address that shows more rows, when there are any."""
        now = shown(self.args)
        if self.count <= now or now >= MOST_SHOWN:
            return None
        return f"{self._url(show=str(min(now * 2 if now > PAGE else now + PAGE, MOST_SHOWN)))}#row-{now + 1}"

    def export_url(self, kind: str) -> str:
        """The address of exactly this view as a file."""
        return self._url(format=kind)

    def _url(self, **changed: str) -> str:
        kept = [(key, value) for key, value in _pairs(self.args) if key not in changed and key != "format"]
        return f"?{urlencode([*kept, *changed.items()])}"

    def export(self) -> Response:
        """Every row, in the order shown, as a file. Text stays text: no cell becomes a formula."""
        columns = [column for column in self.columns if column.exported]
        lines = [[column.value(row) for column in columns] for row in self.rows[:MOST_EXPORTED]]
        titles = [column.title for column in columns]
        body, kind = (_xlsx(titles, lines), XLSX) if self.format == "xlsx" else (_csv(titles, lines), "text/csv")
        file_name = f"{self.name}-{iso_today()}.{self.format}"
        return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{file_name}"'})


def table_page(template: str, table: Table, **context: object) -> Response:
    """The page with the table, or its export when the address asks for one."""
    return table.export() if table.format else Response(render_template(template, table=table, **context))


def shown(args: Mapping[str, str] | None = None) -> int:
    """How many rows the address asks to see: 50 unless it says more, at most 1,000."""
    text = (request.args if args is None else args).get("show", "")
    return min(max(whole_number(text), PAGE), MOST_SHOWN)


def in_order(rows: Sequence[Any], column: Column, direction: str) -> list[Any]:
    """Rows by a column; those without a value come last either way."""
    by = column.order or column.value
    known = [row for row in rows if by(row) not in (None, "")]
    unknown = [row for row in rows if by(row) in (None, "")]
    return sorted(known, key=lambda row: NATURAL(_cell(by(row))), reverse=direction == "down") + unknown


def _pairs(args: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(args.items(multi=True)) if isinstance(args, MultiDict) else list(args.items())


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float | Decimal):
        return value
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text


def _csv(titles: list[str], lines: list[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    for line in lines:
        cells = [_cell(value) for value in line]
        writer.writerow([f"'{c}" if isinstance(c, str) and c.startswith(FORMULA_STARTS) else c for c in cells])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(titles: list[str], lines: list[list[object]]) -> bytes:
    import pandas  # a second that only an export needs

    out = io.BytesIO()
    frame = pandas.DataFrame([[_cell(value) for value in line] for line in lines], columns=titles, dtype=object)
    with pandas.ExcelWriter(out, engine="xlsxwriter", engine_kwargs={"options": CELLS_ARE_TEXT}) as book:
        frame.to_excel(book, sheet_name=SHEET, index=False, freeze_panes=(1, 0))
        book.sheets[SHEET].autofit()
    return out.getvalue()
