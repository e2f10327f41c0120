"""What people say otherwise than a round before, and only what they say again."""

import pytest

from crm.census.changes import Said, Turn, changes, in_words, turn_of


def said(person: str, about: str, level: str, seat: str | None = "HD 1") -> Said:
    return Said(person, person.title(), "East", about, about.title(), seat, seat, level)


@pytest.mark.parametrize(
    ("before", "now", "turn"),
    [
        (None, "know", Turn.NEW),
        ("none", "close", Turn.NEW),
        ("know", "good", Turn.GREW),
        ("close", "good", Turn.WEAKENED),
        ("good", "none", Turn.WITHDRAWN),
        ("close", "strained", Turn.STRAINED),
        (None, "strained", Turn.STRAINED),
        ("strained", "none", Turn.MENDED),
        ("good", "good", None),
        (None, "none", None),
        ("strained", "strained", None),
    ],
)
def test_a_change_is_called_by_what_became_of_the_tie(before: str | None, now: str, turn: Turn | None) -> None:
    assert turn_of(before, now) is turn


def test_silence_takes_nothing_back() -> None:
    before = [said("ann", "carl", "close"), said("bo", "carl", "good")]
    assert changes(before, [said("ann", "dora", "none")]) == []


def test_what_is_told_by_who_did_not_answer_before_is_not_called_a_new_tie() -> None:
    (told,) = changes([said("ann", "carl", "good")], [said("bo", "dora", "close"), said("ann", "carl", "good")])
    assert (told.turn, told.now.person) == (Turn.FIRST, "Bo")


def test_new_ties_come_first_then_by_seat_each_with_who_says_so() -> None:
    before = [said("ann", "carl", "know", "HD 2"), said("bo", "dora", "good", "HD 1")]
    now = [said("bo", "dora", "none", "HD 1"), said("ann", "carl", "close", "HD 2"), said("bo", "eve", "know", "HD 3")]
    found = changes(before, now)
    assert [(one.turn, one.now.person, one.now.seat, one.before_in_words) for one in found] == [
        (Turn.NEW, "Bo", "HD 3", "not said"),
        (Turn.GREW, "Ann", "HD 2", "Know"),
        (Turn.WITHDRAWN, "Bo", "HD 1", "Good"),
    ]
    assert in_words(found) == "1 new, 1 grew and 1 withdrawn"
    assert in_words([]) == "nothing changed"
