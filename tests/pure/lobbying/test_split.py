"""Splitting a receipt by head: the shares add up to it, to the cent, whatever it is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import InvalidData
from crm.lobbying.split import Part, shares

AMOUNTS = st.integers(0, 100_000_00)
HEADS = st.lists(st.integers(1, 40), min_size=1, max_size=60)


def test_a_dinner_of_four_legislators_and_their_spouses() -> None:
    """$212.40 by 8 heads is $26.55 a head, $53.10 a couple."""
    assert shares(21240, [Part(2)] * 4) == (5310, 5310, 5310, 5310)


def test_cents_that_are_left_over_go_to_the_first_heads() -> None:
    """$10.00 by three: 3.34, 3.33, 3.33."""
    assert shares(1000, [Part(), Part(), Part()]) == (334, 333, 333)
    assert shares(1000, [Part(2), Part()]) == (667, 333)


def test_a_fixed_share_is_taken_off_before_the_rest_is_split() -> None:
    assert shares(10000, [Part(1, fixed=4000), Part(), Part()]) == (4000, 3000, 3000)


@given(AMOUNTS, HEADS)
def test_any_split_adds_up_and_is_even_to_within_a_cent(amount: int, heads: list[int]) -> None:
    found = shares(amount, [Part(n) for n in heads])
    assert sum(found) == amount
    assert all(share >= 0 for share in found)
    even = Fraction(amount, sum(heads))
    assert all(abs(share - even * n) < n for share, n in zip(found, heads, strict=True))


@given(AMOUNTS, st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(0, 50_00)), min_size=1, max_size=20))
def test_with_fixed_shares_it_adds_up_or_is_refused(amount: int, given_parts: list[tuple[int, int | None]]) -> None:
    parts = [Part(heads, fixed) for heads, fixed in given_parts]
    taken = sum(part.fixed or 0 for part in parts)
    if taken > amount or (taken < amount and all(part.fixed is not None for part in parts)):
        with pytest.raises(InvalidData) as refused:
            shares(amount, parts)
        assert set(refused.value.errors) == {"shares"}
        return
    found = shares(amount, parts)
    assert sum(found) == amount
    assert all(part.fixed in (None, share) for part, share in zip(parts, found, strict=True))


@pytest.mark.parametrize(
    ("amount", "parts", "field"),
    [
        (-1, [Part()], "amount"),
        (100, [Part(0)], "heads"),
        (100, [Part(10**9)], "heads"),
        (100, [], "shares"),
        (100, [Part(1, fixed=101)], "shares"),
    ],
)
def test_what_cannot_be_split_is_refused_by_field(amount: int, parts: list[Part], field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        shares(amount, parts)
    assert set(refused.value.errors) == {field}


def test_nothing_is_split_among_nobody() -> None:
    assert shares(0, []) == ()
