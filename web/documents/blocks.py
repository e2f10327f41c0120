"""What a document is made of, whatever it is rendered to. Data only.

Every line may carry `note` (its source, date and who, in words) and `href` (the evidence, for the screen).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A sentence or table cell. `mark` is a short sign that goes before it ("+", "?", "–"), so that meaning never
    rests on colour."""

    text: str
    note: str = ""
    href: str | None = None
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under headers; `widths` are relative."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """A heading with, in this order where given: a lead sentence, a table, a list."""

    heading: str
    lead: Line | None = None
    table: Table | None = None
    items: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole brief. `headline` is its first sentence, `footer` says when and by whom it was made."""

    title: str
    subtitle: str
    headline: str
    sections: tuple[Section, ...]
    footer: str

    @property
    def filename(self) -> str:
        """A file name without its ending, made of plain letters."""
        kept = (c if c.isalnum() and c.isascii() else "-" for c in f"{self.title} {self.subtitle}".casefold())
        return "-".join(part for part in "".join(kept).split("-") if part)[:80]
