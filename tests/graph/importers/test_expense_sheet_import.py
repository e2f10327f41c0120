"""An expense sheet through preview, questions, write, second import and undo, in a real graph."""

import uuid

import pytest
from worlds.council import on
from worlds.lobbying import WORLD
from worlds.office import today

from crm.imports.batches import apply
from crm.imports.comparing import plan
from crm.imports.drafts import LEAVE_OUT, Draft
from crm.imports.import_plan import Plan
from crm.imports.match_outcomes import UNKNOWN
from crm.imports.undoing import obstacles, undo
from crm.lobbying.expense_form import NewExpense
from crm.lobbying.expenses import edit_expense, expenses, lines
from crm.storage.database import Database
from importers import expenses as sheets
from importers.upload import Upload

STAFF = on("2025-06-01")
SHEET = """Date,Official(s),Purpose,Place,Amount,Paid by
1/15/2025,Della Ames; Ruth Boyd + spouses,Dinner on teacher pay,Jackson,212.40,Ann Reed
2/3/2025,Rep. Boyd,Coffee,Capitol,4.00,MASS
2/4/2025,Nobody Known,Lunch,Jackson,24.00,Visa
2/5/2025,,Mailing,,-5,MASS
"""


@pytest.fixture
def world(graph: Database) -> Database:
    folded = "MATCH (p:Person) SET p.family_key = toLower(p.family_name), p.name_key = toLower(p.name)"
    graph.write(lambda tx: tx.run(WORLD).consume())
    graph.write(lambda tx: tx.run(folded).consume())
    return graph


def draft(text: str = SHEET) -> Draft:
    return sheets.read(Upload("expenses.csv", text.encode()), as_of="2025-06-01")


def planned(world: Database, decisions: dict[str, str] | None = None, text: str = SHEET) -> Plan:
    return world.read(plan, draft(text), batch_id=str(uuid.uuid4()), today=today(), decisions=decisions or {})


def imported(world: Database, decisions: dict[str, str] | None = None) -> str:
    done = planned(world, decisions)
    return world.write(apply, done, by=STAFF, file="expenses.csv").batch_id


def test_the_preview_asks_about_a_last_name_alone_and_refuses_by_row(world: Database) -> None:
    shown = planned(world)
    assert [choice.question for choice in shown.choices] == ["Who is “Rep. Boyd”?"]
    assert {option.label for option in shown.choices[0].options} >= {"Ruth Boyd", "Carl Boyd"}
    refused = {(error.row, error.field): error.message for error in shown.errors}
    assert "Nobody on record is called “Nobody Known”" in refused[4, "Official(s)"]
    assert "is negative" in refused[5, "Amount"]


def test_what_is_written_is_split_and_what_is_not_known_stays_missing(world: Database) -> None:
    people = world.read(lambda tx: tx.run("MATCH (p:Person) RETURN count(p)").single()[0])
    imported(world, {"mention|rep boyd": "carl"})
    rows = {line.on: line for line in world.read(lines, 2025, 2025, actor=STAFF)}
    dinner = rows["2025-01-15"]
    assert [(gift.official.id, gift.cents, gift.family) for gift in dinner.gifts] == [
        ("della", 10620, 1), ("ruth", 10620, 1),
    ]  # fmt: skip
    assert dinner.payer is not None
    assert dinner.payer.id == "ann"
    coffee = rows["2025-02-03"]
    assert [gift.official.id for gift in coffee.gifts] == ["carl"]
    assert coffee.payer is not None
    assert coffee.payer.id == "mass"
    assert "2025-02-04" not in rows, "whom it names is not on record: the row is refused whole, and nobody is guessed"
    assert world.read(lambda tx: tx.run("MATCH (p:Person) RETURN count(p)").single()[0]) == people, "nobody is added"


def test_a_row_waits_whole_for_its_answer_and_is_then_made_once_with_its_official(world: Database) -> None:
    first = planned(world)
    assert first.waiting == 1
    assert [error.message for error in first.errors if error.row == 4 and not error.field] == [UNKNOWN]
    imported(world)
    assert {line.on for line in world.read(lines, 2025, 2025, actor=STAFF)} == {"2025-01-15"}
    imported(world, {"mention|rep boyd": "carl"})
    coffee = {line.on: line for line in world.read(lines, 2025, 2025, actor=STAFF)}["2025-02-03"]
    assert [(gift.official.id, gift.cents) for gift in coffee.gifts] == [("carl", 400)]
    assert planned(world, {"mention|rep boyd": "ruth"}).is_empty, "another answer makes no second one"


def test_a_receipt_that_names_nobody_is_kept_and_one_left_out_by_answer_too(world: Database) -> None:
    imported(world, {"mention|rep boyd": LEAVE_OUT})
    coffee = {line.on: line for line in world.read(lines, 2025, 2025, actor=STAFF)}["2025-02-03"]
    assert (coffee.gifts, coffee.cents) == ((), 400)
    known = world.read(expenses, 2025, 2025, actor=STAFF)[0]
    assert "Official(s): Rep. Boyd | Purpose: Coffee" in known.listed, "the row stays readable"


def test_a_second_import_changes_nothing_not_even_what_was_corrected_since(world: Database) -> None:
    imported(world, {"mention|rep boyd": "carl"})
    known = {e.line.on: e for e in world.read(expenses, 2025, 2025, actor=STAFF)}["2025-01-15"]
    new = NewExpense("2025-01-15", 20000, "Dinner", payer="bo")
    world.write(edit_expense, known.id, new, version=known.version, by=STAFF)
    again = planned(world, {"mention|rep boyd": "carl"})
    assert again.is_empty
    line = {one.on: one for one in world.read(lines, 2025, 2025, actor=STAFF)}["2025-01-15"]
    assert (line.cents, line.gifts) == (20000, ())


def test_an_import_is_undone_whole_unless_somebody_edited_since(world: Database) -> None:
    batch = imported(world, {"mention|rep boyd": "carl"})
    assert world.read(obstacles, batch, actor=STAFF) == []
    world.write(undo, batch, by=STAFF)
    assert world.read(lines, 2025, 2025, actor=STAFF) == []
    second = imported(world, {"mention|rep boyd": "carl"})
    known = world.read(expenses, 2025, 2025, actor=STAFF)[0]
    new = NewExpense(known.line.on, 100, "Corrected")
    world.write(edit_expense, known.id, new, version=known.version, by=on("2025-06-02"))
    assert any("was edited by" in reason for reason in world.read(obstacles, second, actor=STAFF))
