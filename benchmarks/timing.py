"""Taking times: the wall clock of many single runs, told by their median and their least."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter


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
    def is_bound(self) -> bool:
        """Whether the median is only known to be more than it says."""
        return self.bound is not None and self.median >= self.bound

    @property
    def shown(self) -> str:
        """Such as "0.31 ms" or "> 20 s"."""
        return f"{'> ' if self.is_bound else ''}{in_words(self.median)}"


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


def timed(runs: Iterable[Callable[[], object]]) -> Timing:
    """Each run once, in order."""
    seconds = []
    with undisturbed():
        for run in runs:
            start = perf_counter()
            run()
            seconds.append(perf_counter() - start)
    return Timing(tuple(seconds))
