"""Seats and offices: never two holders at once, whoever asks, and nothing is lost when a holding ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from worlds.legislature import STAFF, TODAY, value

from crm.errors import Conflict, InvalidData
from crm.records.history import history_of
from crm.stakeholders.founding import founding_id
from crm.stakeholders.holdings import (
    Holding,
    clash,
    correct_holding,
    end_holding,
    hold,
    holders,
    holding,
    holdings_of,
    remove_holding,
    succeed,
)
from crm.stakeholders.people import add_person
from crm.stakeholders.posts import post, seat_code
from crm.storage.database import Database


def span(start: str | None, end: str | None) -> Holding:
    return Holding("k", "p", "P", "post", "Post", start_date=start, end_date=end)


@pytest.mark.parametrize(
    ("one", "other", "at_once"),
    [
        (("2020-01-07", "2024-01-02"), ("2024-01-02", None), False),
        (("2020-01-07", "2024-01-03"), ("2024-01-02", None), True),
        (("2020", "2024"), ("2024", None), False),
        (("2020", None), ("2024", None), True),
        ((None, "2019"), ("2019-06", None), False),
        ((None, None), (None, None), True),
        (("2016", "2020"), ("2017", "2018"), True),
    ],
)
def test_two_spans_clash_only_when_no_reading_keeps_them_apart(one: tuple, other: tuple, at_once: bool) -> None:
    assert clash(span(*one), span(*other)) is at_once
    assert clash(span(*other), span(*one)) is at_once


def test_a_seat_cannot_have_two_holders_and_the_refusal_names_both_and_their_dates(world: Database) -> None:
    with pytest.raises(InvalidData) as refused:
        world.write(hold, "deb", "hd37", {"start_date": "2026-01-06"}, by=STAFF)
    sentence = refused.value.errors["start_date"][0]
    for part in (
        "House District 37",
        "Robert Roberson",
        "since Jan 2, 2024",
        "Deborah Turner-Ford",
        "since Jan 6, 2026",
    ):
        assert part in sentence
    assert [h.person_id for h in world.read(holders, "hd37")] == ["rob"]


def test_of_two_people_seated_at_the_same_moment_only_one_gets_the_seat(world: Database) -> None:
    world.write(lambda tx: tx.run("MATCH (:Person {id: 'rob'})-[h:HOLDS]->() DELETE h").consume())

    def seat(person_id: str) -> bool:
        try:
            world.write(hold, person_id, "hd37", {"start_date": "2026-01-06"}, by=STAFF)
        except InvalidData:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(seat, ["ed", "al", "deb", "sue"])) == 1
    assert len(world.read(holders, "hd37")) == 1


def test_an_office_that_several_share_may_have_several_holders(world: Database) -> None:
    for number in range(2):
        world.write(add_person, f"s{number}", {"name": f"Staff {number}"}, by=STAFF)
        world.write(hold, f"s{number}", founding_id("home-staff"), {}, by=STAFF)
    assert len(world.read(holders, founding_id("home-staff"))) == 2


def test_succeeding_ends_the_holders_time_that_day_and_without_a_day_changes_nothing(world: Database) -> None:
    with pytest.raises(InvalidData) as refused:
        world.write(succeed, "deb", "hd37", {}, by=STAFF)
    assert refused.value.errors == {"start_date": ["Write the day on which they took over."]}
    world.write(succeed, "deb", "hd37", {"start_date": "2026-01-06"}, by=STAFF)
    assert [(h.person_id, h.end_date) for h in world.read(holders, "hd37")] == [("deb", None), ("rob", "2026-01-06")]


def test_a_successor_takes_the_seat_on_the_day_the_holder_leaves(world: Database) -> None:
    key = world.read(holdings_of, "rob")[0].key
    world.write(end_holding, key, "2026-01-06", reason="Resigned", by=STAFF)
    world.write(hold, "deb", "hd37", {"start_date": "2026-01-06"}, by=STAFF)
    assert [(h.person_id, h.is_current(TODAY)) for h in world.read(holders, "hd37")] == [("deb", True), ("rob", False)]
    actions = [entry.action for entry in world.read(history_of, "hd37", actor=STAFF)]
    assert sorted(actions) == ["ended: Robert Roberson", "started: Deborah Turner-Ford"]


def test_a_holding_ended_by_hand_is_marked_so_that_no_import_reopens_it(world: Database) -> None:
    key = world.read(holdings_of, "rob")[0].key
    world.write(end_holding, key, "2026-01-06", by=STAFF)
    assert value(world, "MATCH ()-[h:HOLDS {key: $key}]->() RETURN h.corrected", key=key) == ["end_date"]
    with pytest.raises(Conflict, match="already left House District 37 on Jan 6, 2026"):
        world.write(end_holding, key, "2026-02-01", by=STAFF)


def test_dates_corrected_into_somebody_elses_time_are_refused(world: Database) -> None:
    key = world.read(holdings_of, "rob")[0].key
    world.write(end_holding, key, "2026-01-06", by=STAFF)
    world.write(hold, "deb", "hd37", {"start_date": "2026-01-06"}, by=STAFF)
    with pytest.raises(InvalidData, match="cannot have two holders at once"):
        world.write(correct_holding, key, {"start_date": "2024-01-02", "end_date": None}, by=STAFF)
    with pytest.raises(InvalidData, match="end is before the start"):
        world.write(correct_holding, key, {"start_date": "2024-01-02", "end_date": "2023-01-02"}, by=STAFF)
    world.write(correct_holding, key, {"start_date": "2023-06", "end_date": "2025-12"}, by=STAFF)
    assert world.read(holding, key).in_words == "Jun 2023 to Dec 2025"


def test_a_holding_entered_by_mistake_is_removed_and_history_keeps_it(world: Database) -> None:
    key = world.write(hold, "sue", "supt-clay-sd", {"start_date": "2020"}, by=STAFF)
    world.write(remove_holding, key, by=STAFF)
    assert world.read(holders, "supt-clay-sd") == []
    assert "removed: Superintendent of Clay County School District" in [
        entry.action for entry in world.read(history_of, "sue", actor=STAFF)
    ]


def test_the_same_holding_saved_twice_is_one(world: Database) -> None:
    keys = {world.write(hold, "sue", "supt-clay-sd", {"start_date": "2020"}, by=STAFF) for _ in range(2)}
    assert len(keys) == 1
    assert len(world.read(holders, "supt-clay-sd")) == 1


def test_a_change_of_holder_counts_as_a_change_of_structure(world: Database) -> None:
    count = "OPTIONAL MATCH (c:Counter {id: 'structure'}) RETURN coalesce(c.value, 0)"
    before = value(world, count)
    world.write(hold, "sue", "supt-clay-sd", {"start_date": "2020"}, by=STAFF)
    assert value(world, count) == before + 1


def test_seats_are_called_by_their_own_data(world: Database) -> None:
    assert world.read(post, "hd37", actor=STAFF).code == "HD 37"
    assert (seat_code("upper", "Berkshire"), seat_code("legislature", "3")) == ("SD Berkshire", "LD 3")
