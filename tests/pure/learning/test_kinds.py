"""The declarations of the small records: what they say is what the graph's schema and the plan's rules know."""

import pytest

from crm.learning.kinds import AWARD_TYPES, DOCUMENT_TYPES, FORMATS, KINDS, SURVEY_TYPES
from crm.plan import evidence_terms
from crm.records.record_schema import schema_of
from graph_schema.labels import NODE_KINDS
from graph_schema.relationships import may_join

NODES = {kind.label: kind for kind in NODE_KINDS}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_declared_kind_is_in_the_graphs_schema_with_whom_it_names(kind):
    assert NODES[kind.label].unique == ("key",)
    assert kind.day in NODES[kind.label].indexed
    assert all(may_join(kind.label, "INVOLVES", target) for part in kind.parts for target in part.of)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_declared_kinds_title_order_and_ties_name_fields_of_its_own(kind):
    assert set(kind.titled) <= set(kind.order) == {one.name for one in (*kind.properties, *kind.parts)}
    assert set(kind.within) <= {part.name for part in kind.parts}


def test_the_words_that_a_plans_rules_compare_are_those_that_a_form_offers():
    assert tuple(SURVEY_TYPES) == evidence_terms.SURVEY_TYPES
    assert tuple(DOCUMENT_TYPES) == evidence_terms.DOCUMENT_TYPES
    assert tuple(AWARD_TYPES) == evidence_terms.AWARD_TYPES
    assert tuple(FORMATS) == evidence_terms.FORMATS


def test_short_words_are_read_once_each_however_they_are_separated():
    gate = schema_of(KINDS["documents"])
    read = gate.load(
        {"on": "2026", "type": "menu", "title": "Menu", "topics": "Finance, advocacy; finance ,  Leadership"}
    )
    assert read["topics"] == ["Finance", "advocacy", "Leadership"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("type", "medal", "Choose the award."),
        ("on", "32/13/2026", "not a day in the calendar"),
        ("person", ["ann", "bo"], "Choose one, not several."),
        ("theme", "x" * 301, "Keep it under 300 characters."),
        ("color", "red", "Unknown field."),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_in_a_sentence(field, value, sentence):
    errors = schema_of(KINDS["awards"]).validate({"on": "2026-05-01", "type": "hero", field: value})
    assert sentence in str(errors[field])
