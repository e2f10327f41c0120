"""People and bodies are edited by the API as by their pages: what is sent changes, the rest stays, nobody is
overwritten unseen."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from worlds.council import BODIES, NAMES, WORLD
from worlds.pieces import add

from crm.storage.database import Database


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff", person_id="ann")


@pytest.fixture
def gloria(staff: FlaskClient) -> str:
    made = staff.post(
        "/api/v1/people", json={"name": "Gloria Ann Unseen", "email": "g@example.org", "phone": "6015551234"}
    )
    assert made.status_code == 201, made.text
    return f"/api/v1/people/{made.json['id']}"


@pytest.fixture
def group(staff: FlaskClient) -> str:
    made = {"key": "body-of-api", "name": "Unseen Group", "classification": "group", "address": "1 Main Street"}
    answer = staff.post("/organizations/new", data=made)
    assert answer.status_code == 303
    return "/api/v1" + answer.headers["Location"].split("?")[0]


def test_a_fact_that_is_left_out_stays_and_an_empty_one_goes(staff, gloria):
    changed = staff.put(f"{gloria}?version=1", json={"occupation": "Teacher", "email": None, "phone": ""})
    assert changed.status_code == 200, changed.text
    told = changed.json
    assert (told["name"], told["occupation"], told["email"], told["phone"]) == (
        "Gloria Ann Unseen",
        "Teacher",
        None,
        None,
    )
    assert (told["version"], "occupation" in told["corrected"]) == (2, True)


def test_what_was_read_can_be_sent_back_and_changes_nothing(staff, gloria, group):
    for address in (gloria, group):
        told = staff.get(address).json
        unknown = staff.put(f"{address}?version=1", json=told)
        assert (unknown.status_code, "version" in unknown.json["errors"]) == (422, True)
        facts = {name: value for name, value in told.items() if name not in unknown.json["errors"]}
        assert "name" in facts
        answer = staff.put(f"{address}?version=1", json=facts)
        assert (answer.status_code, answer.json) == (200, told)


def test_a_name_and_its_parts_follow_each_other(staff, gloria):
    named = staff.put(f"{gloria}?version=1", json={"name": "Mary Unseen"}).json
    assert (named["given_name"], named["middle_name"], named["family_name"]) == ("Mary", None, "Unseen")
    parted = staff.put(f"{gloria}?version=2", json={"suffix": "Jr."}).json
    assert (parted["name"], parted["given_name"]) == ("Mary Unseen Jr.", "Mary")
    refused = staff.put(f"{gloria}?version=3", json={"name": "Otis Dunn", "family_name": "Cole"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["name"])


def test_an_edit_from_an_older_version_is_told_what_stands(staff, gloria, group):
    for address, first, second in (
        (gloria, {"occupation": "Teacher"}, {"occupation": "Judge"}),
        (group, {"address": "2 Main Street"}, {"address": "3 Main Street"}),
    ):
        assert staff.put(f"{address}?version=1", json=first).status_code == 200
        late = staff.put(f"{address}?version=1", json=second)
        assert late.status_code == 409
        stands = late.json["stands"]
        assert stands | first == stands
        assert stands["version"] == 2
        assert staff.get(address).json == stands


def test_a_body_is_edited_and_what_a_chamber_is_stays(staff, group, graph):
    changed = staff.put(f"{group}?version=1", json={"short_name": "UG", "address": None, "classification": "board"})
    assert changed.status_code == 200, changed.text
    told = changed.json
    assert (told["short_name"], told["address"], told["classification"]) == ("UG", None, "board")
    add(graph, "Organization", {"hall": {"name": "Hall", "classification": "chamber"}})
    refused = staff.put("/api/v1/organizations/hall?version=1", json={"classification": "group"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["classification"])
    assert staff.put("/api/v1/organizations/hall?version=1", json={"about": "Our own words"}).json["about"]


@pytest.mark.parametrize("body", [{"email": "no address"}, {"nothing": "known"}, {"birth_date": "3/12/2199"}, []])
def test_what_a_form_would_refuse_is_refused_and_nothing_changes(staff, gloria, body):
    refused = staff.put(f"{gloria}?version=1", json=body)
    assert refused.status_code == 422
    assert staff.get(gloria).json["version"] == 1


def test_who_may_not_edit_by_the_page_may_not_by_the_api(staff, gloria, group, client_as):
    for role in ("member", "viewer"):
        other = client_as(role)
        for address in (gloria, group):
            assert other.put(f"{address}?version=1", json={"phone": "6015550000"}).status_code == 403
    assert staff.get(gloria).json["version"] == 1


def test_somebody_who_is_not_there_or_was_deleted_cannot_be_edited(staff, gloria):
    assert staff.put("/api/v1/people/nobody?version=1", json={}).status_code == 404
    assert staff.post(gloria.replace("/api/v1", "") + "/delete", data={"version": "1"}).status_code == 303
    assert staff.put(f"{gloria}?version=2", json={"occupation": "Judge"}).status_code == 404
