"""One fault on four hundred rows is told once, and no row is forgotten."""

from crm.imports.drafts import RowError
from crm.imports.refused_rows import refusals


def test_rows_refused_for_one_reason_are_told_together_in_the_order_of_their_first_rows() -> None:
    errors = [
        RowError("a.csv", 5, "share", "That is no share."),
        *(RowError("a.csv", row, "state", "Which state?") for row in (2, 3, 4, 7, 9, 10)),
        RowError("b.csv", None, "", "This file is empty."),
    ]
    assert [(one.file, one.where, one.field, one.message) for one in refusals(errors)] == [
        ("a.csv", "row 5", "share", "That is no share."),
        ("a.csv", "rows 2 to 4, 7 and 9 to 10", "state", "Which state?"),
        ("b.csv", "", "", "This file is empty."),
    ]


def test_no_row_of_another_file_field_or_reason_is_mixed_in() -> None:
    errors = [RowError(file, 2, field, why) for file in "ab" for field in "cd" for why in "ef"]
    assert [one.rows for one in refusals(errors)] == [(2,)] * 8
