"""How many votes a motion needs."""

import pytest

from crm.advocacy.votes.majorities import MAJORITIES, votes_needed


@pytest.mark.parametrize(
    ("rule", "elected", "present", "needed"),
    [
        ("simple-present", 122, None, 62),
        ("simple-present", 122, 121, 61),
        ("simple-present", 122, 120, 61),
        ("simple-elected", 122, 90, 62),
        ("simple-elected", 52, 52, 27),
        ("three-fifths-present", 122, 122, 74),
        ("three-fifths-present", 122, 120, 72),
        ("three-fifths-elected", 52, 40, 32),
        ("two-thirds-present", 52, 52, 35),
        ("two-thirds-present", 52, 51, 34),
        ("two-thirds-elected", 122, 100, 82),
    ],
)
def test_the_votes_needed_follow_the_rule_exactly(rule: str, elected: int, present: int | None, needed: int) -> None:
    assert votes_needed(MAJORITIES[rule], elected, present) == needed


def test_more_present_than_elected_is_refused() -> None:
    with pytest.raises(ValueError, match="123 present of 122"):
        votes_needed(MAJORITIES["simple-present"], 122, 123)
