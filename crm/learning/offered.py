"""What a form offers to choose from where a record names an event or a survey: the latest ones first."""

from typing import TYPE_CHECKING

from crm.office_time import in_words

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 400

OFFERED = {
    "Event": """
MATCH (e:Event) WHERE e.deleted_at IS NULL AND e.start >= ''
RETURN e.id AS id, e.name AS name, left(e.start, 10) AS day ORDER BY e.start DESC, e.id LIMIT $most
""",
    "Survey": """
MATCH (s:Survey) WHERE s.deleted_at IS NULL AND s.on >= ''
RETURN s.id AS id, s.title AS name, s.on AS day ORDER BY s.on DESC, s.id LIMIT $most
""",
}


def offered(tx: "ManagedTransaction", label: str) -> list[tuple[str, str]]:
    """The id and the words of each event, or survey, that may be chosen."""
    return [(row["id"], f"{row['name']}, {in_words(row['day'])}") for row in tx.run(OFFERED[label], most=MOST)]
