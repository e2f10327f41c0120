"""Events and small records by the API and by command: the same rules as the pages."""

import base64
import io
import json

import pytest
from click.testing import CliRunner
from worlds import office
from worlds.council import BODIES, NAMES, WORLD

from crm.stakeholders import search_text
from web.cli import main

TRAINING = {
    "key": "e1-of-the-test", "kind": "training", "name": "Budget training", "start": "2026-03-04", "hosts": ["mass"],
    "topics": ["school finance"], "agenda": [{"title": "Welcome"}], "invited": ["rep0"],
}  # fmt: skip
MENU = {"key": "menu-of-the-test", "says": {"type": "menu", "title": "Menu of topics", "on": "2021-12-01"}}


IDS = "MATCH (n) WHERE n:Person OR n:Organization RETURN labels(n)[0] AS label, collect(n.id) AS ids"


def settle(tx):
    tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume()
    ids = {row["label"]: row["ids"] for row in tx.run(IDS)}
    search_text.refresh(tx, today=office.today(), person_ids=ids["Person"], org_ids=ids["Organization"])


@pytest.fixture
def world(graph):
    graph.write(settle)
    return graph


@pytest.fixture
def staff(world, client_as):
    return client_as("staff")


@pytest.fixture
def crm(world, way_in, monkeypatch):
    for name in way_in:
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner(env=way_in).invoke(main, words)


def test_an_event_is_planned_once_changed_called_off_and_planned_again(staff):
    made = staff.post("/api/v1/events", json=TRAINING)
    assert made.status_code == 201, made.text
    assert (made.json["status"], made.json["says"]["topics"]) == ("planned", ["school finance"])
    assert [one["name"] for one in made.json["hosts"]] == ["MASS"]
    assert [one["id"] for one in made.json["invitations"]] == ["rep0"]
    assert staff.post("/api/v1/events", json=TRAINING).json["id"] == made.json["id"]
    assert staff.post("/api/v1/events", json={**TRAINING, "name": "Another"}).status_code in (409, 422)
    there = f"/api/v1/events/{made.json['id']}"
    wanted = {**TRAINING, "place": "Jackson", "invited": None}
    changed = staff.put(f"{there}?version=1", json=wanted)
    assert changed.json["says"]["place"] == "Jackson"
    assert [one["id"] for one in changed.json["invitations"]] == ["rep0"]
    assert staff.put(f"{there}?version=1", json=wanted).status_code == 409
    assert staff.post(f"{there}/cancel?version=2").json["status"] == "cancelled"
    assert staff.post(f"{there}/reinstate?version=3").json["status"] == "planned"


def test_a_series_is_planned_in_one_piece_by_programs_too(staff, crm):
    series = {**TRAINING, "series": "Trainings", "last_day": "2026-03-05"}
    made = staff.post("/api/v1/events?every=month&until=2026-05-31", json=series)
    assert made.json["says"]["start"] == "2026-03-04"
    days = [(one["says"]["start"], one["says"]["last_day"]) for one in staff.get("/api/v1/events").json]
    assert days == [("2026-05-06", "2026-05-07"), ("2026-04-01", "2026-04-02"), ("2026-03-04", "2026-03-05")]
    refused = staff.post("/api/v1/events?every=month&until=2026-01-31", json={**series, "key": "another-key"})
    assert (refused.status_code, len(staff.get("/api/v1/events").json)) == (422, 3)
    said = ("--kind", "board", "--on", "2026-06-01", "--series", "Board", "--every", "week", "--until", "2026-06-08")
    planned = crm("event", "plan", "Board meeting", *said, "--json")
    assert [one["start"] for one in json.loads(planned.stdout)] == ["2026-06-01", "2026-06-08"]
    assert "before the first date" in crm("event", "plan", "X1", *said[:-1], "2026-01-01").stderr


def test_who_was_asked_replied_and_came_is_recorded(staff):
    staff.post("/api/v1/events", json=TRAINING)
    there = "/api/v1/events/e1-of-the-test"
    asked = staff.post(f"{there}/invitations", json={"invited": ["holder-mae"], "sent": "2026-02-01"})
    assert {one["id"] for one in asked.json["invitations"]} == {"rep0", "holder-mae"}
    replied = staff.post(f"{there}/replies", json={"who": "rep0", "reply": "yes"})
    assert {one["id"]: one["reply"] for one in replied.json["invitations"]}["rep0"] == "yes"
    came = staff.post(f"{there}/attendance", json={"person_id": "holder-mae", "body_id": "mae", "role": "chair"})
    assert [(one["person_id"], one["role"]) for one in came.json["minutes"]["attendees"]] == [("holder-mae", "chair")]
    gone = staff.delete(f"{there}/attendance/holder-mae")
    assert gone.json["minutes"]["attendees"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "party"}, "kind"), ({"last_day": "2020-01-01"}, "last_day"), ({"hosts": ["nobody"]}, "hosts")],
)
def test_an_event_that_cannot_be_is_refused_by_field(staff, wrong, field):
    refused = staff.post("/api/v1/events", json={**TRAINING, **wrong})
    assert refused.status_code == 422
    assert field in refused.json["errors"]


def test_events_are_listed_by_kind_and_days_and_not_to_members(staff, client_as):
    staff.post("/api/v1/events", json=TRAINING)
    assert [one["id"] for one in staff.get("/api/v1/events?kind=training&since=2026-01-01").json] == [TRAINING["key"]]
    assert staff.get("/api/v1/events?kind=board").json == []
    assert client_as("member").get("/api/v1/events").status_code == 403


