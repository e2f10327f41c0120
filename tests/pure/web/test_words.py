"""How values read on a page."""

import pytest
from flask import Flask, g
from worlds.office import CHICAGO

from web import words

COUNTED = [
    (0, "seat", None, "no seats"),
    (1, "seat", None, "1 seat"),
    (1204, "seat", None, "1,204 seats"),
    (2, "person", "people", "2 people"),
]
LISTED = [([], ""), (["Ann"], "Ann"), (["Ann", "Bo"], "Ann and Bo"), (["Ann", "Bo", "Cy"], "Ann, Bo and Cy")]


@pytest.mark.parametrize(("count", "noun", "many", "said"), COUNTED)
def test_counts_have_their_noun(count, noun, many, said):
    assert words.plural(count, noun, many) == said


@pytest.mark.parametrize(("names", "said"), LISTED)
def test_names_read_as_a_sentence(names, said):
    assert words.listing(names) == said


@pytest.mark.parametrize(("cents", "said"), [(0, "$0"), (1200, "$12"), (120050, "$1,200.50"), (5, "$0.05")])
def test_money_is_in_dollars(cents, said):
    assert words.dollars(cents) == said


@pytest.mark.parametrize(
    ("held", "shown"),
    [("2026-03-12", "3/12/2026"), ("2026-03", "3/2026"), ("2026", "2026"), ("soon", "soon"), ("", "")],
)
def test_a_date_field_shows_a_stored_date_as_it_is_typed_and_leaves_the_rest_alone(held, shown):
    assert words.typed(held) == shown
    if words.office_time.is_date(held):
        assert words.office_time.parse_date(shown) == held


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (True, "yes"),
        (2, "2"),
        ("two_way", "two way"),
        ("ann_reed@example.org", "ann_reed@example.org"),
        ("2026-03-12", "Mar 12, 2026"),
        (["2026-03", False], "Mar 2026, no"),
        ("2026", "2026"),
    ],
)
def test_the_history_tells_values_in_words(held, said):
    assert words.told(held) == said


def test_an_instant_is_told_where_the_office_is():
    with Flask("bare").test_request_context("/"):
        g.zone = CHICAGO
        assert words.clock("2026-11-24T03:04:05.123456Z") == "Nov 23, 2026, 9:04 PM"
        assert words.day("2026-11-24T03:04:05.123456Z") == "Nov 23, 2026"
        assert words.day("2026-11-24") == "Nov 24, 2026"
        assert words.day("2026-11") == "Nov 2026"
        assert words.clock("2026-11-24T06:00:00.000000Z") == "Nov 24, 2026, 12:00 AM"


def test_nothing_known_is_nothing_said():
    with Flask("bare").app_context():
        assert (words.day(None), words.when(None), words.ago("")) == ("", "", "")
