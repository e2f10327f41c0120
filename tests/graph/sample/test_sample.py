"""The sample: made up, the same each time, marked throughout, and gone without a trace."""

from datetime import date, timedelta

import pytest
from worlds.office import CHICAGO

from crm import sample
from crm.acts.contacts import log_contact
from crm.asks.asks import State, asks
from crm.asks.hand_over import leaving
from crm.census.report import report
from crm.census.rounds import rounds
from crm.errors import Conflict
from crm.interactions.contact_form import NewInteraction
from crm.learning.kinds import SURVEYS
from crm.learning.survey_results import survey_results
from crm.lobbying.functions import invitations_to
from crm.lobbying.offers import offers
from crm.lobbying.registrations import NewRegistration, our_client, register, registrations
from crm.lobbying.reports import expected_reports, worksheet_of
from crm.lobbying.session_days import REGULAR, LegislativeSession
from crm.lobbying.sessions import NewSession, record_session, sessions
from crm.office_time import instant
from crm.plan.plan_settings import setting_changes
from crm.plan.standing import standing
from crm.records.actor import command_line
from crm.records.declared import records as records_of
from crm.sample.state import made_up_state
from crm.sample.years import two_years
from crm.stakeholders.founding import found
from crm.stakeholders.people import add_person
from crm.storage.database import Database
from graph_schema.relationships import may_join

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(graph: Database) -> Database:
    """A database as founded."""
    graph.write(found, at=instant(), zone=CHICAGO)
    return graph


def records(database: Database) -> dict[str, int]:
    rows = database.read(lambda tx: tx.run("MATCH (n) RETURN labels(n)[0] AS label, count(n) AS n").data())
    return {row["label"]: row["n"] for row in rows if row["label"] not in ("Counter", "Guard")}


def test_the_same_seed_makes_the_same_state_and_the_same_two_years() -> None:
    one, other = made_up_state(7, TODAY), made_up_state(7, TODAY)
    assert one == other
    assert two_years(one, 7, TODAY) == two_years(other, 7, TODAY)
    assert made_up_state(8, TODAY).names != one.names


def test_nothing_in_it_happens_in_the_future_but_the_next_meeting() -> None:
    steps = two_years(made_up_state(7, TODAY), 7, TODAY)
    assert max(step.on for step in steps) <= TODAY
    assert [step.kind for step in steps if step.kind == "meeting" and step.new.start > str(TODAY)] == ["meeting"]


def test_it_is_added_once_marked_throughout_and_removed_without_a_trace(office: Database) -> None:
    before = records(office)
    sample.add(office, TODAY, CHICAGO)
    assert office.read(sample.is_present)
    added = records(office)
    assert added["Person"] > 70
    assert added["Interaction"] > 100
    sample.add(office, TODAY, CHICAGO)
    with pytest.raises(Conflict, match="there already, as of another day"):
        sample.add(office, TODAY + timedelta(days=1), CHICAGO)
    assert records(office) == added
    joined = "MATCH (a)-[r]->(b) RETURN DISTINCT labels(a)[0] AS a, type(r) AS type, labels(b)[0] AS b"
    rows = office.read(lambda tx: tx.run(joined).data())
    assert [row for row in rows if not may_join(row["a"], row["type"], row["b"])] == []
    unmarked = "MATCH (n) WHERE n.sample IS NULL AND n.recorded_by = 'sample' RETURN count(n) AS count"
    assert office.read(lambda tx: tx.run(unmarked).single(strict=True)["count"]) == 0
    sample.remove(office)
    assert not office.read(sample.is_present)
    assert records(office) == before


def test_what_people_logged_about_the_sample_goes_with_it_and_their_own_stays(office: Database) -> None:
    by = command_line(instant(), CHICAGO)
    for name in ("Real One", "Real Two"):
        office.write(add_person, name, {"name": name}, by=by)
    sample.add(office, TODAY, CHICAGO)
    state = made_up_state(sample.SEED, TODAY)
    mixed = NewInteraction(theirs=(state.legislators[0],), ours=("Real One",))
    own = NewInteraction(theirs=("Real Two",), ours=("Real One",))
    for new in (mixed, own):
        office.write(log_contact, new, by=by)
    sample.remove(office)
    left = office.read(lambda tx: tx.run("MATCH (i:Interaction) RETURN collect(i.id) AS ids").single()["ids"])
    assert left == [own.id]


