"""CSV and Excel files as offices keep them: title rows, merged cells, totals, hidden sheets, odd encodings."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from crm.errors import InvalidData
from importers.reading import Columns, read_table
from importers.rows import as_date, as_district, as_phone, as_share, as_website, county_name
from importers.upload import Upload, members

COLUMNS = Columns(
    {"district": ("district",), "name": ("superintendent", "name"), "dues": ("dues paid",)}, needed=("district", "name")
)


def csv_file(text: str, encoding: str = "utf-8") -> Upload:
    return Upload("list.csv", text.encode(encoding))


def excel(fill: Callable[[Any], None]) -> Upload:
    packed = BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        fill(book)
    return Upload("list.xlsx", packed.getvalue())


def test_rows_keep_the_line_numbers_that_people_see() -> None:
    table = read_table(csv_file('Our list\n\nDistrict,Superintendent\nLee,"Ann\nReed"\nClay,Cal Moss\n'), COLUMNS)
    assert [(row.number, row.get("district"), row.get("name")) for row in table.rows] == [
        (4, "Lee", "Ann Reed"),
        (6, "Clay", "Cal Moss"),
    ]
    assert table.title == "Our list"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    lines = [("District", "Superintendent"), ("Peñasco", "José Núñez"), ("Española", "Zoë Brontë"), ("Lee", "Ann Reed")]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    table = read_table(csv_file(text, encoding), COLUMNS)
    assert [row.get("name") for row in table.rows] == ["José Núñez", "Zoë Brontë", "Ann Reed"]


def test_a_surname_that_reads_like_a_missing_value_and_a_leading_zero_stay() -> None:
    table = read_table(csv_file("District,Superintendent,Dues paid\nLee,NA,007\n"), COLUMNS)
    assert (table.rows[0].get("name"), table.rows[0].get("dues")) == ("NA", "007")


def test_an_unknown_column_is_named_with_its_row_and_the_rest_is_read() -> None:
    table = read_table(csv_file("District,Superintendent,Shoe size\nLee,Ann Reed,9\n"), COLUMNS)
    [error] = table.errors
    assert (error.file, error.row, error.field) == ("list.csv", 1, "Shoe size")
    assert len(table.rows) == 1


def test_an_excel_list_with_title_rows_merged_cells_a_hidden_sheet_and_a_total_is_read() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("FY22")
        sheet.merge_range("A1:C1", "EMCED FY21/22 Member Districts")
        sheet.write_row("A3", ["District", "Superintendent", "Dues Paid"])
        sheet.merge_range("A4:A5", "Lee")
        sheet.write("B4", "Ann Reed")
        sheet.write("B5", "Bo Cole")
        sheet.write("C4", datetime(2021, 8, 1), book.add_format({"num_format": "m/d/yyyy"}))
        sheet.write_row("A6", ["Clay", "Cal Moss", 500.0])
        sheet.write_row("A7", ["Total", "", 500.0])
        old = book.add_worksheet("FY20")
        old.write_row("A1", ["District", "Superintendent"])
        old.write_row("A2", ["Old", "Gone"])
        old.hide()

    table = read_table(excel(fill), COLUMNS)
    assert [(row.number, row.get("district"), row.get("name"), row.get("dues")) for row in table.rows] == [
        (4, "Lee", "Ann Reed", "2021-08-01"),
        (5, "Lee", "Bo Cole", ""),
        (6, "Clay", "Cal Moss", "500"),
    ]
    assert table.title == "EMCED FY21/22 Member Districts"
    assert any("hidden sheet “FY20”" in notice for notice in table.notices)
    assert any("Row 7" in notice and "total" in notice for notice in table.notices)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (Upload("list.xlsx", b"PK\x03\x04 not a workbook"), "cannot be read as an Excel file"),
        (Upload("list.csv", b"\x00\x01\x02\x00binary"), "not a table"),
        (Upload("list.csv", b"   \n "), "is empty"),
        (Upload("list.csv", b"Town,Mayor\nX,Y\n"), "column headings such as “district”, “superintendent”"),
        (Upload("big.csv", b"a" * (10 * 1024 * 1024 + 1)), "10.0 MB, and the limit is 10 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(upload: Upload, words: str) -> None:
    with pytest.raises(InvalidData, match=words) as refused:
        read_table(upload, COLUMNS)
    assert list(refused.value.errors) == ["file"]


def test_a_missing_file_and_one_over_the_limit_are_refused_before_reading(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="no such file"):
        read_table(tmp_path / "none.csv", COLUMNS)
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    with pytest.raises(InvalidData, match="limit is 10 MB"):
        read_table(big, COLUMNS)


def test_cells_are_read_as_what_they_mean() -> None:
    assert [as_district(text) for text in ("037", "37.0", "District 12", "HD-5", "1st Franklin")] == [
        "37", "37", "12", "5", "1st Franklin",
    ]  # fmt: skip
    assert [as_share(text) for text in ("0.6", "60%", "60 %", "1")] == [0.6, 0.6, 0.6, 1.0]
    assert as_phone("601.555.0123") == "(601) 555-0123"
    assert as_phone("555-0123") == "555-0123"
    assert as_website("http:///www.example.org/a") == "http://www.example.org/a"
    assert as_date("2021-08-01 00:00:00") == "2021-08-01"
    assert [county_name(text) for text in ("LEE COUNTY", "Lee Co.", "DeSoto")] == ["Lee", "Lee", "DeSoto"]


@pytest.mark.parametrize("text", ["abc", "1.2", "-1", "120%"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        as_share(text)


def test_an_archive_packed_in_an_unknown_way_is_refused_in_plain_words() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("ms/one.yml", "id: 1")
    content = bytearray(packed.getvalue())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + place] = 99
    with pytest.raises(InvalidData, match="can be read"):
        list(members(Upload("ms.zip", bytes(content)), (".yml",)))
