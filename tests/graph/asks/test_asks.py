"""An ask goes from planned to what came of it, and nobody is asked more often, or for more, than they want."""

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.acts.ask_plans import log_outcome
from crm.acts.held import held_about
from crm.asks.asks import NewAsk, State, ask, ask_behind, asks, hold_to_rules, loads, move_ask, plan_ask
from crm.asks.introductions import introductions
from crm.asks.rules import AskRules
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.relationships.network import Network
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")


def plan(database: Database, asker: str = "ann", target: str = "carl", **more: str) -> str:
    new = NewAsk(asker, target, id=f"ask-{asker}-{target}", **more)
    return database.write(plan_ask, new, by=STAFF)


def test_an_ask_is_planned_once_with_its_day_and_its_reasons(settled: Database) -> None:
    made = plan(settled, due="2026-12", reasons="Close tie", text="Thank her first", through="amy")
    assert plan(settled, due="2026-12", reasons="Close tie") == made
    (found,) = settled.read(asks, actor=STAFF)
    assert (found.asker.name, found.target.name, found.through.name) == ("Ann Reed", "Carl Dunn", "Amy Hale")
    assert (found.state, found.due, found.reasons, found.text) == (
        State.PLANNED,
        "2026-12-31",
        "Close tie",
        "Thank her first",
    )


def test_the_one_asked_says_whether_they_will_and_staff_take_the_other_steps(settled: Database) -> None:
    made = plan(settled)
    settled.write(move_ask, made, "asked", version=1, by=STAFF)
    settled.write(move_ask, made, "accepted", version=2, by=ANN)
    assert settled.read(ask, made, actor=ANN).state is State.ACCEPTED
    with pytest.raises(NotFound):
        settled.write(move_ask, made, "asked", version=3, by=ANN)
    with pytest.raises(InvalidData, match="cannot become planned next"):
        settled.write(move_ask, made, "planned", version=3, by=STAFF)
    with pytest.raises(Conflict):
        settled.write(move_ask, made, "done", version=1, by=STAFF)
    with pytest.raises(InvalidData, match="Choose one of the steps"):
        settled.write(move_ask, made, "won", version=3, by=STAFF)


