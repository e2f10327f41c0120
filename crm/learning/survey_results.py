"""All that a survey's answers come to, as its page, the API and the command line say it.

Topics go on from the survey: to the menu that rests on it, and to the events planned on them since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.learning.answers import Given, given
from crm.learning.kinds import SURVEYS
from crm.learning.programs import Planned, menus, planned_on
from crm.learning.questions import Question, questions
from crm.learning.results import Paired, Tally, Topic, one_each, paired, tallies, topics
from crm.learning.survey_links import Asked, asked
from crm.records.actor import Actor
from crm.records.declared import Record, record, records

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BEFORE, AFTER = "pre", "post"


@dataclass(frozen=True)
class Line:
    """A topic in its place, with the menu that has it ("" for none) and what is planned on it."""

    rank: int
    topic: Topic
    on_menu: str
    planned: tuple[Planned, ...]


@dataclass(frozen=True)
class SurveyResults:
    """A survey with its questions, answers, and who was asked; `counted` are the answers without those that somebody
    changed by another way; `ranked` are the topics of a needs survey, `pair` this survey with the `other` before or
    after the same training."""

    survey: Record
    questions: list[Question]
    answers: list[Given]
    counted: list[Given]
    invited: list[Asked]
    tallies: list[Tally]
    ranked: list[Line]
    pair: Paired | None
    other: Record | None

    @property
    def silent(self) -> list[Asked]:
        """Those who were asked and have not answered."""
        return [one for one in self.invited if not one.answered_on]

    @property
    def sentence(self) -> str:
        """How many answered, and the first topic."""
        if not self.answers:
            return "Nobody has answered yet."
        people = {one.person_id for one in self.answers if one.person_id}
        among = sum(one.person_id in people for one in self.invited)
        parts = [f"{len(self.counted)} answered"]
        if self.invited:
            parts = [f"{among} of {len(self.invited)} asked have answered"]
            if others := len(self.counted) - among:
                parts.append(f"{others} more answered unasked or without a name")
        if twice := len(self.answers) - len(self.counted):
            parts.append(f"{twice} answered twice, and the later counts")
        if self.ranked and self.ranked[0].topic.support > 0:
            parts.append(f"topic 1: {self.ranked[0].topic.name}")
        return "; ".join(parts) + "."


def survey_results(tx: "ManagedTransaction", survey_id: str, *, actor: Actor) -> SurveyResults:
    """What has come of a survey. Raises NotFound, and NotAllowed: who said what is for staff."""
    survey = record(tx, SURVEYS, survey_id, actor=actor)
    put, answers = questions(tx, survey_id), given(tx, survey_id, actor=actor)
    counted = one_each(answers)
    found = tallies(put, counted)
    ranked = _lines(tx, survey, topics(found)) if answers and survey.values.get("type") == "needs" else []
    pair, other = _pair(tx, survey, answers, actor)
    invited = asked(tx, survey_id, actor=actor)
    return SurveyResults(survey, put, answers, counted, invited, found, ranked, pair, other)


def _lines(tx: "ManagedTransaction", survey: Record, ranked: Sequence[Topic]) -> list[Line]:
    papers, planned = menus(tx, survey.id), planned_on(tx, since=survey.day)
    return [
        Line(
            rank,
            topic,
            next((title for title, words in papers if topic.name.casefold() in words), ""),
            tuple(one for one in planned if topic.name.casefold() in one.topics),
        )
        for rank, topic in enumerate(ranked, 1)
    ]


def _pair(
    tx: "ManagedTransaction", survey: Record, answers: Sequence[Given], actor: Actor
) -> tuple[Paired | None, Record | None]:
    name, type_ = survey.values.get("pair"), survey.values.get("type")
    if not name or type_ not in (BEFORE, AFTER):
        return None, None
    wanted = AFTER if type_ == BEFORE else BEFORE
    others = [
        one
        for one in records(tx, SURVEYS, actor=actor)
        if one.values.get("pair") == name and one.values.get("type") == wanted
    ]
    if not others:
        return None, None
    theirs = given(tx, others[0].id, actor=actor)
    return (paired(answers, theirs) if type_ == BEFORE else paired(theirs, answers)), others[0]
