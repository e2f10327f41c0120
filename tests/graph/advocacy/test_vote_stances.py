"""Roll calls as evidence: predictions held against them, and votes taken as stances."""

import pytest
from worlds.council import count, on

from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import Known, NewPosition, current_stances, record_stance
from crm.advocacy.votes.bills import NewBill, add_bill
from crm.advocacy.votes.roll_calls import Ballot, NewRollCall, record_roll_call, roll_call
from crm.advocacy.votes.stances_from_votes import give_back_votes, predictions, says, take_votes
from crm.errors import InvalidData
from crm.storage.database import Database

DAY, TODAY = "2026-03-06", on("2026-11-23")


@pytest.fixture
def pay(world: Database) -> str:
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    return new.id


@pytest.fixture
def bill(world: Database, pay: str) -> str:
    return world.write(add_bill, NewBill("HB 1453", "2026", "Pay act", issues=(pay,)), by=on("2026-01-02"))


def voted(world: Database, bill: str, **options: str) -> str:
    ballots = tuple(Ballot(person, option, person) for person, option in options.items())
    counts = {option: list(options.values()).count(option) for option in ("yea", "nay", "absent")}
    return world.write(
        record_roll_call, NewRollCall(bill, "lower", DAY, "passage", counts, "journal", ballots), by=TODAY
    )


def thought(world: Database, person: str, subject: str, value: int, day: str, **more: str) -> None:
    new = NewPosition(person, subject, value, "likely", more.pop("kind", "judgement"), "talk", day, **more)
    world.write(record_stance, new, by=on(day))


def test_a_prediction_is_what_was_thought_before_the_vote_of_the_bill_before_its_issue(world, bill, pay) -> None:
    vote = voted(world, bill, rep0="yea", rep1="nay", rep2="nay")
    thought(world, "rep0", pay, -1, "2026-02-01")
    thought(world, "rep0", bill, 1, "2026-02-01")
    thought(world, "rep1", pay, 2, "2026-02-01")
    thought(world, "rep2", bill, -2, "2026-03-07")
    found = world.read(predictions, world.read(roll_call, vote), actor=TODAY)
    assert [(stance.holder_id, stance.value) for stance in found] == [("rep0", 1), ("rep1", 2)]


def test_the_vote_itself_predicts_nothing(world: Database, bill: str) -> None:
    vote = voted(world, bill, rep0="yea", rep1="nay")
    world.write(take_votes, vote, by=on(DAY))
    assert world.read(predictions, world.read(roll_call, vote), actor=TODAY) == []


def test_votes_are_taken_as_stances_once_and_can_be_given_back(world: Database, bill: str) -> None:
    vote = voted(world, bill, rep0="yea", rep1="nay", rep2="absent")
    for _ in range(2):
        assert world.write(take_votes, vote, by=TODAY) == 2
    found = world.read(current_stances, [bill], Known.at(TODAY), actor=TODAY)
    told = {holder: (stance.value, stance.source, stance.on) for (holder, _), stance in found.items()}
    assert told == {"rep0": (2, "passage, 1 to 1", DAY), "rep1": (-2, "passage, 1 to 1", DAY)}
    world.write(give_back_votes, vote, by=TODAY)
    assert world.read(current_stances, [bill], Known.at(TODAY), actor=TODAY) == {}
    world.write(take_votes, vote, by=TODAY)
    assert len(world.read(current_stances, [bill], Known.at(TODAY), actor=TODAY)) == 2
    assert count(world, "MATCH (p:Position) RETURN count(p)") == 2


def test_a_unanimous_vote_makes_no_stance(world: Database, bill: str) -> None:
    vote = voted(world, bill, rep0="yea", rep1="yea")
    assert says(world.read(roll_call, vote)) == 0
    with pytest.raises(InvalidData, match="voted alike"):
        world.write(take_votes, vote, by=TODAY)
    assert count(world, "MATCH (p:Position) RETURN count(p)") == 0


def test_a_vote_known_by_its_counts_alone_makes_no_stance(world: Database, bill: str) -> None:
    new = NewRollCall(bill, "lower", DAY, "passage", {"yea": 95, "nay": 13}, "news")
    vote = world.write(record_roll_call, new, by=TODAY)
    with pytest.raises(InvalidData, match="No names"):
        world.write(take_votes, vote, by=TODAY)
