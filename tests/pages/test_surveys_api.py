"""Surveys by the API and by command: the same questions, answers and results as on their pages."""

import csv
import json

import pytest
from click.testing import CliRunner
from worlds import office
from worlds.council import BODIES, NAMES, WORLD

from crm.stakeholders import search_text
from web.cli import main

NEEDS = {"key": "needs-of-the-test", "says": {"type": "needs", "title": "What do you need", "on": "2026-01-05"}}
TOPICS = {"id": "q-topics", "text": "Which topics?", "shape": "choices", "choices": ["School law", "Finance"]}
WORDS = {"id": "q-words", "text": "What else?", "shape": "text"}
THERE = "/api/v1/surveys/needs-of-the-test"


def settle(tx):
    tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume()
    people = [row["id"] for row in tx.run("MATCH (n:Person) RETURN n.id AS id")]
    search_text.refresh(tx, today=office.today(), person_ids=people)


@pytest.fixture
def world(graph):
    graph.write(settle)
    return graph


@pytest.fixture
def staff(world, client_as):
    return client_as("staff")


@pytest.fixture
def survey(staff):
    """A needs survey with two questions."""
    assert staff.post("/api/v1/records/surveys", json=NEEDS).status_code == 201
    written = staff.put(f"{THERE}/questions?version=1", json={"questions": [TOPICS, WORDS]})
    assert written.status_code == 200, written.text
    return staff


@pytest.fixture
def crm(world, way_in, monkeypatch):
    for name in way_in:
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner(env=way_in).invoke(main, words)


def answered(said, **more):
    return {"said": {"q-topics": said, "q-words": "More time"}, **more}


def test_questions_are_written_as_of_a_version_and_one_left_out_is_asked_no_more(survey):
    survey.post(f"{THERE}/answers", json=answered("Finance"))
    again = survey.put(f"{THERE}/questions?version=1", json={"questions": [WORDS]})
    assert again.status_code == 409
    assert [one["id"] for one in again.json["stands"]["questions"]] == ["q-topics", "q-words"]
    version = again.json["stands"]["version"]
    fewer = survey.put(f"{THERE}/questions?version={version}", json={"questions": [WORDS]}).json
    assert [(one["id"], one["is_asked"]) for one in fewer["questions"]] == [("q-words", True), ("q-topics", False)]


def test_answers_are_kept_once_a_person_and_ranked(survey):
    first = survey.post(f"{THERE}/answers", json=answered("Finance", person_id="rep0"))
    assert (first.status_code, first.json["person_id"]) == (201, "rep0")
    survey.post(f"{THERE}/answers", json=answered("School law", person_id="rep0"))
    for _ in range(2):
        survey.post(f"{THERE}/answers", json=answered("School law\nFinance", key="a-sheet"))
    found = survey.get(f"{THERE}/results").json
    assert (found["answers"], found["asked"], found["says"]) == (2, 0, "2 answered; topic 1: School law.")
    ranked = [(one["rank"], one["topic"], one["says"]) for one in found["topics"]]
    assert ranked == [(1, "School law", "chosen by 2 of 2"), (2, "Finance", "chosen by 1 of 2")]
    kept = survey.get(f"{THERE}/answers").json
    assert sorted(one["person_name"] for one in kept) == ["", NAMES[0]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (answered("Astrology"), "q-topics"),
        (answered("Finance", person_id="nobody"), "person_id"),
        ({"said": {}}, ""),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_and_nothing_is_kept(survey, wrong, field):
    refused = survey.post(f"{THERE}/answers", json=wrong)
    assert refused.status_code == 422
    assert field in refused.json["errors"]
    assert survey.get(f"{THERE}/answers").json == []


def test_people_are_asked_and_their_links_open_the_survey(survey, app):
    asked = survey.post(f"{THERE}/asked", json={"people": ["rep0", "rep1"]})
    assert [one["person_id"] for one in asked.json] == ["rep0", "rep1"]
    survey.post(f"{THERE}/answers", json=answered("Finance", person_id="rep1"))
    (link,) = survey.post(f"{THERE}/links", json={"silent": True}).json
    assert link["person_id"] == "rep0"
    path = "/s/" + link["link"].rsplit("/s/", 1)[1]
    assert "Which topics?" in app.test_client().get(path).text
    invitation = asked.json[0]["id"]
    assert survey.post(f"{THERE}/asked/{invitation}/revoke").json[0]["revoked"]
    assert app.test_client().get(path).status_code == 404


def test_members_ask_for_no_survey_answers(survey, client_as):
    for path in ("results", "answers", "asked", "questions"):
        assert client_as("member").get(f"{THERE}/{path}").status_code == 403


def test_a_survey_is_made_put_and_read_by_command(crm, tmp_path):
    said = ("type=needs", "title=What do you need", "on=2026-01-05")
    assert crm("record", "add", "surveys", *said, "--key", "s1").exit_code == 0
    written = crm("survey", "questions", "what do you", "--suited", "--json")
    assert written.exit_code == 0, written.output
    assert json.loads(written.stdout)[0]["text"].startswith("On which topics")
    file = tmp_path / "questions.json"
    file.write_text(json.dumps([TOPICS, WORDS]), encoding="utf-8")
    assert "Which topics? (choices)" in crm("survey", "questions", "s1", "--file", str(file)).stdout
    assert "1 asked" in crm("survey", "ask", "s1", "--person", NAMES[0]).stdout
    sheet = tmp_path / "links.csv"
    assert crm("survey", "links", "s1", str(sheet)).exit_code == 0
    (row,) = csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines())
    assert "/s/" in row["Link"]
    shown = crm("survey", "show", "s1")
    assert "Nobody has answered yet." in shown.stdout
    assert json.loads(crm("survey", "show", "s1", "--json").stdout)["asked"] == 1
    assert [one["id"] for one in json.loads(crm("survey", "list", "--json").stdout)] == ["s1"]


def test_a_survey_that_is_not_there_and_a_file_that_is_none_are_named(crm, tmp_path):
    refused = crm("survey", "show", "Weather")
    assert refused.exit_code == 1
    assert "“Weather” is no survey" in refused.stderr
    assert crm("record", "add", "surveys", "type=poll", "title=Poll", "on=2026-01-05").exit_code == 0
    file = tmp_path / "questions.json"
    file.write_text("{", encoding="utf-8")
    broken = crm("survey", "questions", "Poll", "--file", str(file))
    assert broken.exit_code == 1
    assert "This is not a JSON file" in broken.stderr


def test_answers_are_imported_to_a_survey_by_its_title(crm, tmp_path):
    assert crm("record", "add", "surveys", "type=poll", "title=Poll", "on=2026-01-05").exit_code == 0
    file = tmp_path / "answers.csv"
    file.write_text("Timestamp,Would you come?\n1/6/2026 9:00:00,Yes\n", encoding="utf-8")
    assert "“Weather” is no survey" in crm("import", "forms", str(file), "--survey", "Weather").stderr
    assert "Answers: 1 made" in crm("import", "forms", str(file), "--survey", "Poll").stdout
