"""A brief as PDF, tagged for screen readers (PDF/UA-1), made by typst from `brief.typ`, within its number of pages."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import typst

from web.documents.blocks import SHORTER, Document, shorter

# Signs that the compiler's own letters lack: Chinese and emoji, made beside the pages' assets (docs/decisions/0016).
FONTS = Path(__file__).parents[1] / "static" / "paper"
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MARK = "[?]"
SAYS_WHY = f"{MARK} is a sign that this file has no letter for; the page on the screen shows it."
MOST_ROUNDS = 10


def pdf(document: Document, *, author: str, site: str = "") -> bytes:
    """The file's bytes; with the address of the `site`, every line leads to its evidence there.

    A character that no font has makes PDF/UA impossible: it is replaced by a plain mark, and the foot says so.
    """
    document = fitted(document)
    unshown: set[str] = set()
    with as_file(files(__package__) / "brief.typ") as template:
        for _ in range(MOST_ROUNDS):
            try:
                return _compiled(str(template), _inputs(_said(document, unshown), author, site, unshown), "ua-1")
            except typst.TypstError as refused:
                found = _unshown(refused)
                if found <= unshown:
                    break
                unshown |= found
        return _compiled(str(template), _inputs(_said(document, unshown), author, site, unshown), None)


def _unshown(refused: Exception) -> set[str]:
    """The characters for which no font has a sign, as the compiler names them."""
    named = UNSHOWN.findall(str(getattr(refused, "diagnostic", refused)))
    return {letter for text in named for letter in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)}


def _said(document: Document, unshown: set[str]) -> Document:
    return replace(document, footer=f"{document.footer} {SAYS_WHY}".strip()) if unshown else document


def fitted(document: Document) -> Document:
    """The document as it is where it fits its pages, else the first shorter form that does (or the shortest)."""
    with as_file(files(__package__) / "brief.typ") as template:
        for limits in (None, *SHORTER):
            made = document if limits is None else shorter(document, limits)
            if _pages(str(template), made) <= document.pages:
                break
    return made


def _pages(template: str, document: Document) -> int:
    asked: dict[str, Any] = {"field": "value", "one": True, "ignore_system_fonts": True, "font_paths": [str(FONTS)]}
    return int(typst.query(template, "<pages>", sys_inputs=_inputs(document), **asked))


def _compiled(template: str, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        ignore_system_fonts=True,
        font_paths=[str(FONTS)],
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one PDF")
    return made


def _inputs(
    document: Document, author: str = "", site: str = "", unshown: Collection[str] = frozenset()
) -> dict[str, str]:
    """The document as the template reads it, without control characters, which no font has, and with a mark for each
    sign that is not shown."""
    text = json.dumps(asdict(document) | {"author": author, "site": site}, ensure_ascii=False)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    for letters in runs(kept, unshown):
        kept = kept.replace(letters, MARK)
    return {"data": kept}


def runs(text: str, letters: Collection[str]) -> list[str]:
    """The runs of these letters in a text, the longest first: each is one mark."""
    if not letters:
        return []
    pattern = f"[{re.escape(''.join(sorted(letters)))}]+"
    return sorted(set(re.findall(pattern, text)), key=len, reverse=True)
