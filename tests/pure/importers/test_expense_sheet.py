"""The expense sheet with the mess of real ones: counted officials, spouses, cards for payers, amounts that are none."""

from pathlib import Path

import pytest

from crm.imports.drafts import Draft
from importers import expenses
from importers.expenses import at_table, purpose_and_place
from importers.upload import Upload

CASE = Path("/work/shared/cases/kinds/expenses.csv")
HEAD = "Date,Official(s),Purpose,Place,Amount,Paid by,Method,Receipt\n"


def draft(*rows: str, head: str = HEAD) -> Draft:
    return expenses.read(Upload("expenses.csv", (head + "\n".join(rows)).encode()), as_of="2025-06-01")


def made(found: Draft) -> list[dict[str, object]]:
    return [dict(record.values) for record in found.records if record.label == "Expense"]


def shares(found: Draft) -> list[tuple[str, int, int]]:
    return [
        (link.ends[0].removeprefix("named|"), link.values["cents"], link.values["family"])
        for link in found.links
        if link.type == "BENEFITS"
    ]


@pytest.mark.parametrize(
    ("text", "names", "counted", "family"),
    [
        ("dinner, 4 legislators + spouses $212.40", [], 4, True),
        ("dinner, 4 legislators", [], 4, False),
        ("Rep. Della Ames; Rep. Ruth Boyd", ["Ames", "Boyd"], 2, False),
        ("Della Ames, Ruth Boyd and 2 members", ["Ames", "Boyd"], 4, False),
        ("3 legislators (Della Ames, Ruth Boyd)", ["Ames", "Boyd"], 3, False),
        ("Sen. Hopson", ["Hopson"], 1, False),
        ("reception, no list", [], 0, False),
        ("several", [], 0, False),
        ("", [], 0, False),
        ("?", [], 0, False),
    ],
)
def test_who_was_at_the_table_is_read_counted_or_left_unnamed(
    text: str, names: list[str], counted: int, family: bool
) -> None:
    seated = at_table(text)
    assert ([person.family for person in seated.named], seated.counted, seated.family) == (names, counted, family)


@pytest.mark.parametrize(
    ("text", "told", "parted"),
    [
        ("Dinner at Mayflower Cafe, Jackson", False, ("Dinner", "Mayflower Cafe, Jackson")),
        ("Lunch / Oxford", False, ("Lunch", "Oxford")),
        ("Jackson", True, ("", "Jackson")),
        ("Teacher pay", False, ("Teacher pay", "")),
    ],
)
def test_purpose_and_place_in_one_cell_are_parted(text: str, told: bool, parted: tuple[str, str]) -> None:
    assert purpose_and_place(text, told=told) == parted


def test_named_officials_and_their_spouses_share_the_receipt_to_the_cent() -> None:
    found = draft('1/15/2025,"Rep. Della Ames; Rep. Ruth Boyd + spouses",Dinner,Jackson,$212.41,Ann Reed,Visa,Drawer 2')
    assert shares(found) == [("della ames", 10621, 1), ("ruth boyd", 10620, 1)]
    assert made(found)[0]["cents"] == 21241
    assert found.errors == ()


def test_officials_that_are_only_counted_keep_their_share_unnamed() -> None:
    found = draft('1/15/2025,"Rep. Della Ames + 3 legislators",Dinner,Jackson,100.00,Ann Reed,,')
    assert shares(found) == [("della ames", 2500, 0)], "one head of four"


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Rep. Della Ames; Rep. Ruth Boyd + wife", (0, 1)),
        ("Della Ames and spouse, Ruth Boyd and spouse", (1, 1)),
        ("Della Ames and her husband; Ruth Boyd", (1, 0)),
        ("Della Ames, spouse; Ruth Boyd (husband)", (1, 1)),
        ("Della Ames; Ruth Boyd; spouses", (1, 1)),
    ],
)
def test_a_spouse_belongs_to_the_official_beside_and_spouses_to_everybody(text: str, families: tuple[int, ...]) -> None:
    seated = at_table(text)
    assert [person.family for person in seated.named] == ["Ames", "Boyd"]
    assert seated.families == families


