"""The network of ties in memory: one per process, as fresh as the last committed write.

Each question reads, in one round trip, the counters and the ties that changed since the last one. Strengths age and
guesses rest on who holds what today, so that everything is read anew each day, when people or ties were removed, and
when the structure (seats, committees, ground) changed. What a reader may see decides the layer: `all` for those
who see everything, `shared` for the rest, and for a member the shared part with their own ties over it.

Neo4j shows a commit to readers piece by piece, so a counter may be seen a moment before the ties it counts. For
SETTLING seconds after a counter moved, what changed since before it is therefore read again.

Who came to what is known to those who see everything: what is guessed from it is in their layer alone, and read again
when somebody is checked in or an event changes.

Whoever does not want to be asked, or is resting from being asked, is passed through by no path, and a tie that somebody
does not want used is taken by none. That is read again whenever somebody's wishes change; it changes no strength.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from crm.records.actor import Actor
from crm.relationships.guesses import Guesses, all_guesses, attendance_guesses
from crm.relationships.pair_evidence import Pair, pair_of
from crm.relationships.paths.projection import Projection, placed
from crm.relationships.paths.strongest_paths import Paths
from crm.relationships.strength import FloatArray, Tally, combined, confirmed, day, strengths
from crm.relationships.tie_columns import SUMS, Columns, all_ties, changed_ties, own_ties, ties_of_pairs
from crm.relationships.tie_upkeep import LAYERS
from crm.storage.counters import COUNTERS, GATHERINGS, PREFERENCES, STRUCTURE, TIES, TIES_REMOVED

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

MOST_CHANGES = 20_000  # beyond so many, reading all is faster
MOST_MEMBERS = 64  # whose own views are remembered
LOAD_SECONDS = 120.0
SETTLING = 2.0  # a commit may be told to readers by its counter before all of it can be read

EVERY_COUNTER = "OPTIONAL MATCH (counter:Counter) RETURN collect([counter.id, coalesce(counter.value, 0)]) AS counters"

APART = """
MATCH (p:Person)
WHERE p.deleted_at IS NOT NULL OR p.opted_out OR p.resting_until > $today
WITH collect(CASE WHEN p.deleted_at IS NOT NULL THEN p.id END) AS gone,
  collect(CASE WHEN p.opted_out OR p.resting_until > $today THEN p.id END) AS closed
RETURN gone, closed,
  COLLECT { MATCH (p:Person)-[:MAY_BE_ASKED {choice: 'never'}]->(about:Person) RETURN [p.id, about.id] } AS unused
