"""A passkey's device in software: it makes and signs as a phone does, and wrongly where a test says so."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One passkey on one device. `count` is how often it signed; synced ones always say 0."""

    origin: str = "http://localhost"
    place: str = "localhost"
    verifies: bool = True
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""

    def make(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to a question for a new passkey. `wrong` replaces challenge, type, origin, place or verifies."""
        self.handle = decoded(options["user"]["id"])
        at = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cbor2.dumps(public)
        about = self._about(NEW, wrong) + attested
        said = {
            "clientDataJSON": encoded(self._said(options, "webauthn.create", wrong)),
            "attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})),
        }
        return self._answer(said)

    def sign(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to a question to sign in; `wrong` may also replace the handle, the key or the signature."""
        about, said = self._about(0, wrong), self._said(options, "webauthn.get", wrong)
        key = wrong.get("key", self.key)
        signature = key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": encoded(said),
            "authenticatorData": encoded(about),
            "signature": encoded(wrong.get("signature", signature)),
            "userHandle": encoded(wrong.get("handle", self.handle)),
        }
        return self._answer(answer)

    def _about(self, flags: int, wrong: dict[str, Any]) -> bytes:
        flags |= PRESENT | (VERIFIED if wrong.get("verifies", self.verifies) else 0)
        place = hashlib.sha256(wrong.get("place", self.place).encode()).digest()
        return place + struct.pack(">BI", flags, self.count)

    def _said(self, options: dict[str, Any], kind: str, wrong: dict[str, Any]) -> bytes:
        said = {
            "type": wrong.get("type", kind),
            "challenge": wrong.get("challenge", options["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _answer(self, said: dict[str, str]) -> str:
        name = encoded(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
