"""Contacts as they were known at an instant: a contact that was edited since says again what it said then.

An edit replaces what a contact says; what it said before stands in its history entry. A deletion that was taken back
leaves its time span on the contact (see sight.STOOD). Both are only asked for views of the past.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.records.visibility import SEEN, STOOD, sees

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

EDITED_SINCE = f"""
MATCH (i:Interaction)
WHERE i.version > 1 AND {STOOD} AND {SEEN}
MATCH (h:HistoryEntry {{record_id: i.id}})
WHERE h.at > $known AND h.action = 'edited'
WITH i, h ORDER BY h.at
RETURN i {{.id, .recorded_at, .recorded_by, .recorded_name, .visibility}} AS now, head(collect(h.before)) AS before
"""

# Somebody who was merged since is the record they were merged into.
NAMES = """
UNWIND $ids AS id
MATCH (p:Person {id: id})
OPTIONAL MATCH (p)-[:MERGED_INTO*1..9]->(kept:Person) WHERE NOT (kept)-[:MERGED_INTO]->()
WITH id, coalesce(kept, p) AS person
RETURN id, person {.id, .name} AS person
"""

KEPT = ("at", "channel", "direction", "sentiment")


@dataclass(frozen=True)
class PastContact:
    """A contact as it was: `stored` is what ties are made from, as a query gives it; each side maps ids to names."""

    stored: Mapping[str, Any]
    theirs: Mapping[str, str]
    ours: Mapping[str, str]

    @property
    def id(self) -> str:
        return str(self.stored["id"])

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Each of theirs with each of ours."""
        return ((their, our) for their in self.theirs for our in self.ours)


def edited_since(tx: "ManagedTransaction", known: str, *, sight: Mapping[str, Any]) -> tuple[PastContact, ...]:
    """The contacts that were edited after the instant `known`, as they were then.

    One that the reader might not have seen then is with nobody: what it says now was not known, and what it said stays
    hidden.
    """
    rows = [(row["now"], json.loads(row["before"])) for row in tx.run(EDITED_SINCE, known=known, **sight)]
    ids = sorted({one for _, then in rows for one in _people(then)})
    people = {row["id"]: row["person"] for row in tx.run(NAMES, ids=ids)} if ids else {}
    return tuple(
        _past(now, then, people if sees(sight, then["visibility"], now["recorded_by"], _people(then)) else {})
        for now, then in rows
    )


def _people(then: Mapping[str, Any]) -> list[str]:
    return [one for side in then["people"].values() for one in side]


def _past(now: Mapping[str, Any], then: Mapping[str, Any], people: Mapping[str, Mapping[str, str]]) -> PastContact:
    # What was shared then and is staff-only now counts as staff-only, and the other way round.
    shared = then["visibility"] == now["visibility"] == "shared"
    stored = {
        **{name: now[name] for name in ("id", "recorded_at", "recorded_name")},
        **{name: then[name] for name in KEPT},
        "visibility": "shared" if shared else "staff",
        "people": len(_people(then)),
    }
    sides = {
        side: {people[one]["id"]: people[one]["name"] for one in ids if one in people}
        for side, ids in then["people"].items()
    }
    return PastContact(stored, sides["theirs"], sides["ours"])
