"""The planner's plans are the best ones there are: compared with every plan that can be made, on small cases."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.asks.planning import (
    MOST_ASKERS,
    Asker,
    Candidate,
    ImpossiblePins,
    Plan,
    WhyNot,
    best_plan,
    worth,
)

ASKERS = ("ann", "bea", "cy", "dee")
MEMBERS = ("hale", "ives", "jett")
SHARES = st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.75, 1.0))


@st.composite
def questions(draw):
    """Askers, candidates of some of their pairs, and pairs that are pinned or forbidden."""
    askers = [Asker(one, draw(st.integers(0, 3)), draw(st.one_of(st.none(), st.integers(0, 900)))) for one in ASKERS]
    pairs = draw(st.sets(st.sampled_from([(a, m) for a in ASKERS for m in MEMBERS]), max_size=9))
    candidates = [Candidate(*pair, draw(SHARES), draw(SHARES), draw(SHARES)) for pair in sorted(pairs)]
    some = st.sets(st.sampled_from(sorted(pairs)), max_size=2) if pairs else st.just(set())
    return askers, candidates, draw(some), draw(some)


def pairs_of(plan: Plan) -> set[tuple[str, str]]:
    return {ask.candidate.pair for ask in plan.asks}


def every_plan(askers, candidates, pins, forbidden):
    """All that may be done, by trying all subsets."""
    limits = {asker.id: asker.limit for asker in askers}
    free = [one for one in candidates if one.pair not in forbidden]
    for size in range(len(free) + 1):
        for some in combinations(free, size):
            asked, asking = Counter(one.member for one in some), Counter(one.asker for one in some)
            within = all(n <= MOST_ASKERS for n in asked.values()) and all(n <= limits[a] for a, n in asking.items())
            if within and pins <= {one.pair for one in some}:
                yield some


@given(questions())
def test_no_plan_that_can_be_made_reaches_more_or_rests_its_askers_longer(question):
    askers, candidates, pins, forbidden = question
    known = {asker.id: asker for asker in askers}
    possible = [worth(some, known) for some in every_plan(askers, candidates, pins, forbidden)]
    if not possible:
        with pytest.raises(ImpossiblePins):
            best_plan(askers, candidates, pins=pins, forbidden=forbidden)
        return
    plan = best_plan(askers, candidates, pins=pins, forbidden=forbidden)
    reach, rest = worth((ask.candidate for ask in plan.asks), known)
    assert reach == max(possible)[0]
    # Pairs of no reach are not asked merely because somebody has rested.
    some_reach = [one for one in candidates if worth([one], known)[0] or one.pair in pins]
    useful = [worth(some, known) for some in every_plan(askers, some_reach, pins, forbidden)]
    assert (reach, rest) == max(useful)


@given(questions())
def test_no_plan_exceeds_a_limit_or_takes_a_forbidden_pair(question):
    askers, candidates, _, forbidden = question
    plan = best_plan(askers, candidates, forbidden=forbidden)
    asking = Counter(ask.candidate.asker for ask in plan.asks)
    asked = Counter(ask.candidate.member for ask in plan.asks)
    assert all(asking[asker.id] <= asker.limit for asker in askers)
    assert all(times <= MOST_ASKERS for times in asked.values())
    assert not pairs_of(plan) & forbidden
    assert plan.reach == pytest.approx(sum(ask.candidate.reach for ask in plan.asks))


def test_taking_the_best_pair_first_would_reach_less():
    askers = [Asker("ann", 1), Asker("bea", 1), Asker("cy", 1)]
    candidates = [
        Candidate("ann", "hale", 1.0, 1.0, 1.0),
        Candidate("ann", "ives", 0.9, 1.0, 1.0),
        Candidate("bea", "hale", 0.8, 1.0, 1.0),
        Candidate("cy", "hale", 0.7, 1.0, 1.0),
    ]
    plan = best_plan(askers, candidates)
    assert pairs_of(plan) == {("ann", "ives"), ("bea", "hale"), ("cy", "hale")}
    assert plan.reach == pytest.approx(2.4)


def test_of_two_who_reach_as_far_the_one_who_was_not_asked_for_longer_is_taken():
    both = [Candidate(asker, member, 0.5, 1.0, 1.0) for asker in ("ann", "bea") for member in ("hale",)]
    third = Candidate("cy", "hale", 0.5, 1.0, 1.0)
    plan = best_plan([Asker("ann", 1, 20), Asker("bea", 1, 200), Asker("cy", 1)], [*both, third])
    assert pairs_of(plan) == {("bea", "hale"), ("cy", "hale")}


def test_a_long_rest_never_outweighs_reach():
    candidates = [Candidate(asker, "hale", strength, 1.0, 1.0) for asker, strength in (("a", 0.5), ("b", 0.5001))]
    more = Candidate("c", "hale", 0.6, 1.0, 1.0)
    plan = best_plan([Asker("a", 1), Asker("b", 1, 0), Asker("c", 1, 0)], [*candidates, more])
    assert pairs_of(plan) == {("b", "hale"), ("c", "hale")}


def test_each_ask_says_who_would_come_next_and_why_they_were_not_taken():
    candidates = [
        Candidate("ann", "hale", 0.9, 1.0, 1.0),
        Candidate("ann", "ives", 0.8, 1.0, 1.0),
        Candidate("bea", "ives", 0.3, 1.0, 1.0),
        Candidate("cy", "ives", 0.7, 1.0, 1.0),
    ]
    plan = best_plan([Asker("ann", 1), Asker("bea", 1), Asker("cy", 1)], candidates, forbidden=[("cy", "ives")])
    told = {ask.candidate.pair: ask.next_best for ask in plan.asks}
    assert told["ann", "hale"] is None
    assert told["bea", "ives"].candidate.pair == ("ann", "ives")
    assert told["bea", "ives"].why_not is WhyNot.BUSY
    freed = best_plan([Asker("ann", 2), Asker("bea", 1), Asker("cy", 1)], candidates, forbidden=[("cy", "ives")])
    told = {ask.candidate.pair: ask.next_best for ask in freed.asks}
    assert told["ann", "ives"].candidate.pair == ("cy", "ives")
    assert told["ann", "ives"].why_not is WhyNot.FORBIDDEN
    resting = best_plan([Asker("ann", 2), Asker("bea", 1), Asker("cy", 0)], candidates)
    told = {ask.candidate.pair: ask.next_best for ask in resting.asks}
    assert told["ann", "ives"].candidate.pair == ("cy", "ives")
    assert told["ann", "ives"].why_not is WhyNot.RESTING


def test_a_pinned_pair_is_taken_though_another_reaches_more():
    candidates = [Candidate("ann", "hale", 0.9, 1.0, 1.0), Candidate("ann", "ives", 0.2, 1.0, 1.0)]
    plan = best_plan([Asker("ann", 1)], candidates, pins=[("ann", "ives")])
    assert pairs_of(plan) == {("ann", "ives")}
    assert [ask.pinned for ask in plan.asks] == [True]
    assert plan.unreached == ("hale",)


@pytest.mark.parametrize(
    ("pins", "forbidden"),
    [([("ann", "nobody")], []), ([("ann", "hale"), ("ann", "ives")], []), ([("ann", "hale")], [("ann", "hale")])],
)
def test_pins_that_cannot_be_held_are_named(pins, forbidden):
    candidates = [Candidate("ann", member, 0.9, 1.0, 1.0) for member in ("hale", "ives")]
    with pytest.raises(ImpossiblePins) as refused:
        best_plan([Asker("ann", 1)], candidates, pins=pins, forbidden=forbidden)
    assert set(refused.value.problems) == set(pins)


def test_with_nobody_who_can_ask_every_member_is_unreached():
    assert best_plan([], [Candidate("ann", "hale", 1, 1, 1)]).asks == ()
    plan = best_plan([Asker("ann", 0)], [Candidate("ann", "hale", 1, 1, 1)])
    assert (plan.asks, plan.unreached) == ((), ("hale",))