def test_a_small_record_is_added_once_changed_deleted_and_brought_back(staff):
    made = staff.post("/api/v1/records/documents", json=MENU)
    assert made.status_code == 201, made.text
    assert (made.json["title"], made.json["says"]["type"]) == ("Menu of topics", "menu")
    assert staff.post("/api/v1/records/documents", json=MENU).json["id"] == made.json["id"]
    there = f"/api/v1/records/documents/{made.json['id']}"
    changed = staff.put(f"{there}?version=1", json={"says": {**MENU["says"], "title": "The menu"}})
    assert changed.json["title"] == "The menu"
    assert staff.delete(f"{there}?version=2").status_code == 204
    assert staff.get(there).status_code == 404
    assert staff.post(f"{there}/restore").json["title"] == "The menu"


def test_a_record_is_refused_by_field_and_a_kind_that_is_none_is_not_found(staff):
    refused = staff.post("/api/v1/records/documents", json={"says": {"title": "Of no kind", "on": "2021-12-01"}})
    assert refused.status_code == 422
    assert "type" in refused.json["errors"]
    assert staff.get("/api/v1/records/unicorns").status_code == 404


def test_a_member_reads_the_shared_kinds_alone(staff, client_as):
    staff.post("/api/v1/records/documents", json=MENU)
    member = client_as("member")
    assert len(member.get("/api/v1/records/documents").json) == 1
    assert member.get("/api/v1/records/statements").status_code == 404
    assert "statements" not in {kind["key"] for kind in member.get("/api/v1/records").json}
    assert member.post("/api/v1/records/documents", json=MENU).status_code == 403


def test_an_event_is_planned_listed_and_checked_in_at_by_command(crm):
    planned = crm("event", "plan", "Budget training", "--kind", "training", "--on", office.today(), "--host", "MASS",
                  "--topic", "school finance", "--agenda", "Welcome", "--key", "a-training", "--json")  # fmt: skip
    assert planned.exit_code == 0, planned.output
    assert json.loads(planned.stdout)["hosts"] == ["MASS"]
    came = crm("event", "check-in", "a-training", "Della Ames", "--as", "legislator")
    assert came.stdout == "Della Ames is here.\n"
    (listed,) = json.loads(crm("event", "list", "--kind", "training", "--json").stdout)
    assert [one["name"] for one in listed["came"]] == ["Della Ames"]
    refused = crm("event", "check-in", "a-training", "Nobody Known")
    assert refused.exit_code == 1
    assert "Nobody and nothing is called" in refused.stderr


def test_people_are_invited_answer_and_an_event_is_called_off_by_command(crm):
    crm("event", "plan", "Winter session", "--kind", "training", "--on", "12/1/2030", "--host", "MASS", "--key", "ws")
    invited = crm("event", "invite", "ws", "Della Ames", "Ruth Boyd", "--sent", "3/1/2026")
    assert invited.exit_code == 0, invited.output
    assert invited.stdout.startswith("2 invitations noted: Dec 1, 2030  Winter session")
    assert crm("event", "reply", "ws", "Della Ames", "no").stdout == "Della Ames: cannot come.\n"
    assert crm("event", "reply", "ws", "Carl Boyd", "no").exit_code == 1
    off = crm("event", "call-off", "ws", "--json")
    assert json.loads(off.stdout)["status"] == "cancelled"
    assert crm("event", "call-off", "ws").exit_code == 1


def test_a_small_record_is_added_and_listed_by_command(crm):
    added = crm("record", "add", "statements", "entry=PA 2.1.1", "by=Della Ames", "says=met", "on=3/1/2026", "--json")
    assert added.exit_code == 0, added.output
    assert json.loads(added.stdout)["by"] == ["rep0"]
    assert "PA 2.1.1" in crm("record", "list", "statements").stdout
    refused = crm("record", "add", "statements", "colour=blue")
    assert refused.exit_code == 1
    assert "The fields are: " in refused.stderr


def test_a_records_file_is_given_read_refused_and_taken_off_by_the_api(client_as) -> None:
    staff, viewer = client_as("staff"), client_as("viewer")
    says = {"type": "menu", "title": "Menu", "on": "2026-03-02"}
    made = staff.post("/api/v1/records/documents", json={"key": "menu-0001", "says": says}).get_json()
    where = f"/api/v1/records/documents/{made['id']}/file"
    assert staff.get(where).status_code == 404

    def give(name: str, content: bytes, version: int):
        data = {"file": (io.BytesIO(content), name)}
        return staff.post(f"{where}?version={version}", data=data, content_type="multipart/form-data")

    refused = give("Menu.pdf", b"<html>", made["version"])
    assert (refused.status_code, "is not what its name says" in refused.text) == (422, True)
    kept = give("Menu.pdf", b"%PDF-1.7 menu", made["version"]).get_json()
    told = viewer.get(where).get_json()
    assert (told["name"], told["type"], base64.b64decode(told["content"])) == (
        "Menu.pdf",
        "application/pdf",
        b"%PDF-1.7 menu",
    )
    assert give("Other.pdf", b"%PDF-1.7 other", made["version"]).status_code == 409
    assert viewer.delete(f"{where}?version={kept['version']}").status_code == 403
    assert staff.delete(f"{where}?version={kept['version']}").status_code == 200
    assert staff.get(where).status_code == 404
