"""Two school years of surveys in the fictional state, question by question: what members need, how the conference was,
and how comfortable they are with advocacy before and after the training. Some are asked and do not answer; one answers
without a name."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from crm.learning import kinds
from crm.learning.answers import NewAnswers, answer, response_id
from crm.learning.questions import CHOICES, SCALE, TEXT, Question, questions, suited, write_questions
from crm.learning.survey_links import ask
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.sample.plan_years import MENU_TOPICS, record_step, school_year
from crm.sample.state import State, sample_id
from crm.sample.years import Step

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

KINDS = ("survey questions", "survey asked", "survey answered")
MORE_TOPICS = ("School safety", "Board relations", "Teacher recruitment")
REMARKS = ("More time for questions.", "Shorter sessions.", "Figures for our own district.", "")
ANSWERED = "MATCH (r:Response {id: $id}) RETURN 1"


def survey_years(state: State, seed: int, today: date) -> list[Step]:
    """The surveys of the last two school years with their answers, oldest first."""
    chance = Random(seed + 4)  # noqa: S311 - made-up answers, not secrets
    steps = [step for year in (school_year(today) - 1, school_year(today)) for step in _year(state, chance, year)]
    return sorted((step for step in steps if step.on <= today), key=lambda step: step.on)


def _year(state: State, chance: Random, year: int) -> Iterator[Step]:
    members = state.superintendents
    needs = {"type": "needs", "title": f"What our members need, {year}", "owner": "staff",
             "closes": date(year, 8, 5).isoformat()}  # fmt: skip
    topics = Question("On which topics would you like training this year?", CHOICES, (*MENU_TOPICS, *MORE_TOPICS))
    put = _numbered(f"needs {year}", [topics, Question("What else should we offer?", TEXT)])
    yield from _survey(f"needs {year}", date(year, 7, 13), needs, put, members)
    for number, person in enumerate(chance.sample(members, len(members) * 2 // 3)):
        wanted = chance.sample(topics.choices, chance.choice((1, 2, 2, 3)))
        said = {put[0].id: "\n".join(wanted), put[1].id: chance.choice(REMARKS)}
        yield _answered(f"needs {year}", date(year, 7, 15) + timedelta(days=number % 12), said, person)
    yield from _conference(state, chance, year)
    yield from _comfort(state, chance, year)


def _conference(state: State, chance: Random, year: int) -> Iterator[Step]:
    says = {"type": "evaluation", "title": f"How was the summer conference {year}",
            "event": [sample_id(f"event conference {year}")]}  # fmt: skip
    put = _numbered(f"evaluation {year}", suited("evaluation"))
    yield from _survey(f"evaluation {year}", date(year, 7, 20), says, put, ())
    for number, person in enumerate(chance.sample(state.superintendents, 12)):
        said = _rated(put, chance, 2) | {put[-1].id: chance.choice(REMARKS)}
        yield _answered(f"evaluation {year}", date(year, 7, 20) + timedelta(days=number % 5), said, person)


def _comfort(state: State, chance: Random, year: int) -> Iterator[Step]:
    """Twelve before, of whom nine answer after too, with one who did not before and one without a name."""
    before, late = chance.sample(state.superintendents, 13)[:12], state.superintendents[-1]
    after = [*before[:9], *([late] if late not in before else []), None]
    pair = f"Comfort with advocacy, {year}"
    for part, day, who, least in (("pre", date(year, 10, 1), before, 0), ("post", date(year, 11, 20), after, 1)):
        says = {"type": part, "title": f"{pair}, {'before' if part == 'pre' else 'after'}", "pair": pair}
        put = _numbered(f"{part} {year}", suited(part))
        yield from _survey(f"{part} {year}", day, says, put, before)
        for number, person in enumerate(who):
            on = day + timedelta(days=1 + number % 5)
            yield _answered(f"{part} {year}", on, _rated(put, chance, least), person)


def _survey(word: str, day: date, says: dict[str, Any], put: list[Question], asked: Sequence[str]) -> Iterator[Step]:
    survey = sample_id(f"record {word}")
    yield record_step(day, kinds.SURVEYS, word, says)
    yield Step(day, "survey questions", put, survey)
    if asked:
        yield Step(day, "survey asked", list(asked), survey)


def _answered(word: str, on: date, said: dict[str, str], person: str | None) -> Step:
    return Step(on, "survey answered", NewAnswers(sample_id(f"record {word}"), said, f"sample {word}", person))


def _numbered(word: str, put: Sequence[Question]) -> list[Question]:
    """The questions with ids that are the same each time."""
    return [
        Question(one.text, one.shape, one.choices, one.topic, id=sample_id(f"question {word} {place}"))
        for place, one in enumerate(put)
    ]


def _rated(put: Sequence[Question], chance: Random, least: int) -> dict[str, str]:
    return {one.id: one.choices[chance.randrange(least, least + 3)] for one in put if one.shape == SCALE}


@permitted("change", "sample")
def record_survey(tx: "ManagedTransaction", step: Step, *, by: Actor) -> None:
    """Record a step of the kinds above; what a sample added before has recorded already is left as it is."""
    if step.kind == "survey questions":
        if not questions(tx, step.more):
            write_questions(tx, step.more, step.new, version=1, by=by)
    elif step.kind == "survey asked":
        ask(tx, step.more, step.new, by=by)
    elif not tx.run(ANSWERED, id=response_id(step.new.survey_id, step.new.person_id or step.new.key)).single():
        answer(tx, step.new, by=by)
