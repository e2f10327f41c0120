"""The contact log: who of ours was in contact with whom, when, how it went; written, edited, deleted, restored.

Staff see every contact; members see the shared ones and those they took part in or logged; viewers the shared
ones. A contact is evidence for the ties between each of theirs and each of ours, kept in the same transaction.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.interactions.contact_form import NewInteraction
from crm.interactions.followups import FollowUp, Someone

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Interaction:
    """A logged contact as its reader may see it; private notes are not part of it (see notes.py).

    `at` is a day or an instant; `recorded_by` the name of who logged it; `deleted_at` is set while it is deleted.
    """

    id: str
    version: int
    key: str
    at: str
    channel: str
    direction: str
    sentiment: int
    summary: str
    ask: str
    answer: str
    promise: str
    at_request: bool
    cost_cents: int | None
    visibility: str
    theirs: tuple[Someone, ...]
    ours: tuple[Someone, ...]
    issues: tuple[Someone, ...]
    follow_ups: tuple[FollowUp, ...]
    recorded_at: str
    recorded_by: str
    may_edit: bool
    deleted_at: str | None = None
    sample: bool = False

    @property
    def title(self) -> str:
        """Such as "Meeting with Ann Reed and Bo Lee"."""
        return ""


def log_interaction(tx: "ManagedTransaction", new: NewInteraction, *, by: Actor) -> str:
    """Record a contact and return its id; the same `new.key` twice, even at once, makes one record.

    Raises InvalidData (field -> sentences), NotAllowed for a viewer, Conflict when the key is somebody else's.
    """


def edit_interaction(
    tx: "ManagedTransaction", interaction_id: str, new: NewInteraction, *, version: int, by: Actor
) -> None:
    """Replace what a contact says (`new.key`, `follow_up` and `private_note` are not used); history keeps the old.

    Raises NotFound, NotAllowed, InvalidData, and Conflict when `version` is no longer the latest.
    """


def delete_interaction(tx: "ManagedTransaction", interaction_id: str, *, by: Actor) -> None:
    """Take a contact out of everything; `restore_interaction` undoes it. Raises NotFound, NotAllowed."""


def restore_interaction(tx: "ManagedTransaction", interaction_id: str, *, by: Actor) -> None:
    """Bring a deleted contact back. Raises NotFound, NotAllowed."""


def interaction(tx: "ManagedTransaction", interaction_id: str, *, actor: Actor) -> Interaction:
    """One contact; a deleted one only to those who may restore it. Raises NotFound."""


def interactions_of(
    tx: "ManagedTransaction", person_id: str, *, actor: Actor, skip: int = 0, limit: int = 50
) -> list[Interaction]:
    """The contacts in which a person took part, on either side, newest first."""


def recent(tx: "ManagedTransaction", *, actor: Actor, skip: int = 0, limit: int = 20) -> list[Interaction]:
    """The latest contacts that the actor may see, newest first."""