def test_nobody_but_staff_and_the_one_asked_sees_an_ask(settled: Database) -> None:
    made = plan(settled)
    assert [one.id for one in settled.read(asks, actor=ANN)] == [made]
    for actor in (BO, VIEWER):
        assert settled.read(asks, actor=actor) == []
        with pytest.raises(NotFound):
            settled.read(ask, made, actor=actor)
    for actor in (ANN, VIEWER):
        with pytest.raises(NotAllowed):
            settled.write(plan_ask, NewAsk("bo", "dora", id="ask-bo-dora"), by=actor)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"target": "ann"}, "target"),
        ({"target": "nobody"}, "target"),
        ({"through": "carl"}, "through"),
        ({"due": "2026-11-01"}, "due"),
        ({"subject": "no-such-issue"}, "subject"),
    ],
)
def test_an_ask_that_makes_no_sense_is_refused_by_name(settled: Database, more: dict, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        plan(settled, **more)
    assert list(refused.value.errors) == [field]
    assert settled.read(asks, actor=STAFF) == []


def test_what_somebody_does_not_want_is_never_asked_of_them(settled: Database) -> None:
    settled.write(prefer, "ann", "never", about="carl", by=ANN)
    with pytest.raises(Conflict, match="Ann Reed does not want to be asked this"):
        plan(settled)
    settled.write(prefer, "bo", "never", by=BO)
    with pytest.raises(Conflict, match="Bo Lee does not want"):
        plan(settled, "bo", "dora")


def test_nobody_is_asked_to_introduce_who_does_not_want_to(settled: Database) -> None:
    settled.write(prefer, "amy", "never", about="carl", by=STAFF)
    with pytest.raises(Conflict, match="Amy Hale does not want to be asked this"):
        plan(settled, through="amy")
    assert plan(settled, "ann", "dora", through="amy")


def test_an_ask_that_was_planned_is_not_made_once_somebody_does_not_want_it_any_more(settled: Database) -> None:
    made = plan(settled)
    assert not settled.read(ask, made, actor=STAFF).is_unwanted
    settled.write(prefer, "ann", "never", about="carl", by=STAFF)
    assert settled.read(ask, made, actor=STAFF).is_unwanted
    with pytest.raises(Conflict, match="Ann Reed does not want to be asked this any more"):
        settled.write(move_ask, made, "asked", version=1, by=STAFF)
    settled.write(prefer, "ann", "yes", about="carl", by=STAFF)
    settled.write(move_ask, made, "asked", version=1, by=STAFF)


def test_an_introduction_is_credited_to_whoever_makes_it_and_told_to_nobody_else(settled: Database) -> None:
    made = plan(settled, through="bo", reasons="Carl owes him one", text="Thank him")
    settled.write(log_outcome, made, NewInteraction(("carl",), ("ann",), channel="call"), version=1, by=STAFF)
    for actor in (STAFF, BO):
        (one,) = settled.read(introductions, "bo", actor=actor)
        assert one.ask == made
        assert one.says == "Introduce Ann Reed to Carl Dunn: done"
    assert settled.read(introductions, "bo", actor=ANN) == []
    assert settled.read(introductions, "bo", actor=VIEWER) == []
    held = [one.says for one in settled.read(held_about, "bo", actor=BO) if one.kind == "Introduction"]
    assert held == ["Introduce Ann Reed to Carl Dunn: done"]


def test_nobody_is_given_more_asks_than_the_rules_allow(settled: Database) -> None:
    for target in ("carl", "dora", "eli"):
        plan(settled, target=target)
    with pytest.raises(Conflict, match="has been asked enough for now"):
        plan(settled, target="fay")
    assert settled.read(loads, ["ann"], "2026-11-23")["ann"].rests_until == "2027-02-21"
    settled.write(hold_to_rules, AskRules(most=4), by=STAFF)
    plan(settled, target="fay")
    assert settled.read(loads, ["ann", "bo"], "2026-11-23")["bo"].left == 4


def test_who_has_been_asked_enough_is_in_no_path_until_they_have_rested(settled: Database) -> None:
    from crm.relationships.paths.path_answers import Question, influence

    network = Network()
    for a, b in (("amy", "ann"), ("ann", "carl")):
        settled.write(rate, NewRating(a, b, "close", said_by=a), by=STAFF)
    question = Question("person", "carl", start="staff")
    assert influence(settled, network, question, actor=STAFF).targets[0].paths
    settled.write(hold_to_rules, AskRules(most=1), by=STAFF)
    plan(settled, target="dora")
    told = influence(settled, network, question, actor=STAFF).targets[0]
    assert (told.paths, told.blocked) == ((), "A stronger way, through Ann Reed, is blocked by a preference.")
    settled.write(move_ask, "ask-ann-dora", "declined", version=1, by=ANN)
    assert settled.read(loads, ["ann"], "2026-11-23")["ann"].rests_until == "2026-12-23"
    later = acting(at="2026-12-23T15:00:00.000000Z")
    assert influence(settled, Network(), question, actor=later).targets[0].paths


def test_declining_changes_nothing_about_how_well_somebody_knows_anybody(settled: Database) -> None:
    settled.write(rate, NewRating("ann", "carl", "close", said_by="ann"), by=STAFF)
    before = write(settled, "MATCH ()-[k:KNOWS]->() RETURN properties(k) AS k")
    plan(settled)
    settled.write(move_ask, "ask-ann-carl", "declined", version=1, by=ANN)
    assert write(settled, "MATCH ()-[k:KNOWS]->() RETURN properties(k) AS k") == before


def test_what_came_of_an_ask_is_a_contact_that_names_it(settled: Database) -> None:
    made = plan(settled)
    new = NewInteraction(("carl",), ("ann",), channel="call", answer="He will think about it")
    contact = settled.write(log_outcome, made, new, version=1, by=STAFF)
    settled.write(log_outcome, made, new, version=1, by=STAFF)
    found = settled.read(ask, made, actor=STAFF)
    assert (found.state, found.outcome) == (State.DONE, contact)
    assert settled.read(ask_behind, contact, actor=STAFF) == found
    assert settled.read(ask_behind, contact, actor=ANN) == found
    assert settled.read(ask_behind, contact, actor=BO) is None
    assert write(settled, "MATCH (i:Interaction) RETURN count(i) AS n") == [{"n": 1}]
