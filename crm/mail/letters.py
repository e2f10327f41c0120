"""The queue of letters: what waits, what went out, what was refused, and what staff may do about each.

A letter with a personal link keeps a place for it, and the hash of its secret. The secret itself is made from the
site's key and the letter's id when the letter is carried, so that the graph and its backups open nothing.
"""

import base64
import hmac
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from crm.accounts.random_secrets import digest
from crm.errors import Conflict, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LINK = "{link}"  # stands in a text where the personal link goes


class Purpose(StrEnum):
    """What a letter is for."""

    CENSUS = "census"
    REMINDER = "reminder"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey reminder"
    INVITATION = "invitation"
    RESET = "reset"
    DIGEST = "digest"


UNASKED = (Purpose.CENSUS, Purpose.REMINDER)  # not carried to somebody who does not want to be asked for anything


class State(StrEnum):
    """What became of a letter. The mail server took those that are sent; one that it could not deliver comes back to
    the sender's mailbox, which staff say here."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given up"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


UNDELIVERED = (State.REFUSED, State.GIVEN_UP, State.RETURNED)


@dataclass(frozen=True)
class Stationery:
    """What every letter of a site has: the `key` its links are made with, the `site`'s address without a final slash,
    and the name of who writes."""

    key: str = field(repr=False)
    site: str
    sender_name: str

    def link(self, path: str, letter_id: str) -> "Link":
        """The personal link of a letter, under a path of the site that ends in a slash."""
        return Link(f"{self.site}{path}", digest(link_secret(self.key, letter_id)))


@dataclass(frozen=True)
class Link:
    """A personal link as the graph keeps it: the address up to its secret, and the secret's hash."""

    start: str
    hash: str


@dataclass(frozen=True)
class NewLetter:
    """A letter to queue. `link` stands where `text` has LINK; `person` is whom it is for; `about` and `batch` are the
    records it belongs to, by id. After its `last_day` (ISO) it is not sent any more."""

    id: str
    purpose: Purpose
    to: str
    name: str
    subject: str
    text: str
    sender_name: str
    link: Link | None = None
    person: str | None = None
    about: str | None = None
    batch: str | None = None
    last_day: str | None = None


@dataclass(frozen=True)
class Letter:
    """A letter as it stands. `said` is what the mail server, or staff, last said of it; `next_at` when it is tried
    next; `moved_at` when its state last changed (instants). `is_moot` says that it was withdrawn because nobody needs
    it any more."""

    id: str
    purpose: Purpose
    state: State
    to: str
    name: str
    subject: str
    text: str
    attempts: int
    said: str
    queued_at: str
    moved_at: str
    next_at: str | None
    queued_by: str
    batch: str | None
    person_id: str | None
    is_moot: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state not in (State.WAITING, State.SENDING)


@dataclass(frozen=True)
class _Step:
    """What staff may do to a letter: the state it goes to, from which ones, and what is said of it."""

    to: State
    before: tuple[State, ...]
    said: str = ""


AGAIN = _Step(State.WAITING, (State.WAITING, *UNDELIVERED, State.WITHDRAWN))
TAKEN_OUT = _Step(State.WITHDRAWN, (State.WAITING,), "Not to be sent")
CAME_BACK = _Step(State.RETURNED, (State.SENT,), "It came back")

QUEUE = """
UNWIND $rows AS row
MERGE (l:Letter {id: row.id})
ON CREATE SET l += row.values
WITH l, row
OPTIONAL MATCH (p:Person {id: row.person})
FOREACH (one IN CASE WHEN p IS NULL THEN [] ELSE [p] END | MERGE (l)-[:ADDRESSED_TO]->(one))
"""

LISTED = """
MATCH (l:Letter)
WHERE ($states IS NULL OR l.state IN $states) AND ($batch IS NULL OR l.batch = $batch)
RETURN l {.*, person_id: head([(l)-[:ADDRESSED_TO]->(p) | p.id])} AS letter
ORDER BY l.moved_at DESC, l.id LIMIT $limit
"""
TO_PERSON = """
MATCH (l:Letter)-[:ADDRESSED_TO]->(:Person {id: $person})
RETURN l {.*, person_id: $person} AS letter ORDER BY l.moved_at DESC, l.id LIMIT 500
"""
ONE = "MATCH (l:Letter {id: $id}) RETURN l {.*, person_id: head([(l)-[:ADDRESSED_TO]->(p) | p.id])} AS letter"
TALLY = "MATCH (l:Letter) WHERE $batch IS NULL OR l.batch = $batch RETURN l.state AS state, count(*) AS letters"

