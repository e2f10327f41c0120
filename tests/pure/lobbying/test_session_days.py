"""The session's deadlines from day numbers, against the printed calendar of 2025 and days counted by hand."""

from datetime import date

import pytest

from crm.errors import InvalidData
from crm.lobbying.law import shipped
from crm.lobbying.session_days import (
    REGULAR,
    SPECIAL,
    LegislativeSession,
    Moved,
    check_move,
    check_session,
    deadlines,
    is_money,
    planned_end,
    planned_session,
    stage_of,
    threat,
)

LAW = shipped()


def days(year: int, **more: object) -> dict[str, date]:
    return {d.key: d.on for d in deadlines(LAW, planned_session(LAW, year), **more)}  # type: ignore[arg-type]


def test_the_deadlines_of_2025_are_those_of_the_printed_calendar() -> None:
    found = days(2025)
    assert [found[key] for key in ("introduction", "committee", "floor", "other_committee", "other_floor")] == [
        date(2025, 1, 20), date(2025, 2, 4), date(2025, 2, 13), date(2025, 3, 4), date(2025, 3, 12)
    ]  # fmt: skip
    assert [found[key] for key in ("concur", "money_conference", "conference", "sine_die")] == [
        date(2025, 3, 27), date(2025, 3, 29), date(2025, 3, 31), date(2025, 4, 6)
    ]  # fmt: skip


def test_the_long_session_of_2024_counts_by_its_own_numbers() -> None:
    """Day 1 is January 2; counted on a wall calendar of that leap year."""
    found = days(2024)
    assert [found[key] for key in ("drafting", "introduction", "committee", "floor", "money_floor", "sine_die")] == [
        date(2024, 2, 15), date(2024, 2, 19), date(2024, 3, 5), date(2024, 3, 14), date(2024, 3, 27), date(2024, 5, 5)
    ]  # fmt: skip
    inferred = {d.key for d in deadlines(LAW, planned_session(LAW, 2024)) if d.inferred}
    assert "other_floor" in inferred
    assert "committee" not in inferred


def test_days_come_in_order_and_numbers_are_days_of_the_session() -> None:
    for year in range(2020, 2033):
        session = planned_session(LAW, year)
        found = deadlines(LAW, session)
        assert [d.on for d in found] == sorted(d.on for d in found)
        assert all((d.on - session.convened).days + 1 == d.number for d in found)
        assert found[-1].on == planned_end(LAW, session)


def test_a_deadline_set_otherwise_says_why_and_keeps_what_was_planned() -> None:
    moved = {"floor": Moved(date(2025, 2, 14), "Suspended by HC 65")}
    found = {d.key: d for d in deadlines(LAW, planned_session(LAW, 2025), moved)}
    assert (found["floor"].on, found["floor"].planned) == (date(2025, 2, 14), date(2025, 2, 13))
    assert found["floor"].reason == "Suspended by HC 65"
    assert found["committee"].on == date(2025, 2, 4), "the others stay"


def test_the_day_it_adjourned_is_the_last_day_whatever_was_planned() -> None:
    session = LegislativeSession("2021", REGULAR, date(2021, 1, 5), date(2021, 4, 1))
    last = next(d for d in deadlines(LAW, session) if d.key == "sine_die")
    assert (last.planned, last.on, last.reason) == (date(2021, 4, 4), date(2021, 4, 1), "The day it adjourned")


def test_an_extraordinary_session_has_no_deadlines_of_the_rule() -> None:
    assert deadlines(LAW, LegislativeSession("20261E", SPECIAL, date(2026, 7, 14))) == ()


def test_a_session_that_ends_before_it_convenes_is_refused() -> None:
    with pytest.raises(InvalidData) as refused:
        check_session(LegislativeSession("2026", REGULAR, date(2026, 1, 6), date(2025, 4, 5)))
    assert "before it convenes on Jan 6, 2026" in refused.value.errors["adjourned"][0]


@pytest.mark.parametrize(
    ("name", "first", "last", "field"),
    [
        ("2026", date(2025, 1, 6), date(2025, 4, 5), "convened"),
        ("20261E", date(2025, 7, 14), None, "convened"),
        ("2026", date(2026, 1, 6), date(2062, 4, 5), "adjourned"),
    ],
)
def test_a_session_with_a_slip_in_its_year_is_refused(name: str, first: date, last: date | None, field: str) -> None:
    """The first is how a public list has the session of 2026."""
    kind = SPECIAL if name.endswith("E") else REGULAR
    with pytest.raises(InvalidData) as refused:
        check_session(LegislativeSession(name, kind, first, last))
    assert set(refused.value.errors) == {field}


def test_two_regular_sessions_of_one_year_are_refused() -> None:
    first = LegislativeSession("2026", REGULAR, date(2026, 1, 6))
    with pytest.raises(InvalidData):
        check_session(LegislativeSession("2026 R", REGULAR, date(2026, 1, 7)), [first])
    check_session(LegislativeSession("20261E", SPECIAL, date(2026, 7, 14)), [first])


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [(date(2026, 2, 1), " ", "reason"), (date(2026, 1, 5), "why", "on"), (date(2027, 3, 1), "why", "on")],
)
def test_an_override_needs_a_reason_and_a_day_in_the_session(on: date, reason: str, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        check_move(LegislativeSession("2026", REGULAR, date(2026, 1, 6)), Moved(on, reason))
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    ("identifier", "passed", "stage"),
    [
        ("HB 1453", (), "own"),
        ("SB 2693", (), "own"),
        ("HB 1453", ("lower",), "other"),
        ("SB 2693", ("lower",), "own"),
        ("SB 2693", ("upper",), "other"),
        ("HB 1453", ("lower", "upper"), "conference"),
    ],
)
def test_a_bill_stands_before_its_own_house_first(identifier: str, passed: tuple[str, ...], stage: str) -> None:
    assert stage_of(identifier, passed) == stage


def test_the_next_deadline_of_its_stage_threatens_a_bill() -> None:
    found = deadlines(LAW, planned_session(LAW, 2025))
    before = threat(found, stage="own", money=False, today=date(2025, 1, 30))
    assert before.deadline is not None
    assert before.deadline.key == "committee"
    on_the_day = threat(found, stage="own", money=False, today=date(2025, 2, 13))
    assert on_the_day.deadline is not None
    assert on_the_day.deadline.key == "floor", "a deadline's own day is not past"
    money = threat(found, stage="own", money=True, today=date(2025, 1, 30))
    assert money.deadline is not None
    assert money.deadline.key == "money_floor"


def test_when_its_deadlines_are_past_the_last_of_them_is_named() -> None:
    found = deadlines(LAW, planned_session(LAW, 2025))
    late = threat(found, stage="own", money=False, today=date(2025, 3, 1))
    assert late.deadline is None
    assert late.passed is not None
    assert late.passed.key == "dispose"


def test_only_a_title_that_appropriates_makes_a_money_bill() -> None:
    assert is_money("Appropriation; Education, Department of")
    assert not is_money("Teacher pay; revise the salary scale")
