"""Who knows both of two people: their common neighbors, through whom one may be introduced to the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.relationships.citations import Named
from crm.relationships.ratings import refuse_oneself
from crm.relationships.ties import TieSummary, refuse_withdrawn, ties_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

COMMON = """
MATCH (:Person {id: $a})-[:KNOWS]-(between:Person)-[:KNOWS]-(:Person {id: $b})
WHERE between.deleted_at IS NULL
RETURN collect(DISTINCT between.id) AS ids
"""


@dataclass(frozen=True)
class Mutual:
    """Somebody who knows both; `first` and `second` are their ties to the one and to the other."""

    person: Named
    first: TieSummary
    second: TieSummary

    @property
    def strength(self) -> float:
        """How strong the way through them is, 0 to 1: the product of the two ties, as along a path."""
        return self.first.strength * self.second.strength


def who_knows_both(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor) -> list[Mutual]:
    """Everybody with a tie to count on to each of the two, as the actor may see it; the strongest way first.

    Raises NotFound and InvalidData as the tie between the two does.
    """
    refuse_withdrawn(tx, a, b, actor)
    refuse_oneself(a, b)
    between = tx.run(COMMON, a=a, b=b).single(strict=True)["ids"]
    first, second = (
        {tie.person.id: tie for tie in ties_of(tx, one, actor=actor, among=between, limit=len(between)) if tie.counts}
        for one in (a, b)
    )
    found = [Mutual(first[one].person, first[one], second[one]) for one in first.keys() & second.keys()]
    return sorted(found, key=lambda mutual: (-mutual.strength, mutual.person.name, mutual.person.id))
