"""The network in memory is as fresh as the last write, ages with the clock, and differs by reader."""

import pytest
from worlds.office import CHICAGO
from worlds.pieces import write
from worlds.town import acting, gather

from crm.acts.contacts import log_contact
from crm.events.attendance import check_in, check_out
from crm.events.calling_off import call_off, plan_again
from crm.events.event_kind import EVENT
from crm.events.events import Attendee, event
from crm.interactions.contact_form import NewInteraction
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.relationships import network as module
from crm.relationships import tie_columns
from crm.relationships.network import Network, View
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, retract
from crm.relationships.tie_upkeep import bring_into_step, ties_removed
from crm.storage.counters import STRUCTURE, TIES, bump, values
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()


def say(database: Database, a: str, b: str, level: str = "good", **more: object) -> str:
    return database.write(rate, NewRating(a, b, level, said_by=a, **more), by=STAFF)  # type: ignore[arg-type]


def strength(view: View, a: str, b: str) -> float:
    places = view.projection.position
    return view.projection.confirmed.tie(places[a], places[b])[0] if {a, b} <= places.keys() else 0.0


def same(one: View, other: View) -> bool:
    return (
        one.projection.people == other.projection.people
        and one.projection.all_rows()[0].strengths.tolist()
        == pytest.approx(other.projection.all_rows()[0].strengths.tolist())
        and one.projection.all_rows()[0].guesses.tolist() == other.projection.all_rows()[0].guesses.tolist()
    )


def test_each_write_is_in_the_next_view(settled: Database) -> None:
    network = Network()
    assert strength(network.current(settled, STAFF), "amy", "carl") == 0
    said = say(settled, "amy", "carl", "close")
    assert strength(network.current(settled, STAFF), "amy", "carl") == pytest.approx(0.9, abs=0.001)
    settled.write(log_contact, NewInteraction(("carl",), ("amy",)), by=STAFF)
    assert strength(network.current(settled, STAFF), "amy", "carl") > 0.9
    settled.write(retract, said, by=STAFF)
    assert 0 < strength(network.current(settled, STAFF), "amy", "carl") < 0.9


def test_a_service_that_started_without_any_tie_is_asked_again_and_again(graph: Database) -> None:
    network = Network()
    bring_into_step(graph, CHICAGO)
    assert graph.read(values, TIES) == {TIES: 0}
    first = network.current(graph, STAFF)
    assert network.current(graph, STAFF) is first


def test_nothing_is_made_anew_while_nothing_was_written(settled: Database) -> None:
    network = Network()
    say(settled, "amy", "carl")
    view = network.current(settled, STAFF)
    assert network.current(settled, STAFF) is view
    assert view.paths(guesses=False) is network.current(settled, STAFF).paths(guesses=False)


def test_a_view_kept_up_by_changes_is_the_view_read_anew(settled: Database) -> None:
    network = Network()
    network.current(settled, STAFF)
    for a, b, level in (
        ("amy", "carl", "close"),
        ("ann", "carl", "know"),
        ("ann", "carl", "none"),
        ("gus", "fay", "good"),
    ):
        say(settled, a, b, level, visibility="shared")
        network.current(settled, STAFF)
    settled.write(log_contact, NewInteraction(("dora", "eli"), ("bo", "amy")), by=STAFF)
    viewer = acting(Role.VIEWER, None, user="viewer")
    for actor in (STAFF, viewer, acting(Role.MEMBER, "bo")):
        assert same(network.current(settled, actor), Network().current(settled, actor))


