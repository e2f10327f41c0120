"""Splitting a receipt by head, exactly: the shares are whole cents and add up to the receipt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.errors import InvalidData
from crm.lobbying.law import dollars

MOST_HEADS = 5000


@dataclass(frozen=True)
class Part:
    """Somebody at the table: `heads` counts them with their family; `fixed` cents are theirs whatever the others
    had."""

    heads: int = 1
    fixed: int | None = None


def shares(amount: int, parts: Sequence[Part]) -> tuple[int, ...]:
    """What each part had, in cents. What is not fixed is shared evenly by head; the cents that are left over go one
    each to the first heads, so that a share never differs from an even one by a cent or more.

    Raises InvalidData ("amount", "heads" or "shares") when no such shares add up to the amount.
    """
    if amount < 0:
        raise InvalidData({"amount": ["An amount cannot be negative."]})
    heads = sum(part.heads for part in parts if part.fixed is None)
    if any(part.heads < 1 for part in parts) or heads > MOST_HEADS:
        raise InvalidData({"heads": [f"Count 1 to {MOST_HEADS:,} people at the table."]})
    rest = amount - sum(part.fixed or 0 for part in parts)
    if rest < 0 or (rest > 0 and heads == 0):
        raise InvalidData(
            {"shares": [f"The shares come to {dollars(amount - rest)}; the receipt to {dollars(amount)}."]}
        )
    return tuple(_share(parts, place, rest, heads) for place in range(len(parts)))


def _share(parts: Sequence[Part], place: int, rest: int, heads: int) -> int:
    part = parts[place]
    if part.fixed is not None:
        return part.fixed
    before = sum(other.heads for other in parts[:place] if other.fixed is None)
    even, over = divmod(rest, heads)
    return even * part.heads + max(0, min(over - before, part.heads))
