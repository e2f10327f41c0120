"""From what members need to what is offered: menus that rest on a survey, and events on a topic."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Planned:
    """An event that is not called off, with its topics in small letters."""

    id: str
    name: str
    day: str
    topics: frozenset[str]


MENUS = """
MATCH (d:Document {type: 'menu'})-[:INVOLVES {part: 'basis'}]->(:Survey {id: $survey})
WHERE d.deleted_at IS NULL
RETURN d.title AS title, coalesce(d.topics, []) AS topics ORDER BY d.on DESC, d.id LIMIT 100
"""

PLANNED = """
MATCH (e:Event) WHERE e.start >= $since AND e.deleted_at IS NULL AND e.status <> 'cancelled' AND e.topics IS NOT NULL
RETURN e.id AS id, e.name AS name, left(e.start, 10) AS day, e.topics AS topics ORDER BY e.start, e.id LIMIT 2000
"""


def menus(tx: "ManagedTransaction", survey_id: str) -> list[tuple[str, frozenset[str]]]:
    """The title and topics, in small letters, of each menu that rests on a survey, the latest first."""
    rows = tx.run(MENUS, survey=survey_id)
    return [(row["title"], frozenset(topic.casefold() for topic in row["topics"])) for row in rows]


def planned_on(tx: "ManagedTransaction", *, since: str) -> list[Planned]:
    """Events with topics from a day on, the first first."""
    rows = tx.run(PLANNED, since=since)
    return [
        Planned(row["id"], row["name"], row["day"], frozenset(topic.casefold() for topic in row["topics"]))
        for row in rows
    ]
