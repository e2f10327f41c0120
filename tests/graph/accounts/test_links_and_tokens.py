"""One-time links work once, in time, and alone; tokens are their owner's."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import links, sessions, tokens, users
from crm.accounts.random_secrets import digest, new_token
from crm.errors import Conflict, InvalidData, NotFound

AT = "2026-11-23T15:00:00.000000Z"


def _later(**passed):
    return office_time.instant(office_time.moment(AT) + timedelta(**passed))


def test_a_link_sets_a_password_once(graph, admin, make):
    user = make(email="ann@example.org")
    graph.write(links.issue, user.id, links.Purpose.INVITATION, digest("link"), by=admin)
    assert graph.read(links.find, digest("link"), AT).user.id == user.id
    graph.write(links.use, digest("link"), "new hash", AT)
    assert graph.read(users.credentials, "ann@example.org")[1] == "new hash"
    with pytest.raises(NotFound, match="has been used or is too old"):
        graph.write(links.use, digest("link"), "another hash", AT)
    assert graph.read(users.credentials, "ann@example.org")[1] == "new hash"


def test_two_who_use_one_link_at_once_set_one_password(graph, admin, make):
    user = make()
    for attempt in range(5):
        secret = digest(f"link {attempt}")
        graph.write(links.issue, user.id, links.Purpose.RESET, secret, by=admin)

        def use(hashed, secret=secret):
            try:
                graph.write(links.use, secret, hashed, AT)
            except NotFound:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(use, ["a", "b", "c", "d"])) == [False, False, False, True]


@pytest.mark.parametrize(("purpose", "hours"), [(links.Purpose.INVITATION, 7 * 24), (links.Purpose.RESET, 24)])
def test_a_link_is_too_old_in_the_end(graph, admin, make, purpose, hours):
    user = make()
    graph.write(links.issue, user.id, purpose, digest("link"), by=admin)
    assert graph.read(links.find, digest("link"), _later(hours=hours, seconds=-1))
    with pytest.raises(NotFound):
        graph.write(links.use, digest("link"), "a hash", _later(hours=hours))


def test_a_new_link_ends_the_earlier_one(graph, admin, make):
    user = make()
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("first"), by=admin)
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("second"), by=admin)
    with pytest.raises(NotFound):
        graph.read(links.find, digest("first"), AT)
    assert graph.read(links.find, digest("second"), AT)


def test_a_reset_signs_every_browser_out(graph, admin, make):
    user = make()
    graph.write(sessions.start, user.id, sessions.new_session(digest("one"), device="", address="", at=AT))
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("link"), by=admin)
    graph.write(links.use, digest("link"), "a hash", AT)
    assert graph.read(sessions.live, digest("one"), AT) is None


def test_a_closed_account_gets_no_link_and_its_link_stops_working(graph, admin, make):
    make("administrator")
    user = make()
    graph.write(links.issue, user.id, links.Purpose.INVITATION, digest("link"), by=admin)
    graph.write(users.deactivate, user.id, by=admin)
    with pytest.raises(NotFound):
        graph.read(links.find, digest("link"), AT)
    with pytest.raises(Conflict):
        graph.write(links.issue, user.id, links.Purpose.RESET, digest("other"), by=admin)


def named(name):
    return tokens.NewToken(name, tokens.WRITE)


def test_a_token_speaks_for_its_owner_until_it_is_removed(graph, make):
    owner, other = make("member").actor(AT, CHICAGO), make().actor(AT, CHICAGO)
    token, token_id = new_token(), str(uuid.uuid4())
    graph.write(tokens.make_token, token_id, tokens.NewToken(" spreadsheet ", tokens.WRITE), digest(token), by=owner)
    assert graph.read(tokens.bearer, digest(token), AT[:10]).user.id == owner.user_id
    graph.write(tokens.used, token_id, "2026-11-24")
    (held,) = graph.read(tokens.tokens_of, owner.user_id)
    assert (held.name, held.last_used) == ("spreadsheet", "2026-11-24")
    with pytest.raises(NotFound):
        graph.write(tokens.revoke, token_id, by=other)
    graph.write(tokens.revoke, token_id, by=owner)
    assert graph.read(tokens.bearer, digest(token), AT[:10]) is None


def test_a_token_follows_its_owners_role(graph, admin, make):
    owner = make("staff")
    graph.write(tokens.make_token, str(uuid.uuid4()), named("desk"), digest("token"), by=owner.actor(AT, CHICAGO))
    graph.write(users.change_role, owner.id, users.Role.VIEWER, by=admin)
    assert graph.read(tokens.bearer, digest("token"), AT[:10]).user.role == "viewer"


def test_a_token_needs_a_name_and_there_are_not_endlessly_many(graph, make):
    owner = make().actor(AT, CHICAGO)
    with pytest.raises(InvalidData):
        graph.write(tokens.make_token, str(uuid.uuid4()), named("  "), digest("nameless"), by=owner)
    for n in range(tokens.MOST):
        graph.write(
            tokens.make_token,
            str(uuid.uuid4()),
            tokens.NewToken(f"program {n}", tokens.WRITE),
            digest(str(n)),
            by=owner,
        )
    with pytest.raises(InvalidData, match="Remove one"):
        graph.write(tokens.make_token, str(uuid.uuid4()), named("one more"), digest("more"), by=owner)


def test_a_token_works_until_its_last_day(graph, make):
    owner = make("staff").actor(AT, CHICAGO)
    graph.write(tokens.make_token, str(uuid.uuid4()), tokens.NewToken("desk", days=30), digest("token"), by=owner)
    (held,) = graph.read(tokens.tokens_of, owner.user_id)
    assert graph.read(tokens.bearer, digest("token"), held.last_day).user.id == owner.user_id
    assert graph.read(tokens.bearer, digest("token"), _later(days=31)[:10]) is None


def test_a_reset_of_the_password_ends_the_tokens_and_an_invitation_has_none_to_end(graph, admin, make):
    user = make()
    graph.write(tokens.make_token, str(uuid.uuid4()), named("desk"), digest("token"), by=user.actor(AT, CHICAGO))
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("link"), by=admin)
    graph.write(links.use, digest("link"), "a hash", AT)
    assert graph.read(tokens.bearer, digest("token"), AT[:10]) is None
