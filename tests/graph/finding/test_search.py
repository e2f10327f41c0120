"""Finding people, seats, committees and bodies by any part of what they are called."""

import pytest
from worlds.legislature import STAFF
from worlds.office import today
from worlds.pieces import add, join

from crm.finding.search import (
    COMMITTEE,
    ORGANIZATION,
    PERSON,
    SEAT,
    Candidate,
    find,
    fit,
    likeness,
    lucene,
    named,
    plain_one,
    rank,
    typed_words,
)
from crm.records.actor import Actor
from crm.stakeholders import search_text
from crm.stakeholders.holdings import correct_holding, end_holding, hold, holdings_of
from crm.stakeholders.names.folding import words
from crm.stakeholders.people import delete_person, edit_person
from crm.storage.database import Database


def titles(database: Database, text: str, kinds: tuple[str, ...] = (), actor: Actor = STAFF) -> list[str]:
    return [found.title for found in database.read(find, text, actor=actor, kinds=kinds)]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("sen 37", "Albert Butler"),
        ("sd37", "Albert Butler"),
        ("SD-37", "Albert Butler"),
        ("hd 37", "Robert Roberson"),
        ("house 37th", "Robert Roberson"),
        ("roberson", "Robert Roberson"),
        ("robreson", "Robert Roberson"),
        ("bob roberson", "Robert Roberson"),
        ("lamar edward", "Edward Lamar"),
        ("house ed chair", "Robert Roberson"),
        ("chairman energy", "Edward Lamar"),
        ("turner ford", "Deborah Turner-Ford"),
        ("debbie t", "Deborah Turner-Ford"),
        ("supt lee county", "Sue Hall"),
        ("Sénator Butlér", "Albert Butler"),
    ],
)
def test_a_person_is_found_first_by_any_part_of_what_they_are(world: Database, typed: str, best: str) -> None:
    assert titles(world, typed, (PERSON,))[0] == best


def test_who_left_stands_behind_every_sitting_member_of_such_a_name_and_is_found_by_the_whole_of_it() -> None:
    def who(name: str, *more: str, sits: bool) -> Candidate:
        return Candidate(PERSON, name, name, (tuple(words(name)), *(tuple(words(one)) for one in more)), sits)

    people = [
        who("William Andrews III", "will", sits=False),
        who("Otha Williams", sits=True),
        who("Willie Bailey", sits=True),
        who("Bill Kinkade", "will", sits=True),
    ]
    assert [one.title for one in rank(["will"], people)][-1] == "William Andrews III"
    assert rank(words("william andrews iii"), people)[0].title == "William Andrews III"


def test_a_seat_a_committee_and_a_body_are_found_beside_people(world: Database) -> None:
    assert titles(world, "sen 37")[:2] == ["Albert Butler", "Senate District 37"]
    assert titles(world, "house education", (COMMITTEE,)) == ["Education"]
    assert titles(world, "msba", (ORGANIZATION,))[0] == "Mississippi School Boards Association"
    assert titles(world, "house 16", (SEAT,)) == ["House District 16"]


def test_mass_and_masa_are_told_apart_although_they_are_one_letter_apart(world: Database) -> None:
    assert titles(world, "masa")[0] == "Mississippi Association of School Administrators"
    assert titles(world, "mass")[0] == "Mississippi Association of School Superintendents"


def test_every_answer_says_which_one_it_is(world: Database) -> None:
    found = {f.title: f.subtitle for f in world.read(find, "sen 37", actor=STAFF)}
    assert found["Albert Butler"] == "Senator, SD 37; D"
    assert found["Senate District 37"] == "Albert Butler"


@pytest.mark.parametrize("typed", ['"', "+-&|!(){}[]^~*?:\\/", "rob AND", "NOT (roberson", "*:*", "a" * 500, "   "])
def test_query_syntax_that_somebody_types_is_only_text(world: Database, typed: str) -> None:
    world.read(find, typed, actor=STAFF)


def test_a_deleted_person_is_never_found(world: Database) -> None:
    world.write(delete_person, "al", version=1, by=STAFF)
    assert titles(world, "butler") == []
    assert titles(world, "sen 37") == ["Senate District 37"]


def test_a_new_name_is_found_as_soon_as_it_is_saved(world: Database) -> None:
    world.write(edit_person, "rob", {"nickname": "Scooter"}, version=1, by=STAFF)
    assert titles(world, "scooter") == ["Robert Roberson"]


def meet(database: Database, person: str) -> None:
    when = {"at": "2026-11-20", "recorded_at": "2026-11-20"}
    add(database, "Interaction", {"i": {"key": "i", "recorded_by": "u-ann", **when}})
    join(database, "TOOK_PART", "Person", "Interaction", [(person, "i", {"part": "theirs"})])


