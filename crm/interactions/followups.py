"""Follow-ups: what somebody promised to do, for whom, by when, and whether it is done.

A follow-up that arose from a contact is seen by whoever sees the contact; besides, its owner and the one who
recorded it see it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.interactions.contact_form import NewFollowUp

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Someone:
    """A person (or body) as shown beside a record."""

    id: str
    name: str


@dataclass(frozen=True)
class FollowUp:
    """Something to do. `due` is a day (None: no date), `done_at` an instant (None: open)."""

    id: str
    version: int
    text: str
    due: str | None
    done_at: str | None
    owner: Someone | None
    owed_to: tuple[Someone, ...]
    interaction_id: str | None
    recorded_at: str
    recorded_by: str

    def overdue(self, today: str) -> bool:
        """Whether it is open and its day has passed; `today` is an ISO date."""
        return self.done_at is None and self.due is not None and self.due < today


def add_follow_up(tx: "ManagedTransaction", new: NewFollowUp, *, by: Actor, interaction_id: str | None = None) -> str:
    """Record something to do, perhaps arising from a contact, and return its id. The same `new` twice makes one.

    Raises InvalidData when the owner or a person it is owed to does not exist, NotFound for an unseen contact.
    """


def change_follow_up(
    tx: "ManagedTransaction", follow_up_id: str, *, text: str, due: str | None, owner: str | None, version: int, by: Actor
) -> None:
    """Change its words, day or owner. Raises NotFound, Conflict (somebody changed it first), InvalidData."""


def finish(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Mark it done, now. Done twice is done once. Raises NotFound."""


def reopen(tx: "ManagedTransaction", follow_up_id: str, *, by: Actor) -> None:
    """Undo `finish`. Raises NotFound."""


def follow_up(tx: "ManagedTransaction", follow_up_id: str, *, actor: Actor) -> FollowUp:
    """One follow-up. Raises NotFound."""


def follow_ups_due(tx: "ManagedTransaction", until: str, *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones due on or before a day, the longest overdue first."""


def my_follow_ups(tx: "ManagedTransaction", *, actor: Actor, limit: int = 50) -> list[FollowUp]:
    """Open ones that the actor must do, by day, undated ones last."""


def follow_ups_of(tx: "ManagedTransaction", person_id: str, *, actor: Actor, limit: int = 100) -> list[FollowUp]:
    """What a person owes and is owed: open ones by day first, then done ones, newest first."""
