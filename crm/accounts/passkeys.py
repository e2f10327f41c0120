"""Passkeys (WebAuthn): a phone, computer or stick signs a challenge after it checked, by finger, face or PIN, who asks.

One signs in instead of password and code, being something one has and something one is or knows. The graph keeps the
public half. A challenge works once: when the last one was asked is kept, and none asked then or before is taken again.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.accounts import users
from crm.accounts.users import User
from crm.errors import Conflict, InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 20
LONGEST_NAME = 80
LONGEST_RESPONSE = 20_000  # characters; what an authenticator says is far shorter
LASTS = timedelta(minutes=5)
WRONG = "This passkey was not taken. Try again, or use your password."
TOO_LATE = "That took too long, or the page was used before. Try again."

LIST = """
MATCH (:User {id: $user_id})<-[:OF]-(k:Passkey)
RETURN k {.id, .name, .recorded_at, .last_used, .credential} AS passkey ORDER BY k.recorded_at DESC LIMIT 100
"""
MAKE = """
MATCH (u:User {id: $user_id}) WHERE u.deactivated_at IS NULL
MERGE (k:Passkey {id: $id})
ON CREATE SET k += $values, k._lock = $lock
WITH u, k, k._lock = $lock AS made
FOREACH (_ IN CASE WHEN made THEN [1] ELSE [] END | MERGE (k)-[:OF]->(u))
RETURN made
"""
LOCK = """
MATCH (k:Passkey {id: $id})-[:OF]->(u:User) WHERE u.deactivated_at IS NULL
SET k._lock = $lock
RETURN properties(k) AS stored, u.id AS user_id
"""
USED = "MATCH (k:Passkey {id: $id}) SET k.sign_count = $count, k.asked_at = $asked_at, k.last_used = $day"
REMOVE = """
MATCH (:User {id: $user_id})<-[:OF]-(k:Passkey {id: $id})
WITH k, k.name AS name DETACH DELETE k RETURN name
"""


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it in the list; `credential` is how the device calls it."""

    id: str
    name: str
    recorded_at: str
    last_used: str | None
    credential: str


@dataclass(frozen=True)
class Place:
    """The site as browsers know it: the `name` of the machine, which a passkey is made for, and the whole origin."""

    name: str
    origin: str


@dataclass(frozen=True)
class Challenge:
    """What a device is asked to sign, and when it was asked (an instant)."""

    text: str
    asked_at: str


@cache
def can_be_used() -> bool:
    """Whether this machine has what checks them: some old ones have not."""
    return importlib.util.find_spec("webauthn") is not None


def new_challenge(at: str) -> Challenge:
    """Random bytes to be signed, as text."""
    from webauthn.helpers import bytes_to_base64url, generate_challenge

    return Challenge(bytes_to_base64url(generate_challenge()), at)


def options_to_make(user: User, known: list[Passkey], challenge: Challenge, place: Place) -> str:
    """What a browser is asked for a new passkey (JSON): one that is found without a name, and checks who asks."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, structs

    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=place.name,
            rp_name=f"CRM at {place.name}",
            user_id=user.id.encode(),
            user_name=user.email,
            user_display_name=user.name,
            challenge=base64url_to_bytes(challenge.text),
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known
            ],
        )
    )


def options_to_sign_in(challenge: Challenge, place: Place) -> str:
    """What a browser is asked to sign in (JSON); the device offers what it has for this site."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, structs

    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=place.name,
            challenge=base64url_to_bytes(challenge.text),
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )


def passkeys_of(tx: "ManagedTransaction", user_id: str) -> list[Passkey]:
    """The account's passkeys, newest first."""
    return [Passkey(**row["passkey"]) for row in tx.run(LIST, user_id=user_id)]


