"""Briefs on paper: within their pages however much is known, nothing dropped in silence, each line with evidence."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from paper import sheets

from crm.advocacy.briefs.council_brief import CouncilBrief
from crm.advocacy.briefs.council_brief_words import PriorityLine
from crm.advocacy.briefs.legislator_brief import LegislatorBrief, Record, headline, most_open, suggested_ask
from crm.advocacy.council.consensus import Body, Movement, in_words, of_issue
from crm.advocacy.council.council_seats import Council, CouncilSeat
from crm.advocacy.council.last_touches import Touch
from crm.advocacy.council.promises import Promise
from crm.advocacy.issues.issues import Issue
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.votes.roll_calls import MemberVote
from crm.events.events import AgendaLine
from crm.fields import cleaned_text
from crm.interactions.contacts import Interaction
from crm.interactions.follow_ups import FollowUp, Someone
from crm.relationships.citations import Named
from crm.relationships.paths.path_answers import Path as WayIn
from crm.relationships.paths.path_answers import TargetAnswer
from crm.relationships.ties import TieSummary
from crm.stakeholders.ground.districts_faced import Facing
from crm.stakeholders.people import Person
from crm.stakeholders.standing import Membership, Office, Standing
from web.documents.blocks import Document, Line, Section, Table, clipped
from web.documents.council import council_document
from web.documents.legislator import legislator_document
from web.documents.pdf import MARK, fitted, pdf
from web.documents.word import word

TAGGED = b"<pdfuaid:part>1"  # what a file says that a screen reader can read
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
        meeting=None, on="2026-11-23", written_on="2026-11-23", written_by="Ann Reed",
        headline=f"Priority number 0: {priorities[0].sentence}", priorities=tuple(priorities), worth=priorities[0],
        since="2026-08-12", changed=(Movement("i0", seated[0], None, after),) * lines, priorities_changed=(), kept=(),
        ours_open=(promise,) * lines, theirs_open=(promise,) * lines, contacts=tuple(Touch(b) for b in seated),
        agenda=(agenda,) * min(lines, 8), agenda_set=False,
    )  # fmt: skip


def legislator_brief(issues: int, lines: int, words: str) -> LegislatorBrief:
    """A brief on a senator with so many priorities, and lines of each other kind, and words this long."""
    day, amy = "2026-03-14", Named("amy", "Amy Bell")
    body = Body("dale", "Dale Finch", "Dale Finch")
    ranked = tuple(Issue(f"i{n}", f"Priority number {n}", words, "adopted", 1, n + 1, 2027) for n in range(issues))
    roles = tuple(Membership(f"c{n}", f"Committee {n}", "committee", "upper", "chair") for n in range(lines))
    office = Office("sd7", "member", "Senator", "SD 7", "senate", "Senate", "upper", "7", "2024-01-02")
    contact = Interaction(
        "c", 1, "k", day, day, "call", "two_way", 1, words, "", words, "", False, None, "shared",
        (Someone("dale", "Dale Finch"),), (Someone("amy", "Amy Bell"),), (), (), day, "Amy Bell", True,
    )  # fmt: skip
    promise = FollowUp("f", 1, words, "2026-04-01", None, Someone("amy", "Amy Bell"), (), "c", day, "Amy Bell")
    district = Facing("d", "A school district of the delta", "sd7", "SD 7", "upper", "7", 0.4, (), "overlap", day)
    found = Record(
        person=Person("dale", "Dale Finch", 1, email="dale@example.org", phone="601-555-0100"),
        standing=Standing("dale", "Dale Finch", (office,), roles, "R"),
        districts=(district,) * lines,
        ties=(TieSummary(amy, 0.7, "Good", True, 1, day, words),) * min(lines, 4),
        priorities=ranked,
        stances={one.id: stance(body, one.id, n % 5 - 2, words) for n, one in enumerate(ranked)},
        our_sides={one.id: 1 for one in ranked},
        votes=(MemberVote("v", day, "Passage", "yea", "hb1", "HB 1", words, 70, 52, ("i0",)),) * min(lines, 5),
        contacts=(contact,) * min(lines, 4),
        promises=(promise,) * lines,
    )
    about = most_open(found)
    assert about is not None
    way_in = WayIn(1, 0.5, (amy, Named("dale", "Dale Finch")), (), f"Ask Amy Bell (Good): {words}")
    return LegislatorBrief(
        record=found,
        way_in=TargetAnswer(Named("dale", "Dale Finch"), "SD 7", way_in.sentence, (way_in,) * 2, ()),
        headline=headline(found),
        ask=suggested_ask(about, found.stances[about.id], 1),
        ask_about=about.id,
        on="2026-11-23",
        written_by="Ann Reed",
    )


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


@pytest.mark.parametrize(
    "brief", [legislator_brief(5, 3, "A letter of May 2"), legislator_brief(14, 40, LONG * 3)], ids=["usual", "crowded"]
)
def test_the_legislator_brief_is_one_page_that_begins_with_the_ask(brief, tmp_path: Path) -> None:
    document = legislator_document(brief)
    (page,) = sheets(pdf(document, author="Ann Reed"), tmp_path)
    left, right, top, bottom = page.inked
    assert (left > 0.05, right < 0.95, top > 0.03, bottom < 0.97) == (True, True, True, True)
    assert page.words.index("Suggested ask") < page.words.index("The way in") < page.words.index("Where they stand")
    for section in fitted(document).sections:
        assert section.heading in page.words
        assert not section.left_out or f"And {section.left_out} more, on the screen version." in page.words


def test_every_claim_of_the_legislator_brief_leads_to_its_evidence() -> None:
    lines = every_line(legislator_document(legislator_brief(5, 3, "A letter of May 2")))
    assert [line.text for _, line in lines if not line.href] == []


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


def paper(text: str) -> bytes:
    line = Line(text)
    return pdf(Document("A brief", "Sub", "Head", (Section("What", items=(line,)),), "A foot", 1), author="Ann")


@pytest.mark.parametrize(
    "text", ["Иван Петров", "王小明，密西西比", "José Nguyễn Văn Đức", "Thanks 😀 👍 🎉", "שלום", "Ωmega → ✓"]
)
def test_names_and_signs_of_other_scripts_are_on_paper(text: str) -> None:
    made = paper(text)
    words = " ".join(sheet.words for sheet in sheets(made))
    assert text.replace(" ", "") in words.replace(" ", "")
    assert MARK not in words
    assert TAGGED in made


def test_a_sign_without_a_letter_is_a_plain_mark_and_the_foot_says_so() -> None:
    made = paper("Ann 한국 and ไทย, signed")
    words = " ".join(sheet.words for sheet in sheets(made))
    assert "Ann [?] and [?], signed" in words
    assert "[?] is a sign that this file has no letter for" in words
    assert TAGGED in made
    assert "no letter for" not in " ".join(sheet.words for sheet in sheets(paper("Ann")))


def test_no_control_character_or_noncharacter_comes_through_the_door_or_breaks_a_file() -> None:
    kept = cleaned_text("Ann\x00\x07 Reed\ufffe\uffff\x1b")
    assert kept == "Ann Reed"
    document = Document("A brief", "Sub", "Head", (Section("What", items=(Line(kept),)),), "A foot", 1)
    assert word(document, author="Ann")[:2] == b"PK"


def test_texts_are_cut_between_words() -> None:
    assert clipped("one two three", 13) == "one two three"
    assert clipped("one two three four", 12) == "one two…"
    assert clipped("x" * 20, 10) == "x" * 9 + "…"
