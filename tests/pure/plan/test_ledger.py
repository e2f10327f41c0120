"""A plan's rows together: headings over their entries, evidence shown once in each, statements, and the goals."""

import pytest
from worlds.small_plans import day, evidence, recorded

from crm.plan.evidence import CouncilSeat, Document, Post, Statement
from crm.plan.ledger import ledger
from crm.plan.reading import read_plan

PLAN = read_plan("""
[plan]
name = "A plan of two goals"
[[goals]]
id = "A"
title = "First"
[[goals]]
id = "B"
title = "Second"
[[entries]]
id = "A 1"
under = "A"
text = "Heading"
rule = "roll-up"
[[entries]]
id = "A 1.1"
under = "A 1"
text = "The menu is ready in March"
rule = "exists by"
counts = { of = "document", type = "menu" }
by = 2022-03-31
[[entries]]
id = "A 1.2"
under = "A 1"
text = "The strategy is ready in February"
rule = "exists by"
counts = { of = "document", type = "online strategy" }
by = 2022-02-28
[[entries]]
id = "A 1.3"
under = "A 1"
text = "Judged"
rule = "by hand"
[[entries]]
id = "B 1"
under = "B"
text = "Papers"
rule = "exists"
counts = { of = "document" }
[[entries]]
id = "B 2"
under = "B"
text = "Seats"
rule = "coverage"
set = "practice_partners"
covered = [{ has = "named person" }]
""")
MENU = recorded("menu", "2021-12-02", Document, type="menu")
MODULE = recorded("module", "2021-09-01", Document, type="module")


def at(on, **records):
    return ledger(PLAN, evidence(**records), PLAN.defaults, day(on))


def says(*words):
    return [
        recorded(f"s{number}", f"2022-01-0{number}", Statement, entry="A 1.3", by="ann", says=word)
        for number, word in enumerate(words, 1)
    ]


def test_a_record_is_named_with_the_other_entries_that_it_counts_in_and_the_oldest_first():
    found = at("2022-01-10", documents=[MENU, MODULE])
    assert [(item.record.id, item.also) for item in found.by_id["B 1"].evidence] == [
        ("module", ()),
        ("menu", ("A 1.1",)),
    ]
    assert [(item.record.id, item.also) for item in found.by_id["A 1.1"].evidence] == [("menu", ("B 1",))]


def test_evidence_of_a_set_is_told_by_its_days_and_says_of_which_kind_it_is_in_words():
    seat = recorded("seat", "2022-01-02", CouncilSeat, body="mpe", person="ann")
    post = recorded("post", "2022-01-01", Post, role="staff", body="mae", person="bo")
    seats = at("2022-01-10", council_seats=[seat], posts=[post]).by_id["B 2"]
    assert [item.kind for item in seats.evidence] == ["post", "council seat"]


@pytest.mark.parametrize(
    ("words", "done"), [((), 0), (("met",), 1), (("partly", "met"), 1), (("met", "partly"), 0), (("partly",), 0)]
)
def test_what_is_stated_by_hand_is_done_when_the_newest_statement_says_met(words, done):
    found = at("2022-01-10", statements=says(*words))
    assert (found.by_id["A 1"].n, found.done) == (done, done)


@pytest.mark.parametrize(
    ("words", "word", "reason"), [((), "no evidence", "Nobody has stated anything yet."), (("met",), "by hand", "")]
)
def test_an_entry_judged_by_hand_says_why_there_is_nothing(words, word, reason):
    row = at("2022-01-10", statements=says(*words)).by_id["A 1.3"]
    assert (row.word, row.outcome.reason) == (word, reason)


def test_a_statement_of_a_later_day_does_not_count_yet():
    assert at("2022-01-01", statements=says("partly", "met")).by_id["A 1.3"].n == 1


def test_a_heading_tells_the_words_below_it_and_is_due_with_the_first_of_its_entries():
    heading = at("2021-12-01", documents=[MENU]).by_id["A 1"]
    assert (heading.word, heading.figure) == ("no evidence", "0 of 3")
    assert [(one.label, one.value) for one in heading.outcome.figures] == [("on track", "2"), ("no evidence", "1")]
    assert heading.outcome.due == day("2022-02-28")


def test_entries_are_told_without_headings_and_rows_by_their_goal():
    found = at("2021-12-01")
    assert [row.entry.id for row in found.entries] == ["A 1.1", "A 1.2", "A 1.3", "B 1", "B 2"]
    assert [row.entry.id for row in found.under("A")] == ["A 1", "A 1.1", "A 1.2", "A 1.3"]
    assert found.counts == {"on track": 2, "no evidence": 3}
