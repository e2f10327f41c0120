"""Who should ask whom, so that what the asks can be expected to move is greatest. Pure and exact.

A pair's reach is `strength * willingness * undecided`: how well the asker knows the member, how gladly they ask, and
how much of the member's mind is still to be made up, each from 0 to 1. A plan takes pairs so that the sum of their
reach is greatest, nobody asks more often than their limit, and nobody is asked by more than two. Of plans that reach
equally much, the one is taken whose askers have rested longest.

This is a transportation problem with bounded arcs. Its matrix is totally unimodular, so the linear program's corners
are whole (Hoffman and Kruskal 1956), and it is solved by HiGHS without branching. Reach is counted in whole units and
rest in whole days below them, so that prices are whole too; by them every plan is proved optimal before it is returned
(strong duality, with no rounding).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_ASKERS = 2  # of one member
UNITS = 10_000  # of reach in 1
LONGEST_REST = 730  # days; a longer rest counts as this, and so does never having been asked

Pair = tuple[str, str]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Asker:
    """Somebody who may ask: `limit` is how many asks they can still be given, `rested` the days since their last one
    (None: never asked)."""

    id: str
    limit: int
    rested: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A pair that a plan may take: an asker's id and a member's, and what their reach is the product of."""

    asker: str
    member: str
    strength: float
    willingness: float
    undecided: float

    @property
    def pair(self) -> Pair:
        return self.asker, self.member

    @property
    def reach(self) -> float:
        """From 0 to 1."""
        return self.strength * self.willingness * self.undecided


class WhyNot(StrEnum):
    """Why a candidate is not in the plan."""

    BUSY = "busy"  # the asker's asks are all used where they move more
    LESS = "less"  # those who ask the member reach more
    RESTING = "resting"  # the asker can be given no ask now
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class NextBest:
    """The candidate who would come next for a member, and why they were not taken."""

    candidate: Candidate
    why_not: WhyNot


@dataclass(frozen=True)
class PlannedAsk:
    """A pair that was taken. `next_best` is None where nobody else could ask."""

    candidate: Candidate
    pinned: bool
    next_best: NextBest | None


@dataclass(frozen=True)
class Plan:
    """The asks, the farthest reaching first; `reach` is their sum. `unreached` are members with no ask."""

    asks: tuple[PlannedAsk, ...]
    reach: float
    unreached: tuple[str, ...]


