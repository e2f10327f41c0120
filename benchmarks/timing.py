"""Taking times of many single runs, told by their median and their least.

What is computed within one process is timed by its processor time, which a busy machine hardly changes and which on an
idle one is the clock's; what asks a server is timed by the clock.
"""

import gc
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

TIMES = 3
QUICK = 0.5  # seconds

Run = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds of single runs. `bound`: so many seconds were not enough for the run after them."""

    seconds: tuple[float, ...]
    bound: float | None = None

    @property
    def median(self) -> float:
        """The middle one; with a run that was stopped, at least this."""
        stopped = () if self.bound is None else (self.bound,)
        return float(median((*self.seconds, *stopped)))

    @property
    def p95(self) -> float:
        """So long took nineteen of twenty, at most."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]

    @property
    def is_bound(self) -> bool:
        """Whether the median is only known to be more than it says."""
        return self.bound is not None and self.median >= self.bound

    @property
    def shown(self) -> str:
        """Such as "0.31 ms" or "> 20 s"."""
        return f"{'> ' if self.is_bound else ''}{in_words(self.median)}"

    def over(self, other: "Timing") -> str:
        """How many times as long as another: "47", "1.6" or "> 900". Of what answered fewer of the same questions,
        those are compared."""
        asked = len(self.seconds) + (self.bound is not None)
        times = self.median / Timing(other.seconds[:asked]).median
        return f"{'> ' if self.is_bound else ''}{times:,.0f}" if times >= 10 else f"{times:.2g}"


def in_words(seconds: float) -> str:
    """With three figures and a fitting unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector, as `timeit` does."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def least(prepare: Callable[[], Run], clock: Callable[[], float] = process_time) -> tuple[float, object]:
    """The seconds of one run and what it answered; of a quick one, the best of three, each prepared anew: what else the
    machine has to do can only add to them."""
    seconds: list[float] = []
    while len(seconds) < TIMES and all(one < QUICK for one in seconds):
        run = prepare()
        start = clock()
        answer = run()
        seconds.append(clock() - start)
    return min(seconds), answer


def timed(prepared: Iterable[Callable[[], Run]]) -> Timing:
    """Each in order, by its `least`. What prepares a run is not timed."""
    with undisturbed():
        return Timing(tuple(least(prepare)[0] for prepare in prepared))


def alternately(times: int, **runs: Callable[[], Run]) -> dict[str, Timing]:
    """Several things that change the graph, in turns, so that none is measured on a graph that others have not met."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    with undisturbed():
        for _ in range(times):
            for name, prepare in runs.items():
                run = prepare()
                start = perf_counter()
                run()
                seconds[name].append(perf_counter() - start)
    return {name: Timing(tuple(taken)) for name, taken in seconds.items()}