@permitted("add", "passkey")
def add_passkey(
    tx: "ManagedTransaction", name: str, response: str, challenge: Challenge, place: Place, *, by: Actor
) -> str:
    """Keep a passkey that the one who acts made for this challenge; returns its id.

    Raises InvalidData where the response is not of this challenge, place and moment, and Conflict for one known here.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise InvalidData({"name": [f"Say in at most {LONGEST_NAME} characters which device it is."]})
    if len(passkeys_of(tx, by.user_id)) >= MOST:
        raise InvalidData({"name": [f"You have {MOST} passkeys. Remove one that is no longer used."]})
    made = _verified_new(response, challenge, place, by.at)
    passkey_id = _id_of(made["credential"])
    values = {**made, "name": name.strip(), "recorded_at": by.at, "asked_at": challenge.asked_at, "place": place.name}
    row = tx.run(MAKE, user_id=by.user_id, id=passkey_id, values=values, lock=challenge.text).single()
    if row is None or not row["made"]:
        raise Conflict("This passkey is known here already.")
    record(tx, [Change("Passkey", passkey_id, name.strip(), "passkey added")], by=by)
    return passkey_id


@permitted("delete", "passkey")
def remove_passkey(tx: "ManagedTransaction", passkey_id: str, *, by: Actor) -> str:
    """Take away a passkey of the one who acts; returns its name. Raises NotFound for another's."""
    removed = tx.run(REMOVE, user_id=by.user_id, id=passkey_id).single()
    if removed is None:
        raise NotFound("There is no such passkey. It may have been removed already.")
    record(tx, [Change("Passkey", passkey_id, removed["name"], "passkey removed")], by=by)
    return str(removed["name"])


def use_passkey(
    tx: "ManagedTransaction", response: str, challenge: Challenge, place: Place, *, at: str, day: str
) -> User:
    """Whose passkey signed this challenge; the challenge is used up. Raises InvalidData."""
    said = _parsed_answer(response)
    passkey_id = _id_of(said.id)
    row = tx.run(LOCK, id=passkey_id, lock=challenge.text).single()
    if row is None:
        raise InvalidData({"": [WRONG]})
    stored = dict(row["stored"])
    if challenge.asked_at <= stored["asked_at"]:
        raise InvalidData({"": [TOO_LATE]})
    if stored["place"] != place.name or said.response.user_handle != row["user_id"].encode():
        raise InvalidData({"": [WRONG]})
    count = _verified_count(said, stored, challenge, place, at)
    tx.run(USED, id=passkey_id, count=count, asked_at=challenge.asked_at, day=day).consume()
    return users.user(tx, row["user_id"])


def claimed_account(response: str) -> str:
    """Whom an answer says that it is of, by which its attempts are counted. Raises InvalidData for no answer at all."""
    handle = _parsed_answer(response).response.user_handle or b""
    return handle[:64].hex()


def _id_of(credential: str) -> str:
    """A short id: what a device calls its passkey may be longer than an index takes."""
    return hashlib.sha256(credential.encode()).hexdigest()


def _parsed_answer(response: str) -> Any:
    from webauthn.helpers import parse_authentication_credential_json

    if len(response) > LONGEST_RESPONSE:
        raise InvalidData({"": [WRONG]})
    try:
        return parse_authentication_credential_json(response)
    except Exception as wrong:  # foreign bytes may break a parser in any way
        raise InvalidData({"": [WRONG]}) from wrong


def _verified_new(response: str, challenge: Challenge, place: Place, at: str) -> dict[str, Any]:
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

    if len(response) > LONGEST_RESPONSE:
        raise InvalidData({"": [WRONG]})
    _in_time(challenge, at)
    try:
        made = webauthn.verify_registration_response(
            credential=response,
            expected_challenge=base64url_to_bytes(challenge.text),
            expected_rp_id=place.name,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception as wrong:  # foreign bytes may break a parser in any way
        raise InvalidData({"": ["This passkey was not taken. Try again, or with another device."]}) from wrong
    return {
        "credential": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
    }


def _verified_count(said: Any, stored: dict[str, Any], challenge: Challenge, place: Place, at: str) -> int:
    """How often the device says that it signed. Raises InvalidData unless it signed this challenge, here, just now."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes

    _in_time(challenge, at)
    try:
        found = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=base64url_to_bytes(challenge.text),
            expected_rp_id=place.name,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(stored["public_key"]),
            credential_current_sign_count=stored["sign_count"],
            require_user_verification=True,
        )
    except Exception as wrong:  # foreign bytes may break a parser in any way
        raise InvalidData({"": [WRONG]}) from wrong
    return found.new_sign_count


def _in_time(challenge: Challenge, at: str) -> None:
    if office_time.moment(at) - office_time.moment(challenge.asked_at) > LASTS:
        raise InvalidData({"": [TOO_LATE]})
