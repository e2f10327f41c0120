"""Personal API tokens: shown once, stored hashed, named by their owner, ended whenever they like."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm import office_time
from crm.accounts import users
from crm.accounts.users import User
from crm.errors import InvalidData, NotFound
from crm.records import history
from crm.records.actor import Actor
from crm.records.office import ZONE_COLUMN, time_zone, zone_of
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 20


READ, WRITE = "read", "write"
SCOPES = {READ: "Read only", WRITE: "Read and write"}
LIVES = {30: "30 days", 90: "90 days", 365: "A year"}
USUAL_DAYS = 90
OLD_LIFE = 365  # of tokens made before they had an end


@dataclass(frozen=True)
class NewToken:
    """A token to be made: what will use it, what it may do (a key of SCOPES) and for how many days (a key of LIVES)."""

    name: str
    scope: str = READ
    days: int = USUAL_DAYS


@dataclass(frozen=True)
class Token:
    """A token as its owner sees it in the list; `last_day` is the last on which it works."""

    id: str
    name: str
    recorded_at: str
    scope: str
    last_day: str
    last_used: str | None


MAKE = """
MATCH (u:User {id: $user_id}) WHERE u.deactivated_at IS NULL
MERGE (t:Token {id: $token_id})
SET t.hash = $hash, t.name = $name, t.recorded_at = $at, t.scope = $scope, t.last_day = $last_day
MERGE (t)-[:OF]->(u)
"""
LIST = """
MATCH (:User {id: $user_id})<-[:OF]-(t:Token)
RETURN t {.id, .name, .recorded_at, .last_used, scope: coalesce(t.scope, 'write'), .last_day} AS token
ORDER BY t.recorded_at DESC LIMIT 100
"""
BEARER = (
    "MATCH (t:Token {hash: $hash})-[:OF]->(u:User) WHERE u.deactivated_at IS NULL WITH u, t"
    + users.COLUMNS
    + ", t.id AS token_id, t.last_used AS last_used, coalesce(t.scope, 'write') AS scope, t.last_day AS last_day"
    + f", t.recorded_at AS recorded_at, {ZONE_COLUMN}"
)
USED = "MATCH (t:Token {id: $token_id}) SET t.last_used = $day"
REVOKE = """
MATCH (:User {id: $user_id})<-[:OF]-(t:Token {id: $token_id})
WITH t, t.name AS name DETACH DELETE t RETURN name
"""


@dataclass(frozen=True)
class Bearer:
    """Who a token speaks for. `last_used` is a day; it is written once a day, not with every request."""

    token_id: str
    user: User
    last_used: str | None
    zone: ZoneInfo
    scope: str

    @property
    def may_write(self) -> bool:
        return self.scope == WRITE


@permitted("add", "token")
def make_token(tx: "ManagedTransaction", token_id: str, new: NewToken, hashed: str, *, by: Actor) -> None:
    """Store a token of the one who acts. Raises InvalidData for a name that is empty or too long, or too many."""
    name = new.name
    if not name.strip() or len(name) > 80:
        raise InvalidData({"name": ["Say in at most 80 characters what will use this token."]})
    if len(tokens_of(tx, by.user_id)) >= MOST:
        raise InvalidData({"name": [f"You have {MOST} tokens. Remove one that is no longer used."]})
    kept: dict[str, Any] = {"name": name.strip(), "scope": new.scope, "last_day": _after(by.today, new.days)}
    tx.run(MAKE, user_id=by.user_id, token_id=token_id, hash=hashed, at=by.at, **kept).consume()
    history.record(tx, [history.Change("Token", token_id, name.strip(), "token made")], by=by)


def tokens_of(tx: "ManagedTransaction", user_id: str) -> list[Token]:
    """The account's tokens, newest first."""
    zone = time_zone(tx)
    return [_token(row["token"], zone) for row in tx.run(LIST, user_id=user_id)]


def bearer(tx: "ManagedTransaction", hashed: str, at: str) -> Bearer | None:
    """Who the token with this hash speaks for; None where there is none that works on the office's day at `at`."""
    found = tx.run(BEARER, hash=hashed).single()
    if found is None:
        return None
    zone = zone_of(found["zone"])
    last_day = found["last_day"] or _after(office_time.day_of(found["recorded_at"], zone), OLD_LIFE)
    if last_day < office_time.day_of(at, zone):
        return None
    return Bearer(found["token_id"], users.from_row(found["user"]), found["last_used"], zone, found["scope"])


def _token(stored: dict[str, str | None], zone: ZoneInfo) -> Token:
    ends = stored["last_day"] or _after(office_time.day_of(str(stored["recorded_at"]), zone), OLD_LIFE)
    return Token(**{**stored, "last_day": ends})  # type: ignore[arg-type]  # a row of LIST


def _after(day: str, days: int) -> str:
    return (office_time.first_day(day) + timedelta(days=days)).isoformat()


def used(tx: "ManagedTransaction", token_id: str, day: str) -> None:
    """Note the day on which a token was last used."""
    tx.run(USED, token_id=token_id, day=day).consume()


@permitted("delete", "token")
def revoke(tx: "ManagedTransaction", token_id: str, *, by: Actor) -> None:
    """End a token of the one who acts. Raises NotFound for another's."""
    removed = tx.run(REVOKE, user_id=by.user_id, token_id=token_id).single()
    if removed is None:
        raise NotFound("There is no such token. It may have been removed already.")
    history.record(tx, [history.Change("Token", token_id, removed["name"], "token removed")], by=by)
