"""Consensus: who is aligned, how it moved, who is closest, and what is worth a meeting's time."""

from crm.advocacy.council.consensus import Body, in_words, movements, of_issue, our_side, worth_the_time
from crm.advocacy.stances.stance_words import Stance

BODIES = [Body(name.lower(), name, name) for name in ("MAE", "MASA", "MDE", "MPE", "MSBA", "TPC")]


def held(body: str, value: int, issue: str = "pay", certainty: str = "sure", on: str = "2026-05-02") -> Stance:
    return Stance(
        f"{body}{issue}{on}",
        body,
        body.upper(),
        issue,
        value,
        certainty,
        "statement",
        "letter",
        on,
        on,
        "Ann",
        since=on,
    )


def stances(**by_body: int) -> dict[tuple[str, str], Stance]:
    return {(body, "pay"): held(body, value) for body, value in by_body.items()}


def test_the_share_aligned_counts_every_body_asked_and_not_only_those_known() -> None:
    found = of_issue("pay", BODIES, stances(mae=2, masa=1, mde=0))
    assert (found.aligned, found.asked, found.known, found.share) == (2, 6, 3, 2 / 6)


def test_the_closest_body_is_the_undecided_one_before_those_against() -> None:
    found = of_issue("pay", BODIES, stances(mae=2, msba=0, mde=-1, mpe=-2))
    assert found.closest is not None
    assert found.closest.holder_id == "msba"


def test_when_our_side_is_against_those_against_are_aligned() -> None:
    found = of_issue("pay", BODIES, stances(mae=-2, msba=2), our_side=-1)
    assert (found.aligned, found.opposed) == (1, 1)
    assert in_words(found, BODIES).startswith("One of six bodies agrees; MSBA is for")


def test_our_side_is_our_own_recorded_stance_and_for_when_there_is_none() -> None:
    assert our_side(None) == 1
    assert our_side(held("mass", -1)) == -1
    assert our_side(held("mass", 0)) == 1


def test_the_trend_compares_the_same_bodies_on_the_same_issue() -> None:
    then = stances(mae=2, masa=2, msba=-1) | {("mae", "other"): held("mae", 2, "other")}
    assert of_issue("pay", BODIES, stances(mae=2, masa=0, msba=0), then).trend == -1
    assert of_issue("pay", BODIES, stances(mae=2), None).trend is None


def test_the_disagreement_worth_the_time_has_bodies_that_can_still_move_on_a_high_priority() -> None:
    settled = of_issue("pay", BODIES, stances(mae=2, masa=2), rank=1)
    hopeless = of_issue("pay", BODIES, stances(mae=-2), rank=2)
    winnable = of_issue("pay", BODIES, stances(mae=0, msba=0), rank=2)
    assert worth_the_time([settled, hopeless, winnable]) is winnable
    assert worth_the_time([settled]) is None


def test_movements_name_what_is_new_or_different_and_nothing_else() -> None:
    then, now = stances(mae=1, masa=0), stances(mae=1, masa=2, msba=-1)
    found = movements(BODIES, ["pay"], then, now)
    assert [(m.body.id, m.before and m.before.value, m.after.value) for m in found] == [
        ("masa", 0, 2),
        ("msba", None, -1),
    ]
    assert [m.towards_us for m in found] == [True, False]


def test_the_sentence_names_who_differs_and_who_is_silent() -> None:
    found = of_issue("pay", BODIES, stances(mae=2, masa=1, mde=2, mpe=2, msba=0))
    said = "Four of six bodies agree; MSBA is undecided since May 2026; nothing is known of TPC."
    assert in_words(found, BODIES) == said
    several = of_issue("pay", BODIES, stances(mae=-1, masa=-2, mde=0, mpe=0, msba=1, tpc=2))
    assert in_words(several, BODIES) == "Two of six bodies agree; MDE and MPE are undecided; MAE and MASA are against."
    everybody = of_issue("pay", BODIES, stances(mae=1, masa=2, mde=1, mpe=2, msba=1, tpc=2))
    assert in_words(everybody, BODIES) == "All six bodies agree."
    assert in_words(of_issue("pay", BODIES, {}), BODIES) == "No body’s stance is known yet."
