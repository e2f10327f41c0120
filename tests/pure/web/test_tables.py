"""Tables: order, filters and number of rows come from the address; a file holds what is shown, and only text."""

import csv
import io
from dataclasses import dataclass

import pytest
from flask import Flask, g
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import MultiDict
from worlds.office import CHICAGO

from crm.errors import InvalidData
from web.tables import Column, Table, shown


@dataclass(frozen=True)
class Row:
    name: str
    district: str
    count: int | None
    last: str | None = None


COLUMNS = (
    Column("name", "Name", lambda row: row.name),
    Column("district", "District", lambda row: row.district),
    Column("count", "Ties", lambda row: row.count, kind="number", newest_first=True),
    Column("last", "Last contact", lambda row: row.last, kind="date", newest_first=True),
    Column("shape", "Shape", lambda row: "x", sortable=False, exported=False),
)
ROWS = [Row("bo", "10", 3, "2026-01"), Row("Ann", "9", None, None), Row("Cy", "2", 12, "2026-01-15")]


@pytest.fixture(autouse=True)
def _request():
    with Flask("bare").test_request_context("/"):
        g.at = "2026-11-24T03:00:00.000000Z"  # an evening at the office
        g.zone = CHICAGO
        yield


def table(address: str = "", rows=ROWS, **more) -> Table:
    pairs = [tuple(pair.split("=")) for pair in address.split("&") if pair]
    return Table(COLUMNS, rows, sort="name", name="people", args=MultiDict(pairs), **more)


def names(of: Table) -> list[str]:
    return [row.name for row in of.visible]


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ("", ["Ann", "bo", "Cy"]),
        ("sort=name:down", ["Cy", "bo", "Ann"]),
        ("sort=district", ["Cy", "Ann", "bo"]),
        ("sort=count", ["Cy", "bo", "Ann"]),
        ("sort=count:up", ["bo", "Cy", "Ann"]),
        ("sort=last", ["Cy", "bo", "Ann"]),
        ("sort=shape", ["Ann", "bo", "Cy"]),
        ("sort=nothing:sideways", ["Ann", "bo", "Cy"]),
    ],
)
def test_rows_are_sorted_as_the_address_asks_and_unknown_values_come_last(address, order):
    assert names(table(address)) == order


def test_a_heading_sorts_and_then_turns_the_order_keeping_the_filters():
    found = table("party=R&party=D&sort=count")
    assert found.sort_url(COLUMNS[2]) == "?party=R&party=D&sort=count%3Aup"
    assert found.sort_url(COLUMNS[0]) == "?party=R&party=D&sort=name%3Aup"
    assert found.aria_sort(COLUMNS[2]) == "descending"
    assert found.aria_sort(COLUMNS[0]) is None


def test_fifty_rows_are_shown_and_then_more():
    rows = [Row(f"{n}", "", n) for n in range(130)]
    first, second, third = table("", rows), table("show=100", rows), table("show=200", rows)
    assert (len(first.visible), first.more_url) == (50, "?show=100#row-51")
    assert (len(second.visible), second.more_url) == (100, "?show=200#row-101")
    assert (len(third.visible), third.more_url) == (130, None)
    assert first.count == 130


@pytest.mark.parametrize(
    ("asked", "rows"), [("", 50), ("7", 50), ("75", 75), ("-5", 50), ("x", 50), ("9999999", 1000), ("²", 50)]
)
def test_the_address_cannot_ask_for_everything_at_once(asked, rows):
    assert shown({"show": asked}) == rows


def test_a_list_from_the_database_keeps_its_order_and_knows_its_total():
    found = table("sort=name:down", total=5000)
    assert names(found) == ["bo", "Ann", "Cy"]
    assert found.count == 5000
    assert found.more_url


NASTY = ['=HYPERLINK("http://evil")', "+1", "-1", "@cmd", "\tx", "\r=1", "plain", "0123", 'a,b\n"c"']


def test_a_csv_file_holds_all_rows_as_text_that_no_spreadsheet_runs():
    rows = [Row(name, "1", n) for n, name in enumerate(NASTY)]
    answer = table("format=csv&sort=count:up", rows).export()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="people-')
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert lines[0] == ["Name", "District", "Ties", "Last contact"]
    told = [line[0] for line in lines[1:]]
    assert told == [f"'{name}" if name[0] in "=+-@\t\r" else name for name in NASTY]


def test_an_excel_file_holds_the_same_rows_as_text_and_numbers():
    rows = [Row(name, "0123", n) for n, name in enumerate(NASTY[:4])]
    answer = table("format=xlsx&sort=count:up", rows).export()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["Name", "District", "Ties", "Last contact"]
    assert [line[:3] for line in sheet[1:]] == [[name, "0123", float(n)] for n, name in enumerate(NASTY[:4])]


def test_an_export_holds_more_rows_than_the_page_shows():
    rows = [Row(f"{n}", "", n) for n in range(130)]
    assert len(table("format=csv", rows).export().get_data().splitlines()) == 131
    with pytest.raises(InvalidData, match="csv or xlsx"):
        _ = table("format=exe", rows).format
