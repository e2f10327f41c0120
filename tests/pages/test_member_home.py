"""A member's own Home: a superintendent who signs in finds the legislators whom her district faces."""

import re

import pytest
from page_text import text
from worlds.legislature import make


@pytest.fixture
def sue(graph, client_as):
    graph.write(make)
    return client_as("member", person_id="sue")


def say(client, level, **more):
    fields = {"level": level, "said_by": "sue", "key": f"said-of-rob-{level}", "next": "/#faced-hd37"}
    return client.post("/ties/sue/rob/rate", data=fields | more)


def pressed(client):
    """The level that is pressed beside each legislator, by their name."""
    rows = client.get("/").text.split('<li id="faced-')[1:]
    names = [re.search(r'/people/[^"]+">([^<]+)<', row)[1] for row in rows]
    marked = [re.search(r'value="(\w+)"[^>]*aria-pressed="true"', row) for row in rows]
    return {name: found and found[1] for name, found in zip(names, marked, strict=True)}


def test_she_finds_the_seats_her_district_faces_and_nothing_said_yet(sue):
    page = text(sue.get("/"))
    assert "You face 2 legislators. You have not said yet how well you know 2 of them." in page
    assert pressed(sue) == {"Albert Butler": None, "Robert Roberson": None}
    assert "Edward Lamar" not in page


def test_one_tap_says_how_well_she_knows_one_and_leads_back_to_the_row(sue):
    answer = say(sue, "good")
    assert answer.location.endswith("/#faced-hd37")
    assert pressed(sue) == {"Albert Butler": None, "Robert Roberson": "good"}
    assert "you know 1 of them well" in text(sue.get("/"))


def test_another_tap_corrects_it(sue):
    say(sue, "good")
    say(sue, "none")
    assert pressed(sue)["Robert Roberson"] == "none"
    told = "You face 2 legislators; you know none of them well. You have not said yet how well you know 1 of them."
    assert told in text(sue.get("/"))


def test_she_cannot_speak_for_somebody_else(sue):
    answer = sue.post("/ties/rob/al/rate", data={"level": "good", "said_by": "rob", "key": "not-her-own-tie"})
    assert answer.status_code == 403


def test_who_else_of_ours_knows_them_stands_beside_as_far_as_she_may_see(graph, sue, client_as):
    staff = client_as("staff", person_id=None)
    made = staff.post("/people/new", data={"name": "Ann Reed", "key": "ann-of-this-test"})
    assert made.status_code == 303
    graph.write(
        lambda tx: tx.run(
            """MATCH (p:Person {id: 'ann-of-this-test'}), (o:Organization {home: true})<-[:IN]-(s:Post {role: 'staff'})
            MERGE (p)-[:HOLDS {key: 'ann-staff', start_date: '2024'}]->(s)"""
        ).consume()
    )
    for visibility, seen in (("staff", False), ("shared", True)):
        fields = {"level": "close", "said_by": "ann-of-this-test", "key": f"ann-rob-{visibility}"}
        staff.post("/ties/ann-of-this-test/rob/rate", data=fields | {"visibility": visibility})
        assert ("Ann Reed knows them too" in text(sue.get("/"))) is seen


def test_a_member_who_is_nobody_in_the_graph_sees_the_common_home(graph, client_as):
    graph.write(make)
    assert "My legislators" not in text(client_as("member").get("/"))
