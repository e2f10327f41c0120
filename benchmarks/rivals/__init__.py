"""Other ways to answer the same question, each in a process of its own with a limit on its time."""

import math
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import process_time
from typing import Any

from benchmarks.population import Population
from benchmarks.timing import Timing, least, undisturbed

HOPS = 4
COUNT = 5
PREPARATION_SECONDS = 600.0
GRACE_SECONDS = 20.0
ENOUGH = 3  # times the limit, for all answers together
Answer = Callable[[int, int], list[float]]


class NotInstalled(Exception):
    """The rival is not on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Rival:
    """`opened` gives, for a population, a function from (source, target) to the values of the strongest paths.

    `meaning` is one sentence on what its figure says; `same_question` whether its answers are to equal ours; `clock`
    what it is timed by (see timing.py).
    """

    name: str
    meaning: str
    opened: Callable[[Population], AbstractContextManager[Answer]]
    same_question: bool = True
    clock: Callable[[], float] = process_time


@dataclass(frozen=True)
class Outcome:
    """What came of a rival: its timing and answers, or the reason why there are none."""

    rival: Rival
    timing: Timing | None
    answers: tuple[list[float], ...] = ()
    missing: str = ""

    def agrees(self, expected: Sequence[Sequence[float]]) -> bool:
        """Whether the answers it gave are the expected ones."""
        return all(
            len(found) == len(wanted) and all(map(_is_close, sorted(found, reverse=True), wanted))
            for found, wanted in zip(self.answers, expected, strict=False)
        )


def _is_close(found: float, wanted: float) -> bool:
    return math.isclose(found, wanted, rel_tol=1e-9)


def measured(rival: Rival, population: Population, pairs: Sequence[tuple[int, int]], limit: float) -> Outcome:
    """Answer the pairs until all are answered, one takes longer than `limit` seconds, or all take three times that."""
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer_all, args=(rival, population, pairs, theirs))
    child.start()
    theirs.close()
    is_done = False
    try:
        outcome = _received(rival, ours, len(pairs), limit)
        is_done = outcome.timing is None or outcome.timing.bound is None
        return outcome
    finally:
        ours.close()
        _end(child, GRACE_SECONDS if is_done else 0)


def _received(rival: Rival, ours: Connection, pairs: int, limit: float) -> Outcome:
    seconds: list[float] = []
    answers: list[list[float]] = []
    if not ours.poll(PREPARATION_SECONDS):
        return Outcome(rival, None, missing=f"not ready after {PREPARATION_SECONDS:.0f} s")
    if problem := _next(ours):
        return Outcome(rival, None, missing=problem)
    while len(seconds) < pairs and sum(seconds) < ENOUGH * limit:
        if not ours.poll(limit):
            return Outcome(rival, Timing(tuple(seconds), bound=limit), tuple(answers))
        taken, values = _next(ours)
        seconds.append(taken)
        answers.append(values)
    return Outcome(rival, Timing(tuple(seconds)), tuple(answers))


def _next(ours: Connection) -> Any:
    try:
        return ours.recv()
    except EOFError:
        return "it stopped of itself"


def _answer_all(rival: Rival, population: Population, pairs: Sequence[tuple[int, int]], theirs: Connection) -> None:
    os.setsid()
    try:
        with rival.opened(population) as answer:
            theirs.send("")
            with undisturbed():
                for pair in pairs:
                    theirs.send(least(partial(partial, answer, *pair), rival.clock))
    except NotInstalled as missing:
        theirs.send(str(missing))
    except (BrokenPipeError, KeyboardInterrupt):
        pass  # enough was measured


def _end(child: BaseProcess, grace: float) -> None:
    """Let the child clean up, asking it to after the grace; what does not listen is killed with all it started."""
    child.join(grace)
    for blow in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if child.is_alive():
            with suppress(ProcessLookupError):
                os.kill(child.pid or 0, blow)
            child.join(GRACE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid or 0, signal.SIGKILL)
