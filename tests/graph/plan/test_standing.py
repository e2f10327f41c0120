"""The plan over a real graph: what is recorded counts, what is deleted does not, and settings hold from their day."""

from datetime import date

import pytest
from worlds.council import on

from crm.errors import Conflict, NotAllowed
from crm.learning.kinds import DOCUMENTS, STATEMENTS
from crm.plan.ledger import Row
from crm.plan.plan_settings import (
    NewSetting,
    change_setting,
    in_force,
    restore_setting,
    setting_changes,
    withdraw_setting,
)
from crm.plan.settings import DEFAULTS
from crm.plan.standing import standing
from crm.records import lifecycle
from crm.records.declared import add_record
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY = on("2026-11-23")
MENU = {"on": "2021-12-31", "type": "menu", "title": "The menu"}
SILENCE = NewSetting("change-1", "max_silence_days", 50, "2023-01-01")


def entry(world: Database, entry_id: str, day: str = "2022-06-01", known_on: str | None = None) -> Row:
    found = world.read(standing, actor=TODAY)
    known = date.fromisoformat(known_on) if known_on else None
    return found.ledger(date.fromisoformat(day), known).by_id[entry_id]


def said(row: Row) -> tuple[str, str]:
    return str(row.word), row.figure


@pytest.fixture
def menu(world: Database) -> str:
    return str(world.write(add_record, DOCUMENTS, "menu", MENU, by=TODAY))


def test_nothing_recorded_is_a_plan_without_evidence(world):
    assert said(entry(world, "EPL 1.2.1")) == ("late", "0 of 1")


def test_a_recorded_document_counts_with_its_id_and_says_that_it_was_recorded_afterwards(world, menu):
    row = entry(world, "EPL 1.2.1")
    assert said(row) == ("met", "1 of 1")
    assert [(item.record.id, item.afterwards) for item in row.evidence] == [(menu, True)]


def test_as_known_before_it_was_recorded_it_does_not_count(world, menu):
    assert entry(world, "EPL 1.2.1", known_on="2026-11-22").n == 0
    assert entry(world, "EPL 1.2.1", known_on="2026-11-23").n == 1


def test_deleting_takes_it_out_and_restoring_gives_the_same_ledger(world, menu):
    before = world.read(standing, actor=TODAY).ledger(date(2022, 6, 1))
    world.write(lifecycle.delete, DOCUMENTS, menu, version=1, by=TODAY)
    assert entry(world, "EPL 1.2.1").n == 0
    world.write(lifecycle.restore, DOCUMENTS, menu, by=TODAY)
    after = world.read(standing, actor=TODAY).ledger(date(2022, 6, 1))
    assert [said(row) for row in after.rows] == [said(row) for row in before.rows]


def test_a_statement_is_quoted_with_its_name(world):
    words = {"on": "2022-05-01", "entry": "PA 2.1.1", "by": ["ann"], "says": "partly", "text": "A draft"}
    world.write(add_record, STATEMENTS, "s1", words, by=TODAY)
    row = entry(world, "PA 2.1.1")
    assert (said(row), row.statements[0].text) == (("by hand", "1"), "A draft")


def test_a_setting_holds_from_its_day_on_until_it_is_withdrawn(world):
    world.write(change_setting, SILENCE, by=TODAY)
    changes = world.read(setting_changes)
    values = [in_force(DEFAULTS, changes, day)["max_silence_days"] for day in (date(2022, 12, 31), date(2023, 1, 1))]
    assert values == [31, 50]
    assert in_force(DEFAULTS, changes, date(2023, 1, 1), date(2026, 11, 22))["max_silence_days"] == 31
    world.write(withdraw_setting, "change-1", by=TODAY)
    assert world.read(setting_changes) == []
    world.write(restore_setting, "change-1", by=TODAY)
    assert world.read(setting_changes) == changes


def test_the_same_key_with_another_value_is_refused(world):
    for _ in range(2):
        world.write(change_setting, SILENCE, by=TODAY)
    assert len(world.read(setting_changes)) == 1
    with pytest.raises(Conflict):
        world.write(change_setting, NewSetting("change-1", "max_silence_days", 60, "2023-01-01"), by=TODAY)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_those_who_see_everything_may_ask_for_it(world, role):
    with pytest.raises(NotAllowed):
        world.read(standing, actor=on("2026-11-23", role=role))


def test_an_old_district_that_is_still_missing_is_named_in_words(world):
    names = world.read(standing, actor=TODAY).names
    missing = [names.get(one, one) for one in entry(world, "PA 4.3.1").outcome.missing]
    assert missing == [f"old congressional district {number}" for number in range(1, 6)]
