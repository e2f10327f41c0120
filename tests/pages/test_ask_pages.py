"""Asks inside the site: planned one by one or by the best plan, with pairs pinned and ruled out, and followed up."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from page_text import text
from the_site import Client
from worlds import town
from worlds.pieces import add, write
from worlds.town import acting

from crm import office_time
from crm.asks.asks import asks
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database

PLAN = "/asks/plan?subject=funding&body=chamber:lower"


@pytest.fixture
def staff(graph: Database, app: Flask, client_as) -> Client:
    """Staff of the town, in which Ann and Bo know some of the House, and an issue is before it."""
    town.settle(graph)
    add(graph, "Issue", {"funding": {"title": "School funding", "status": "adopted", "session_year": 2027}})
    by = acting(at=office_time.instant())
    for a, b, level in (
        ("ann", "carl", "close"),
        ("ann", "dora", "good"),
        ("bo", "carl", "good"),
        ("bo", "eli", "know"),
    ):
        graph.write(rate, NewRating(a, b, level, said_by=a), by=by)
    return client_as("staff")


def pairs(page: str) -> list[str]:
    return re.findall(r'name="ask"\s+value="(\w+\|\w+)\|', page)


def test_the_plan_says_who_asks_whom_why_and_what_would_come_next(staff: Client) -> None:
    page = staff.get(PLAN).text
    assert sorted(pairs(page)) == ["ann|carl", "ann|dora", "bo|carl", "bo|eli"]
    assert "4 asks by 2 people; 0 members out of reach now." in page
    for words in (
        "Tie: Close",
        "not asked before",
        "has not said whether we may ask",
        "Nobody else who may be asked knows",
    ):
        assert words in page


def test_a_pair_is_ruled_out_and_pinned_by_the_address(staff: Client) -> None:
    page = staff.get(f"{PLAN}&forbid=ann|carl").text
    assert sorted(pairs(page)) == ["ann|dora", "bo|carl", "bo|eli"]
    assert "is a pair you ruled out" in page
    assert "Allow again" in page
    page = staff.get(f"{PLAN}&pin=bo|eli").text
    assert "pinned" in page
    refused = staff.get(f"{PLAN}&pin=bo|dora")
    assert refused.status_code == 422
    assert "Bo Lee and Dora Eads: This pair cannot be pinned" in refused.text


def test_half_a_question_is_said_to_be_one(staff: Client) -> None:
    subject = re.search(r"subject=([\w-]+)", PLAN)[1]
    for asked, says in (
        (f"subject={subject}", "Choose the chamber or committee"),
        (f"subject={subject}&body=somewhere", "Choose the chamber or committee"),
        ("body=chamber:lower", "Choose what the asks are about"),
    ):
        answer = staff.get(f"/asks/plan?{asked}")
        assert (answer.status_code, says in answer.text) == (422, True), asked
    assert staff.get("/asks/plan").status_code == 200


def test_a_withdrawn_consent_is_in_no_plan(staff: Client, graph: Database) -> None:
    by = acting(at=office_time.instant())
    graph.write(prefer, "ann", "never", about="carl", by=by)
    assert "ann|carl" not in pairs(staff.get(PLAN).text)
    graph.write(prefer, "bo", "never", by=by)
    assert pairs(staff.get(PLAN).text) == ["ann|dora"]
    export = staff.get(f"{PLAN}&format=csv").data.decode("utf-8-sig")
    assert "Bo Lee" not in export
    assert len(export.splitlines()) == 2


def test_a_planned_ask_that_is_not_wanted_any_more_says_so(staff: Client, graph: Database) -> None:
    staff.post("/asks/add", data={"asker": "ann", "target": "carl", "key": "key-12345678"})
    assert ">Asked</button>" in re.sub(r"\s+<", "<", staff.get("/asks/key-12345678").text)
    graph.write(prefer, "ann", "never", about="carl", by=acting(at=office_time.instant()))
    page = staff.get("/asks/key-12345678").text
    assert "Ann Reed does not want to be asked this any more" in text(staff.get("/asks/key-12345678"))
    assert ">Asked</button>" not in re.sub(r"\s+<", "<", page)
    assert "does not want to be asked" in staff.get("/asks").text


def test_adopting_a_plan_makes_its_asks_all_or_none(staff: Client, graph: Database) -> None:
    lines = ["ann|carl|Close tie", "bo|carl|Good tie"]
    made = staff.post("/asks/plan", data={"subject": "funding", "ask": lines, "due": "12/20/2099"})
    assert made.location == "/asks"
    page = staff.get("/asks").text
    assert "2 asks planned, 0 under way." in page
    title = graph.read(lambda tx: tx.run("MATCH (i:Issue {id: 'funding'}) RETURN i.title AS t").single()["t"])
    assert {one.text for one in graph.read(asks, actor=acting())} == {f"It is about “{title}”."}
    assert f"It is about “{title}”." in text(staff.get("/asks/add?target=dora&subject=funding"))
    assert "Being asked already: Carl Dunn" in staff.get(PLAN).text
    refused = staff.post("/asks/plan", data={"subject": "funding", "ask": ["ann|dora|x", "ann|nobody|x"]})
    assert refused.status_code == 422
    assert len(graph.read(asks, actor=acting())) == 2


def test_an_ask_is_planned_by_hand_moved_and_its_outcome_logged(staff: Client, graph: Database) -> None:
    data = {"asker": "ann", "target": "carl", "through": "bo", "subject": "funding", "key": "key-12345678"}
    data |= {"text": "Thank him"}
    made = staff.post("/asks/add", data=data)
    assert made.location == "/asks/key-12345678"
    staff.post(f"{made.location}/move", data={"state": "asked", "version": "1"})
    sent = staff.post(
        f"{made.location}/outcome",
        data={"version": "2", "channel": "call", "answer": "He will vote for it", "key": "key-87654321"},
    )
    assert sent.status_code == 303
    page = staff.get(made.location).text
    outcome = re.search(r'href="(/\w+/[^"]+)">The contact that was logged', page)
    assert outcome
    contact = staff.get(outcome[1]).text
    assert "He will vote for it" in contact
    assert 'href="/asks/key-12345678"' in contact
    introducer = text(staff.get("/people/bo"))
    assert "Introductions through them 1 of 1 led to a talk" in introducer
    assert "Ann Reed to Carl Dunn done" in introducer
    rows = write(
        graph, "MATCH (i:Interaction)-[:ANSWERS]->(:Ask) MATCH (i)-[:ABOUT]->(s) RETURN i.answer AS a, s.id AS s"
    )
    assert rows == [{"a": "He will vote for it", "s": "funding"}]


def test_what_cannot_be_asked_is_said_beside_the_field_and_kept(staff: Client, graph: Database) -> None:
    graph.write(prefer, "ann", "never", by=acting(at=office_time.instant()))
    refused = staff.post(
        "/asks/add", data={"asker": "ann", "target": "carl", "text": "Thank him", "key": "key-12345678"}
    )
    assert refused.status_code == 422
    assert "Ann Reed does not want to be asked this" in refused.text
    assert "Thank him" in refused.text


def test_the_rules_are_set_by_staff_and_bad_numbers_are_named(staff: Client, client_as) -> None:
    assert 'value="3"' in staff.get("/asks/rules").text
    assert staff.post("/asks/rules", data={"most": "2", "period": "60", "rest": "10"}).status_code == 303
    assert 'value="60"' in staff.get("/asks/rules").text
    refused = staff.post("/asks/rules", data={"most": "0", "period": "60", "rest": "10"})
    assert "Write a number from 1 to 50" in refused.text
    assert client_as("member").get("/asks/rules").status_code == 403


def test_a_member_sees_and_answers_what_is_asked_of_them_alone(staff: Client, client_as) -> None:
    for asker in ("ann", "bo"):
        staff.post("/asks/add", data={"asker": asker, "target": "carl", "key": f"key-1234567-{asker}"})
    ann = client_as("member", person_id="ann")
    home = text(ann.get("/"))
    assert "Asked of me 1" in home
    assert "Speak with Carl Dunn" in home
    page = ann.get("/asks").text
    assert "Ann Reed" in page
    assert "Bo Lee" not in page
    staff.post("/asks/key-1234567-ann/move", data={"state": "asked", "version": "1"})
    offered = re.findall(r'name="state" value="([^"]+)"', ann.get("/asks/key-1234567-ann").text)
    assert offered == ["accepted", "declined", "done"]  # what is hers to say, and nothing that would be refused
    assert ann.post("/asks/key-1234567-ann/move", data={"state": "accepted", "version": "2"}).status_code == 303
    assert ann.get("/asks/key-1234567-bo").status_code == 404
    assert ann.get(PLAN).status_code == 403


def test_going_cold_is_listed_exported_and_snoozed(staff: Client) -> None:
    page = staff.get("/asks/cold").text
    assert "No ties went cold; no talk is logged with 4 members." in page
    export = staff.get("/asks/cold?group=leaders&format=csv").data.decode("utf-8-sig")
    assert [line.split(",")[0] for line in export.splitlines()[1:]] == ["Carl Dunn", "Fay Gill"]
    refused = staff.post("/asks/cold/carl/snooze", data={"until": "1/1/2020", "reason": "On leave"})
    assert refused.status_code == 422
    until = (date.fromisoformat(staff.actor.today) + timedelta(days=9)).isoformat()
    assert staff.post("/asks/cold/carl/snooze", data={"until": until, "reason": "On leave"}).status_code == 303
    assert "with 3 members" in staff.get("/asks/cold").text


def test_programs_plan_asks_and_read_what_went_cold(staff: Client, client_as) -> None:
    plan = staff.get("/api/v1/asks/plan?subject=funding&chamber=lower").json
    assert len(plan["asks"]) == 4
    for unclear in ("", "&chamber=lower&committee=house-education"):
        refused = staff.get(f"/api/v1/asks/plan?subject=funding{unclear}")
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["chamber"])
    made = staff.post("/api/v1/asks", json={"asker": "ann", "target": "carl", "id": "ask-of-a-program"})
    assert (made.status_code, made.json["state"]) == (201, "planned")
    moved = staff.post("/api/v1/asks/ask-of-a-program/state", json={"state": "asked", "version": 1})
    assert moved.json["state"] == "asked"
    assert [one["id"] for one in staff.get("/api/v1/asks").json] == ["ask-of-a-program"]
    assert len(staff.get("/api/v1/cold").json) == 4
    viewer = client_as("viewer")
    for path in ("/api/v1/asks", "/api/v1/asks/plan?subject=funding", "/api/v1/cold", "/api/v1/census/rounds"):
        assert viewer.get(path).status_code == 403
