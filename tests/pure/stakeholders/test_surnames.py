"""Names printed in a roll call are matched to members, or asked about, and never guessed."""

import pytest

from crm.stakeholders.names.roll_call_names import Member, match, match_all, split_names


def member(name: str, district: str, family: str | None = None) -> Member:
    given, *rest = name.split(" ")
    return Member(f"id-{name}-{district}", name, family or rest[-1], given, district)


HOUSE = [
    member("Keith Jackson", "45"),
    member("Lataisha Jackson", "11"),
    member("Angela Turner-Ford", "16"),
    member("Kevin Ford", "54"),
    member("Carl Gibbs", "72"),
    member("Karl Gibbs", "36"),
    member("Theresa Gillespie Isom", "7"),
    member("Joel Carter Jr.", "49", "Carter"),
    member("Ángel Núñez", "90"),
]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Jackson (11th)", "Lataisha Jackson"),
        ("Jackson (45th)", "Keith Jackson"),
        ("Turner-Ford", "Angela Turner-Ford"),
        ("Turner Ford", "Angela Turner-Ford"),
        ("Ford", "Kevin Ford"),
        ("ISOM", "Theresa Gillespie Isom"),
        ("Carter, Jr.", "Joel Carter Jr."),
        ("Rep. Carter", "Joel Carter Jr."),
        ("Gibbs, C.", "Carl Gibbs"),
        ("Nunez", "Ángel Núñez"),
        ("Kevin Ford", "Kevin Ford"),
    ],
)
def test_a_printed_name_that_fits_one_member_is_matched(printed: str, name: str) -> None:
    found = match(printed, HOUSE)
    assert [member.name for member in found.members] == [name]
    assert found.problem is None


@pytest.mark.parametrize("printed", ["Jackson", "Gibbs"])
def test_a_name_that_fits_two_members_is_asked_about_with_both(printed: str) -> None:
    found = match(printed, HOUSE)
    assert found.person_id is None
    assert len(found.members) == 2
    assert all(member.name in (found.problem or "") for member in found.members)


@pytest.mark.parametrize("printed", ["Jackson (99th)", "Smith", "Ford (11th)"])
def test_a_name_that_fits_nobody_is_said_to_be_unknown(printed: str) -> None:
    found = match(printed, HOUSE)
    assert found.members == ()
    assert printed in (found.problem or "")


def test_a_predecessors_alias_does_not_take_the_vote() -> None:
    son = Member("son", "Lawrence Blackmon", "Blackmon", "Lawrence", "57", ("Edward Blackmon, Jr.",))
    assert match("Edward Blackmon", [son]).person_id is None


def test_a_printed_list_is_cut_into_names() -> None:
    text = "Yeas--Aguirre, Anderson (110th), Gibbs, C., Carter, Jr., Turner-Ford. Total--5."
    assert split_names(text) == ["Aguirre", "Anderson (110th)", "Gibbs, C", "Carter Jr", "Turner-Ford"]
    assert split_names("Nays--None.") == []


def test_every_printed_name_gets_an_answer_in_order() -> None:
    answers = match_all(["Ford", "Jackson", "Nobody"], HOUSE)
    assert [len(answer.members) for answer in answers] == [1, 2, 0]
