"""A second factor: six digits from an authenticator app (TOTP, RFC 6238), or one of ten recovery codes.

The app's secret is derived from the site's own key and a random salt, and the graph keeps the salt alone: who reads
the graph or a backup of it can make no code. Recovery codes are kept hashed. A code works once: the step of the last
one is kept, and none of that step or before is taken again.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm import office_time
from crm.accounts.random_secrets import digest
from crm.errors import Conflict, InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import may, permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

STEP = 30  # seconds
CLOCKS_APART = 1  # steps that a phone's clock may be off, either way
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16  # of 32 kinds: 80 random bits
LONGEST_CODE = 40
WRONG = "This code is not right. Wait for the next one in the app, and check that the phone’s clock is right."
SALT = re.compile(r"[A-Za-z0-9_-]{43}")
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read two ways

READ = """
MATCH (u:User {id: $user_id})
RETURN u.name AS name, u.factor_salt AS salt, coalesce(u.factor_step, 0) AS step,
       coalesce(u.factor_recovery, []) AS left
"""
LOCK = "MATCH (u:User {id: $user_id}) SET u._lock = $lock"
TURN_ON = """
MATCH (u:User {id: $user_id})
SET u.factor_salt = $salt, u.factor_step = $step, u.factor_recovery = $recovery, u.version = u.version + 1
"""
TURN_OFF = """
MATCH (u:User {id: $user_id})
SET u.factor_salt = null, u.factor_step = null, u.factor_recovery = null, u.version = u.version + 1
"""
SET_STEP = "MATCH (u:User {id: $user_id}) SET u.factor_step = $step"
SET_RECOVERY = "MATCH (u:User {id: $user_id}) SET u.factor_recovery = $left"
REQUIRED = "MATCH (o:Office {id: 'office'}) RETURN coalesce(o.administrators_need_second_factor, false) AS required"
REQUIRE = """
MATCH (o:Office {id: 'office'})
WITH o, coalesce(o.administrators_need_second_factor, false) AS before
SET o.administrators_need_second_factor = $required
RETURN before
"""


@dataclass(frozen=True)
class Factor:
    """An account's second factor as its owner sees it."""

    is_on: bool
    recovery_codes_left: int


def new_salt() -> str:
    """What a new secret is derived from; the page that shows the secret carries it until it is confirmed."""
    return secrets.token_urlsafe(32)


def app_secret(key: str, user_id: str, salt: str) -> str:
    """The secret that the app and this site share, as an app takes it typed (base32)."""
    made = hmac.digest(key.encode(), f"second factor|{user_id}|{salt}".encode(), "sha256")
    return base64.b32encode(made[:20]).decode("ascii")


def address_for_app(secret: str, email: str, issuer: str) -> str:
    """The address in the QR code that an authenticator app reads."""
    import pyotp  # only where a factor is set up or asked for

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(secret: str, code: str, at: str, last_step: int) -> int | None:
    """The time step whose code this is, if it is near the instant and later than the last one used."""
    import pyotp

    totp = pyotp.TOTP(secret)
    now = int(office_time.moment(at).timestamp()) // STEP
    for step in range(now - CLOCKS_APART, now + CLOCKS_APART + 1):
        if step > last_step and hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes to print or write down: ABCD-EFGH-JKLM-NPQR."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def factor_of(tx: "ManagedTransaction", user_id: str) -> Factor:
    """Whether the account has one, and how many recovery codes are left. Raises NotFound."""
    found = _read(tx, user_id)
    return Factor(found["salt"] is not None, len(found["left"]))


@permitted("change", "second factor")
def turn_on(tx: "ManagedTransaction", salt: str, code: str, recovery: list[str], key: str, *, by: Actor) -> None:
    """Set one's own second factor up, with the first code from the app and the recovery codes that are then shown.

    Raises InvalidData for a wrong code, Conflict where there is one already.
    """
    if not SALT.fullmatch(salt):
        raise InvalidData({"": ["This page was changed on its way. Open it again."]})
    found = _locked(tx, by.user_id, by.at)
    if found["salt"] is not None:
        raise Conflict("You have a second factor already. Switch it off first.")
    step = matching_step(app_secret(key, by.user_id, salt), _digits(code), by.at, 0)
    if step is None:
        raise InvalidData({"code": [WRONG]})
    kept: dict[str, Any] = {"salt": salt, "step": step, "recovery": [_hashed(one) for one in recovery]}
    tx.run(TURN_ON, user_id=by.user_id, **kept).consume()
    record(tx, [Change("User", by.user_id, found["name"], "second factor set up")], by=by)


