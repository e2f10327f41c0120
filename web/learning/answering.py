"""Answering a survey without an account: by a personal link, or on its open page, to which a code leads a phone.

Looking changes nothing. A personal link opens one person's answer; the open page names nobody, and the key of its form
makes sending it twice one answer.
"""

from dataclasses import dataclass

from flask import Response, current_app, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from crm.accounts.random_secrets import digest
from crm.errors import Conflict, NotFound
from crm.learning.answers import NewAnswers, answer, given_by, refuse_closed
from crm.learning.kinds import SURVEYS
from crm.learning.questions import Question, questions
from crm.learning.survey_links import OpenedSurvey, answering, by_survey_link
from crm.records.actor import Actor
from crm.records.declared import Record, record
from crm.vocabulary import Role
from web.access import PUBLIC, allow
from web.context import database, now, zone
from web.forms import Form
from web.learning.blueprint import pages

OPEN = "survey-open"
NO_SURVEY = "This address opens nothing any more. Ask whoever gave it to you."


@dataclass(frozen=True)
class Page:
    """A survey as somebody answers it: `who` is None on the open page."""

    survey: Record
    questions: list[Question]
    who: OpenedSurvey | None
    by: Actor


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=OPEN)


def open_address(survey: Record) -> str:
    """The address of a survey's open page."""
    return url_for("learning.by_code", code=_signer().dumps(survey.id), _external=True)


@pages.get("/s/<link>")
@allow(PUBLIC)
def by_link(link: str) -> Response:
    """The survey, with what the person of this link answered before."""
    try:
        page = _by_link(link)
    except NotFound as problem:
        return Response(render_template("census/no_link.html", why=str(problem), actor=None), 404)
    return _shown(page, _before(page))


@pages.post("/s/<link>")
@allow(PUBLIC)
def answer_by_link(link: str) -> Response:
    """Keep what the person of this link answers."""
    return _keep(_by_link(link))


@pages.get("/survey/<code>")
@allow(PUBLIC)
def by_code(code: str) -> Response:
    """The survey's open page: nobody is named."""
    try:
        return _shown(_by_code(code), Form.new())
    except NotFound as problem:
        return Response(render_template("census/no_link.html", why=str(problem), actor=None), 404)


@pages.post("/survey/<code>")
@allow(PUBLIC)
def answer_by_code(code: str) -> Response:
    """Keep an answer without a name."""
    return _keep(_by_code(code))


def _by_link(link: str) -> Page:
    opened = database().read(by_survey_link, digest(link), now())
    return _page(opened.survey_id, opened)


def _by_code(code: str) -> Page:
    try:
        survey_id = str(_signer().loads(code))
    except BadSignature:
        raise NotFound(NO_SURVEY) from None
    return _page(survey_id, None)


def _page(survey_id: str, opened: OpenedSurvey | None) -> Page:
    """The survey as its office sees it: whoever holds the link may read the questions, and nothing else."""
    office = Actor("survey page", "The survey’s page", Role.VIEWER, None, now(), zone())
    survey = database().read(record, SURVEYS, survey_id, actor=office)
    put = [one for one in database().read(questions, survey_id) if one.is_asked]
    return Page(survey, put, opened, database().read(answering, now(), opened))


def _before(page: Page) -> Form:
    """What was answered before, to be changed."""
    form = Form.new()
    if page.who is not None:
        for question, text in database().read(given_by, page.survey.id, page.who.person_id).items():
            form.values[f"q_{question}"] = text.split("\n")
    return form


def _keep(page: Page) -> Response:
    form = Form.sent()
    said = {one.id: "\n".join(form.listed(f"q_{one.id}")) for one in page.questions}
    who = page.who.person_id if page.who else None
    new = NewAnswers(page.survey.id, said, form.value("key"), who, form.value("code"))
    try:
        with form.catching():
            database().write(answer, new, by=page.by)
            return Response(render_template("learning/thanks.html", survey=page.survey, named=who, actor=None))
    except Conflict as problem:
        form.errors = {"": [str(problem)]}
    form.errors = {f"q_{name}" if name else "": told for name, told in form.errors.items()}
    return _shown(page, form, 422)


def _shown(page: Page, form: Form, status: int = 200) -> Response:
    try:
        refuse_closed(page.survey.values, page.by.today)
    except Conflict as problem:
        return Response(render_template("learning/closed.html", survey=page.survey, why=str(problem), actor=None))
    shown = render_template(
        "learning/answer.html", survey=page.survey, questions=page.questions, who=page.who, form=form, actor=None,
        pairs=page.survey.values.get("type") in ("pre", "post"),
    )  # fmt: skip
    return Response(shown, status)