@pytest.mark.parametrize(
    ("amount", "cents"), [("4.5", 450), ("$1,840", 184000), ("212.39999999999998", 21240), ("0.30000000000000004", 30)]
)
def test_an_amount_as_a_spreadsheet_keeps_it_is_read_to_the_cent(amount: str, cents: int) -> None:
    assert [row["cents"] for row in made(draft(f'1/15/2025,Rep. Ames,Lunch,Jackson,"{amount}",Ann Reed,,'))] == [cents]


def test_a_count_without_names_is_kept_and_said() -> None:
    found = draft('1/15/2025,"dinner, 4 legislators + spouses $212.40",,Jackson,,see Visa,,')
    assert [(row["cents"], row["purpose"], row["thing"], row["method"]) for row in made(found)] == [
        (21240, "dinner", "food", "see Visa")
    ]
    assert not [link for link in found.links if link.type == "PAID_BY"], "a card pays for nobody"
    assert "4 officials are counted and none is named" in found.notices[0]


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("$0", "What cost nothing is no expense"),
        ("0.00", "What cost nothing is no expense"),
        ("-12.50", "is negative"),
        ("(12.50)", "is negative"),
        ("see Visa", "is no amount of dollars"),
        ("12.5.1", "is no amount of dollars"),
        ("9" * 400, "up to 100,000 dollars"),
        ("12.505", "is no amount of dollars to the cent"),
        ("", "Write the amount"),
        ("100000.01", "up to 100,000 dollars"),
    ],
)
def test_a_row_whose_amount_is_none_is_refused_by_row_and_the_others_are_read(amount: str, sentence: str) -> None:
    found = draft(f'1/15/2025,Rep. Della Ames,Coffee,Jackson,"{amount}",Ann Reed,,', "1/16/2025,,Mailing,,300,MASS,,")
    assert [(error.row, error.field) for error in found.errors] == [(2, "Amount")]
    assert sentence in found.errors[0].message
    assert [row["cents"] for row in made(found)] == [30000]


def test_words_beside_an_amount_are_said_to_be_left_unread() -> None:
    found = draft("1/15/2025,Rep. Della Ames,Lunch,Jackson,24.00 tip included?,Ann Reed,,")
    assert made(found)[0]["cents"] == 2400
    assert "“tip included?” beside the amount was left unread" in found.notices[0]


def test_a_row_without_a_date_or_with_none_that_exists_is_refused() -> None:
    found = draft(",Rep. Della Ames,Lunch,Jackson,24.00,Ann Reed,,", "2/30/2025,,Lunch,,24.00,MASS,,")
    assert [(error.row, error.field) for error in found.errors] == [(2, "Date"), (3, "Date")]


@pytest.mark.parametrize("day", ["6/2/2025", "1/15/2052", "1/15/1925"])
def test_a_row_from_after_the_day_of_the_sheet_or_before_the_act_is_refused(day: str) -> None:
    found = draft(f"{day},Rep. Della Ames,Lunch,Jackson,24.00,Ann Reed,,")
    assert [(error.row, error.field) for error in found.errors] == [(2, "Date")]
    assert "to the day of the sheet, Jun 1, 2025" in found.errors[0].message


def test_two_equal_rows_are_two_expenses_and_the_raw_row_is_kept() -> None:
    row = "1/15/2025,Rep. Della Ames,Coffee,Jackson,4.00,Ann Reed,,"
    keys = {str(values["key"]) for values in made(draft(row, row))}
    assert len(keys) == 2
    assert "Official(s): Rep. Della Ames" in str(made(draft(row))[0]["listed"])


def test_a_file_that_is_no_expense_sheet_says_which_columns_it_needs() -> None:
    with pytest.raises(Exception, match="date"):
        draft("a,b", head="Name,Phone\n")


@pytest.mark.skipif(not CASE.exists(), reason="the gathered cases are not on this machine")
def test_the_gathered_sheet_is_read_whole() -> None:
    found = expenses.read(Upload(CASE.name, CASE.read_bytes()), as_of="2025-06-01")
    assert found.errors == ()
    assert [(v["on"], v["cents"], v["purpose"], v["place"], v["method"]) for v in made(found)] == [
        ("2025-01-05", 21240, "dinner", "Jackson", "Visa")
    ]
