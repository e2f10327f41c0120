"""Foreign files are read in a process of their own: what a file does to its reader is told, and nothing else ends."""

import io
import os
import pickle
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from crm.errors import InvalidData
from importers import apart, extent, sources
from importers.reading import Columns, read_table
from importers.upload import Upload

CASES = Path("/work/shared/cases/files")
LIST = [("District", "Superintendent"), ("Lee County School District", "Ann Reed")]


def workbook(*, far: tuple[int, int, str] | None = None) -> Upload:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(LIST):
            sheet.write_row(number, 0, line)
        if far:
            sheet.write_string(*far)
    return Upload("list.xlsx", packed.getvalue())


def without_references() -> Upload:
    """A workbook whose cells do not say where they are, as some programs write them: its reach is seen too late."""
    given, packed = workbook(), io.BytesIO()
    wide = "<row r='1'>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    with zipfile.ZipFile(io.BytesIO(given.content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = text.replace("<sheetData>", f"<sheetData>{wide}").replace('<row r="2"', '<row r="1048576"')
                text = re.sub(r'(<c) r="[A-Z]+\d+"', r"\1", text)
            new.writestr(name, text)
    return Upload("list.xlsx", packed.getvalue())


def read(upload: Upload):
    return apart.read("superintendents", upload, as_of="2026-08-01")


def test_a_file_read_apart_gives_the_same_draft() -> None:
    assert read(workbook()) == sources.read("superintendents", workbook(), as_of="2026-08-01")


def test_what_is_wrong_with_a_file_is_told_as_ever() -> None:
    with pytest.raises(InvalidData, match=r"list\.csv has no row with column headings"):
        read(Upload("list.csv", b"a,b\n1,2\n"))


@pytest.mark.parametrize("far", [(1_048_575, 16_383, " "), (1999, 16_383, " "), (300_000, 0, "x")])
def test_a_workbook_that_reaches_too_far_is_refused_before_it_is_opened(far: tuple[int, int, str]) -> None:
    with pytest.raises(InvalidData, match=r"list\.xlsx reaches over .* Delete the empty rows and columns"):
        extent.check_workbook(workbook(far=far))
    with pytest.raises(InvalidData, match=r"list\.xlsx reaches over"):
        read(workbook(far=far))


def test_a_cell_with_a_format_and_nothing_in_it_is_no_reach() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(LIST):
            sheet.write_row(number, 0, line)
        sheet.write_blank(9_999, 16_383, None, book.add_format({"bold": True}))
    assert len(read(Upload("list.xlsx", packed.getvalue())).records) == 3


def test_a_list_of_too_many_rows_says_how_many_may_be() -> None:
    lines = b"District,Superintendent\n" + b"Lee,Ann Reed\n" * (extent.MOST_ROWS + 2)
    with pytest.raises(InvalidData, match="At most 200,000 rows"):
        read(Upload("list.csv", lines))


def test_one_line_of_many_cells_among_short_ones_is_read() -> None:
    wide = b"District,Superintendent\n" + b"Lee,Ann Reed\n" * 4_500 + b"Clay,Bo Cole" + b"," * 900
    columns = Columns({"district": ("district",), "name": ("superintendent",)}, needed=("district", "name"))
    assert len(read_table(Upload("list.csv", wide), columns).rows) == 4_501


@pytest.mark.skipif(os.name == "nt", reason="the reader's memory is looked at from outside there")
def test_a_reader_out_of_memory_ends_alone_and_the_next_file_is_read() -> None:
    with pytest.raises(InvalidData, match=r"list\.xlsx cannot be read within 1024 MB of memory"):
        read(without_references())
    assert read(workbook()).records


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.0)
    monkeypatch.setattr(apart, "LOOK_EVERY", 0.01)
    with pytest.raises(InvalidData, match="cannot be read within 2 minutes"):
        read(workbook())


class Calls:
    """What a reader led astray may hand over: something that runs code when it is taken."""

    def __reduce__(self):
        return os.system, ("true",)


def test_only_the_parts_of_a_draft_are_taken_from_a_reader() -> None:
    with pytest.raises(pickle.UnpicklingError, match="no part of a draft"):
        apart._Plain(io.BytesIO(pickle.dumps(Calls()))).load()


@pytest.mark.skipif(not CASES.is_dir(), reason="the collected cases are not here")
@pytest.mark.parametrize("name", ["bomb_xfd.xlsx", "wide2000.xlsx"])
def test_the_small_workbooks_with_a_far_cell_are_refused(name: str) -> None:
    with pytest.raises(InvalidData, match="reaches over"):
        apart.read("superintendents", CASES / name, as_of="2026-08-01")
