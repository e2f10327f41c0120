"""KNOWS: the one tie per pair of people, kept in step with its evidence in the transaction that changes it.

It holds the sums that strength.py reads a strength from: `rating`, `rated_on`, `last_two_way` (day numbers),
`log_a`, `valence`; and the same with the prefix `shared_`, from the evidence that everybody may see. `change` is
the value of the counter of ties at its last write. It is never a second truth: `recompute_ties` makes it anew.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm.relationships.pair_evidence import EVERYTHING, Pair, evidence_of, key_of, pair_of, summed
from crm.relationships.strength import NEVER, NO_CONTACT, PARAMETERS, Contact, Parameters, Tally, with_contact
from crm.stakeholders.people import lock_people
from crm.storage.counters import TIES, TIES_REMOVED, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

AT_ONCE = 500  # ties made anew in one transaction
LAYERS = ("", "shared_")  # the prefixes of the properties: of all evidence, of the shared part

TIES_OF_PAIRS = """
UNWIND $pairs AS pair
MATCH (a:Person {id: pair[0]}), (b:Person {id: pair[1]})
MERGE (a)-[k:KNOWS {key: pair[0] + '|' + pair[1]}]->(b)
RETURN properties(k) AS stored
"""

WRITE = """
UNWIND $rows AS row
MATCH ()-[k:KNOWS {key: row.key}]->()
SET k = row, k.change = $change
"""

KNOWN = """
UNWIND $pairs AS pair
MATCH (:Person {id: pair[0]})-[k:KNOWS {key: pair[0] + '|' + pair[1]}]->(:Person {id: pair[1]})
RETURN pair
"""

STORED_PARAMETERS = "MERGE (counter:Counter {id: $id}) RETURN counter.parameters AS parameters"
STORE_PARAMETERS = "MERGE (counter:Counter {id: $id}) SET counter.parameters = $text"
KEYS = """
MATCH ()-[k:KNOWS]->()
WHERE k.key > $after
RETURN k.key AS key ORDER BY key LIMIT $limit
"""


def contact_pairs(theirs: Iterable[str], ours: Iterable[str]) -> tuple[Pair, ...]:
    """The ties that a contact is evidence for: each of theirs with each of ours, sorted."""
    ours = tuple(ours)
    return tuple(sorted({pair_of(one, other) for one in theirs for other in ours if one != other}))


def add_contact(tx: "ManagedTransaction", pairs: Sequence[Pair], contact: Contact, *, shared: bool) -> None:
    """Count one more contact in these ties, without reading other evidence. The caller has locked the people."""
    rows = []
    for row in tx.run(TIES_OF_PAIRS, pairs=[list(pair) for pair in pairs]):
        stored = dict(row["stored"])
        for prefix in LAYERS if shared else LAYERS[:1]:
            tally, valence = tally_of(stored, prefix)
            stored |= _values(with_contact(tally, contact), valence, prefix)
        rows.append(stored)
    _write(tx, rows)


def recompute_ties(tx: "ManagedTransaction", pairs: Iterable[Pair], zone: ZoneInfo) -> None:
    """Make the ties of these pairs anew from all their evidence: after an edit, a deletion, a rating, a merge.

    `zone` is the office's: it says on which day a contact was.
    """
    wanted = sorted({pair_of(*pair) for pair in pairs})
    lock_people(tx, (person for pair in wanted for person in pair))
    found = evidence_of(tx, wanted, sight=EVERYTHING, zone=zone)
    known = {tuple(row["pair"]) for row in tx.run(KNOWN, pairs=[list(pair) for pair in wanted])}
    rows, new = [], []
    for one in found:
        pair = (one.a.id, one.b.id)
        if pair not in known:
            if not one.reasons:
                continue
            new.append(list(pair))
        rows.append(
            {"key": key_of(pair), **_values(*summed(one.evidence), ""), **_values(*summed(one.shared), "shared_")}
        )
    if new:
        tx.run(TIES_OF_PAIRS, pairs=new).consume()
    _write(tx, rows)


def bring_into_step(database: "Database", zone: ZoneInfo, parameters: Parameters = PARAMETERS) -> int:
    """Make every tie anew if the parameters or the zone it was summed with are no longer these; to be called when a
    service starts, and when the office moves to another zone.

    Returns how many ties were made anew. It may be cut off at any point and begun again.
    """
    text = f"{parameters.as_json()} {zone.key}"
    stored = database.write(lambda tx: tx.run(STORED_PARAMETERS, id=TIES).single(strict=True)["parameters"])
    if stored == text:
        return 0
    done, after = 0, ""
    while keys := database.read(_keys, after):
        database.write(recompute_ties, [_pair(key) for key in keys], zone)
        done, after = done + len(keys), keys[-1]
    database.write(lambda tx: tx.run(STORE_PARAMETERS, id=TIES, text=text).consume())
    return done


def ties_removed(tx: "ManagedTransaction") -> None:
    """Tell every network to load anew, because ties or people left in this transaction otherwise than by evidence."""
    bump(tx, TIES_REMOVED)


def tally_of(stored: Mapping[str, Any], prefix: str = "") -> tuple[Tally, int]:
    """The sums of one layer, and the valence, from the properties of a KNOWS."""
    tally = Tally(
        rating=stored.get(f"{prefix}rating", NEVER),
        rated_on=stored.get(f"{prefix}rated_on", NEVER),
        last_two_way=stored.get(f"{prefix}last_two_way", NEVER),
        log_a=stored.get(f"{prefix}log_a", NO_CONTACT),
    )
    return tally, stored.get(f"{prefix}valence", 1)


def _keys(tx: "ManagedTransaction", after: str) -> list[str]:
    return [row["key"] for row in tx.run(KEYS, after=after, limit=AT_ONCE)]


def _pair(key: str) -> Pair:
    a, b = key.split("|")
    return a, b


def _values(tally: Tally, valence: int, prefix: str) -> dict[str, float | int]:
    """What is stored of one layer: nothing for what is unknown."""
    named = {
        "rating": float(tally.rating),
        "rated_on": float(tally.rated_on),
        "last_two_way": float(tally.last_two_way),
        "log_a": float(tally.log_a),
    }
    sums: dict[str, float | int] = {f"{prefix}{n}": value for n, value in named.items() if math.isfinite(value)}
    return {**sums, f"{prefix}valence": valence} if sums else {}


def _write(tx: "ManagedTransaction", rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the stored sums, under the next value of the counter; that lock is taken last and held shortest."""
    if rows:
        tx.run(WRITE, rows=list(rows), change=bump(tx, TIES)).consume()
