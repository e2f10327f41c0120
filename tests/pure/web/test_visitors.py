"""What is done beside lets visitors go first."""

import threading
import time

import pytest

from web.visitors import Visitors

LONG = 30  # seconds; only a fault waits so long


def test_nobody_here_is_nothing_to_wait_for():
    begun = time.monotonic()
    Visitors(lambda environ, start_response: []).let_pass(LONG)
    assert time.monotonic() - begun < LONG / 2


def test_who_is_being_answered_goes_first():
    come, may_go, order = threading.Event(), threading.Event(), []

    def slow(environ, start_response):
        come.set()
        assert may_go.wait(LONG)
        order.append("visitor")
        return []

    visitors = Visitors(slow)
    asking = threading.Thread(target=visitors, args=({}, None))
    asking.start()
    assert come.wait(LONG)
    visitors.let_pass(0.01)
    order.append("tired of waiting")
    may_go.set()
    visitors.let_pass(LONG)
    order.append("beside")
    asking.join(LONG)
    assert order == ["tired of waiting", "visitor", "beside"]


def test_who_was_answered_with_a_fault_has_left_too():
    def failing(environ, start_response):
        raise RuntimeError("a fault")

    visitors = Visitors(failing)
    with pytest.raises(RuntimeError):
        visitors({}, None)
    begun = time.monotonic()
    visitors.let_pass(LONG)
    assert time.monotonic() - begun < LONG / 2
