"""The census and the asks by the API: a member reads and answers only their own; viewers get nothing of either."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from worlds import office, town
from worlds.pieces import write
from worlds.town import acting

from crm import office_time
from crm.asks.asks import NewAsk, plan_ask
from crm.census.rounds import NewRound, open_round
from crm.storage.database import Database
from crm.storage.mail_server import MailServer
from web.context import SITE

ROUND = "/api/v1/census/rounds/this-fall"


@pytest.fixture
def asked(graph: Database) -> Database:
    town.settle(graph)
    by = acting(at=office_time.instant())
    until = (office_time.first_day(by.today) + timedelta(days=20)).isoformat()
    graph.write(open_round, NewRound("This fall", "superintendents", until, id="this-fall"), by=by)
    graph.write(plan_ask, NewAsk("ann", "carl", id="ask-of-ann"), by=by)
    return graph


def test_a_member_reads_and_answers_their_own_sheet_alone(asked: Database, client_as) -> None:
    ann = client_as("member", person_id="ann")
    sheet = ann.get("/api/v1/census/people/ann").json
    assert {card["now"] for card in sheet["cards"]} == {None}
    card = {"about": "carl", "level": "good", "how": ["church"], "may_ask": "first", "key": "key-12345678"}
    for _ in range(2):
        answered = ann.post("/api/v1/census/people/ann/answers", json=card)
        assert answered.status_code == 200, answered.text
    (carl,) = (one for one in answered.json["cards"] if one["subject"]["person_id"] == "carl")
    assert (carl["now"]["level"], carl["now"]["how"], carl["wish"]) == ("good", ["church"], "first")
    held = [one["says"] for one in ann.get("/api/v1/people/ann/held").json]
    assert "Ask me first about Carl Dunn" in held
    for there in ("/api/v1/census/people/bo", "/api/v1/people/bo/held"):
        assert ann.get(there).status_code == 404
    assert ann.post("/api/v1/census/people/bo/answers", json=card).status_code == 404
    assert ann.post("/api/v1/people/bo/wishes", json={"choice": "never"}).status_code == 403
    wrong = ann.post("/api/v1/census/people/ann/answers", json={**card, "about": "ann"})
    assert (wrong.status_code, "This is you" in wrong.text) == (422, True)


def test_a_viewer_gets_no_answer_and_no_ask(asked: Database, client_as) -> None:
    viewer = client_as("viewer")
    for there in (
        "census/rounds",
        "census/rounds/this-fall",
        "census/people/ann",
        "people/ann/held",
        "asks",
        "letters",
    ):
        assert viewer.get(f"/api/v1/{there}").status_code == 403, there


def test_a_wish_holds_at_once_and_a_closed_round_takes_nothing_more(asked: Database, client_as) -> None:
    ann, staff = client_as("member", person_id="ann"), client_as("staff")
    assert ann.post("/api/v1/people/ann/wishes", json={"choice": "never", "about": "carl"}).status_code == 204
    refused = staff.post("/api/v1/asks/ask-of-ann/state", json={"state": "asked", "version": 1})
    assert (refused.status_code, "does not want to be asked" in refused.json["message"]) == (409, True)
    last = "/api/v1/census/rounds/this-fall/last-day"
    assert ann.post(last, json={"version": 1}).status_code == 403
    assert staff.post(last, json={"version": 1}).json["closed_at"]
    late = ann.post("/api/v1/census/people/ann/answers", json={"about": "carl", "level": "good"})
    assert (late.status_code, "This round closed on" in late.json["message"]) == (409, True)
    until = (office_time.first_day(office.today()) + timedelta(days=9)).isoformat()
    assert staff.post(last, json={"version": 1, "closes_on": until}).status_code == 409
    assert staff.post(last, json={"version": 2, "closes_on": until}).json["closes_on"] == until


def test_what_came_of_an_ask_is_logged_and_somebody_is_left_off_the_cold_list(asked: Database, client_as) -> None:
    staff = client_as("staff")
    talk = {"theirs": ["carl"], "ours": ["ann"], "channel": "call", "answer": "Yes", "key": "key-12345678"}
    done = staff.post("/api/v1/asks/ask-of-ann/outcome?version=1", json=talk)
    assert (done.status_code, done.json["state"]) == (200, "done"), done.text
    assert staff.get(f"/api/v1/interactions/{done.json['outcome']}").json["answer"] == "Yes"
    cold = {one["person"]["id"] for one in staff.get("/api/v1/cold").json}
    until = (office_time.first_day(office.today()) + timedelta(days=9)).isoformat()
    assert staff.post("/api/v1/cold/fay/snooze", json={"until": until, "reason": "On leave"}).status_code == 204
    assert cold - {one["person"]["id"] for one in staff.get("/api/v1/cold").json} == {"fay"}
    assert staff.get("/api/v1/asks/hand-over").json == []


def test_staff_make_links_and_send_letters_of_a_round_which_a_member_may_not(
    asked: Database, client_as, client
) -> None:
    staff, ann = client_as("staff"), client_as("member", person_id="ann")
    for there in ("links", "letters"):
        assert ann.post(f"{ROUND}/{there}", json={}).status_code == 403
    made = staff.post(f"{ROUND}/links", json={"silent": True})
    assert made.status_code == 201, made.text
    assert {one["person_id"] for one in made.json} == {"ann", "bo"}
    assert all(client.get(urlsplit(one["link"]).path).status_code == 200 for one in made.json)
    refused = staff.post(f"{ROUND}/letters", json={})
    assert (refused.status_code, "No mail server is set" in refused.text) == (409, True)


def test_letters_sent_by_the_api_again_with_their_key_are_queued_once(asked: Database, client_as, app) -> None:
    write(asked, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org'")
    site = app.extensions[SITE]
    app.extensions[SITE] = replace(
        site, settings=replace(site.settings, mail_server=MailServer("127.0.0.1", 9, "office@example.org"))
    )
    staff = client_as("staff")
    for _ in range(2):
        sent = staff.post(f"{ROUND}/letters", json={"key": "one-press-of-send"})
        assert (sent.status_code, sent.json) == (202, {"queued": 1})
    (letter,) = staff.get("/api/v1/letters").json
    assert (letter["to"], letter["state"]) == ("ann@example.org", "waiting")
