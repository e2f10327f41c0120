"""When somebody leaves, each of their ties has an heir with reasons; whoever follows inherits none of them."""

from dataclasses import replace

import pytest
from worlds.pieces import add, join, write
from worlds.town import acting

from crm.asks.asks import NewAsk, plan_ask
from crm.asks.hand_over import HandOver, hand_over, leaving
from crm.errors import NotAllowed, NotFound
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.network import Network
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()


def knows(database: Database, a: str, b: str, level: str) -> None:
    database.write(rate, NewRating(a, b, level, said_by=a), by=STAFF)


def of(database: Database, person: str) -> HandOver:
    return hand_over(database, Network(), person, actor=STAFF)


def ends(database: Database, person: str, on: str, successor: str, post: str) -> None:
    write(database, "MATCH (:Person {id: $id})-[h:HOLDS]->() SET h.end_date = $on", id=person, on=on)
    add(database, "Person", {successor: {"name": f"New {successor}"}})
    join(database, "HOLDS", "Person", "Post", [(successor, post, {"start_date": on})])


def test_a_superintendent_who_leaves_hands_each_tie_to_whoever_knows_them_best(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    knows(settled, "ann", "dora", "good")
    knows(settled, "bo", "carl", "good")
    ends(settled, "ann", "2026-12-31", "cy", "lee-super")
    (post,) = settled.read(leaving, actor=STAFF)
    assert (post.person.id, post.on, post.successor.id) == ("ann", "2026-12-31", "cy")
    found = of(settled, "ann")
    assert found.sentence == "2 ties to hand over; 1 that nobody else has who may be asked."
    carl, dora = found.ties
    assert (carl.person.id, carl.word, [one.in_words for one in carl.knowers]) == ("carl", "Close", ["Bo Lee (Good)"])
    assert (carl.heir.person.id, carl.heir.why) == ("bo", "knows them (Good)")
    assert dora.knowers == ()
    assert dora.heir.person.id in ("bo", "cy")


def test_whoever_follows_is_heir_where_nobody_else_knows_them(settled: Database) -> None:
    knows(settled, "ann", "eli", "good")
    ends(settled, "ann", "2026-12-31", "cy", "lee-super")
    (tie,) = of(settled, "ann").ties
    assert (tie.heir.person.id, tie.heir.why) == ("cy", "follows as Superintendent of Lee County")


def test_nobody_who_does_not_want_to_be_asked_is_proposed(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    knows(settled, "bo", "carl", "close")
    settled.write(prefer, "bo", "never", by=STAFF)
    write(settled, "MATCH (:Person {id: 'ann'})-[h:HOLDS]->() SET h.end_date = '2026-12-31'")
    (tie,) = of(settled, "ann").ties
    assert tie.knowers == ()
    assert tie.heir is None or tie.heir.person.id != "bo"


def test_nobody_is_proposed_for_somebody_whom_they_do_not_want_to_be_asked_about(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    knows(settled, "bo", "carl", "close")
    settled.write(prefer, "bo", "never", about="carl", by=STAFF)
    write(settled, "MATCH (:Person {id: 'ann'})-[h:HOLDS]->() SET h.end_date = '2026-12-31'")
    (tie,) = of(settled, "ann").ties
    assert tie.heir is None or tie.heir.person.id != "bo"
    assert tie.knowers == ()


def test_where_many_know_somebody_too_the_best_are_named_and_the_others_counted(settled: Database) -> None:
    others = {f"knower-{n}": {"name": f"Knower {n}"} for n in range(7)}
    add(settled, "Person", others)
    home = [(one, "home", {"role": "member", "key": f"{one}|home"}) for one in others]
    join(settled, "MEMBER_OF", "Person", "Organization", home)
    for one in ("ann", *others):
        knows(settled, one, "carl", "close")
    (tie,) = of(settled, "ann").ties
    assert (len(tie.knowers), tie.more) == (5, 2)
    assert tie.known_by.endswith("Knower 4 (Close) and 2 more")


def test_an_introduction_that_is_planned_is_shown(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    knows(settled, "bo", "carl", "good")
    ask = NewAsk("bo", "carl", through="ann", id="introduce-bo")
    settled.write(plan_ask, ask, by=STAFF)
    found = of(settled, "ann")
    assert found.ties[0].ask == "introduce-bo"


def test_when_a_legislator_leaves_those_who_knew_them_are_introduced_to_whoever_follows(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    knows(settled, "bo", "carl", "know")
    ends(settled, "carl", "2026-11-20", "cyrus", "hd1")
    knows(settled, "bo", "cyrus", "good")
    found = of(settled, "carl")
    assert not found.is_ours
    assert found.sentence == "2 of ours know them; New cyrus follows."
    assert replace(found, ties=()).sentence == "Nobody of ours knows them; New cyrus follows."
    assert replace(found, ties=found.ties[:1]).sentence == "1 of ours knows them; New cyrus follows."
    assert [(tie.person.id, tie.heir.to.id) for tie in found.ties] == [("ann", "cyrus"), ("bo", "cyrus")]
    assert [one.in_words for one in found.ties[0].knowers] == ["Bo Lee (Good)"]
    assert found.ties[0].heir.why == "knows Carl Dunn (Close), who can introduce them to New cyrus"


def test_a_new_holder_inherits_no_tie_and_the_seat_keeps_what_is_known_of_it(settled: Database) -> None:
    knows(settled, "ann", "carl", "close")
    before = {row.seat_id: row for row in coverage(settled, Network(), Filter(), actor=STAFF).all_rows}["hd1"]
    assert before.best.person.id == "ann"
    ends(settled, "carl", "2026-11-20", "cyrus", "hd1")
    after = {row.seat_id: row for row in coverage(settled, Network(), Filter(), actor=STAFF).all_rows}["hd1"]
    assert (after.holder.id, after.best, after.ties) == ("cyrus", None, 0)
    assert (after.label, after.regions) == (before.label, before.regions)


def test_hand_overs_are_for_staff_and_of_people_who_exist(settled: Database) -> None:
    for actor in (acting(Role.MEMBER, "ann"), acting(Role.VIEWER, None, user="viewer")):
        with pytest.raises(NotAllowed):
            settled.read(leaving, actor=actor)
        with pytest.raises(NotAllowed):
            hand_over(settled, Network(), "ann", actor=actor)
    with pytest.raises(NotFound):
        of(settled, "nobody")
