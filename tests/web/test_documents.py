"""Briefs on paper: within their pages however much is known, nothing dropped in silence, each line with evidence."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from paper import sheets

from crm.advocacy.brief_words import PriorityLine
from crm.advocacy.consensus import Body, Movement, in_words, of_issue
from crm.advocacy.council_brief import CouncilBrief
from crm.advocacy.councils import Council, CouncilSeat
from crm.advocacy.issues import Issue
from crm.advocacy.meetings import AgendaLine
from crm.advocacy.promises import Promise
from crm.advocacy.stances import Stance
from crm.advocacy.touches import Touch
from web.documents.blocks import Document, Line, Section, Table, clipped
from web.documents.council import council_document
from web.documents.pdf import fitted, pdf
from web.documents.word import word

LONG = "They would agree if it were phased in over four years and the districts with the least were served first. "


def stance(body: Body, subject: str, value: int, source: str) -> Stance:
    day = "2026-03-14"
    told = {"recorded_at": f"{day}T12:00:00Z", "recorded_by": "Ann Reed", "since": day}
    return Stance(
        f"{body.id}-{subject}", body.id, body.name, subject, value, "likely", "statement", source, day, **told
    )


def council_brief(bodies: int, issues: int, lines: int, source: str) -> CouncilBrief:
    """A brief with so many bodies, issues and lines of each kind, and long words everywhere."""
    seated = [Body(f"b{n}", f"Body {n} of the state", f"BODY{n}") for n in range(bodies)]
    priorities = []
    for number in range(issues):
        issue = Issue(f"i{number}", f"Priority number {number} with a long title", LONG, "adopted", 1, number + 1, 2027)
        held = {(b.id, issue.id): stance(b, issue.id, place % 5 - 2, source) for place, b in enumerate(seated)}
        found = of_issue(issue.id, seated, held, held, rank=number + 1)
        priorities.append(PriorityLine(issue, found, in_words(found, seated)))
    after = stance(seated[0], "i0", 1, source)
    promise = Promise("p", LONG * 3, "MASS", "BODY0", "2026-05-01", True, "m1", "2026-01-01T00:00:00Z")
    agenda = AgendaLine("Priority number 0", LONG, "i0")
    return CouncilBrief(
        council=Council("c", "Advisory council", tuple(CouncilSeat(f"s-{b.id}", b, None, None, None) for b in seated)),
        meeting=None, on="2026-11-23", written_at="2026-11-23T12:00:00Z", written_by="Ann Reed",
        headline=f"Priority number 0: {priorities[0].sentence}", priorities=tuple(priorities), worth=priorities[0],
        since="2026-08-12", changed=(Movement("i0", seated[0], None, after),) * lines, priorities_changed=(), kept=(),
        ours_open=(promise,) * lines, theirs_open=(promise,) * lines, contacts=tuple(Touch(b) for b in seated),
        agenda=(agenda,) * min(lines, 8), agenda_set=False,
    )  # fmt: skip


def every_line(document: Document) -> Iterator[tuple[str, Line]]:
    for section in document.sections:
        cells = [cell for row in section.table.rows for cell in row] if section.table else []
        yield from (
            (section.heading, line) for line in [*([section.lead] if section.lead else []), *section.items, *cells]
        )


USUAL = council_brief(6, 5, 3, "Letter to members of May 2")
CROWDED = council_brief(9, 14, 40, LONG * 4)


def test_a_usual_brief_is_printed_as_it_stands() -> None:
    document = council_document(USUAL)
    assert fitted(document) == document


@pytest.mark.parametrize("brief", [USUAL, CROWDED], ids=["usual", "crowded"])
def test_the_council_brief_has_at_most_two_pages_with_ink_inside_the_margins(brief, tmp_path: Path) -> None:
    printed = sheets(pdf(council_document(brief), author="Ann Reed"), tmp_path)
    assert 1 <= len(printed) <= 2
    for number, page in enumerate(printed, 1):
        left, right, top, bottom = page.inked
        assert (left > 0.05, right < 0.95, top > 0.03, bottom < 0.97) == (True, True, True, True)
        assert f"Page {number} of {len(printed)}" in page.words
    assert "Advisory council: brief" in printed[0].words
    assert "Who will be in the room" in printed[-1].words


def test_what_does_not_fit_is_counted() -> None:
    short = fitted(council_document(CROWDED))
    cut = {section.heading: section.left_out for section in short.sections if section.left_out}
    assert cut["What we promised"] == 40 - len(next(s.items for s in short.sections if s.heading == "What we promised"))
    words = " ".join(page.words for page in sheets(pdf(council_document(CROWDED), author="Ann Reed")))
    assert f"And {cut['What we promised']} more, on the screen version." in words


def test_every_claim_of_the_council_brief_leads_to_its_evidence() -> None:
    silent = {"Nothing known", "No contact is on record", *(body.short_name for body in USUAL.council.bodies)}
    bare = [line.text for _, line in every_line(council_document(USUAL)) if not line.href and line.text not in silent]
    assert bare == []


def test_the_word_file_says_what_the_pdf_says() -> None:
    document = council_document(CROWDED)
    file = zipfile.ZipFile(io.BytesIO(word(document, author="Ann Reed")))
    text = file.read("word/document.xml").decode()
    for section in fitted(document).sections:
        assert section.heading in text
        assert all(item.text in text for item in section.items)
    assert text.count("more, on the screen version.") == sum(1 for s in fitted(document).sections if s.left_out)


def test_a_line_leads_to_the_site_from_paper_too() -> None:
    made = pdf(council_document(USUAL), author="Ann Reed", site="https://crm.example.org")
    assert b"https://crm.example.org/issues/i0" in made


def test_no_text_can_break_the_paper() -> None:
    nasty = '#panic("x") $x$ \\ <b> [*] "quoted" ünïcödé \x07 ⚑ שלום 漢字'
    line = Line(nasty, nasty, "/issues/1", "?", nasty)
    section = Section(nasty, line, Table((nasty,), ((line,),), (1,)), (line,))
    document = Document(nasty, nasty, nasty, (section,), nasty)
    printed = sheets(pdf(document, author=nasty))
    assert '#panic("x") $x$' in printed[0].words


def test_texts_are_cut_between_words() -> None:
    assert clipped("one two three", 13) == "one two three"
    assert clipped("one two three four", 12) == "one two…"
    assert clipped("x" * 20, 10) == "x" * 9 + "…"
