"""The first day: an empty site asks eight questions, and each answer stands."""

import pytest
from page_text import text
from worlds.office import CHICAGO, today

from crm import office_time
from crm.accounts.users import UNNAMED
from crm.stakeholders.founding import found
from crm.stakeholders.ours import our_people


@pytest.fixture
def boss(graph, client_as):
    graph.write(found, at=office_time.instant(), zone=CHICAGO)
    return client_as("administrator")


def test_who_you_are_makes_the_person_the_office_and_the_link_in_one_act(graph, boss):
    assert "Nobody yet." in text(boss.get("/first-day/you"))
    answer = boss.post("/first-day/you", data={"name": "Ann Reed", "office": "director"})
    assert answer.location.endswith("/first-day/association")
    assert [person.name for person in graph.read(our_people, today=today())] == ["Ann Reed"]
    assert "You are Ann Reed." in text(boss.get("/first-day/you"))


def test_the_first_account_has_no_name_until_it_says_who_it_is(graph, boss):
    def called():
        return graph.read(lambda tx: tx.run("MATCH (u:User) RETURN u.name AS name").single()["name"])

    graph.write(lambda tx: tx.run("MATCH (u:User) SET u.name = $name", name=UNNAMED).consume())
    assert f'value="{UNNAMED}"' not in boss.get("/first-day/you").text
    boss.post("/first-day/you", data={"name": "Ann Reed", "office": "director"})
    assert called() == "Ann Reed"
    boss.post("/first-day/you", data={"name": "Bo Lee", "office": "staff"})
    assert called() == "Ann Reed"


def test_who_you_are_can_be_somebody_who_is_here_already(graph, boss, make_user):
    boss.post("/first-day/you", data={"name": "Ann Reed", "office": "staff"})
    person = graph.read(our_people, today=today())[0].id
    boss.post("/first-day/you", data={"person": person, "office": "staff"})
    assert len(graph.read(our_people, today=today())) == 1


def test_a_superintendent_says_which_district_they_lead(boss):
    answer = boss.post("/first-day/you", data={"name": "Ann Reed", "office": "superintendent"})
    assert answer.status_code == 422
    assert "school district" in answer.text


def test_the_councils_six_people_are_seated_from_one_form(graph, boss):
    page = boss.get("/first-day/council").text
    seats = [part.split('"')[0] for part in page.split('name="name-')[1:]]
    assert len(seats) == 6
    data = {f"name-{seats[0]}": "Bo Lee", f"title-{seats[0]}": "President", f"email-{seats[0]}": "bo@example.org"}
    assert boss.post("/first-day/council", data=data).status_code == 303
    after = boss.get("/first-day/council")
    assert "1 of 6 seats filled" in text(after)
    assert after.text.count('name="name-') == 5
    assert "Bo Lee" in text(boss.get("/council"))


def test_a_council_member_with_a_broken_address_is_asked_about_and_nothing_is_saved(graph, boss):
    page = boss.get("/first-day/council").text
    seat = page.split('name="name-')[1].split('"')[0]
    answer = boss.post("/first-day/council", data={f"name-{seat}": "Bo Lee", f"email-{seat}": "not an address"})
    assert answer.status_code == 422
    assert graph.read(lambda tx: tx.run("MATCH (p:Person) RETURN count(p)").single()[0]) == 0


def test_priorities_are_adopted_in_the_order_of_the_lines(boss):
    lines = "Fund the formula in full\n\nTeacher pay\n"
    answer = boss.post("/first-day/priorities", data={"priorities": lines, "session_year": "2027"})
    assert answer.status_code == 303
    page = text(boss.get("/issues"))
    assert page.index("Fund the formula in full") < page.index("Teacher pay")
    assert "2027" in page


@pytest.mark.parametrize(("lines", "year"), [("", "2027"), ("x", "2027"), ("Teacher pay", "soon")])
def test_priorities_that_cannot_be_kept_say_why_and_keep_what_was_typed(boss, lines, year):
    answer = boss.post("/first-day/priorities", data={"priorities": lines, "session_year": year})
    assert answer.status_code == 422
    assert year in answer.text


def test_the_overview_leads_to_the_first_open_question(boss):
    assert 'href="/first-day/you">Go on' in boss.get("/first-day").text
    boss.post("/first-day/you", data={"name": "Ann Reed", "office": "staff"})
    assert 'href="/first-day/legislature">Go on' in boss.get("/first-day").text


def test_a_step_that_does_not_exist_is_not_found(boss):
    assert boss.get("/first-day/lunch").status_code == 404


def test_an_invitation_makes_the_account_the_person_and_the_office(graph, boss):
    data = {"name": "Cy Hall", "email": "cy@example.org", "role": "staff", "office": "staff"}
    assert boss.post("/accounts/new", data=data).status_code == 200
    assert [person.name for person in graph.read(our_people, today=today())] == ["Cy Hall"]
    assert "Cy Hall" in text(boss.get("/accounts"))


def test_an_invitation_asks_whether_somebody_with_the_same_address_is_meant(graph, boss):
    boss.post("/people/new", data={"name": "Cy Hall", "email": "cy@example.org", "key": "a-person-of-this-test"})
    data = {"name": "Cyrus Hall", "email": "cy@example.org", "role": "staff", "office": "staff"}
    asked = boss.post("/accounts/new", data=data)
    assert asked.status_code == 422
    assert "Is it one of these?" in text(asked)
    assert boss.post("/accounts/new", data=data | {"person": "a-person-of-this-test"}).status_code == 200
    assert [person.name for person in graph.read(our_people, today=today())] == ["Cy Hall"]


def test_an_account_of_nobody_in_particular_makes_no_person(graph, boss):
    data = {"name": "IT", "email": "it@example.org", "role": "viewer", "office": "nobody"}
    assert boss.post("/accounts/new", data=data).status_code == 200
    assert graph.read(our_people, today=today()) == []
