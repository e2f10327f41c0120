"""The cells of an evidence sheet: what stands where no heading is, is not left out without a word."""

from datetime import date

from importers.evidence_sheet import read_evidence
from importers.upload import Upload

ROW = "u1,communication,2025-09-03,,type=update|channel=email|audience=internal|issue="


def read(fields: str):
    text = f"id,kind,date,recorded_on,fields\n{ROW}{fields}\n"
    return read_evidence(Upload("past.csv", text.encode()), date(2026, 11, 1))


def test_a_comma_that_splits_a_text_refuses_its_row_and_says_what_to_do():
    found = read("Buses, roads")
    assert found.rows == []
    assert [(error.row, error.message) for error in found.errors] == [
        (2, "“roads” stands under no heading. Put a text with commas in quotes.")
    ]


def test_empty_cells_at_the_end_of_a_row_are_nothing():
    found = read("Buses,,")
    assert (len(found.rows), found.errors) == (1, [])
