"""Passwords: what is a good one, and how it is hashed (argon2id, RFC 9106) and checked.

A hash takes 64 MiB and about a third of a second, so at most two run at a time: eight people who sign in
together must not take half a gigabyte.
"""

import re
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from crm.errors import InvalidData

SHORTEST, LONGEST = 12, 200
LOOKED_AT = 72  # characters, of which the work grows faster than their number
GOOD = 3  # of zxcvbn's 0 to 4: 10^8 guesses or more

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_places = BoundedSemaphore(2)
# Checked when there is no such account, so that an unknown address takes the same work as a wrong password.
_nobody = "$argon2id$v=19$m=65536,t=3,p=4$8KU0wOkcYTq2Eoez5aID2g$IlcmI8eV61Zy4IFNgrhBqxprLe0bFFG0/tosmF5nXTY"


def check_new(password: str, *, email: str, name: str) -> None:
    """Raise InvalidData for a password that is too short, too long, or made of what everybody knows."""
    if len(password) > LONGEST:
        raise InvalidData({"password": [f"Use at most {LONGEST} characters."]})
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise InvalidData(
            {"password": [f"Use at least {SHORTEST} characters. Three or four unrelated words work well."]}
        )
    known = [word.casefold() for word in (email, *re.split(r"[@.]", email), *name.split()) if len(word) > 2]
    rest = plain.casefold()
    for word in sorted(known, key=len):
        rest = rest.replace(word, "")
    if len(set(rest)) < 5 or _is_easy(plain, known):
        raise InvalidData(
            {"password": ["This is easy to guess. Use words that have nothing to do with you or each other."]}
        )


def _is_easy(password: str, known: list[str]) -> bool:
    """Whether it is among common passwords and words, or put together from few of them or from what is known."""
    from zxcvbn import zxcvbn  # its lists of words take a moment, and few processes need them

    return int(zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"]) < GOOD


def hash_password(password: str) -> str:
    """The argon2id hash as stored; waits while two others are being made."""
    with _places:
        return _hasher.hash(_normal(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password matches; without a stored hash the same work is done and the answer is no."""
    if len(password) > LONGEST:
        return False
    with _places:
        try:
            _hasher.verify(stored or _nobody, _normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with other settings than today's."""
    return _hasher.check_needs_rehash(stored)


def _normal(password: str) -> str:
    # The same characters typed on another keyboard must be the same password (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)
