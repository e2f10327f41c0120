"""How far a table reaches, looked at before it is read: one stray cell at the edge of a sheet makes readers fill in all
the cells between."""

import re
import zipfile
from io import BytesIO
from typing import IO

from crm.errors import InvalidData
from importers.upload import MEGABYTE, Upload

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CELLS = 4_000_000  # rows x columns
LARGEST_UNPACKED = 500 * MEGABYTE
PIECE = MEGABYTE
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>')


def check(file: str, rows: int, columns: int, cells: int | None = None) -> None:
    """Raises InvalidData (field "file") for a table that reaches further than any list does.

    `cells` are all of them where lines differ in length.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS or (rows * columns if cells is None else cells) > MOST_CELLS:
        message = (
            f"{file} reaches over {rows:,} rows and {columns:,} columns; a blank far from the list counts too. At most "
            f"{MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells are read. "
            "Delete the empty rows and columns around the list, or split it, then try again."
        )
        raise InvalidData({"file": [message]})


def check_workbook(upload: Upload) -> None:
    """`check` of every sheet of an .xlsx or .xlsm file, from its packed cells; other files are left to their reader."""
    try:
        with zipfile.ZipFile(BytesIO(upload.content)) as book:
            if sum(member.file_size for member in book.infolist()) > LARGEST_UNPACKED:
                raise InvalidData({"file": [f"{upload.name} unpacks to too much. Save only the list as a new file."]})
            for name in book.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with book.open(name) as sheet:
                        check(upload.name, *_reach(sheet))
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError):
        return  # what is no archive that can be read, the workbook's reader says


def _reach(sheet: IO[bytes]) -> tuple[int, int]:
    """The lowest row and rightmost column with a cell that holds something."""
    rows = columns = 0
    rest = b""
    while piece := sheet.read(PIECE):
        text = rest + piece
        for letters, row in _FILLED.findall(text):
            rows, columns = max(rows, int(row)), max(columns, _column(letters))
        rest = text[text.rfind(b"<") :][-1000:] if b"<" in text else b""
    return rows, columns


def _column(letters: bytes) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