MOVE = """
MATCH (l:Letter {id: $id}) SET l._lock = $lock
WITH l WHERE l.state IN $before AND NOT ($state = 'waiting' AND coalesce(l.is_moot, false))
SET l.to = CASE WHEN $state = 'waiting' THEN coalesce(head([(l)-[:ADDRESSED_TO]->(p) | p.email]), l.to) ELSE l.to END,
  l.state = $state, l.moved_at = $at, l.next_at = $next_at, l.tried_since = coalesce($next_at, l.tried_since),
  l.attempts = CASE WHEN $next_at IS NULL THEN l.attempts ELSE 0 END, l.said = $said,
  l.last_day = CASE WHEN $state = 'waiting' THEN null ELSE l.last_day END
RETURN l.to AS to
"""

WITHDRAW = """
MATCH (l:Letter {state: 'waiting'})
WHERE l.purpose IN $purposes AND ($about IS NULL OR l.about = $about) AND ($batch IS NULL OR l.batch = $batch)
SET l.state = 'withdrawn', l.said = $why, l.moved_at = $at, l.is_moot = true
"""

POSTPONE = "MATCH (l:Letter {state: 'waiting', batch: $batch}) SET l.last_day = $day"

QUEUED = "UNWIND $ids AS id MATCH (l:Letter {id: id}) RETURN l.id AS id"

LAST_OF = """
MATCH (l:Letter {purpose: $purpose}) WHERE l.to = $to
RETURN max(l.queued_at) AS at
"""


