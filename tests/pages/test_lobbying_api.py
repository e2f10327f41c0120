"""Lobbying by the API and by command: the same rules as the pages."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from worlds.council import on
from worlds.lobbying import WORLD, add_contacts, contact, dinner

from crm.lobbying.expenses import record_expense
from crm.lobbying.registrations import NewRegistration, register
from crm.storage.database import Database
from web.cli import main

STAFF = on("2025-06-01")
DINNER = {
    "key": "dinner-key", "on": "2025-01-15", "amount": "212.40", "purpose": "Dinner", "place": "Jackson",
    "category": "f", "thing": "food", "payer": "ann",
    "gifts": [{"official": "della", "family": 1}, {"official": "ruth", "share": "12.40"}],
}  # fmt: skip


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD).consume())
    return graph


@pytest.fixture
def staff(world: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    return client_as("staff")


def test_an_expense_is_recorded_once_split_changed_deleted_and_restored(staff: FlaskClient) -> None:
    made = staff.post("/api/v1/lobbying/expenses", json=DINNER)
    assert made.status_code == 201, made.text
    line = made.json["expense"]["line"]
    assert [(gift["official"]["name"], gift["cents"]) for gift in line["gifts"]] == [
        ("Della Ames", 20000), ("Ruth Boyd", 1240),
    ]  # fmt: skip
    again = staff.post("/api/v1/lobbying/expenses", json=DINNER)
    assert again.json["expense"]["line"]["id"] == line["id"]
    assert staff.post("/api/v1/lobbying/expenses", json={**DINNER, "amount": "1"}).status_code in (409, 422)
    there = f"/api/v1/lobbying/expenses/{line['id']}"
    bare = {"on": "2025-01-15", "amount": "50", "category": "f"}
    changed = staff.put(f"{there}?version=1", json=bare)
    assert changed.json["missing"] == ["who paid", "the purpose", "the place",
                                       "the official, or that it was a single function"]  # fmt: skip
    assert staff.put(f"{there}?version=1", json=bare).status_code == 409
    assert staff.delete(there).status_code == 204
    assert staff.get(there).status_code == 404
    assert staff.post(f"{there}/restore").json["expense"]["line"]["cents"] == 5000
    assert len(staff.get("/api/v1/lobbying/expenses?year=2025").json) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"amount": "-5"}, "amount"), ({"on": "someday"}, "on"), ({"gifts": [{"official": "nobody"}]}, "gifts"),
     ({"amount": 0}, "amount"), ({"gifts": [{"family": 1}]}, "gifts"), ({"tip": 3}, "tip")],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(staff: FlaskClient, wrong: dict[str, object], field: str) -> None:
    answer = staff.post("/api/v1/lobbying/expenses", json={**DINNER, **wrong})
    assert answer.status_code == 422
    assert field in json.dumps(answer.json["errors"])
    assert staff.get("/api/v1/lobbying/expenses?year=2025").json == []


def test_reports_worksheets_and_the_session_are_answered_with_plain_days(world: Database, staff: FlaskClient) -> None:
    registered = staff.post("/api/v1/lobbying/registrations", json={"who": "ann", "year": 2025, "filed_on": "1/8/2025"})
    assert registered.status_code == 201, registered.text
    staff.post("/api/v1/lobbying/expenses", json=DINNER)
    due = staff.get("/api/v1/lobbying/reports?year=2025").json
    assert [(row["report"], row["due"]) for row in due] == [
        ("client annual", "2025-01-30"), ("february", "2025-02-25"), ("sine die", None),
    ]  # fmt: skip
    sheet = staff.get("/api/v1/lobbying/reports/february/2025/ann").json
    assert (sheet["total_cents"], sheet["period"]) == (21240, {"first": "2025-01-01", "last": "2025-02-25"})
    recorded = {"name": "2025", "convened": "2025-01-07", "adjourned": "2025-04-06"}
    assert staff.post("/api/v1/sessions", json=recorded).status_code == 201
    days = {row["key"]: row["on"] for row in staff.get("/api/v1/sessions/2025").json["deadlines"]}
    assert (days["committee"], days["conference"], days["sine_die"]) == ("2025-02-04", "2025-03-31", "2025-04-06")
    wrong = staff.post("/api/v1/sessions", json={**recorded, "adjourned": "2025-01-01"})
    assert "before it convenes" in json.dumps(wrong.json["errors"])


def test_a_report_is_filed_once_by_the_api_and_amended_only_where_something_changed(staff: FlaskClient) -> None:
    staff.post("/api/v1/lobbying/registrations", json={"who": "ann", "year": 2025, "filed_on": "1/8/2025"})
    made = staff.post("/api/v1/lobbying/expenses", json=DINNER).json["expense"]["line"]["id"]
    there = "/api/v1/lobbying/reports/february/2025/ann/filings"
    filed = staff.post(there, json={"filed_on": "2025-03-10"})
    assert filed.status_code == 201, filed.text
    assert {name: filed.json[name] for name in ("number", "due", "total_cents", "days_late", "penalty_days")} == {
        "number": 0, "due": "2025-02-25", "total_cents": 21240, "days_late": 13, "penalty_days": 4,
    }  # fmt: skip
    assert staff.post(there, json={"filed_on": "2025-03-10"}).json["id"] == filed.json["id"]
    assert staff.post(there, json={"filed_on": "2025-03-11"}).status_code == 409
    assert staff.post(there, json={"filed_on": "2025-03-11", "amends": True}).status_code == 409
    assert "filed_on" in staff.post(there, json={"filed_on": "2199-01-01"}).json["errors"]
    staff.delete(f"/api/v1/lobbying/expenses/{made}")
    assert staff.post(there, json={"filed_on": "2025-03-11", "amends": True}).json["number"] == 1


def test_a_deadline_and_a_number_of_the_law_are_set_by_the_api(staff: FlaskClient) -> None:
    there = "/api/v1/sessions/2025/deadlines/floor"
    assert staff.put(there, json={"on": "2025-02-14"}).json["errors"] == {
        "reason": ["Say why the day differs, such as “suspended by resolution HC 65”."]
    }
    moved = staff.put(there, json={"on": "2025-02-14", "reason": "Suspended by HC 65"})
    assert {row["key"]: row["on"] for row in moved.json["deadlines"]}["floor"] == "2025-02-14"
    assert staff.put("/api/v1/sessions/2025/deadlines/lunch", json={}).status_code == 422
    back = staff.put(there, json={})
    assert {row["key"]: row["on"] for row in back.json["deadlines"]}["floor"] == "2025-02-13"
    change = {"term": "food_limit", "value": "25.00", "since": "2025-01-01", "source": "A bill of 2025"}
    assert staff.post("/api/v1/lobbying/law", json=change).json["value"] == "25.00"
    known = {row["key"]: row for row in staff.get("/api/v1/lobbying/law").json}
    assert (known["food_limit"]["source"], known["register_days"]["section"]) == ("A bill of 2025", "§ 5-8-5(1)")
    assert "value" in staff.post("/api/v1/lobbying/law", json={**change, "value": "much"}).json["errors"]


def test_a_member_reads_the_session_and_nothing_else(world: Database, client_as: Callable[..., FlaskClient]) -> None:
    member = client_as("member")
    assert member.get("/api/v1/sessions/2025").status_code == 200
    for path in ("expenses", "registrations", "reports", "reports/february/2025/ann"):
        assert member.get(f"/api/v1/lobbying/{path}").status_code == 403, path
    assert member.post("/api/v1/lobbying/expenses", json=DINNER).status_code == 403
    assert member.get("/api/v1/lobbying/law").status_code == 403
    assert member.put("/api/v1/sessions/2025/deadlines/floor", json={}).status_code == 403


def crm(way_in: dict[str, str], *arguments: str) -> str:
    ran = CliRunner().invoke(main, list(arguments), env=way_in)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_the_commands_show_a_worksheet_and_the_sessions_deadlines(world: Database, way_in: dict[str, str]) -> None:
    world.write(register, NewRegistration("ann", 2025, "2025-01-08"), by=STAFF)
    world.write(record_expense, dinner(), by=STAFF)
    shown = crm(way_in, "lobby", "worksheet", "--period", "2025-february")
    assert "Della Ames" in shown
    assert "Total $212.40" in shown
    assert "does not decide what the law requires" in shown
    sheet = json.loads(crm(way_in, "lobby", "worksheet", "--period", "2025-february", "--json"))
    assert sheet["total_cents"] == 21240
    assert "2025-02-25" in crm(way_in, "lobby", "due", "2025")
    days = json.loads(crm(way_in, "session", "deadlines", "2025", "--json"))
    assert {row["key"]: row["on"] for row in days}["floor"] == "2025-02-13"
    wrong = CliRunner().invoke(main, ["lobby", "worksheet", "--period", "soon"], env=way_in)
    assert wrong.exit_code == 1


def test_the_commands_name_what_is_late_what_no_expense_tells_and_a_file_that_cannot_be_written(
    world: Database, way_in: dict[str, str]
) -> None:
    world.write(register, NewRegistration("ann", 2025, "2025-01-08"), by=STAFF)
    world.write(record_expense, dinner(place=""), by=STAFF)
    add_contacts(world, contact("2025-02-20", "ann", cost=1850), contact("2025-03-20", "ann", cost=900))
    due = crm(way_in, "lobby", "due", "2025")
    assert "Session report, first, Ann Reed: not filed, " in due
    assert "days late, 10 penalty days" in due
    shown = crm(way_in, "lobby", "worksheet", "--period", "2025-february")
    assert (
        "Della Ames: Food or drink for immediate consumption: Dinner on teacher pay, Ann Reed  [missing: the place]"
        in shown
    )
    assert "in no expense:\n  2025-02-20        $18.50  Meeting with Della Ames" in shown
    assert "$9.00" not in shown, "March is in another report"
    assert "(f) Food, travel" in crm(way_in, "lobby", "worksheet", "--period", "2026-client-annual")
    assert "number inferred: check it" in crm(way_in, "session", "deadlines", "2024")
    nowhere = ["lobby", "worksheet", "--period", "2025-february", "--pdf", "/no-such-folder/sheet.pdf"]
    refused = CliRunner().invoke(main, nowhere, env=way_in)
    assert refused.exit_code == 1
    assert "/no-such-folder/sheet.pdf: This file cannot be written" in refused.output
