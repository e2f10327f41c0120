"""Bad input to lobbying's forms and its API: refused by field or read as it is meant, and never an error page."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_text import words
from worlds.council import on
from worlds.lobbying import WORLD, furnish_lobbying

from crm.storage.database import Database

BAD = (
    "",
    "\x00",
    "-1",
    "1e9999999",
    "NaN",
    "٣",
    "1" * 400,
    "2026-02-30",
    "9999-12-31",
    "{{7*7}}",
    "\u202e",
    "x" * 9000,
)
EXPENSE = {
    "key": "bad-input-key", "on": "1/15/2025", "amount": "0", "purpose": "Dinner", "payer": "ann", "gifts": "della",
    "function": "true",
}  # fmt: skip
FORMS = {
    "/lobbying/expenses/new": (
        EXPENSE,
        ("on", "amount", "purpose", "place", "category", "thing", "payer", "gifts", "family_della", "share_della",
         "ours", "attendance", "officials", "contact", "event", "lobbyist", "key"),
    ),
    "/lobbying/expenses/shares": (EXPENSE, ("on", "amount", "payer", "gifts", "family_della", "share_della", "ours")),
    "/lobbying/registrations/new": (
        {"who": "ann", "year": "1900", "filed_on": "1/1/2026"},
        ("who", "year", "filed_on", "ended_on", "fee", "issues"),
    ),
    "/lobbying/law": (
        {"term": "food_limit", "value": "x", "since": "1/1/2026", "source": "A bill"},
        ("term", "value", "since", "source"),
    ),
    "/sessions/2026": (
        {"name": "bad", "convened": "1/6/2026"}, ("name", "kind", "convened", "adjourned", "length", "source"),
    ),
    "/sessions/2026/deadlines": ({"deadline": "floor", "on": "2/14/2026"}, ("deadline", "on", "reason")),
    "/lobbying/reports/annual/2026/ann/file": ({"filed_on": "1/28/2199"}, ("filed_on", "accepted", "note", "amends")),
}  # fmt: skip


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD).consume())
    return graph


@pytest.fixture
def staff(world: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    return client_as("staff")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_answers_whatever_is_typed_in_a_field_and_never_with_an_error_page(
    staff: FlaskClient, path: str
) -> None:
    good, names = FORMS[path]
    answers = {(name, bad[:12]): staff.post(path, data={**good, name: bad}) for name in names for bad in BAD}
    broken = {asked for asked, answer in answers.items() if answer.status_code not in (200, 303, 404, 422)}
    assert not broken


@pytest.mark.parametrize("day", ["someday", "2/30/2026", "9999-12-31"])
def test_a_day_that_is_none_is_said_beside_its_field(world: Database, staff: FlaskClient, day: str) -> None:
    made = furnish_lobbying(world, "ann", "della", on("2025-06-01"))
    moved = staff.post("/sessions/2026/deadlines", data={"deadline": "floor", "on": day, "reason": "Suspended"})
    accepted = staff.post(f"/lobbying/filed/{made['filing_id']}/accept", data={"accepted": day, "note": "4711"})
    for answer, typed in ((moved, "Suspended"), (accepted, "4711")):
        assert answer.status_code == 422
        assert typed in answer.get_data(as_text=True), "what was typed stays"
    assert day in words(moved.get_data(as_text=True)) or "more than a year after" in words(moved.get_data(as_text=True))


VALUES = (True, -1, 10**40, "\x00", {}, [{"official": ["della"]}], [{"official": "della", "share": "1e9999999"}])
BODIES = {
    "lobbying/expenses": (
        {**EXPENSE, "on": "2025-01-15", "gifts": [{"official": "della"}], "function": True},
        ("key", "on", "amount", "purpose", "payer", "gifts", "ours", "attendance", "officials", "contact", "event"),
    ),
    "lobbying/registrations": (
        {"who": "ann", "year": 1900, "filed_on": "2026-01-01"},
        ("who", "year", "filed_on", "ended_on", "fee", "issues"),
    ),
    "sessions": ({"name": "bad", "convened": "2026-01-06"}, ("name", "kind", "convened", "adjourned", "length")),
}  # fmt: skip


@pytest.mark.parametrize("path", BODIES)
def test_the_api_refuses_by_field_what_is_of_another_kind(staff: FlaskClient, path: str) -> None:
    good, names = BODIES[path]
    for name in names:
        for value in VALUES:
            answer = staff.post(f"/api/v1/{path}", json={**good, name: value})
            assert answer.status_code == 422, (name, value, answer.text)
            assert answer.json["errors"], (name, value)
    assert staff.get("/api/v1/lobbying/expenses?year=2025").json == []


def test_an_amount_left_empty_is_asked_for_by_name(staff: FlaskClient) -> None:
    answer = staff.post("/api/v1/lobbying/expenses", json={**EXPENSE, "gifts": [], "amount": " "})
    assert json.loads(answer.text)["errors"]["amount"] == ["Fill this in."]
