"""How many votes a motion needs. Pure.

Mississippi: a general bill passes by a majority of those present and voting (a quorum being present); revenue and
bond measures by three fifths of those present and voting, an overridden veto or a suspended rule by two thirds
(Miss. Const. sections 54, 70, 72). Other states count those elected, so both bases are offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class Majority:
    """A rule: more than `share` when `strictly`, else at least it; of those `elected` or of those present."""

    words: str
    share: Fraction
    strictly: bool
    elected: bool


MAJORITIES: Mapping[str, Majority] = {
    "simple-present": Majority("a simple majority of those present", Fraction(1, 2), True, False),
    "simple-elected": Majority("a simple majority of those elected", Fraction(1, 2), True, True),
    "three-fifths-present": Majority("three fifths of those present", Fraction(3, 5), False, False),
    "three-fifths-elected": Majority("three fifths of those elected", Fraction(3, 5), False, True),
    "two-thirds-present": Majority("two thirds of those present", Fraction(2, 3), False, False),
    "two-thirds-elected": Majority("two thirds of those elected", Fraction(2, 3), False, True),
}


def votes_needed(majority: Majority, elected: int, present: int | None = None) -> int:
    """Votes needed out of `elected` members of whom `present` vote (all of them when not said).

    Raises ValueError for more members present than elected.
    """
    present = elected if present is None else present
    if not 0 <= present <= elected:
        raise ValueError(f"{present} present of {elected} elected is not possible.")
    base = elected if majority.elected else present
    exact = majority.share * base
    return floor(exact) + 1 if majority.strictly else ceil(exact)
