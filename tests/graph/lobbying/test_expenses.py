"""Expenses on record: exact shares, a retry that makes one, edits, deletions, and what is refused by name."""

import pytest
from worlds.council import on
from worlds.lobbying import add_contacts, contact, dinner

from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.events.attendance import hold_event
from crm.events.calling_off import call_off
from crm.events.events import Attendee, Minutes, NewEvent, plan_event
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
from crm.lobbying.functions import invitations_to
from crm.lobbying.law import shipped
from crm.lobbying.lines import Function, Party, missing
from crm.lobbying.offers import offer_of, offers
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
        ("2025-01-10", 1850, (Party("della", "Della Ames"),))
    ]
    assert world.read(lines, 2025, 2025, actor=STAFF) == [], "offered, never assumed"
    made = recorded(world, NewExpense("2025-01-10", 1850, contact=offered[0].id))
    assert world.read(offers, 2025, actor=STAFF) == []
    assert world.read(expense, made, actor=STAFF).line.contact == offered[0].id
    world.write(delete_expense, made, by=STAFF)
    assert len(world.read(offers, 2025, actor=STAFF)) == 1


def test_a_contact_late_on_new_years_eve_is_offered_in_the_year_of_the_office(world: Database) -> None:
    """Eight in the evening in Chicago is two in the morning of the next day in UTC."""
    late = contact("2025-12-31", "ann", cost=1850) | {"at": "2026-01-01T02:00:00.000000Z"}
    add_contacts(world, late, contact("2026-01-01", "ann", cost=900))
    assert [offer.on for offer in world.read(offers, 2025, actor=STAFF)] == ["2025-12-31"]
    assert [offer.on for offer in world.read(offers, 2026, actor=STAFF)] == ["2026-01-01"]


def held(world: Database, *came: str, invited: tuple[str, ...] = (), **more: object) -> str:
    """A reception of the association on February 4, 2025, that cost $480."""
    says = {"kind": "reception", "name": "Reception", "start": "2025-02-04", "place": "Jackson", "cost_cents": 48000}
    made = world.write(plan_event, NewEvent(says | more, ("mass",), invited=invited), by=STAFF)
    there = tuple(Attendee(who, "", None) for who in came)
    world.write(hold_event, made, Minutes(attendees=there), 1, by=STAFF)
    return made


def seat(world: Database, *members: str, start: str = "2024-01-02") -> None:
    """Make these people sit in the House, each in a district of their own."""
    world.write(lambda tx: tx.run(SEATED, members=list(members), start=start).consume())


SEATED = """
MATCH (house:Organization {id: 'house'})
UNWIND $members AS member
MATCH (p:Person {id: member})-[h:HOLDS]->(post:Post)-[:IN]->(house)
SET post.role = 'member', post.chamber = 'lower', h.start_date = $start
"""


def test_an_event_with_a_cost_is_offered_with_the_legislators_who_came(world: Database) -> None:
    seat(world, "della", "ruth", "carl")
    made = held(world, "della", "ruth", "sue")
    (offer,) = world.read(offers, 2025, actor=STAFF)
    assert (offer.kind, offer.id, offer.on, offer.cents, offer.place) == (
        "event", made, "2025-02-04", 48000, "Jackson",
    )  # fmt: skip
    assert [party.id for party in offer.people] == ["della", "ruth"]
    assert offer.others == 1
    assert world.read(lines, 2025, 2025, actor=STAFF) == [], "offered, never assumed"
    expense_id = recorded(world, NewExpense("2025-02-04", 48000, event=made))
    assert world.read(offers, 2025, actor=STAFF) == []
    assert world.read(offer_of, "event", made, actor=STAFF) is None
    assert world.read(expense, expense_id, actor=STAFF).line.event == made


def test_an_event_that_cost_nothing_is_called_off_or_still_to_come_is_not_offered(world: Database) -> None:
    free = {"kind": "training", "name": "Free", "start": "2025-02-04"}
    coming = {"kind": "training", "name": "Coming", "start": "2025-12-04", "cost_cents": 100}
    off = {"kind": "training", "name": "Off", "start": "2025-02-05", "cost_cents": 100}
    made = [world.write(plan_event, NewEvent(says, ("mass",)), by=STAFF) for says in (free, coming, off)]
    world.write(call_off, made[2], 1, by=STAFF)
    assert world.read(offers, 2025, actor=STAFF) == []


def test_an_event_to_which_the_whole_legislature_was_invited_may_be_a_single_function(world: Database) -> None:
    seat(world, "della", "ruth", "carl")
    made = held(world, "della", "sue", invited=("della", "ruth", "carl"))
    asked = world.read(invitations_to, made, actor=STAFF)
    assert asked.invited_words == "All 3 members of the legislature on record were invited by name."
    assert "without names (§§ 5-8-9(8), 5-8-11(7))" in asked.reported_words
    assert asked.function == Function(legislature=True, one_day=True, attendance=2, officials=1)
    assert not asked.function.is_single, "the other two conditions are for a person to say"


def test_with_one_member_left_out_it_is_no_function_and_the_member_is_named(world: Database) -> None:
    seat(world, "della", "ruth", "carl")
    made = held(world, "della", invited=("della", "ruth"))
    asked = world.read(invitations_to, made, actor=STAFF)
    assert asked.invited_words == "2 of 3 members of the legislature were invited by name."
    assert [party.id for party in asked.legislature.left_out] == ["carl"]
    assert asked.function is None
    assert "by name, each with a share (§§ 5-8-9(3), 5-8-11(3))" in asked.reported_words


def test_who_sits_only_since_after_the_event_was_not_to_be_invited(world: Database) -> None:
    seat(world, "della", "ruth")
    seat(world, "carl", start="2025-03-01")
    asked = world.read(invitations_to, held(world, invited=("della", "ruth")), actor=STAFF)
    assert asked.legislature.all_invited
    assert asked.legislature.there == 2


def test_an_event_of_two_days_is_no_single_function(world: Database) -> None:
    seat(world, "della", "ruth", "carl")
    made = held(world, "della", invited=("della", "ruth", "carl"), last_day="2025-02-05")
    asked = world.read(invitations_to, made, actor=STAFF)
    assert asked.function is not None
    assert not asked.function.one_day
    assert "more than one day" in asked.reported_words


def test_an_edit_keeps_an_official_whose_record_was_removed_since(world: Database) -> None:
    made = recorded(world, dinner())
    gone = dinner().gifts[1].official
    world.write(lambda tx: tx.run("MATCH (p:Person {id: $id}) SET p.deleted_at = '2025'", id=gone).consume())
    world.write(edit_expense, made, dinner(place="Oxford"), version=1, by=STAFF)
    line = world.read(expense, made, actor=STAFF).line
    assert (line.place, gone in [gift.official.id for gift in line.gifts]) == ("Oxford", True)
    with pytest.raises(InvalidData):
        recorded(world, dinner(key="another-dinner"))
