"""The best way from our staff to each of several people, for boards and briefs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.records.actor import Actor
from crm.relationships.paths.path_answers import Question, TargetAnswer, influence

if TYPE_CHECKING:
    from crm.relationships.network import Network
    from crm.storage.database import Database


def ways_to(
    database: "Database", network: "Network", people: Iterable[str], *, actor: Actor, k: int = 1
) -> dict[str, TargetAnswer]:
    """The paths to those that can be reached, by person id; empty while nobody of the staff is on record."""
    found: dict[str, TargetAnswer] = {}
    for person_id in people:
        try:
            answer = influence(database, network, Question(end="person", end_id=person_id, k=k), actor=actor)
        except InvalidData:
            return {}  # there is nobody to start from
        found |= {target.target.id: target for target in answer.targets if target.paths}
    return found
