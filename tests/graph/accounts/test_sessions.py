"""Sessions end when they should, and only their hash is kept."""

from datetime import timedelta

from crm import office_time
from crm.accounts import sessions
from crm.accounts.random_secrets import digest, new_secret

AT = "2026-11-23T15:00:00.000000Z"


def _later(**passed):
    return office_time.instant(office_time.moment(AT) + timedelta(**passed))


def _start(graph, user, at=AT):
    secret = new_secret()
    begun = sessions.new_session(digest(secret), device="Chrome on Windows", address="10.0.0.1", at=at)
    graph.write(sessions.start, user.id, begun)
    return secret


def test_a_session_says_who_is_signed_in(graph, make):
    user = make("member", name="Ann Reed")
    secret = _start(graph, user)
    signed_in = graph.read(sessions.live, digest(secret), _later(minutes=1))
    assert (signed_in.user.id, signed_in.user.role, signed_in.user.name) == (user.id, "member", "Ann Reed")
    assert graph.read(sessions.live, digest("another"), AT) is None


def test_the_graph_keeps_no_secret(graph, make):
    secret = _start(graph, make())
    stored = graph.read(lambda tx: [dict(row["n"]) for row in tx.run("MATCH (n) RETURN n")])
    assert secret not in str(stored)


def test_an_unused_session_is_over_after_a_fortnight(graph, make):
    secret = _start(graph, make())
    assert graph.read(sessions.live, digest(secret), _later(days=13, hours=23))
    assert graph.read(sessions.live, digest(secret), _later(days=14)) is None


def test_a_used_session_is_over_after_sixty_days_all_the_same(graph, make):
    secret = _start(graph, make())
    for day in range(10, 70, 10):
        signed_in = graph.read(sessions.live, digest(secret), _later(days=day))
        assert (signed_in is None) == (day >= 60)
        if signed_in:
            graph.write(sessions.seen, signed_in.session_id, _later(days=day))


def test_being_seen_is_written_every_five_minutes_and_never_backwards(graph, make):
    signed_in = graph.read(sessions.live, digest(_start(graph, make())), AT)
    assert not sessions.is_stale(signed_in, _later(minutes=5))
    assert sessions.is_stale(signed_in, _later(minutes=6))
    graph.write(sessions.seen, signed_in.session_id, _later(hours=1))
    graph.write(sessions.seen, signed_in.session_id, _later(minutes=30))
    assert graph.read(sessions.sessions_of, signed_in.user.id, _later(hours=1))[0].last_seen == _later(hours=1)


def test_a_session_is_ended_by_its_owner_only(graph, make):
    owner, other = make(), make()
    secret = _start(graph, owner)
    session = graph.read(sessions.live, digest(secret), AT)
    graph.write(sessions.end, other.id, session.session_id)
    assert graph.read(sessions.live, digest(secret), AT)
    graph.write(sessions.end, owner.id, session.session_id)
    assert graph.read(sessions.live, digest(secret), AT) is None


def test_a_new_session_clears_away_those_that_are_over(graph, make):
    user = make()
    _start(graph, user)
    _start(graph, user, at=_later(days=20))
    count = graph.read(lambda tx: tx.run("MATCH (s:Session) RETURN count(s) AS n").single()["n"])
    assert count == 1
