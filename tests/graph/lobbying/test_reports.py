"""Registrations, reports and sessions in the graph: what is due, what was filed, and what stays frozen."""

from datetime import date

import pytest
from worlds.council import on
from worlds.lobbying import add_contacts, contact, dinner

from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.lobbying.calendar_days import calendar_days
from crm.lobbying.due import Report
from crm.lobbying.evidence import lobbying_evidence
from crm.lobbying.expenses import edit_expense, lines, record_expense
from crm.lobbying.filings import NewFiling, delete_filing, file_report, filing, filings, restore_filing
from crm.lobbying.registrations import (
    NewRegistration,
    delete_registration,
    edit_registration,
    register,
    registration,
    registrations,
    restore_registration,
    standings_of,
)
from crm.lobbying.reports import expected_reports, reminders, worksheet_of
from crm.lobbying.session_days import REGULAR, LegislativeSession, Moved
from crm.lobbying.sessions import (
    NewSession,
    calendar_of,
    delete_session,
    move_deadline,
    record_session,
    sessions,
)
from crm.lobbying.terms import NewValue, law, set_value, take_back_value
from crm.lobbying.unregistered import requested_contacts, started, unregistered
from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = on("2025-03-01")
REGULAR_2025 = LegislativeSession("2025", REGULAR, date(2025, 1, 7), date(2025, 4, 6))


def registered(world: Database, who: str = "ann", year: int = 2025, day: str = "2025-01-08", by: Actor = STAFF) -> str:
    return world.write(register, NewRegistration(who, year, day), by=by)


def filed(world: Database, report: str, day: str, by: Actor, **more: object) -> str:
    def act(tx):
        sheet, due = worksheet_of(tx, report, 2025, "ann", actor=by)
        return file_report(tx, sheet, NewFiling(day, **more), due.day, by=by)

    return world.write(act)


def test_one_registration_for_each_person_and_year(world: Database) -> None:
    made = registered(world)
    assert registered(world) == made, "the same again is the same"
    with pytest.raises(Conflict, match="on record already"):
        registered(world, day="2025-01-09")
    registered(world, year=2024, day="2024-01-03")
    assert [(r.who.name, r.year) for r in world.read(registrations)] == [("Ann Reed", 2025), ("Ann Reed", 2024)]
    assert world.read(registration, made, actor=STAFF).client.name == "MASS"


