"""One working out for all who ask the same at the same time, where each for themselves would keep the others waiting.

Who asks while it is being worked out waits for the next turn, which begins after they asked: nobody is given what is
older than their own last write. Each turn has a thread of its own, so that who cannot wait any longer may go on with
less, while the answer is still worked out for the next.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Thread
from typing import Any, Generic, TypeVar, cast

from crm.errors import DatabaseUnavailable

V = TypeVar("V")

NOT_YET = "This is still being worked out. Look again in a moment."


@dataclass
class Turn:
    """A question that is being asked. `newest` is when somebody asked last, and `answer` how they would have it
    answered; `began` is when the last answer was begun, and the others what came of it."""

    waiting: int = 0
    newest: int = -1
    answer: Callable[[], Any] = lambda: None
    began: int = -1
    given: Any = None
    failure: Exception | None = None


@dataclass
class Turns(Generic[V]):
    """The questions that are being asked now."""

    asked: dict[Hashable, Turn] = field(default_factory=dict)
    clock: "count[int]" = field(default_factory=count)
    changed: Condition = field(default_factory=Condition)

    def share(self, question: Hashable, answer: Callable[[], V], seconds: float | None = None) -> V:
        """What `answer()` of one of those who wait gives, in a thread of its own.

        Raises, for each of them, what it raises; and DatabaseUnavailable for who has waited so many seconds.
        """
        with self.changed:
            turn = self.asked.get(question) or self._begun(question)
            turn.newest = arrived = next(self.clock)
            turn.waiting, turn.answer = turn.waiting + 1, answer
            is_given = self.changed.wait_for(lambda: turn.began > arrived, seconds)
            turn.waiting -= 1
            given, failure = turn.given, turn.failure
        if not is_given:
            raise DatabaseUnavailable(NOT_YET)
        if failure:
            raise failure
        return cast("V", given)

    def _begun(self, question: Hashable) -> Turn:
        """A question's first turn; its thread waits until whoever asks stands in line."""
        turn = Turn()
        Thread(target=self._work, args=(question, turn), name=f"working out {question}", daemon=True).start()
        self.asked[question] = turn
        return turn

    def _work(self, question: Hashable, turn: Turn) -> None:
        """Answer until nobody waits who asked after the last answer was begun."""
        while True:
            with self.changed:
                if turn.began > turn.newest or not turn.waiting:
                    del self.asked[question]
                    return
                began, answer = next(self.clock), turn.answer
            given, failure = _outcome(answer)
            with self.changed:
                turn.began, turn.given, turn.failure = began, given, failure
                self.changed.notify_all()


def _outcome(answer: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return answer(), None
    except Exception as failure:
        return None, failure
