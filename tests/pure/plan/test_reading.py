"""A plan's file: another association's reads as well as ours, and a broken one says what is wrong on which line."""

import pytest
from worlds.small_plans import day, evidence, recorded

from crm.errors import InvalidData
from crm.plan.evidence import Document, Statement
from crm.plan.ledger import ledger
from crm.plan.reading import check_plan, read_plan, shipped
from crm.plan.settings import DEFAULTS

TINY = """\
[plan]
name = "Reading room plan"

[settings]
plan_start = "2024-01-01"
warn_deadline = 10

[[goals]]
id = "R"
title = "Readers"

[[entries]]
id = "R1"
under = "R"
text = "A good reading room"
rule = "roll-up"

[[entries]]
id = "R1.a"
under = "R1"
text = "The catalog is online"
rule = "exists by"
counts = { of = "document", type = "module" }
by = 2024-06-30

[[entries]]
id = "R1.b"
under = "R1.a"
text = "Readers like it"
rule = "by hand"
"""


def faults(text: str) -> list[str]:
    return [str(fault) for fault in check_plan(text)[1]]


def test_another_associations_plan_is_computed_by_the_same_rules():
    plan = read_plan(TINY)
    catalog = recorded("c", "2024-07-02", Document, type="module")
    said = recorded("s", "2024-07-03", Statement, entry="R1.b", by="ann", says="met")
    words = {
        on: [(row.entry.id, str(row.word), row.figure) for row in ledger(plan, records, plan.defaults, day(on)).rows]
        for on, records in (
            ("2024-06-19", evidence()),
            ("2024-06-20", evidence()),
            ("2024-07-03", evidence(documents=[catalog], statements=[said])),
        )
    }
    assert words == {
        "2024-06-19": [("R1", "no evidence", "0 of 2"), ("R1.a", "on track", "0 of 1"), ("R1.b", "no evidence", "0")],
        "2024-06-20": [("R1", "no evidence", "0 of 2"), ("R1.a", "due soon", "0 of 1"), ("R1.b", "no evidence", "0")],
        "2024-07-03": [("R1", "by hand", "2 of 2"), ("R1.a", "met late", "1 of 1"), ("R1.b", "by hand", "1")],
    }


def test_a_statement_stands_beside_a_computed_word_and_never_replaces_it():
    plan = read_plan(TINY)
    said = recorded("s", "2024-07-03", Statement, entry="R1.a", by="ann", says="met")
    row = ledger(plan, evidence(statements=[said]), plan.defaults, day("2024-08-01")).by_id["R1.a"]
    assert (row.word, [statement.says for statement in row.statements]) == ("late", ["met"])


def test_the_shipped_plan_has_83_entries_of_which_10_are_headings():
    plan = shipped()
    assert (len(plan.entries), sum(entry.is_heading for entry in plan.entries)) == (83, 10)
    assert plan.defaults == DEFAULTS


def test_every_setting_is_read_by_an_entry_or_by_all():
    read = {setting for entry in shipped().entries for setting in entry.settings}
    assert set(DEFAULTS) - read == {"plan_start"}


