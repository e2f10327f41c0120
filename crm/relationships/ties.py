"""A tie as a page shows it: how strong, why, what it rests on, what would raise it; and a person's ties in a list.

What a reader may not see changes nothing here: a member's or viewer's figures are computed from the evidence they
may see, and strained ties are shown to those who see everything (or who said so themselves).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.relationships.explanation import Explanation, Step
from crm.relationships.reasons import Named, Reason

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Tie:
    """One pair. `strength` 0..1; `word` Close, Good, Know, None, Guess or Strained; `confirmed` False for a guess.

    `headline` is the page's first line ("Good, and fading: last two-way contact 7 months ago"). `explanation.terms`
    multiply back to the strength. `reasons` are ratings and contacts, newest first; `guesses` those that add to it.
    `raised_by` says what would make it stronger. `on` is the day asked about. `ours` names who of the two is ours.
    """

    a: Named
    b: Named
    on: str
    strength: float
    word: str
    confirmed: bool
    valence: int
    headline: str
    last_two_way: str | None
    explanation: Explanation
    reasons: tuple[Reason, ...]
    guesses: tuple[Reason, ...]
    raised_by: tuple[Step, ...]


@dataclass(frozen=True)
class TieSummary:
    """A row of a person's ties: the other person, how strong, and the best reason in a few words."""

    person: Named
    strength: float
    word: str
    confirmed: bool
    valence: int
    last_two_way: str | None
    why: str


@dataclass(frozen=True)
class TieMoment:
    """A point of a tie's history: on this day, after this piece of evidence, it stood at this strength."""

    on: str
    strength: float
    word: str
    because: str


def tie(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor, on: str | None = None) -> Tie:
    """The tie between two people as the actor may see it, as known on the day `on` (default today).

    Raises NotFound when either does not exist, InvalidData when they are the same person.
    """


def tie_history(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor) -> list[TieMoment]:
    """How the tie moved with each piece of evidence, oldest first, at most the last 60."""


def ties_of(
    tx: "ManagedTransaction", person: str, *, actor: Actor, guesses: bool = False, limit: int = 200
) -> list[TieSummary]:
    """A person's ties, the strongest first, then (with `guesses`) the supposed ones. Raises NotFound."""
