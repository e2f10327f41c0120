"""What the plan needs this week: what closes soon, who has no mentor, which lists grow old; and nothing of it early."""

import pytest
from worlds.small_plans import day, evidence, member, recorded

from crm.plan.as_of import AsOf
from crm.plan.evidence import Communication, Document, Mentorship, ResaList
from crm.plan.ledger import ledger
from crm.plan.needs import Needs, needs
from crm.plan.reading import read_plan

PLAN = read_plan("""
[plan]
name = "A small plan"
[settings]
resas = ["North RESA", "South RESA"]
[[goals]]
id = "G"
title = "The goal"
[[entries]]
id = "G 1"
under = "G"
text = "There is a menu"
rule = "exists"
counts = { of = "document", type = "menu" }
[[entries]]
id = "G 2"
under = "G"
text = "A message each month"
rule = "per period"
counts = { of = "communication" }
every = "month"
from = 2022-01-01
[[entries]]
id = "G 3"
under = "G"
text = "A module each school year"
rule = "per period"
counts = { of = "document", type = "module" }
every = "school year"
""")
MENU = recorded("menu", "2022-01-10", Document, type="menu")


def message(on):
    return recorded(
        f"m {on}", on, Communication, type="update", channels=frozenset({"email"}), audiences=frozenset({"internal"})
    )


def list_of(resa, on):
    return recorded(f"list {resa} {on}", on, ResaList, resa=resa, districts=frozenset({"d1"}))


FRESH = [list_of("north", "2022-01-05"), list_of("south", "2022-01-05")]


def at(on, *, resa_lists=FRESH, documents=(MENU,), **records) -> Needs:
    everything = evidence(documents=list(documents), resa_lists=resa_lists, **records)
    view = AsOf(everything, PLAN.defaults, day(on))
    return needs(view, ledger(PLAN, everything, PLAN.defaults, day(on)))


@pytest.mark.parametrize(("on", "shown"), [("2022-03-23", []), ("2022-03-24", ["G 2"]), ("2022-03-31", ["G 2"])])
def test_a_month_is_named_from_a_week_before_it_closes(on, shown):
    closing = at(on).closing
    assert [one.row.entry.id for one in closing] == shown
    assert [(one.closes, one.lacking) for one in closing] == [(day("2022-03-31"), 1)] * len(shown)


def test_a_month_that_has_its_message_is_not_named():
    assert at("2022-03-30", communications=[message("2022-03-02")]).closing == ()


def test_a_month_is_named_too_when_the_one_before_was_missed():
    """The entry is late then, not due soon; there is still something to do this week."""
    assert [one.row.word for one in at("2022-03-30").closing] == ["late"]


@pytest.mark.parametrize(("on", "shown"), [("2022-05-15", []), ("2022-06-03", ["G 3"])])
def test_a_school_year_is_named_in_its_last_month_not_for_a_quarter(on, shown):
    assert [one.row.entry.id for one in at(on, communications=[message(on)]).closing] == shown


def new_superintendent(**more):
    post, membership = member("cy", "d1", since="2022-03-01")
    return {"posts": [post], "memberships": [membership], **more}


def test_a_new_superintendent_without_a_mentor_is_named_until_there_is_one():
    (waiting,) = at("2022-03-10", **new_superintendent()).unpaired
    assert (waiting.person, waiting.since, waiting.by) == ("cy", day("2022-03-01"), day("2022-03-31"))
    mentor, of_mentor = member("ann", "d2", since="2015-07-01")
    post, membership = member("cy", "d1", since="2022-03-01")
    pair = recorded("pair", "2022-03-09", Mentorship, mentor="ann", mentee="cy")
    paired = at("2022-03-10", posts=[mentor, post], memberships=[of_mentor, membership], mentorships=[pair])
    assert paired.unpaired == ()


def test_a_list_is_named_a_month_before_it_turns_old_and_a_resa_that_never_gave_one_always():
    assert at("2022-12-05").lists == ()
    assert [(one.resa, one.until) for one in at("2022-12-06").lists] == [
        ("north", day("2023-01-05")),
        ("south", day("2023-01-05")),
    ]
    assert [(one.resa, one.day) for one in at("2022-02-01", resa_lists=FRESH[:1]).lists] == [("south", None)]


def test_a_newer_list_takes_the_older_ones_place():
    renewed = [*FRESH, list_of("north", "2022-11-01"), list_of("south", "2022-11-01")]
    assert at("2022-12-06", resa_lists=renewed).lists == ()


def test_an_office_that_has_met_nothing_of_its_plan_yet_is_not_reminded():
    assert not at("2022-03-30", documents=(), resa_lists=[])
