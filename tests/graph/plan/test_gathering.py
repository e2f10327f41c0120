"""What is recorded in the graph by its own functions is the evidence that a plan's rules read."""

from datetime import date

import pytest
from worlds.council import on

from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.events.attendance import check_in, hold_event
from crm.events.calling_off import call_off
from crm.events.events import AgendaLine, Attendee, Minutes, NewEvent, plan_event
from crm.events.invitations import invite, reply
from crm.interactions.communications import MESSAGE
from crm.learning.kinds import DOCUMENTS, MENTORSHIPS, PRESENTATIONS, RESPONSES, SURVEYS
from crm.learning.questions import CHOICES, Question, write_questions
from crm.plan.evidence import Evidence, Party
from crm.plan.evidence_shapes import Ending
from crm.plan.gathering import gather
from crm.records import lifecycle
from crm.records.declared import add_record, change_record
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database

TODAY = on("2026-11-23")


def gathered(world: Database) -> Evidence:
    return world.read(gather)


def test_an_event_is_evidence_with_who_came_for_whom_and_since_when_it_is_known(world):
    says = {"kind": "regional session", "name": "North", "start": "2026-11-20", "scope": "regional", "mode": "both",
            "topics": ["advocacy"], "region": ["mae"], "facilitator": ["ann"], "scheduled": "2026-09-01"}  # fmt: skip
    new = NewEvent(says, ("mass", "mae"), (AgendaLine("Welcome"), AgendaLine("Marketing")), id="e1")
    world.write(plan_event, new, by=on("2026-10-01"))
    world.write(invite, "e1", ["rep0", "rep1"], sent="2026-10-05", by=TODAY)
    world.write(reply, "e1", "rep0", "yes", by=TODAY)
    world.write(check_in, "e1", Attendee("rep0", "", "mae", "board president"), by=TODAY)
    evidence = gathered(world)
    (event,) = evidence.events
    assert (event.type, event.day, event.recorded) == ("regional session", date(2026, 11, 20), date(2026, 10, 1))
    assert (event.hosts, event.region, event.facilitator, event.mode) == (
        {"mass", "mae"}, "mae", "ann", "in person",
    )  # fmt: skip
    assert (event.agenda, event.scheduled) == (("Welcome", "Marketing"), date(2026, 9, 1))
    assert event.attendance == (Party("rep0", "mae", "board president", date(2026, 11, 23)),)
    (sent,) = evidence.invitations
    assert (sent.event, sent.day, sent.recipients, sent.accepted) == (
        "e1", date(2026, 10, 5), {"rep0", "rep1"}, {"rep0"},
    )  # fmt: skip


def test_an_event_called_off_says_when_and_since_when_that_is_known(world):
    new = NewEvent({"kind": "board", "name": "Board", "start": "2026-12-01"}, ("mass",), id="e1")
    world.write(plan_event, new, by=on("2026-10-01"))
    world.write(call_off, "e1", 1, by=TODAY, on="2026-11-02")
    assert gathered(world).events[0].canceled == Ending(date(2026, 11, 2), date(2026, 11, 23))


def test_small_records_are_evidence_until_they_or_what_they_hang_on_is_deleted(world):
    world.write(
        add_record, SURVEYS, "s1", {"on": "2026-07-15", "type": "needs", "title": "Needs", "owner": "staff"}, by=TODAY
    )
    world.write(
        add_record, RESPONSES, "r1", {"on": "2026-07-20", "survey": ["s1"], "person": ["ann"], "score": 3.5}, by=TODAY
    )
    menu = {"on": "2026-08", "type": "menu", "title": "Menu", "topics": ["Finance"], "basis": ["s1"]}
    world.write(add_record, DOCUMENTS, "d1", menu, by=TODAY)
    evidence = gathered(world)
    assert (evidence.responses[0].survey, evidence.responses[0].person, evidence.responses[0].score) == (
        "s1",
        "ann",
        3.5,
    )
    assert (evidence.documents[0].basis, evidence.documents[0].day) == ({"s1"}, date(2026, 8, 31))
    world.write(lifecycle.delete, SURVEYS, "s1", version=1, by=TODAY)
    evidence = gathered(world)
    assert (evidence.surveys, evidence.responses) == ((), ())
    world.write(lifecycle.restore, SURVEYS, "s1", by=TODAY)
    assert len(gathered(world).responses) == 1


