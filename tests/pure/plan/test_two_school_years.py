"""Two made-up school years, and the word and figure of every entry on four days, derived by hand from the rules."""

import csv
from datetime import date
from pathlib import Path

import pytest

from crm.plan.ledger import Ledger, Row, ledger
from crm.plan.reading import shipped
from importers.evidence_rows import gather
from importers.evidence_sheet import read_evidence

HERE = Path(__file__).parent
PLAN = shipped()
SHEET = read_evidence(HERE / "two_school_years.csv", date(2026, 11, 1))
EVIDENCE = gather(SHEET.rows)

with (HERE / "expected_ledger.csv").open(encoding="utf-8") as file:
    EXPECTED = list(csv.DictReader(file))
DAYS = [day for day in EXPECTED[0] if day != "entry"]


def said(row: Row) -> str:
    """“late 0 of 3; 0/1 partly”: word, figure; closed periods met, of how many, and the last one's word."""
    text = f"{row.word} {row.figure}"
    if periods := row.outcome.periods:
        text += f"; {periods.met}/{periods.closed}" + (f" {periods.last}" if periods.last else "")
    return text


def of(day: str, known_on: date | None = None) -> Ledger:
    return ledger(PLAN, EVIDENCE, PLAN.defaults, date.fromisoformat(day), known_on)


LEDGERS = {day: of(day) for day in DAYS}


def test_every_row_of_the_sheet_is_read():
    assert SHEET.errors == []
    with (HERE / "two_school_years.csv").open(encoding="utf-8") as rows:
        assert len(SHEET.rows) == sum(1 for _ in rows) - 1


def test_the_table_states_all_83_entries():
    assert [row["entry"] for row in EXPECTED] == [entry.id for entry in PLAN.entries]
    assert len(EXPECTED) == 83


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: row["entry"])
def test_an_entry_has_the_word_and_figure_that_the_rules_give(expected, day):
    assert said(LEDGERS[day].by_id[expected["entry"]]) == expected[day]
