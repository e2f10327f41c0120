"""A survey's page: how many answered and what they said, topics ranked, pairs before and after, and who is asked."""

from collections.abc import Mapping, Sequence

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.ids import new_id
from crm.learning.answers import Given
from crm.learning.asked_groups import GROUPS, people_of
from crm.learning.kinds import SURVEYS
from crm.learning.questions import Question
from crm.learning.survey_letters import occasion, post_survey
from crm.learning.survey_links import Asked, ask, asked, issue_survey_links, revoke_survey_links
from crm.learning.survey_results import survey_results
from crm.mail.letters import tally
from crm.records.declared import record
from web.access import allow
from web.addresses import address
from web.context import actor, database, our_name
from web.find import resolve
from web.forms import Form
from web.learning.answering import open_address
from web.learning.blueprint import pages
from web.letters import refuse_without_server, sends_letters, stationery, told
from web.messages import saved
from web.personal_links import fresh_links, letter_files, merge_list
from web.tables import Column, Table, table_page
from web.words import plural


@pages.get("/surveys/<survey_id>")
@allow("staff")
def show(survey_id: str) -> AnyResponse:
    """The results; ?format=csv or xlsx has every answer, a row each."""
    it = database().read(survey_results, survey_id, actor=actor())
    table = Table(_columns(it.questions, it.answers), it.answers, sort="on:down", name="answers", noun="answer")
    return table_page(
        "learning/survey.html", table, survey=it.survey, questions=it.questions, tallies=it.tallies, ranked=it.ranked,
        pair=it.pair, other=it.other, invited=it.invited, says=it.sentence, groups=GROUPS,
        open_address=open_address(it.survey), silent=_silent(it.invited), by_mail=sends_letters(), key=new_id(),
        letters=told(database().read(tally, actor=actor(), batch=survey_id)), form=Form.new(),
        events=it.survey.links.get("event", ()),
    )  # fmt: skip


def _columns(put: Sequence[Question], answers: Sequence[Given]) -> list[Column]:
    first = [
        Column("on", "Answered on", lambda row: row.on, kind="date", newest_first=True),
        Column("person", "Who", lambda row: row.person_name or ("with a code" if row.code else "without a name"),
               href=lambda row: address("person", row.person_id) if row.person_id else None),
        Column("code", "Own code", lambda row: row.code),
        Column("score", "Score", lambda row: row.score, kind="number"),
    ]  # fmt: skip
    has_code = any(one.code for one in answers)
    kept = [one for one in first if one.key != "code" or has_code]
    return [*kept, *(_column(number, question) for number, question in enumerate(put))]


def _column(number: int, question: Question) -> Column:
    return Column(f"q{number}", question.text, lambda row: row.said.get(question.id, ("",))[0].replace("\n", "; "))


@pages.post("/surveys/<survey_id>/ask")
@allow("staff")
def ask_people(survey_id: str) -> AnyResponse:
    """Ask people by name, or a whole group."""
    form = Form.sent()
    back = f"{url_for('learning.show', survey_id=survey_id)}#asked"
    with form.catching():
        resolve(form, "people")
        group = form.value("group")
        if group and group not in GROUPS:
            raise InvalidData({"group": ["Choose one of the groups."]})
        members = database().read(people_of, group, survey_id, today=actor().today) if group else []
        people = [*(one for one in form.listed("people") if one), *members]
        if not people:
            raise InvalidData({"people": ["Choose whom to ask. Nobody is in that group now."]})
        count = database().write(ask, survey_id, people, by=actor())
        return saved(f"{count} asked. Make their links next." if count else "They had been asked before.", back)
    raise InvalidData(form.errors)


@pages.post("/surveys/<survey_id>/links.csv")
@allow("staff")
def links(survey_id: str) -> Response:
    """Fresh personal links for a mail merge: everybody's, or (who=silent) of those who have not answered."""
    people = database().read(asked, survey_id, actor=actor())
    chosen = _silent(people) if request.form.get("who") == "silent" else people
    return merge_list(_fresh_links(survey_id, chosen), "survey-links")


@pages.post("/surveys/<survey_id>/letters.zip")
@allow("staff")
def letter_drafts(survey_id: str) -> Response:
    """The letters of those who have not answered as .eml files; those without an address get none."""
    survey = database().read(record, SURVEYS, survey_id, actor=actor())
    people = [one for one in _silent(database().read(asked, survey_id, actor=actor())) if one.email]
    return letter_files(occasion(survey, our_name()), _fresh_links(survey_id, people), "survey-letters")


@pages.post("/surveys/<survey_id>/letters")
@allow("staff")
def send(survey_id: str) -> AnyResponse:
    """Queue the letter, or a reminder, of everybody asked who has not answered."""
    refuse_without_server()
    key = request.form.get("key") or new_id()
    count = database().write(post_survey, survey_id, stationery(), key=key, by=actor())
    return saved(f"{plural(count, 'letter')} on the way.", f"{url_for('learning.show', survey_id=survey_id)}#asked")


def _silent(people: Sequence[Asked]) -> list[Asked]:
    return [one for one in people if not one.answered_on]


def _fresh_links(survey_id: str, people: Sequence[Asked]) -> dict[Asked, str]:
    def issue(hashes: Mapping[str, str]) -> None:
        database().write(issue_survey_links, survey_id, hashes, by=actor())

    return fresh_links(people, "learning.by_link", issue)


@pages.post("/surveys/<survey_id>/asked/<invitation_id>/revoke")
@allow("staff")
def end_links(survey_id: str, invitation_id: str) -> AnyResponse:
    """End every link of one person."""
    name = database().write(revoke_survey_links, invitation_id, by=actor())
    back = f"{url_for('learning.show', survey_id=survey_id)}#asked"
    return saved(f"The links of {name} open nothing any more. New ones can be made.", back)


@pages.get("/surveys/<survey_id>/door")
@allow("staff")
def door_sheet(survey_id: str) -> str:
    """The code to show at the end of an event: a phone opens the survey with it."""
    survey = database().read(record, SURVEYS, survey_id, actor=actor())
    return render_template("learning/door_sheet.html", survey=survey, address=open_address(survey))


@pages.get("/surveys/<survey_id>/door.svg")
@allow("staff")
def door_picture(survey_id: str) -> Response:
    """The code as a picture."""
    import segno  # only where a code is drawn

    code = segno.make(open_address(database().read(record, SURVEYS, survey_id, actor=actor())), error="m")
    return Response(code.svg_inline(scale=8, border=2), mimetype="image/svg+xml")
