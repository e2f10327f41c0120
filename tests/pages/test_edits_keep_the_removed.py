"""An edit keeps who and what was deleted since, shown as removed, unless it takes them out; and the order of hosts."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_forms import filled
from page_text import text
from worlds.council import BODIES, NAMES, WORLD

from crm.storage.database import Database

REMOVED = "MATCH (n {id: $id}) SET n.deleted_at = '2026-11-20T10:00:00.000000Z'"
RUTH = NAMES[1]  # rep1
BACK = "MATCH (n {id: $id}) REMOVE n.deleted_at"
CONTACT = {"key": "contact-kept", "theirs": ["rep0", "rep1"], "ours": "ann", "channel": "corridor", "sentiment": "1"}
EVENT = {"key": "event-kept", "kind": "conference", "name": "Summer meeting", "start": "2126-07-01"}


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return graph


@pytest.fixture
def staff(world: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    return client_as("staff", person_id="ann")


@pytest.fixture
def bo(world: Database, client_as: Callable[..., FlaskClient], make_user) -> FlaskClient:
    return client_as(user=make_user("staff", name="Bo Lee"))


def run(graph: Database, query: str, **parameters: object) -> None:
    graph.write(lambda tx: tx.run(query, **parameters).consume())


def made_at(client: FlaskClient, path: str, fields: dict) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, text(answer)
    return answer.headers["Location"].split("?")[0]


def form(client: FlaskClient, path: str) -> dict[str, list[str]]:
    return filled(client.get(path).get_data(as_text=True))


def test_an_edit_of_a_contact_keeps_whoever_was_removed_since_and_shows_them_so(staff, world):
    there = made_at(staff, "/log", CONTACT)
    run(world, REMOVED, id="rep1")
    page = text(staff.get(f"{there}/edit"))
    assert f"{RUTH} (removed)" in page
    held = form(staff, f"{there}/edit")
    assert sorted(held["theirs"]) == ["rep0", "rep1"]
    assert staff.post(f"{there}/edit", data={**held, "summary": ["Short."]}).status_code == 303
    assert f"{RUTH} (removed)" in text(staff.get(there))
    assert 'href="/people/rep1"' not in staff.get(there).get_data(as_text=True)


def test_whoever_was_removed_is_taken_out_of_a_contact_on_purpose_only(staff, world):
    there = made_at(staff, "/log", CONTACT)
    run(world, REMOVED, id="rep1")
    held = form(staff, f"{there}/edit")
    assert staff.post(f"{there}/edit", data={**held, "theirs": ["rep0"]}).status_code == 303
    assert RUTH not in text(staff.get(there)).split("History")[0]


def test_a_form_that_has_to_be_mended_still_holds_whoever_was_removed(staff, world):
    there = made_at(staff, "/log", CONTACT)
    run(world, REMOVED, id="rep1")
    answer = staff.post(f"{there}/edit", data={**form(staff, f"{there}/edit"), "cost": ["much"]})
    assert answer.status_code == 422
    assert sorted(filled(answer.get_data(as_text=True))["theirs"]) == ["rep0", "rep1"]


def test_the_api_names_whoever_was_removed_and_an_edit_keeps_them(staff, world):
    there = "/api/v1/" + made_at(staff, "/log", CONTACT).strip("/")
    run(world, REMOVED, id="rep1")
    told = staff.get(there).json
    assert {one["id"]: one["removed"] for one in told["theirs"]} == {"rep0": False, "rep1": True}
    everybody = [one["id"] for one in told["theirs"]]
    said = {"theirs": everybody, "ours": ["ann"], "channel": "corridor", "summary": "Short."}
    answer = staff.put(f"{there}?version=1", json=said)
    assert answer.status_code == 200, answer.text
    assert [one["id"] for one in answer.json["theirs"]] == everybody
    gone = staff.put(f"{there}?version=2", json={**said, "theirs": ["rep0"]})
    assert [one["id"] for one in gone.json["theirs"]] == ["rep0"]


def test_an_edit_of_a_contact_keeps_an_issue_and_an_event_that_were_removed(staff, world):
    event = made_at(staff, "/events/new", {**EVENT, "start": "2026-03-04"}).split("/")[-1]
    issue = made_at(staff, "/issues/new", {"key": "issue-kept", "title": "Teacher pay", "raised_on": "3/1/2026"})
    there = made_at(staff, "/log", {**CONTACT, "at": "3/4/2026", "event": event, "issues": issue.split("/")[-1]})
    run(world, REMOVED, id=event)
    run(world, REMOVED, id=issue.split("/")[-1])
    assert staff.post(f"{there}/edit", data={**form(staff, f"{there}/edit"), "summary": ["Short."]}).status_code == 303
    assert "Teacher pay" in text(staff.get(there))
    run(world, BACK, id=event)
    assert "Summer meeting" in text(staff.get(there))


def test_an_edit_of_an_event_keeps_removed_hosts_and_invitations_for_when_they_come_back(staff, world):
    there = made_at(staff, "/events/new", {**EVENT, "hosts": ["mass", "mae"]})
    assert staff.post(f"{there}/invite", data={"invited": ["rep0", "rep1"], "sent": "2026-03-01"}).status_code == 303
    for one in ("mae", "rep1"):
        run(world, REMOVED, id=one)
    held = form(staff, f"{there}/plan")
    assert staff.post(f"{there}/plan", data={**held, "hosts": ["mpe"]}).status_code == 303
    api = f"/api/v1{there}"
    version = staff.get(api).json["version"]
    said = {**staff.get(api).json["says"], "hosts": ["mpe"], "invited": ["rep0"]}
    said = {name: value for name, value in said.items() if value is not None}
    answer = staff.put(f"{api}?version={version}", json=said)
    assert answer.status_code == 200, answer.text
    for one in ("mae", "rep1"):
        run(world, BACK, id=one)
    told = staff.get(api).json
    assert {one["id"] for one in told["hosts"]} == {"mpe", "mae"}
    assert {one["id"] for one in told["invitations"]} == {"rep0", "rep1"}


def test_an_edit_of_a_record_keeps_the_removed_among_several_for_when_they_come_back(staff, world):
    said = {"sent": "2026-03-01", "channels": ["email"], "subject": "Pay", "sent_to": ["rep0", "rep1"]}
    made = staff.post("/api/v1/records/messages", json={"says": said})
    assert made.status_code == 201, made.text
    run(world, REMOVED, id="rep1")
    there = f"/api/v1/records/messages/{made.json['id']}"
    changed = staff.put(f"{there}?version=1", json={"says": {**said, "sent_to": ["rep2"]}})
    assert changed.status_code == 200, changed.text
    run(world, BACK, id="rep1")
    assert {one["id"] for one in staff.get(there).json["named"]["sent_to"]} == {"rep1", "rep2"}


def test_minutes_keep_whoever_came_and_was_removed_since(staff, world):
    there = made_at(staff, "/events/new", {**EVENT, "start": "2026-03-04"})
    api = f"/api/v1{there}"
    came = [{"person_id": "rep0"}, {"person_id": "rep1"}]
    assert staff.post(f"{api}/held?version=1", json={"attendees": came}).status_code == 200
    run(world, REMOVED, id="rep1")
    version = staff.get(api).json["version"]
    assert (
        staff.post(f"{api}/held?version={version}", json={"attendees": came[:1], "text": "We met."}).status_code == 200
    )
    run(world, BACK, id="rep1")
    assert {one["person_id"] for one in staff.get(api).json["minutes"]["attendees"]} == {"rep0", "rep1"}


def test_another_order_of_hosts_is_saved_by_the_page_and_by_the_api(staff):
    there = made_at(staff, "/events/new", {**EVENT, "hosts": ["mass", "mae"]})
    held = form(staff, f"{there}/plan")
    assert staff.post(f"{there}/plan", data={**held, "hosts": ["mae", "mass"]}).status_code == 303
    told = staff.get(f"/api/v1{there}").json
    assert ([one["id"] for one in told["hosts"]], told["version"]) == (["mae", "mass"], 2)
    said = {name: value for name, value in told["says"].items() if value is not None}
    answer = staff.put(f"/api/v1{there}?version=2", json={**said, "hosts": ["mass", "mae"]})
    assert ([one["id"] for one in answer.json["hosts"]], answer.json["version"]) == (["mass", "mae"], 3)


def test_another_order_of_hosts_that_somebody_saved_meanwhile_is_told(staff, bo):
    there = made_at(staff, "/events/new", {**EVENT, "hosts": ["mass", "mae"]})
    mine = form(staff, f"{there}/plan")
    assert bo.post(f"{there}/plan", data={**mine, "hosts": ["mae", "mass"]}).status_code == 303
    looked = staff.post(f"{there}/plan", data={**mine, "place": ["Biloxi"]})
    assert looked.status_code == 422
    assert "Bo Lee saved this while you were working on it" in text(looked)
    again = filled(looked.get_data(as_text=True))
    assert again["hosts"] == ["mae", "mass"]
    assert staff.post(f"{there}/plan", data=again).status_code == 303
    told = staff.get(f"/api/v1{there}").json
    assert ([one["id"] for one in told["hosts"]], told["says"]["place"]) == (["mae", "mass"], "Biloxi")
