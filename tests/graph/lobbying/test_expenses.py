"""Expenses on record: exact shares, a retry that makes one, edits, deletions, and what is refused by name."""

import pytest
from worlds.council import on
from worlds.lobbying import add_contacts, contact, dinner

from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.lobbying.expense_form import NewExpense, NewGift
from crm.lobbying.expenses import (
    delete_expense,
    edit_expense,
    expense,
    expenses,
    lines,
    record_expense,
    restore_expense,
)
from crm.lobbying.law import shipped
from crm.lobbying.lines import Function, missing
from crm.lobbying.offers import offers
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = on("2025-06-01")


def recorded(world: Database, new: NewExpense) -> str:
    return world.write(record_expense, new, by=STAFF)


def test_a_dinner_is_split_by_head_to_the_cent(world: Database) -> None:
    """Four heads of theirs and two of ours: $212.40 by six is $35.40, a couple $70.80."""
    made = recorded(world, dinner(ours=2))
    line = world.read(expense, made, actor=STAFF).line
    assert [(gift.official.name, gift.cents, gift.family) for gift in line.gifts] == [
        ("Della Ames", 7080, 1),
        ("Ruth Boyd", 7080, 1),
    ]
    assert line.cents - line.given == 7080


def test_saved_twice_with_one_key_it_is_one_expense(world: Database) -> None:
    assert recorded(world, dinner()) == recorded(world, dinner())
    assert len(world.read(lines, 2025, 2025, actor=STAFF)) == 1


def test_the_same_key_with_other_content_is_refused_and_changes_nothing(world: Database) -> None:
    made = recorded(world, dinner())
    for other in (dinner(cents=9999), dinner(place="Oxford"), dinner(gifts=(NewGift("carl"),)), dinner(payer="bo")):
        with pytest.raises(Conflict):
            recorded(world, other)
    assert world.read(expense, made, actor=STAFF).line.cents == 21240


def test_a_deleted_expense_is_never_reported_as_saved(world: Database) -> None:
    made = recorded(world, dinner())
    world.write(delete_expense, made, by=STAFF)
    assert world.read(lines, 2025, 2025, actor=STAFF) == []
    with pytest.raises(Conflict, match="deleted"):
        recorded(world, dinner())
    world.write(restore_expense, made, by=STAFF)
    assert len(world.read(lines, 2025, 2025, actor=STAFF)) == 1


def test_an_edit_replaces_shares_and_payer_and_the_history_tells_both(world: Database) -> None:
    made = recorded(world, dinner())
    version = world.read(expense, made, actor=STAFF).version
    new = dinner(cents=10000, payer="mass", gifts=(NewGift("carl", 0, 4000), NewGift("ruth")))
    world.write(edit_expense, made, new, version=version, by=on("2025-06-02"))
    line = world.read(expense, made, actor=STAFF).line
    assert line.payer is not None
    assert line.payer.name == "MASS"
    assert [(gift.official.id, gift.cents) for gift in line.gifts] == [("carl", 4000), ("ruth", 6000)]
    told = {name: (old, now) for name, old, now in world.read(history_of, made, actor=STAFF)[0].differences}
    assert told["payer"] == ("Ann Reed", "MASS")
    assert told["amount"] == ("$212.40", "$100.00")
    assert told["officials"][1] == ["Carl Boyd $40.00", "Ruth Boyd $60.00"]


def test_an_edit_from_an_older_version_is_refused(world: Database) -> None:
    made = recorded(world, dinner())
    world.write(edit_expense, made, dinner(place="Oxford"), version=1, by=STAFF)
    with pytest.raises(Conflict):
        world.write(edit_expense, made, dinner(place="Biloxi"), version=1, by=STAFF)


def test_what_is_emptied_by_an_edit_is_gone(world: Database) -> None:
    made = recorded(world, dinner())
    bare = NewExpense("2025-01-15", 21240)
    world.write(edit_expense, made, bare, version=1, by=STAFF)
    line = world.read(expense, made, actor=STAFF).line
    assert (line.purpose, line.place, line.category, line.payer, line.gifts) == ("", "", None, None, ())


def test_an_expense_without_official_payer_or_place_is_kept_and_they_are_named(world: Database) -> None:
    made = recorded(world, NewExpense("2025-02-01", 5000, "Dinner", category="f"))
    line = world.read(expense, made, actor=STAFF).line
    assert missing(shipped(), line) == ("who paid", "the place", "the official, or that it was a single function")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cents": 0}, "amount"),
        ({"cents": -100}, "amount"),
        ({"on": "2025-06-02"}, "on"),
        ({"on": "1990-01-01"}, "on"),
        ({"category": "h"}, "category"),
        ({"thing": "yacht"}, "thing"),
        ({"gifts": (NewGift("della"), NewGift("della"))}, "gifts"),
        ({"gifts": (NewGift("nobody"),)}, "gifts"),
        ({"payer": "nobody"}, "payer"),
        ({"gifts": (NewGift("della", 0, 99999),)}, "shares"),
        ({"gifts": (NewGift("della", 0, 100),)}, "shares"),
        ({"function": Function(attendance=10, officials=11)}, "attendance"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_stored(world: Database, wrong: dict, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        recorded(world, dinner(**wrong))
    assert set(refused.value.errors) == {field}
    assert world.read(lines, 1994, 2030, actor=STAFF) == []


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_staff_see_or_record_expenses(world: Database, role: Role) -> None:
    made = recorded(world, dinner())
    other = on("2025-06-01", role, "u-other")
    for act in (
        lambda: world.write(record_expense, dinner(key="another-key"), by=other),
        lambda: world.read(expenses, 2025, 2025, actor=other),
        lambda: world.read(expense, made, actor=other),
        lambda: world.write(delete_expense, made, by=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_expense_that_is_not_there_is_not_found(world: Database) -> None:
    with pytest.raises(NotFound):
        world.read(expense, "no-such", actor=STAFF)


def test_a_contact_with_a_cost_is_offered_until_an_expense_comes_from_it(world: Database) -> None:
    add_contacts(
        world,
        contact("2025-01-10", "ann", cost=1850),
        contact("2025-01-11", "ann", cost=None),
        contact("2025-01-12", "ann", cost=0),
    )
    offered = world.read(offers, 2025, actor=STAFF)
    assert [(offer.on, offer.cents, offer.people) for offer in offered] == [
        ("2025-01-10", 1850, (("della", "Della Ames"),))
    ]
    assert world.read(lines, 2025, 2025, actor=STAFF) == [], "offered, never assumed"
    made = recorded(world, NewExpense("2025-01-10", 1850, contact=offered[0].contact))
    assert world.read(offers, 2025, actor=STAFF) == []
    assert world.read(expense, made, actor=STAFF).line.contact == offered[0].contact
    world.write(delete_expense, made, by=STAFF)
    assert len(world.read(offers, 2025, actor=STAFF)) == 1
