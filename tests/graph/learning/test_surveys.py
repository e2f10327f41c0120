"""A survey in a real graph: its questions, answers by link, links that end, and answers from a form program."""

import uuid

import pytest
from worlds.council import count, on

from crm.accounts.random_secrets import digest
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.imports.batches import apply
from crm.imports.comparing import plan
from crm.imports.drafts import NEW
from crm.imports.undoing import undo
from crm.learning.answers import NewAnswers, answer, given, given_by
from crm.learning.kinds import SURVEYS
from crm.learning.questions import CHOICE, SCALE, TEXT, Question, questions, write_questions
from crm.learning.survey_links import (
    answering,
    ask,
    asked,
    by_survey_link,
    issue_survey_links,
    revoke_survey_links,
)
from crm.records.declared import add_record, record
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role
from importers import forms
from importers.upload import Upload

TODAY = on("2026-03-10")
ASKED = [
    Question("How good was it?", SCALE, ("Poor", "Fair", "Good", "Very good", "Excellent"), id="q1"),
    Question("Again?", CHOICE, ("Yes", "No"), id="q2"),
    Question("Why?", TEXT, id="q3"),
]


@pytest.fixture
def survey(world: Database) -> str:
    world.write(
        lambda tx: tx.run("MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@x.org', p.email_key = 'ann@x.org'").consume()
    )
    content = {"on": "2026-03-01", "closes": "2026-03-20", "type": "evaluation", "title": "How was it"}
    world.write(add_record, SURVEYS, "s1", content, by=TODAY)
    world.write(write_questions, "s1", ASKED, version=1, by=TODAY)
    return "s1"


def answered(world: Database, said: dict[str, str], person: str | None = "ann", key: str = "k", by=TODAY) -> str:
    return str(world.write(answer, NewAnswers("s1", said, key, person), by=by))


def test_questions_keep_their_order_and_one_that_was_answered_is_never_lost(world, survey):
    answered(world, {"q1": "Good", "q3": "Well done"})
    world.write(write_questions, survey, [ASKED[1], Question("New?", TEXT, id="q4")], version=2, by=TODAY)
    assert [(one.id, one.is_asked) for one in world.read(questions, survey)] == [
        ("q2", True), ("q4", True), ("q1", False), ("q3", False),
    ]  # fmt: skip
    assert world.read(given, survey, actor=TODAY)[0].said["q3"] == ("Well done", None)
    with pytest.raises(Conflict):
        world.write(write_questions, survey, ASKED, version=2, by=TODAY)
    assert "questions changed" in {entry.action for entry in world.read(history_of, survey, actor=TODAY)}


def test_a_question_of_another_survey_is_refused(world, survey):
    world.write(add_record, SURVEYS, "s2", {"on": "2026-03-01", "type": "poll", "title": "Other"}, by=TODAY)
    with pytest.raises(InvalidData, match="another survey"):
        world.write(write_questions, "s2", ASKED, version=1, by=TODAY)


def test_a_second_answer_of_one_person_changes_the_first(world, survey):
    first = answered(world, {"q1": "Good", "q2": "Yes"})
    assert answered(world, {"q1": "Excellent"}, key="other") == first
    (kept,) = world.read(given, survey, actor=TODAY)
    assert (kept.score, kept.person_name, dict(kept.said)) == (5, "Ann Reed", {"q1": ("Excellent", 5)})
    assert world.read(given_by, survey, "ann") == {"q1": "Excellent"}


def test_the_open_page_sent_twice_is_one_answer_without_a_name(world, survey):
    answered(world, {"q2": "No"}, person=None)
    answered(world, {"q2": "No"}, person=None)
    answered(world, {"q2": "No"}, person=None, key="k2")
    assert [(one.person_id, one.who) for one in world.read(given, survey, actor=TODAY)] == [(None, ""), (None, "")]


@pytest.mark.parametrize(("said", "field"), [({"q1": "Splendid"}, "q1"), ({"q3": " "}, ""), ({"q3": "x" * 6000}, "q3")])
def test_an_answer_that_was_not_offered_or_is_none_is_refused_by_its_question(world, survey, said, field):
    with pytest.raises(InvalidData) as refused:
        answered(world, said)
    assert list(refused.value.errors) == [field]
    assert count(world, "MATCH (r:Response) RETURN count(r)") == 0


@pytest.mark.parametrize(("day", "words"), [("2026-02-20", "opens on"), ("2026-03-21", "took answers until")])
def test_before_it_opens_and_after_it_closes_nothing_is_taken(world, survey, day, words):
    with pytest.raises(Conflict, match=words):
        answered(world, {"q2": "Yes"}, by=on(day))