def test_the_client_registers_too_and_nobody_else_that_is_no_person(world: Database) -> None:
    made = registered(world, "mass")
    assert world.read(registration, made, actor=STAFF).is_client
    for nobody in ("house", "no-such"):
        with pytest.raises(InvalidData):
            registered(world, nobody)
    assert len(world.read(registrations)) == 1


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewRegistration("ann", 2025, "2026-01-02"), "filed_on"),
        (NewRegistration("ann", 2025, "2025-01"), "filed_on"),
        (NewRegistration("ann", 2025, "2025-02-01", "2025-01-31"), "ended_on"),
        (NewRegistration("ann", 2025, "2025-02-01", "2026-01-31"), "ended_on"),
    ],
)
def test_a_registration_that_cannot_be_is_refused_by_field(world: Database, new: NewRegistration, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        world.write(register, new, by=STAFF)
    assert set(refused.value.errors) == {field}


def test_a_registration_is_changed_deleted_and_restored(world: Database) -> None:
    made = registered(world)
    new = NewRegistration("ann", 2025, "2025-01-08", "2025-05-01", 2500, "For teacher pay")
    world.write(edit_registration, made, new, version=1, by=STAFF)
    now = world.read(registration, made, actor=STAFF)
    assert (now.ended_on, now.fee_cents, now.issues) == ("2025-05-01", 2500, "For teacher pay")
    assert now.holds_on("2025-05-01")
    assert not now.holds_on("2025-05-02")
    assert not now.holds_on("2025-01-07")
    world.write(delete_registration, made, by=STAFF)
    with pytest.raises(NotFound):
        world.read(registration, made, actor=STAFF)
    world.write(restore_registration, made, by=STAFF)
    assert world.read(registrations)[0].id == made


def test_registered_within_five_days_of_the_first_contact_at_request_or_first_expense(world: Database) -> None:
    add_contacts(
        world,
        contact("2025-01-02", "ann", at_request=False),
        contact("2025-01-05", "ann"),
        contact("2025-02-10", "bo"),
    )
    registered(world, day="2025-01-12")
    world.write(record_expense, dinner("2025-01-04", payer="bo"), by=STAFF)
    contacts = world.read(requested_contacts, 2025, actor=STAFF)
    spent = world.read(lines, 2025, 2025, actor=STAFF)
    began = started(contacts, spent, 2025)
    terms, known = world.read(law), world.read(registrations)
    told = {s.who.name: s for s in standings_of(terms, 2025, known, began, date(2025, 3, 1))}
    assert (told["Ann Reed"].started, told["Ann Reed"].due, told["Ann Reed"].late) == (
        "2025-01-05", date(2025, 1, 10), 2,
    )  # fmt: skip
    assert (told["Bo Cole"].started, told["Bo Cole"].due, told["Bo Cole"].late) == (
        "2025-01-04", date(2025, 1, 9), 51,
    )  # fmt: skip
    assert told["Bo Cole"].registration is None


def test_a_contact_by_somebody_not_registered_that_day_is_listed_with_its_reasons(world: Database) -> None:
    add_contacts(world, *(contact("2025-02-10", who) for who in ("ann", "bo", "sue", "carl")))
    registered(world)
    contacts = world.read(requested_contacts, 2025, actor=STAFF)
    terms, known = world.read(law), world.read(registrations)
    began = started(contacts, [], 2025)
    listed = {one.contact.who.id: one for one in unregistered(terms, contacts, known, [], began)}
    assert set(listed) == {"bo", "sue", "carl"}, "Ann was registered that day"
    assert [reason.key for reason in listed["sue"].reasons] == ["grace", "member", "official"]
    assert [reason.key for reason in listed["bo"].reasons] == ["grace", "employee"]
    assert [reason.key for reason in listed["carl"].reasons] == ["grace", "public"]
    member = listed["sue"].reasons[1]
    assert "$0.00 of things of value" in member.words
    assert "below $200.00" in member.words
    assert member.section == "§ 5-8-7(e)"


def test_who_gave_two_hundred_dollars_has_no_reason_left_after_the_first_days(world: Database) -> None:
    add_contacts(world, contact("2025-01-02", "sue"), contact("2025-02-10", "sue"))
    gift = dinner("2025-01-20", payer="sue", cents=20000, thing="travel", gifts=dinner().gifts[:1])
    world.write(record_expense, gift, by=STAFF)
    contacts = world.read(requested_contacts, 2025, actor=STAFF)
    spent = world.read(lines, 2025, 2025, actor=STAFF)
    began = started(contacts, spent, 2025)
    listed = {u.contact.on: u for u in unregistered(world.read(law), contacts, [], spent, began)}
    assert [reason.key for reason in listed["2025-02-10"].reasons] == ["official"]
    assert "grace" in [reason.key for reason in listed["2025-01-02"].reasons]


def test_the_reports_of_a_year_are_the_clients_and_those_of_each_lobbyist(world: Database) -> None:
    registered(world)
    registered(world, year=2024, day="2024-01-03")
    registered(world, "bo", day="2025-02-01")
    world.write(record_session, NewSession(REGULAR_2025), by=STAFF)
    found = world.read(expected_reports, 2025, actor=STAFF)
    assert [(one.due.report, one.filer.name, one.due.day) for one in found] == [
        (Report.ANNUAL, "Ann Reed", date(2025, 1, 30)),
        (Report.CLIENT_ANNUAL, "MASS", date(2025, 1, 30)),
        (Report.SESSION, "Ann Reed", date(2025, 2, 25)),
        (Report.SESSION, "Bo Cole", date(2025, 2, 25)),
        (Report.SINE_DIE, "Ann Reed", date(2025, 4, 16)),
        (Report.SINE_DIE, "Bo Cole", date(2025, 4, 16)),
    ]


def test_reminders_name_what_is_late_or_due_within_thirty_days(world: Database) -> None:
    registered(world)
    named = [
        (one.due.report, one.days_left(date(2025, 2, 1)))
        for one in world.read(reminders, date(2025, 2, 1), actor=STAFF)
    ]
    assert named == [(Report.CLIENT_ANNUAL, -2), (Report.SESSION, 24)]
    next_year = world.read(reminders, date(2025, 12, 31), actor=STAFF)
    assert (Report.ANNUAL, 30) in [(one.due.report, one.days_left(date(2025, 12, 31))) for one in next_year]


def test_a_filed_report_is_frozen_and_a_later_change_shows_as_an_amendment(world: Database) -> None:
    registered(world)
    expense_id = world.write(record_expense, dinner(), by=STAFF)
    made = filed(world, "february", "2025-02-24", STAFF)
    world.write(edit_expense, expense_id, dinner(cents=22240), version=1, by=STAFF)
    known = world.read(filing, made, actor=STAFF)
    assert known.total_cents == known.sheet.total == 21240
    now, _ = world.read(worksheet_of, "february", 2025, "ann", actor=STAFF)
    assert now.total == 22240
    assert [(c.before.cents, c.after.cents) for c in known.changed_since(now)] == [(10620, 11120), (10620, 11120)]
    second = filed(world, "february", "2025-03-01", STAFF, amends=True)
    amendment = world.read(filing, second, actor=STAFF)
    assert (amendment.number, amendment.total_cents, amendment.changed_since(now)) == (1, 22240, ())
    assert world.read(filing, made, actor=STAFF).total_cents == 21240, "the first stays as it was filed"


def test_a_report_is_filed_once_and_late_days_and_penalty_follow(world: Database) -> None:
    registered(world)
    late = on("2025-03-10")
    made = filed(world, "february", "2025-03-08", late)
    with pytest.raises(Conflict, match="filed on Mar 8, 2025"):
        filed(world, "february", "2025-03-09", late)
    assert filed(world, "february", "2025-03-08", late) == made, "a retry is the same report"
    known = world.read(filing, made, actor=STAFF)
    lateness = known.late(world.read(law))
    assert lateness is not None
    assert (lateness.days, lateness.penalty_days, lateness.penalty) == (11, 2, 10000)


@pytest.mark.parametrize(
    ("day", "more", "field"),
    [("2025-03-02", {}, "filed_on"), ("2024-12-31", {}, "filed_on"), ("2025-02", {}, "filed_on"),
     ("2025-02-24", {"amends": True}, "amends"), ("2025-02-24", {"accepted": "2025-02-20"}, "accepted")],
)  # fmt: skip
def test_a_filing_that_cannot_be_is_refused_by_field(world: Database, day: str, more: dict, field: str) -> None:
    registered(world)
    with pytest.raises(InvalidData) as refused:
        filed(world, "february", day, STAFF, **more)
    assert set(refused.value.errors) == {field}


def test_a_deleted_filing_comes_back_with_its_worksheet(world: Database) -> None:
    registered(world)
    world.write(record_expense, dinner(), by=STAFF)
    made = filed(world, "february", "2025-02-24", STAFF)
    world.write(delete_filing, made, by=STAFF)
    assert world.read(filings, 2025, actor=STAFF) == []
    with pytest.raises(Conflict, match="deleted"):
        filed(world, "february", "2025-02-25", STAFF)
    world.write(restore_filing, made, by=STAFF)
    assert world.read(filing, made, actor=STAFF).total_cents == 21240


def test_nobody_but_staff_reads_reports(world: Database) -> None:
    registered(world)
    member = on("2025-03-01", Role.MEMBER, "u-sue")
    for act in (
        lambda: world.read(filings, actor=member),
        lambda: world.read(expected_reports, 2025, actor=member),
        lambda: world.read(worksheet_of, "february", 2025, "ann", actor=member),
        lambda: world.read(requested_contacts, 2025, actor=member),
        lambda: registered(world, "bo", by=member),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(("report", "filer"), [("february", "mass"), ("client annual", "ann"), ("weekly", "ann")])
def test_a_report_that_this_filer_does_not_file_is_not_found(world: Database, report: str, filer: str) -> None:
    registered(world)
    with pytest.raises(NotFound):
        world.read(worksheet_of, report, 2025, filer, actor=STAFF)


def test_a_session_nobody_recorded_is_as_the_rule_plans_it(world: Database) -> None:
    calendar = world.read(calendar_of, 2026)
    assert (calendar.id, calendar.session.convened, calendar.deadlines[-1].on) == (
        None, date(2026, 1, 6), date(2026, 4, 5),
    )  # fmt: skip


def test_a_moved_deadline_keeps_its_reason_and_goes_back(world: Database) -> None:
    world.write(move_deadline, 2025, "floor", Moved(date(2025, 2, 14), "Suspended by HC 65"), by=STAFF)
    floor = {d.key: d for d in world.read(calendar_of, 2025).deadlines}["floor"]
    assert (floor.on, floor.planned, floor.reason) == (date(2025, 2, 14), date(2025, 2, 13), "Suspended by HC 65")
    world.write(move_deadline, 2025, "floor", None, by=STAFF)
    assert {d.key: d for d in world.read(calendar_of, 2025).deadlines}["floor"].on == date(2025, 2, 13)


def test_correcting_a_session_keeps_its_moved_deadlines(world: Database) -> None:
    world.write(move_deadline, 2025, "floor", Moved(date(2025, 2, 14), "Suspended"), by=STAFF)
    world.write(record_session, NewSession(REGULAR_2025), by=STAFF)
    calendar = world.read(calendar_of, 2025)
    assert calendar.session.adjourned == date(2025, 4, 6)
    assert {d.key: d.on for d in calendar.deadlines}["floor"] == date(2025, 2, 14)


def test_a_deleted_session_is_planned_again_and_recording_it_brings_it_back(world: Database) -> None:
    world.write(record_session, NewSession(REGULAR_2025), by=STAFF)
    world.write(delete_session, "2025", by=STAFF)
    assert world.read(sessions) == []
    assert world.read(calendar_of, 2025).session.adjourned is None
    world.write(record_session, NewSession(REGULAR_2025), by=STAFF)
    assert world.read(sessions) == [REGULAR_2025]


def test_a_second_regular_session_of_a_year_is_refused(world: Database) -> None:
    world.write(record_session, NewSession(REGULAR_2025), by=STAFF)
    with pytest.raises(InvalidData):
        world.write(record_session, NewSession(LegislativeSession("2025R", REGULAR, date(2025, 1, 7))), by=STAFF)


def test_the_calendar_feed_has_the_deadlines_between_two_days(world: Database) -> None:
    days = world.read(calendar_days, date(2025, 12, 1), date(2026, 1, 31), actor=STAFF)
    assert [(day.key, day.on) for day in days] == [
        ("session-2026-convenes", date(2026, 1, 6)),
        ("session-2026-drafting", date(2026, 1, 14)),
        ("session-2026-introduction", date(2026, 1, 19)),
    ]


def test_the_calendar_has_the_due_days_of_reports_for_those_who_may_see_them(world: Database) -> None:
    registered(world)
    filed(world, "february", "2025-02-24", STAFF)
    day = date(2025, 2, 25)
    (due,) = world.read(calendar_days, day, day, actor=STAFF)
    assert (due.on, due.name) == (day, "Filed: Session report, first, Ann Reed")
    assert due.address == "/lobbying/reports/february/2025/ann"
    for role in (Role.MEMBER, Role.VIEWER):
        assert world.read(calendar_days, day, day, actor=on("2025-03-01", role, "u-sue")) == []


def test_a_value_of_the_office_holds_from_its_day_is_replaced_and_taken_back(world: Database) -> None:
    new = NewValue("register_days", "2025-07-01", "0", "SB 2402 of 2026")
    made = world.write(set_value, new, by=STAFF)
    assert world.read(law).on(date(2025, 7, 1)).register_days == 0
    assert world.read(law).on(date(2025, 6, 30)).register_days == 5
    again = world.write(set_value, NewValue("register_days", "2025-07-01", "2", "corrected"), by=STAFF)
    assert again == made
    assert world.read(law).on(date(2025, 7, 1)).register_days == 2
    world.write(take_back_value, made, by=STAFF)
    assert world.read(law).on(date(2025, 7, 1)).register_days == 5
    world.write(set_value, new, by=STAFF)
    assert world.read(law).on(date(2025, 7, 1)).register_days == 0, "set again after it was taken back"


@pytest.mark.parametrize(
    ("term", "since", "text", "field"),
    [
        ("register_days", "2025-07-01", "soon", "value"),
        ("no_such", "2025-07-01", "1", "term"),
        ("register_days", "2025-07", "1", "since"),
    ],
)
def test_a_value_that_cannot_be_is_refused(world: Database, term: str, since: str, text: str, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        world.write(set_value, NewValue(term, since, text, "a law"), by=STAFF)
    assert set(refused.value.errors) == {field}


def test_the_plan_reads_registrations_filings_expenses_and_sessions(world: Database) -> None:
    registered(world)
    world.write(record_expense, dinner(), by=STAFF)
    filed(world, "february", "2025-02-24", STAFF)
    evidence = world.read(lobbying_evidence, 2021, 2025, actor=STAFF)
    assert [(r.who.id, r.year) for r in evidence.registrations] == [("ann", 2025)]
    assert [(f.report, f.year, f.filer.id, f.filed_on) for f in evidence.filings] == [
        ("february", 2025, "ann", "2025-02-24")
    ]
    assert [e.line.cents for e in evidence.expenses] == [21240]
