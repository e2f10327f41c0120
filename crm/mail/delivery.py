"""Carrying the queue: letters that are due are taken, handed to the mail server, and what it said is kept.

A letter is taken for a while only, so that one that was being carried when the site stopped is due again. After a
failure each waits twice as long as before, from minutes to hours, and is given up after some days.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from crm.accounts.random_secrets import digest
from crm.errors import CrmError
from crm.mail.carrier import Postponed, Refused, Unreachable, connected, dated, hand_over, written
from crm.mail.letters import LINK, UNASKED, State, link_secret
from crm.office_time import instant, moment
from crm.records.office import day_in_office
from crm.storage.mail_server import MailServer

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

logger = logging.getLogger("crm.mail")

AT_ONCE = 20
LOOK_EVERY = 5.0  # seconds
TAKEN_FOR = timedelta(minutes=15)  # longer than a slow server takes for AT_ONCE letters
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
PATIENCE = timedelta(days=3)  # after which a letter is given up
OTHER_KEY = "This letter’s link was made with another key of the site. Make a new link, and withdraw this letter."

DUE = """
RETURN EXISTS { MATCH (l:Letter)
  WHERE (l.state = 'waiting' AND l.next_at <= $at) OR (l.state = 'sending' AND l.taken_until <= $at) } AS due
"""

TAKE = """
MATCH (l:Letter)
WHERE (l.state = 'waiting' AND l.next_at <= $at) OR (l.state = 'sending' AND l.taken_until <= $at)
WITH l ORDER BY l.next_at, l.queued_at, l.id LIMIT $limit
SET l._lock = $take
WITH l WHERE (l.state = 'waiting' AND l.next_at <= $at) OR (l.state = 'sending' AND l.taken_until <= $at)
SET l.state = 'sending', l.taken_until = $until, l.take = $take
RETURN properties(l) AS letter
"""

# Whoever says meanwhile that they do not want to be asked, or is no longer here, gets none of these.
UNWANTED = """
MATCH (l:Letter {state: 'waiting'})-[:ADDRESSED_TO]->(p:Person)
WHERE (l.purpose IN $purposes AND p.opted_out) OR p.deleted_at IS NOT NULL
SET l.state = 'withdrawn', l.moved_at = $at, l.is_moot = true,
  l.said = 'They do not want to be asked, or are no longer here.'
"""

# An answer is asked for until a day: after it the link takes none, and the letter would only puzzle.
LATE = """
MATCH (l:Letter {state: 'waiting'}) WHERE l.last_day < $today
SET l.state = 'withdrawn', l.moved_at = $at, l.said = 'It could not be sent by the last day to answer.'
"""

SETTLE = """
MATCH (l:Letter {id: $id}) SET l._lock = $take
WITH l WHERE l.state = 'sending' AND l.take = $take
SET l.state = $state, l.said = $said, l.next_at = $next_at, l.moved_at = $at, l.attempts = l.attempts + 1
REMOVE l.take, l.taken_until
"""

Outcome = tuple[State, str]


def carry_due(database: "Database", server: MailServer, key: str, *, at: str) -> int:
    """Carry the letters due at an instant, and return how many were taken. `key` is the site's, for links."""
    if not database.read(_is_due, at):
        return 0
    take = str(uuid.uuid4())
    taken = database.write(_take, take, at)
    outcomes = _carried(taken, server, key, at) if taken else iter(())
    for stored, (state, said) in zip(taken, outcomes, strict=True):
        database.write(_settle, stored, take, state, said, at)
        logger.info("letter %s: %s%s", stored["id"], state, f" ({said})" if said else "")
    return len(taken)


@contextmanager
def carrying(
    database: "Database", server: MailServer | None, key: str, *, before: Callable[[], object]
) -> Iterator[None]:
    """Carry letters, beside whatever else goes on, for as long as the block runs; nothing without a server. `before`
    is done before each look at the queue: it queues what is due by itself."""
    stopped = threading.Event()
    if server is None:
        yield
        return
    thread = threading.Thread(target=_keep_carrying, args=(database, server, key, before, stopped), name="letters")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(60)


def wait_after(attempts: int) -> timedelta:
    """How long a letter waits after so many failures (1 or more)."""
    doublings = min(attempts - 1, 20)  # beyond which the longest wait is long reached
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _keep_carrying(
    database: "Database", server: MailServer, key: str, before: Callable[[], object], stopped: threading.Event
) -> None:
    while not stopped.is_set():
        taken = 0
        try:
            before()
            taken = carry_due(database, server, key, at=instant())
        except CrmError as problem:
            logger.warning("letters wait: %s", problem)
        except Exception:  # a fault of one look must not end the sending while the site seems well
            logger.exception("letters wait for a fault of the site")
        stopped.wait(0 if taken == AT_ONCE else LOOK_EVERY)


def _is_due(tx: "ManagedTransaction", at: str) -> bool:
    return bool(tx.run(DUE, at=at).single(strict=True)["due"])


def _take(tx: "ManagedTransaction", take: str, at: str) -> list[dict[str, Any]]:
    tx.run(UNWANTED, purposes=[str(one) for one in UNASKED], at=at).consume()
    tx.run(LATE, today=day_in_office(tx, at), at=at).consume()
    until = instant(moment(at) + TAKEN_FOR)
    return [row["letter"] for row in tx.run(TAKE, take=take, at=at, until=until, limit=AT_ONCE)]


def _carried(taken: list[dict[str, Any]], server: MailServer, key: str, at: str) -> Iterator[Outcome]:
    """What becomes of each letter, one after the other. When the line breaks, the rest are not tried."""
    broken, done = "", 0
    try:
        with connected(server) as line:
            for stored in taken:
                try:
                    hand_over(line, dated(_message(stored, server, key), at))
                    outcome = (State.SENT, "")
                except Refused as said:
                    outcome = (State.REFUSED, str(said))
                except Postponed as said:
                    outcome = (State.WAITING, str(said))
                done += 1
                yield outcome
    except Unreachable as problem:
        broken = str(problem)
    yield from [(State.WAITING, broken)] * (len(taken) - done)


def _message(stored: Mapping[str, Any], server: MailServer, key: str) -> EmailMessage:
    text = stored["text"]
    if stored.get("link_hash"):
        secret = link_secret(key, stored["id"])
        if digest(secret) != stored["link_hash"]:
            raise Refused(OTHER_KEY)
        text = text.replace(LINK, f"{stored['link_start']}{secret}")
    return written(stored, text, server)


def _settle(tx: "ManagedTransaction", stored: Mapping[str, Any], take: str, state: State, said: str, at: str) -> None:
    next_at = None
    if state is State.WAITING:
        next_at = instant(moment(at) + wait_after(stored["attempts"] + 1))
        if moment(at) - moment(stored["tried_since"]) >= PATIENCE:
            state, next_at = State.GIVEN_UP, None
    kept: dict[str, Any] = {"id": stored["id"], "take": take, "state": str(state), "said": said}
    tx.run(SETTLE, kept, next_at=next_at, at=at).consume()
