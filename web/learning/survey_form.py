"""Writing a survey's questions: a row each, with how it is answered and what is offered."""

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.ids import new_id
from crm.learning.kinds import SURVEYS
from crm.learning.questions import SHAPES, TEXT, Question, QuestionSchema, questions, suited, write_questions
from crm.records.declared import Record, record
from web.access import allow
from web.context import actor, database
from web.forms import Form, form_page, load
from web.learning.blueprint import pages
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened

SPARE = 2
MOST_ROWS = 100
QUESTIONS = (Entry("text_0", "Questions", lines=("text", "shape", "choices", "topic"), carried=("id",)),)
FIELDS = ("id", "text", "shape", "choices", "topic")


@pages.get("/surveys/<survey_id>/questions")
@allow("staff")
def edit(survey_id: str) -> Response:
    """The questions as they are, or, of a survey without any, those that suit its kind."""
    survey = database().read(record, SURVEYS, survey_id, actor=actor())
    there = _asked(survey_id)
    form = _filled(survey, there)
    return _page(survey, form, _rows(form) + SPARE, suggested=not there)


def _asked(survey_id: str) -> list[Question]:
    return [one for one in database().read(questions, survey_id) if one.is_asked]


def _filled(survey: Record, there: list[Question]) -> Form:
    form = Form.new()
    for number, question in enumerate(there or suited(str(survey.values.get("type", "")))):
        form.values |= _typed(number, question)
    return opened(form, QUESTIONS, survey.version)


def _rows(form: Form) -> int:
    numbers = (name[5:] for name in form.values if name[:5] == "text_")
    return min(1 + max((int(number) for number in numbers if number.isdigit()), default=-1), MOST_ROWS)


@pages.post("/surveys/<survey_id>/questions")
@allow("staff")
def keep(survey_id: str) -> AnyResponse:
    """Keep them in the order given; a row without a text is left out."""
    survey = database().read(record, SURVEYS, survey_id, actor=actor())
    form = Form.sent()

    def save_as_of(version: int) -> None:
        database().write(write_questions, survey_id, _understood(form, _rows(form)), version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(record, SURVEYS, survey_id, actor=actor()), _asked(survey_id))

    with form.catching():
        keep_changes(form, standing, QUESTIONS, save_as_of, survey_id)
        return saved("The questions are saved.", url_for("learning.show", survey_id=survey_id))
    return _page(survey, form, _rows(form))


def _understood(form: Form, rows: int) -> list[Question]:
    """The questions typed. Raises InvalidData with each field's own number."""
    wanted: list[tuple[int, Question]] = []
    errors: dict[str, list[str]] = {}
    for number in range(rows):
        if not form.value(f"text_{number}").strip():
            continue
        held = {name: form.value(f"{name}_{number}").strip() for name in FIELDS}
        choices = [line.strip() for line in held.pop("choices").replace("\r", "").split("\n") if line.strip()]
        data: dict[str, object] = {name: text for name, text in held.items() if text}
        try:
            wanted.append(
                (number, load(QuestionSchema(), data | ({} if held["shape"] == TEXT else {"choices": choices})))
            )
        except InvalidData as problem:
            errors |= {f"{name.split('.')[0]}_{number}": said for name, said in problem.errors.items()}
    if errors:
        raise InvalidData(errors)
    return [question for _, question in wanted]


def _typed(number: int, question: Question) -> dict[str, str | list[str]]:
    return {
        f"id_{number}": question.id, f"text_{number}": question.text, f"shape_{number}": question.shape,
        f"choices_{number}": "\n".join(question.choices), f"topic_{number}": question.topic,
    }  # fmt: skip


def _page(survey: Record, form: Form, rows: int, *, suggested: bool = False) -> Response:
    for number in range(rows):
        form.values.setdefault(f"id_{number}", new_id())
    return form_page(
        "learning/questions.html", form, survey=survey, rows=range(rows), shapes=SHAPES, suggested=suggested
    )
