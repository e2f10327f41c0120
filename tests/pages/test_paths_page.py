"""How do we reach somebody: a sentence first, then more, a picture and a table, all saying the same."""

import re

import pytest
from page_text import text
from worlds import town
from worlds.office import today

from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.stakeholders import search_text
from crm.storage.database import Database


@pytest.fixture
def graph(graph: Database) -> Database:
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE), post_ids=list(town.POSTS))
    return graph


@pytest.fixture
def staff(client_as):
    return client_as("staff", person_id="amy")


@pytest.fixture
def known(staff, graph):
    """Amy knows Ann and Bo; Ann is close to Carl, Bo knows him."""
    for a, b, level in (
        ("amy", "ann", "good"),
        ("amy", "bo", "good"),
        ("ann", "carl", "close"),
        ("bo", "carl", "know"),
    ):
        graph.write(rate, NewRating(a, b, level, a, through=f"{level} since school"), by=staff.actor)
    return staff


def test_before_anybody_is_named_the_page_asks_whom(staff):
    assert "Name a person, a seat or a committee" in text(staff.get("/paths"))


def test_the_best_way_is_the_first_line_and_its_evidence_opens_in_place(known):
    page = text(known.get("/paths?start=staff&to=carl"))
    assert "How do we reach Carl Dunn? Ask Ann Reed (" in page
    assert "who knows Carl Dunn (Close" in page
    assert page.index("Ask Ann Reed") < page.index("Ask Bo Lee")
    assert "close since school" in page


def test_everybody_of_ours_is_asked_first_whether_staff_or_superintendent(known):
    page = text(known.get("/paths?to=carl"))
    assert "How do we reach Carl Dunn? Ann Reed knows Carl Dunn (Close" in page
    assert page.index("Ann Reed knows") < page.index("Bo Lee knows")


def test_the_picture_and_the_table_say_the_same_as_the_sentences(known):
    page = known.get("/paths?start=staff&to=carl").get_data(as_text=True)
    boxes = re.findall(r'class="box is-(\w+)"\s+aria-label="([^",]+)', page)
    assert set(boxes) == {
        ("source", "Amy Hale"),
        ("between", "Ann Reed"),
        ("between", "Bo Lee"),
        ("target", "Carl Dunn"),
    }
    table = known.get("/paths?start=staff&to=carl&format=csv").get_data(as_text=True).splitlines()
    assert [line.split(",")[3:6] for line in table[1:]] == [
        ["Amy Hale", "Ann Reed", "Good"],
        ["Ann Reed", "Carl Dunn", "Close"],
        ["Amy Hale", "Bo Lee", "Good"],
        ["Bo Lee", "Carl Dunn", "Know"],
    ]


@pytest.mark.parametrize(("to", "name"), [("carl", "Carl Dunn"), ("hd1", "Carl Dunn")])
def test_a_seat_is_reached_through_its_holder(known, to, name):
    assert f"who knows {name}" in text(known.get(f"/paths?start=staff&to={to}"))


def test_a_committee_is_answered_with_the_best_way_to_each_member(known):
    page = text(known.get("/paths?start=staff&to=house-education"))
    assert "How do we reach House Education? We reach 1 of 2 members within 4 steps." in page
    assert "Dora Eads" in page
    assert "Ask Ann Reed" in page


def test_the_start_and_the_length_can_be_changed(known):
    assert "Ask Ann Reed" not in text(known.get("/paths?to=carl&start=person&start_id=bo"))
    assert "Bo Lee knows Carl Dunn" in text(known.get("/paths?to=carl&start=person&start_id=bo"))
    assert "No path to Carl Dunn within one step." in text(known.get("/paths?start=staff&to=carl&hops=1"))
    assert "Bo Lee knows Carl Dunn" in text(known.get("/paths?to=carl&start=organization&start_id=pike-schools"))


def test_without_a_way_the_page_says_what_would_open_one(known):
    page = known.get("/paths?to=dora").get_data(as_text=True)
    assert "What would open a way" in page
    assert re.search(r'href="/ties/(bo/dora|dora/bo)/rate"', page)
    assert "guesses=true" in page


def test_guesses_come_in_only_when_asked_for_and_are_marked(known):
    page = text(known.get("/paths?to=dora&guesses=true"))
    assert "may know Dora Eads (a guess" in page
    assert 'class="line tie-guess' in known.get("/paths?to=dora&guesses=true").get_data(as_text=True)


def test_a_name_typed_without_scripts_is_understood(known):
    assert "How do we reach Carl Dunn?" in text(known.get("/paths?to_text=carl+dunn"))
    answer = known.get("/paths?to_text=zzzz")
    assert answer.status_code == 422
    assert "Nobody and nothing is called “zzzz”." in text(answer)


def test_a_wrong_number_of_steps_is_said_beside_its_field(known):
    answer = known.get("/paths?to=carl&hops=99")
    assert answer.status_code == 422
    assert "Choose 1 to 6 steps." in text(answer)


def test_what_only_staff_may_see_opens_no_way_for_a_viewer(known, client_as):
    page = text(client_as("viewer").get("/paths?to=carl"))
    assert "No path to Carl Dunn" in page
    assert "since school" not in page


def test_somebody_who_is_not_there_cannot_be_reached(known):
    assert known.get("/paths?to=nobody").status_code == 404


def test_the_neighbourhood_groups_ties_and_opens_others_in_place(known):
    page = known.get("/people/amy/neighbourhood").get_data(as_text=True)
    assert "Who is around Amy Hale" in page
    assert 'href="?open=ann"' in page
    assert "Carl Dunn" not in page
    opened = text(known.get("/people/amy/neighbourhood?open=ann"))
    assert "Carl Dunn" in opened
    assert "Superintendents" in opened
    export = known.get("/people/amy/neighbourhood?open=ann&format=csv").get_data(as_text=True)
    assert re.search(r"Carl Dunn,.*Ann Reed", export)


def test_an_empty_neighbourhood_says_what_to_do_first(staff):
    assert "No ties are known yet" in text(staff.get("/people/gus/neighbourhood"))
    assert staff.get("/people/nobody/neighbourhood").status_code == 404


def test_what_needs_mending_in_the_question_is_not_folded_away(staff, graph):
    graph.write(lambda tx: tx.run("MATCH (:Post {role: 'staff'})<-[h:HOLDS]-() DELETE h").consume())
    page = staff.get("/paths?start=staff&to=carl").text
    assert "none of our staff is on record" in page
    assert "<details open>" in page
