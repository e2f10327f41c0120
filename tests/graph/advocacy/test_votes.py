"""Roll calls: tallies and names that add up, members matched, predictions held against the vote."""

import json
from pathlib import Path

import pytest
from worlds.council import count, on
from worlds.pieces import add

from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.votes.bills import NewBill, NewBillSchema, add_bill, bill, bill_key, bills
from crm.advocacy.votes.roll_calls import (
    Ballot,
    NewRollCall,
    problems,
    record_roll_call,
    roll_call,
    roll_calls,
    score_by_predictor,
    verdicts,
)
from crm.errors import InvalidData
from crm.stakeholders.names.roll_call_names import match
from crm.stakeholders.sitting import sitting_members
from crm.storage.database import Database

TODAY = on("2026-11-23")
PUBLIC_TALLIES = Path(__file__).parents[4] / "shared/data/bills/ms_2024_education_funding_votes.json"


@pytest.fixture
def formula(world: Database) -> str:
    return world.write(add_bill, NewBill("HB 1453", "2024", "A new funding formula"), by=TODAY)


def test_bills_that_carry_an_issue_come_first_then_the_latest_session_by_number(world: Database) -> None:
    for number, session in (("HB 10", "2026"), ("HB 9", "2026"), ("SB 1", "2026"), ("HB 1", "2025")):
        world.write(add_bill, NewBill(number, session, "A bill"), by=TODAY)
    issue = world.write(suggest_issue, NewIssue("Funding"), by=TODAY)
    world.write(add_bill, NewBill("HB 3", "2024", "Ours", issues=(issue,)), by=TODAY)
    assert [found.identifier for found in world.read(bills)] == ["HB 3", "HB 9", "HB 10", "SB 1", "HB 1"]


def test_a_typed_bill_is_of_the_state_whose_legislature_is_here(world: Database, graph: Database) -> None:
    made = world.write(add_bill, NewBill("HB 9", "2026", "A bill"), by=TODAY)
    assert world.read(bill, made).jurisdiction == "ms"
    graph.write(lambda tx: tx.run("MATCH (o:Organization {classification: 'chamber'}) DETACH DELETE o").consume())
    with pytest.raises(InvalidData, match="no legislature yet"):
        graph.write(add_bill, NewBill("HB 10", "2026", "A bill"), by=TODAY)


def called(bill_id: str, *ballots: tuple[str, str], **tallies: int) -> NewRollCall:
    made = tuple(Ballot(person, option, person) for person, option in ballots)
    return NewRollCall(bill_id, "lower", "2024-03-06", "passage", tallies, "House journal", made, key="roll-call-1")


def test_a_bill_is_one_whatever_spaces_and_zeros_its_number_is_written_with(world: Database) -> None:
    assert bill_key("ms", "2024", "HB 1453") == bill_key("MS", "2024", "hb01453") == "ms|2024|HB1453"
    first = world.write(add_bill, NewBill("HB 1453", "2024", "Formula"), by=TODAY)
    assert world.write(add_bill, NewBill("hb1453", "2024", "Formula"), by=TODAY) == first
    with pytest.raises(InvalidData, match="is here already, as “Formula”"):
        world.write(add_bill, NewBill("hb1453", "2024", "Formula again"), by=TODAY)
    assert world.write(add_bill, NewBill("HB 1453", "2025", "Another session"), by=TODAY) != first


def test_a_bill_is_linked_to_its_issues(world: Database) -> None:
    funding = NewIssue("Fund the formula")
    world.write(suggest_issue, funding, by=TODAY)
    made = NewBillSchema().load(
        {"identifier": "SB 2693", "session": "2024", "title": "A vehicle", "issues": [funding.id]}
    )
    bill_id = world.write(add_bill, made, by=TODAY)
    assert world.read(bill, bill_id).issues == ((funding.id, "Fund the formula"),)
    assert [b.id for b in world.read(bills, issue=funding.id)] == [bill_id]


