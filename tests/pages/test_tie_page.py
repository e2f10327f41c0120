"""A tie's page says how well two people know each other and why; a rating is recorded once and can be taken back."""

import re
import uuid

import pytest
from page_text import text
from worlds import town
from worlds.office import today
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.interactions.contact_form import NewInteraction
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.stakeholders import search_text
from crm.storage.database import Database


@pytest.fixture
def graph(graph: Database) -> Database:
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))
    return graph


@pytest.fixture
def staff(client_as):
    return client_as("staff", person_id="amy")


def rating(**changed):
    return {"key": str(uuid.uuid4()), "level": "good", "said_by": "ann", "through": "same church"} | changed


def ratings(database: Database) -> int:
    return write(database, "MATCH (e:Evidence) RETURN count(e) AS n")[0]["n"]


def test_a_recorded_rating_is_the_first_line_of_the_tie_with_its_arithmetic(staff, graph):
    answer = staff.post("/ties/ann/carl/rate", data=rating(), follow_redirects=True)
    page = text(answer)
    assert "Recorded: Good." in page
    assert "Good: no two-way contact is logged" in page
    assert "Rated: Good" in page
    assert "1 minus 0.40" in page
    assert "0.60" in page
    assert "Ann Reed" in page
    assert "same church" in page


def test_the_same_form_sent_twice_is_one_rating(staff, graph):
    form = rating()
    for _ in range(2):
        assert staff.post("/ties/ann/carl/rate", data=form).status_code == 303
    assert ratings(graph) == 1


def test_a_rating_is_taken_back_and_counted_again(staff, graph):
    staff.post("/ties/ann/carl/rate", data=rating())
    page = staff.get("/ties/ann/carl").get_data(as_text=True)
    address = re.search(r'action="(/ratings/[^"]+/retract)"', page)
    assert address is not None
    answer = staff.post(address[1], data={"a": "ann", "b": "carl"}, follow_redirects=True)
    assert "The rating is taken back." in text(answer)
    assert "taken back" in text(staff.get("/ties/ann/carl"))
    answer = staff.post(address[1].replace("retract", "restore"), data={"a": "ann", "b": "carl"}, follow_redirects=True)
    assert "The rating counts again." in text(answer)
    assert "Good: no two-way" in text(answer)


def test_the_tie_reads_the_same_from_either_side(staff, graph):
    staff.post("/ties/ann/carl/rate", data=rating())
    assert "Carl Dunn and Ann Reed" in text(staff.get("/ties/carl/ann"))
    assert "Good: no two-way" in text(staff.get("/ties/carl/ann"))


def test_from_a_persons_page_the_other_one_is_found_by_name(staff, graph):
    assert "Whom does Ann Reed know, and how well?" in text(staff.get("/ties/ann/rate"))
    answer = staff.post("/ties/ann/rate", data=rating(b="", b_text="carl dunn"))
    assert answer.location == "/ties/ann/carl"


def test_somebody_else_may_be_named_in_words(staff, graph):
    form = rating(said_by="other", said_by_words="Office list of 2019")
    assert "Office list of 2019" in text(staff.post("/ties/ann/carl/rate", data=form, follow_redirects=True))


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(staff, graph):
    form = rating(level="", said_by="other", said_by_words="", words="They taught together")
    answer = staff.post("/ties/ann/carl/rate", data=form)
    page = text(answer)
    assert answer.status_code == 422
    assert "Choose how well they know each other." in page
    assert "Say whose judgement this is." in page
    assert "They taught together</textarea>" in answer.get_data(as_text=True)
    assert ratings(graph) == 0


def test_nobody_has_a_tie_to_themselves(staff):
    answer = staff.post("/ties/ann/ann/rate", data=rating())
    assert answer.status_code == 422
    assert "Choose two different people" in text(answer)


def test_a_guess_says_that_it_is_one_and_asks_to_be_confirmed(staff, graph):
    page = text(staff.get("/ties/ann/carl"))
    assert "A guess: nobody has confirmed it yet" in page
    assert "Confirm or correct" in page


def test_the_page_can_be_read_as_it_was_known_on_a_past_day(staff, graph):
    for person, at in (("amy", "2026-03-01"), ("amy", "2026-09-01")):
        new = NewInteraction(("carl",), (person,), "meeting", at, sentiment=1)
        graph.write(log_contact, new, by=acting(at=f"{at}T10:00:00.000000Z"))
    before, after = text(staff.get("/ties/amy/carl?on=2026-04-01")), text(staff.get("/ties/amy/carl"))
    assert "as known on Apr 1, 2026" in before
    assert "Sep 1, 2026" not in before.partition("History")[0]
    assert "Sep 1, 2026" in after
    assert "“soon” is not a date." in text(staff.get("/ties/amy/carl?on=soon"))


def test_what_only_staff_may_see_is_not_on_a_members_page(staff, graph, client_as):
    new = NewRating("ann", "carl", "close", "ann", through="a family secret", valence=-1)
    graph.write(rate, new, by=staff.actor)
    assert "Strained" in text(staff.get("/ties/ann/carl"))
    page = text(client_as("member", person_id="bo").get("/ties/ann/carl"))
    assert "family secret" not in page
    assert "Strained" not in page


def test_a_viewer_can_read_a_tie_but_not_rate_it(client_as, graph):
    viewer = client_as("viewer")
    assert "/rate" not in viewer.get("/ties/ann/carl").get_data(as_text=True)
    assert viewer.get("/ties/ann/carl/rate").status_code == 403
    assert viewer.post("/ties/ann/carl/rate", data=rating()).status_code == 403


def test_a_person_who_is_not_there_has_no_tie_page(staff):
    assert staff.get("/ties/ann/nobody").status_code == 404
    assert staff.get("/ties/nobody/rate").status_code == 404


def test_who_knows_both_stands_on_the_tie_of_two_people_and_leads_to_each_tie(staff, graph):
    for ours in ("ann", "gus"):
        graph.write(rate, NewRating(ours, "carl", "close", said_by=ours), by=acting())
    graph.write(rate, NewRating("ann", "gus", "good", said_by="ann"), by=acting())
    answer = staff.get("/ties/carl/gus")
    assert "Who knows both" in text(answer)
    assert "/ties/ann/carl" in answer.text
    assert "/ties/ann/gus" in answer.text
    assert "Who knows both" not in text(staff.get("/ties/carl/gus?on=2026-01-01"))
    assert "Who knows both" not in text(staff.get("/ties/carl/bo"))


def test_a_guess_from_a_meeting_names_it_to_staff_and_to_nobody_else(staff, graph, client_as):
    town.gather(graph, "talk", "Budget talk", today(), ["ann", "gus", "carl"])
    page = staff.get("/ties/ann/gus")
    assert "Guess" in text(page)
    assert "met at Budget talk on" in text(page)
    assert "with 1 other" in text(page)
    assert 'href="/events/talk"' in page.text
    for member in (client_as("member", person_id="ann"), client_as("viewer")):
        for address in (
            "/ties/ann/gus",
            "/people/ann",
            "/people/gus/neighbourhood?guesses=true",
            "/paths?to=gus&guesses=true",
        ):
            answer = member.get(address)
            assert answer.status_code == 200, address
            assert "Budget talk" not in answer.text, address
