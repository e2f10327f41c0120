"""`crm brief`, `crm whip` and `crm stance`: the council's and the session's work from the command line."""

from pathlib import Path

import click

from crm.advocacy.briefs.council_brief import council_brief
from crm.advocacy.briefs.legislator_brief import legislator_brief
from crm.advocacy.council.meetings import meetings
from crm.advocacy.stances.stances import NewPositionSchema, record_stance
from crm.advocacy.votes.majorities import MAJORITIES
from crm.advocacy.votes.whip_board import Voter, WhipQuestion, whip_board
from crm.errors import InvalidData
from crm.office_time import parse_date
from crm.stakeholders.chambers import CHAMBERS
from crm.storage.settings import from_environment
from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, STANCES
from web.cli.terminal import Office, answer, as_json, day, named, office, plain, write_file
from web.documents.blocks import Document
from web.documents.council import council_document
from web.documents.legislator import legislator_document
from web.forms import load

TYPED_SOURCES = [key for key, kind in SOURCE_KINDS.items() if kind.typed]
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def brief() -> None:
    """Make the brief for a council meeting or a legislator."""


@brief.command()
@click.option("--meeting", metavar="DAY|ID", help="A meeting; the brief of a past one shows what was known then.")
@click.option("--on", callback=day, metavar="DAY", help="A day; today when left out.")
@click.option("--pdf", type=FILE, help="Write it as PDF.")
@click.option("--docx", type=FILE, help="Write it as a Word file.")
@as_json
def council(meeting: str | None, on: str | None, pdf: Path | None, docx: Path | None, json_: bool) -> None:
    """Where the six bodies stand, what changed, what is promised, and what to put on the agenda."""
    if meeting and on:
        raise click.UsageError("Give a meeting or a day, not both.")
    with office() as at:
        chosen = _meeting_id(at, meeting) if meeting else None
        found = at.database.read(council_brief, actor=at.actor, meeting_id=chosen, on=on)
        _give(council_document(found), at.actor.name, pdf, docx, json_)


def _meeting_id(at: Office, text: str) -> str:
    """The meeting of that id, or of that day."""
    try:
        wanted = parse_date(text)
    except ValueError:
        return text
    found = [one for one in at.database.read(meetings) if one.start.startswith(wanted)]
    if len(found) != 1:
        days = ", ".join(one.day for one in found) or "none on that day"
        raise InvalidData({"--meeting": [f"“{text}” should name one meeting, and there is {days}."]})
    return found[0].id


@brief.command()
@click.argument("name")
@click.option("--pdf", type=FILE, help="Write it as PDF.")
@click.option("--docx", type=FILE, help="Write it as a Word file.")
@as_json
def legislator(name: str, pdf: Path | None, docx: Path | None, json_: bool) -> None:
    """One page on a legislator: who knows them, where they stand, what to ask."""
    with office() as at:
        who = named(at, name, option="NAME")
        found = legislator_brief(at.database, at.network, who.id, actor=at.actor)
        _give(legislator_document(found), at.actor.name, pdf, docx, json_)


def _give(document: Document, author: str, pdf: Path | None, docx: Path | None, json_: bool) -> None:
    """Write the files asked for, and print the brief."""
    from web.documents.pdf import pdf as as_pdf
    from web.documents.word import word

    if pdf:
        write_file(pdf, as_pdf(document, author=author, site=from_environment().public_url or ""))
    if docx:
        write_file(docx, word(document, author=author))
    answer(document, _lines(document), json_=json_)


def _lines(document: Document) -> list[str]:
    lines = [document.title, document.subtitle, "", document.headline]
    for section in document.sections:
        lines += ["", section.heading]
        lines += [f"  {section.lead.text}{section.lead.rest}"] if section.lead else []
        for row in section.table.rows if section.table else ():
            lines.append("  " + " | ".join(f"{cell.mark} {cell.text}".strip() for cell in row))
        lines += [f"  - {item.text}{item.rest}{f' · {item.note}' if item.note else ''}" for item in section.items]
    return [*lines, "", document.footer]


@click.command()
@click.argument("subject")
@click.option("--chamber", type=click.Choice(list(CHAMBERS)), help="The first there is when left out.")
@click.option("--committee", metavar="NAME", help="A committee instead of a chamber.")
@click.option("--rule", type=click.Choice(list(MAJORITIES)), default="simple-present", show_default=True)
@click.option("--present", type=click.IntRange(0, 1000), help="How many vote; all when left out.")
@as_json
def whip(subject: str, chamber: str | None, committee: str | None, rule: str, present: int | None, json_: bool) -> None:
    """Count who is for and against SUBJECT, an issue or a bill."""
    with office() as at:
        what = named(at, subject, kinds=("issue", "bill"), option="SUBJECT").id
        body = named(at, committee, kinds=("committee",), option="--committee").id if committee else None
        question = WhipQuestion(what, MAJORITIES[rule], chamber, body, present)
        board = at.database.read(whip_board, question, actor=at.actor)
    lines = [f"{board.subject}, {board.electorate}: {board.sentence}"]
    for value in (2, 1, 0, -1, -2, None):
        voters = board.column(value)
        lines += [f"{'Nothing known' if value is None else STANCES[value].words} ({len(voters)})"] if voters else []
        lines += [f"  {_voter(voter)}" for voter in voters]
    counted = {"sentence": board.sentence, "needed": board.needed, "voters": plain(board.voters)}
    answer(counted, lines, json_=json_)


def _voter(voter: Voter) -> str:
    """A member in a line: the seat, how sure we are, who asks."""
    sure = CERTAINTIES[voter.stance.certainty].lower() if voter.stance else ""
    asks = f"{voter.asked_by} asks" if voter.asked_by else ""
    about = ", ".join(part for part in (voter.code, voter.role, sure, asks) if part)
    return f"{voter.name} ({about})" if about else voter.name


@click.command()
@click.argument("name")
@click.argument("issue")
@click.option("--value", type=click.IntRange(-2, 2), required=True, help="-2 opposes ... 2 supports.")
@click.option("--source", required=True, help="What it rests on, such as the letter of May 2.")
@click.option("--kind", type=click.Choice(TYPED_SOURCES), default="judgement")
@click.option("--certainty", type=click.Choice(list(CERTAINTIES)), default="likely", show_default=True)
@click.option("--on", required=True, callback=day, metavar="DAY", help="Since when.")
@click.option("--key", help="The same key twice makes one record.")
@as_json
def stance(name: str, issue: str, value: int, source: str, kind: str, json_: bool, **given: str | None) -> None:
    """Record where NAME, a person or body, stands on ISSUE (an issue or a bill)."""
    with office() as at:
        holder = named(at, name, kinds=("person", "organization"), option="NAME")
        subject = named(at, issue, kinds=("issue", "bill"), option="ISSUE")
        data = {"holder": holder.id, "subject": subject.id, "stance": value, "source": source, "source_kind": kind}
        data |= {option: typed for option, typed in given.items() if typed is not None}
        made = at.database.write(record_stance, load(NewPositionSchema(), data), by=at.actor)
    answer({"id": made}, [f"Recorded: {holder.title} on {subject.title}."], json_=json_)
