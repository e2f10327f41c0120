"""What one person was asked in the census: in which rounds, how far they came, and whom they said not to know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Participation:
    """One round that asked somebody; the instants are None for what did not happen. `unknown` are the names of those
    whom they said they do not know."""

    title: str
    sent_at: str | None
    opened_at: str | None
    answered_at: str | None
    unknown: tuple[str, ...]


OF_PERSON = """
MATCH (p:Person {id: $person})<-[:INVITES]-(i:CensusInvitation)-[:ASKED_IN]->(r:CensusRound)
RETURN r.title AS title, i.sent_at AS sent_at, i.opened_at AS opened_at, i.answered_at AS answered_at,
  COLLECT { MATCH (i)<-[:GIVEN_IN]-(e:Evidence {level: 'none'})-[:BETWEEN]->(about:Person)
    WHERE e.retracted_at IS NULL AND about.id <> p.id AND about.deleted_at IS NULL
    RETURN about.name ORDER BY about.name } AS unknown
ORDER BY r.opened_at DESC, r.id LIMIT 100
"""


def participation(tx: "ManagedTransaction", person_id: str) -> list[Participation]:
    """The rounds that asked somebody, the latest first. Whether who asks may know is for the caller to say."""
    rows = tx.run(OF_PERSON, person=person_id)
    return [Participation(**{**dict(row), "unknown": tuple(row["unknown"])}) for row in rows]
