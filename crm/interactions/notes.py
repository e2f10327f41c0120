"""Private notes: what somebody keeps for themselves. No query but these two reads a note, and only for its author."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class PrivateNote:
    """`text` as written at `recorded_at` (the last time it was changed) on the record `on`."""

    id: str
    on: str
    text: str
    recorded_at: str


def keep_note(tx: "ManagedTransaction", record_id: str, text: str, *, by: Actor) -> None:
    """Set the actor's one note on an interaction, person or event; an empty text removes it. Raises NotFound."""


def note_on(tx: "ManagedTransaction", record_id: str, *, actor: Actor) -> PrivateNote | None:
    """The actor's own note on a record, if there is one."""
