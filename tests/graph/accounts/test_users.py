"""Accounts: made once per address, never without an administrator, every change in the history."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from worlds.office import CHICAGO
from worlds.pieces import add

from crm.accounts import links, sessions, tokens, users
from crm.accounts.random_secrets import digest
from crm.errors import Conflict, InvalidData, NotFound
from crm.records import history
from crm.vocabulary import Role

AT = "2026-11-23T15:00:00.000000Z"


def _person(graph, name="Ann Reed"):
    made = str(uuid.uuid4())
    add(graph, "Person", {made: {"name": name}})
    return made


def _sign_in(graph, user, secret):
    begun = sessions.new_session(digest(secret), device="Chrome", address="10.0.0.1", at=AT)
    graph.write(sessions.start, user.id, begun)


def test_an_address_is_used_once_however_it_is_written(graph, admin, make):
    make(email=users.normal_email("Ann.Reed@Example.org"), name="Ann Reed")
    again = users.NewUser(str(uuid.uuid4()), users.normal_email(" ann.reed@EXAMPLE.org "), "Other", Role.VIEWER)
    with pytest.raises(InvalidData) as refused:
        graph.write(users.create_user, again, by=admin)
    assert refused.value.errors == {"email": ["Ann Reed already signs in with this address."]}


def test_making_the_same_account_twice_makes_one(graph, admin):
    new = users.NewUser(str(uuid.uuid4()), "ann@example.org", "Ann", Role.STAFF)
    graph.write(users.create_user, new, by=admin)
    graph.write(users.create_user, new, by=admin)
    assert [user.email for user in graph.read(users.all_users)] == ["ann@example.org"]


def test_the_first_administrator_is_made_once(graph, admin):
    first = users.NewUser(str(uuid.uuid4()), "ann@example.org", "Ann", Role.ADMINISTRATOR)
    second = users.NewUser(str(uuid.uuid4()), "bo@example.org", "Bo", Role.ADMINISTRATOR)
    assert not graph.read(users.has_administrator)
    made = graph.write(users.create_first_administrator, first, "a hash", by=admin)
    assert made.has_password
    with pytest.raises(Conflict):
        graph.write(users.create_first_administrator, second, "a hash", by=admin)


def test_the_last_administrator_stays(graph, admin, make):
    last = make("administrator")
    with pytest.raises(Conflict, match="last administrator"):
        graph.write(users.change_role, last.id, Role.STAFF, by=admin)
    with pytest.raises(Conflict, match="last administrator"):
        graph.write(users.deactivate, last.id, by=admin)
    assert graph.read(users.user, last.id).role is Role.ADMINISTRATOR


def test_a_deactivated_administrator_does_not_count_as_one(graph, admin, make):
    stays, goes = make("administrator"), make("administrator")
    graph.write(users.deactivate, goes.id, by=admin)
    with pytest.raises(Conflict):
        graph.write(users.deactivate, stays.id, by=admin)


def test_two_administrators_who_leave_at_once_leave_one(graph, admin, make):
    for _ in range(5):
        graph.write(lambda tx: tx.run("MATCH (u:User) DETACH DELETE u").consume())
        both = [make("administrator"), make("administrator")]

        def leave(user):
            try:
                graph.write(users.change_role, user.id, Role.STAFF, by=admin)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(leave, both)) == [False, True]
        assert graph.read(users.has_administrator)


def test_a_change_of_role_ends_every_session_and_open_link(graph, admin, make):
    user = make("staff")
    _sign_in(graph, user, "one")
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("link"), by=admin)
    graph.write(users.change_role, user.id, Role.VIEWER, by=admin)
    assert graph.read(sessions.live, digest("one"), AT) is None
    with pytest.raises(NotFound):
        graph.read(links.find, digest("link"), AT)


def test_setting_the_role_it_has_keeps_the_sessions(graph, admin, make):
    user = make("staff")
    _sign_in(graph, user, "one")
    graph.write(users.change_role, user.id, Role.STAFF, by=admin)
    assert graph.read(sessions.live, digest("one"), AT) is not None


def test_a_closed_account_has_no_session_token_or_password_any_more(graph, admin, make):
    user = make("staff", email="ann@example.org")
    graph.write(users.set_password, user.id, "a hash", by=admin)
    _sign_in(graph, user, "one")
    by = user.actor(AT, CHICAGO)
    graph.write(tokens.make_token, str(uuid.uuid4()), tokens.NewToken("desk"), digest("token"), by=by)
    graph.write(users.deactivate, user.id, by=admin)
    assert graph.read(sessions.live, digest("one"), AT) is None
    assert graph.read(tokens.bearer, digest("token"), AT[:10]) is None
    assert graph.read(users.credentials, "ann@example.org") == (None, None)
    graph.write(users.reactivate, user.id, by=admin)
    assert graph.read(users.credentials, "ann@example.org")[1] == "a hash"
    assert graph.read(tokens.bearer, digest("token"), AT[:10]) is None


def test_one_person_has_one_account(graph, admin, make):
    person, first, second = _person(graph), make(name="First"), make(name="Second")
    linked = graph.write(users.link_person, first.id, person, by=admin)
    assert (linked.person_id, linked.person_name) == (person, "Ann Reed")
    with pytest.raises(Conflict, match="First already signs in as this person"):
        graph.write(users.link_person, second.id, person, by=admin)
    assert graph.write(users.link_person, first.id, None, by=admin).person_id is None
    assert graph.write(users.link_person, second.id, person, by=admin).person_id == person


def test_an_account_is_never_linked_to_a_person_who_is_not_there(graph, admin, make):
    person, user = _person(graph), make()
    graph.write(users.link_person, user.id, person, by=admin)
    with pytest.raises(NotFound):
        graph.write(users.link_person, user.id, "nobody", by=admin)
    assert graph.read(users.user, user.id).person_id == person


def test_every_change_is_in_the_history_and_no_hash_ever_is(graph, admin, make):
    user = make("staff", name="Ann Reed")
    graph.write(users.change_role, user.id, Role.MEMBER, by=admin)
    graph.write(users.set_password, user.id, "a secret hash", by=admin)
    graph.write(links.issue, user.id, links.Purpose.RESET, digest("a link"), by=admin)
    entries = graph.read(history.history_of, user.id, actor=admin)
    assert {entry.action for entry in entries} == {"account made", "role changed", "password set", "reset link made"}
    changed = next(entry for entry in entries if entry.action == "role changed")
    assert changed.differences == (("role", "staff", "member"),)
    stored = graph.read(lambda tx: [dict(row["h"]) for row in tx.run("MATCH (h:HistoryEntry) RETURN h")])
    assert "a secret hash" not in str(stored)
    assert digest("a link") not in str(stored)


@pytest.mark.parametrize("typed", ["", "ann", "ann@", "ann@localhost", "a b@example.org", "@example.org"])
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(ValueError, match="Write an e-mail address like"):
        users.normal_email(typed)
