"""One working out for all who ask the same at the same time, where each for themselves would keep the others waiting.

Who asks while it is being worked out waits for the next turn, which begins after they asked: nobody is given what is
older than their own last write.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any, Generic, TypeVar, cast

V = TypeVar("V")


@dataclass
class Turn:
    """A question that is being asked: how many wait for it, when the last working out began, and what came of it."""

    waiting: int = 0
    began: int = -1
    answer: Any = None
    failure: Exception | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass
class Turns(Generic[V]):
    """The questions that are being asked now."""

    asked: dict[Hashable, Turn] = field(default_factory=dict)
    clock: "count[int]" = field(default_factory=count)
    lock: Lock = field(default_factory=Lock)

    def share(self, question: Hashable, answer: Callable[[], V]) -> V:
        """What `answer()` gives to the first of those who wait. Raises, for each of them, what it raises."""
        with self.lock:
            turn = self.asked.setdefault(question, Turn())
            turn.waiting += 1
            arrived = next(self.clock)
        try:
            with turn.lock:
                if turn.began < arrived:
                    self._work_out(turn, answer)
                if turn.failure:
                    raise turn.failure
                return cast("V", turn.answer)
        finally:
            with self.lock:
                turn.waiting -= 1
                if not turn.waiting:
                    del self.asked[question]

    def _work_out(self, turn: Turn, answer: Callable[[], V]) -> None:
        turn.began, turn.answer, turn.failure = next(self.clock), None, None
        try:
            turn.answer = answer()
        except Exception as failure:
            turn.failure = failure
