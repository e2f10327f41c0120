"""Who acts, in which role, at what instant, in which time zone. Made once per request or command, before any
transaction, so that all of a request agrees on what today is."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from crm.office_time import day_of
from crm.vocabulary import Role


@dataclass(frozen=True)
class Actor:
    """`at` is the instant recorded with every write (ISO, UTC), `zone` the office's; `person_id` is who the account is
    in the graph."""

    user_id: str
    name: str
    role: Role
    person_id: str | None
    at: str
    zone: ZoneInfo

    @property
    def today(self) -> str:
        """The day it is in the office, as an ISO date."""
        return day_of(self.at, self.zone)

    def day_of(self, stored: str) -> str:
        """The day in the office of a stored instant; a date stays as it is."""
        return day_of(stored, self.zone)

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


def command_line(at: str, zone: ZoneInfo) -> Actor:
    """The person at the keyboard of the machine itself: whoever can run the command owns the data folder."""
    return Actor("command-line", "Command line", Role.ADMINISTRATOR, None, at, zone)
