"""Surveys in the API: their questions, what was answered and comes of it, who is asked, and personal links.

The survey itself is one of the small records: made, changed and deleted under /records/surveys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from crm.ids import new_id
from crm.learning.answers import LONGEST_ANSWER, LONGEST_CODE, NewAnswers, answer, given
from crm.learning.asked_groups import GROUPS, people_of
from crm.learning.kinds import SURVEYS
from crm.learning.questions import Question, QuestionSchema, questions, write_questions
from crm.learning.results import Paired, Tally
from crm.learning.survey_letters import post_survey
from crm.learning.survey_links import ask, asked, issue_survey_links, revoke_survey_links
from crm.learning.survey_results import Line, survey_results
from crm.records.declared import record
from web.access import allow_to
from web.api.advocacy import VersionSchema
from web.api.answers import schema_of, telling
from web.api.personal_links import LinksSchema, NewLink, Queued, SendSchema, told_once
from web.api.room import Room
from web.context import actor, database
from web.letters import refuse_without_server, stationery
from web.personal_links import fresh_links

api = Room("api_surveys", __name__, url_prefix="", description="Surveys: questions, answers, what they come to")


@dataclass(frozen=True)
class SurveyQuestion:
    """A question: `choices` are the answers offered, of a scale from the lowest on; `topic` is what a scale is about.
    `is_asked` is false for one that was taken out and keeps its answers."""

    id: str
    text: str
    shape: str
    choices: tuple[str, ...]
    topic: str
    is_asked: bool


@dataclass(frozen=True)
class SurveyForm:
    """What a survey asks; `version` is the survey's."""

    id: str
    title: str
    version: int
    questions: tuple[SurveyQuestion, ...]


@dataclass(frozen=True)
class QuestionTally:
    """A question's answers: how many gave one, how many chose each, the mean of a scale (from 1), and texts."""

    question: str
    text: str
    n: int
    counts: tuple[tuple[str, int], ...]
    mean: float | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class RankedTopic:
    """A topic with the support it has, 0 to 1; the menu that has it ("" for none) and the events planned on it."""

    rank: int
    topic: str
    support: float
    says: str
    on_menu: str
    planned: tuple[str, ...]


@dataclass(frozen=True)
class SurveyResultsAnswer:
    """What a survey comes to: each question tallied, the topics of a needs survey ranked with the menu and the events
    (their ids) that take them up, and the pair with the survey before or after (`paired_with`, its id)."""

    id: str
    title: str
    type: str
    version: int
    says: str
    answers: int
    asked: int
    silent: int
    questions: tuple[QuestionTally, ...]
    topics: tuple[RankedTopic, ...]
    pair: Paired | None
    paired_with: str | None


@dataclass(frozen=True)
class SurveyResponse:
    """One answer as kept: `said` is a text by question id; `score` the mean of its scales."""

    id: str
    on: str
    person_id: str | None
    person_name: str
    code: str
    score: float | None
    said: Mapping[str, str]


@dataclass(frozen=True)
class AskedPerson:
    """Somebody asked to answer. `answered_on` is a day; `sent_at` and `reminded_at` are instants of letters."""

    id: str
    person_id: str
    name: str
    email: str | None
    answered_on: str | None
    sent_at: str | None
    reminded_at: str | None
    revoked: bool


class QuestionsSchema(Schema):
    """The questions in their order; one left out is asked no more, and its answers stay."""

    questions = fields.List(fields.Nested(QuestionSchema), required=True, validate=validate.Length(max=200))


class AnswersSchema(Schema):
    """An answer that came by paper or phone: a text by question id, several chosen ones joined by line breaks.

    Without `person_id` it is nobody's; the same `key`, or person, is the same answer.
    """

    said = fields.Dict(
        keys=fields.String(), values=fields.String(validate=validate.Length(max=LONGEST_ANSWER)), required=True
    )
    person_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    code = fields.String(load_default="", validate=validate.Length(max=LONGEST_CODE))
    key = fields.String(load_default=new_id, validate=validate.Length(1, 64))


class AskSchema(Schema):
    """Whom to ask: people, a group of people as it is now, or both."""

    people = fields.List(fields.String(), load_default=list, validate=validate.Length(max=5_000))
    group = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(GROUPS)))


@api.route("/surveys/<survey_id>/questions", methods=["GET"])
@api.response(200, schema_of(SurveyForm))
@allow_to("see", "survey form")
def asks(survey_id: str) -> SurveyForm:
    """The questions in their order, those that are asked no more last."""
    return _form(survey_id)


