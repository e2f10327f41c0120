"""Answers to a survey, question by question: given on its page, read back for its results.

Somebody's second answer is a change of the first: one person has one answer, and so has one sending of the open page.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, InvalidData
from crm.learning.kinds import SURVEYS
from crm.learning.questions import CHOICES, SCALE, TEXT, Question, questions
from crm.learning.scales import as_number
from crm.learning.survey_links import withdraw_letters_of
from crm.office_time import in_words
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import LEDGER, Change, record
from crm.records.permissions import permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LONGEST_ANSWER = 5_000
LONGEST_CODE = 40
ON_THE_PAGE = "Answered on the survey’s page"
CLOSED = "This survey took answers until {day}. Yours was not kept; write to the office if it should still count."
NOT_OPEN = "This survey opens on {day}. Come back then."


@dataclass(frozen=True)
class NewAnswers:
    """What somebody answered: a text by question id, several joined by line breaks where several may be chosen.

    `person_id` is who (None: nobody is named), `code` a word of their own that pairs two surveys, `key` what makes
    the same sending the same answer.
    """

    survey_id: str
    said: Mapping[str, str]
    key: str
    person_id: str | None = None
    code: str = ""


@dataclass(frozen=True)
class Given:
    """One answer to a survey as kept. `said` has (text, number) by question id; `score` is the mean of its scales."""

    id: str
    on: str
    person_id: str | None
    person_name: str
    code: str
    score: float | None
    said: Mapping[str, tuple[str, float | None]]

    @property
    def who(self) -> str:
        """What two surveys pair this answer by: the person, or their own code; "" for nobody."""
        return self.person_id or (f"code|{self.code.casefold()}" if self.code else "")


GIVEN = """
MATCH (r:Response)-[:INVOLVES {part: 'survey'}]->(:Survey {id: $survey})
WHERE r.deleted_at IS NULL
RETURN r.id AS id, r.on AS on, r.score AS score, coalesce(r.code, '') AS code,
  head([(r)-[:INVOLVES {part: 'person'}]->(p:Person) WHERE p.deleted_at IS NULL | p {.id, .name}]) AS person,
  [(r)-[said:SAYS]->(q:Question) | [q.id, said.text, said.number]] AS said
ORDER BY r.on, r.id LIMIT 10000
"""

KEEP = """
MERGE (r:Response {id: $id})
ON CREATE SET r.on = $on, r.recorded_at = $at, r.recorded_by = $by, r.recorded_name = $name, r.version = 0,
  r.source = $source
SET r.version = r.version + 1, r.score = $score, r.code = $code, r.text = $text
RETURN r.version AS version, r.deleted_at AS gone
"""

JOIN_SURVEY = """
MATCH (r:Response {id: $id}), (s:Survey {id: $to})
MERGE (r)-[j:INVOLVES {key: $id + '|survey|' + $to}]->(s)
SET j.part = 'survey', j.position = 0
"""

JOIN_PERSON = """
MATCH (r:Response {id: $id}), (p:Person {id: $to}) WHERE p.deleted_at IS NULL
MERGE (r)-[j:INVOLVES {key: $id + '|person|' + $to}]->(p)
SET j.part = 'person', j.position = 0
RETURN p.name AS name
"""

SAY = """
MATCH (r:Response {id: $id})
UNWIND $rows AS row
MATCH (q:Question {id: row.question})-[:ASKED_IN]->(:Survey {id: $survey})
MERGE (r)-[said:SAYS {key: $id + '|' + row.question}]->(q)
SET said.text = row.text, said.number = row.number
"""

UNSAY = """
MATCH (:Response {id: $id})-[said:SAYS]->(q:Question) WHERE NOT q.id IN $kept AND q.retired_at IS NULL
DELETE said
"""


def given(tx: "ManagedTransaction", survey_id: str, *, actor: Actor) -> list[Given]:
    """Every answer to a survey. Raises NotAllowed: who said what is for staff."""
    require(actor, "see", "staff record")
    return [
        Given(
            row["id"],
            row["on"],
            row["person"]["id"] if row["person"] else None,
            row["person"]["name"] if row["person"] else "",
            row["code"],
            row["score"],
            {question: (text or "", number) for question, text, number in row["said"]},
        )
        for row in tx.run(GIVEN, survey=survey_id)
    ]


def response_id(survey_id: str, who: str) -> str:
    """The id of one answerer's answer to a survey: the same whenever they answer again."""
    return str(uuid.uuid5(LEDGER, f"response|{survey_id}|{who}"))


