"""Guesses: ties that may be supposed from public facts, to be confirmed, never counted as known.

Three kinds: `constituency` (a superintendent and a legislator whose ground overlaps, directly or through the
county), `committee` (members of one committee now) and `school` (the same alma mater).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.relationships.evidence import Pair
from crm.relationships.strength import Guess

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Guesses:
    """Reasons to suppose a tie, by pair (lower id first)."""

    by_pair: dict[Pair, tuple[Guess, ...]]

    def of(self, person: str) -> dict[str, tuple[Guess, ...]]:
        """The supposed ties of one person, by the other's id."""
        return {}


def all_guesses(tx: "ManagedTransaction", today: str) -> Guesses:
    """Every guess in the graph on a day (ISO date)."""


def guesses_of(tx: "ManagedTransaction", person: str, today: str, other: str | None = None) -> Guesses:
    """The guesses about one person, or about one pair."""
