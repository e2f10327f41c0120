"""A brief as a Word file, for those who edit it before it is handed out."""

from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph

from web.documents.blocks import Document, Line, Section, Table
from web.documents.pdf import fitted

_GREY = RGBColor(0x5A, 0x5A, 0x5A)


def word(document: Document, *, author: str) -> bytes:
    """The file's bytes, as short as the PDF."""
    document = fitted(document)
    file = docx.Document()
    file.core_properties.title, file.core_properties.author = document.title, author
    _page(file)
    file.add_heading(document.title, level=1)
    _grey(file.add_paragraph(), document.subtitle)
    file.add_paragraph().add_run(document.headline).bold = True
    for section in document.sections:
        _section(file, section)
    _grey(file.sections[0].footer.paragraphs[0], document.footer)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _page(file: WordDocument) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Inches(8.5), Inches(11)
    page.left_margin = page.right_margin = Inches(0.75)
    page.top_margin = page.bottom_margin = Inches(0.7)
    file.styles["Normal"].font.size = Pt(10)
    file.styles["Normal"].paragraph_format.space_after = Pt(4)


def _section(file: WordDocument, section: Section) -> None:
    if section.new_page:
        file.add_page_break()  # type: ignore[no-untyped-call]
    file.add_heading(section.heading, level=2)
    if section.lead:
        _line(file.add_paragraph(), section.lead)
    if section.table:
        _table(file, section.table)
    if section.bars:
        rows = tuple((Line(bar.label), Line(bar.words)) for bar in section.bars)
        _table(file, Table((section.heading, ""), rows, (2, 1)))
    for item in section.items:
        _line(file.add_paragraph(style="List Number" if section.numbered else "List Bullet"), item)
    if section.left_out:
        _grey(file.add_paragraph(), f"And {section.left_out} more, on the screen version.")


def _table(file: WordDocument, table: Table) -> None:
    grid = file.add_table(rows=1, cols=len(table.headers), style="Light Grid")
    for cell, header in zip(grid.rows[0].cells, table.headers, strict=True):
        cell.paragraphs[0].add_run(header).bold = True
    for row in table.rows:
        for cell, part in zip(grid.add_row().cells, row, strict=True):
            _line(cell.paragraphs[0], part)


def _line(paragraph: Paragraph, line: Line) -> None:
    if line.mark:
        paragraph.add_run(f"{line.mark} ").bold = True
    paragraph.add_run(f"{line.text}{line.rest}")
    if line.note:
        _grey(paragraph, f" · {line.note}")


def _grey(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), _GREY
