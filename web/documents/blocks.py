"""What a document is made of, whatever it is rendered to, and how it is made shorter to fit its pages. Data only.

Every line may carry `note` (its source, date and who, in words) and `href` (where the evidence can be looked at).
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Line:
    """A sentence or table cell: `text`, then `rest` as plain words. `href` leads from the note, or from the text where
    there is no note. `mark` is a short sign that goes before it ("+", "?", "–"), so that meaning never rests on
    colour."""

    text: str
    note: str = ""
    href: str | None = None
    mark: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under headers; `widths` are relative."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: `value` of `most`, both not negative, and what stands at its end, such as "3 of 8"."""

    label: str
    value: float
    most: float
    words: str


@dataclass(frozen=True)
class Section:
    """A heading with, in this order where given: a lead sentence, a table, bars, a list. `left_out` counts the rows
    and items that a shorter form does not show. `new_page` begins a page on paper."""

    heading: str
    lead: Line | None = None
    table: Table | None = None
    items: tuple[Line, ...] = ()
    numbered: bool = False
    left_out: int = 0
    bars: tuple[Bar, ...] = ()
    new_page: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.lead or self.table or self.items or self.bars)


@dataclass(frozen=True)
class Document:
    """A whole brief of at most `pages` printed pages. `headline` is its first sentence, `footer` says when and by whom
    it was made, `scale` is the size of its letters on paper."""

    title: str
    subtitle: str
    headline: str
    sections: tuple[Section, ...]
    footer: str
    pages: int = 1
    scale: float = 1.0

    @property
    def filename(self) -> str:
        """A file name without its ending, made of plain letters."""
        kept = (c if c.isalnum() and c.isascii() else "-" for c in f"{self.title} {self.subtitle}".casefold())
        return "-".join(part for part in "".join(kept).split("-") if part)[:80]


@dataclass(frozen=True)
class Limits:
    """How many items and rows a section keeps, how many letters a text and a note, and how large the letters are."""

    items: int
    rows: int
    text: int
    note: int
    scale: float


# Tried in this order until the document fits; nothing is dropped in silence.
SHORTER = (
    Limits(8, 10, 300, 90, 1.0),
    Limits(6, 8, 200, 60, 0.96),
    Limits(5, 7, 130, 40, 0.92),
    Limits(4, 6, 90, 30, 0.88),
    Limits(3, 5, 60, 20, 0.84),
)


def shorter(document: Document, limits: Limits) -> Document:
    """The document within the limits."""
    return replace(
        document,
        title=clipped(document.title, limits.text),
        subtitle=clipped(document.subtitle, limits.text),
        headline=clipped(document.headline, limits.text),
        sections=tuple(_section(section, limits) for section in document.sections),
        footer=clipped(document.footer, limits.text),
        scale=limits.scale,
    )


def _section(section: Section, limits: Limits) -> Section:
    rows = section.table.rows if section.table else ()
    shown = tuple(tuple(_line(cell, limits) for cell in row) for row in rows[: limits.rows])
    return replace(
        section,
        lead=_line(section.lead, limits) if section.lead else None,
        table=replace(section.table, rows=shown) if section.table else None,
        items=tuple(_line(item, limits) for item in section.items[: limits.items]),
        left_out=max(0, len(rows) - limits.rows) + max(0, len(section.items) - limits.items),
    )


def _line(line: Line, limits: Limits) -> Line:
    return replace(
        line,
        text=clipped(line.text, limits.text),
        rest=clipped(line.rest, limits.text),
        note=clipped(line.note, limits.note),
    )


def clipped(text: str, most: int) -> str:
    """The text within so many letters, cut at a word where one ends near the cut."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rpartition(" ")[0]
    return f"{words if len(words) > most / 2 else cut}…"