def test_a_link_opens_one_persons_answer_until_it_is_ended_or_too_old(world, survey):
    assert world.write(ask, survey, ["ann", "rep0"], by=TODAY) == 2
    assert world.write(ask, survey, ["ann"], by=TODAY) == 0
    invitation = next(one.id for one in world.read(asked, survey, actor=TODAY) if one.person_id == "ann")
    world.write(issue_survey_links, survey, {invitation: digest("secret")}, by=TODAY)
    opened = world.read(by_survey_link, digest("secret"), TODAY.at)
    who = world.read(answering, TODAY.at, opened)
    assert (opened.person_id, who.role, who.name) == ("ann", Role.MEMBER, "Ann Reed")
    answered(world, {"q2": "Yes"}, by=who)
    assert [one.answered_on for one in world.read(asked, survey, actor=TODAY) if one.person_id == "ann"] == [
        "2026-03-10"
    ]
    with pytest.raises(NotFound):
        world.read(by_survey_link, digest("secret"), on("2026-05-01").at)
    world.write(revoke_survey_links, invitation, by=TODAY)
    with pytest.raises(NotFound):
        world.read(by_survey_link, digest("secret"), TODAY.at)


def test_only_staff_write_questions_ask_and_see_who_said_what(world, survey):
    member = on("2026-03-10", Role.MEMBER)
    for write, args in ((write_questions, ("s1", ASKED)), (ask, ("s1", ["ann"]))):
        with pytest.raises(NotAllowed):
            world.write(write, *args, by=member, **({"version": 2} if write is write_questions else {}))
    with pytest.raises(NotAllowed):
        world.read(given, survey, actor=member)
    with pytest.raises(NotAllowed):
        answered(world, {"q2": "Yes"}, by=on("2026-03-10", Role.VIEWER))


FILE = """Timestamp,Email Address,How good was it?,Would you come back?,Why?
3/5/2026 9:00:00,ANN@x.org,Good,Yes,First
3/6/2026 9:00:00,nobody@x.org,Excellent,No,
3/7/2026 9:00:00,ann@x.org,Very good,No,Second
"""


BATCH = str(uuid.uuid4())


def planned(world: Database, decisions: dict[str, str] | None = None):
    draft = forms.read(Upload("answers.csv", FILE.encode()), as_of="2026-03-10", survey="s1")
    return world.read(plan, draft, batch_id=str(uuid.uuid4()), today="2026-03-10", decisions=decisions or {})


def test_a_heading_that_is_no_question_is_asked_about_once_and_remembered(world, survey):
    shown = planned(world)
    (choice,) = shown.choices
    assert "Would you come back?" in choice.question
    again = next(option.value for option in choice.options if option.label == "Again?")
    done = world.write(apply, planned(world, {choice.id: again}), by=TODAY, file="answers.csv")
    ann = next(one for one in world.read(given, survey, actor=TODAY) if one.person_id == "ann")
    assert ann.said == {"q1": ("Very good", 4), "q2": ("No", None), "q3": ("Second", None)}
    later = planned(world)
    assert later.choices == ()
    assert later.is_empty
    world.write(undo, done.batch_id, by=TODAY)
    assert world.read(given, survey, actor=TODAY) == []


TWICE = """Timestamp,E-mail,How good was it?,The best of it?
3/4/2026 9:03:11,ann@x.org,Good,First
Timestamp,E-mail,How good was it?,What was best?
3/5/2026 9:03:11,bo@x.org,Excellent,Last
"""


def test_two_headings_may_mean_one_question_and_each_answer_is_kept(world, survey):
    draft = forms.read(Upload("answers.csv", TWICE.encode()), as_of="2026-03-10", survey=survey)

    def shown(decisions):
        return world.read(plan, draft, batch_id=BATCH, today="2026-03-10", decisions=decisions)

    asked = shown({}).choices
    assert len(asked) == 2
    world.write(apply, shown(dict.fromkeys([one.id for one in asked], "q3")), by=TODAY, file="answers.csv")
    said = {one.who: one.said["q3"][0] for one in world.read(given, survey, actor=TODAY)}
    assert said == {"ann": "First", "code|bo@x.org": "Last"}


def test_an_address_that_nobody_has_is_said_and_its_answer_kept_without_a_name(world, survey):
    shown = planned(world)
    assert "Nobody on record" in next(error.message for error in shown.errors if error.row == 3)
    world.write(apply, planned(world, {shown.choices[0].id: NEW}), by=TODAY, file="answers.csv")
    other = next(one for one in world.read(given, survey, actor=TODAY) if one.person_id is None)
    assert (other.score, other.who) == (5, "code|nobody@x.org")
    assert len(world.read(questions, survey)) == 4


def test_a_file_for_no_survey_says_what_is_missing(world, survey):
    draft = forms.read(Upload("answers.csv", FILE.encode()), as_of="2026-03-10", survey="nowhere")
    with pytest.raises(InvalidData, match="Choose the survey"):
        world.read(plan, draft, batch_id=str(uuid.uuid4()), today="2026-03-10", decisions={})
    assert world.read(record, SURVEYS, survey, actor=TODAY).title == "How was it"
