"""Which of two people changed what, from what was opened, what stands and what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.records.three_way import mark, three_way

SAID = st.lists(st.text(max_size=3), max_size=2)
RECORD = st.fixed_dictionaries(dict.fromkeys(("name", "phone", "issues"), SAID))


def marks(record):
    return {name: mark(said) for name, said in record.items()}


@pytest.mark.parametrize(
    ("opened", "stands", "typed", "theirs", "both"),
    [
        ("a", "a", "a", (), ()),
        ("a", "a", "b", (), ()),
        ("a", "b", "a", ("phone",), ()),
        ("a", "b", "b", (), ()),
        ("a", "b", "c", (), ("phone",)),
        ("a", "", "a", ("phone",), ()),
        ("a", "", "b", (), ("phone",)),
        ("", "b", "", ("phone",), ()),
    ],
)
def test_a_field_is_whose_only_change_it_was_and_a_question_where_both_wrote(opened, stands, typed, theirs, both):
    found = three_way(marks({"phone": [opened]}), {"phone": [stands]}, {"phone": [typed]})
    assert (found.theirs, found.both) == (theirs, both)


def test_a_field_that_was_never_shown_is_never_taken_for_emptied():
    found = three_way({}, {"phone": ["601-555-0100"]}, {})
    assert found.both == ("phone",)


@given(RECORD, RECORD, RECORD)
def test_whoever_saves_second_loses_nothing_of_either(opened, stands, typed):
    found = three_way(marks(opened), stands, typed)
    merged = {name: stands[name] if name in found.theirs else typed[name] for name in stands}
    for name in stands:
        if typed[name] == opened[name]:
            assert merged[name] == stands[name]
        elif stands[name] == opened[name]:
            assert merged[name] == typed[name]
        else:
            assert merged[name] == stands[name] or name in found.both
