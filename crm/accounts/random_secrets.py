"""Random secrets that a browser, a program or a link carries. The graph keeps only their hash.

The secrets have 256 random bits, so a plain SHA-256 is enough: there is nothing to guess and no salt to add.
"""

import hashlib
import secrets

PREFIX = "crm_"


def new_secret() -> str:
    """A secret for a session or a one-time link: 43 characters that are safe in an address and a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A personal API token. The prefix lets people and scanners recognise one that leaked."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored and looked up in the secret's place (64 hexadecimal digits)."""
    return hashlib.sha256(secret.encode()).hexdigest()
