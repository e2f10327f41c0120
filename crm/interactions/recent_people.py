"""The people an actor last logged a contact with, for the form to offer first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class RecentPerson:
    """`part` is the side they were last on, ours or theirs; `last_used` the instant it was recorded."""

    id: str
    name: str
    part: str
    last_used: str


def recent_people(tx: "ManagedTransaction", *, actor: Actor, limit: int = 12) -> list[RecentPerson]:
    """Who took part in the last contacts that this actor logged, last used first; reads at most 40 contacts."""