def test_an_end_recorded_later_is_known_from_then_on_only(world):
    content = {"on": "2025-08-01", "mentor": ["ann"], "mentee": ["rep0"]}
    world.write(add_record, MENTORSHIPS, "m1", content, by=on("2025-08-03"))
    world.write(change_record, MENTORSHIPS, "m1", {**content, "end": "2026-06-30"}, version=1, by=TODAY)
    (mentorship,) = gathered(world).mentorships
    assert (mentorship.day, mentorship.recorded) == (date(2025, 8, 1), date(2025, 8, 3))
    assert mentorship.end == Ending(date(2026, 6, 30), date(2026, 11, 23))


def test_an_issue_is_a_priority_from_its_adoption_through_the_day_before_it_is_dropped(world):
    new = NewIssue("Teacher pay", "", "mae", "2026-01-02")
    world.write(suggest_issue, new, by=on("2026-01-02"))
    world.write(decide, new.id, NewRanking("adopted", "2026-02-01", "the board", 1, 2027), 1, by=on("2026-02-01"))
    world.write(decide, new.id, NewRanking("closed", "2026-05-01", "the board"), 2, by=on("2026-05-03"))
    evidence = gathered(world)
    (priority,) = evidence.priorities
    assert (priority.day, priority.raised_by, priority.end) == (
        date(2026, 2, 1), {"mae"}, Ending(date(2026, 4, 30), date(2026, 5, 3)),
    )  # fmt: skip
    assert [(rank.rank, rank.day) for rank in evidence.ranks] == [(1, date(2026, 2, 1))]


def test_legislators_council_seats_messages_and_confirmed_ratings_are_read(world):
    update = {"subject": "Update", "channels": ["email"], "sent": "2026-10-01"}
    world.write(add_record, MESSAGE, "update", update, by=TODAY)
    world.write(rate, NewRating("ann", "rep0", "good", "ann", on="2026-03-01"), by=TODAY)
    world.write(rate, NewRating("ann", "rep1", "close", "somebody", on="2026-03-01"), by=TODAY)
    evidence = gathered(world)
    assert evidence.own == "mass"
    assert {post.person for post in evidence.posts if post.role == "legislator"} == {f"rep{n}" for n in range(5)}
    assert {seat.body for seat in evidence.council_seats} == {"mae", "masa", "mde", "mpe", "msba"}
    assert (evidence.communications[0].channels, evidence.communications[0].type) == ({"email"}, "other")
    ratings = {rating.legislator: (rating.holder, rating.value, rating.confirmed) for rating in evidence.tie_ratings}
    assert ratings == {"rep0": ("ann", "positive", True), "rep1": ("ann", "positive", False)}


@pytest.mark.parametrize("deleted", ["ann", "rep0"])
def test_what_names_a_deleted_person_is_no_pair(world, deleted):
    world.write(add_record, MENTORSHIPS, "m1", {"on": "2026-08-01", "mentor": ["ann"], "mentee": ["rep0"]}, by=TODAY)
    world.write(lambda tx: tx.run("MATCH (p:Person {id: $id}) SET p.deleted_at = 'now'", id=deleted).consume())
    assert gathered(world).mentorships == ()


def test_what_an_event_decided_and_what_a_needs_survey_asks_about_are_read(world):
    new = NewEvent({"kind": "executive committee", "name": "Committee", "start": "2026-10-02"}, ("mass",), id="e1")
    world.write(plan_event, new, by=on("2026-10-01"))
    world.write(hold_event, "e1", Minutes(decisions=(("d1", "Post weekly", None),)), 1, by=TODAY)
    for id_, type_ in (("s1", "needs"), ("s2", "poll"), ("s3", "needs")):
        world.write(add_record, SURVEYS, id_, {"on": "2026-07-15", "type": type_, "title": id_}, by=TODAY)
    asked = [
        Question("Which topics?", CHOICES, ("Finance", "Law")),
        Question("How much?", choices=("little", "much"), topic="Health"),
    ]
    world.write(write_questions, "s1", asked, version=1, by=TODAY)
    evidence = gathered(world)
    assert evidence.events[0].decisions == ("Post weekly",)
    assert {one.id: one.topics for one in evidence.surveys} == {
        "s1": {"Finance", "Law", "Health"}, "s2": None, "s3": None,
    }  # fmt: skip


def test_a_presentation_is_given_on_the_day_of_its_event_whatever_day_was_written(world):
    new = NewEvent({"kind": "conference", "name": "Conference", "start": "2026-12-01"}, ("mass",), id="e1")
    world.write(plan_event, new, by=on("2026-10-01"))
    content = {"on": "2026-11-20", "event": ["e1"], "person": ["ann"], "format": "panel", "arranged": "2026-11-19"}
    world.write(add_record, PRESENTATIONS, "p1", content, by=TODAY)
    (presentation,) = gathered(world).presentations
    assert (presentation.day, presentation.arranged) == (date(2026, 12, 1), date(2026, 11, 19))
