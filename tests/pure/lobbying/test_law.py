"""The law as data: what holds on which day, and what a value may be."""

import re
from datetime import date, timedelta

import pytest

from crm.errors import InvalidData
from crm.lobbying.due import moved_day
from crm.lobbying.holidays import is_holiday
from crm.lobbying.law import READ, Value, cents, day_of_year, dollars, shipped, typed

LAW = shipped()


def test_every_number_names_its_section_and_whether_it_was_read() -> None:
    for term in LAW.terms.values():
        assert term.section, term.key
        assert term.read in READ, term.key
    assert all(rule.read in READ for rule in LAW.deadlines)


def test_the_terms_of_2026_are_those_of_the_statute() -> None:
    terms = LAW.on(date(2026, 2, 1))
    assert (terms.register_days, terms.registration_fee, terms.food_limit, terms.exempt_below) == (5, 2500, 1000, 20000)
    assert (terms.annual_due, terms.session_due, terms.sine_die_days) == ((1, 30), (2, 25), 10)
    assert (terms.penalty_from_day, terms.penalty_a_day, terms.penalty_most_days) == (10, 5000, 10)
    assert (terms.free_day, terms.session_days, terms.long_session_days) == ("stays", 90, 125)


def test_a_changed_law_holds_from_its_first_day_and_not_before() -> None:
    changed = LAW.with_values([("register_days", Value("2026-07-01", "0", "SB 2402 of 2026"))])
    assert changed.on(date(2026, 6, 30)).register_days == 5
    assert changed.on(date(2026, 7, 1)).register_days == 0
    assert LAW.on(date(2026, 7, 1)).register_days == 5, "the law that came with the product stays as it is"


def test_a_value_of_the_office_goes_before_one_of_the_product_that_begins_the_same_day() -> None:
    changed = LAW.with_values([("food_limit", Value("1994-07-01", "12.00"))])
    assert changed.on(date(2026, 1, 1)).food_limit == 1200


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("food_limit", "-1"),
        ("food_limit", "10.005"),
        ("food_limit", "ten"),
        ("register_days", "5.5"),
        ("register_days", "-5"),
        ("register_days", "٥"),
        ("annual_due", "02-30"),
        ("annual_due", "13-01"),
        ("annual_due", "1-30"),
        ("free_day", "sometimes"),
        ("day_floor", "0"),
        ("day_floor", "half"),
        ("reason_member", "perhaps"),
        ("holidays", "Christmas"),
        ("holidays", " , "),
        ("holidays", "February 30"),
        ("holidays", "fifth Monday of May"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(key: str, text: str) -> None:
    with pytest.raises(InvalidData) as refused:
        typed(LAW.terms[key], text)
    assert LAW.terms[key].name in refused.value.errors["value"][0]


def test_every_exemption_and_every_day_number_is_a_dated_setting_with_its_source() -> None:
    assert {f"reason_{key}" for key in LAW.exemptions} <= set(LAW.terms)
    numbered = [rule for rule in LAW.deadlines if rule.stage != "end"]
    assert {f"{long}day_{rule.key}" for rule in numbered for long in ("", "long_")} <= set(LAW.terms)
    changed = LAW.with_values([
        ("reason_member", Value("2027-01-01", "dropped", "SB 1", id="a")),
        ("long_day_concur", Value("2028-01-01", "116", "Joint Rule 40 of 2028", id="b")),
    ])  # fmt: skip
    assert changed.names("member", date(2026, 12, 31))
    assert not changed.names("member", date(2027, 1, 1))
    concur = next(rule for rule in numbered if rule.key == "concur")
    assert changed.session_day(concur, date(2024, 1, 2), long=True) == (115, True), "inferred, as it came"
    assert changed.session_day(concur, date(2028, 1, 4), long=True) == (116, False), "recorded with its source"


def test_the_holidays_of_2026_are_these_days_counted_on_a_wall_calendar() -> None:
    holidays = LAW.on(date(2026, 1, 1)).holidays
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [(day.month, day.day) for day in days if is_holiday(holidays, day)] == [
        (1, 1), (1, 19), (2, 16), (4, 27), (5, 25), (7, 4), (9, 7), (11, 11), (11, 26), (12, 25)
    ]  # fmt: skip


def test_a_holiday_that_the_office_adds_moves_a_due_day_from_then_on() -> None:
    added = LAW.with_values([
        ("free_day", Value("1994-07-01", "working")),
        ("holidays", Value("2027-01-01", "January 1, February 25", "A proclamation")),
    ])  # fmt: skip
    assert moved_day(added, date(2026, 2, 25)) == date(2026, 2, 25)
    assert moved_day(added, date(2027, 2, 25)) == date(2027, 2, 26)


@pytest.mark.parametrize(
    ("text", "amount"), [("10", 1000), ("$1,200.50", 120050), ("0.05", 5), ("212.40", 21240), (" $9.99 ", 999)]
)
def test_dollars_are_read_to_the_cent(text: str, amount: int) -> None:
    assert cents(text) == amount


@pytest.mark.parametrize("text", ["", "1.5", "1.005", "-3", "see Visa", "1e3", ".50", "$", "12.50 tip"])
def test_what_is_not_dollars_to_the_cent_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        cents(text)


def test_amounts_and_days_read_as_people_write_them() -> None:
    assert (dollars(120050), dollars(5), dollars(-5)) == ("$1,200.50", "$0.05", "−$0.05")
    term = LAW.terms["session_due"]
    assert term.words(term.on(date(2026, 1, 1))) == "February 25"
    assert day_of_year("02-25") == (2, 25)
