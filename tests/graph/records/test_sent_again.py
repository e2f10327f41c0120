"""A key is not the content: what is sent again is the same record, an open refusal, and never a silent loss."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from worlds.council import BODIES, NAMES, WORLD, on

from crm.acts.contacts import delete_contact, log_contact, restore_contact
from crm.advocacy.council.meetings import NewMeeting, plan_meeting
from crm.advocacy.council.promises import NewPromise, make_promise
from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance, retract_stance
from crm.advocacy.votes.bills import NewBill, add_bill
from crm.advocacy.votes.roll_calls import Ballot, NewRollCall, record_roll_call
from crm.errors import InvalidData
from crm.interactions.communications import MESSAGE
from crm.interactions.contact_form import NewInteraction
from crm.records.declared import add_record
from crm.records.lifecycle import delete
from crm.records.sent_again import SavedBefore, content_of
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, retract
from crm.stakeholders.people import add_person, delete_person
from crm.storage.backup import tally
from crm.storage.database import Database

ANN, LATER, BO = on("2026-03-02"), on("2026-03-03"), on("2026-03-03", user="u-bo")


@dataclass(frozen=True)
class Write:
    """A keyed write: what is sent first, what is sent otherwise under the same key, and how it is deleted."""

    write: Callable[..., str]
    first: Any
    other: Any
    delete: Callable[..., Any] | None = None


def _person(tx: Any, new: dict[str, Any], *, by: Any) -> str:
    add_person(tx, "new-person", new, by=by)
    return "new-person"


def _forget_person(tx: Any, person_id: str, *, by: Any) -> None:
    delete_person(tx, person_id, version=1, by=by)


def _message(tx: Any, content: dict[str, Any], *, by: Any) -> str:
    return add_record(tx, MESSAGE, "message-1", content, by=by)


def _forget_message(tx: Any, message_id: str, *, by: Any) -> None:
    delete(tx, MESSAGE, message_id, version=1, by=by)


CONTACT = NewInteraction(key="contact-1", theirs=("rep0",), ours=("ann",), summary="Met in the hall")
RATING = NewRating("ann", "rep0", "good", "ann", id="rating-1")
ISSUE = NewIssue("Teacher pay", id="issue-1-key")
STANCE = NewPosition("rep0", "issue-0", 1, "likely", "other", "Said so", "2026-03-01", key="stance-1")
UPDATE = {"subject": "Session update", "channels": ["email"], "sent": "2026-03-01"}
PROMISE = NewPromise("A memo", "ann", "rep0", id="promise-1")
MEETING = NewMeeting("council", "2026-06-01", ("mae", "mde"), id="meeting-1")
VOTE = NewRollCall(
    "bill-0", "lower", "2026-02-01", "passage", {"yea": 1}, "Journal", (Ballot("rep0", "yea", "Ames"),), key="vote-1"
)
WRITES = {
    "contact": Write(log_contact, CONTACT, replace(CONTACT, summary="Met at lunch"), delete_contact),
    "rating": Write(rate, RATING, replace(RATING, level="close"), retract),
    "issue": Write(suggest_issue, ISSUE, replace(ISSUE, title="Teachers' pay")),
    "stance": Write(record_stance, STANCE, replace(STANCE, stance=-1), retract_stance),
    "message": Write(_message, UPDATE, {**UPDATE, "audience": "Members"}, _forget_message),
    "promise": Write(make_promise, PROMISE, replace(PROMISE, text="Two memos")),
    "meeting": Write(plan_meeting, MEETING, replace(MEETING, place="Jackson")),
    "vote": Write(record_roll_call, VOTE, replace(VOTE, ballots=(Ballot("rep1", "yea", "Boyd"),))),
    "person": Write(_person, {"name": "Cal Moss"}, {"name": "Cal Moss", "phone": "(601) 555-0123"}, _forget_person),
}


@pytest.fixture
def world(graph: Database) -> Database:
    """A small world with an issue and a bill."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    graph.write(suggest_issue, NewIssue("School funding", id="issue-0"), by=ANN)
    graph.write(add_bill, NewBill("HB 1", "2026", "Funding", jurisdiction="ms", id="bill-0"), by=ANN)
    return graph


def anew(new: Any) -> Any:
    """What a form that is sent again loads to: the same key, and an id of its own where the key is not the id."""
    return replace(new, id="loaded-again") if hasattr(new, "key") else new


@pytest.mark.parametrize("name", WRITES)
def test_the_same_again_is_the_same_record_and_other_content_is_refused(world: Database, name: str) -> None:
    wanted = WRITES[name]
    made = world.write(wanted.write, wanted.first, by=ANN)
    once = world.read(tally)
    assert world.write(wanted.write, anew(wanted.first), by=LATER) == made
    assert world.read(tally).counts == once.counts
    with pytest.raises(SavedBefore, match="saved before, with other content"):
        world.write(wanted.write, anew(wanted.other), by=LATER)
    with pytest.raises(SavedBefore, match="by somebody else"):
        world.write(wanted.write, anew(wanted.first), by=BO)
    assert world.read(tally).counts == once.counts, "a refusal leaves nothing behind"
    if wanted.delete:
        world.write(wanted.delete, made, by=LATER)
        with pytest.raises(SavedBefore, match="deleted since, so nothing was saved now"):
            world.write(wanted.write, anew(wanted.first), by=LATER)


def test_a_contact_that_was_brought_back_is_there_again_for_the_form_that_made_it(world: Database) -> None:
    made = world.write(log_contact, CONTACT, by=ANN)
    world.write(delete_contact, made, by=ANN)
    world.write(restore_contact, made, by=ANN)
    assert world.write(log_contact, CONTACT, by=LATER) == made


def test_a_bill_of_the_same_number_and_another_title_is_not_taken_for_it(world: Database) -> None:
    assert world.write(add_bill, NewBill("HB 1", "2026", "Funding", jurisdiction="ms"), by=ANN) == "bill-0"
    with pytest.raises(InvalidData, match="HB 1 of 2026 is here already, as “Funding”"):
        world.write(add_bill, NewBill("HB 1", "2026", "Reading", jurisdiction="ms"), by=ANN)


def test_what_is_made_anew_with_each_form_is_no_content() -> None:
    assert content_of(CONTACT) == content_of(replace(CONTACT, id="another"))
    assert content_of(CONTACT) != content_of(replace(CONTACT, theirs=("rep1",)))
    assert content_of({"a": [{"id": 1, "b": 2}]}) == content_of({"a": [{"id": 3, "b": 2}]})
