"""The best way from everybody of ours to each of several people, for boards and briefs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.relationships.paths.path_answers import TargetAnswer, influence_on

if TYPE_CHECKING:
    from crm.relationships.network import Network
    from crm.storage.database import Database


def ways_to(
    database: "Database", network: "Network", people: Iterable[str], *, actor: Actor, k: int = 1
) -> dict[str, TargetAnswer]:
    """The paths to those that can be reached, by person id. All are looked up: who is left out has none."""
    answers = influence_on(database, network, list(dict.fromkeys(people)), actor=actor, k=k)
    return {person: answer for person, answer in answers.items() if answer.paths}
