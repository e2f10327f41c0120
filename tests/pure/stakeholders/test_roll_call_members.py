"""Whom a roll call means, with the given name and the seat where a source has them: never silently against either."""

import pytest

from crm.stakeholders.names.roll_call_names import Member, fitting, is_named

SITTING = [
    Member("sheldon", "Sheldon Neeley", "Neeley", "Sheldon", "34"),
    Member("cynthia", "Cynthia Neeley", "Neeley", "Cynthia", "35"),
    Member("kyra", "Kyra Harris Bolden", "Harris Bolden", "Kyra", "29"),
    Member("erika", "Erika Geiss", "Geiss", "Erika", "12"),
    Member("jim", "James Runestad", "Runestad", "James", "44", nickname="Jim"),
    Member("jose", "José Núñez", "Núñez", "José", "7"),
]


@pytest.mark.parametrize(
    ("surname", "given", "seat", "who"),
    [
        ("Neeley", "Sheldon", "", ["sheldon"]),
        ("Neeley", "", "35", ["cynthia"]),
        ("Neeley", "", "", ["sheldon", "cynthia"]),
        ("Bolden", "Kyra", "", ["kyra"]),
        ("Runestad", "Jim", "44", ["jim"]),
        ("Nunez", "Jose", "7", ["jose"]),
        ("Geiss", "Erika", "12", ["erika"]),
        ("Geiss", "Erika", "6", ["erika"]),
    ],
)
def test_the_given_name_and_the_seat_tell_members_apart(surname: str, given: str, seat: str, who: list[str]) -> None:
    assert sorted(member.person_id for member in fitting(surname, given, seat, SITTING)) == sorted(who)


@pytest.mark.parametrize(
    ("surname", "given", "seat"), [("Geiss", "Douglas", "12"), ("Geiss", "Douglas", ""), ("Neeley", "Sheldon", "35")]
)
def test_what_contradicts_is_never_taken_silently(surname: str, given: str, seat: str) -> None:
    assert len(fitting(surname, given, seat, SITTING)) != 1


def test_an_identifier_counts_as_far_as_the_names_do_not_contradict_it() -> None:
    erika, kyra = SITTING[3], SITTING[2]
    assert is_named(erika, "Geiss", "Erika")
    assert not is_named(erika, "Geiss", "Douglas")
    assert is_named(kyra, "Bolden", "Kyra")
    assert is_named(kyra, "Newname", "Kyra")
    assert not is_named(kyra, "Newname", "")
