"""Those who ask the same at the same time are given one answer, and none that was begun before they asked."""

import threading
import time

import pytest

from crm.errors import DatabaseUnavailable
from web.taking_turns import Turns

MANY = 8
LONG = 30  # seconds; only a fault waits so long


class Slow:
    """An answer that takes until it is let go; it tells how often it was worked out."""

    def __init__(self) -> None:
        self.begun, self.times = threading.Semaphore(0), 0
        self.let_go = threading.Event()

    def __call__(self) -> int:
        self.times += 1
        number = self.times
        self.begun.release()
        assert self.let_go.wait(LONG)
        return number


def asking(turns: Turns, question: str, answer) -> tuple[threading.Thread, list]:
    given: list = []

    def ask() -> None:
        try:
            given.append(turns.share(question, answer))
        except Exception as failure:
            given.append(failure)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, given


def wait_for(turns: Turns, question: str, waiting: int) -> None:
    end = time.monotonic() + LONG
    while turns.asked[question].waiting < waiting:
        assert time.monotonic() < end
        time.sleep(0.001)


def many_ask_while_it_is_worked_out(turns: Turns, answer: Slow, then) -> tuple[list, list[list]]:
    """What the first is given, who asks for `answer`, and each of those who ask for `then` before it is there."""
    first, was_first = asking(turns, "plan", answer)
    answer.begun.acquire(timeout=LONG)
    others = [asking(turns, "plan", then) for _ in range(MANY)]
    wait_for(turns, "plan", MANY + 1)
    answer.let_go.set()
    for thread, _ in (*others, (first, was_first)):
        thread.join(LONG)
    return was_first, [given for _, given in others]


def wait_until_nobody_asks(turns: Turns) -> None:
    end = time.monotonic() + LONG
    while turns.asked:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_all_who_ask_meanwhile_share_the_next_answer_and_not_the_one_begun_before_they_asked():
    turns, answer = Turns[int](), Slow()
    was_first, others = many_ask_while_it_is_worked_out(turns, answer, answer)
    assert was_first in ([1], [2])
    assert others == [[2]] * MANY
    assert answer.times == 2


def test_what_cannot_be_worked_out_is_told_to_all_who_waited_and_tried_again_by_the_next():
    turns, answer, fails = Turns[int](), Slow(), []

    def failing() -> int:
        fails.append(1)
        raise ValueError("not now")

    _, others = many_ask_while_it_is_worked_out(turns, answer, failing)
    assert [str(given[0]) for given in others] == ["not now"] * MANY
    assert len(fails) == 1
    assert turns.share("plan", lambda: 3) == 3


def test_another_question_does_not_wait():
    turns, answer = Turns[int](), Slow()
    thread, _ = asking(turns, "plan", answer)
    answer.begun.acquire(timeout=LONG)
    assert turns.share("seats", lambda: 7) == 7
    answer.let_go.set()
    thread.join(LONG)


def test_nothing_is_held_of_a_question_that_nobody_asks():
    turns = Turns[int]()
    with pytest.raises(ValueError, match="no"):
        turns.share("plan", lambda: int("no"))
    assert turns.share("plan", lambda: 1) == 1
    wait_until_nobody_asks(turns)


def test_who_cannot_wait_goes_on_without_and_the_answer_is_worked_out_all_the_same():
    turns, answer = Turns[int](), Slow()
    with pytest.raises(DatabaseUnavailable, match="still being worked out"):
        turns.share("plan", answer, seconds=0.01)
    answer.let_go.set()
    wait_until_nobody_asks(turns)
    assert answer.times == 1


def test_who_comes_while_the_last_one_leaves_is_answered():
    turns = Turns[int]()
    given = [asking(turns, "plan", lambda number=number: number) for number in range(200)]
    for thread, _ in given:
        thread.join(LONG)
    assert all(len(answers) == 1 and isinstance(answers[0], int) for _, answers in given)
    wait_until_nobody_asks(turns)
