"""Ties as compressed sparse rows: who is tied to whom and how strongly, in a few flat arrays. Pure, immutable.

Every tie stands in both its people's rows. People are sorted by id and called by their position; a row is sorted by
falling strength, and then by neighbour. So equal data gives equal rows, however it was arrived at.

Rows stand one after the other at first. A row that changes is written anew behind them all, in room left free for it,
so that a change costs as much as the rows it touches, whatever else is tied to whom. Earlier projections share the
arrays and go on reading the rows as they were.

A path's value is the product of its strengths. It is kept as a sum of costs, cost = -ln(strength), in whole
units of 2^-40. Sums of whole numbers (which floats hold exactly up to 2^53) are the same in any order: equal
values are equal, bounds are exact, and no ranking of paths depends on rounding. A unit is 1e-12 of a value.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Positions = NDArray[np.int64]
Costs = NDArray[np.float64]

UNIT = 2.0**-40
ROOM, LEAST_ROOM = 8, 4096  # an eighth of the entries is left free for changes, and so many at least
Pair = tuple[str, str]


def costs_of(strengths: ArrayLike) -> Costs:
    """Strengths in (0, 1] as costs: whole numbers, at least 0."""
    return np.abs(np.rint(np.log(np.asarray(strengths, dtype=np.float64)) / UNIT))


@dataclass(frozen=True)
class Entries:
    """Ties as they stand in the rows, one after the other: each tie twice, once from either side."""

    neighbours: Positions
    strengths: NDArray[np.float64]
    guesses: NDArray[np.bool_]
    costs: Costs

    @cached_property
    def neighbour(self) -> Sequence[int]:
        """The neighbours as a view that gives plain Python numbers: one by one it is faster than the array."""
        return self.neighbours.data

    @cached_property
    def strength(self) -> Sequence[float]:
        """The strengths as such a view."""
        return self.strengths.data

    @cached_property
    def guess(self) -> Sequence[bool]:
        """The guesses as such a view."""
        return cast("Sequence[bool]", self.guesses.data)

    @cached_property
    def cost(self) -> Sequence[float]:
        """The costs as such a view."""
        return self.costs.data

    def with_room(self, more: int) -> "Entries":
        """The same, with room for so many more behind them."""
        return Entries(*[np.concatenate((column, np.empty(more, column.dtype))) for column in self._columns])

    def put(self, at: int, piece: "Entries") -> None:
        """Write these into the room, from a place on."""
        for column, values in zip(self._columns, piece._columns, strict=True):
            column[at : at + len(values)] = values

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.neighbours, self.strengths, self.guesses, self.costs

    def taken(self, places: slice | NDArray[np.int64] | NDArray[np.bool_]) -> "Entries":
        """The entries at these places, in that order."""
        return Entries(self.neighbours[places], self.strengths[places], self.guesses[places], self.costs[places])

    @classmethod
    def joined(cls, pieces: Sequence["Entries"]) -> "Entries":
        """One after the other."""
        return cls(*[np.concatenate(columns) for columns in zip(*[piece._columns for piece in pieces], strict=True)])


class Room:
    """How far entries are filled that several projections share, each adding its rows behind those of the others."""

    def __init__(self, filled: int, size: int) -> None:
        self._filled, self._size, self._lock = filled, size, Lock()

    def reserved(self, count: int) -> int | None:
        """The first of so many free places, which are the caller's from now on; None when there are not as many."""
        with self._lock:
            at = self._filled
            if at + count > self._size:
                return None
            self._filled += count
            return at


