"""Accounts: who signs in, in which role, and as which person of the graph.

Rules that look at several accounts at once (an address is used once, one administrator always remains) touch one
guard node first, so that two administrators who act together cannot break them.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from marshmallow import Schema, ValidationError, fields, post_load, validate

from crm.errors import Conflict, InvalidData, NotFound
from crm.fields import LONGEST_EMAIL
from crm.records import history
from crm.records.actor import Actor
from crm.records.permissions import may, permitted, require
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class User:
    """An account as everybody in it may see it; never the password's hash. Instants are ISO strings in UTC."""

    id: str
    email: str
    name: str
    role: Role
    version: int
    person_id: str | None
    person_name: str | None
    has_password: bool
    recorded_at: str
    last_signed_in: str | None
    deactivated_at: str | None
    has_second_factor: bool
    needs_second_factor: bool  # the office wants one of administrators, and there is none

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def actor(self, at: str, zone: ZoneInfo) -> Actor:
        """This account acting at that instant, in the office's zone."""
        return Actor(self.id, self.name, self.role, self.person_id, at, zone)


@dataclass(frozen=True)
class NewUser:
    """An account to be made; `id` is made before the transaction."""

    id: str
    email: str
    name: str
    role: Role


class NewUserSchema(Schema):
    """What an administrator types to invite somebody."""

    name = fields.String(
        required=True, validate=validate.Length(1, 120, error="Write a name of at most 120 characters.")
    )
    email = fields.String(required=True, validate=validate.Length(max=254, error="This e-mail address is too long."))
    role = fields.Enum(Role, by_value=True, required=True, error_messages={"unknown": "Choose one of the four roles."})

    @post_load
    def make(self, data: Mapping[str, Any], **_: object) -> NewUser:
        try:
            email = normal_email(data["email"])
        except ValueError as problem:
            raise ValidationError(str(problem), "email") from None
        return NewUser(str(uuid.uuid4()), email, data["name"].strip(), data["role"])


