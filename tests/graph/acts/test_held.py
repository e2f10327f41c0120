"""What is held about somebody is shown to them with its source, and nothing that was said in confidence by others."""

import pytest
from worlds import town
from worlds.pieces import add, join, write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.acts.held import Held, held_about
from crm.asks.asks import NewAsk, plan_ask
from crm.census.answers import NewAnswer, give
from crm.census.invitations import for_person
from crm.census.rounds import NewRound, open_round
from crm.errors import NotFound
from crm.events.attendance import check_in
from crm.events.events import Attendee, NewEvent, plan_event
from crm.events.invitations import invite, reply
from crm.interactions.contact_form import NewInteraction
from crm.learning.kinds import AWARDS, MENTORSHIPS, RESPONSES, SURVEYS
from crm.learning.survey_links import ask
from crm.records.actor import Actor
from crm.records.declared import add_record
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")


@pytest.fixture
def known(graph: Database) -> Database:
    """Ann with an address, a tie, a talk, a wish and something asked of her; and a strained word about her."""
    town.settle(graph)
    write(graph, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org', p.source = 'The 2026 list'")
    graph.write(rate, NewRating("ann", "carl", "good", said_by="ann", through="church"), by=ANN)
    graph.write(rate, NewRating("ann", "dora", "know", said_by="dora", valence=-1), by=STAFF)
    graph.write(log_contact, NewInteraction(("carl",), ("ann",), summary="Talked of buses", at="2026-11-02"), by=STAFF)
    graph.write(prefer, "ann", "first", reason="Call my office", by=ANN)
    graph.write(plan_ask, NewAsk("ann", "carl", id="an-ask-1"), by=STAFF)
    return graph


def told(database: Database, actor: Actor) -> list[Held]:
    return database.read(held_about, "ann", actor=actor)


def test_everything_is_there_with_where_it_is_from(known: Database) -> None:
    found = told(known, ANN)
    assert Held("Detail", "E-mail: ann@example.org", "The 2026 list") in found
    assert Held("Wish", "Ask me first: Call my office", "Ann Reed", "2026-11-23") in found
    assert Held("Ask", "Speak with Carl Dunn: planned", "Planned by Amy Hale", "2026-11-23") in found
    (tie,) = [one for one in found if one.kind == "Tie"]
    assert (tie.says, tie.source) == ("Carl Dunn: Good", "church, says Ann Reed, 2026")
    (contact,) = [one for one in found if one.kind == "Contact"]
    assert (contact.says, contact.on) == ("Meeting with Carl Dunn. Talked of buses", "2026-11-02")
    assert any(one.kind == "Office" and "Superintendent of Lee County" in one.says for one in found)


def test_what_every_other_room_holds_of_them_is_there_too(known: Database) -> None:
    add(known, "Organization", {"group": {"name": "New leaders", "classification": "group"}})
    join(known, "MEMBER_OF", "Person", "Organization", [("ann", "group", {"role": "member", "key": "a|g"})])
    known.write(plan_event, NewEvent({"kind": "training", "name": "Bus day", "start": "2026-11-20"}, id="e1"), by=STAFF)
    known.write(check_in, "e1", Attendee("ann", "", "lee-schools"), by=STAFF)
    later = NewEvent({"kind": "reception", "name": "Dinner", "start": "2026-12-20"}, id="e2")
    known.write(plan_event, later, by=STAFF)
    known.write(invite, "e2", ["ann"], sent="2026-11-20", by=STAFF)
    known.write(reply, "e2", "ann", "yes", by=STAFF)
    pair = {"on": "2026-08-01", "mentor": ["bo"], "mentee": ["ann"]}
    known.write(add_record, MENTORSHIPS, "m1", pair, by=STAFF)
    known.write(add_record, AWARDS, "a1", {"on": "2026-09-01", "type": "hero", "person": ["ann"]}, by=STAFF)
    survey = {"on": "2026-07-15", "type": "needs", "title": "Needs"}
    known.write(add_record, SURVEYS, "s1", survey, by=STAFF)
    known.write(ask, "s1", ["ann"], by=STAFF)
    known.write(add_record, RESPONSES, "r1", {"on": "2026-07-20", "survey": ["s1"], "person": ["ann"]}, by=STAFF)
    known.write(open_round, NewRound("Fall", "superintendents", "2026-12-10", id="fall"), by=STAFF)
    opened = known.read(for_person, "ann", actor=STAFF)
    known.write(give, opened, NewAnswer("dora", "none", key="key-12345678"), by=opened.actor(STAFF.at))
    account = {"email": "ann@example.org", "name": "Ann Reed", "role": "member", "version": 1, "recorded_at": STAFF.at}
    add(known, "User", {"u-ann": account})
    join(known, "IS", "User", "Person", [("u-ann", "ann", {})])
    said = {(one.kind, one.says) for one in told(known, ANN)}
    assert {
        ("Membership", "Member, New leaders"),
        ("Event", "Came to Bus day for Lee County Schools"),
        ("Event", "Invited to Dinner, said yes"),
        ("Mentorship", "Bo Lee, Ann Reed"),
        ("Award", "Hero award, Ann Reed"),
        ("Survey", "Asked to answer “Needs”"),
        ("Response", "Needs, Ann Reed"),
        ("Census", "Asked in “Fall”: answered"),
        ("Census", "Dora Eads: Don’t know"),
        ("Account", "ann@example.org, member"),
    } <= said


def test_what_others_said_in_confidence_is_for_staff(known: Database) -> None:
    assert [one.says for one in told(known, ANN) if "Dora" in one.says] == []
    assert [one.says for one in told(known, STAFF) if "Dora" in one.says] == ["Dora Eads: Strained"]


@pytest.mark.parametrize("actor", [acting(Role.MEMBER, "bo"), acting(Role.VIEWER, None, user="viewer")])
def test_nobody_else_is_told_anything(known: Database, actor: Actor) -> None:
    with pytest.raises(NotFound):
        told(known, actor)
