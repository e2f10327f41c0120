"""Whether two descriptions are of one person: silently only where nothing contradicts, otherwise with the reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.stakeholders.names.folding import email_key, is_role_mailbox, name_key, same_family, spellings, words
from crm.stakeholders.names.given_names import Likeness, given_likeness, short_forms
from crm.stakeholders.names.person_names import read_person
from crm.stakeholders.names.same_person import Circumstances, Description, Verdict, described, judge

OFFICE = Circumstances(same_office=True)


def called(name: str, email: str = "", **more: str) -> Description:
    read = read_person(name)
    facts = {"given": read.given, "middle": read.middle, "family": read.family, "suffix": read.suffix}
    return Description(**{**facts, "email": email, **more})


def verdict(new: str, known: str, where: Circumstances = OFFICE, email: str = "") -> Verdict:
    return judge(called(new, email), called(known, email), where).verdict


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("Ann Reed", "Ann Reed"),
        ("ANN REED", "Ann Q. Reed"),
        ("Reed, Dr. Ann", "Ann Reed"),
        ("A. Q. Reed", "Ann Reed"),
        ("Bob Reed", "Robert Reed"),
        ("Hank Reed", "Henry Reed"),
        ("Vicki Reed", "Victoria Reed"),
        ("Andrew Mcdonald", "Andrew McDonald"),
        ("Ann O’Neal", "Ann O'Neal"),
        ("Jose Nunez", "José Núñez"),
        ("Ann Turner Ford", "Ann Turner-Ford"),
        ("Ann De Bar", "Ann DeBar"),
        ("Ann Saint John", "Ann St. John"),
        ("Ann Mac Allendar", "Ann MacAllendar"),
        ("Terrenec Burkett", "Terrence Burkett"),
        ("Wanda Langtson", "Wanda Langston"),
        ("Terrence Stegal", "Terrence Stegall"),
        ("Earl Kilgore-Applewhite", "Earl H. Kilgore"),
        ("Briggs Hopson", "W. Briggs Hopson"),
    ],
)
def test_one_person_in_one_office_however_written(new: str, known: str) -> None:
    assert verdict(new, known) == Verdict.SAME


@pytest.mark.parametrize(
    ("new", "known", "reason"),
    [
        ("Roberta Reed", "Robert Reed", "another first name (Robert, Roberta)"),
        ("Johnathan Reed", "John Reed", "another first name (John, Johnathan)"),
        ("Marion Reed", "Marian Reed", "another first name (Marian, Marion)"),
        ("Anna Reed", "Ann Reed", "another first name (Ann, Anna)"),
        ("Sandy Reed", "Alexander Reed", "another first name (Alexander, Sandy)"),
        ("Ann Varnado", "Ann Quarles", "another last name (Quarles, Varnado)"),
        ("Ann B. Reed", "Ann C. Reed", "another middle name (C., B.)"),
        ("Ann Reed Jr.", "Ann Reed", "Jr. is new"),
    ],
)
def test_who_resembles_the_one_in_office_is_asked_about_with_the_reasons(new: str, known: str, reason: str) -> None:
    judgment = judge(called(new), called(known), OFFICE)
    assert judgment.verdict == Verdict.ASK
    assert reason in judgment.contradicts
    assert "the same office" in judgment.agrees
    assert judgment.in_words.startswith("For it: ")


@pytest.mark.parametrize(
    ("new", "known"), [("Wanda Mizell", "Ann Reed"), ("Ann Reed Jr.", "Ann Reed Sr."), ("A. Mizell", "Ann Reed")]
)
def test_a_successor_of_another_name_or_generation_is_another_person(new: str, known: str) -> None:
    assert verdict(new, known) == Verdict.OTHER


def test_a_mailbox_of_an_office_is_no_evidence() -> None:
    elsewhere = Circumstances()
    assert verdict("Ann Reed", "Ann Reed", elsewhere, "superintendent@x.example.org") == Verdict.ASK
    assert verdict("Ann Mizell", "Ann Reed", elsewhere, "superintendent@x.example.org") == Verdict.OTHER
    assert verdict("Ann Reed", "Ann Reed", elsewhere, "areed@x.example.org") == Verdict.SAME
    shared = Circumstances(shared=frozenset({"areed@x.example.org"}))
    assert verdict("Ann Reed", "Ann Reed", shared, "areed@x.example.org") == Verdict.ASK


@pytest.mark.parametrize(
    "address",
    [
        "superintendent@x.org",
        "Supt@x.org",
        "info@x.org",
        "lee.office@x.org",
        "leesuperintendent@x.org",
        "emced@emced.org",
    ],
)
def test_addresses_of_offices_are_known_as_such(address: str) -> None:
    assert is_role_mailbox(address)


@pytest.mark.parametrize("address", ["areed@x.org", "ann.reed@lee.k12.ms.us", "reed7@x.org"])
def test_addresses_of_people_are_theirs(address: str) -> None:
    assert not is_role_mailbox(address)
    assert email_key(address.upper()) == email_key(f" {address} ")


def test_one_agreeing_field_never_outweighs_a_contradicting_one() -> None:
    """The same mailbox and first name with another last name was once taken for one person."""
    assert verdict("Margaret Varnado", "Margaret Quarles", OFFICE, "mquarles@x.example.org") == Verdict.ASK
    assert verdict("Roberta Reed", "Robert Reed", OFFICE, "rreed@x.example.org") == Verdict.ASK
    born = [Description("Ann", "", "Reed", birth_date=day) for day in ("1950-03-02", "1972")]
    assert judge(born[0], born[1], OFFICE).verdict == Verdict.ASK
    assert judge(born[0], Description("Ann", "", "Reed", birth_date="1950-03"), OFFICE).verdict == Verdict.SAME


def test_a_namesake_elsewhere_is_asked_about_unless_one_list_tells_them_apart() -> None:
    assert verdict("Ann Reed", "Ann Reed", Circumstances()) == Verdict.ASK
    assert verdict("Ann Reed", "Ann Reed", Circumstances(also_listed="Lee County")) == Verdict.ASK
    told = Circumstances(also_listed="Lee County", told_apart=True)
    assert verdict("Ann Reed", "Ann Reed", told) == Verdict.OTHER
    assert verdict("Ann B. Reed", "Ann C. Reed", Circumstances()) == Verdict.OTHER


def test_a_name_that_somebody_went_by_is_theirs() -> None:
    known = described({"name": "Ann Quarles", "other_names": ["Ann Varnado"]})
    assert judge(called("Ann Varnado"), known, OFFICE).verdict == Verdict.SAME
    nicknamed = described({"given_name": "James", "family_name": "Tolkien", "nickname": "Bubba"})
    assert judge(called("Bubba Tolkien"), nicknamed, OFFICE).verdict == Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Bill", "William", Likeness.VARIANT),
        ("Chuck", "Charles", Likeness.VARIANT),
        ("Dottie", "Dorothy", Likeness.VARIANT),
        ("Andrea", "Andrew", Likeness.ALIKE),
        ("Bill", "Robert", Likeness.ALIKE),
        ("Cytnhia", "Cynthia", Likeness.SLIP),
        ("Eric", "Erica", Likeness.ALIKE),
        ("La Toya", "Latoya", Likeness.SAME),
        ("Mary", "Gary", Likeness.OTHER),
        ("", "Ann", Likeness.UNKNOWN),
    ],
)
def test_given_names_are_one_for_certain_or_perhaps_or_two(one: str, other: str, likeness: Likeness) -> None:
    assert given_likeness(one, other) == given_likeness(other, one) == likeness


def test_one_folding_serves_lookup_and_search() -> None:
    assert name_key("De Bar") == name_key("DeBar") == name_key("DEBAR") == "debar"
    assert name_key("Núñez") == "nunez"
    assert name_key("St. John") == name_key("Saint John")
    assert spellings("DeBar") == {"De Bar"}
    assert spellings("Turner-Ford") == {"turnerford"}
    assert "Saint John" in spellings("St. John")
    assert "robert" in short_forms("Bob")


@pytest.mark.parametrize(
    ("written", "folded"), [("O´Neal", "oneal"), ("Ǿ", "o"), ("ǣ", "ae"), ("ᴬ", "a"), ("℃", "c"), ("ﬁ", "fi")]
)
def test_letters_that_come_out_of_others_are_folded_too(written: str, folded: str) -> None:
    assert words(written) == [folded]


@given(st.text(max_size=30), st.text(max_size=30))
def test_folding_is_one_for_every_spelling_of_a_text(one: str, other: str) -> None:
    assert words(" ".join(words(one))) == words(one)
    assert same_family(one, other) == same_family(other, one)
    assert given_likeness(one, other) == given_likeness(other, one)
