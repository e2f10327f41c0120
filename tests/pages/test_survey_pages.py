"""Surveys' pages: questions written, people asked, a link answered on a phone, results, and the code for phones."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes

import pytest
from worlds import office
from worlds.council import BODIES, NAMES, WORLD
from worlds.pieces import add, join, write
from worlds.post_office import post_office

from crm.mail.delivery import carry_due
from crm.office_time import instant
from web.context import SITE

TODAY = date.fromisoformat(office.today())


@pytest.fixture
def staff(graph, client_as):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    client = client_as("staff")
    form = {"key": "survey-1", "on": TODAY.isoformat(), "type": "needs", "title": "Needs survey"}
    client.post("/records/surveys/new", data=form)
    return client


def page(client, address: str) -> str:
    return str(client.get(address).get_data(as_text=True))


def written(staff) -> str:
    """The id of the one question that was written."""
    form = {
        "version": "1", "id_0": "q-topics", "text_0": "Which topics?", "shape_0": "choices",
        "choices_0": "School finance\nSchool safety", "text_1": " ", "shape_1": "scale",
    }  # fmt: skip
    told = staff.post("/surveys/survey-1/questions", data=form, follow_redirects=True).get_data(as_text=True)
    assert "The questions are saved." in told
    return "q-topics"


def test_a_survey_without_questions_offers_those_that_suit_it(staff):
    shown = page(staff, "/surveys/survey-1/questions")
    assert "These suit this kind of survey" in shown
    assert "On which topics would you like training this year?" in shown


def test_a_question_without_answers_to_choose_from_is_refused_and_kept_as_typed(staff):
    form = {"version": "1", "id_0": "q1", "text_0": "Which?", "shape_0": "choice", "choices_0": "Only one"}
    answer = staff.post("/surveys/survey-1/questions", data=form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Give at least two answers" in text
    assert 'value="Which?"' in text


def test_a_personal_link_is_answered_without_an_account_and_shows_in_the_results(staff, client):
    question = written(staff)
    staff.post("/surveys/survey-1/ask", data={"people": ["ann", "rep0"]})
    sheet = staff.post("/surveys/survey-1/links.csv").get_data(as_text=True)
    link = "/s/" + re.search(r"Ann Reed.*?/s/([\w-]+)", sheet)[1]
    assert "You answer as Ann Reed." in page(client, link)
    sent = {f"q_{question}": ["School finance", "School safety"], "key": "k-1"}
    assert "Thank you" in client.post(link, data=sent, headers={"Origin": "http://localhost"}).get_data(as_text=True)
    assert re.search(r'value="School finance"\s+checked', page(client, link))
    shown = page(staff, "/surveys/survey-1")
    assert "1 of 2 asked have answered; topic 1: School finance." in shown
    assert "chosen by 1 of 1" in shown
    assert "School finance; School safety" in page(staff, "/surveys/survey-1?format=csv")
    menu = page(staff, "/records/documents/new?type=menu&basis=survey-1&topics=School+finance&title=Menu")
    assert "School finance" in menu


def test_a_survey_goes_out_by_letter_and_only_those_who_have_not_answered_are_reminded(staff, client, graph, app):
    question = written(staff)
    write(graph, "MATCH (p:Person) WHERE p.id IN ['ann', 'rep0'] SET p.email = p.id + '@example.org'")
    staff.post("/surveys/survey-1/ask", data={"people": ["ann", "rep0"]})
    assert staff.post("/surveys/survey-1/letters").status_code == 409  # no mail server is set
    with post_office() as mail:
        site = app.extensions[SITE]
        app.extensions[SITE] = replace(site, settings=replace(site.settings, mail_server=mail.server()))

        def carried() -> list[str]:
            before = len(mail.taken)
            carry_due(graph, mail.server(), site.settings.secret_key, at=instant())
            return sorted(mail.to[before:])

        for _ in range(2):
            staff.post("/surveys/survey-1/letters", data={"key": "sent-once"})
        assert carried() == ["ann@example.org", "rep0@example.org"]
        first = mail.taken[mail.to.index("ann@example.org")]
        assert first["Subject"].endswith(": Needs survey")
        link = re.search(r"http://localhost(/s/\S+)", first.get_content())[1]
        assert "You answer as Ann Reed." in page(client, link)
        staff.post("/surveys/survey-1/letters", data={"key": "a reminder"})
        sent = {f"q_{question}": ["School finance"], "key": "k-1"}
        assert "Thank you" in client.post(link, data=sent, headers={"Origin": "http://localhost"}).text
        assert carried() == ["rep0@example.org"]  # Ann answered while hers waited
        assert mail.taken[-1]["Subject"] == "A reminder: Needs survey"
        shown = page(staff, "/surveys/survey-1")
        assert "3 letters sent, 0 waiting, 0 did not arrive" in shown
        assert "They have answered meanwhile" in page(staff, "/letters?batch=survey-1&state=withdrawn")


def test_the_letters_of_a_survey_are_files_too_with_links_that_open_it(staff, client, graph):
    written(staff)
    write(graph, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org'")
    staff.post("/surveys/survey-1/ask", data={"people": ["ann", "rep0"]})
    files = zipfile.ZipFile(io.BytesIO(staff.post("/surveys/survey-1/letters.zip").data))
    (name,) = files.namelist()
    letter = message_from_bytes(files.read(name))
    assert (name, letter["To"], letter["X-Unsent"]) == ("001-Ann-Reed.eml", "ann@example.org", "1")
    link = re.search(r"http://localhost(/s/\S+)", letter.get_payload(decode=True).decode())[1]
    assert "You answer as Ann Reed." in page(client, link)


def test_ending_somebodys_links_closes_them(staff, client):
    written(staff)
    staff.post("/surveys/survey-1/ask", data={"people": ["ann"]})
    sheet = staff.post("/surveys/survey-1/links.csv").get_data(as_text=True)
    link = "/s/" + re.search(r"/s/([\w-]+)", sheet)[1]
    invitation = re.search(r"/asked/([\w-]+)/revoke", page(staff, "/surveys/survey-1"))[1]
    staff.post(f"/surveys/survey-1/asked/{invitation}/revoke")
    assert client.get(link).status_code == 404
    assert client.get("/s/unheard-of").status_code == 404


def test_the_open_page_names_nobody_and_says_what_is_wrong(staff, client):
    question = written(staff)
    address = re.search(r"(/survey/[\w.-]+)", page(staff, "/surveys/survey-1"))[1]
    assert "Your name is not asked for." in page(client, address)
    empty = client.post(address, data={"key": "k-2"}, headers={"Origin": "http://localhost"})
    assert (empty.status_code, "Answer at least one question." in empty.get_data(as_text=True)) == (422, True)
    sent = {f"q_{question}": "School safety", "key": "k-2"}
    assert "Thank you" in client.post(address, data=sent, headers={"Origin": "http://localhost"}).get_data(as_text=True)
    assert client.get(address + "x").status_code == 404
    assert "1 answered" in page(staff, "/surveys/survey-1")
    assert staff.get("/surveys/survey-1/door.svg").mimetype == "image/svg+xml"


def test_a_closed_survey_says_since_when(staff, client):
    written(staff)
    address = re.search(r"(/survey/[\w.-]+)", page(staff, "/surveys/survey-1"))[1]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    form = {"on": yesterday, "closes": yesterday, "type": "needs", "title": "Needs survey", "version": "2"}
    staff.post("/records/surveys/survey-1/edit", data=form)
    assert "took answers until" in page(client, address)


def test_mentoring_asks_who_is_new_suggests_and_pairs(staff, graph):
    starts = [(TODAY - timedelta(days=days)).isoformat() for days in (60, 3000)]
    appoint(graph, *starts)
    shown = page(staff, "/mentoring")
    assert "1 new superintendent in their first year now: 0 with a mentor" in shown
    assert "nothing earlier is on record" in shown
    assert "superintendent for 8 years" in shown
    told = staff.post(
        "/mentoring/pair", data={"key": "pair-0001", "mentor": "su1", "mentee": "su0"}, follow_redirects=True
    )
    assert "They are paired from today on." in told.get_data(as_text=True)
    assert "1 with a mentor" in page(staff, "/mentoring")
    staff.post("/mentoring/began", data={"spell": "held0", "said": "moved"})
    assert "No new superintendent in their first year now" in page(staff, "/mentoring")
    assert "Was superintendent elsewhere" in page(staff, "/mentoring?format=csv")


def appoint(graph, *starts: str) -> None:
    """A superintendent of a district of their own for each of these days."""
    post = {"role": "superintendent", "title": "Superintendent", "label": "Superintendent"}
    for n, (name, start) in enumerate(zip(("Nell New", "Olga Old"), starts, strict=True)):
        add(graph, "Organization", {f"sd{n}": {"name": f"District {n}", "classification": "school_district"}})
        add(graph, "Person", {f"su{n}": {"name": name}})
        add(graph, "Post", {f"sp{n}": post})
        join(graph, "IN", "Post", "Organization", [(f"sp{n}", f"sd{n}", {})])
        join(graph, "HOLDS", "Person", "Post", [(f"su{n}", f"sp{n}", {"key": f"held{n}", "start_date": start})])


def test_a_paper_keeps_a_file_that_is_only_ever_saved(staff):
    form = {"key": "paper-001", "on": TODAY.isoformat(), "type": "menu", "title": "Menu"}
    staff.post("/records/documents/new", data=form)
    sent = {"file": (io.BytesIO(b"%PDF-1.7 menu"), "Menu.pdf"), "version": "1"}
    told = staff.post("/records/documents/paper-001/file", data=sent, follow_redirects=True)
    assert "Kept: Menu.pdf." in told.get_data(as_text=True)
    given = staff.get("/records/documents/paper-001/file")
    assert given.get_data() == b"%PDF-1.7 menu"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    wrong = {"file": (io.BytesIO(b"<html>"), "Menu.pdf"), "version": "2"}
    refused = staff.post("/records/documents/paper-001/file", data=wrong)
    assert (refused.status_code, "not what its name says" in refused.get_data(as_text=True)) == (422, True)
    staff.post("/records/documents/paper-001/file/remove", data={"version": "2"})
    assert staff.get("/records/documents/paper-001/file").status_code == 404


def test_mentoring_counts_school_years_from_the_day_that_the_plan_is_read_with(staff, graph):
    starts = ["2024-08-15", "2016-07-01"]
    appoint(graph, *starts)
    assert "1 new superintendent began in 2024–25" in page(staff, "/mentoring?year=2024")
    for number, value in enumerate(("09-01", "08-15")):
        form = {"key": f"00000000-0000-4000-8000-00000000000{number}", "value": value, "on": "2020-01-01"}
        assert staff.post("/plan/settings/school_year_start", data=form).status_code == 303
        year = (2023, 2024)[number]
        assert f"1 new superintendent began in {year}–" in page(staff, f"/mentoring?year={year}")
        assert f"No new superintendent began in {4047 - year}–" in page(staff, f"/mentoring?year={4047 - year}")
    assert "Aug 15" in page(staff, "/plan/settings")
