"""What people wish about being asked holds in every path, list and count from the next question on."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds.pieces import write
from worlds.town import acting

from crm.records.actor import Actor
from crm.relationships.coverage.board import Board, Filter, coverage
from crm.relationships.network import Network
from crm.relationships.paths.path_answers import Answer, Question, influence
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
OFFICE = acting(person=None, user="office")  # nobody of the town, whose own ties would be theirs to see
ANN = acting(Role.MEMBER, "ann")
VIEWER = acting(Role.VIEWER, None, user="viewer")
TO_CARL = Question("person", "carl", start="superintendents")


def know(database: Database, a: str, b: str, level: str = "close") -> None:
    database.write(rate, NewRating(a, b, level, said_by=a, visibility="shared"), by=STAFF)


def ways(database: Database, network: Network, question: Question = TO_CARL, actor: Actor = STAFF) -> Answer:
    return influence(database, network, question, actor=actor)


def people(answer: Answer) -> list[list[str]]:
    return [[person.id for person in path.people] for path in answer.targets[0].paths]


def board(database: Database, network: Network, actor: Actor = STAFF, **chosen: str) -> Board:
    return coverage(database, network, Filter(**chosen), actor=actor)


@pytest.fixture
def tied(settled: Database) -> Database:
    know(settled, "ann", "carl", "close")
    know(settled, "bo", "carl", "good")
    know(settled, "amy", "ann", "close")
    return settled


def test_withdrawing_consent_for_one_legislator_takes_that_tie_from_the_next_path_and_the_board(tied: Database) -> None:
    network = Network()
    assert people(ways(tied, network))[0] == ["ann", "carl"]
    tied.write(prefer, "ann", "never", about="carl", by=ANN)
    assert people(ways(tied, network)) == [["bo", "carl"]]
    assert people(ways(tied, network, Question("person", "carl", start="staff"))) == []
    (seat,) = [row for row in board(tied, network).rows if row.best]
    assert (seat.best.person.id, seat.ties) == ("bo", 1)
    tied.write(prefer, "ann", "yes", about="carl", by=ANN)
    assert people(ways(tied, network))[0] == ["ann", "carl"]


@pytest.mark.parametrize("actor", [STAFF, ANN, VIEWER])
def test_who_never_wants_to_be_asked_is_in_no_path_and_in_no_count(tied: Database, actor: Actor) -> None:
    network = Network()
    assert board(tied, network, actor).good == 1
    tied.write(prefer, "ann", "never", reason="Not while I am on leave", by=ANN)
    tied.write(prefer, "bo", "never", by=STAFF)
    assert [row.best for row in board(tied, network, actor).rows if row.best] == []
    assert board(tied, network, actor, on="2026-11-22").good == 0
    own = [["ann", "carl"]] if actor is ANN else []
    assert people(ways(tied, network, actor=actor)) == own
    assert people(ways(tied, network, Question("person", "carl", start="staff"), actor=actor)) == []


def test_staff_are_told_that_a_preference_stands_in_the_way_and_nobody_else_is(tied: Database) -> None:
    network = Network()
    assert ways(tied, network).targets[0].blocked == ""
    tied.write(prefer, "ann", "never", about="carl", by=ANN)
    told = ways(tied, network).targets[0]
    assert told.blocked == "A stronger way, through Ann Reed, is blocked by a preference."
    assert ways(tied, network, actor=VIEWER).targets[0].blocked == ""
    assert ways(tied, network, actor=acting(Role.MEMBER, "bo")).targets[0].blocked == ""


def test_who_rests_from_being_asked_is_passed_by_until_the_day(tied: Database) -> None:
    write(tied, "MATCH (p:Person {id: 'ann'}) SET p.resting_until = '2026-11-24'")
    assert people(ways(tied, Network())) == [["bo", "carl"]]
    assert people(ways(tied, Network(), actor=acting(at="2026-11-24T15:00:00.000000Z")))[0] == ["ann", "carl"]


@given(never=st.sets(st.sampled_from([(a, b) for a in ("amy", "ann", "bo", "phil") for b in ("carl", "dora", None)])))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_ever_uses_what_somebody_has_withdrawn(tied: Database, never: set) -> None:
    for a, b in (("ann", "dora"), ("bo", "dora"), ("phil", "bo"), ("phil", "carl")):
        know(tied, a, b)
    write(tied, "MATCH ()-[m:MAY_BE_ASKED]->() DELETE m")
    write(tied, "MATCH (p:Person) REMOVE p.opted_out")
    for person, about in sorted(never, key=str):
        tied.write(prefer, person, "never", about=about, by=STAFF)
    network = Network()
    silent = {person for person, about in never if about is None}
    for target in ("carl", "dora"):
        for start in ("staff", "superintendents"):
            for path in people(ways(tied, network, Question("person", target, start=start, k=20), OFFICE)):
                steps = {frozenset(step) for step in pairwise(path)}
                assert not silent.intersection(path[:-1])
                assert not steps & {frozenset(pair) for pair in never if pair[1]}