@dataclass(frozen=True, eq=False)
class Projection:
    """The ties of a set of people. `starts[i]:ends[i]` is the row of the person at position i among the entries."""

    people: tuple[str, ...]
    starts: Positions
    ends: Positions
    entries: Entries
    room: Room

    @classmethod
    def of(
        cls,
        people: Collection[str],
        a: Sequence[str],
        b: Sequence[str],
        strengths: ArrayLike,
        guesses: ArrayLike | None = None,
    ) -> "Projection":
        """From columns, one place per tie: the ids of its two people, its strength in [0, 1], whether it is
        only a guess (default: none is).

        Everybody in `a` and `b` must be in `people`, which may also hold people without ties. A tie of
        strength 0 is left out. ValueError for a pair given twice, somebody tied to themselves, or a strength
        outside [0, 1]; KeyError for somebody unknown.
        """
        return cls.of_positions(*placed(list(zip(a, b, strict=True)), people), strengths, guesses)

    @classmethod
    def of_positions(
        cls,
        people: tuple[str, ...],
        a: ArrayLike,
        b: ArrayLike,
        strengths: ArrayLike,
        guesses: ArrayLike | None = None,
    ) -> "Projection":
        """As `of`, with `people` sorted and each end of a tie given as a position in it."""
        rows, entries = _both_ways(a, b, strengths, guesses)
        _refuse_twice(rows * len(people) + entries.neighbours)
        order = np.lexsort((entries.neighbours, entries.costs, rows))
        return cls._packed(people, np.bincount(rows, minlength=len(people)), entries.taken(order))

    @classmethod
    def _packed(
        cls, people: tuple[str, ...], sizes: NDArray[np.int64], entries: Entries, room: int = 0
    ) -> "Projection":
        """With rows of these sizes, one after the other, and room for changes; for so many entries at least."""
        ends, filled = sizes.cumsum(), len(entries.costs)
        more = max(room, filled // ROOM + LEAST_ROOM)
        return cls(people, ends - sizes, ends, entries.with_room(more), Room(filled, filled + more))

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each person stands."""
        return {person: place for place, person in enumerate(self.people)}

    @property
    def tie_count(self) -> int:
        return int((self.ends - self.starts).sum()) // 2

    def positions(self, people: Collection[str]) -> list[int]:
        """Where these people stand, in order; people who are not here are passed over."""
        return sorted(self.position[person] for person in people if person in self.position)

    def row(self, place: int) -> slice:
        """Where a person's entries are."""
        return slice(self._start[place], self._end[place])

    def ties(self, place: int) -> Entries:
        """A person's ties, the strongest first."""
        return self.entries.taken(self.row(place))

    def tie(self, a: int, b: int) -> tuple[float, bool]:
        """The strength between two positions and whether it is a guess; (0.0, False) without a tie."""
        row = self.row(a)
        for place in np.flatnonzero(self.entries.neighbours[row] == b) + row.start:
            return float(self.entries.strengths[place]), bool(self.entries.guesses[place])
        return 0.0, False

    def places(self, rows: Positions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the entries of these people's rows are, row after row, and where each row begins among them."""
        first = self.starts[rows]
        sizes = self.ends[rows] - first
        begins = sizes.cumsum() - sizes
        return np.repeat(first - begins, sizes) + np.arange(sizes.sum()), begins

    def all_rows(self) -> tuple[Entries, NDArray[np.int64]]:
        """Everybody's rows one after the other, and the position whose row each entry stands in."""
        everybody = np.arange(len(self.people))
        places, _ = self.places(everybody)
        return self.entries.taken(places), np.repeat(everybody, self.ends - self.starts)

    @cached_property
    def _start(self) -> Sequence[int]:
        """The starts as a view that gives plain Python numbers, which index faster."""
        return self.starts.data

    @cached_property
    def _end(self) -> Sequence[int]:
        """The ends as such a view."""
        return self.ends.data

    @cached_property
    def confirmed(self) -> "Projection":
        """The same people without the guesses."""
        entries, rows = self.all_rows()
        kept = ~entries.guesses
        if kept.all():
            return self
        return self._packed(self.people, np.bincount(rows[kept], minlength=len(self.people)), entries.taken(kept))

    @cached_property
    def guessed(self) -> Positions:
        """The guesses as rows of two positions, each pair once."""
        entries, rows = self.all_rows()
        once = entries.guesses & (rows < entries.neighbours)
        return np.column_stack((rows[once], entries.neighbours[once]))

    def with_changes(
        self, pairs: Sequence[Pair], strengths: Sequence[float], guesses: Sequence[bool] | None = None
    ) -> "Projection":
        """A projection in which these pairs have these strengths (0 removes a tie), as if made anew.

        Only the rows of the people named are written anew. New people are taken in, which costs more.
        """
        marks = [False] * len(pairs) if guesses is None else list(guesses)
        changed = self._with_people({person for pair in pairs for person in pair})
        changed = changed._respliced(pairs, strengths, marks)
        if "confirmed" in self.__dict__:
            if self.confirmed is not self:
                sure = [0.0 if guess else strength for strength, guess in zip(strengths, marks, strict=True)]
                changed.__dict__["confirmed"] = self.confirmed.with_changes(pairs, sure)
            elif not any(marks):
                changed.__dict__["confirmed"] = changed
        return changed

    def _with_people(self, named: Collection[str]) -> "Projection":
        """With rows for people not yet here, who push those sorted after them to later positions."""
        new = set(named).difference(self.position)
        if not new:
            return self
        people = tuple(sorted((*self.people, *new)))
        position = {person: place for place, person in enumerate(people)}
        moved = np.fromiter(map(position.__getitem__, self.people), np.int64, len(self.people))
        sizes = np.zeros(len(people), np.int64)
        sizes[moved] = self.ends - self.starts
        entries, _ = self.all_rows()
        return self._packed(people, sizes, replace(entries, neighbours=moved[entries.neighbours]))

    def _respliced(self, pairs: Sequence[Pair], strengths: Sequence[float], guesses: Sequence[bool]) -> "Projection":
        """With the rows of these pairs' people made anew. Their ties among each other come twice, so each row
        keeps the old entries that no pair replaces and takes in its own half of the new ones."""
        ends = np.array([[self.position[person] for person in pair] for pair in pairs], np.int64).reshape(-1, 2)
        low, high = np.sort(ends, axis=1).T
        _refuse_twice(low * len(self.people) + high)
        rows, fresh = _both_ways(ends[:, 0], ends[:, 1], strengths, guesses)
        anew = {}
        for place in np.unique(ends).tolist():
            replaced = np.concatenate((ends[ends[:, 0] == place, 1], ends[ends[:, 1] == place, 0]))
            old = self.ties(place)
            row = Entries.joined([old.taken(~np.isin(old.neighbours, replaced)), fresh.taken(rows == place)])
            anew[place] = row.taken(np.lexsort((row.neighbours, row.costs)))
        return self._with_rows(anew)

    def _with_rows(self, anew: Mapping[int, Entries]) -> "Projection":
        """With these rows, put into free room; where it is used up, everything is packed into new arrays first."""
        size = sum(len(row.costs) for row in anew.values())
        at = self.room.reserved(size)
        if at is None:
            entries, _ = self.all_rows()
            changed = self._packed(self.people, self.ends - self.starts, entries, size)._with_rows(anew)
        else:
            changed = replace(self, starts=self.starts.copy(), ends=self.ends.copy())
            for place, row in anew.items():
                self.entries.put(at, row)
                changed.starts[place], changed.ends[place] = at, at + len(row.costs)
                at += len(row.costs)
        changed.__dict__["position"] = self.position
        return changed


def placed(pairs: Sequence[Pair], people: Collection[str] = ()) -> tuple[tuple[str, ...], Positions, Positions]:
    """Everybody in the pairs, in order, and where the two of each stand. With `people`: all of these, and no others."""
    ordered = tuple(sorted(people or {person for pair in pairs for person in pair}))
    position = {person: place for place, person in enumerate(ordered)}
    ends = np.fromiter((position[person] for pair in pairs for person in pair), np.int64, 2 * len(pairs))
    return ordered, ends[0::2], ends[1::2]


def _refuse_twice(pairs: NDArray[np.int64]) -> None:
    """ValueError where a number stands twice. Sorting tells it sooner than a set of a million does."""
    ordered = np.sort(pairs)
    if (ordered[1:] == ordered[:-1]).any():
        raise ValueError("A pair of people has one tie at most.")


def _both_ways(
    a: ArrayLike, b: ArrayLike, strengths: ArrayLike, guesses: ArrayLike | None
) -> tuple[Positions, Entries]:
    """Ties as unsorted entries, each from both sides, with the row that each belongs to."""
    one, other = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    values = np.asarray(strengths, dtype=np.float64)
    marks = np.zeros(len(values), np.bool_) if guesses is None else np.asarray(guesses, dtype=np.bool_)
    if (one == other).any():
        raise ValueError("Nobody has a tie to themselves.")
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("A strength lies between 0 and 1.")
    kept = values > 0
    one, other, values, marks = one[kept], other[kept], np.tile(values[kept], 2), np.tile(marks[kept], 2)
    entries = Entries(np.concatenate((other, one)), values, marks, costs_of(values))
    return np.concatenate((one, other)), entries