def normal_email(typed: str) -> str:
    """The address as stored and looked up, in lower case. Raises ValueError in a plain sentence."""
    if len(typed) > LONGEST_EMAIL:
        raise ValueError(f"Write an e-mail address of at most {LONGEST_EMAIL} characters.")
    try:
        return validate_email(typed.strip(), check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        raise ValueError("Write an e-mail address like ann.reed@example.org.") from None


UNNAMED = "Administrator"  # what the first account is called until it says who it is
COLUMNS = """
OPTIONAL MATCH (u)-[:IS]->(p:Person)
RETURN u {.id, .email, .name, .role, .version, .recorded_at, .last_signed_in, .deactivated_at,
          has_password: u.password_hash IS NOT NULL, person_id: p.id, person_name: p.name,
          has_second_factor: u.factor_salt IS NOT NULL,
          needs_second_factor: u.role = 'administrator' AND u.factor_salt IS NULL AND EXISTS {
            MATCH (:Office {id: 'office', administrators_need_second_factor: true}) }} AS user
"""
ONE = "MATCH (u:User {id: $user_id})" + COLUMNS
BY_EMAIL = "MATCH (u:User {email: $email})" + COLUMNS
OF_PERSON = "MATCH (u:User)-[:IS]->(:Person {id: $person_id})" + COLUMNS + "ORDER BY u.id LIMIT 20"
ALL = "MATCH (u:User)" + COLUMNS + "ORDER BY u.deactivated_at IS NOT NULL, toLower(u.name), u.id LIMIT 1000"
CREDENTIALS = BY_EMAIL.replace("AS user", "AS user, u.password_hash AS stored")
GUARD = "MERGE (g:Guard {id: 'accounts'}) SET g._lock = $lock"
CREATE = "MERGE (u:User {id: $id}) ON CREATE SET u += $values"
SET = "MATCH (u:User {id: $user_id}) SET u += $values, u.version = u.version + 1"
OTHER_ADMINISTRATOR = """
MATCH (u:User {role: 'administrator'}) WHERE u.id <> $user_id AND u.deactivated_at IS NULL
RETURN u.id LIMIT 1
"""
REFRESH_HASH = "MATCH (u:User {id: $user_id}) SET u.password_hash = $hashed"
LINK_PERSON = """
MATCH (u:User {id: $user_id}), (p:Person {id: $person_id})
MERGE (u)-[:IS]->(p)
"""
UNLINK_PERSON = "MATCH (:User {id: $user_id})-[is:IS]->(:Person) DELETE is"
LINKED_USER = "MATCH (u:User)-[:IS]->(:Person {id: $person_id}) WHERE u.id <> $user_id RETURN u.name AS name LIMIT 1"
END_ACCESS = "MATCH (u:User {id: $user_id})<-[:OF]-(held:Session|OneTimeLink) DETACH DELETE held"
END_TOKENS = "MATCH (u:User {id: $user_id})<-[:OF]-(held:Token|Passkey) DETACH DELETE held"


def user(tx: "ManagedTransaction", user_id: str) -> User:
    """One account. Raises NotFound."""
    found = tx.run(ONE, user_id=user_id).single()
    if found is None:
        raise NotFound("There is no such account.")
    return from_row(found["user"])


def accounts_of(tx: "ManagedTransaction", person_id: str) -> list[User]:
    """Those that sign in as this person. Whether who asks may know is for the caller to say."""
    return [from_row(row["user"]) for row in tx.run(OF_PERSON, person_id=person_id)]


def by_email(tx: "ManagedTransaction", email: str) -> User | None:
    """The account of a normalised address, whether active or not."""
    found = tx.run(BY_EMAIL, email=email).single()
    return from_row(found["user"]) if found else None


def all_users(tx: "ManagedTransaction") -> list[User]:
    """Every account by name, the deactivated last."""
    return [from_row(row["user"]) for row in tx.run(ALL)]


def credentials(tx: "ManagedTransaction", email: str) -> tuple[User | None, str | None]:
    """The account of a normalised address if it is open, and its password's hash; for the check at sign-in only."""
    found = tx.run(CREDENTIALS, email=email).single()
    if found is None or found["user"]["deactivated_at"] is not None:
        return None, None
    return from_row(found["user"]), found["stored"]


@permitted("add", "account")
def create_user(tx: "ManagedTransaction", new: NewUser, *, by: Actor) -> User:
    """Make an account without a password; an invitation lets its owner set one. Raises InvalidData, field email."""
    _guard(tx)
    known = by_email(tx, new.email)
    if known is not None and known.id != new.id:
        raise InvalidData({"email": [f"{known.name} already signs in with this address."]})
    values = asdict(new) | {
        "role": str(new.role),
        "version": 1,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    tx.run(CREATE, id=new.id, values=values).consume()
    shown = {"name": new.name, "email": new.email, "role": str(new.role)}
    history.record(tx, [history.Change("User", new.id, new.name, "account made", None, shown)], by=by)
    return user(tx, new.id)


@permitted("add", "account")
def create_first_administrator(tx: "ManagedTransaction", new: NewUser, hashed: str, *, by: Actor) -> User:
    """Make the account that a new installation starts with. Raises Conflict once there is an administrator."""
    _guard(tx)
    if tx.run(OTHER_ADMINISTRATOR, user_id="").single() is not None:
        raise Conflict("There already is an administrator, who can invite others on the page Accounts.")
    made = create_user(tx, new, by=by)
    return set_password(tx, made.id, hashed, by=by)


def has_administrator(tx: "ManagedTransaction") -> bool:
    """Whether anybody could sign in and set the rest up."""
    return tx.run(OTHER_ADMINISTRATOR, user_id="").single() is not None


@permitted("change", "account")
def change_role(tx: "ManagedTransaction", user_id: str, role: Role, *, by: Actor) -> User:
    """Give an account another role; it must then sign in again. Raises Conflict for the last administrator."""
    _guard(tx)
    before = user(tx, user_id)
    if before.role is role:
        return before
    if before.is_active and before.role is Role.ADMINISTRATOR:
        _keep_an_administrator(tx, user_id)
    _set(tx, user_id, {"role": str(role)})
    tx.run(END_ACCESS, user_id=user_id).consume()
    _record(tx, before, "role changed", {"role": str(before.role)}, {"role": str(role)}, by)
    return user(tx, user_id)


@permitted("delete", "account")
def deactivate(tx: "ManagedTransaction", user_id: str, *, by: Actor) -> User:
    """Close an account at once: sessions, links and tokens end. Raises Conflict for the last administrator."""
    _guard(tx)
    before = user(tx, user_id)
    if not before.is_active:
        return before
    if before.role is Role.ADMINISTRATOR:
        _keep_an_administrator(tx, user_id)
    _set(tx, user_id, {"deactivated_at": by.at})
    tx.run(END_ACCESS, user_id=user_id).consume()
    tx.run(END_TOKENS, user_id=user_id).consume()
    _record(tx, before, "account deactivated", {"active": True}, {"active": False}, by)
    return user(tx, user_id)


@permitted("delete", "account")
def reactivate(tx: "ManagedTransaction", user_id: str, *, by: Actor) -> User:
    """Open a deactivated account again, with the password it had."""
    before = user(tx, user_id)
    if before.is_active:
        return before
    _set(tx, user_id, {"deactivated_at": None})
    _record(tx, before, "account opened again", {"active": False}, {"active": True}, by)
    return user(tx, user_id)


@permitted("change", "account")
def rename(tx: "ManagedTransaction", user_id: str, name: str, *, by: Actor) -> User:
    """Change the name that others see beside what this account wrote."""
    before = user(tx, user_id)
    if not name.strip() or len(name) > 120:
        raise InvalidData({"name": ["Write a name of at most 120 characters."]})
    _set(tx, user_id, {"name": name.strip()})
    _record(tx, before, "name changed", {"name": before.name}, {"name": name.strip()}, by)
    return user(tx, user_id)


@permitted("change", "password")
def set_password(tx: "ManagedTransaction", user_id: str, hashed: str, *, by: Actor) -> User:
    """Store a new password's hash, one's own or a new account's. Every session and open link of the account ends."""
    require(by, "change", "password", own=user_id == by.user_id or may(by, "add", "account"))
    before = user(tx, user_id)
    _set(tx, user_id, {"password_hash": hashed})
    tx.run(END_ACCESS, user_id=user_id).consume()
    _record(tx, before, "password set", None, None, by)
    return user(tx, user_id)


def end_tokens(tx: "ManagedTransaction", user_id: str) -> None:
    """End every API token and passkey of an account."""
    tx.run(END_TOKENS, user_id=user_id).consume()


def refresh_hash(tx: "ManagedTransaction", user_id: str, hashed: str) -> None:
    """Store the same password hashed with today's settings; nothing else changes."""
    tx.run(REFRESH_HASH, user_id=user_id, hashed=hashed).consume()


@permitted("change", "account")
def link_person(tx: "ManagedTransaction", user_id: str, person_id: str | None, *, by: Actor) -> User:
    """Say who in the graph an account is, or nobody (None). One person has at most one account (Conflict)."""
    _guard(tx)
    before = user(tx, user_id)
    taken = tx.run(LINKED_USER, person_id=person_id, user_id=user_id).single()
    if taken is not None:
        raise Conflict(f"{taken['name']} already signs in as this person.")
    tx.run(UNLINK_PERSON, user_id=user_id).consume()
    if person_id is not None:
        linked = tx.run(LINK_PERSON, user_id=user_id, person_id=person_id).consume()
        if not linked.counters.relationships_created:
            raise NotFound("There is no such person.")
    after = user(tx, user_id)
    _record(tx, before, "person linked", {"person": before.person_name}, {"person": after.person_name}, by)
    return after


def _guard(tx: "ManagedTransaction") -> None:
    tx.run(GUARD, lock=str(uuid.uuid4())).consume()


def _keep_an_administrator(tx: "ManagedTransaction", leaving: str) -> None:
    if tx.run(OTHER_ADMINISTRATOR, user_id=leaving).single() is None:
        raise Conflict("This is the last administrator. Make somebody else an administrator first.")


def _set(tx: "ManagedTransaction", user_id: str, values: Mapping[str, object]) -> None:
    tx.run(SET, user_id=user_id, values=dict(values)).consume()


def _record(
    tx: "ManagedTransaction",
    before: User,
    action: str,
    old: Mapping[str, object] | None,
    new: Mapping[str, object] | None,
    by: Actor,
) -> None:
    history.record(tx, [history.Change("User", before.id, before.name, action, old, new)], by=by)


def from_row(row: Mapping[str, Any]) -> User:
    """An account from what COLUMNS returns."""
    return User(**(dict(row) | {"role": Role(row["role"])}))