"""


@dataclass(frozen=True, eq=False)
class View:
    """The network as one reader may see it. `on` is the day number that strengths are read on.

    People in `closed` are not to be asked now: no path passes through them, and none but their own begins with them.
    `unused` are the pairs whose tie somebody does not want used.
    """

    layer: str
    version: int
    on: float
    projection: Projection
    guesses: Guesses
    closed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    unused: frozenset[Pair] = frozenset()

    @cached_property
    def usable(self) -> Projection:
        """The ties that may be used."""
        known = self.projection.position
        pairs = [pair for pair in sorted(self.unused) if pair[0] in known and pair[1] in known]
        return self.projection.with_changes(pairs, [0.0] * len(pairs)) if pairs else self.projection

    @cached_property
    def _sure(self) -> Paths:
        return Paths(self.usable.confirmed)

    @cached_property
    def _supposed(self) -> Paths:
        return Paths(self.usable)

    @cached_property
    def unrestricted(self) -> Paths:
        """The search over all confirmed ties, whatever anybody wishes: only to say that a wish stands in the way."""
        return Paths(self.projection.confirmed)

    def paths(self, *, guesses: bool) -> Paths:
        """The search over these ties; it remembers how near everybody is to the last few source sets."""
        return self._supposed if guesses else self._sure

    def with_ties(self, columns: Columns, prefix: str, version: int) -> "View":
        """The same with these ties as they are now."""
        kept = columns.without(self.gone)
        values, marks = _strengths(kept, prefix, _weights(kept.pairs, self.guesses), self.on)
        changed = self.projection.with_changes(kept.pairs, values.tolist(), marks.tolist())
        return replace(self, projection=changed, version=version)


@dataclass
class _State:
    """What is held between two questions. Changes up to `floor` are surely in; `applied` says which later ones are."""

    views: dict[str, View]
    removed: int
    structure: int
    preferences: int
    gatherings: int
    floor: int
    moved_at: float
    wished_at: float = -math.inf
    gathered_at: float = -math.inf
    applied: dict[Pair, int] = field(default_factory=dict)
    members: dict[tuple[str, str], View] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return self.views["all"].version


class Network:
    """Thread-safe; make one when the process starts and hand it to whoever asks."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._state: _State | None = None

    def current(self, database: "Database", actor: Actor) -> View:
        """The network as of the last committed write, for this reader. Raises DatabaseUnavailable."""
        with self._lock:
            state = self._refreshed(database, actor.today)
            if actor.sees_all:
                return state.views["all"]
            if not actor.sight["own_user"]:
                return state.views["shared"]
            return self._members(database, state, actor)

    def forget(self) -> None:
        """Drop everything; the next question reads it anew."""
        with self._lock:
            self._state = None

    def _refreshed(self, database: "Database", today: str) -> _State:
        state = self._state
        if state is not None and state.views["all"].on == day(today):
            row = database.read(changed_ties, state.floor, MOST_CHANGES)
            counters = _counters(row)
            stands = (counters[TIES_REMOVED], counters[STRUCTURE]) == (state.removed, state.structure)
            if stands and counters[TIES] >= state.floor and len(row["key"]) < MOST_CHANGES:
                _apply(state, row, counters[TIES])
                _take_in_wishes(state, database, counters[PREFERENCES], today)
                _take_in_gatherings(state, database, counters[GATHERINGS], today)
                return state
        self._state = _loaded(database, today)
        return self._state

    def _members(self, database: "Database", state: _State, actor: Actor) -> View:
        """The shared part with the ties over it that this member may see more of."""
        who = (actor.user_id, actor.person_id or "")
        known = state.members.get(who)
        if known is None or known.version != state.version:
            shared = state.views["shared"]
            own = database.read(own_ties, actor)
            known = replace(shared.with_ties(own, "", state.version), layer=f"member {actor.user_id}")
            if len(state.members) >= MOST_MEMBERS:
                state.members.pop(next(iter(state.members)))
            state.members[who] = known
        return known


def _counters(row: Mapping[str, Any]) -> dict[str, int]:
    found = {name: value for name, value in row["counters"] if name is not None}
    return {name: found.get(name, 0) for name in COUNTERS}


@dataclass(frozen=True)
class _Apart:
    """Who is gone, who is not to be asked, and which pairs are not to be used."""

    gone: frozenset[str]
    closed: frozenset[str]
    unused: frozenset[Pair]

    def over(self, view: View) -> View:
        return replace(view, closed=self.closed, unused=self.unused)


def _apart(tx: "ManagedTransaction", today: str) -> _Apart:
    """As of a day (ISO date)."""
    row = tx.run(APART, today=today).single(strict=True)
    unused = frozenset(pair_of(*pair) for pair in row["unused"])
    return _Apart(frozenset(row["gone"]), frozenset(row["closed"]), unused)


def _take_in_wishes(state: _State, database: "Database", counter: int, today: str) -> None:
    """Read again who may be asked, when somebody's wishes changed a moment ago."""
    if counter != state.preferences:
        state.preferences, state.wished_at = counter, time.monotonic()
    elif time.monotonic() - state.wished_at > SETTLING:
        return
    apart = database.read(_apart, today)
    shown = state.views["all"]
    if (apart.closed, apart.unused) != (shown.closed, shown.unused):
        state.views = {layer: apart.over(view) for layer, view in state.views.items()}
        state.members = {}


