"""What goes wrong in a round is said plainly, and nothing that was answered is lost."""

from dataclasses import replace

import pytest
from worlds.pieces import add, join, write
from worlds.town import NOW, acting

from crm.census.answers import NewAnswer, answers_of, give
from crm.census.cards import filled
from crm.census.invitations import Opened, for_person
from crm.census.letters import post_round
from crm.census.report import report
from crm.census.rounds import NewRound, close_round, open_round
from crm.errors import Conflict, InvalidData
from crm.mail.letters import Stationery, letters
from crm.relationships.preferences import prefer
from crm.storage.database import Database

STAFF = acting()
PAPER = Stationery("a key of the site, long enough", "https://crm.example.org", "MASS")
FALL = NewRound("Fall 2026", "superintendents", "2026-12-10", id="fall-2026")


@pytest.fixture
def anns(settled: Database) -> Opened:
    settled.write(open_round, FALL, by=STAFF)
    return settled.read(for_person, "ann", actor=STAFF)


def say(database: Database, opened: Opened, about: str, level: str = "good") -> None:
    database.write(give, opened, NewAnswer(about, level, key=f"key-{about}-{level}"), by=opened.actor(NOW))


def test_an_answer_about_a_legislator_who_left_mid_round_is_kept_and_the_new_one_is_asked_about(
    settled: Database, anns: Opened
) -> None:
    say(settled, anns, "carl", "close")
    write(settled, "MATCH (:Person {id: 'carl'})-[h:HOLDS]->() SET h.end_date = '2026-11-20'")
    add(settled, "Person", {"cyrus": {"name": "Cyrus Moss"}})
    join(settled, "HOLDS", "Person", "Post", [("cyrus", "hd1", {"start_date": "2026-11-20"})])
    cards = {card.subject.person_id: card for card in settled.read(filled, anns, today=STAFF.today).cards}
    assert cards["carl"].now.level == "close"
    assert cards["cyrus"].now is None
    say(settled, anns, "carl", "good")  # a page that was open meanwhile
    say(settled, anns, "cyrus", "know")
    told = settled.read(report, FALL.id, actor=STAFF)
    assert {one.about: (one.level, one.seat) for one in told.said} == {
        "Carl Dunn": ("good", None),
        "Cyrus Moss": ("know", "House District 1"),
    }
    assert told.newly_covered == ()


def test_a_legislator_who_was_taken_out_is_refused_by_name_and_the_rest_is_kept(
    settled: Database, anns: Opened
) -> None:
    say(settled, anns, "carl")
    write(settled, "MATCH (p:Person {id: 'dora'}) SET p.deleted_at = $at", at=NOW)
    with pytest.raises(InvalidData, match=r"nobody of this name any more\. Your other answers are kept"):
        say(settled, anns, "dora")
    assert set(settled.read(answers_of, anns)) == {"carl"}


def test_an_answer_about_oneself_is_refused(settled: Database, anns: Opened) -> None:
    with pytest.raises(InvalidData, match="This is you"):
        say(settled, anns, "ann")


def test_a_round_that_was_closed_meanwhile_says_so_and_keeps_what_was_answered(settled: Database, anns: Opened) -> None:
    say(settled, anns, "carl")
    settled.write(close_round, FALL.id, version=1, by=STAFF)
    with pytest.raises(Conflict, match="What you answered until then is kept"):
        say(settled, anns, "dora")
    write(settled, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org'")
    with pytest.raises(Conflict, match="Give it a later day before you send links"):
        settled.write(post_round, FALL.id, PAPER, key="after-closing", by=STAFF)
    assert set(settled.read(answers_of, anns)) == {"carl"}


def test_two_rounds_at_once_ask_nobody_twice(settled: Database, anns: Opened) -> None:
    with pytest.raises(Conflict, match="asks 2 of the same people"):
        settled.write(open_round, replace(FALL, id="another", title="Another"), by=STAFF)


def test_a_group_without_e_mail_addresses_is_told_and_no_letter_is_queued(settled: Database, anns: Opened) -> None:
    with pytest.raises(InvalidData, match="have no e-mail address"):
        settled.write(post_round, FALL.id, PAPER, key="sent-to-nobody", by=STAFF)
    assert settled.read(letters, actor=STAFF) == []
    assert settled.read(report, FALL.id, actor=STAFF).round.invited == 2


def test_a_letter_is_queued_once_however_often_the_button_is_pressed(settled: Database, anns: Opened) -> None:
    write(settled, "MATCH (p:Person) WHERE p.id IN ['ann', 'bo'] SET p.email = p.id + '@example.org'")
    settled.write(prefer, "bo", "never", by=STAFF)
    for _ in range(2):
        assert settled.write(post_round, FALL.id, PAPER, key="pressed-twice", by=STAFF) == 1
    (only,) = settled.read(letters, actor=STAFF)
    assert (only.to, only.batch) == ("ann@example.org", FALL.id)
