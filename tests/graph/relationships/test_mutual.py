"""Who knows both of two people, through whom one may be introduced to the other."""

import pytest
from worlds.town import acting

from crm.errors import InvalidData, NotFound
from crm.records.actor import Actor
from crm.relationships.mutual import who_knows_both
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")


def say(database: Database, a: str, b: str, level: str = "good", *, by: Actor = STAFF, **more: object) -> None:
    database.write(rate, NewRating(a, b, level, said_by=a, **more), by=by)  # type: ignore[arg-type]


def between(database: Database, a: str, b: str, actor: Actor = STAFF) -> list[str]:
    return [one.person.id for one in database.read(who_knows_both, a, b, actor=actor)]


def test_the_strongest_way_between_two_people_comes_first_and_each_tie_stands_beside_its_end(
    settled: Database,
) -> None:
    say(settled, "ann", "carl", "close")
    say(settled, "ann", "gus", "know")
    say(settled, "phil", "carl", "close")
    say(settled, "phil", "gus", "close")
    say(settled, "amy", "carl", "close")
    first, second = settled.read(who_knows_both, "carl", "gus", actor=STAFF)
    assert (first.person.name, first.first.word, first.second.word) == ("Phil Ford", "Close", "Close")
    assert (second.person.name, second.first.word, second.second.word) == ("Ann Reed", "Close", "Know")
    (back, _) = settled.read(who_knows_both, "gus", "carl", actor=STAFF)
    assert (back.first, back.second) == (first.second, first.first)
    assert back.strength == pytest.approx(first.first.strength * first.second.strength)


def test_a_strained_tie_or_a_guess_makes_nobody_an_acquaintance_of_both(settled: Database) -> None:
    say(settled, "ann", "carl")
    say(settled, "ann", "gus", valence=-1)
    assert between(settled, "carl", "gus") == []
    assert between(settled, "fay", "carl") == []  # ann is only supposed to know fay, her senator


def test_what_only_staff_may_see_introduces_nobody_else_but_who_said_it(settled: Database) -> None:
    say(settled, "bo", "carl", visibility="staff", by=BO)
    say(settled, "bo", "gus")
    assert between(settled, "carl", "gus") == ["bo"]
    assert between(settled, "carl", "gus", VIEWER) == []
    assert between(settled, "carl", "gus", BO) == ["bo"]


def test_a_deleted_person_is_nobody_to_ask_about_or_to_go_through(settled: Database) -> None:
    with pytest.raises(NotFound):
        settled.read(who_knows_both, "carl", "nobody", actor=STAFF)
    with pytest.raises(InvalidData, match="two different people"):
        settled.read(who_knows_both, "carl", "carl", actor=STAFF)


def test_who_does_not_want_to_be_asked_is_asked_about_by_no_viewer(settled: Database) -> None:
    settled.write(prefer, "carl", "never", by=STAFF)
    with pytest.raises(NotFound, match="is shown to you"):
        settled.read(who_knows_both, "carl", "gus", actor=VIEWER)
