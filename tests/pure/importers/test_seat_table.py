"""Seats of every state's chambers from the table, also where the members listed would say otherwise."""

from pathlib import Path

import pytest

from importers import openstates
from importers.openstates_files import read_files
from importers.openstates_seats import count_seats
from importers.seat_table import old_districts, seats_of
from importers.seat_table_maker import packed

DATA = Path("/work/shared/data/openstates")


@pytest.mark.parametrize(
    ("state", "chamber", "seats"),
    [
        ("ms", "lower", 122), ("ms", "upper", 52), ("ne", "legislature", 49), ("vt", "lower", 150), ("vt", "upper", 30),
        ("md", "lower", 141), ("md", "upper", 47), ("nd", "lower", 94), ("nd", "upper", 47), ("dc", "legislature", 13),
        ("pr", "lower", 53), ("pr", "upper", 28), ("nh", "lower", 400), ("nh", "upper", 24), ("id", "lower", 70),
        ("ma", "lower", 160),
    ],
)  # fmt: skip
def test_every_chamber_has_as_many_seats_as_its_law_says(state: str, chamber: str, seats: int) -> None:
    assert sum(seats_of(state, chamber).values()) == seats


def test_subdistricts_have_letters_and_what_was_divided_is_old() -> None:
    house = seats_of("md", "lower")
    assert (house["7A"], house["7B"], house["3"]) == (2, 1, 3)
    assert "7" not in house
    assert "7" in old_districts("md", "lower")
    assert seats_of("dc", "legislature")["At-Large"] == 4
    assert seats_of("xx", "lower") == {}


def test_a_run_of_districts_is_packed_and_read_again() -> None:
    assert packed(iter([("1", 2), ("2", 2), ("4A", 1), ("5", 1)])) == "1-2*2;4A;5"


@pytest.mark.skipif(not DATA.exists(), reason="the folders of other states are not on this machine")
@pytest.mark.parametrize(
    ("state", "seats", "vacant"),
    [
        ("ms", {"lower": 122, "upper": 52}, 0),
        ("md", {"lower": 141, "upper": 47}, 0),
        ("nd", {"lower": 94, "upper": 47}, 1),
    ],
)
def test_a_state_has_its_seats_and_its_real_vacancies(state: str, seats: dict[str, int], vacant: int) -> None:
    found = count_seats(read_files(DATA / state).people, "2026-08-05")
    counted = dict.fromkeys(seats, 0)
    for (_, chamber, _), count in found.counts.items():
        counted[chamber] += count
    assert (counted, found.vacant, found.unknown) == (seats, vacant, ())


@pytest.mark.skipif(not DATA.exists(), reason="the folders of other states are not on this machine")
def test_who_sat_for_a_district_that_is_no_longer_drawn_is_kept() -> None:
    draft = openstates.read(DATA / "md", as_of="2026-08-05")
    old = {record.ref for record in draft.records if record.values.get("role") == "old_seat"}
    held = [link for link in draft.links if link.type == "HOLDS" and link.ends[0] in old]
    assert "md|lower|7|1" in old
    assert held
    assert all(link.values.get("end_date") for link in held)
    assert not [
        record for record in draft.records if record.ref == "md|lower|7|1" and record.values["role"] == "member"
    ]
    assert len([notice for notice in draft.notices if "no longer drawn" in notice]) == 1
