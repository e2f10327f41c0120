"""A strength explained: the terms shown multiply back to it, and each proposal does what it promises."""

import math

import pytest
from hypothesis import given

from crm.relationships.explanation import explain, what_would_raise
from crm.relationships.strength import Contact, Evidence, Guess, Rating, strength, tallied
from tests.pure.relationships.test_strength import TODAY, evidence


@given(evidence)
def test_the_terms_multiply_back_to_the_strength(known: Evidence) -> None:
    told = explain(known, TODAY)
    assert told.strength == strength(tallied(known), TODAY)
    assert 1 - math.prod(term.leaves_open for term in told.terms) == pytest.approx(told.strength, abs=1e-9)


@given(evidence)
def test_a_reader_with_a_pocket_calculator_arrives_at_the_strength_shown(known: Evidence) -> None:
    told = explain(known, TODAY)
    shown = [round(term.leaves_open, told.digits) for term in told.terms]
    assert f"{1 - math.prod(shown):.2f}" == f"{told.strength:.2f}"


def test_many_contacts_are_summed_up_after_the_weightiest() -> None:
    known = Evidence(contacts=tuple(Contact(TODAY - 10 * n, id=f"c{n}") for n in range(30)))
    told = explain(known, TODAY, most=5)
    assert [term.kind for term in told.terms] == ["contact"] * 5 + ["earlier"]
    assert [term.ids for term in told.terms[:5]] == [(f"c{n}",) for n in range(5)]
    assert len(told.terms[-1].ids) == 25
    assert 1 - math.prod(term.leaves_open for term in told.terms) == pytest.approx(told.strength)


def test_terms_say_in_words_what_they_rest_on() -> None:
    told = explain(
        Evidence(
            ratings=(Rating("good", TODAY - 730, id="r"),),
            contacts=(Contact(TODAY - 30, "call", "to_us", 1, 4, id="c"),),
            guesses=(Guess(0.2, "same county"),),
        ),
        TODAY,
    )
    assert [term.words for term in told.terms] == [
        "Rated: Good, 75% of it left",
        "Phone call, from them, went well, shared with 2 others",
        "Guess: same county",
    ]
    assert [term.ids for term in told.terms] == [("r",), ("c",), ()]
    assert told.word == "Good"


@given(evidence)
def test_every_step_proposed_raises_the_strength_by_what_it_says(known: Evidence) -> None:
    now = strength(tallied(known), TODAY)
    for step in what_would_raise(known, TODAY):
        assert step.gain >= 0.01
        assert step.strength == pytest.approx(now + step.gain)


def test_for_a_mere_guess_somebody_is_to_be_asked_and_for_a_fading_rating_asked_again() -> None:
    guessed = what_would_raise(Evidence(guesses=(Guess(0.2, "same county"),)), TODAY)
    assert any(step.words.startswith("Ask whether they know each other") for step in guessed)
    fading = what_would_raise(Evidence(ratings=(Rating("close", TODAY - 2000),)), TODAY)
    again = next(step for step in fading if step.words.startswith("Ask whether the rating still holds"))
    assert (again.word, round(again.strength, 2)) == ("Close", 0.9)


def test_nothing_known_is_explained_by_no_terms() -> None:
    told = explain(Evidence(), TODAY)
    assert (told.strength, told.word, told.terms) == (0, "None", ())
