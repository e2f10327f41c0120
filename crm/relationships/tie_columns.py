"""Ties as columns: one long list for each stored sum, which comes over the wire several times faster than rows do.

What the network in memory is read from: all ties, those that changed, those of some pairs, and a member's own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crm.records.actor import Actor
from crm.relationships.pair_evidence import Pair, key_of, own_evidence, summed
from crm.relationships.strength import FloatArray, Tally
from crm.relationships.tie_upkeep import LAYERS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

AT_ONCE = 50_000  # ties per chunk of columns
SUMS = ("rating", "rated_on", "last_two_way", "log_a", "valence")

_COLUMNS = ", ".join(
    f"coalesce(k.{prefix}{name}, ${'low' if name == 'log_a' else 'unknown'}) AS {prefix}{name}"
    for prefix in LAYERS
    for name in SUMS
)
_COLLECTED = ", ".join(f"collect({prefix}{name}) AS {prefix}{name}" for prefix in LAYERS for name in SUMS)

LOAD = f"""
MATCH ()-[k:KNOWS]->()
WHERE k.key > $after
WITH k ORDER BY k.key LIMIT $limit
WITH k.key AS key, {_COLUMNS}
RETURN collect(key) AS key, {_COLLECTED}
"""

OF_PAIRS = f"""
UNWIND $keys AS wanted
MATCH ()-[k:KNOWS {{key: wanted}}]->()
WITH k.key AS key, {_COLUMNS}
RETURN collect(key) AS key, {_COLLECTED}
"""

CHANGED = f"""
OPTIONAL MATCH (counter:Counter)
WITH collect([counter.id, coalesce(counter.value, 0)]) AS counters
CALL () {{
  MATCH ()-[k:KNOWS]->()
  WHERE k.change > $after
  WITH k LIMIT $limit
  WITH k.key AS key, k.change AS change, {_COLUMNS}
  RETURN collect(key) AS key, collect(change) AS change, {_COLLECTED}
}}
RETURN *
"""


@dataclass(frozen=True)
class Columns:
    """Ties as columns: pairs, and for each stored sum an array in the same order."""

    pairs: Sequence[Pair]
    sums: Mapping[str, FloatArray]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Columns":
        """From a row of LOAD or CHANGED."""
        pairs = [tuple(key.split("|")) for key in row["key"]]
        return cls(pairs, {p + n: np.array(row[p + n], dtype=np.float64) for p in LAYERS for n in SUMS})

    def taken(self, places: Sequence[int]) -> "Columns":
        """The ties at these places."""
        return Columns([self.pairs[n] for n in places], {n: column[places] for n, column in self.sums.items()})

    def and_unknown(self, pairs: Sequence[Pair]) -> "Columns":
        """With these pairs too, of whom nothing is known."""
        unknown = {name: -math.inf if name.endswith("log_a") else math.nan for name in self.sums}
        more = {name: np.full(len(pairs), nothing) for name, nothing in unknown.items()}
        return Columns([*self.pairs, *pairs], {n: np.concatenate((self.sums[n], more[n])) for n in self.sums})

    def without(self, people: frozenset[str]) -> "Columns":
        """The ties of nobody among these people."""
        if not people:
            return self
        return self.taken([n for n, pair in enumerate(self.pairs) if people.isdisjoint(pair)])


def all_ties(database: "Database") -> Columns:
    """Every stored tie, read in chunks."""
    chunks, after = [], ""
    while True:
        chunk = Columns.of(database.read(_chunk, after))
        chunks.append(chunk)
        if len(chunk.pairs) < AT_ONCE:
            break
        after = "|".join(chunk.pairs[-1])
    return Columns(
        [pair for chunk in chunks for pair in chunk.pairs],
        {name: np.concatenate([chunk.sums[name] for chunk in chunks]) for name in chunks[0].sums},
    )


def _chunk(tx: "ManagedTransaction", after: str) -> Mapping[str, Any]:
    return tx.run(LOAD, after=after, limit=AT_ONCE, unknown=math.nan, low=-math.inf).single(strict=True)


def changed_ties(tx: "ManagedTransaction", after: int, most: int) -> Mapping[str, Any]:
    """A row with the columns of the ties changed since, at most so many, and every counter."""
    return tx.run(CHANGED, after=after, limit=most, unknown=math.nan, low=-math.inf).single(strict=True)


def ties_of_pairs(tx: "ManagedTransaction", pairs: Sequence[Pair]) -> Columns:
    """The ties of these pairs, also of those of whom nothing is stored."""
    row = tx.run(OF_PAIRS, keys=[key_of(pair) for pair in pairs], unknown=math.nan, low=-math.inf).single(strict=True)
    known = Columns.of(row)
    return known.and_unknown(sorted(set(pairs).difference(known.pairs)))


def own_ties(tx: "ManagedTransaction", actor: Actor) -> Columns:
    """The ties of which this account may see more than the shared part, summed from what it may see."""
    found = own_evidence(tx, actor)
    rows = [(*_sums(tally), float(valence)) for tally, valence in (summed(one.evidence) for one in found)]
    table = np.array(rows, dtype=np.float64).reshape(-1, len(SUMS))
    return Columns([one.pair for one in found], {name: table[:, n] for n, name in enumerate(SUMS)})


def _sums(tally: Tally) -> tuple[float, float, float, float]:
    return float(tally.rating), float(tally.rated_on), float(tally.last_two_way), float(tally.log_a)
