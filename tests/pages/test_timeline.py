"""A person's timeline: contacts, seats, stances and votes together, by kind, and only what the reader may see."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_text import text
from worlds.council import BODIES, NAMES, WORLD, on

from crm.acts.contacts import Revealed, log_contact
from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.advocacy.votes.bills import NewBill, add_bill
from crm.advocacy.votes.roll_calls import Ballot, NewRollCall, record_roll_call
from crm.events.attendance import check_in
from crm.events.events import Attendee, NewEvent, plan_event
from crm.interactions.contact_form import NewInteraction
from crm.storage.database import Database
from web.stakeholders import timeline as person_timeline

BY = on("2026-06-01")


@pytest.fixture
def world(graph: Database) -> Database:
    """The small world, in which much has happened around Della Ames (rep0); part of it is for the staff only."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    pay, secret = NewIssue("Teacher pay"), NewIssue("Testing")
    for issue in (pay, secret):
        graph.write(suggest_issue, issue, by=on("2026-01-01"))
    said = NewPosition("rep0", pay.id, -1, "sure", "statement", "floor speech", "2026-01-20")
    graph.write(record_stance, said, by=BY)
    guess = NewPosition("rep0", secret.id, -2, "guess", "judgement", "a hunch", "2026-01-21")
    graph.write(record_stance, guess, by=BY)
    shared = NewInteraction(
        ("rep0",), ("ann",), at="2026-02-02", issues=(pay.id,), visibility="shared", summary="Met at the fair"
    )
    graph.write(log_contact, shared, Revealed(1, "sure", "If phased in"), by=BY)
    hidden = NewInteraction(("rep0",), ("ann",), at="2026-02-03", visibility="staff", summary="Told us in confidence")
    graph.write(log_contact, hidden, Revealed(), by=BY)
    bill = graph.write(add_bill, NewBill("HB 7", "2026", "Pay act"), by=BY)
    counts, ballots = {"yea": 1, "nay": 1}, (Ballot("rep0", "yea", "Ames"), Ballot("rep1", "nay", "Boyd"))
    graph.write(record_roll_call, NewRollCall(bill, "lower", "2026-03-01", "passage", counts, "x", ballots), by=BY)
    return graph


def test_contacts_seats_stances_and_votes_stand_together_newest_first(world, client_as: Callable[..., FlaskClient]):
    page = text(client_as("staff").get("/people/rep0"))
    told = (
        "Yea on HB 7, 1 to 1",
        "Told us in confidence",
        "Leans for on “Teacher pay”, before that leans against",
        "Leans against on “Teacher pay”",
        "Became holder, House District 0",
    )
    places = [page.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "Condition: If phased in" in page
    assert "floor speech; recorded by Ann Reed" in page


def test_one_kind_is_shown_when_the_address_says_so(world, client_as: Callable[..., FlaskClient]) -> None:
    client = client_as("staff")
    page = text(client.get("/people/rep0?timeline=stance"))
    assert "Stances 3" in page
    assert "Leans for on “Teacher pay”" in page
    assert "Told us in confidence" not in page
    assert "Met at the fair" in text(client.get("/people/rep0?timeline=nonsense"))


def test_what_a_reader_may_not_see_is_neither_shown_nor_counted(world, client_as: Callable[..., FlaskClient]) -> None:
    for path in ("/people/rep0", "/people/rep0?timeline=stance", "/people/rep0?timeline=contact"):
        page = text(client_as("viewer").get(path))
        assert "Contacts 1" in page
        assert "Stances 2" in page
        assert "Everything 5" in page
        assert "a hunch" not in page
        assert "Testing" not in page
        assert "in confidence" not in page
    assert "Everything 7" in text(client_as("staff").get("/people/rep0"))


def test_events_where_somebody_was_are_for_the_staff(world, client_as: Callable[..., FlaskClient]) -> None:
    world.write(plan_event, NewEvent({"kind": "reception", "name": "Supper", "start": "2026-05-01"}, id="e1"), by=BY)
    world.write(check_in, "e1", Attendee("rep0", "", None), by=BY)
    page = text(client_as("staff").get("/people/rep0?timeline=event"))
    assert "Events 1" in page
    assert "Came to Supper" in page
    assert "Supper" not in text(client_as("viewer").get("/people/rep0"))


def test_a_stance_told_by_who_sits_on_the_council_is_their_bodys(world, client_as: Callable[..., FlaskClient]) -> None:
    issue = world.read(lambda tx: tx.run("MATCH (i:Issue {title: 'Testing'}) RETURN i.id AS id").single()["id"])
    talk = NewInteraction(("holder-msba",), ("ann",), at="2026-04-02", issues=(issue,), summary="We are for it")
    world.write(log_contact, talk, Revealed(2), by=BY)
    client = client_as("staff")
    shown = text(client.get(f"/issues/{issue}"))
    assert "MSBA + + Supports (likely)" in shown.replace("++", "+ +")
    contact = text(client.get(f"/interactions/{talk.id}"))
    assert "Where they stood MSBA:" in contact


def test_a_count_from_a_cut_look_says_that_there_are_more(
    world, client_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = text(client_as("staff").get("/people/rep0"))
    assert ("Contacts 2 " in whole, "or more" in whole) == (True, False)
    monkeypatch.setattr(person_timeline, "MOST_MOMENTS", 1)
    page = text(client_as("staff").get("/people/rep0"))
    assert "Contacts 1 or more" in page
    assert "Votes 1 " in page
