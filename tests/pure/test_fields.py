"""The first gate for data: what is too long, too large, too deep or no character is refused before it is worked on."""

import time

import pytest
from marshmallow import Schema, ValidationError

from crm.accounts import passwords, users
from crm.errors import InvalidData
from crm.fields import DEEPEST, LONGEST_TEXT, Dollars, LastDay, Whole, cleaned, cleaned_text
from crm.office_time import parse_date
from crm.stakeholders.contact_details import Email


class Given(Schema):
    cost = Dollars()
    count = Whole()
    email = Email()
    on = LastDay(allow_none=True)


def test_control_characters_go_and_lines_end_in_one_way() -> None:
    assert cleaned_text("a\x00b\x1b[31m\r\nc\td\x0be\x85") == "ab[31m\nc\td\ne"


def test_a_text_is_measured_before_anything_else() -> None:
    assert cleaned_text("x" * LONGEST_TEXT)
    assert cleaned_text("\r\n" * LONGEST_TEXT) == "\n" * LONGEST_TEXT
    with pytest.raises(ValueError, match="Keep this to 20,000 characters"):
        cleaned_text("x" * (LONGEST_TEXT + 1))


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("\ud800", "cannot be kept"),
        (2**63, "too large"),
        (-(2**63), "too large"),
        (float("inf"), "not a number"),
        (float("nan"), "not a number"),
        (deep(DEEPEST), "nested too deeply"),
        (["x"] * 5_001, "at most 5,000"),
    ],
)
def test_what_the_graph_cannot_keep_is_refused_with_the_fields_name(value: object, said: str) -> None:
    with pytest.raises(InvalidData, match=said) as refused:
        cleaned({"ballots": [{"id": value}]})
    assert next(iter(refused.value.errors)).startswith("ballots.0.id")


def test_what_can_be_kept_stays_as_it_is() -> None:
    value = {"a": [1, 2.5, True, None, "José"], "b": {"c": 2**63 - 1}}
    assert cleaned(value) == value
    assert cleaned(deep(DEEPEST - 1)) == deep(DEEPEST - 1)


@pytest.mark.parametrize(
    "name", ["1e999999", "1e9999999", "1e-9999999", "-1", "1e-9", "NaN", "Infinity", "²", "9" * 400, "100000.01"]
)
def test_an_amount_that_is_none_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValidationError, match="dollars"):
        Given().load({"cost": name})


@pytest.mark.parametrize("name", ["²", "1" * 5_000, "9223372036854775808", 2**64, "1.5.2", float("inf")])
def test_a_count_that_is_no_whole_number_is_refused_in_words(name: object) -> None:
    with pytest.raises(ValidationError):
        Given().load({"count": name})


@pytest.mark.parametrize(
    ("typed", "day"), [("2026-02", "2026-02-28"), ("2025", "2025-12-31"), ("3/4/2026", "2026-03-04")]
)
def test_as_of_a_month_or_year_means_its_last_day(typed: str, day: str) -> None:
    assert Given().load({"on": typed}) == {"on": day}


@pytest.mark.parametrize("typed", ["0001-01-01", "1/1/1899", "2200", "9999-12-31"])
def test_a_day_outside_the_years_of_people_now_alive_and_their_plans_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="from 1900 to 2199"):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["²/3/2026", "٣/٤/٢٠٢٦", "2026-13", "x" * 100_000])
def test_what_is_no_date_is_shown_back_in_short(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a d") as refused:
        parse_date(typed)
    assert len(str(refused.value)) < 200


def test_long_addresses_and_passwords_cost_nothing() -> None:
    accents = "a" + "\u0301\u0323" * 60_000
    began = time.process_time()
    with pytest.raises(ValueError, match="at most 254"):
        users.normal_email(accents)
    with pytest.raises(ValidationError, match="at most 254"):
        Given().load({"email": accents})
    with pytest.raises(InvalidData, match="at most 200"):
        passwords.check_new(accents, email="ann@example.org", name="Ann Reed")
    assert time.process_time() - began < 1, "normalizing so many accents takes many seconds"