def _take_in_gatherings(state: _State, database: "Database", counter: int, today: str) -> None:
    """Guess again from who came to what, when that changed a moment ago, for those who may know of it."""
    if counter != state.gatherings:
        state.gatherings, state.gathered_at = counter, time.monotonic()
    elif time.monotonic() - state.gathered_at > SETTLING:
        return
    shown = state.views["all"]
    guesses = state.views["shared"].guesses.and_also(database.read(attendance_guesses, today))
    if pairs := shown.guesses.differing(guesses):
        columns = database.read(ties_of_pairs, pairs)
        state.views["all"] = replace(shown, guesses=guesses).with_ties(columns, "", shown.version)


def _apply(state: _State, row: Mapping[str, Any], version: int) -> None:
    """Take in the changes that are not in yet."""
    columns, changes = Columns.of(row), row["change"]
    new = [n for n, pair in enumerate(columns.pairs) if changes[n] > state.applied.get(pair, state.floor)]
    if new:
        some = columns.taken(new)
        for layer, prefix in zip(("all", "shared"), LAYERS, strict=True):
            state.views[layer] = state.views[layer].with_ties(some, prefix, version)
        state.applied |= {columns.pairs[n]: changes[n] for n in new}
        state.moved_at = time.monotonic()
    elif version != state.version:
        state.views = {layer: replace(view, version=version) for layer, view in state.views.items()}
        state.moved_at = time.monotonic()
    elif version != state.floor and time.monotonic() - state.moved_at > SETTLING:
        state.floor, state.applied = version, {}


def _loaded(database: "Database", today: str) -> _State:
    """Everything read anew. The counters are read first: what is committed meanwhile is read again as a change."""
    patient = database.within(LOAD_SECONDS)
    counters = _counters(patient.read(lambda tx: tx.run(EVERY_COUNTER).single(strict=True)))
    apart = patient.read(_apart, today)
    public = patient.read(all_guesses, today)
    guesses = {"all": public.and_also(patient.read(attendance_guesses, today)), "shared": public}
    columns = all_ties(patient).without(apart.gone)
    columns = columns.and_unknown(sorted(guesses["all"].by_pair.keys() - set(columns.pairs)))
    people, a, b = placed(columns.pairs)
    views = {}
    for layer, prefix in zip(("all", "shared"), LAYERS, strict=True):
        weights = _weights(columns.pairs, guesses[layer])
        projection = Projection.of_positions(people, a, b, *_strengths(columns, prefix, weights, day(today)))
        views[layer] = apart.over(View(layer, counters[TIES], day(today), projection, guesses[layer], gone=apart.gone))
    return _State(
        views=views,
        removed=counters[TIES_REMOVED],
        structure=counters[STRUCTURE],
        preferences=counters[PREFERENCES],
        gatherings=counters[GATHERINGS],
        floor=counters[TIES],
        moved_at=time.monotonic(),
    )


def _strengths(
    columns: Columns, prefix: str, weights: FloatArray, on: float
) -> tuple[FloatArray, np.ndarray[Any, Any]]:
    """The strength of each tie, 0 for a strained one, and whether it is only a guess.

    A guess, of this weight, counts only while nobody has confirmed the tie, so that it never makes a known tie look
    better.
    """
    rating, rated_on, last_two_way, log_a, valence = (columns.sums[prefix + name] for name in SUMS)
    tally = Tally(rating, rated_on, last_two_way, log_a)
    sure = confirmed(tally)
    found = strengths(replace(tally, guessed=np.where(sure, 0.0, weights)), on)
    return np.where(valence < 0, 0.0, found), ~sure


def _weights(pairs: Sequence[Pair], guesses: Guesses) -> FloatArray:
    """How likely a tie of each pair is, judged by the guesses alone."""
    weights = np.zeros(len(pairs))
    for place, pair in enumerate(pairs):
        if found := guesses.by_pair.get(pair):
            weights[place] = combined(guess.weight for guess in found)
    return weights
