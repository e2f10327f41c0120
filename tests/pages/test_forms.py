"""Forms: what a schema gets, and what comes back when something needs mending."""

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from crm.errors import InvalidData, NotFound
from crm.fields import Ids
from web.forms import Choice, Form, load


class Sample(Schema):
    name = fields.String(required=True)
    age = fields.Integer(load_default=None)
    people = Ids(load_default=())
    agreed = fields.Boolean(load_default=False)


class Whole(Schema):
    first = fields.Integer(validate=validate.Range(0, 9, error="From 0 to 9."))

    @validates_schema
    def check(self, data, **_):
        if data.get("first") == 3:
            raise ValidationError("Three is taken.")


def sent(app: Flask, data) -> Form:
    with app.test_request_context(method="POST", data=data):
        return Form.sent()


@pytest.fixture
def bare() -> Flask:
    return Flask("bare")


def test_a_form_loads_with_blanks_left_out_and_lists_kept(bare):
    form = sent(bare, {"name": "  Ann ", "age": "", "people": ["p1", "", "p2"], "agreed": "true", "other": "x"})
    assert form.load(Sample()) == {"name": "Ann", "age": None, "people": ("p1", "p2"), "agreed": True}


def test_one_id_is_a_list_of_one(bare):
    assert sent(bare, {"name": "Ann", "people": "p1"}).load(Sample())["people"] == ("p1",)


def test_what_is_wrong_is_kept_beside_what_was_typed(bare):
    form = sent(bare, {"name": " ", "age": "young"})
    with form.catching():
        form.load(Sample())
    assert form.errors == {"name": ["Fill this in."], "age": ["Write a whole number."]}
    assert form.value("age") == "young"
    assert form.error("age") == "Write a whole number."
    assert form.error("people") == ""


def test_an_error_of_the_whole_belongs_to_no_field(bare):
    form = sent(bare, {"first": "3"})
    with form.catching():
        form.load(Whole())
    assert form.errors == {"": ["Three is taken."]}


def test_only_what_can_be_mended_in_the_form_is_caught(bare):
    form = sent(bare, {})
    with pytest.raises(NotFound), form.catching():
        raise NotFound("gone")


def test_errors_inside_lists_become_sentences():
    class Rows(Schema):
        ages = fields.List(fields.Integer())

    with pytest.raises(InvalidData) as refused:
        load(Rows(), {"ages": ["1", "x", "y"]})
    assert refused.value.errors == {"ages": ["Write a whole number.", "Write a whole number."]}


def test_a_new_form_has_a_key_of_its_own():
    one, other = Form.new({"day": None, "agreed": True, "refused": False, "people": ["a"]}), Form.new()
    assert one.value("key") != other.value("key")
    assert "day" not in one.values
    assert one.is_on("agreed")
    assert not one.is_on("refused")
    assert one.listed("people") == ["a"]


def test_a_picker_holds_names_beside_ids_through_a_refused_save(bare):
    form = sent(bare, {"theirs": ["p1", "p2"], "theirs_name": ["Ann Reed", "Bo Lee"]})
    assert form.picked("theirs") == [Choice("p1", "Ann Reed"), Choice("p2", "Bo Lee")]
    form.pick("theirs", [Choice("p3", "Cy Hall")])
    assert form.picked("theirs") == [Choice("p3", "Cy Hall")]


def test_a_picker_without_names_still_shows_its_ids(bare):
    assert sent(bare, {"theirs": ["p1"]}).picked("theirs") == [Choice("p1", "p1")]