class ImpossiblePins(ValueError):
    """Pins that no plan can hold: `problems` says why for each pair."""

    def __init__(self, problems: Mapping[Pair, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


def best_plan(
    askers: Iterable[Asker],
    candidates: Iterable[Candidate],
    *,
    pins: Collection[Pair] = (),
    forbidden: Collection[Pair] = (),
) -> Plan:
    """The best plan that holds every pinned pair and no forbidden one. Raises ImpossiblePins.

    A candidate of somebody who is not among the askers, or of no reach, is never taken. Equal input, equal plan.
    """
    known = {asker.id: asker for asker in askers}
    every = sorted((one for one in candidates if one.asker in known), key=lambda one: one.pair)
    pinned, barred = set(pins), set(forbidden)
    offered = [one for one in every if one.pair not in barred and (one.pair in pinned or _units(one) > 0)]
    _check_pins(pinned, offered, known)
    taken, prices = _solved(offered, known, pinned) if offered else (set(), {})
    asks = [
        PlannedAsk(one, one.pair in pinned, next_best)
        for one, next_best in _with_next_best(every, taken, barred, _whys(prices, known))
    ]
    asks.sort(key=lambda ask: (-ask.candidate.reach, ask.candidate.pair))
    reached = {member for _, member in taken}
    unreached = sorted({one.member for one in every} - reached)
    return Plan(tuple(asks), sum(ask.candidate.reach for ask in asks), tuple(unreached))


def worth(candidates: Iterable[Candidate], askers: Mapping[str, Asker]) -> tuple[int, int]:
    """What a plan is judged by: its reach in whole units, then its askers' days of rest."""
    taken = list(candidates)
    return sum(_units(one) for one in taken), sum(_rest(askers[one.asker]) for one in taken)


def _units(candidate: Candidate) -> int:
    return round(candidate.reach * UNITS)


def _rest(asker: Asker) -> int:
    return LONGEST_REST if asker.rested is None else min(max(asker.rested, 0), LONGEST_REST)


def _check_pins(pins: set[Pair], offered: Sequence[Candidate], askers: Mapping[str, Asker]) -> None:
    possible = {one.pair for one in offered}
    by_asker, by_member = Counter(asker for asker, _ in pins), Counter(member for _, member in pins)
    problems = {}
    for pair in sorted(pins):
        asker, member = pair
        if pair not in possible:
            problems[pair] = "This pair cannot be pinned: there is no tie to use, or it is forbidden."
        elif by_asker[asker] > askers[asker].limit:
            problems[pair] = f"{by_asker[asker]} asks are pinned to somebody who can take {askers[asker].limit}."
        elif by_member[member] > MOST_ASKERS:
            problems[pair] = f"{by_member[member]} people are pinned to ask one member; {MOST_ASKERS} may."
    if problems:
        raise ImpossiblePins(problems)


def _solved(
    offered: Sequence[Candidate], askers: Mapping[str, Asker], pins: set[Pair]
) -> tuple[set[Pair], dict[str, int]]:
    """The pairs of the best plan, and what one more ask of each asker would be worth."""
    ids, members = sorted({one.asker for one in offered}), sorted({one.member for one in offered})
    row = {asker: n for n, asker in enumerate(ids)} | {("member", m): len(ids) + n for n, m in enumerate(members)}
    ends = np.array([(row[one.asker], row["member", one.member]) for one in offered], dtype=np.int64)
    limits = np.array([max(askers[asker].limit, 0) for asker in ids] + [MOST_ASKERS] * len(members), dtype=np.int64)
    below = LONGEST_REST * MOST_ASKERS * len(members) + 1  # more than all rest together, so reach always comes first
    gains = np.array([_units(one) * below + _rest(askers[one.asker]) for one in offered], dtype=np.int64)
    lower = np.array([one.pair in pins for one in offered], dtype=np.int64)
    taken, prices = _optimum(ends, limits, gains, lower)
    chosen = {one.pair for one, is_taken in zip(offered, taken, strict=True) if is_taken}
    return chosen, {asker: int(prices[n]) for n, asker in enumerate(ids)}


def _optimum(ends: Whole, limits: Whole, gains: Whole, lower: Whole) -> tuple[NDArray[np.bool_], Whole]:
    """Which arcs to take, and a price for each row's limit, proved to be the best by their agreement."""
    solution = _highs(ends, limits, gains, lower)
    taken = np.rint(solution.col_value).astype(np.int64)
    prices = np.maximum(np.rint(solution.row_dual).astype(np.int64), 0)
    left = gains - prices[ends].sum(axis=1)  # what each arc gains beyond the prices of its ends
    bound = int(prices @ limits + np.maximum(left, 0).sum() + (np.minimum(left, 0) * lower).sum())
    held = bool(
        (np.bincount(ends.ravel(), np.repeat(taken, 2), len(limits)) <= limits).all() and (taken >= lower).all()
    )
    if not held or int(gains @ taken) != bound:
        raise ArithmeticError("The solver's plan could not be proved to be the best one.")
    return taken > 0, prices


def _highs(ends: Whole, limits: Whole, gains: Whole, lower: Whole) -> Any:
    import highspy  # only plans need it

    arcs, rows = len(gains), len(limits)
    program = highspy.HighsLp()
    program.sense_ = highspy.ObjSense.kMaximize
    program.num_col_, program.num_row_ = arcs, rows
    program.col_cost_ = gains.astype(np.float64)
    program.col_lower_, program.col_upper_ = lower.astype(np.float64), np.ones(arcs)
    program.row_lower_, program.row_upper_ = np.full(rows, -np.inf), limits.astype(np.float64)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.arange(arcs + 1) * 2
    program.a_matrix_.index_ = ends.ravel()
    program.a_matrix_.value_ = np.ones(2 * arcs)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "simplex")  # ends in a corner, whose prices are exact
    solver.setOptionValue("threads", 1)
    solver.passModel(program)
    solver.run()
    return solver.getSolution()


def _with_next_best(
    every: Sequence[Candidate], taken: set[Pair], barred: set[Pair], whys: Mapping[str, WhyNot]
) -> Iterable[tuple[Candidate, NextBest | None]]:
    left: dict[str, list[Candidate]] = defaultdict(list)
    for one in every:
        if one.pair not in taken and _units(one) > 0:
            left[one.member].append(one)
    for one in every:
        if one.pair in taken:
            others = left[one.member]
            best = min(others, key=lambda other: (-other.reach, other.asker)) if others else None
            why = (
                WhyNot.FORBIDDEN if best and best.pair in barred else whys.get(best.asker if best else "", WhyNot.LESS)
            )
            yield one, NextBest(best, why) if best else None


def _whys(prices: Mapping[str, int], askers: Mapping[str, Asker]) -> dict[str, WhyNot]:
    """Who could not be given one more ask. By complementary slackness, an asker whose time has a price is at their
    limit elsewhere."""
    busy = {asker: WhyNot.BUSY for asker, price in prices.items() if price > 0}
    return busy | {asker.id: WhyNot.RESTING for asker in askers.values() if asker.limit < 1}
