"""Stances: the latest counts, the trail tells since when, and unanimous votes tell nothing."""

from itertools import permutations

import pytest

from crm.advocacy.stances.stance_words import Stance, informativeness, side, with_trail


def held(value: int, on: str, recorded: str = "2026-01-01T00:00:00Z") -> Stance:
    return Stance(f"{on}{recorded}", "msba", "MSBA", "issue", value, "sure", "statement", "letter", on, recorded, "Ann")


def test_the_latest_stance_counts_whatever_the_order_of_recording() -> None:
    trail = [held(-1, "2025-01-10"), held(0, "2025-05-02"), held(2, "2025-09-30")]
    for order in permutations(trail):
        assert with_trail(list(order)).value == 2


def test_of_one_day_the_stance_recorded_last_counts() -> None:
    assert with_trail([held(1, "2025-05-02", "2025-05-03T09"), held(-2, "2025-05-02", "2025-05-03T08")]).value == 1


def test_since_is_the_day_the_present_stance_was_first_taken_without_a_break() -> None:
    newest = with_trail([held(0, "2024-11-01"), held(1, "2025-01-10"), held(0, "2025-05-02"), held(0, "2025-08-01")])
    assert (newest.since, newest.changed_from) == ("2025-05-02", 1)


def test_a_stance_never_changed_has_no_before() -> None:
    newest = with_trail([held(2, "2025-01-10"), held(2, "2025-03-10")])
    assert (newest.since, newest.changed_from) == ("2025-01-10", None)


def test_a_unanimous_vote_says_nothing_and_an_even_split_says_most() -> None:
    assert informativeness(113, 0) == 0
    assert informativeness(26, 26) == 1
    assert informativeness(95, 13) == pytest.approx(0.53, abs=0.005)
    assert informativeness(49, 3) < informativeness(95, 13)
    assert informativeness(13, 95) == informativeness(95, 13)


def test_sides_are_for_against_and_undecided() -> None:
    assert [side(value) for value in (-2, -1, 0, 1, 2)] == [-1, -1, 0, 1, 1]
