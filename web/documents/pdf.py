"""A brief as PDF, tagged for screen readers (PDF/UA-1), made by typst from `brief.typ`."""

import json
import unicodedata
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Literal

import typst

from web.documents.blocks import Document


def pdf(document: Document, *, author: str) -> bytes:
    """The file's bytes. A character that no bundled font has makes PDF/UA impossible; such a document is still
    made, untagged, with a crossed box for the character."""
    data = _printable(json.dumps(asdict(document) | {"author": author}, ensure_ascii=False))
    with as_file(files(__package__) / "brief.typ") as template:
        try:
            return _compiled(str(template), data, "ua-1")
        except typst.TypstError:
            return _compiled(str(template), data, None)


def _compiled(template: str, data: str, standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=standard,
        ignore_system_fonts=True,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one PDF")
    return made


def _printable(text: str) -> str:
    """Without control characters, which no font has."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
