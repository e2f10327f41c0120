"""`crm survey`: surveys and what they come to, their questions, whom they are put to, and the personal links."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import click

from crm.accounts.random_secrets import digest, new_secret
from crm.errors import InvalidData
from crm.learning.asked_groups import GROUPS, people_of
from crm.learning.kinds import SURVEYS
from crm.learning.questions import Question, QuestionSchema, questions, suited, write_questions
from crm.learning.results import Paired
from crm.learning.survey_links import ask, asked, issue_survey_links
from crm.learning.survey_results import SurveyResults, survey_results
from crm.office_time import in_words
from crm.records.declared import Record, records
from crm.storage.settings import from_environment
from web.cli.terminal import Office, answer, as_json, named, office, write_file
from web.forms import load
from web.words import plural

TO = click.Path(dir_okay=False, writable=True, path_type=Path)
FROM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def survey() -> None:
    """Ask, and see what was answered. `crm record add surveys` makes a survey."""


@survey.command("list")
@as_json
def list_(json_: bool) -> None:
    """Every survey, the latest first."""
    with office() as at:
        found = at.database.read(records, SURVEYS, actor=at.actor)
    lines = [f"{in_words(one.day)}  {one.title}, {one.said('type')}, {one.id}" for one in found]
    answer([{"id": one.id, "title": one.title, **one.content()} for one in found], lines or ["None."], json_=json_)


@survey.command()
@click.argument("which", metavar="SURVEY")
@as_json
def show(which: str, json_: bool) -> None:
    """What SURVEY (its id, or title) comes to."""
    with office() as at:
        it = at.database.read(survey_results, one_survey(at, which).id, actor=at.actor)
    told = {
        "id": it.survey.id, "title": it.survey.title, "says": it.sentence, "answers": len(it.counted),
        "asked": len(it.invited), "silent": [one.name for one in it.silent], "questions": it.tallies,
        "topics": it.ranked, "pair": it.pair, "paired_with": it.other.id if it.other else None,
    }  # fmt: skip
    answer(told, _lines(it), json_=json_)


def _lines(it: SurveyResults) -> Iterator[str]:
    yield f"{it.survey.title}: {it.sentence}"
    for line in it.ranked:
        planned = plural(len(line.planned), "event", "events")
        menu = f"on “{line.on_menu}”" if line.on_menu else "on no menu"
        yield f"  {line.rank}. {line.topic.name}, {line.topic.in_words}; {menu}, {planned} planned"
    for tally in it.tallies:
        mean = f", mean {tally.mean:.2f}" if tally.mean is not None else ""
        yield f"  {tally.question.text} ({tally.n} answered{mean})"
        yield from (f"    {choice}: {count}" for choice, count in tally.counts)
    if it.pair and it.other:
        yield f"  {_pair(it.pair)}; with “{it.other.title}”"


def _pair(found: Paired) -> str:
    alone = f"{found.unpaired_before} before and {found.unpaired_after} after answered once"
    unnamed = f"{found.anonymous_before} and {found.anonymous_after} without a name"
    if found.change is None:
        return f"Nobody answered both; {alone}, {unnamed}"
    return f"{found.n} answered both: {found.change:+.2f} on average, {found.improved} improved; {alone}, {unnamed}"


@survey.command("questions")
@click.argument("which", metavar="SURVEY")
@click.option("--suited", "suits", is_flag=True, help="Ask those that suit this kind of survey.")
@click.option("--file", type=FROM, help="Ask those of a JSON file: a list of text, shape, choices, topic.")
@as_json
def questions_(which: str, suits: bool, file: Path | None, json_: bool) -> None:
    """List the questions of SURVEY; or write them."""
    if suits and file:
        raise click.UsageError("Give --suited or --file.")
    with office() as at:
        found = one_survey(at, which)
        if suits or file:
            wanted = _read(file) if file else suited(str(found.values.get("type", "")))
            at.database.write(write_questions, found.id, wanted, version=found.version, by=at.actor)
        put = at.database.read(questions, found.id)
    lines = [f"{one.text} ({one.shape})" if one.is_asked else f"no longer asked: {one.text}" for one in put]
    answer(put, lines or ["It asks nothing yet."], json_=json_)


def _read(file: Path) -> list[Question]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InvalidData({str(file): [f"This is not a JSON file: {problem}."]}) from None
    if not isinstance(rows, list):
        raise InvalidData({str(file): ["Write a list of questions."]})
    return [load(QuestionSchema(), row) for row in rows]


@survey.command("ask")
@click.argument("which", metavar="SURVEY")
@click.option("--group", type=click.Choice(list(GROUPS)), help="A group of people as it is now.")
@click.option("--person", "people", multiple=True, metavar="NAME", help="Several times for several.")
@as_json
def ask_(which: str, group: str | None, people: tuple[str, ...], json_: bool) -> None:
    """Put SURVEY to people. Make their links next."""
    if not (group or people):
        raise click.UsageError("Give --group or --person.")
    with office() as at:
        found = one_survey(at, which).id
        members = at.database.read(people_of, group, found, today=at.actor.today) if group else []
        ids = [*(named(at, one, option="--person").id for one in people), *members]
        count = at.database.write(ask, found, ids, by=at.actor)
    answer({"asked": count}, [f"{count} asked who had not been asked before."], json_=json_)


@survey.command("links")
@click.argument("which", metavar="SURVEY")
@click.argument("file", type=TO)
@click.option("--silent", is_flag=True, help="Only of those who have not answered.")
@as_json
def links(which: str, file: Path, silent: bool, json_: bool) -> None:
    """Write fresh personal links of SURVEY to a CSV FILE, for a mail merge. They are shown once."""
    settings = from_environment()
    start = (settings.public_url or f"http://localhost:{settings.port}").rstrip("/")
    with office() as at:
        found = one_survey(at, which).id
        everybody = at.database.read(asked, found, actor=at.actor)
        people = [one for one in everybody if not (silent and one.answered_on)]
        if not people:
            raise InvalidData({"SURVEY": ["Nobody is left to send a link to. Ask people first."]})
        secrets = {one.id: new_secret() for one in people}
        hashes = {invitation: digest(secret) for invitation, secret in secrets.items()}
        at.database.write(issue_survey_links, found, hashes, by=at.actor)
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(("Name", "First name", "E-mail", "Link"))
    writer.writerows((one.name, one.given_name, one.email or "", f"{start}/s/{secrets[one.id]}") for one in people)
    write_file(file, sheet.getvalue().encode("utf-8-sig"))
    answer({"links": len(people)}, [f"Wrote {len(people)} links to {file}."], json_=json_)


def one_survey(at: Office, text: str) -> Record:
    """The one survey of this id or title. Raises InvalidData with the titles where there is not one."""
    found = at.database.read(records, SURVEYS, actor=at.actor)
    chosen = [one for one in found if text in (one.id, one.title)] or [
        one for one in found if text.casefold() in one.title.casefold()
    ]
    if len(chosen) == 1:
        return chosen[0]
    titles = "; ".join(f"{one.title} ({one.id})" for one in chosen or found[:20]) or "none yet"
    said = "may mean several surveys" if chosen else "is no survey"
    raise InvalidData({"SURVEY": [f"“{text}” {said}: {titles}."]})
