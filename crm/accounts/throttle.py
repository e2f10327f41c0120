"""Failed sign-ins, slowed down: a growing wait for an account and address together, and for an address alone.

An attempt is counted before the password is looked at, so that many at once gain nothing, and forgotten when it
succeeds. The counts are in the graph: they outlast a restart and hold for several processes. An account that does
not exist is counted like one that does.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crm import office_time

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

FORGOTTEN_AFTER = timedelta(hours=24)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Limit:
    """What is counted, and how many attempts are free before the waits begin."""

    key: str
    free: int


def limits(email: str, address: str) -> tuple[Limit, Limit]:
    """The two counts that an attempt to sign in touches. Only hashes are stored."""
    return Limit(_key("account", email, address), free=5), Limit(_key("address", address), free=30)


def code_limits(user_id: str, address: str) -> tuple[Limit, Limit]:
    """The same for the codes of a second factor: counted for the account wherever they come from, because who tries
    them has the password already."""
    return Limit(_key("code", user_id), free=5), Limit(_key("address", address), free=30)


def wait_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures: 15 seconds after the first that is not free, then doubling, at most
    half an hour."""
    if failures <= free:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - free - 1, 20)), LONGEST_WAIT)


COUNT = """
MERGE (t:Throttle {key: $key})
ON CREATE SET t.id = $id, t.failures = 0
SET t._lock = $lock
WITH t
RETURN t.failures AS failures, t.last AS last, t.until AS until
"""
SET = "MATCH (t:Throttle {key: $key}) SET t.failures = $failures, t.last = $at, t.until = $until"
TAKE_BACK = """
MATCH (t:Throttle {key: $key}) SET t._lock = $lock
WITH t
SET t.failures = CASE WHEN t.failures > 0 THEN t.failures - 1 ELSE 0 END,
    t.until = CASE WHEN t.last = $at THEN $at ELSE t.until END
"""
FORGET = "MATCH (t:Throttle) WHERE t.key IN $keys DETACH DELETE t"
FORGET_OLD = "MATCH (t:Throttle) WHERE t.last < $before WITH t LIMIT 1000 DETACH DELETE t"


def begin(tx: "ManagedTransaction", counted: tuple[Limit, ...], at: str) -> str | None:
    """Count an attempt that is about to be made. Returns None when it may be made, else the instant from which the
    next one may (the refused attempt is not counted: waiting must help)."""
    found = [_failures(tx, limit, at) for limit in sorted(counted, key=lambda limit: limit.key)]
    waits = [until for _, _, until in found if until > at]
    if waits:
        return max(waits)
    for limit, failures, _ in found:
        until = office_time.instant(office_time.moment(at) + wait_after(failures + 1, limit.free))
        tx.run(SET, key=limit.key, failures=failures + 1, at=at, until=until).consume()
    return None


def succeeded(tx: "ManagedTransaction", counted: tuple[Limit, ...], at: str) -> None:
    """Forget the failures of those who signed in, take back what this attempt counted for its address (so that an
    office behind one router is never locked out by signing in), and forget whatever else is older than a day."""
    account, *others = counted
    tx.run(FORGET, keys=[account.key]).consume()
    for limit in others:
        tx.run(TAKE_BACK, key=limit.key, at=at, lock=str(uuid.uuid4())).consume()
    tx.run(FORGET_OLD, before=office_time.instant(office_time.moment(at) - FORGOTTEN_AFTER)).consume()


def _failures(tx: "ManagedTransaction", limit: Limit, at: str) -> tuple[Limit, int, str]:
    row = tx.run(COUNT, key=limit.key, id=str(uuid.uuid4()), lock=str(uuid.uuid4())).single(strict=True)
    old = row["last"] is None or office_time.moment(at) - office_time.moment(row["last"]) > FORGOTTEN_AFTER
    return (limit, 0, "") if old else (limit, row["failures"], row["until"])


def _key(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
