"""Which districts a seat stands for, which seats a district faces, and the old congressional districts."""

import pytest
from worlds.legislature import STAFF, TODAY, value
from worlds.pieces import join

from crm.errors import InvalidData
from crm.stakeholders.ground.districts_faced import districts_of_seats, ground_of, merged, seats_of_districts
from crm.stakeholders.ground.old_districts import choose, old_districts, undecided
from crm.storage.database import Database

DIRECT = ("ground-lee-sd", "area-hd16", {"key": "direct", "share": 0.9, "source": "GIS", "as_of": "2026"})


def test_a_district_faces_seats_through_its_county_and_each_answer_says_so(world: Database) -> None:
    found = world.read(seats_of_districts, ["lee-sd"], today=TODAY)
    assert [(f.post_id, f.holder_name, f.how) for f in found] == [
        ("sd37", "Albert Butler", "through Lee County (40% of it)"),
        ("hd37", "Robert Roberson", "through Lee County (60% of it)"),
    ]
    assert (found[0].source, found[0].as_of) == ("Votes of 2023", "2023-11-07")


def test_a_direct_share_replaces_the_guess_through_the_county_in_that_chamber_only(world: Database) -> None:
    join(world, "OVERLAPS", "Area", "Area", [DIRECT])
    found = world.read(seats_of_districts, ["lee-sd"], today=TODAY)
    assert [(f.post_id, f.is_direct, f.how) for f in found] == [
        ("sd37", False, "through Lee County (40% of it)"),
        ("hd16", True, "90% of the district"),
    ]


def test_an_earlier_map_does_not_count(world: Database) -> None:
    world.write(lambda tx: tx.run("MATCH (a:Area {id: 'area-hd37'}) SET a.valid_to = '2025-11-04'").consume())
    assert {f.post_id for f in world.read(seats_of_districts, ["lee-sd"], today=TODAY)} == {"sd37"}
    assert {f.post_id for f in world.read(seats_of_districts, ["lee-sd"], today="2025-01-01")} == {"sd37", "hd37"}


def test_a_legislator_represents_districts_and_their_superintendents_are_named(world: Database) -> None:
    ground = world.read(ground_of, "rob", today=TODAY)
    assert [(f.district_name, f.superintendent_name) for f in ground.represented] == [
        ("Lee County School District", "Sue Hall"),
        ("Union Public", None),
    ]
    assert ground.delegation == ()


def test_a_superintendent_has_a_delegation(world: Database) -> None:
    ground = world.read(ground_of, "sue", today=TODAY)
    assert [f.holder_name for f in ground.delegation] == ["Albert Butler", "Robert Roberson"]


def test_a_district_in_two_counties_names_both_once(world: Database) -> None:
    join(world, "OVERLAPS", "Area", "Area", [("clay", "area-hd37", {"share": 0.1})])
    found = [f for f in world.read(districts_of_seats, ["hd37"], today=TODAY) if f.district_id == "both-sd"]
    assert [(f.counties, f.how) for f in found] == [(("Lee", "Clay"), "through Lee County and Clay County")]


def test_nothing_to_merge_makes_nothing() -> None:
    assert merged([]) == []


def test_a_whole_county_decides_the_old_district_and_a_split_one_waits_for_somebody(world: Database) -> None:
    found = {o.organization_id: o for o in world.read(old_districts)}
    assert (found["clay-sd"].number, found["clay-sd"].how) == ("1", "all of Clay County")
    assert (found["lee-sd"].number, found["lee-sd"].how) == (None, "to be chosen")
    assert [o.organization_id for o in world.read(undecided)] == ["lee-sd", "both-sd"]


def test_a_choice_is_kept_with_who_made_it_and_why_and_can_be_made_again(world: Database) -> None:
    world.write(choose, "lee-sd", "old3", "", by=STAFF)
    world.write(choose, "lee-sd", "old1", "Both schools lie in the northern precincts.", by=STAFF)
    found = world.read(old_districts, ("lee-sd",))[0]
    assert (found.number, found.chosen_by, found.how) == ("1", "Ann Reed", "chosen by Ann Reed")
    assert found.note == "Both schools lie in the northern precincts."
    assert value(world, "MATCH (:Area {id: 'ground-lee-sd'})-[x:OVERLAPS]-(:Area {district: '3'}) RETURN count(x)") == 0


def test_a_district_outside_the_county_cannot_be_chosen(world: Database) -> None:
    with pytest.raises(InvalidData, match="Choose one of the districts"):
        world.write(choose, "clay-sd", "old3", "", by=STAFF)