def test_a_change_is_kept_after_the_counter_has_settled(settled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SETTLING", 0.0)
    network = Network()
    network.current(settled, STAFF)
    for other in ("carl", "dora", "eli"):
        say(settled, "amy", other)
        for _ in range(3):
            view = network.current(settled, STAFF)
    assert [round(strength(view, "amy", other), 2) for other in ("carl", "dora", "eli")] == [0.6, 0.6, 0.6]


def test_ties_are_read_in_chunks_without_losing_one(settled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("carl", "dora", "eli", "fay", "gus"):
        say(settled, "amy", other)
    whole = Network().current(settled, STAFF)
    monkeypatch.setattr(tie_columns, "AT_ONCE", 2)
    assert same(Network().current(settled, STAFF), whole)


def test_more_changes_than_are_worth_following_are_read_anew(
    settled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CHANGES", 2)
    network = Network()
    network.current(settled, STAFF)
    for other in ("carl", "dora", "eli"):
        say(settled, "amy", other)
    assert same(network.current(settled, STAFF), Network().current(settled, STAFF))


def test_ties_age_with_the_clock(settled: Database) -> None:
    network = Network()
    settled.write(log_contact, NewInteraction(("carl",), ("amy",)), by=STAFF)
    now = strength(network.current(settled, STAFF), "amy", "carl")
    later = strength(network.current(settled, acting(at="2027-05-23T15:00:00.000000Z")), "amy", "carl")
    assert later < now * 0.6


def test_the_structure_and_removals_are_noticed(settled: Database) -> None:
    network = Network()
    say(settled, "amy", "carl")
    before = network.current(settled, STAFF)
    assert before.guesses.between("carl", "dora")
    write(settled, "MATCH (:Person {id: 'dora'})-[m:MEMBER_OF]->() DELETE m")
    settled.write(bump, STRUCTURE)
    assert not network.current(settled, STAFF).guesses.between("carl", "dora")
    write(settled, "MATCH (p:Person {id: 'carl'}) DETACH DELETE p")
    settled.write(ties_removed)
    assert "carl" not in network.current(settled, STAFF).projection.position


def test_deleted_people_are_not_in_it_and_those_who_opted_out_are_closed(settled: Database) -> None:
    say(settled, "amy", "carl")
    say(settled, "amy", "gus")
    write(settled, "MATCH (p:Person {id: 'carl'}) SET p.deleted_at = $at", at=STAFF.at)
    write(settled, "MATCH (p:Person {id: 'gus'}) SET p.opted_out = true")
    view = Network().current(settled, STAFF)
    assert "carl" not in view.projection.position
    assert view.closed == {"gus"}


def test_strained_ties_are_in_no_view_and_guesses_never_lift_a_known_tie(settled: Database) -> None:
    say(settled, "ann", "carl", "know")
    say(settled, "amy", "dora", valence=-1)
    view = Network().current(settled, STAFF)
    assert strength(view, "ann", "carl") == pytest.approx(0.3, abs=0.001)
    assert strength(view, "amy", "dora") == 0


def test_said_not_to_know_each_other_answers_the_guess(settled: Database) -> None:
    say(settled, "ann", "carl", "none")
    view = Network().current(settled, STAFF)
    places = view.projection.position
    assert view.projection.tie(places["ann"], places["carl"]) == (0.0, False)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (STAFF, {"carl", "dora", "eli", "fay"}),
        (acting(Role.MEMBER, "ann"), {"carl", "dora", "eli"}),
        (acting(Role.MEMBER, "bo"), {"carl"}),
        (acting(Role.VIEWER, "ann"), {"carl"}),
    ],
)
def test_each_reader_has_the_shared_part_and_members_their_own_over_it(
    settled: Database, actor: Actor, sees: set[str]
) -> None:
    ann = acting(Role.MEMBER, "ann")
    say(settled, "ann", "carl", visibility="shared")
    settled.write(rate, NewRating("ann", "dora", "good", said_by="ann"), by=ann)
    settled.write(log_contact, NewInteraction(("eli",), ("ann",)), by=STAFF)
    settled.write(rate, NewRating("ann", "fay", "good", said_by="amy"), by=STAFF)
    view = Network().current(settled, actor)
    assert {other for other in ("carl", "dora", "eli", "fay") if strength(view, "ann", other)} == sees


def supposed(view: View, a: str, b: str) -> float:
    places = view.projection.position
    found, guess = view.projection.tie(places[a], places[b]) if {a, b} <= places.keys() else (0.0, True)
    assert guess or not found
    return round(found, 3)


def test_who_is_checked_in_together_is_supposed_to_have_met_at_once(settled: Database) -> None:
    network = Network()
    gather(settled, "talk", "Budget talk", "2026-11-02", ["gus"], status="planned")
    said: list[float] = []

    def look() -> None:
        view, anew = network.current(settled, STAFF), Network().current(settled, STAFF)
        assert view.guesses == anew.guesses
        assert supposed(view, "amy", "gus") == supposed(anew, "amy", "gus")
        said.append(supposed(view, "amy", "gus"))

    look()
    settled.write(check_in, "talk", Attendee("amy", "", None), by=STAFF)
    look()
    settled.write(check_in, "talk", Attendee("carl", "", None), by=STAFF)
    look()
    settled.write(check_out, "talk", "carl", by=STAFF)
    look()
    settled.write(call_off, "talk", settled.read(event, "talk").version, by=STAFF)
    look()
    settled.write(plan_again, "talk", settled.read(event, "talk").version, by=STAFF)
    look()
    settled.write(lifecycle.delete, EVENT, "talk", version=settled.read(event, "talk").version, by=STAFF)
    look()
    settled.write(lifecycle.restore, EVENT, "talk", by=STAFF)
    look()
    assert said == [0, 0.3, 0.15, 0.3, 0, 0.3, 0, 0.3]


def test_who_came_where_is_guessed_from_in_no_view_but_that_of_staff(settled: Database) -> None:
    network = Network()
    gather(settled, "talk", "Budget talk", "2026-11-02", ["gus", "ann"])
    for late in (False, True):
        assert supposed(network.current(settled, STAFF), "ann", "gus") == (0.15 if late else 0.3)
        for actor in (acting(Role.MEMBER, "ann"), acting(Role.VIEWER, None, user="viewer")):
            view = network.current(settled, actor)
            assert supposed(view, "ann", "gus") == 0
            assert view.guesses.between("ann", "gus") == ()
        settled.write(check_in, "talk", Attendee("bo", "", None), by=STAFF)


def test_a_tie_that_is_known_is_no_stronger_for_having_been_in_one_room(settled: Database) -> None:
    network = Network()
    say(settled, "ann", "gus", "know")
    before = strength(network.current(settled, STAFF), "ann", "gus")
    gather(settled, "talk", "Budget talk", "2026-11-02", ["gus", "ann"])
    settled.write(check_in, "talk", Attendee("bo", "", None), by=STAFF)
    view = network.current(settled, STAFF)
    assert strength(view, "ann", "gus") == before
    assert supposed(view, "bo", "gus") == 0.15