@permitted("change", "second factor")
def renew_recovery_codes(tx: "ManagedTransaction", recovery: list[str], *, by: Actor) -> None:
    """Replace one's own recovery codes; the old ones work no more. Raises Conflict without a second factor."""
    found = _locked(tx, by.user_id, by.at)
    if found["salt"] is None:
        raise Conflict("You have no second factor. Set one up first.")
    tx.run(SET_RECOVERY, user_id=by.user_id, left=[_hashed(one) for one in recovery]).consume()
    record(tx, [Change("User", by.user_id, found["name"], "recovery codes renewed")], by=by)


@permitted("change", "second factor")
def turn_off(tx: "ManagedTransaction", user_id: str, *, by: Actor) -> None:
    """Take the second factor off one's own account, or off another's from the machine itself."""
    require(by, "change", "second factor", own=user_id == by.user_id or may(by, "add", "account"))
    found = _locked(tx, user_id, by.at)
    tx.run(TURN_OFF, user_id=user_id).consume()
    record(tx, [Change("User", user_id, found["name"], "second factor switched off")], by=by)


def use_code(tx: "ManagedTransaction", user_id: str, code: str, key: str, *, at: str) -> None:
    """Take a code from the app, or a recovery code, and use it up. Raises InvalidData for one that is wrong or used."""
    found = _locked(tx, user_id, at)
    if found["salt"] is None:
        return
    digits = _digits(code)
    step = matching_step(app_secret(key, user_id, found["salt"]), digits, at, found["step"])
    if step is not None:
        tx.run(SET_STEP, user_id=user_id, step=step).consume()
        return
    hashed = _hashed(code)
    if hashed not in found["left"]:
        raise InvalidData({"code": [WRONG]})
    tx.run(SET_RECOVERY, user_id=user_id, left=[one for one in found["left"] if one != hashed]).consume()


def is_required(tx: "ManagedTransaction") -> bool:
    """Whether the office wants every administrator to have one."""
    row = tx.run(REQUIRED).single()
    return row is not None and bool(row["required"])


@permitted("change", "office")
def require_for_administrators(tx: "ManagedTransaction", required: bool, *, by: Actor) -> None:
    """Say whether every administrator must have one. Raises Conflict while the one who asks has none."""
    if required and not factor_of(tx, by.user_id).is_on:
        raise Conflict("Set up your own second factor first, or you would be the first to be kept out.")
    before = tx.run(REQUIRE, required=required).single(strict=True)["before"]
    if before != required:
        old, new = {"required": before}, {"required": required}
        change = Change("Office", "office", "A second factor for administrators", "edited", before=old, after=new)
        record(tx, [change], by=by)


def _read(tx: "ManagedTransaction", user_id: str) -> dict[str, Any]:
    row = tx.run(READ, user_id=user_id).single()
    if row is None:
        raise NotFound("There is no such account.")
    return dict(row)


def _locked(tx: "ManagedTransaction", user_id: str, lock: str) -> dict[str, Any]:
    """The same after the account was touched: of two who send one code at the same time, the second finds it used."""
    tx.run(LOCK, user_id=user_id, lock=lock).consume()
    return _read(tx, user_id)


def _digits(code: str) -> str:
    """The code as the app makes it: what people type between the digits is left out."""
    digits = re.sub(r"\s", "", code[:LONGEST_CODE])
    return digits if digits.isascii() and digits.isdigit() else ""


def _recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LETTERS))
    return "-".join(letters[at : at + 4] for at in range(0, RECOVERY_LETTERS, 4))


def _hashed(code: str) -> str:
    return digest(re.sub(r"[^A-Z0-9]", "", code[:LONGEST_CODE].upper()))
