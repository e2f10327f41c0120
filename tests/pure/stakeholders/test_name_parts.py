"""A name and its parts stay one, and one spell is one line."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError

from crm.errors import InvalidData
from crm.office_time import parse_birth_date, parse_date
from crm.stakeholders.names.name_parts import agree, followed
from crm.stakeholders.people import PersonSchema
from crm.stakeholders.spells import Spell, free_key, spell_key

ANN = {"name": "Ann Q. Reed Jr.", "given_name": "Ann", "middle_name": "Q.", "family_name": "Reed", "suffix": "Jr."}
TREY = {"name": "Trey Lamar", "given_name": "John", "family_name": "Lamar", "suffix": "III", "nickname": "Trey"}


def after(stored: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The names after an edit in a form, which sends every field."""
    edited = {**stored, **followed(stored, {**stored, **changes})}
    assert agree(edited)
    return {name: edited.get(name, "") for name in ("name", "given_name", "middle_name", "family_name", "suffix")}


def test_parts_follow_a_new_name() -> None:
    assert after(ANN, name="Ann Moss") == {
        "name": "Ann Moss", "given_name": "Ann", "middle_name": "", "family_name": "Moss", "suffix": "",
    }  # fmt: skip


def test_the_name_follows_new_parts() -> None:
    assert after(ANN, family_name="Moss")["name"] == "Ann Q. Moss Jr."
    assert after(ANN, suffix="")["name"] == "Ann Q. Reed"
    assert after(TREY, family_name="Moss")["name"] == "Trey Moss"
    assert after(TREY, given_name="Johnny")["name"] == "Trey Lamar"


def test_a_name_and_parts_that_contradict_are_asked_about() -> None:
    with pytest.raises(InvalidData, match="not one name"):
        followed(ANN, {**ANN, "name": "Cal Moss", "family_name": "Hill"})


def test_what_did_not_change_stays_as_it_is() -> None:
    assert followed(TREY, {**TREY, "phone": "1"}) == {**TREY, "phone": "1"}


def test_a_year_of_two_digits_is_the_last_that_can_be_meant() -> None:
    assert parse_birth_date("3/12/58") == "1958-03-12"
    assert parse_date("3/12/58") == "1958-03-12"
    soon = (date.today().year + 2) % 100
    assert parse_date(f"1/5/{soon:02d}") == f"{date.today().year + 2}-01-05"
    assert parse_birth_date(f"1/5/{soon:02d}") == f"{date.today().year - 98}-01-05"


def test_nobody_is_born_in_the_future() -> None:
    with pytest.raises(ValueError, match="in the future"):
        parse_birth_date("2150")
    with pytest.raises(ValidationError, match="in the future"):
        PersonSchema().load({"name": "Ann Reed", "birth_date": "1/1/2150"})
    assert PersonSchema().load({"name": "Ann Reed", "birth_date": "3/12/58"})["birth_date"] == "1958-03-12"


def test_two_spells_without_a_start_are_two_and_one_sent_twice_is_one() -> None:
    before = [Spell("a|b|", None, "2020")]
    assert spell_key("a|b|", None, "2020", before) == "a|b|"
    assert spell_key("a|b|", None, None, before) == "a|b|#2"
    assert spell_key("a|b|", None, None, [*before, Spell("a|b|#2", None, None)]) == "a|b|#2"
    with pytest.raises(InvalidData, match="with that start already"):
        spell_key("a|b|2021", "2021", None, [Spell("a|b|2021", "2021", "2023")])
    assert free_key("k", ["k", "k#2"]) == "k#3"
