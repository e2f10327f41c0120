"""The whip board: who is where, how many are needed, and who has been asked to ask."""

import pytest
from worlds.council import on

from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.advocacy.votes.majorities import MAJORITIES
from crm.advocacy.votes.whip_board import WhipQuestion, whip_board
from crm.asks.asks import NewAsk, plan_ask
from crm.errors import InvalidData
from crm.stakeholders.people import delete_person
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY = on("2026-11-23")


@pytest.fixture
def pay(world: Database) -> str:
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    for person, stance in (("rep0", 2), ("rep1", 1), ("rep2", -2), ("rep3", 0)):
        given = NewPosition(person, new.id, stance, "likely", "judgement", "hallway talk", "2026-02-01")
        world.write(record_stance, given, by=on("2026-02-01"))
    return new.id


def test_the_board_counts_each_side_and_what_is_needed(world: Database, pay: str) -> None:
    board = world.read(whip_board, WhipQuestion(pay, chamber="lower"), actor=TODAY)
    assert board.sentence == "2 for, 1 against, 1 undecided, 1 unknown; 3 needed."
    assert [voter.person_id for voter in board.column(None)] == ["rep4"]
    assert [voter.person_id for voter in board.to_ask()] == ["rep3", "rep4"]


def test_a_stricter_rule_and_fewer_present_change_what_is_needed(world: Database, pay: str) -> None:
    rule = MAJORITIES["two-thirds-present"]
    board = world.read(whip_board, WhipQuestion(pay, rule, chamber="lower", present=3), actor=TODAY)
    assert board.needed == 2
    with pytest.raises(InvalidData, match="6 present of 5"):
        world.read(whip_board, WhipQuestion(pay, rule, chamber="lower", present=6), actor=TODAY)


def test_a_committee_has_a_board_of_its_own_with_roles(world: Database, pay: str) -> None:
    board = world.read(whip_board, WhipQuestion(pay, committee="education"), actor=TODAY)
    assert [(voter.name, voter.role, voter.seat) for voter in board.voters] == [
        ("Della Ames", "chair", "House District 0"),
        ("Ruth Boyd", "member", "House District 1"),
    ]


def test_who_owns_the_ask_is_shown_to_staff_only(world: Database, pay: str) -> None:
    world.write(plan_ask, NewAsk("ann", "rep3", "2026-12-01", subject=pay, id="ask-about-pay"), by=TODAY)
    board = world.read(whip_board, WhipQuestion(pay, chamber="lower"), actor=TODAY)
    assert board.column(0)[0].asked_by == "Ann Reed"
    viewer = on("2026-11-23", Role.VIEWER, "u-other")
    seen = world.read(whip_board, WhipQuestion(pay, chamber="lower"), actor=viewer)
    assert all(voter.asked_by is None and voter.stance is None for voter in seen.voters)


def test_an_unknown_subject_or_an_empty_chamber_is_refused(world: Database, pay: str) -> None:
    with pytest.raises(InvalidData, match="issue or a bill"):
        world.read(whip_board, WhipQuestion("none", chamber="lower"), actor=TODAY)
    with pytest.raises(InvalidData, match="that has members"):
        world.read(whip_board, WhipQuestion(pay, chamber="upper"), actor=TODAY)


def test_without_a_chamber_named_the_first_there_is_votes(world: Database, pay: str) -> None:
    assert world.read(whip_board, WhipQuestion(pay), actor=TODAY).chamber == "lower"
    unicameral = (
        "MATCH (o:Organization {id: 'house'})<-[:IN]-(seat) SET o.chamber = 'legislature', seat.chamber = o.chamber"
    )
    world.write(lambda tx: tx.run(unicameral).consume())
    board = world.read(whip_board, WhipQuestion(pay), actor=TODAY)
    assert board.chamber == "legislature"
    assert len(board.voters) == 5


@pytest.mark.parametrize("question", [{"chamber": "lower"}, {"committee": "education"}])
def test_a_member_whose_record_was_deleted_has_no_vote(world: Database, pay: str, question: dict[str, str]) -> None:
    before = world.read(whip_board, WhipQuestion(pay, **question), actor=TODAY)
    world.write(delete_person, "rep0", version=1, by=TODAY)
    after = world.read(whip_board, WhipQuestion(pay, **question), actor=TODAY)
    assert len(after.voters) == after.present == len(before.voters) - 1
    assert "rep0" not in {voter.person_id for voter in after.voters}
