"""The weekly digest goes to each of the staff once a week where they want it; the rhythm is theirs to set."""

import uuid
from datetime import date, timedelta
from email import message_from_bytes

import pytest
from worlds.office import CHICAGO
from worlds.town import acting

from crm.accounts import users
from crm.accounts.links import Purpose as LinkPurpose
from crm.accounts.links import issue, use
from crm.acts.contacts import log_contact
from crm.asks.asks import hold_to_rules
from crm.asks.cold import going_cold, snooze, snoozed
from crm.asks.digest import as_file, send_digest, send_weekly, text, weekly_is_due
from crm.asks.rules import AskRules
from crm.errors import InvalidData, NotAllowed
from crm.interactions.contact_form import NewInteraction
from crm.mail.letters import Stationery, letters
from crm.records.actor import Actor, command_line
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
MONDAY, TUESDAY = "2026-11-23T15:04:05.123456Z", "2026-11-24T15:04:05.123456Z"
SUNDAY, NEXT_WEDNESDAY = "2026-11-29T15:04:05.123456Z", "2026-12-02T15:04:05.123456Z"
PAPER = Stationery("a key of the site, long enough", "https://crm.example.org", "MASS")


def on(at: str) -> Actor:
    return command_line(at, CHICAGO)


def an_account(database: Database, role: str, *, with_password: bool = True, at: str = MONDAY) -> users.User:
    new = users.NewUser(str(uuid.uuid4()), f"{role}@example.org", f"A {role}", Role(role))
    made = database.write(users.create_user, new, by=on(at))
    if with_password:
        database.write(issue, made.id, LinkPurpose.INVITATION, f"hash-{role}", by=on(at))
        database.write(use, f"hash-{role}", "a hash", at)
    return made


def talked(database: Database, member: str, days_ago: int) -> None:
    day = (date(2026, 11, 23) - timedelta(days=days_ago)).isoformat()
    database.write(log_contact, NewInteraction((member,), ("ann",), at=day), by=STAFF)


def test_the_rhythm_is_set_by_staff(settled: Database) -> None:
    talked(settled, "carl", 20)
    assert "carl" not in {one.person.id for one in settled.read(going_cold, actor=STAFF)}
    settled.write(hold_to_rules, AskRules(leaders=14), by=STAFF)
    found = {one.person.id: one for one in settled.read(going_cold, actor=STAFF)}
    assert (found["carl"].every, found["carl"].over) == (14, 6)


def test_the_digest_names_whom_to_talk_with_again_and_is_a_letter_of_its_own(settled: Database) -> None:
    talked(settled, "carl", 50)
    words = text(settled.read(going_cold, actor=STAFF), PAPER.site)
    assert "- Carl Dunn (House District 1): last talk Oct 4, 2026, by Ann Reed; 20 days too late" in words
    assert "With 3 more members no talk is logged." in words
    draft = message_from_bytes(as_file(settled.read(going_cold, actor=STAFF), PAPER.site, "2026-11-23"))
    assert (draft["Subject"], draft["X-Unsent"]) == ("Whom to talk with again, Nov 23, 2026", "1")


def test_on_mondays_each_of_the_staff_gets_it_once_where_they_want_it(settled: Database) -> None:
    for role in ("staff", "member", "viewer"):
        an_account(settled, role)
    an_account(settled, "administrator", with_password=False)
    assert settled.write(send_weekly, PAPER, by=on(MONDAY)) == 0
    settled.write(hold_to_rules, AskRules(digest=True), by=on(MONDAY))
    assert settled.write(send_weekly, PAPER, by=on(MONDAY)) == 1
    assert settled.write(send_weekly, PAPER, by=on(MONDAY)) == 0
    assert [one.to for one in settled.read(letters, actor=STAFF)] == ["staff@example.org"]


def test_a_monday_that_was_missed_is_made_up_for_once_in_that_week(settled: Database) -> None:
    an_account(settled, "staff")
    settled.write(hold_to_rules, AskRules(digest=True), by=on(MONDAY))
    assert settled.read(weekly_is_due, actor=on(TUESDAY))
    assert settled.write(send_weekly, PAPER, by=on(TUESDAY)) == 1
    for later in (TUESDAY, SUNDAY):
        assert not settled.read(weekly_is_due, actor=on(later))
        assert settled.write(send_weekly, PAPER, by=on(later)) == 0
    assert settled.write(send_weekly, PAPER, by=on(NEXT_WEDNESDAY)) == 1
    sent = settled.read(letters, actor=STAFF)
    assert {one.subject for one in sent} == {
        "Whom to talk with again, Nov 24, 2026",
        "Whom to talk with again, Dec 2, 2026",
    }


def test_what_is_turned_on_and_who_comes_within_a_week_waits_for_its_monday(settled: Database) -> None:
    an_account(settled, "staff")
    settled.write(hold_to_rules, AskRules(digest=True), by=on(TUESDAY))
    assert settled.write(send_weekly, PAPER, by=on(SUNDAY)) == 0
    an_account(settled, "administrator", at=NEXT_WEDNESDAY)
    assert settled.write(send_weekly, PAPER, by=on(NEXT_WEDNESDAY)) == 1
    assert [one.to for one in settled.read(letters, actor=STAFF)] == ["staff@example.org"]


def test_somebody_sends_it_to_themselves_and_nobody_but_staff_does(settled: Database) -> None:
    staff, member = an_account(settled, "staff"), an_account(settled, "member")
    assert settled.write(send_digest, staff.id, PAPER, "a-digest-1", by=STAFF) == "staff@example.org"
    with pytest.raises(InvalidData):
        settled.write(send_digest, member.id, PAPER, "a-digest-2", by=STAFF)
    with pytest.raises(NotAllowed):
        settled.write(send_digest, staff.id, PAPER, "a-digest-3", by=acting(Role.MEMBER, "ann"))


def test_who_is_snoozed_is_listed_with_the_reason(settled: Database) -> None:
    settled.write(snooze, "carl", "2026-12-24", reason="On leave", by=STAFF)
    (found,) = settled.read(snoozed, actor=STAFF)
    assert (found.person.name, found.until, found.reason) == ("Carl Dunn", "2026-12-24", "On leave")
    assert settled.read(snoozed, actor=acting(at="2026-12-24T18:00:00.000000Z")) == []
