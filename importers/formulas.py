"""Formulas of which a workbook stores no result, so that their cells look empty to whoever does not calculate."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from importers.upload import MEGABYTE, Upload

LARGEST_SHEET = 20 * MEGABYTE  # of XML; larger ones are not looked through
MOST_NAMED = 8
_CELL = re.compile(r'<c r="([A-Z]{1,3}\d+)"[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>|(?=</c>))')


def unstored(upload: Upload) -> tuple[str, ...]:
    """A sentence about the formulas without a result; none where there are none, or the file is no .xlsx."""
    found = list(_cells(upload))
    if not found:
        return ()
    named = ", ".join(found[:MOST_NAMED]) + (" and others" if len(found) > MOST_NAMED else "")
    return (
        f"{named} of {upload.name} have formulas whose results are not stored, so they read as empty. "
        "Open the file in Excel, save it, and import it again.",
    )


def _cells(upload: Upload) -> Iterator[str]:
    if upload.content[:4] != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(BytesIO(upload.content)) as archive:
            for member in archive.infolist():
                if member.filename.startswith("xl/worksheets/") and member.file_size <= LARGEST_SHEET:
                    yield from _CELL.findall(archive.read(member).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError):
        return