def test_a_roll_call_by_tallies_alone_is_kept(world: Database, formula: str) -> None:
    vote = world.write(record_roll_call, called(formula, yea=95, nay=13), by=TODAY)
    assert world.read(roll_call, vote).tallies == {"yea": 95, "nay": 13}


def test_names_that_do_not_add_up_to_the_tallies_are_refused_and_nothing_is_written(
    world: Database, formula: str
) -> None:
    wrong = called(formula, ("rep0", "yea"), ("rep1", "nay"), yea=2, nay=1)
    with pytest.raises(InvalidData) as refused:
        world.write(record_roll_call, wrong, by=TODAY)
    assert refused.value.errors == {"ballots": ["Yea: 1 names, but the count says 2."]}
    assert count(world, "MATCH (v:VoteEvent) RETURN count(v)") == 0


def test_one_member_cannot_vote_twice(formula: str) -> None:
    found = problems(called(formula, ("rep0", "yea"), ("rep0", "nay"), yea=1, nay=1))
    assert found == {"ballots": ["One member is entered twice: rep0, rep0."]}


def test_a_vote_in_the_future_is_refused(world: Database, formula: str) -> None:
    with pytest.raises(InvalidData, match="future"):
        world.write(record_roll_call, called(formula, yea=1, nay=0), by=on("2024-01-01"))


def test_the_same_roll_call_saved_twice_is_one(world: Database, formula: str) -> None:
    ballots = (("rep0", "yea"), ("rep1", "nay"))
    for _ in range(2):
        world.write(record_roll_call, called(formula, *ballots, yea=1, nay=1), by=TODAY)
    assert [len(vote.ballots) for vote in world.read(roll_calls, formula)] == [2]


def test_only_those_who_sat_on_the_day_are_matched(world: Database) -> None:
    members = world.read(sitting_members, "lower", "2024-03-06", jurisdiction="ms")
    assert match("Ames", members).person_id == "rep0"
    assert match("Boyd", members).person_id is None
    assert match("Boyd (2nd)", members).person_id == "rep2"
    assert world.read(sitting_members, "lower", "2023-12-31", jurisdiction="ms") == []


def predicted(person: str, value: int, by: str) -> Stance:
    return Stance(person, person, person, "b", value, "likely", "judgement", "hunch", "2024-03-01", "2024-03-01", by)


def test_predictions_are_judged_by_member_and_by_who_predicted() -> None:
    ballots = {"rep0": "yea", "rep1": "nay", "rep2": "absent", "rep3": "yea"}
    stances = [predicted("rep0", 2, "Ann"), predicted("rep1", 1, "Ann"), predicted("rep2", 1, "Bo")]
    stances += [predicted("rep3", 0, "Bo"), predicted("rep9", 1, "Bo")]
    found = verdicts(stances, ballots)
    assert [(v.stance.holder_id, v.right) for v in found] == [
        ("rep0", True),
        ("rep1", False),
        ("rep2", None),
        ("rep3", None),
    ]
    assert score_by_predictor(found) == [("Ann", 1, 2)]


if PUBLIC_TALLIES.exists():

    def test_the_published_tallies_of_the_2024_formula_fight_are_all_recorded(world: Database) -> None:
        senate = {"name": "Senate", "classification": "chamber", "chamber": "upper", "jurisdiction": "ms"}
        add(world, "Organization", {"senate": senate})
        recorded = 0
        for row in json.loads(PUBLIC_TALLIES.read_text()):
            bill_id = world.write(
                add_bill, NewBill(row["bill"], row["session"], row["title"], url=row["sources"][0]), by=TODAY
            )
            for event in (event for event in row["events"] if "yes" in event):
                tallies = {"yea": event["yes"], "nay": event["no"]}
                new = NewRollCall(bill_id, event["chamber"], event["date"], event["motion"], tallies, row["sources"][0])
                world.write(record_roll_call, new, by=TODAY)
                recorded += 1
        assert recorded == count(world, "MATCH (v:VoteEvent) RETURN count(v)") == 4
