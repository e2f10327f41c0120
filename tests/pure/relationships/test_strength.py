"""The strength of a tie: the formula's promises, for any evidence."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.relationships.strength import (
    PARAMETERS,
    Contact,
    Evidence,
    Guess,
    Parameters,
    Rating,
    Tally,
    combined,
    confirmed,
    day,
    standing,
    strength,
    strengths,
    tallied,
    weight,
    with_contact,
    word,
)

TODAY = day("2026-11-23")
days = some.floats(TODAY - 4000, TODAY)
contacts = some.builds(
    Contact,
    at=days,
    channel=some.sampled_from(sorted(PARAMETERS.channels)),
    direction=some.sampled_from(sorted(PARAMETERS.directions)),
    sentiment=some.sampled_from(sorted(PARAMETERS.sentiments)),
    people=some.integers(2, 12),
)
ratings = some.builds(
    Rating, level=some.sampled_from(sorted(PARAMETERS.levels)), on=days, valence=some.sampled_from((1, -1))
)
guesses = some.builds(Guess, weight=some.floats(0, 0.9), words=some.just("same county"))
evidence = some.builds(
    Evidence,
    ratings=some.lists(ratings, max_size=3).map(tuple),
    contacts=some.lists(contacts, max_size=12).map(tuple),
    guesses=some.lists(guesses, max_size=3).map(tuple),
)


def summed(known: Evidence, on: float) -> float:
    """The formula of the design, summed straight from the evidence without any accumulator."""
    p = PARAMETERS
    amount = math.fsum(weight(one) * 2 ** (-(on - one.at) / p.contact_half_life) for one in known.contacts)
    contact = 1 - math.exp(-amount / p.saturation)
    said = standing(known.ratings)
    two_way = [one.at for one in known.contacts if one.direction == "two_way"]
    rating = 0.0
    if said:
        age = max(0.0, on - max([said.on, *two_way]))
        rating = p.levels[said.level] * (p.rating_floor + (1 - p.rating_floor) * 0.5 ** (age / p.rating_half_life))
    guess = 0.0 if said and said.level == "none" else min(p.guess_cap, combined(g.weight for g in known.guesses))
    return 1 - (1 - rating) * (1 - contact) * (1 - guess)


@given(evidence)
def test_the_tally_gives_what_summing_all_evidence_gives(known: Evidence) -> None:
    assert strength(tallied(known), TODAY) == pytest.approx(summed(known, TODAY), abs=1e-9)


@given(some.lists(contacts, min_size=2, max_size=12), some.randoms())
def test_contacts_logged_in_any_order_give_one_strength(found: list[Contact], random) -> None:
    shuffled = random.sample(found, len(found))
    one, other = (tallied(Evidence(contacts=tuple(order))) for order in (found, shuffled))
    assert strength(one, TODAY) == pytest.approx(strength(other, TODAY), rel=1e-9, abs=1e-12)
    assert one.last_two_way == other.last_two_way or math.isnan(one.last_two_way)


@given(evidence, contacts)
def test_a_contact_logged_late_counts_as_if_logged_in_time(known: Evidence, late: Contact) -> None:
    added = with_contact(tallied(known), late)
    from_scratch = tallied(replace(known, contacts=(late, *known.contacts)))
    assert strength(added, TODAY) == pytest.approx(strength(from_scratch, TODAY), rel=1e-9, abs=1e-12)


@given(evidence, contacts)
def test_one_more_contact_never_lowers_a_strength(known: Evidence, more: Contact) -> None:
    assert strength(with_contact(tallied(known), more), TODAY) >= strength(tallied(known), TODAY) - 1e-12


@given(evidence, some.floats(0, 3000))
def test_without_news_a_strength_only_fades(known: Evidence, later: float) -> None:
    assert strength(tallied(known), TODAY + later) <= strength(tallied(known), TODAY) + 1e-12


@given(evidence, some.floats(-5000, 50_000))
def test_a_strength_is_at_least_0_and_less_than_1(known: Evidence, away: float) -> None:
    assert 0 <= strength(tallied(known), TODAY + away) < 1


def test_a_thousand_meetings_in_one_day_stay_below_certainty() -> None:
    assert strength(tallied(Evidence(contacts=(Contact(TODAY, sentiment=2),) * 1000)), TODAY) < 1


@given(some.lists(evidence, min_size=1, max_size=20))
def test_many_ties_in_arrays_have_the_strengths_they_have_one_by_one(known: list[Evidence]) -> None:
    tallies = [tallied(each) for each in known]
    columns = Tally(
        **{
            name: np.array([getattr(tally, name) for tally in tallies])
            for name in ("rating", "rated_on", "last_two_way", "log_a", "guessed")
        }
    )
    assert strengths(columns, TODAY) == pytest.approx([strength(tally, TODAY) for tally in tallies], abs=1e-12)
    assert confirmed(columns).tolist() == [bool(confirmed(tally)) for tally in tallies]


def test_what_a_database_column_lacks_counts_for_nothing() -> None:
    column = np.array([None, None], dtype=float)
    assert strengths(Tally(column, column, column, column, np.array([0.2, 0.0])), TODAY).tolist() == [
        pytest.approx(0.2),
        0.0,
    ]


def test_a_rating_fades_by_half_of_what_can_fade_in_each_half_life_and_never_below_its_floor() -> None:
    tally = tallied(Evidence(ratings=(Rating("close", TODAY),)))
    assert strength(tally, TODAY) == pytest.approx(0.9)
    assert strength(tally, TODAY + PARAMETERS.rating_half_life) == pytest.approx(0.9 * 0.75)
    assert strength(tally, TODAY + 1e6) == pytest.approx(0.45)


def test_a_two_way_contact_refreshes_a_rating_and_a_one_way_contact_does_not() -> None:
    old = Evidence(ratings=(Rating("good", TODAY - 2000),))
    answered = tallied(replace(old, contacts=(Contact(TODAY, "text", people=12),)))
    unanswered = tallied(replace(old, contacts=(Contact(TODAY, "text", "from_us", people=12),)))
    assert strength(answered, TODAY) > 0.6
    assert strength(unanswered, TODAY) < 0.4


def test_the_newest_rating_counts_and_of_one_day_the_more_cautious() -> None:
    newer = Rating("know", TODAY)
    assert standing([Rating("close", TODAY - 1), newer, Rating("good", TODAY)]) == newer
    strained = Rating("close", TODAY, valence=-1)
    assert standing([newer, strained]) == strained
    assert standing([]) is None


def test_guesses_together_are_capped_and_never_confirm_a_tie() -> None:
    tally = tallied(Evidence(guesses=(Guess(0.25, "same county"), Guess(0.25, "same school"))))
    assert strength(tally, TODAY) == pytest.approx(0.3)
    assert not confirmed(tally)
    assert word(strength(tally, TODAY), confirmed=False) == "Guess"


def test_a_guess_is_answered_by_somebody_who_says_they_do_not_know_each_other() -> None:
    known = Evidence(ratings=(Rating("none", TODAY),), guesses=(Guess(0.3, "same county"),))
    assert strength(tallied(known), TODAY) == 0


def test_an_unanswered_message_does_not_confirm_a_tie_and_a_talk_does() -> None:
    sent = Evidence(contacts=(Contact(TODAY, "email", "from_us"),))
    assert not confirmed(tallied(sent))
    assert confirmed(tallied(Evidence(contacts=(Contact(TODAY, "call"),))))


def test_attention_is_shared_among_all_who_took_part() -> None:
    assert weight(Contact(TODAY, people=5)) == pytest.approx(weight(Contact(TODAY)) / 4)
    with pytest.raises(ValueError, match="two people"):
        weight(Contact(TODAY, people=1))


@pytest.mark.parametrize(
    ("value", "name"), [(0.9, "Close"), (0.75, "Close"), (0.6, "Good"), (0.3, "Know"), (0.01, "Know"), (0.0, "None")]
)
def test_a_word_stands_for_the_strengths_nearest_to_its_level(value: float, name: str) -> None:
    assert word(value) == name


def test_a_negative_tie_is_strained_however_strong() -> None:
    assert word(0.9, valence=-1) == "Strained"


def test_parameters_come_back_from_their_stored_text() -> None:
    tuned = Parameters(saturation=2.0, sentiments={-1: 0.1, 1: 1.5})
    assert Parameters.from_json(tuned.as_json()) == tuned
    assert PARAMETERS.as_json() == Parameters().as_json() != tuned.as_json()


@pytest.mark.parametrize("wrong", [{"saturation": 0}, {"rating_floor": 1.0}, {"channels": {"call": -1}}])
def test_parameters_that_would_break_the_formula_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="must"):
        Parameters(**wrong)


def test_a_contact_of_no_weight_changes_only_when_they_last_met() -> None:
    mute = Parameters(channels={"text": 0.0})
    tally = with_contact(Tally(), Contact(TODAY, "text"), mute)
    assert strength(tally, TODAY, mute) == 0
    assert tally.last_two_way == TODAY
    assert math.isnan(Tally().last_two_way)
