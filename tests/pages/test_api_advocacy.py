"""Issues, stances, votes and the council in the API: the same work as on the pages, refused in the same words."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from worlds.council import BODIES, NAMES, WORLD, count
from worlds.office import today

from crm.storage.database import Database

Json = dict[str, Any]


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody of the staff, with a small world in the graph."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff")


def made(client: FlaskClient, path: str, code: int = 201, **body: object) -> Json:
    answer = client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == code, answer.get_json()
    return answer.get_json()


def read(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def priority(client: FlaskClient, title: str, rank: int) -> str:
    issue = made(client, "/issues", title=title, raised_by="mae", raised_on="1/5/2026")["id"]
    decision = {"status": "adopted", "rank": rank, "session_year": 2027, "set_by": "the board", "on": "3/1/2026"}
    made(client, f"/issues/{issue}/decisions?version=1", 200, **decision)
    return issue


def stance(client: FlaskClient, holder: str, subject: str, value: int, **more: object) -> str:
    told = {"source_kind": "statement", "source": "letter", "on": "4/1/2026", **more}
    return made(client, "/positions", holder=holder, subject=subject, stance=value, **told)["id"]


def test_an_issue_is_ranked_told_merged_and_separated(staff: FlaskClient) -> None:
    pay, same = priority(staff, "Teacher pay", 1), made(staff, "/issues", title="Pay of teachers")["id"]
    stance(staff, "msba", same, 1)
    [step] = read(staff, f"/issues/{pay}/decisions")
    assert (step["words"], step["by"]) == ("Adopted for the 2027 session, rank 1", "the board")
    assert read(staff, f"/issues/{pay}/stances") == []
    assert made(staff, f"/issues/{same}/merge", 200, into=pay)["includes"] == [[same, "Pay of teachers"]]
    assert [one["holder_id"] for one in read(staff, f"/issues/{pay}/stances")] == ["msba"]
    assert len(read(staff, f"/issues/{pay}/outreach")["members"]) == 5
    assert staff.delete(f"/api/v1/issues/{same}/merge").status_code == 204
    assert read(staff, f"/issues/{pay}/stances") == []
    assert read(staff, "/issues?on=1/1/2026") == []


def test_a_stance_is_taken_back_and_restored_and_the_power_map_shows_movement(staff: FlaskClient) -> None:
    pay = priority(staff, "Teacher pay", 1)
    id_ = stance(staff, "rep0", pay, 2)
    assert staff.delete(f"/api/v1/positions/{id_}").status_code == 204
    assert read(staff, f"/issues/{pay}/stances") == []
    assert staff.post(f"/api/v1/positions/{id_}/restore").status_code == 204
    member = next(one for one in read(staff, f"/issues/{pay}/power?before=3/1/2026") if one["person_id"] == "rep0")
    assert (member["stance"]["value"], member["before"]) == (2, None)
    assert member["influence"]["parts"][0] == ["seat", "Holds a seat", 1.0]


def test_a_roll_call_must_add_up_is_kept_once_and_judges_what_was_predicted(
    staff: FlaskClient, graph: Database
) -> None:
    bill = made(staff, "/bills", identifier="HB 7", session="2026", title="Pay act")["id"]
    stance(staff, "rep0", bill, 2)
    vote = {"bill": bill, "chamber": "lower", "on": today(), "source": "journal", "key": "api-vote-1"}
    ballots = [{"person_id": "rep0", "option": "yea"}, {"person_id": "rep1", "option": "nay"}]
    wrong = made(staff, "/votes", 422, **vote, tallies={"yea": 2, "nay": 1}, ballots=ballots)
    assert "Yea: 1 names, but the count says 2." in wrong["errors"]["ballots"]
    assert count(graph, "MATCH (v:VoteEvent) RETURN count(v)") == 0
    for _ in range(2):
        kept = made(staff, "/votes", **vote, tallies={"yea": 1, "nay": 1}, ballots=ballots)
    assert len(read(staff, f"/bills/{bill}/votes")) == 1
    [verdict] = read(staff, f"/votes/{kept['id']}/predictions")
    assert (verdict["option"], verdict["right"]) == ("yea", True)
    assert made(staff, f"/votes/{kept['id']}/stances") == {"count": 2}
    assert [one["source_kind"] for one in read(staff, "/stances/rep1")] == ["vote"]
    assert staff.delete(f"/api/v1/votes/{kept['id']}/stances").status_code == 204
    assert read(staff, "/stances/rep1") == []


def test_a_meeting_is_planned_changed_called_off_and_held(staff: FlaskClient) -> None:
    plan = {"council": "council", "start": "2026-02-10", "bodies": ["mae", "msba"]}
    none = made(staff, "/council/meetings", 422, **{**plan, "bodies": []})
    assert none["errors"]["bodies"] == ["Invite at least one body."]
    meeting = made(staff, "/council/meetings", **plan)["id"]
    changed = staff.put(f"/api/v1/council/meetings/{meeting}?version=1", json={**plan, "place": "Annex"})
    assert (changed.status_code, changed.get_json()["place"]) == (200, "Annex")
    assert staff.put(f"/api/v1/council/meetings/{meeting}?version=1", json=plan).status_code == 409
    assert made(staff, f"/council/meetings/{meeting}/cancel?version=2", 200)["status"] == "cancelled"
    assert made(staff, f"/council/meetings/{meeting}/reinstate?version=3", 200)["status"] == "planned"
    came = {"attendees": [{"person_id": "holder-mae", "body_id": "mae"}], "decisions": [{"text": "Write a letter"}]}
    held = made(staff, f"/council/meetings/{meeting}/held?version=4", 200, **came, text="We met.")
    assert (held["status"], held["minutes"]["attendees"][0]["name"]) == ("held", "Holder of MAE")
    assert read(staff, f"/council/meetings/{meeting}")["minutes"]["decisions"][0][1] == "Write a letter"


def test_seats_promises_and_consensus_answer_as_of_any_day(staff: FlaskClient) -> None:
    pay = priority(staff, "Teacher pay", 1)
    stance(staff, "msba", pay, -1)
    made(staff, "/promises", text="Send the table", owes="mass", owed_to="msba", due="5/1/2026")
    assert read(staff, "/council?on=1/1/2023")["seats"][0]["holder_id"] is None
    assert [one["text"] for one in read(staff, "/council/promises")] == ["Send the table"]
    assert read(staff, "/council/promises?on=1/1/2026") == []
    now = read(staff, "/consensus?since=2/1/2026")
    assert now["lines"][0]["consensus"]["stances"]["msba"]["value"] == -1
    assert [move["body"]["short_name"] for move in now["moved"]] == ["MSBA"]
    assert read(staff, "/consensus?on=1/1/2026")["lines"] == []


def test_what_staff_alone_may_see_is_refused_to_others(
    staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    pay = priority(staff, "Teacher pay", 1)
    stance(staff, "rep0", pay, -2, source_kind="judgement")
    viewer = client_as("viewer")
    assert read(viewer, f"/issues/{pay}/stances") == []
    for path in (f"/issues/{pay}/power", "/council", "/council/promises", "/council/meetings"):
        assert viewer.get(f"/api/v1{path}").status_code == 403
    assert viewer.post("/api/v1/promises", json={}).status_code == 403
