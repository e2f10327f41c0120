"""Personal links of an invitation, to a round of the census or to a survey: no account is needed, and a link opens one
person's answers only.

A link carries a random secret of which the graph keeps the hash, so it is shown once, to whoever sends it. Looking at
one changes nothing: mail programs open links. It ends a while after what it asks for, can be revoked, and a person may
have several (one from each letter), which all open the same answers.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import timedelta

from crm.records.history import LEDGER

GRACE = timedelta(days=30)  # a link still says that it asks for nothing any more for so long after the last day
NO_LINK = "This link does not work. It may be incomplete, too old, or replaced. Ask the office for a new one."
AT_ONCE = 1000

# After a MATCH of the invitation `i` of a `row`: its link, and that it was sent, or sent again.
ADD_LINK = """
MERGE (l:CensusLink {hash: row.hash})
ON CREATE SET l.id = row.id, l.expires_at = $expires_at, l.recorded_at = $at, l.recorded_by = $user
MERGE (l)-[:OPENS]->(i)
SET i.reminded_at = CASE WHEN i.sent_at IS NOT NULL THEN $at END, i.sent_at = coalesce(i.sent_at, $at)
REMOVE i.revoked_at
"""

# After a MATCH of an invitation `i` and the person `p` it invites: none of its links opens anything any more.
END_LINKS = """
SET i.revoked_at = $at
WITH i, p
OPTIONAL MATCH (l:CensusLink)-[:OPENS]->(i) WHERE l.revoked_at IS NULL
SET l.revoked_at = $at
RETURN DISTINCT p.id AS person, p.name AS name
"""


def link_rows(hashes: Mapping[str, str]) -> Iterator[list[dict[str, str]]]:
    """Batches of rows for ADD_LINK, of each invitation's id and the hash of a secret made before."""
    rows = [
        {"invitation": invitation, "hash": hashed, "id": str(uuid.uuid5(LEDGER, hashed))}
        for invitation, hashed in hashes.items()
    ]
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
