"""Cells as people fill them where a name should stand: placeholders, who stands in, formulas, links. Pure."""

import re

from crm.stakeholders.names.folding import folded

VACANT = frozenset({
    "vacant", "vacancy", "open", "unfilled", "position vacant", "vacant position", "position open", "open position",
    "currently vacant", "currently open",
})  # fmt: skip
NOT_SAID = frozenset({
    "", "tbd", "tba", "n a", "na", "none", "null", "nil", "unknown", "pending", "to be determined", "to be announced",
    "to be named", "to be hired", "see website", "same", "ref", "value", "name", "div 0",
})  # fmt: skip
_LINK = re.compile(r'^=\s*HYPERLINK\(\s*"[^"]*"\s*(?:[,;]\s*"([^"]*)"\s*)?\)', re.IGNORECASE)
_FORMULA_SIGN = re.compile(r"^['+=@]+\s*(?=[^\W\d_])")
_STANDS_IN = re.compile(
    r"^(?:(?:vacant|open|tbd)\b[\s,;:/–—-]*)?(interim|acting)\b(?:\s+(?:superintendent|supt\.?))?[\s,;:–—-]+(?=\w)",
    re.IGNORECASE,
)
_TWO_NAMES = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")


def is_vacant(text: str) -> bool:
    """Whether a cell says that nobody holds the office."""
    return folded(text) in VACANT


def is_not_said(text: str) -> bool:
    """Whether a cell is filled, but with no name: "TBD", "N/A", "-"."""
    return bool(text.strip()) and folded(text) in NOT_SAID


def as_written(text: str) -> str:
    """What a person sees in a cell: the words of a link, a text without the sign that made it look like a formula."""
    link = _LINK.match(text.strip())
    shown = f"{link[1] or ''} {text.strip()[link.end() :]}".strip() if link else text
    return _FORMULA_SIGN.sub("", shown)


def holder(text: str) -> str:
    """The name in a cell that says who stands in: "Vacant - Interim: John Hall" is "John Hall, Interim Superintendent".

    Two whole names with a slash between them stand on two lines.
    """
    shown = as_written(text)
    if found := _STANDS_IN.match(shown):
        return f"{shown[found.end() :].strip()}, {found[1].capitalize()} Superintendent"
    parts = _TWO_NAMES.split(shown)
    return "\n".join(parts) if len(parts) > 1 and all(len(part.split()) > 1 for part in parts) else shown