@api.route("/surveys/<survey_id>/questions", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(QuestionsSchema)
@api.response(200, schema_of(SurveyForm))
@allow_to("change", "survey form")
def write(told: dict[str, int], wanted: Mapping[str, list[Question]], survey_id: str) -> SurveyForm:
    """Ask these from now on; 409 when `version` is no longer the survey's latest."""
    with telling(lambda: _form(survey_id)):
        database().write(write_questions, survey_id, wanted["questions"], version=told["version"], by=actor())
    return _form(survey_id)


@api.route("/surveys/<survey_id>/results", methods=["GET"])
@api.response(200, schema_of(SurveyResultsAnswer))
@allow_to("see", "survey form")
def results(survey_id: str) -> SurveyResultsAnswer:
    """What it comes to. No significance is claimed: the numbers are said, and that is all."""
    it = database().read(survey_results, survey_id, actor=actor())
    return SurveyResultsAnswer(
        id=it.survey.id,
        title=it.survey.title,
        type=str(it.survey.values.get("type", "")),
        version=it.survey.version,
        says=it.sentence,
        answers=len(it.counted),
        asked=len(it.invited),
        silent=len(it.silent),
        questions=tuple(map(_tally, it.tallies)),
        topics=tuple(map(_topic, it.ranked)),
        pair=it.pair,
        paired_with=it.other.id if it.other else None,
    )


@api.route("/surveys/<survey_id>/answers", methods=["GET"])
@api.response(200, schema_of(SurveyResponse)(many=True))
@allow_to("see", "survey form")
def answers(survey_id: str) -> list[SurveyResponse]:
    """Every answer, question by question."""
    database().read(record, SURVEYS, survey_id, actor=actor())
    return _responses(survey_id)


@api.route("/surveys/<survey_id>/answers", methods=["POST"])
@api.arguments(AnswersSchema)
@api.response(201, schema_of(SurveyResponse))
@allow_to("change", "survey form")
def keep(new: dict[str, Any], survey_id: str) -> SurveyResponse:
    """Keep an answer for somebody; a second one of the same person changes the first."""
    answered = NewAnswers(survey_id, new["said"], new["key"], new["person_id"], new["code"])
    made = database().write(answer, answered, by=actor())
    return next(one for one in _responses(survey_id) if one.id == made)


@api.route("/surveys/<survey_id>/asked", methods=["GET"])
@api.response(200, schema_of(AskedPerson)(many=True))
@allow_to("see", "survey form")
def whom(survey_id: str) -> list[AskedPerson]:
    """Everybody who is asked, and whether they have answered."""
    database().read(record, SURVEYS, survey_id, actor=actor())
    return _asked(survey_id)


@api.route("/surveys/<survey_id>/asked", methods=["POST"])
@api.arguments(AskSchema)
@api.response(200, schema_of(AskedPerson)(many=True))
@allow_to("change", "survey form")
def ask_people(wanted: dict[str, Any], survey_id: str) -> list[AskedPerson]:
    """Ask these people too; whoever was asked before stays as they were."""
    group = wanted["group"]
    members = database().read(people_of, group, survey_id, today=actor().today) if group else []
    database().write(ask, survey_id, [*wanted["people"], *members], by=actor())
    return _asked(survey_id)


@api.route("/surveys/<survey_id>/links", methods=["POST"])
@api.arguments(LinksSchema)
@api.response(201, schema_of(NewLink)(many=True))
@allow_to("change", "survey form")
def links(wanted: dict[str, bool], survey_id: str) -> list[NewLink]:
    """Make fresh personal links for those who are asked. Earlier ones go on working."""
    everybody = database().read(asked, survey_id, actor=actor())
    people = [one for one in everybody if not (wanted["silent"] and one.answered_on)]

    def issue(hashes: Mapping[str, str]) -> None:
        database().write(issue_survey_links, survey_id, hashes, by=actor())

    return told_once(fresh_links(people, "learning.by_link", issue))


@api.route("/surveys/<survey_id>/letters", methods=["POST"])
@api.arguments(SendSchema)
@api.response(202, schema_of(Queued))
@allow_to("change", "survey form")
def letters(sending: dict[str, str], survey_id: str) -> Queued:
    """Queue the letter, or a reminder, of everybody who has not answered; 409 where no mail server is set."""
    refuse_without_server()
    return Queued(database().write(post_survey, survey_id, stationery(), key=sending["key"], by=actor()))


@api.route("/surveys/<survey_id>/asked/<invitation_id>/revoke", methods=["POST"])
@api.response(200, schema_of(AskedPerson)(many=True))
@allow_to("change", "survey form")
def revoke(survey_id: str, invitation_id: str) -> list[AskedPerson]:
    """End every link of one person; new ones can be made."""
    database().write(revoke_survey_links, invitation_id, by=actor())
    return _asked(survey_id)


def _form(survey_id: str) -> SurveyForm:
    survey = database().read(record, SURVEYS, survey_id, actor=actor())
    put = database().read(questions, survey_id)
    shown = (SurveyQuestion(one.id, one.text, one.shape, one.choices, one.topic, one.is_asked) for one in put)
    return SurveyForm(survey.id, survey.title, survey.version, tuple(shown))


def _tally(one: Tally) -> QuestionTally:
    return QuestionTally(one.question.id, one.question.text, one.n, one.counts, one.mean, one.texts)


def _topic(line: Line) -> RankedTopic:
    planned = tuple(one.id for one in line.planned)
    return RankedTopic(line.rank, line.topic.name, line.topic.support, line.topic.in_words, line.on_menu, planned)


def _responses(survey_id: str) -> list[SurveyResponse]:
    return [
        SurveyResponse(
            id=one.id,
            on=one.on,
            person_id=one.person_id,
            person_name=one.person_name,
            code=one.code,
            score=one.score,
            said={question: text for question, (text, _) in one.said.items()},
        )
        for one in database().read(given, survey_id, actor=actor())
    ]


def _asked(survey_id: str) -> list[AskedPerson]:
    return [
        AskedPerson(
            id=one.id,
            person_id=one.person_id,
            name=one.name,
            email=one.email,
            answered_on=one.answered_on,
            sent_at=one.sent_at,
            reminded_at=one.reminded_at,
            revoked=one.revoked,
        )
        for one in database().read(asked, survey_id, actor=actor())
    ]
