"""Who acts, in which role, at what instant. Made once per request or command, before any transaction."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What an account may do; the routes and queries decide by this and nothing else."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True)
class Actor:
    """`at` is the instant recorded with every write (ISO, UTC); `person_id` is who the account is in the graph."""

    user_id: str
    name: str
    role: Role
    person_id: str | None
    at: str

    @property
    def sees_all(self) -> bool:
        """Whether staff-only records are visible: members see the shared part and their own, viewers the shared."""
        return self.role in (Role.ADMINISTRATOR, Role.STAFF)

    @property
    def may_write(self) -> bool:
        """Whether anything may be recorded at all: viewers only read."""
        return self.role is not Role.VIEWER

    @property
    def sight(self) -> dict[str, Any]:
        """The parameters that every query over restricted records takes; a viewer has nothing of their own."""
        own_person, own_user = (self.person_id or "", self.user_id) if self.may_write else ("", "")
        return {"sees_all": self.sees_all, "own_person": own_person, "own_user": own_user}


def command_line(at: str) -> Actor:
    """The person at the keyboard of the machine itself: whoever can run the command owns the data folder."""
    return Actor("command-line", "Command line", Role.ADMINISTRATOR, None, at)
