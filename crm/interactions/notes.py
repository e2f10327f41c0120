"""Private notes: what somebody keeps for themselves. No query but these reads a note, and only for its author.

A note has no history, is in no search and no export; whoever may see everything still does not see it.
"""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.errors import NotFound
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NOTES = uuid.UUID("3c1f8a52-6f0e-4f6a-9d6c-0c6f2c7f5b11")


@dataclass(frozen=True)
class PrivateNote:
    """`text` as written at `recorded_at` (the last time it was changed) on the record `on`."""

    id: str
    on: str
    text: str
    recorded_at: str


KEEP = f"""
CALL () {{
  MATCH (i:Interaction {{id: $record}}) WHERE {SEEN} RETURN i AS n
  UNION MATCH (n:Person {{id: $record}}) RETURN n
  UNION MATCH (n:Event {{id: $record}}) RETURN n
}}
MERGE (note:PrivateNote {{id: $id}})
SET note.user_id = $user, note.text = $text, note.recorded_at = $at
MERGE (note)-[:NOTE_ON]->(n)
RETURN note.id AS id
"""

DROP = "MATCH (note:PrivateNote {id: $id}) WHERE note.user_id = $user DETACH DELETE note"
READ = "MATCH (note:PrivateNote {id: $id}) WHERE note.user_id = $user RETURN note {.id, .text, .recorded_at} AS note"


@permitted("add", "private note")
def keep_note(tx: "ManagedTransaction", record_id: str, text: str, *, by: Actor) -> None:
    """Set the actor's one note on an interaction, person or event; an empty text removes it.

    Raises NotFound when there is no such record that the actor sees, NotAllowed for a viewer.
    """
    note = _id(record_id, by)
    if not text.strip():
        tx.run(DROP, id=note, user=by.user_id).consume()
        return
    kept = {"id": note, "user": by.user_id, "record": record_id, "text": text.strip(), "at": by.at}
    if tx.run(KEEP, kept, **by.sight).single() is None:
        raise NotFound("There is nothing here to keep a note on.")


def note_on(tx: "ManagedTransaction", record_id: str, *, actor: Actor) -> PrivateNote | None:
    """The actor's own note on a record, if there is one."""
    row = tx.run(READ, id=_id(record_id, actor), user=actor.user_id).single()
    return PrivateNote(on=record_id, **row["note"]) if row else None


def _id(record_id: str, author: Actor) -> str:
    """One note per author and record: the id follows from both, so that two saves at once make one."""
    return str(uuid.uuid5(NOTES, f"{author.user_id}|{record_id}"))
