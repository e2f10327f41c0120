"""The network of ties in memory: one per process, as fresh as the last committed write.

Each question reads the counter and what changed since in one round trip. Strengths age, so all is read anew every
hour. What differs by reader is a layer: `all` (those who see everything), `shared`, and a member's own overlay.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.relationships.projection import Projection
from crm.relationships.strength import Guess

if TYPE_CHECKING:
    from crm.storage.database import Database


@dataclass(frozen=True)
class View:
    """The network as one reader may see it. `on` is the day number that strengths are read on; people in `closed` are
    never connectors (they may begin or end a path)."""

    layer: str
    version: int
    on: float
    projection: Projection
    closed: frozenset[str]
    guesses: dict[tuple[str, str], tuple[Guess, ...]]


class Network:
    """Thread-safe; make one when the process starts and hand it to whoever asks."""

    def current(self, database: "Database", actor: Actor) -> View:
        """The network as of the last committed write, for this reader."""

    def forget(self) -> None:
        """Drop everything; the next question reads it anew."""
