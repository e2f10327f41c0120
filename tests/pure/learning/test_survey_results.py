"""Answers as numbers, tallies, ranked topics, and two surveys paired by who answered both."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from crm.learning.answers import Given
from crm.learning.questions import CHOICES, SCALE, SHAPES, TEXT, Question, suited
from crm.learning.results import one_each, paired, tallies, topics
from crm.learning.scales import as_number, scale_of


def one(number: int, person: str | None = None, code: str = "", score: float | None = None, **said: str) -> Given:
    kept = {name: (text, as_number(text)) for name, text in said.items()}
    return Given(f"r{number}", "2026-03-01", person, person or "", code, score, kept)


@pytest.mark.parametrize(
    ("text", "number"),
    [("Strongly agree", 5), (" strongly DISAGREE ", 1), ("4", 4), ("4 - Agree", 4), ("5.0", 5), ("Very comfortable", 5),
     ("N/A", None), ("7", None), ("", None), ("Good", None)],
)  # fmt: skip
def test_a_word_of_a_scale_is_its_place_in_it_and_a_word_of_several_scales_is_none(text, number):
    assert as_number(text) == number


def test_a_word_counts_by_its_place_among_the_answers_that_were_offered():
    assert as_number("Good", ("Poor", "Fair", "Good", "Very good", "Excellent")) == 3


def test_the_scale_of_a_column_is_the_one_that_has_all_its_words():
    assert scale_of(["Agree", "strongly agree", ""])[-1] == "Strongly agree"
    assert scale_of(["1", "5", "3"]) == ("1", "2", "3", "4", "5")
    assert scale_of(["Agree", "Excellent"]) == ()
    assert scale_of([]) == ()


def test_topics_are_ranked_by_the_share_that_chose_them_or_by_their_mean():
    several = Question("Which?", CHOICES, ("Finance", "Safety", "Law"), id="a")
    grid = Question("How much? [Boards]", SCALE, ("1", "2", "3", "4", "5"), "Boards", id="b")
    answers = [one(1, a="Finance\nSafety", b="5"), one(2, a="Finance", b="4"), one(3, a="Law")]
    ranked = topics(tallies([several, grid], answers))
    assert [topic.name for topic in ranked] == ["Boards", "Finance", "Law", "Safety"]
    assert [topic.in_words for topic in ranked[:2]] == ["4.5 of 5, by 2", "chosen by 2 of 3"]


def test_a_question_taken_out_is_shown_while_it_has_answers():
    out = Question("Old?", TEXT, is_asked=False, id="old")
    assert tallies([out], []) == []
    assert tallies([out], [one(1, old="yes")])[0].texts == ("yes",)


def test_only_who_answered_both_times_is_compared_and_the_others_are_counted_apart():
    before = [
        one(1, "ann", score=2),
        one(2, "bo", score=3),
        one(3, code="Blue", score=2),
        one(4, "cal", score=4),
        one(5, score=1),
    ]
    after = [
        one(6, "ann", score=4),
        one(7, "bo", score=3),
        one(8, code=" blue".strip(), score=3),
        one(9, score=5),
        one(10, score=5),
    ]
    found = paired(before, after)
    assert (found.n, found.improved, found.unpaired_before, found.unpaired_after) == (3, 2, 1, 0)
    assert (found.anonymous_before, found.anonymous_after) == (1, 2)
    assert found.change == pytest.approx(1.0)
    assert found.improved_share == pytest.approx(2 / 3)


def test_of_two_answers_of_one_person_the_later_counts():
    assert paired([one(1, "ann", score=1)], [one(2, "ann", score=2), one(3, "ann", score=5)]).change == 4


def test_without_a_pair_nothing_is_compared():
    found = paired([one(1, score=1)], [one(2, "ann", score=2)])
    assert (found.n, found.change, found.improved_share, found.unpaired_after) == (0, None, None, 1)


SCORES = st.floats(1, 5)
ANSWERS = st.lists(st.tuples(st.sampled_from(["ann", "bo", "cal", ""]), SCORES), max_size=12)


@for_all(ANSWERS, ANSWERS)
def test_everybody_is_paired_unpaired_or_anonymous_and_the_change_is_the_difference_of_the_means(first, second):
    before = [one(n, who or None, score=score) for n, (who, score) in enumerate(first)]
    after = [one(n, who or None, score=score) for n, (who, score) in enumerate(second)]
    found = paired(before, after)
    assert found.n + found.unpaired_before == len({who for who, _ in first if who})
    assert found.anonymous_after == sum(not who for who, _ in second)
    if found.n:
        assert found.change == pytest.approx(found.after - found.before)
        assert 0 <= found.improved <= found.n


@pytest.mark.parametrize("type_", ["needs", "poll", "evaluation", "pre", "post"])
def test_each_kind_of_survey_has_questions_to_begin_with(type_):
    assert suited(type_)
    assert all(one.shape in SHAPES and (one.shape == TEXT or len(one.choices) > 1) for one in suited(type_))


def test_whoever_answered_by_two_ways_counts_once_and_the_nameless_each():
    first, other, second, *nameless = (
        Given(id_, "2026-03-01", person, "", "", None, {})
        for id_, person in (("a", "ann"), ("b", "bo"), ("c", "ann"), ("d", None), ("e", None))
    )
    assert one_each([first, other, second, *nameless]) == [other, second, *nameless]
