"""The follow-ups' page: all of them, also undated; changed, postponed, handed over, deleted and brought back."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_text import text
from worlds.council import BODIES, NAMES, WORLD
from worlds.town import acting

from crm.interactions.contact_form import NewFollowUp
from crm.interactions.follow_ups import add_follow_up, follow_up
from crm.storage.database import Database

BY = acting(person="ann")


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    for new in (
        NewFollowUp("Send the tables", "2026-01-05", owner="ann", id="late"),
        NewFollowUp("Think about it", owner="ann", id="undated"),
    ):
        graph.write(add_follow_up, new, by=BY)
    return client_as("staff")


def test_all_are_listed_overdue_ones_first_and_undated_ones_too(staff: FlaskClient) -> None:
    words = text(staff.get("/follow-ups"))
    assert "2 open, 1 overdue." in words
    assert words.index("Send the tables") < words.index("Think about it")
    assert "Think about it" in staff.get("/follow-ups?format=csv").get_data(as_text=True)


def test_one_is_changed_and_handed_over_and_undo_puts_it_back(staff: FlaskClient, graph: Database) -> None:
    form = staff.get("/follow-ups/late/edit").get_data(as_text=True)
    assert "Send the tables" in form
    sent = {"text": "Send the new tables", "due": "2026-12-01", "owner": "rep0", "version": "1"}
    assert staff.post("/follow-ups/late/edit", data=sent).status_code == 303
    now = graph.read(follow_up, "late", actor=BY)
    assert (now.text, now.due, now.owner.id) == ("Send the new tables", "2026-12-01", "rep0")
    refused = staff.post("/follow-ups/late/edit", data={**sent, "text": "Stale"})
    assert refused.status_code == 422
    assert "They wrote: Send the new tables" in text(refused)
    was = {"text": "Send the tables", "due": "2026-01-05", "owner": "ann", "version": "2"}
    assert staff.post("/follow-ups/late/edit", data=was).status_code == 303
    assert graph.read(follow_up, "late", actor=BY).owner.id == "ann"


def test_postponing_gives_a_week_from_today_to_what_is_overdue_or_undated(staff: FlaskClient, graph: Database) -> None:
    for one in ("late", "undated"):
        assert staff.post(f"/follow-ups/{one}/postpone").status_code == 303
    days = {graph.read(follow_up, one, actor=BY).due for one in ("late", "undated")}
    assert len(days) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", days.pop())


def test_one_is_deleted_and_brought_back(staff: FlaskClient) -> None:
    assert staff.post("/follow-ups/late/delete").status_code == 303
    assert "1 open." in text(staff.get("/follow-ups"))
    assert "Send the tables" not in text(staff.get("/follow-ups"))
    assert staff.post("/follow-ups/late/restore").status_code == 303
    assert "2 open, 1 overdue." in text(staff.get("/follow-ups"))


def test_a_member_sees_no_follow_up_of_the_staff_and_changes_none(
    staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    member = client_as("member")
    words = text(member.get("/follow-ups"))
    assert "Send the tables" not in words
    assert "No follow-up here, as far as you can see" in words
    assert member.post("/follow-ups/late/postpone").status_code == 404


def test_the_api_changes_deletes_and_restores_as_the_page_does(staff: FlaskClient) -> None:
    sent = {"text": "Send them all", "due": "2026-12-01"}
    changed = staff.put("/api/v1/follow-ups/late?version=1", json=sent).get_json()
    assert (changed["text"], changed["due"], changed["owner"]["id"]) == ("Send them all", "2026-12-01", "ann")
    assert staff.put("/api/v1/follow-ups/late?version=1", json=sent).status_code == 409
    assert staff.delete("/api/v1/follow-ups/late").status_code == 204
    assert staff.put("/api/v1/follow-ups/late?version=3", json=sent).status_code == 404
    assert staff.post("/api/v1/follow-ups/late/restore").get_json()["text"] == "Send them all"