def link_secret(key: str, letter_id: str) -> str:
    """The secret of a letter's link: 43 characters, the same each time, from the site's key (HMAC with SHA-256)."""
    made = hmac.digest(key.encode(), f"letter|{letter_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


@permitted("add", "letter")
def post(tx: "ManagedTransaction", new: Iterable[NewLetter], *, by: Actor) -> int:
    """Queue letters and return how many. The same letter twice is one."""
    return queue(tx, new, at=by.at, who=by.name)


def queue(tx: "ManagedTransaction", new: Iterable[NewLetter], *, at: str, who: str) -> int:
    """Queue letters that nobody has to be allowed to send: what the site owes somebody who asked for it themselves."""
    rows = [_row(one, at, who) for one in new]
    for start in range(0, len(rows), 1000):
        tx.run(QUEUE, rows=rows[start : start + 1000]).consume()
    return len(rows)


def letters(
    tx: "ManagedTransaction",
    *,
    actor: Actor,
    states: tuple[State, ...] = (),
    batch: str | None = None,
    limit: int = 5000,
) -> list[Letter]:
    """The letters, those that moved last first. Raises NotAllowed for others than staff."""
    require(actor, "see", "letter")
    chosen: dict[str, Any] = {"states": [str(one) for one in states] or None, "batch": batch, "limit": limit}
    return [_letter(row["letter"]) for row in tx.run(LISTED, **chosen)]


def letters_to(tx: "ManagedTransaction", person_id: str) -> list[Letter]:
    """The letters to one person, those that moved last first. Whether who asks may know is for the caller to say."""
    return [_letter(row["letter"]) for row in tx.run(TO_PERSON, person=person_id)]


def letter(tx: "ManagedTransaction", letter_id: str, *, actor: Actor) -> Letter:
    """One letter. Raises NotAllowed, NotFound."""
    require(actor, "see", "letter")
    row = tx.run(ONE, id=letter_id).single()
    if row is None:
        raise NotFound("There is no such letter.")
    return _letter(row["letter"])


def tally(tx: "ManagedTransaction", *, actor: Actor, batch: str | None = None) -> dict[State, int]:
    """How many letters are in each state. Raises NotAllowed."""
    require(actor, "see", "letter")
    counted = {row["state"]: row["letters"] for row in tx.run(TALLY, batch=batch)}
    return {state: counted.get(state, 0) for state in State}


@permitted("change", "letter")
def try_again(tx: "ManagedTransaction", letter_id: str, *, by: Actor) -> str:
    """Put a letter that did not arrive back into the queue, now, to the address that its person has now, and return
    its name. Raises NotFound, Conflict."""
    return _move(tx, letter_id, AGAIN, by)


@permitted("change", "letter")
def withdraw(tx: "ManagedTransaction", letter_id: str, *, by: Actor) -> str:
    """Take a waiting letter out of the queue and return its name. Raises NotFound, Conflict."""
    return _move(tx, letter_id, TAKEN_OUT, by)


@permitted("change", "letter")
def came_back(tx: "ManagedTransaction", letter_id: str, *, by: Actor) -> str:
    """Say that a sent letter came back to the sender's mailbox, and return its name. Raises NotFound, Conflict."""
    return _move(tx, letter_id, CAME_BACK, by)


def withdraw_waiting(
    tx: "ManagedTransaction",
    purposes: Iterable[Purpose],
    why: str,
    *,
    at: str,
    about: str | None = None,
    batch: str | None = None,
) -> None:
    """Take waiting letters out of the queue that nobody needs any more: those about a record, or of a batch."""
    named = [str(one) for one in purposes]
    tx.run(WITHDRAW, purposes=named, about=about, batch=batch, why=why, at=at).consume()


def postpone_last_day(tx: "ManagedTransaction", batch: str, day: str) -> None:
    """Let the waiting letters of a batch be sent until another day (ISO)."""
    tx.run(POSTPONE, batch=batch, day=day).consume()


def queued(tx: "ManagedTransaction", ids: Iterable[str]) -> set[str]:
    """Those of these letters that were queued already."""
    return {row["id"] for row in tx.run(QUEUED, ids=list(ids))}


def last_queued(tx: "ManagedTransaction", purpose: Purpose, to: str) -> str | None:
    """The instant when a letter of this purpose to this address was last queued, if ever."""
    at: str | None = tx.run(LAST_OF, purpose=str(purpose), to=to).single(strict=True)["at"]
    return at


def _move(tx: "ManagedTransaction", letter_id: str, step: _Step, by: Actor) -> str:
    found = letter(tx, letter_id, actor=by)
    moved: dict[str, Any] = {"id": letter_id, "state": str(step.to), "before": [str(one) for one in step.before]}
    next_at = by.at if step.to is State.WAITING else None
    said = step.said and f"{step.said}, says {by.name}."
    row = tx.run(MOVE, moved, at=by.at, next_at=next_at, said=said, lock=str(uuid.uuid4())).single()
    if row is None:
        why = f": {found.said}" if found.is_moot else ", so this cannot be done now. Look at it again."
        raise Conflict(f"This letter is {found.state}{why}")
    old, new = {"state": found.state, "to": found.to}, {"state": step.to, "to": row["to"]}
    record(tx, [Change("Letter", letter_id, found.name, str(step.to), before=old, after=new)], by=by)
    return found.name


def _row(new: NewLetter, at: str, who: str) -> dict[str, Any]:
    names = ("id", "purpose", "to", "name", "subject", "text", "sender_name", "about", "batch", "last_day")
    values = {name: getattr(new, name) for name in names if getattr(new, name) is not None}
    if new.link is not None:
        values |= {"link_start": new.link.start, "link_hash": new.link.hash}
    stamp = {"queued_at": at, "moved_at": at, "next_at": at, "tried_since": at, "queued_by": who}
    return {"id": new.id, "person": new.person, "values": {**values, **stamp, "state": "waiting", "attempts": 0}}


def _letter(stored: Mapping[str, Any]) -> Letter:
    same = ("id", "to", "name", "subject", "text", "attempts", "queued_at", "moved_at", "queued_by")
    return Letter(
        **{name: stored[name] for name in same},
        purpose=Purpose(stored["purpose"]),
        state=State(stored["state"]),
        said=stored.get("said") or "",
        next_at=stored.get("next_at") if stored["state"] == State.WAITING else None,
        batch=stored.get("batch"),
        person_id=stored["person_id"],
        is_moot=bool(stored.get("is_moot")),
    )
