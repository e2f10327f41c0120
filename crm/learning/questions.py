"""The questions of a survey: written, put in order, changed; and those that suit each kind of survey to begin with.

A question that somebody answered is never lost: taken out of the form, it is asked no more, and its answers stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from crm.errors import InvalidData
from crm.ids import new_id
from crm.learning.kinds import SURVEYS
from crm.learning.scales import AGREEMENT, COMFORT, QUALITY
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SCALE, CHOICE, CHOICES, TEXT = "scale", "choice", "choices", "text"
SHAPES = {
    SCALE: "A scale, from lowest to highest",
    CHOICE: "One of several",
    CHOICES: "Any of several",
    TEXT: "In their own words",
}
MOST = 60


@dataclass(frozen=True)
class Question:
    """One question. `choices` are the answers offered, of a scale from the lowest on; `topic` is what a scale is about
    in a list of topics to be ranked. `is_asked` is False for one that was taken out of the form."""

    text: str
    shape: str = SCALE
    choices: tuple[str, ...] = ()
    topic: str = ""
    is_asked: bool = True
    id: str = field(default_factory=new_id)


class QuestionSchema(Schema):
    """The shape of a question as typed."""

    id = fields.String(load_default=new_id, validate=validate.Length(1, 80))
    text = fields.String(required=True, validate=validate.Length(2, 500, error="Write the question."))
    shape = fields.String(
        load_default=SCALE, validate=validate.OneOf(tuple(SHAPES), error="Choose how it is answered.")
    )
    choices = fields.List(
        fields.String(validate=validate.Length(1, 200)), load_default=list, validate=validate.Length(max=40)
    )
    topic = fields.String(load_default="", validate=validate.Length(max=200))

    @validates_schema
    def _choices_fit(self, data: Mapping[str, Any], **_: object) -> None:
        if data.get("shape") != TEXT and len(set(data.get("choices", ()))) < 2:
            raise ValidationError("Give at least two answers to choose from.", "choices")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Question:
        choices = () if data["shape"] == TEXT else tuple(dict.fromkeys(data.pop("choices")))
        data.pop("choices", None)
        return Question(choices=choices, **data)


def _scale(words: Sequence[str], *texts: str) -> list[Question]:
    return [Question(text, SCALE, tuple(words)) for text in texts]


TOPICS = (
    "School finance", "Legislative advocacy", "School safety", "Board relations", "Teacher recruitment",
    "Accountability", "Communications", "School law",
)  # fmt: skip


def suited(type_: str) -> list[Question]:
    """Questions to begin with, by the kind of survey."""
    if type_ == "needs":
        first = Question("On which topics would you like training this year?", CHOICES, TOPICS)
        return [first, Question("What else should we offer?", TEXT)]
    if type_ in ("pre", "post"):
        return _scale(
            COMFORT,
            "How comfortable are you calling your legislators?",
            "How comfortable are you meeting them in person?",
            "How comfortable are you speaking at a hearing?",
        )
    if type_ == "evaluation":
        return [
            *_scale(QUALITY, "How good was it overall?"),
            *_scale(AGREEMENT, "I will use what I learned.", "I would recommend it to a colleague."),
            Question("What should we do otherwise next time?", TEXT),
        ]
    return [Question("What do you think?", CHOICE, ("Yes", "No", "Not sure"))]


QUESTIONS = """
MATCH (q:Question)-[:ASKED_IN]->(:Survey {id: $survey})
RETURN q.id AS id, q.text AS text, q.shape AS shape, coalesce(q.choices, []) AS choices, coalesce(q.topic, '') AS topic,
  q.retired_at IS NULL AS is_asked
ORDER BY q.retired_at IS NOT NULL, q.position, q.id LIMIT 500
"""

WRITE = """
MATCH (s:Survey {id: $survey})
UNWIND $rows AS row
MERGE (q:Question {id: row.id})
ON CREATE SET q.recorded_at = $at, q.recorded_by = $by
SET q.text = row.text, q.shape = row.shape, q.choices = row.choices, q.topic = row.topic, q.position = row.position
REMOVE q.retired_at
MERGE (q)-[:ASKED_IN]->(s)
"""

OTHERS = """
MATCH (q:Question)-[:ASKED_IN]->(:Survey)
WHERE q.id IN $ids AND NOT EXISTS { (q)-[:ASKED_IN]->(:Survey {id: $id}) }
RETURN count(q) AS elsewhere
"""

RETIRE = """
MATCH (q:Question)-[:ASKED_IN]->(:Survey {id: $survey}) WHERE NOT q.id IN $kept AND q.retired_at IS NULL
SET q.retired_at = $at
"""

FORGET = """
MATCH (q:Question)-[:ASKED_IN]->(:Survey {id: $survey})
WHERE NOT q.id IN $kept AND NOT EXISTS { (:Response)-[:SAYS]->(q) }
DETACH DELETE q
"""


def questions(tx: "ManagedTransaction", survey_id: str) -> list[Question]:
    """The questions of a survey in their order, those no longer asked last."""
    rows = tx.run(QUESTIONS, survey=survey_id)
    return [Question(**{**dict(row), "choices": tuple(row["choices"])}) for row in rows]


@permitted("change", "survey form")
def write_questions(
    tx: "ManagedTransaction", survey_id: str, wanted: Sequence[Question], *, version: int, by: Actor
) -> None:
    """Make these the survey's questions, in this order. One left out is asked no more; its answers stay.

    Raises InvalidData for none, too many, or a question of another survey; Conflict for a stale version of the survey.
    """
    if not wanted:
        raise InvalidData({"": ["Write at least one question."]})
    if len(wanted) > MOST:
        raise InvalidData({"": [f"A survey has at most {MOST} questions. People do not finish longer ones."]})
    stored = lifecycle.touch(tx, SURVEYS, survey_id, version=version, lock=by.at)
    before = [one for one in questions(tx, survey_id) if one.is_asked]
    asked = [replace(one, is_asked=True) for one in wanted]
    if before == asked:
        return
    ids = [one.id for one in asked]
    if tx.run(OTHERS, ids=ids, id=survey_id).single(strict=True)["elsewhere"]:
        raise InvalidData({"": ["A question belongs to another survey. Open the form anew."]})
    rows = [{**asdict(one), "choices": list(one.choices), "position": place} for place, one in enumerate(asked)]
    tx.run(WRITE, survey=survey_id, rows=rows, at=by.at, by=by.user_id).consume()
    tx.run(FORGET, survey=survey_id, kept=ids).consume()
    tx.run(RETIRE, survey=survey_id, kept=ids, at=by.at).consume()
    tx.run(SURVEYS.texts.write, id=survey_id, changes={"version": version + 1, "questions": len(asked)}).consume()
    told = {"questions": [one.text for one in before]}, {"questions": [one.text for one in asked]}
    record(
        tx, [Change("Survey", survey_id, stored["title"], "questions changed", before=told[0], after=told[1])], by=by
    )
