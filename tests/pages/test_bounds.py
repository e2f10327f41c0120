"""What passes one check and breaks later is refused at the door, by pages and API alike: 422 with the field's name."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from worlds.council import BODIES, NAMES, WORLD

from crm.storage.database import Database


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody of the staff, with a small world in the graph."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff")


def sent(client: FlaskClient, text: str) -> tuple[int, dict[str, list[str]]]:
    answer = client.post("/api/v1/interactions", data=text, content_type="application/json")
    return answer.status_code, answer.get_json().get("errors")


CONTACT = {"theirs": ["rep0"], "ours": ["ann"], "summary": "x"}


CANNOT_BE_KEPT = [
    ("[]", ""),
    ("5", ""),
    ("null", ""),
    ("{", ""),
    ("[" * 5_000 + "]" * 5_000, ""),
    (json.dumps({**CONTACT, "summary": "\ud800"}), "summary"),
    (json.dumps({**CONTACT, "summary": "x" * 20_001}), "summary"),
    (json.dumps({**CONTACT, "cost": 10**400}), "cost"),
    ('{"theirs": ["rep0"], "cost": NaN}', "cost"),
    (json.dumps({**CONTACT, "cost": "1e999999"}), "cost"),
    (json.dumps({**CONTACT, "cost": "²"}), "cost"),
    (json.dumps({**CONTACT, "sentiment": 2**70}), "sentiment"),
    (json.dumps({**CONTACT, "at": "0001-01-01T00:00:00Z"}), "at"),
    (json.dumps({**CONTACT, "at": "0001-01-01"}), "at"),
]


def test_json_that_cannot_be_kept_names_its_field(staff: FlaskClient) -> None:
    for text, field in CANNOT_BE_KEPT:
        status, errors = sent(staff, text)
        assert (status, list(errors)) == (422, [field]), text[:80]


def test_control_characters_are_gone_before_anything_is_kept(staff: FlaskClient) -> None:
    answer = staff.post("/api/v1/interactions", json={**CONTACT, "summary": "Met\x00 in\x0b the hall\x1b"})
    assert answer.get_json()["summary"] == "Met in\n the hall"
    form = {"theirs": "rep0", "ours": "ann", "key": "form-key-1", "channel": "meeting", "summary": "By\x07 phone"}
    address = staff.post("/log", data=form).location
    assert "By phone" in staff.get(address).text


def test_a_page_as_of_a_month_or_year_is_shown_and_of_no_day_is_not(staff: FlaskClient) -> None:
    for path in ("/ties/ann/rep0", "/consensus", "/council/brief"):
        for day, status in (("2026-03", 200), ("2026", 200), ("3/2026", 200), ("0001-01-01", 422), ("soon", 422)):
            assert staff.get(path, query_string={"on": day}).status_code == status, (path, day)
    assert staff.get("/seats?on=2026-03").status_code == 200


def test_the_api_takes_a_month_or_year_as_its_last_day(staff: FlaskClient) -> None:
    for path in ("/api/v1/ties/ann/rep0", "/api/v1/issues", "/api/v1/coverage", "/api/v1/consensus"):
        assert staff.get(path, query_string={"on": "2026-03"}).status_code == 200, path
        answer = staff.get(path, query_string={"on": "soon"})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["on"]), path


NOT_UNDERSTOOD = [
    ("/api/v1/interactions", "since_when"),
    ("/api/v1/people/ann", "format"),
    ("/api/v1/people", "since"),
    ("/api/v1/issues", "state"),
]


def test_what_the_document_does_not_name_is_refused_not_ignored(staff: FlaskClient) -> None:
    for path, name in NOT_UNDERSTOOD:
        answer = staff.get(path, query_string={name: "garbage"})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [name]), path


def test_a_filter_that_is_not_understood_is_said_on_the_page_and_refused_in_a_file(staff: FlaskClient) -> None:
    for path in ("/interactions?since=garbage", "/interactions?channel=pigeon"):
        assert staff.get(path).status_code == 422, path
        assert staff.get(f"{path}&format=csv").status_code == 422, path
    assert staff.get("/api/v1/find?q=ann&kinds=person,pigeon").status_code == 422
    made = staff.post("/api/v1/interactions", json=CONTACT).get_json()["id"]
    answer = staff.put(f"/api/v1/interactions/{made}?version=1", json={**CONTACT, "follow_up": "Call back"})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["follow_up"])


def test_a_list_in_a_form_that_there_is_not_is_refused(staff: FlaskClient) -> None:
    answer = staff.get("/people?format=vcf")
    assert answer.status_code == 422
    assert "csv or xlsx" in answer.text


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/events?kind=banquet", "banquet"),
        ("/events?state=lost", "lost"),
        ("/records/awards?type=medal", "medal"),
        ("/records/messages/by-month?type=rumor", "rumor"),
        ("/records/messages/by-month?until=2026-13", "2026-13"),
        ("/calendar?month=2026-99", "2026-99"),
        ("/committees?chamber=moon", "moon"),
        ("/organizations?kind=club", "club"),
        ("/people?group=giants", "giants"),
        ("/people?chamber=moon", "moon"),
        ("/asks/cold?group=friends", "friends"),
        ("/mentoring?year=soon", "school year"),
        ("/interactions?since=garbage", "garbage"),
    ],
)
def test_a_filter_that_there_is_not_is_refused_by_name(staff: FlaskClient, address: str, word: str) -> None:
    answer = staff.get(address)
    assert answer.status_code == 422
    assert word in answer.text


def test_a_version_that_no_graph_can_keep_is_no_version(staff: FlaskClient) -> None:
    made = staff.post("/api/v1/interactions", json=CONTACT).get_json()["id"]
    assert staff.put(f"/api/v1/interactions/{made}?version={2**64}", json=CONTACT).status_code == 422
    answer = staff.post(f"/interactions/{made}/edit", data={**CONTACT, "version": str(2**64)})
    assert answer.status_code == 422


def test_an_endless_address_on_the_sign_in_page_is_answered_at_once(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "a" + "\u0301" * 19_000 + "@example.org", "password": "x"})
    assert answer.status_code == 422
