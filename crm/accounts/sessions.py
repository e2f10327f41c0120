"""Signed-in browsers. The cookie carries a random secret; the graph keeps its hash, so a session can be ended from
anywhere and ends by itself: after a fortnight unused, and sixty days after sign-in in any case."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm import office_time
from crm.accounts import users
from crm.accounts.users import User
from crm.errors import NotFound
from crm.records.office import ZONE_COLUMN, zone_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

UNUSED_AFTER = timedelta(days=14)
OVER_AFTER = timedelta(days=60)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """A live session, whose it is, and the zone of the office they work in."""

    session_id: str
    user: User
    last_seen: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Session:
    """One signed-in browser as its owner sees it in the list."""

    id: str
    device: str
    address: str
    recorded_at: str
    last_seen: str


START = """
MATCH (u:User {id: $user_id}) WHERE u.deactivated_at IS NULL
MERGE (s:Session {id: $values.id})
SET s = $values
MERGE (s)-[:OF]->(u)
SET u.last_signed_in = $values.recorded_at
"""
OVER = """
MATCH (:User {id: $user_id})<-[:OF]-(s:Session)
WHERE s.expires_at <= $now OR s.last_seen <= $unused_since
DETACH DELETE s
"""
LIVE = (
    """
MATCH (s:Session {hash: $hash})-[:OF]->(u:User)
WHERE s.expires_at > $now AND s.last_seen > $unused_since AND u.deactivated_at IS NULL
WITH u, s
"""
    + users.COLUMNS
    + f", s.id AS session_id, s.last_seen AS last_seen, {ZONE_COLUMN}"
)
SEEN = "MATCH (s:Session {id: $session_id}) WHERE s.last_seen < $now SET s.last_seen = $now"
LIST = """
MATCH (:User {id: $user_id})<-[:OF]-(s:Session)
WHERE s.expires_at > $now AND s.last_seen > $unused_since
RETURN s {.id, .device, .address, .recorded_at, .last_seen} AS session ORDER BY s.last_seen DESC LIMIT 100
"""
ENDS = "MATCH (s:Session {id: $session_id}) RETURN s.expires_at AS expires_at, s.last_seen AS last_seen"
END = "MATCH (:User {id: $user_id})<-[:OF]-(s:Session {id: $session_id}) DETACH DELETE s"


def new_session(hashed: str, *, device: str, address: str, at: str) -> dict[str, str]:
    """The stored form of a session that starts now, made before the transaction."""
    return {
        "id": str(uuid.uuid4()),
        "hash": hashed,
        "device": device[:120],
        "address": address[:60],
        "recorded_at": at,
        "last_seen": at,
        "expires_at": office_time.instant(office_time.moment(at) + OVER_AFTER),
    }


def lasts_until(tx: "ManagedTransaction", session_id: str) -> str:
    """When a session ends if it is not used again. Raises NotFound."""
    row = tx.run(ENDS, session_id=session_id).single()
    if row is None:
        raise NotFound("This session has ended.")
    unused = office_time.instant(office_time.moment(row["last_seen"]) + UNUSED_AFTER)
    return min(str(row["expires_at"]), unused)


def start(tx: "ManagedTransaction", user_id: str, session: Mapping[str, str]) -> None:
    """Begin a session, and clear away those of the account that are over."""
    tx.run(OVER, user_id=user_id, **_now(session["recorded_at"])).consume()
    tx.run(START, user_id=user_id, values=dict(session)).consume()


def live(tx: "ManagedTransaction", hashed: str, at: str) -> SignedIn | None:
    """Who is signed in with this secret's hash, or None when the session has ended for any reason."""
    found = tx.run(LIVE, hash=hashed, **_now(at)).single()
    if found is None:
        return None
    return SignedIn(found["session_id"], users.from_row(found["user"]), found["last_seen"], zone_of(found["zone"]))


def is_stale(signed_in: SignedIn, at: str) -> bool:
    """Whether the session's "last seen" is old enough to be written again."""
    return office_time.moment(at) - office_time.moment(signed_in.last_seen) > SEEN_EVERY


def seen(tx: "ManagedTransaction", session_id: str, at: str) -> None:
    """Note that the session was used."""
    tx.run(SEEN, session_id=session_id, now=at).consume()


def sessions_of(tx: "ManagedTransaction", user_id: str, at: str) -> list[Session]:
    """The account's live sessions, last used first."""
    return [Session(**row["session"]) for row in tx.run(LIST, user_id=user_id, **_now(at))]


def end(tx: "ManagedTransaction", user_id: str, session_id: str) -> None:
    """End one session of the account; one that has ended already stays ended."""
    tx.run(END, user_id=user_id, session_id=session_id).consume()


def _now(at: str) -> dict[str, Any]:
    return {"now": at, "unused_since": office_time.instant(office_time.moment(at) - UNUSED_AFTER)}
