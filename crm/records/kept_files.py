"""Content of files, kept in the graph in parts under its digest: the same content once, in every backup, and there to
be found again when a record's file was replaced or taken off."""

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PART = 180_000  # bytes, of which base64 makes 240,000 characters

KEEP = """
UNWIND $rows AS row
MERGE (f:FilePart {id: row.id})
ON CREATE SET f.digest = $digest, f.position = row.position, f.data = row.data, f.recorded_at = $at
"""

READ = """
MATCH (f:FilePart {digest: $digest})
RETURN f.data AS data ORDER BY f.position LIMIT 200
"""


def digest_of(content: bytes) -> str:
    """The name that content is kept under."""
    return hashlib.sha256(content).hexdigest()


def keep(tx: "ManagedTransaction", content: bytes, *, at: str) -> str:
    """Keep content, if it is not kept already, and return its digest."""
    digest = digest_of(content)
    parts = [content[start : start + PART] for start in range(0, len(content), PART)]
    rows = [
        {"id": f"{digest}|{position}", "position": position, "data": base64.b64encode(part).decode()}
        for position, part in enumerate(parts)
    ]
    tx.run(KEEP, rows=rows, digest=digest, at=at).consume()
    return digest


def kept(tx: "ManagedTransaction", digest: str) -> bytes | None:
    """The content of a digest; None where it is not whole."""
    content = b"".join(base64.b64decode(row["data"]) for row in tx.run(READ, digest=digest))
    return content if digest_of(content) == digest else None
