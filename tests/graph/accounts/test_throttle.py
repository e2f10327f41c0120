"""Failed sign-ins wait longer and longer, whoever they were for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from crm import office_time
from crm.accounts import throttle

AT = "2026-11-23T15:00:00.000000Z"


def _later(**passed):
    return office_time.instant(office_time.moment(AT) + timedelta(**passed))


def _attempts(graph, counted, count, at=AT):
    """How many of so many attempts at one instant may be made."""
    return sum(graph.write(throttle.begin, counted, at) is None for _ in range(count))


def test_waits_begin_after_the_free_attempts_and_double_up_to_half_an_hour():
    waits = [throttle.wait_after(failures, free=5).total_seconds() for failures in range(4, 16)]
    assert waits == [0, 0, 15, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert throttle.wait_after(10**9, free=5) == timedelta(minutes=30)


def test_the_sixth_failure_must_be_waited_out(graph):
    counted = throttle.limits("ann@example.org", "10.0.0.1")
    assert _attempts(graph, counted, 10) == 6
    assert graph.write(throttle.begin, counted, AT) == _later(seconds=15)
    assert graph.write(throttle.begin, counted, _later(seconds=14)) == _later(seconds=15)
    assert graph.write(throttle.begin, counted, _later(seconds=15)) is None
    assert graph.write(throttle.begin, counted, _later(seconds=16)) == _later(seconds=45)


def test_another_address_and_another_account_are_not_held_up(graph):
    _attempts(graph, throttle.limits("ann@example.org", "10.0.0.1"), 10)
    assert graph.write(throttle.begin, throttle.limits("ann@example.org", "10.0.0.2"), AT) is None
    assert graph.write(throttle.begin, throttle.limits("bo@example.org", "10.0.0.1"), AT) is None


def test_one_address_cannot_try_many_accounts(graph):
    tried = sum(
        graph.write(throttle.begin, throttle.limits(f"{n}@example.org", "10.0.0.1"), AT) is None for n in range(40)
    )
    assert tried == 31


def test_success_forgets_the_failures_of_that_account(graph):
    counted = throttle.limits("ann@example.org", "10.0.0.1")
    _attempts(graph, counted, 5)
    graph.write(throttle.succeeded, counted, AT)
    assert _attempts(graph, counted, 5) == 5


def test_a_day_later_all_is_forgotten(graph):
    counted = throttle.limits("ann@example.org", "10.0.0.1")
    _attempts(graph, counted, 6)
    assert _attempts(graph, counted, 6, _later(hours=25)) == 6


def test_many_attempts_at_once_gain_nothing(graph):
    counted = throttle.limits("ann@example.org", "10.0.0.1")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: graph.write(throttle.begin, counted, AT) is None, range(24)))
    assert sum(made) == 6


def test_no_name_or_address_is_stored(graph):
    _attempts(graph, throttle.limits("ann@example.org", "10.0.0.1"), 2)
    stored = str(graph.read(lambda tx: [dict(row["t"]) for row in tx.run("MATCH (t:Throttle) RETURN t")]))
    assert "ann@example.org" not in stored
    assert "10.0.0.1" not in stored


def test_an_office_behind_one_router_signs_in_as_often_as_it_likes_and_guessing_beside_it_still_waits(graph):
    for number in range(60):
        counted = throttle.limits(f"{number}@example.org", "10.0.0.1")
        assert graph.write(throttle.begin, counted, _later(seconds=number)) is None
        graph.write(throttle.succeeded, counted, _later(seconds=number))
    tried = 0
    for number in range(40):
        at = _later(seconds=100)
        tried += graph.write(throttle.begin, throttle.limits(f"guess{number}@example.org", "10.0.0.1"), at) is None
        mine = throttle.limits("mallory@example.org", "10.0.0.1")
        if graph.write(throttle.begin, mine, at) is None:
            graph.write(throttle.succeeded, mine, at)
    assert tried == 31, "who guesses gains nothing by signing in rightly in between"