def test_an_entry_names_the_settings_of_its_period_and_of_every_period_where_a_setting_chooses_it():
    settings = {entry.id: set(entry.settings) for entry in shipped().entries}
    assert settings["UV 1.1"] == {"council_bodies", "warn_quarter"}
    assert settings["PA 4.1"] == {"warn_year", "school_year_start"}
    assert settings["EPL 3.2.2"] == {
        "report_period", "warn_week", "warn_month", "warn_two_months", "warn_quarter", "warn_year", "school_year_start",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('rule = "by hand"', 'rule = "guess"', "Line 30: There is no rule “guess”."),
        ("by = 2024-06-30", "till = 2024-06-30", "Line 24: The rule “exists by” has no parameter “till”."),
        ("by = 2024-06-30", 'by = "soon"', "Line 24: by: write a day, such as 2021-12-31, without quotes."),
        ('type = "module" }', 'color = "red" }', "Line 23: counts: a document has no “color”."),
        ('of = "document"', 'of = "dream"', "Line 23: counts: say of which kind of record"),
        ('id = "R1.b"', 'id = "R1.a"', "Line 27: The id “R1.a” is there twice."),
        ('under = "R1.a"', 'under = "R9"', "Line 28: “R1.b” stands under “R9”, which is not in the plan."),
        ('under = "R1"\n', 'under = "R1.b"\n', "Line 20: “R1.a” stands below itself."),
        ("warn_deadline = 10", "warn_deadline = -1", "Line 6: warn_deadline: Give a number from 0 to 10,000."),
        ("warn_deadline = 10", "patience = 10", "Line 6: There is no setting “patience”."),
        ('name = "Reading room plan"', "", "Line 1: [plan] needs a name."),
        ('text = "Readers like it"\n', "", "Line 26: This entry has no text."),
        ('rule = "by hand"', 'rule = "by hand"\nshows = ["love"]', "Line 31: shows: the figures are"),
        ('type = "module" }', 'type = "$max_gap" }', "Line 23: counts: type: there is no setting “max_gap”."),
        ('type = "module" }', 'type = "$touch_days" }', "Line 23: counts: type: the setting “touch_days” is days"),
        ("[[goals]]", "[[aims]]", "Line 8: “aims” is not a part of a plan."),
        ('rule = "by hand"', "rule = by hand", "Line 30: This is not TOML"),
    ],
)
def test_a_fault_in_a_plans_file_is_named_with_its_line(before, after, fault):
    assert before in TINY
    assert any(found.startswith(fault) for found in faults(TINY.replace(before, after, 1))), faults(
        TINY.replace(before, after, 1)
    )


@pytest.mark.parametrize(
    "parameters",
    [
        'rule = "coverage"\nset = "dreams"\ncovered = { has = "touch", within = 3 }',
        'rule = "coverage"\nset = "members"\ncovered = { has = "touch" }',
        'rule = "coverage"\nset = "members"\ncovered = { counts = { of = "rank" }, through = "district" }',
        'rule = "coverage"\nset = "members"\ncovered = []',
        'rule = "coverage by"\nset = "members"\ncovered = { has = "touch", within = 3 }\nby = 2024-01-01',
        'rule = "per period"\ncounts = { of = "event" }',
        'rule = "per period"\ncounts = { of = "event" }\nevery = "fortnight"',
        'rule = "each per period"\nset = ["a"]\ncounts = { of = "contact" }\nthrough = "hosts"\nevery = "month"',
        'rule = "checks"\nchecks = [{ name = "x", set = "members" }]',
        'rule = "exists"\ncounts = { of = "event", present = "king" }',
        'rule = "exists"\ncounts = { of = "event", dated = "presented" }',
    ],
)
def test_a_rules_parameters_are_checked_before_it_is_used(parameters):
    assert len(faults(TINY.replace('rule = "by hand"', parameters))) >= 1


@pytest.mark.parametrize(
    "text", ["", "not a plan", "[plan]\n", "entries = 3", "[[entries]]\n" * 5, "x = " + "[" * 5000]
)
def test_what_is_no_plan_at_all_is_refused_in_words(text):
    with pytest.raises(InvalidData) as refused:
        read_plan(text)
    assert all(message.startswith("Line ") for message in refused.value.errors["plan"])


def test_an_entry_knows_whether_the_day_of_an_end_matters_to_its_figure():
    reads = {entry.id for entry in shipped().entries if entry.reads_what_lasts}
    assert {"EPL 1.1.1", "EPL 1.2", "EPL 2.1.2", "UV 1.1.1", "UV 2.1.1", "UV 3.1.1", "PA 3.2.1", "PA 4.3.1"} <= reads
    assert reads.isdisjoint({"EPL 1.2.1", "EPL 3.3", "UV 1.2.1", "UV 1.2.3", "PA 4.1", "PA 2.1.1"})
