"""A brief as PDF, tagged for screen readers (PDF/UA-1), made by typst from `brief.typ`, within its number of pages."""

import json
import unicodedata
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Any, Literal

import typst

from web.documents.blocks import SHORTER, Document, shorter


def pdf(document: Document, *, author: str, site: str = "") -> bytes:
    """The file's bytes; with the address of the `site`, every line leads to its evidence there.

    A character that no bundled font has makes PDF/UA impossible; such a document is still made, untagged, with a
    crossed box for the character.
    """
    inputs = _inputs(fitted(document), author, site)
    with as_file(files(__package__) / "brief.typ") as template:
        try:
            return _compiled(str(template), inputs, "ua-1")
        except typst.TypstError:
            return _compiled(str(template), inputs, None)


def fitted(document: Document) -> Document:
    """The document as it is where it fits its pages, else the first shorter form that does (or the shortest)."""
    with as_file(files(__package__) / "brief.typ") as template:
        for limits in (None, *SHORTER):
            made = document if limits is None else shorter(document, limits)
            if _pages(str(template), made) <= document.pages:
                break
    return made


def _pages(template: str, document: Document) -> int:
    asked: dict[str, Any] = {"field": "value", "one": True, "ignore_system_fonts": True}
    return int(typst.query(template, "<pages>", sys_inputs=_inputs(document), **asked))


def _compiled(template: str, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=standard, ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one PDF")
    return made


def _inputs(document: Document, author: str = "", site: str = "") -> dict[str, str]:
    """The document as the template reads it, without control characters, which no font has."""
    text = json.dumps(asdict(document) | {"author": author, "site": site}, ensure_ascii=False)
    return {"data": "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")}
