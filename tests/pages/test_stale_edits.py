"""Two people edit one record: the second sees what the first wrote, and nothing goes that was never shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from page_forms import filled
from page_text import text
from worlds.council import BODIES, NAMES, WORLD
from worlds.pieces import add, join, write

from crm.storage.database import Database


@dataclass(frozen=True)
class Case:
    """A kind of record: how one is made, and two fields of its form with values to write."""

    made: Callable[[FlaskClient], str]
    one: tuple[str, str, str]
    other: tuple[str, str]


def made_at(client: FlaskClient, path: str, **fields: Any) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, text(answer)
    return answer.headers["Location"].split("?")[0]


def person(client: FlaskClient) -> str:
    return made_at(client, "/people/new", key="person-of-two", name="Gloria Unseen", birth_date="3/12/1958") + "/edit"


def body(client: FlaskClient) -> str:
    made = {"key": "body-of-two", "name": "Unseen Group", "classification": "group"}
    return made_at(client, "/organizations/new", **made) + "/edit"


def contact(client: FlaskClient) -> str:
    made = {"key": "contact-of-two", "theirs": "rep0", "ours": "ann", "channel": "corridor", "sentiment": "1"}
    return made_at(client, "/log", **made) + "/edit"


def meeting(client: FlaskClient) -> str:
    made = {"council": "council", "start": "2126-08-12", "name": "Advisory council", "bodies": ["mae", "msba"]}
    return made_at(client, "/council/meetings/new", **made, agenda_0="Welcome") + "/plan"


def minutes(client: FlaskClient) -> str:
    made = {"council": "council", "start": "2026-08-12", "name": "Advisory council", "bodies": ["mae", "msba"]}
    return made_at(client, "/council/meetings/new", **made) + "/held"


def issue(client: FlaskClient) -> str:
    return made_at(client, "/issues/new", key="issue-of-two", title="Teacher pay", raised_on="3/1/2026") + "/decide"


def event(client: FlaskClient) -> str:
    made = {"key": "event-of-two", "kind": "conference", "name": "Summer meeting", "start": "2126-07-01"}
    return made_at(client, "/events/new", **made) + "/plan"


def document(client: FlaskClient) -> str:
    made = {"key": "paper-of-two", "type": "module", "title": "On pay", "on": "3/1/2026", "topics": "pay, staffing"}
    return made_at(client, "/records/documents/new", **made) + "/edit"


CASES = {
    "a person": Case(person, ("email", "gloria@example.org", "unseen@example.org"), ("occupation", "Teacher")),
    "a body": Case(body, ("short_name", "UG", "UGR"), ("address", "1 Main Street")),
    "a contact": Case(contact, ("summary", "She is for it.", "She is against it."), ("promise", "A visit in May")),
    "a meeting": Case(meeting, ("agenda_1", "Pay", "Buses"), ("place", "Room 12")),
    "a meeting’s minutes": Case(minutes, ("minutes", "We met at ten.", "We met at nine."), ("decision_0", "A letter")),
    "an issue": Case(issue, ("wording", "Raise it.", "Keep it."), ("rank", "3")),
    "an event": Case(event, ("place", "Biloxi", "Jackson"), ("theme", "Pay")),
    "a document": Case(document, ("title", "On pay again", "On all pay"), ("topics", "pay, buses")),
}
KINDS = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
SOME = pytest.mark.parametrize("case", [CASES["a person"], CASES["a meeting"]], ids=["a person", "a meeting"])


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return graph


@pytest.fixture
def ann(world: Database, client_as: Callable[..., FlaskClient], make_user) -> FlaskClient:
    return client_as(user=make_user("staff", name="Ann Reed", person_id="ann"))


@pytest.fixture
def bo(world: Database, client_as: Callable[..., FlaskClient], make_user) -> FlaskClient:
    return client_as(user=make_user("staff", name="Bo Lee"))


def form(client: FlaskClient, path: str) -> dict[str, list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, text(answer)
    return filled(answer.get_data(as_text=True))


def write_in(held: dict[str, list[str]], *fields: tuple[str, str]) -> dict[str, list[str]]:
    return held | {name: [value] for name, value in fields}


@KINDS
def test_what_each_changed_alone_is_kept_of_both(ann: FlaskClient, bo: FlaskClient, case: Case) -> None:
    path = case.made(ann)
    (name, first, _), other = case.one, case.other
    mine, theirs = form(ann, path), form(bo, path)
    assert bo.post(path, data=write_in(theirs, (name, first))).status_code == 303
    looked = ann.post(path, data=write_in(mine, other))
    assert looked.status_code == 422
    assert "Bo Lee saved this while you were working on it" in text(looked)
    assert first in text(looked)
    again = filled(looked.get_data(as_text=True))
    assert again[name][-1].strip() == first
    assert again[other[0]][-1].strip() == other[1]
    assert ann.post(path, data=again).status_code == 303
    now = form(ann, path)
    assert (now[name][-1].strip(), now[other[0]][-1].strip()) == (first, other[1])


@KINDS
def test_where_both_wrote_the_other_words_are_shown_and_mine_stay_in_the_form(
    ann: FlaskClient, bo: FlaskClient, case: Case
) -> None:
    path = case.made(ann)
    name, first, second = case.one
    mine, theirs = form(ann, path), form(bo, path)
    assert bo.post(path, data=write_in(theirs, (name, first))).status_code == 303
    looked = ann.post(path, data=write_in(mine, (name, second)))
    assert looked.status_code == 422
    assert first in text(looked)
    assert "What you typed is still in the form" in text(looked)
    again = filled(looked.get_data(as_text=True))
    assert again[name][-1].strip() == second
    assert form(bo, path)[name][-1].strip() == first, "nothing is saved before it was looked at"
    assert ann.post(path, data=again).status_code == 303
    assert form(bo, path)[name][-1].strip() == second


@SOME
def test_a_third_one_who_saves_between_the_two_saves_is_not_lost(ann: FlaskClient, bo: FlaskClient, case: Case) -> None:
    path = case.made(ann)
    (name, first, second), other = case.one, case.other
    mine, theirs = form(ann, path), form(bo, path)
    bo.post(path, data=write_in(theirs, (name, first)))
    again = filled(ann.post(path, data=write_in(mine, other)).get_data(as_text=True))
    bo.post(path, data=write_in(form(bo, path), (name, second)))
    looked = ann.post(path, data=again)
    assert looked.status_code == 422
    assert second in text(looked)
    assert ann.post(path, data=filled(looked.get_data(as_text=True))).status_code == 303
    now = form(ann, path)
    assert (now[name][-1].strip(), now[other[0]][-1].strip()) == (second, other[1])


@SOME
def test_a_form_of_an_old_version_that_lost_what_it_was_opened_with_overwrites_nothing_unseen(
    ann: FlaskClient, bo: FlaskClient, case: Case
) -> None:
    path = case.made(ann)
    (name, first, _), other = case.one, case.other
    mine, theirs = form(ann, path), form(bo, path)
    bo.post(path, data=write_in(theirs, (name, first)))
    looked = ann.post(path, data=write_in(mine, other, ("opened", "")))
    assert looked.status_code == 422
    assert first in text(looked)
    assert form(bo, path)[name][-1].strip() == first


def test_who_was_ticked_at_the_door_meanwhile_is_still_there_after_the_minutes(
    ann: FlaskClient, bo: FlaskClient
) -> None:
    path = minutes(ann)
    mine = form(ann, path)
    door = f"/events/{path.split('/')[3]}/check-in"
    assert bo.post(door, data={"person": "rep3", "body": "mae"}).status_code in (302, 303)
    looked = ann.post(path, data=write_in(mine, ("minutes", "We met.")))
    assert looked.status_code == 422
    assert "Vera Cole" in text(looked)
    assert ann.post(path, data=filled(looked.get_data(as_text=True))).status_code == 303
    shown = text(ann.get(path.removesuffix("/held")))
    assert "Vera Cole" in shown
    assert "We met." in shown


def test_an_edit_keeps_a_bill_and_a_closed_issue_that_the_form_does_not_offer_anew(
    ann: FlaskClient, world: Database
) -> None:
    path = contact(ann)
    add(world, "Bill", {"hb7": {"identifier": "HB 7"}})
    add(world, "Issue", {"old": {"title": "Old matter", "status": "closed"}})
    add(world, "Ranking", {"k": {"on": "2026-01-01", "status": "closed"}})
    join(world, "RANKS", "Ranking", "Issue", [("k", "old", {})])
    (talk,) = write(world, "MATCH (i:Interaction) RETURN i.id AS id")
    join(world, "ABOUT", "Interaction", "Bill", [(talk["id"], "hb7", {})])
    join(world, "ABOUT", "Interaction", "Issue", [(talk["id"], "old", {})])
    assert ann.post(path, data=write_in(form(ann, path), ("summary", "Short."))).status_code == 303
    shown = text(ann.get(path.removesuffix("/edit")))
    assert "HB 7" in shown
    assert "Old matter" in shown


def test_a_message_keeps_its_cost_when_it_is_edited(ann: FlaskClient) -> None:
    made = {"key": "message-of-two", "sent": "3/1/2026", "channels": "email", "subject": "Pay", "cost_cents": "12.50"}
    path = made_at(ann, "/records/messages/new", **made) + "/edit"
    held = form(ann, path)
    assert held["cost_cents"] == ["12.50"]
    assert ann.post(path, data=held).status_code == 303
    assert form(ann, path)["cost_cents"] == ["12.50"]


def test_the_api_answers_a_stale_change_with_what_stands(ann: FlaskClient, bo: FlaskClient) -> None:
    path = contact(ann)
    made = path.split("/")[2]
    said = {"theirs": ["rep0"], "ours": ["ann"], "channel": "corridor"}
    address = f"/api/v1/interactions/{made}?version=1"
    assert bo.put(address, json={**said, "summary": "She is for it."}).status_code == 200
    late = ann.put(address, json={**said, "summary": "She is against it."})
    assert late.status_code == 409
    stands = late.get_json()["stands"]
    assert (stands["version"], stands["summary"]) == (2, "She is for it.")
    meant = f"/api/v1/interactions/{made}?version={stands['version']}"
    assert ann.put(meant, json={**said, "summary": "Both."}).status_code == 200


def test_the_api_tells_of_a_meeting_and_an_issue_what_stands(ann: FlaskClient, bo: FlaskClient) -> None:
    there = meeting(ann).split("/")[3]
    said = {"council": "council", "start": "2126-08-12", "bodies": ["mae"]}
    address = f"/api/v1/council/meetings/{there}?version=1"
    assert bo.put(address, json={**said, "place": "Room 1"}).status_code == 200
    late = ann.put(address, json={**said, "place": "Room 2"})
    assert (late.status_code, late.get_json()["stands"]["place"]) == (409, "Room 1")
    decided = {"status": "closed", "on": "2026-03-02", "set_by": "the board"}
    about = f"/api/v1/issues/{issue(ann).split('/')[2]}/decisions?version=1"
    assert bo.post(about, json=decided).status_code == 200
    late = ann.post(about, json={**decided, "status": "suggested"})
    assert (late.status_code, late.get_json()["stands"]["status"]) == (409, "closed")
