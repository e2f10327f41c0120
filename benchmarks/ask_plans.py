"""Who should ask whom: the best plan beside that of taking the farthest-reaching pair first, in reach and in time."""

import random
from collections import Counter
from collections.abc import Sequence
from functools import partial

from benchmarks.table import Measure
from benchmarks.timing import timed
from crm.asks.planning import MOST_ASKERS, Asker, Candidate, best_plan

SEATS, ASKERS = 174, 300
LIMIT = 3
CASES = ((0.05, "each knows a few"), (0.3, "each knows many"), (1.0, "everybody knows everybody"))


def drawn(density: float, seed: int = 11) -> tuple[list[Asker], list[Candidate]]:
    """A legislature and its askers; a share `density` of all pairs know each other, most of them a little."""
    lot = random.Random(seed)
    askers = [
        Asker(f"asker {n}", lot.choice((0, 1, 1, LIMIT)), lot.choice((None, *range(0, 400, 10)))) for n in range(ASKERS)
    ]
    minds = [lot.choice((0.2, 0.5, 0.8, 1.0)) for _ in range(SEATS)]
    candidates = [
        Candidate(asker.id, f"member {n}", lot.random() ** 2, lot.choice((0.5, 1.0)), mind)
        for asker in askers
        for n, mind in enumerate(minds)
        if lot.random() < density
    ]
    return askers, candidates


def greedy(askers: Sequence[Asker], candidates: Sequence[Candidate]) -> float:
    """The rival: takes pairs by falling reach while the limits allow it."""
    left, asked, reach = {asker.id: asker.limit for asker in askers}, Counter[str](), 0.0
    for one in sorted(candidates, key=lambda one: -one.reach):
        if left[one.asker] > 0 and asked[one.member] < MOST_ASKERS:
            left[one.asker] -= 1
            asked[one.member] += 1
            reach += one.reach
    return reach


def rows() -> list[Measure]:
    """Two figures per case; the meaning says what each plan reaches."""
    measures = []
    for density, words in CASES:
        askers, candidates = drawn(density)
        best, simple = best_plan(askers, candidates).reach, greedy(askers, candidates)
        floor = timed([lambda a=askers, c=candidates: partial(greedy, a, c)] * 3)  # type: ignore[misc]
        ours = timed([lambda a=askers, c=candidates: partial(best_plan, a, c)] * 3)  # type: ignore[misc]
        size = f"{len(candidates):,} pairs, {words}"
        measures.append(Measure("farthest pair first", floor, f"reaches {simple:.1f}: {size}"))
        gain = 100 * (best / simple - 1)
        measures.append(
            Measure("the best plan", ours, f"reaches {best:.1f}, {gain:.1f} % more, and is proved best", floor)
        )
    return measures
