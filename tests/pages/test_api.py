"""The JSON API: the same rules and the same shapes as the pages, paging by cursor, one form of error."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from worlds.council import BODIES, NAMES, WORLD

from crm.storage.database import Database


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody of the staff, with a small world in the graph."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff")


def logged(client: FlaskClient, key: str, **more: object) -> dict[str, object]:
    answer = client.post("/api/v1/interactions", json={"theirs": ["rep0"], "ours": ["ann"], "key": key, **more})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def test_the_document_is_valid_openapi_and_names_every_route(staff: FlaskClient) -> None:
    document = staff.get("/api/v1/openapi.json").get_json()
    validate(document)
    served = {rule.rule for rule in staff.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    named = {path.replace("{", "<").replace("}", ">") for path in document["paths"]}
    assert served - named == {"/api/v1/openapi.json"}
    assert b"Who knows whom" not in staff.get("/api").data
    assert b"/api/v1/interactions" in staff.get("/api").data


def test_a_contact_logged_twice_with_one_key_is_one_contact(staff: FlaskClient) -> None:
    first, again = logged(staff, "api-key-1"), logged(staff, "api-key-1")
    assert first["id"] == again["id"]
    assert staff.get(f"/api/v1/interactions/{first['id']}").get_json()["theirs"][0]["name"] == "Della Ames"


def test_lists_are_paged_by_cursor_without_losing_or_repeating_any(staff: FlaskClient) -> None:
    made = {logged(staff, f"api-key-{number}", at=f"2026-01-{number:02d}")["id"] for number in range(1, 6)}
    seen, cursor = [], ""
    while True:
        answer = staff.get("/api/v1/interactions", query_string={"limit": 2, "cursor": cursor}).get_json()
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("path", ["/api/v1/people", "/api/v1/organizations"])
def test_people_and_bodies_are_listed_page_by_page_in_one_order(staff: FlaskClient, path: str) -> None:
    whole = staff.get(path, query_string={"limit": 200}).get_json()
    seen: list[object] = []
    cursor = ""
    while cursor is not None:
        answer = staff.get(path, query_string={"limit": 3, "cursor": cursor}).get_json()
        seen, cursor = seen + answer["items"], answer["next"]
    assert (seen, whole["next"]) == (whole["items"], None)
    assert len(seen) > 6


def test_people_and_bodies_are_narrowed_down(staff: FlaskClient) -> None:
    members = staff.get("/api/v1/people?group=legislators&chamber=lower").get_json()["items"]
    assert [one["name"] for one in members] == sorted(NAMES, key=lambda name: name.split()[::-1])
    assert staff.get("/api/v1/people?group=legislators&chamber=upper").get_json()["items"] == []
    committees = staff.get("/api/v1/organizations?kind=committee").get_json()["items"]
    assert [one["name"] for one in committees] == ["Education"]
    assert list(staff.get("/api/v1/people?group=giants").get_json()["errors"]) == ["group"]


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/api/v1/interactions", {"ours": ["ann"]}, 422, "theirs"),
        ("/api/v1/interactions", {"theirs": ["rep0"], "ours": ["rep0"]}, 422, None),
        ("/api/v1/interactions", {"theirs": ["rep0"], "ours": ["ann"], "colour": "red"}, 422, "colour"),
        ("/api/v1/positions", {"holder": "mae", "subject": "x", "stance": 9}, 422, "stance"),
        ("/api/v1/issues", {"title": "No"}, 422, "title"),
    ],
)
def test_what_is_refused_is_answered_in_one_form_naming_the_field(
    staff: FlaskClient, path: str, body: dict[str, object], status: int, field: str | None
) -> None:
    answer = staff.post(path, json=body)
    told = answer.get_json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert told.keys() == {"status", "message", "errors"}
    assert told["errors"]
    if field:
        assert field in told["errors"]


def test_a_cursor_that_was_not_given_out_is_refused(staff: FlaskClient) -> None:
    answer = staff.get("/api/v1/interactions?cursor=nonsense")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["cursor"])


def test_a_stale_edit_is_a_conflict_and_changes_nothing(staff: FlaskClient) -> None:
    made = logged(staff, "api-key-1")
    body = {"theirs": ["rep1"], "ours": ["ann"]}
    assert staff.put(f"/api/v1/interactions/{made['id']}?version=1", json=body).status_code == 200
    assert staff.put(f"/api/v1/interactions/{made['id']}?version=1", json=body).status_code == 409


def test_a_deleted_contact_can_be_restored(staff: FlaskClient) -> None:
    made = logged(staff, "api-key-1")
    assert staff.delete(f"/api/v1/interactions/{made['id']}").status_code == 204
    assert staff.get("/api/v1/interactions").get_json()["items"] == []
    assert staff.post(f"/api/v1/interactions/{made['id']}/restore").status_code == 200


def test_ties_coverage_and_paths_answer_with_their_evidence(staff: FlaskClient) -> None:
    rating = {"a": "ann", "b": "rep0", "level": "close", "said_by": "ann", "through": "same church"}
    assert staff.post("/api/v1/ratings", json=rating).status_code == 201
    tie = staff.get("/api/v1/ties/ann/rep0").get_json()
    assert tie["word"] == "Close"
    assert tie["reasons"][0]["words"]
    assert len(staff.get("/api/v1/coverage").get_json()) == 5
    question = {"end": "person", "end_id": "rep0", "start": "person", "start_id": "ann"}
    found = staff.get("/api/v1/paths", query_string=question).get_json()
    assert [person["id"] for person in found["targets"][0]["paths"][0]["people"]] == ["ann", "rep0"]


def test_a_viewer_reads_and_writes_nothing_and_a_stranger_is_told_to_sign_in(
    staff: FlaskClient, client_as: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    logged(staff, "api-key-1")
    viewer = client_as("viewer")
    assert viewer.get("/api/v1/interactions").get_json()["items"] == []
    assert viewer.post("/api/v1/interactions", json={}).status_code == 403
    assert viewer.get("/api/v1/council/brief").status_code == 403
    stranger = client.get("/api/v1/interactions")
    assert (stranger.status_code, stranger.get_json()["status"]) == (401, 401)


def test_the_briefs_and_the_whip_board_answer_as_data(staff: FlaskClient) -> None:
    issue = staff.post("/api/v1/issues", json={"title": "Teacher pay"}).get_json()
    decision = {"status": "adopted", "rank": 1, "session_year": 2027, "set_by": "the board", "on": "3/1/2026"}
    assert staff.post(f"/api/v1/issues/{issue['id']}/decisions?version=1", json=decision).status_code == 200
    stance = {
        "holder": "rep0",
        "subject": issue["id"],
        "stance": 1,
        "source_kind": "judgement",
        "source": "talk",
        "on": "5/1/2026",
    }
    assert staff.post("/api/v1/positions", json=stance).status_code == 201
    assert len(staff.get(f"/api/v1/whip/{issue['id']}").get_json()["voters"]) == 5
    assert staff.get("/api/v1/council/brief").get_json()["priorities"][0]["issue"]["title"] == "Teacher pay"
    assert "Teacher pay" in staff.get("/api/v1/people/rep0/brief").get_json()["ask"]


def test_a_contact_logged_by_the_api_records_where_they_stood_as_the_page_does(staff: FlaskClient) -> None:
    issue = staff.post("/api/v1/issues", json={"title": "Teacher pay"}).get_json()["id"]
    made = logged(staff, "api-key-1", issues=[issue], stance=1, certainty="sure", answer="With us")
    [stance] = staff.get(f"/api/v1/issues/{issue}/stances").get_json()
    assert (stance["holder_id"], stance["value"], stance["certainty"]) == ("rep0", 1, "sure")
    assert stance["source"] == made["answer"]
    refused = staff.post("/api/v1/interactions", json={"theirs": ["rep0"], "ours": ["ann"], "stance": 1})
    assert "stance" in refused.get_json()["errors"]


def test_a_member_logs_a_contact_and_leaves_stances_to_the_staff(
    staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    issue = staff.post("/api/v1/issues", json={"title": "Teacher pay"}).get_json()["id"]
    said = {"theirs": ["rep0"], "ours": ["ann"], "issues": [issue]}
    member = client_as("member")
    assert member.post("/api/v1/interactions", json={**said, "stance": 1}).status_code == 403
    assert staff.get("/api/v1/interactions").get_json()["items"] == []
    assert member.post("/api/v1/interactions", json=said).status_code == 201


def all_pages(client: FlaskClient, path: str, between: Callable[[], object]) -> list[str]:
    """The ids of a list read page by page, with something done before each next page."""
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = client.get(path, query_string={"limit": 2, "cursor": cursor}).get_json()
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
        between()
    return seen


def test_records_made_and_deleted_between_pages_shift_nothing(staff: FlaskClient) -> None:
    kept = {logged(staff, f"page-key-{n}", at=f"2026-01-{n:02d}")["id"] for n in range(1, 8)}
    newer = iter(range(1, 20))

    def meanwhile() -> None:
        made = logged(staff, f"newer-key-{next(newer)}", at="2026-02-01")["id"]
        staff.delete(f"/api/v1/interactions/{made}")
        logged(staff, f"stays-key-{next(newer)}", at="2026-02-02")

    seen = all_pages(staff, "/api/v1/interactions", meanwhile)
    assert sorted(seen) == sorted(kept), "every other one comes exactly once"

    people = {one["id"] for one in staff.get("/api/v1/people?limit=200").get_json()["items"]}
    names = iter(f"Aaron Aab{n}" for n in "abcdefghijklmnopqrst")
    seen = all_pages(staff, "/api/v1/people", lambda: staff.post("/api/v1/people", json={"name": next(names)}))
    assert people <= set(seen)
    assert len(seen) == len(set(seen))
