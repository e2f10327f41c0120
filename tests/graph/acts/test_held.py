"""What is held about somebody is shown to them with its source, and nothing that was said in confidence by others."""

import pytest
from worlds import town
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.acts.held import Held, held_about
from crm.asks.asks import NewAsk, plan_ask
from crm.errors import NotFound
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
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


def test_what_others_said_in_confidence_is_for_staff(known: Database) -> None:
    assert [one.says for one in told(known, ANN) if "Dora" in one.says] == []
    assert [one.says for one in told(known, STAFF) if "Dora" in one.says] == ["Dora Eads: Strained"]


@pytest.mark.parametrize("actor", [acting(Role.MEMBER, "bo"), acting(Role.VIEWER, None, user="viewer")])
def test_nobody_else_is_told_anything(known: Database, actor: Actor) -> None:
    with pytest.raises(NotFound):
        told(known, actor)
