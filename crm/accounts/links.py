"""One-time links: an invitation, or a new password for somebody who forgot theirs.

It goes by e-mail where there is a mail server; an administrator can also be shown it, once. Opening it changes nothing
(mail programs open links to look at them); it is used up when a password is set with it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from crm import office_time
from crm.accounts import users
from crm.accounts.users import User
from crm.errors import Conflict, NotFound
from crm.records.actor import Actor
from crm.records.history import LEDGER, Change, record
from crm.records.office import time_zone
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


class Purpose(StrEnum):
    """What a link is for; it decides how long it lives."""

    INVITATION = "invitation"
    RESET = "reset"


LIVES = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=24)}
GONE = "This link has been used or is too old. Ask an administrator for a new one."


@dataclass(frozen=True)
class OneTimeLink:
    """A link that still works."""

    purpose: Purpose
    expires_at: str
    user: User


ISSUE = """
MATCH (u:User {id: $user_id})
OPTIONAL MATCH (u)<-[:OF]-(old:OneTimeLink) WHERE old.id <> $values.id
DETACH DELETE old
WITH DISTINCT u
MERGE (l:OneTimeLink {id: $values.id})
SET l = $values
MERGE (l)-[:OF]->(u)
"""
FIND = (
    "MATCH (l:OneTimeLink {hash: $hash})-[:OF]->(u:User) "
    "WHERE l.expires_at > $now AND u.deactivated_at IS NULL WITH u, l"
    + users.COLUMNS
    + ", l.purpose AS purpose, l.expires_at AS expires_at"
)
# Touched before it is looked at: of two who use one link at the same time, the second waits and finds it gone.
TOUCH = "MATCH (l:OneTimeLink {hash: $hash}) SET l._lock = $lock"
USE_UP = "MATCH (l:OneTimeLink {hash: $hash}) DETACH DELETE l"


@permitted("change", "account")
def issue(tx: "ManagedTransaction", user_id: str, purpose: Purpose, hashed: str, *, by: Actor) -> OneTimeLink:
    """Make the account's only working link; earlier ones end. Raises Conflict for a deactivated account."""
    user = users.user(tx, user_id)
    if not user.is_active:
        raise Conflict("This account is deactivated. Open it again first.")
    made = make(tx, user, purpose, hashed, at=by.at, who=by.user_id)
    record(tx, [Change("User", user_id, user.name, f"{purpose} link made")], by=by)
    return made


def make(tx: "ManagedTransaction", user: User, purpose: Purpose, hashed: str, *, at: str, who: str) -> OneTimeLink:
    """The link itself, for whoever was allowed to ask for it."""
    expires_at = office_time.instant(office_time.moment(at) + LIVES[purpose])
    values = {
        "id": str(uuid.uuid5(LEDGER, hashed)),
        "hash": hashed,
        "purpose": str(purpose),
        "expires_at": expires_at,
        "recorded_at": at,
        "recorded_by": who,
    }
    tx.run(ISSUE, user_id=user.id, values=values).consume()
    return OneTimeLink(purpose, expires_at, user)


def find(tx: "ManagedTransaction", hashed: str, at: str) -> OneTimeLink:
    """The link, if it still works. Raises NotFound in words for whoever opened it."""
    found = tx.run(FIND, hash=hashed, now=at).single()
    if found is None:
        raise NotFound(GONE)
    return OneTimeLink(Purpose(found["purpose"]), found["expires_at"], users.from_row(found["user"]))


def use(tx: "ManagedTransaction", hashed: str, password_hash: str, at: str) -> User:
    """Set the password and use the link up; every session of the account ends. Raises NotFound."""
    tx.run(TOUCH, hash=hashed, lock=str(uuid.uuid4())).consume()
    link = find(tx, hashed, at)
    tx.run(USE_UP, hash=hashed).consume()
    by = link.user.actor(at, time_zone(tx))
    if link.purpose is Purpose.RESET:  # whoever had the password may have made tokens with it
        users.end_tokens(tx, link.user.id)
    return users.set_password(tx, link.user.id, password_hash, by=by)