def test_a_newcomer_sees_a_filed_report_a_late_one_an_open_one_and_an_offered_expense(office: Database) -> None:
    sample.add(office, TODAY, CHICAGO)
    by = command_line("2026-11-23T18:00:00.000000Z", CHICAGO)
    reports = office.read(expected_reports, 2026, actor=by)
    assert {bool(one.filed) for one in reports} == {True, False}
    (late, *_) = [one for one in reports if not one.filed]
    assert (late.due.report, late.days_left(TODAY)) == ("sine die", (late.due.day - TODAY).days)
    first = next(one.filed[0] for one in reports if one.due.report == "february")
    now, _ = office.read(worksheet_of, "february", 2026, first.filer.id, actor=by)
    assert [change.after.description for change in first.changed_since(now)] == [
        "Food or drink for immediate consumption: Lunch on the budget"
    ]
    assert [row.missing for row in now.lacking] == [("the place",)]
    coming, _ = office.read(worksheet_of, "client annual", 2027, first.client.id, actor=by)
    assert coming.total == 1_250_000 + 21_240 + 31_250
    (offer,) = office.read(offers, 2026, actor=by)
    assert (offer.title, offer.cents, len(offer.people)) == ("Reception for legislators", 184_000, 12)
    assert office.read(invitations_to, offer.id, actor=by).function.legislature


def test_a_session_and_a_registration_of_the_office_are_not_written_over_by_the_sample(office: Database) -> None:
    by = command_line(instant(), CHICAGO)
    own = LegislativeSession("2026", REGULAR, date(2026, 1, 6), date(2026, 4, 1))
    office.write(record_session, NewSession(own), by=by)
    client = office.read(our_client)
    office.write(register, NewRegistration(client.id, 2026, "2026-01-02"), by=by)
    sample.add(office, TODAY, CHICAGO)
    assert own in office.read(sessions)
    assert [one.filed_on for one in office.read(registrations, 2026) if one.is_client] == ["2026-01-02"]
    sample.remove(office)
    assert office.read(sessions) == [own]


def test_its_surveys_are_answered_question_by_question_and_some_are_silent(office: Database) -> None:
    sample.add(office, TODAY, CHICAGO)
    by = command_line(instant(), CHICAGO)
    found = {one.title: one for one in office.read(records_of, SURVEYS, actor=by)}
    needs = office.read(survey_results, found["What our members need, 2026"].id, actor=by)
    assert len(needs.answers) == len(made_up_state(sample.SEED, TODAY).superintendents) * 2 // 3
    assert len(needs.silent) == len(needs.invited) - len(needs.answers) > 0
    assert needs.ranked[0].topic.support >= needs.ranked[-1].topic.support > 0
    assert {line.on_menu for line in needs.ranked} == {"", "Menu of topics, 2026"}
    before = next(one for title, one in found.items() if "advocacy, 2025, before" in title)
    pair = office.read(survey_results, before.id, actor=by).pair
    assert pair is not None
    assert (pair.n, pair.unpaired_before, pair.anonymous_after) == (9, 3, 1)
    assert pair.change is not None
    assert pair.change > 0


def test_its_bodies_are_those_that_the_plan_looks_for_until_it_is_removed(office: Database) -> None:
    # By the plan's rules, from the sample's days: five of six seats are held, each holder was spoken with, one list
    # of three is under a year old, and the council met in August, last quarter, with our director.
    sample.add(office, TODAY, CHICAGO)
    by = command_line("2026-11-23T18:00:00.000000Z", CHICAGO)
    rows = office.read(standing, actor=by).ledger(TODAY, None).by_id
    assert {id_: (str(rows[id_].word), rows[id_].figure) for id_ in ("UV 1.1", "UV 1.1.1", "EPL 3.1.2", "EPL 1.3")} == {
        "UV 1.1": ("on track", "0 of 1"),
        "UV 1.1.1": ("late", "5 of 6"),
        "EPL 3.1.2": ("partly", "4 of 5"),
        "EPL 1.3": ("partly", "1 of 3"),
    }
    sample.remove(office)
    assert office.read(setting_changes) == []


def test_who_leaves_what_was_asked_and_two_rounds_of_the_census_are_there_to_be_seen(office: Database) -> None:
    sample.add(office, TODAY, CHICAGO)
    by = command_line("2026-11-23T18:00:00.000000Z", CHICAGO)
    gone, *soon = office.read(leaving, actor=by)
    assert (gone.successor, [bool(one.successor) for one in soon]) == (None, [True, True])
    assert {one.state for one in office.read(asks, actor=by)} == set(State)
    latest, _ = office.read(rounds, actor=by)
    brought = office.read(report, latest.id, actor=by)
    assert (brought.round.answered, brought.before) == (10, "October 2025")
    assert brought.said
    assert brought.differing