@permitted("change", "survey answer")
def answer(tx: "ManagedTransaction", new: NewAnswers, *, by: Actor) -> str:
    """Keep an answer and return its id; sent again, or changed, it stays one.

    Raises InvalidData for an answer that was not offered, or none at all; Conflict when the survey is not open or the
    answer was deleted.
    """
    survey = lifecycle.touch(tx, SURVEYS, new.survey_id, lock=by.at)
    refuse_closed(survey, by.today)
    asked = [one for one in questions(tx, new.survey_id) if one.is_asked]
    rows = understood(asked, new.said)
    if not rows:
        raise InvalidData({"": ["Answer at least one question."]})
    id_ = response_id(new.survey_id, new.person_id or new.key)
    scored = [row["number"] for row in rows if row["number"] is not None]
    score = round(sum(scored) / len(scored), 3) if scored else None
    words = "\n\n".join(row["text"] for row in rows if row["shape"] == TEXT)
    kept: dict[str, Any] = {
        "on": by.today,
        "score": score,
        "code": new.code.strip()[:LONGEST_CODE] or None,
        "text": words or None,
    }
    source = f"Typed in by {by.name}" if by.sees_all else ON_THE_PAGE
    stored = tx.run(KEEP, id=id_, at=by.at, by=by.user_id, name=by.name, source=source, **kept).single(strict=True)
    if stored["gone"] is not None:
        raise Conflict("Your answer was taken out by the office. Write to them if it should count.")
    tx.run(JOIN_SURVEY, id=id_, to=new.survey_id).consume()
    title = str(survey["title"])
    if new.person_id:
        joined = tx.run(JOIN_PERSON, id=id_, to=new.person_id).single()
        if joined is None:
            raise InvalidData({"person_id": ["Choose who answered from the list of people."]})
        title = f"{title}, {joined['name']}"
        withdraw_letters_of(tx, new.survey_id, new.person_id, at=by.at)
    tx.run(UNSAY, id=id_, kept=[row["question"] for row in rows]).consume()
    tx.run(SAY, id=id_, survey=new.survey_id, rows=rows).consume()
    action = "answered" if stored["version"] == 1 else "answer changed"
    record(tx, [Change("Response", id_, title, action, after={"score": score})], by=by)
    return id_


def refuse_closed(survey: Mapping[str, Any], today: str) -> None:
    """Raises Conflict where a survey does not take answers on that day."""
    if str(survey["on"]) > today:
        raise Conflict(NOT_OPEN.format(day=in_words(str(survey["on"]))))
    if survey.get("closes") and str(survey["closes"]) < today:
        raise Conflict(CLOSED.format(day=in_words(str(survey["closes"]))))


def understood(asked: Sequence[Question], said: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answers as rows: question, shape, text and, of a scale, number. Raises InvalidData by question."""
    rows: list[dict[str, Any]] = []
    errors: dict[str, list[str]] = {}
    for question in asked:
        text = said.get(question.id, "").strip()
        if not text:
            continue
        chosen = text.split("\n") if question.shape == CHOICES else [text]
        if question.shape != TEXT and not set(chosen) <= set(question.choices):
            errors[question.id] = ["Choose from what is offered."]
        elif len(text) > LONGEST_ANSWER:
            errors[question.id] = [f"Keep it under {LONGEST_ANSWER:,} characters."]
        number = as_number(text, question.choices) if question.shape == SCALE else None
        rows.append({"question": question.id, "shape": question.shape, "text": text, "number": number})
    if errors:
        raise InvalidData(errors)
    return rows


GIVEN_BY = """
MATCH (r:Response {id: $id})-[said:SAYS]->(q:Question) WHERE r.deleted_at IS NULL
RETURN q.id AS question, coalesce(said.text, '') AS text LIMIT 500
"""


def given_by(tx: "ManagedTransaction", survey_id: str, person_id: str) -> dict[str, str]:
    """What a person answered to a survey on its page, a text by question; {} before they have."""
    rows = tx.run(GIVEN_BY, id=response_id(survey_id, person_id))
    return {row["question"]: row["text"] for row in rows}