def test_what_has_just_the_typed_name_comes_before_people_used_last(world: Database) -> None:
    meet(world, "ed")
    assert titles(world, "energy")[:2] == ["Energy", "Edward Lamar"]


def test_people_that_the_actor_used_last_come_first_among_equals(world: Database) -> None:
    meet(world, "deb")
    assert titles(world, "sen", (PERSON,))[0] == "Deborah Turner-Ford"
    assert titles(world, "")[0] == "Deborah Turner-Ford"


@pytest.mark.parametrize(
    ("typed", "kinds", "meant"),
    [
        ("Roberson", (PERSON,), ["Robert Roberson"]),
        ("sen 37", (PERSON, SEAT, COMMITTEE), ["Senate District 37"]),
        ("sen 37", (PERSON,), ["Albert Butler"]),
        ("House Education", (PERSON, SEAT, COMMITTEE), ["Education"]),
        ("robreson", (PERSON,), ["Robert Roberson"]),
        ("nobody at all", (), []),
        (" ", (), []),
    ],
)
def test_a_text_that_can_mean_one_thing_means_it(
    world: Database, typed: str, kinds: tuple[str, ...], meant: list[str]
) -> None:
    assert [found.title for found in world.read(named, typed, actor=STAFF, kinds=kinds)] == meant


def test_a_text_that_two_are_called_by_means_neither() -> None:
    ann, other = (Candidate(PERSON, id_, "Ann Boyd", (("ann", "boyd"),)) for id_ in ("a", "b"))
    nicole = Candidate(PERSON, "c", "Nicole Boyd", (("nicole", "boyd"),))
    slip = Candidate(PERSON, "d", "Anna Boyde", (("anna", "boyde"),))
    assert plain_one(["boyd"], [ann, nicole]) is None
    assert plain_one(["ann", "boyd"], [ann, other, nicole]) is None
    assert plain_one(["ann", "boyd"], [nicole, slip, ann]) == ann
    assert plain_one(["nic", "boy"], [nicole]) == nicole


def test_a_word_stands_for_itself_its_beginning_or_a_slip_but_not_for_another_number() -> None:
    assert likeness("37", "37") == 1.0
    assert likeness("37", "371") == 0.0
    assert likeness("rob", "roberson") > likeness("robreson", "roberson") > 0.6
    assert likeness("butler", "energy") == 0.0


def test_a_phrase_that_fits_whole_is_better_than_words_that_merely_occur() -> None:
    chair = [("robert", "roberson"), ("house", "education", "chair")]
    member = [("edward", "lamar"), ("house", "education"), ("house", "energy", "chair")]
    typed = typed_words("house ed chair")
    assert fit(typed, chair) > fit(typed, member)


def test_typed_text_reaches_the_index_as_letters_and_digits_only() -> None:
    assert typed_words("rob+er* (x) jane@house.ms.gov") == ["rob", "er", "x", "jane"]
    assert lucene(["37", "ed"], "AND") == "37 AND (ed^4 OR ed*^2)"


def test_words_are_plain_lower_case_and_numbers_stand_alone() -> None:
    assert words("De’Keither O'Brien-Núñez, HD037 and the 4th") == [
        "dekeither", "obrien", "nunez", "hd", "37", "and", "the", "4",
    ]  # fmt: skip


FORMER = {
    name.lower(): {"name": name, "given_name": name.split()[0], "family_name": "Lamar"}
    for name in ("Adam Lamar", "Alma Lamar", "Avery Lamar")
}


@pytest.mark.parametrize("typed", ["lamar", "lam"])
def test_who_sits_now_stands_before_those_who_left(world: Database, typed: str) -> None:
    add(world, "Person", FORMER)
    held = {"start_date": "2016", "end_date": "2020-01"}
    join(world, "HOLDS", "Person", "Post", [(one, "sd12", held) for one in FORMER])
    world.write(search_text.refresh, today=today(), person_ids=list(FORMER))
    assert titles(world, typed, (PERSON,)) == ["Edward Lamar", "Adam Lamar", "Alma Lamar", "Avery Lamar"]


def test_whose_term_begins_later_holds_the_seat_then_and_whose_ends_today_holds_it_no_more(world: Database) -> None:
    def subtitle() -> str:
        (seat,) = world.read(find, "senate district 37", actor=STAFF, kinds=(SEAT,))
        return seat.subtitle

    (held,) = world.read(holdings_of, "al")
    world.write(end_holding, held.key, "2028-01-04", by=STAFF)
    world.write(hold, "sue", held.post_id, {"start_date": "2028-01-04"}, by=STAFF)
    assert subtitle() == "Albert Butler"
    world.write(correct_holding, held.key, {"start_date": "2024-01-02", "end_date": STAFF.today}, by=STAFF)
    assert "Albert Butler" not in subtitle()
    assert "Sue Hall" not in subtitle()
