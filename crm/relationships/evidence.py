"""Evidence of ties, and the one KNOWS per pair that is kept in step with it.

A rating is what somebody says of a tie; a contact comes from the interaction log. KNOWS holds the sums that a
strength is read from (strength.py), once of all evidence and once of what everybody may see (`shared_`). It is
never a second truth: `recompute_ties` makes it anew from the evidence at any time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.relationships.rating_form import NewRating
from crm.relationships.reasons import Named, Reason
from crm.relationships.strength import Contact, Evidence

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Pair = tuple[str, str]


@dataclass(frozen=True)
class PairEvidence:
    """All that a reader may see of one pair: as records to show, and as `evidence` for strength.py (no guesses)."""

    a: Named
    b: Named
    ratings: tuple[Reason, ...]
    contacts: tuple[Reason, ...]
    evidence: Evidence


def pair_of(one: str, other: str) -> Pair:
    """The two ids in the order in which KNOWS runs."""
    return (one, other) if one < other else (other, one)


def contact_pairs(theirs: Iterable[str], ours: Iterable[str]) -> tuple[Pair, ...]:
    """The ties that a contact is evidence for: each of theirs with each of ours, sorted."""
    ours = tuple(ours)
    return tuple(sorted({pair_of(one, other) for one in theirs for other in ours if one != other}))


def rate(tx: "ManagedTransaction", new: NewRating, *, by: Actor) -> str:
    """Record what somebody says of a tie and return the evidence's id.

    Raises InvalidData, NotAllowed for a viewer or for a member rating a tie that is not their own.
    """


def retract(tx: "ManagedTransaction", evidence_id: str, *, by: Actor) -> None:
    """Take a rating back; it stays in views of the past. Raises NotFound, NotAllowed."""


def restore_rating(tx: "ManagedTransaction", evidence_id: str, *, by: Actor) -> None:
    """Undo `retract`. Raises NotFound, NotAllowed."""


def evidence_between(
    tx: "ManagedTransaction", a: str, b: str, *, actor: Actor, on: str | None = None
) -> PairEvidence:
    """What the actor may see of a pair; with `on` (an ISO date), only what was recorded by the end of that day.

    Raises NotFound when either person does not exist.
    """


def add_contact(tx: "ManagedTransaction", pairs: Sequence[Pair], contact: Contact, *, shared: bool) -> None:
    """Count one more contact in the ties of these pairs, without reading other evidence."""


def recompute_ties(tx: "ManagedTransaction", pairs: Sequence[Pair]) -> None:
    """Make the ties of these pairs anew from all their evidence; what an edit, a deletion or a merge calls."""


def ties_removed(tx: "ManagedTransaction") -> None:
    """Tell every projection to load anew: ties, or whole people, were deleted in this transaction."""
