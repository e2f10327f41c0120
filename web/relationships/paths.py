"""How do we reach somebody? The best ways as sentences with their evidence, then as a picture, then as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import NotFound
from crm.finding import search
from crm.records.actor import Actor
from crm.relationships.paths.path_answers import SOURCES, Answer, Path, QuestionSchema, TargetAnswer, influence
from crm.stakeholders import organizations, posts
from crm.stakeholders.chambers import committee_chamber
from crm.stakeholders.standing import standings
from web.access import EVERYONE, allow
from web.addresses import address
from web.context import actor, database, network
from web.find import resolve
from web.forms import Choice, Form, form_page, load
from web.pictures.layers import MOST_PATHS, Layers, Step, layers
from web.pictures.marks import Mark
from web.remembered import remembered
from web.tables import Column, Table

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("paths", __name__)

PERSON, SEAT, COMMITTEE, ORGANIZATION = "person", "seat", "committee", "organization"
HOPS = {str(n): f"{n} step{'s' * (n > 1)}" for n in range(1, 7)}
BOXES = ("disjoint", "guesses")


@dataclass(frozen=True)
class Named:
    """What an id in the address stands for; `kind` is as the question names it."""

    kind: str
    id: str
    name: str


COLUMNS = (
    Column("target", "To reach", lambda row: row["target"], sortable=False),
    Column("rank", "Path", lambda row: row["rank"], kind="number", sortable=False),
    Column("value", "Strength", lambda row: round(row["value"], 3), kind="number", sortable=False),
    Column("step", "Step", lambda row: row["step"], kind="number", sortable=False),
    Column("from", "From", lambda row: row["from"], sortable=False),
    Column("to", "To", lambda row: row["to"], sortable=False),
    Column("tie", "Tie", lambda row: row["tie"], sortable=False),
    Column("why", "Why", lambda row: row["why"], sortable=False),
    Column("who", "Says who", lambda row: row["who"], sortable=False),
    Column("date", "On", lambda row: row["date"], kind="date", sortable=False),
    Column("source", "Source", lambda row: row["source"], sortable=False),
)


@pages.get("/paths")
@allow(*EVERYONE)
@remembered
def ask() -> AnyResponse:
    """The question; and its answer, once somebody to reach is named (`to`: a person, seat or committee)."""
    told = [(name, held) for name, held in request.args.items(multi=True) if held and not name.endswith("_name")]
    if len(told) < len(list(request.args.items(multi=True))):
        # The address of an answer is for sending: without what the form left empty.
        return redirect(f"{url_for('paths.ask')}?{urlencode(told)}")
    form = Form({name: held if len(held) > 1 else held[0] for name, held in request.args.lists()})
    answer: Answer | None = None
    with form.catching():
        resolve(form, "to", kinds=(search.PERSON, search.SEAT, search.COMMITTEE))
        resolve(form, "start_id", kinds=(search.PERSON, search.ORGANIZATION))
        target, start = _picked(form, "to"), _picked(form, "start_id")
        if target:
            asked = load(QuestionSchema(), _question(form, target, start))
            answer = influence(database(), network(), asked, actor=actor())
    several = answer is not None and len(answer.targets) > 1
    columns = COLUMNS if several else COLUMNS[1:]  # to one person, their name need not stand in every row
    table = Table(columns, answer.table() if answer else [], name="paths", noun="step")
    return table.export() if answer and table.format else _page(form, answer, table)


def _page(form: Form, answer: Answer | None, table: Table) -> Response:
    found = [target for target in answer.targets if target.paths] if answer else []
    only = answer.targets[0] if answer and len(answer.targets) == 1 else None
    return form_page(
        "relationships/paths.html",
        form,
        answer=answer,
        only=only,
        found=found,
        picture=picture(only, answer.lines) if answer and only else None,
        table=table,
        starts=SOURCES,
        hops=HOPS,
    )


def _question(form: Form, target: Named, picked: Named | None) -> dict[str, Any]:
    """What the address asks, as `QuestionSchema` reads it. The kind of a start or target follows from its id."""
    asked: dict[str, Any] = {"end": target.kind, "end_id": target.id}
    start = form.value("start")
    if start in (PERSON, ORGANIZATION) and picked:
        asked |= {"start": picked.kind, "start_id": picked.id}
    elif start:
        asked["start"] = start
    if form.value("hops"):
        asked["hops"] = form.value("hops")
    return asked | {box: form.is_on(box) for box in BOXES}


def _picked(form: Form, picker: str) -> Named | None:
    """What is picked, with its name given to the form. Raises NotFound for an id that is nothing the reader may see."""
    picked = form.value(picker)
    found = database().read(named, picked, actor=actor()) if picked else None
    form.pick(picker, [Choice(found.id, found.name)] if found else [])
    return found


def named(tx: "ManagedTransaction", record_id: str, *, actor: Actor) -> Named:
    """What an id stands for: a person, a seat, a committee or another organization. Raises NotFound."""
    person = standings(tx, [record_id], today=actor.today).get(record_id)
    if person is not None:
        return Named(PERSON, record_id, person.name)
    try:
        return Named(SEAT, record_id, posts.post(tx, record_id, actor=actor).label)
    except NotFound:
        body = organizations.organization(tx, record_id, actor=actor, deleted=False)
        if body.classification not in ("committee", "subcommittee"):
            return Named(ORGANIZATION, record_id, body.name)
        chamber = committee_chamber(body.chamber)  # both chambers have one of the same name
        return Named(COMMITTEE, record_id, f"{chamber} {body.name}".strip())


def picture(target: TargetAnswer, lines: Mapping[str, str]) -> Layers | None:
    """The paths to one person in layers; None where there are none."""
    return layers([_steps(path, lines) for path in target.paths[:MOST_PATHS]]) if target.paths else None


def _steps(path: Path, lines: Mapping[str, str]) -> list[Step]:
    steps = []
    for place, person in enumerate(path.people):
        note = lines.get(person.id, "")
        if place == 0:
            steps.append(Step(person.id, person.name, note, address("person", person.id)))
            continue
        hop = path.hops[place - 1]
        mark = Mark.GUESS if hop.guess else Mark(hop.word)
        why = f" ({hop.reasons[0].words})" if hop.reasons and hop.reasons[0].words else ""
        says = f"{hop.a.name} and {hop.b.name}: {mark.in_words}{why}"
        steps.append(Step(person.id, person.name, note, address("person", person.id), mark, says))
    return steps
