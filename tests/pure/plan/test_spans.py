"""Spans of days: what holds from when to when, and how many hold on each day."""

from datetime import date

import pytest

from crm.plan.spans import holds, shared, steps, united

FOREVER = date.max


def july(*days):
    """Spans of July 2021 by the numbers of their first and last days."""
    return [tuple(date(2021, 7, number) for number in span) for span in days]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        (july((1, 5), (6, 9)), july((1, 9))),
        (july((1, 5), (7, 9)), july((1, 5), (7, 9))),
        (july((1, 5), (5, 9)), july((1, 9))),
        (july((7, 9), (1, 5)), july((1, 5), (7, 9))),
        (july((1, 9), (2, 3)), july((1, 9))),
        (july((1, 5), (7, 9), (10, 12)), july((1, 5), (7, 12))),
        (july((1, 5), (7, 12), (8, 9)), july((1, 5), (7, 12))),
        (july((5, 4)), []),
        (july((4, 4)), july((4, 4))),
        ([*july((3, 4)), (date(2021, 7, 1), FOREVER)], [(date(2021, 7, 1), FOREVER)]),
        ([(date(2021, 7, 1), FOREVER), *july((9, 10))], [(date(2021, 7, 1), FOREVER)]),
        ([*july((1, 5)), (date(2021, 7, 7), FOREVER), *july((9, 10))], [*july((1, 5)), (date(2021, 7, 7), FOREVER)]),
    ],
    ids=str,
)
def test_spans_that_overlap_or_follow_on_are_one_and_those_with_a_day_between_are_two(spans, whole):
    assert united(spans) == whole


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (july((1, 5)), july((5, 9)), july((5, 5))),
        (july((1, 5)), july((6, 9)), []),
        (july((1, 9)), july((2, 3), (5, 12)), july((2, 3), (5, 9))),
        ([(date(2021, 7, 4), FOREVER)], july((1, 9)), july((4, 9))),
    ],
    ids=str,
)
def test_the_days_of_two_sets_of_spans_are_those_in_both(left, right, both):
    assert shared(iter(left), iter(right)) == both


@pytest.mark.parametrize(("number", "held"), [(1, False), (2, True), (5, True), (6, False), (8, True), (10, False)])
def test_a_span_holds_from_its_first_day_through_its_last(number, held):
    assert holds(july((2, 5), (8, 9)), date(2021, 7, number)) is held


@pytest.mark.parametrize(
    ("spans", "changes"),
    [
        ([july((1, 5))], {3: 1, 6: 0}),
        ([july((1, 3))], {3: 1, 4: 0}),
        ([july((1, 2))], {3: 0}),
        ([july((1, 1))], {3: 0}),
        ([july((9, 12))], {3: 0, 9: 1}),
        ([july((9, 9))], {3: 0, 9: 1}),
        ([july((10, 12))], {3: 0}),
        ([july((8, 8))], {3: 0, 8: 1, 9: 0}),
        ([july((4, 6)), july((5, 8))], {3: 0, 4: 1, 5: 2, 7: 1, 9: 0}),
        ([july((4, 5), (7, 7))], {3: 0, 4: 1, 6: 0, 7: 1, 8: 0}),
    ],
    ids=str,
)
def test_what_holds_is_counted_on_the_first_day_looked_at_and_whenever_it_changes(spans, changes):
    found = steps(spans, date(2021, 7, 3), date(2021, 7, 9))
    assert {day.day: number for day, number in found} == changes
