"""Signing in and out, as an attacker and as a forgetful colleague would try it."""

import re

import pytest
from flask import session
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import links, passwords, sessions, tokens, users
from crm.accounts.random_secrets import digest
from crm.records.actor import command_line
from crm.vocabulary import Role

PASSWORD = "correct horse battery"
HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def ann(graph, make_user):
    """Ann, staff, with a password."""
    user = make_user("staff", name="Ann Reed")
    return graph.write(users.set_password, user.id, HASH, by=command_line(office_time.instant(), CHICAGO))


def _sign_in(client, user, password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": user.email, "password": password, **more})


def test_the_right_password_opens_home(client, ann):
    answer = _sign_in(client, ann)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200


def test_a_password_with_the_address_in_capitals_and_blanks_signs_in(client, ann):
    answer = client.post("/sign-in", data={"email": f"  {ann.email.upper()} ", "password": PASSWORD})
    assert answer.status_code == 303


def test_unknown_address_wrong_password_closed_account_and_no_password_are_told_alike(client, graph, ann, make_user):
    closed, invited = make_user("staff"), make_user("staff")
    graph.write(users.set_password, closed.id, HASH, by=command_line(office_time.instant(), CHICAGO))
    graph.write(users.deactivate, closed.id, by=command_line(office_time.instant(), CHICAGO))
    wrong = [(ann.email, "wrong password here"), ("nobody@example.org", PASSWORD)]
    shut = [(closed.email, PASSWORD), (invited.email, PASSWORD)]
    answers = [client.post("/sign-in", data={"email": email, "password": tried}) for email, tried in wrong + shut]
    assert {answer.status_code for answer in answers} == {422}
    told = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(told) == 1
    assert "The e-mail address or the password is not right." in told.pop()


def test_the_password_is_never_sent_back(client, ann):
    answer = _sign_in(client, ann, "my wrong password")
    assert "my wrong password" not in answer.text
    assert ann.email in answer.text


def test_too_many_failures_must_wait_even_with_the_right_password(client, ann):
    for _ in range(6):
        _sign_in(client, ann, "wrong password here")
    answer = _sign_in(client, ann)
    assert answer.status_code == 422
    assert "Too many attempts. Try again after" in answer.text
    assert client.get("/").status_code == 303


def test_too_many_failures_for_an_unknown_address_wait_too(client):
    for _ in range(6):
        client.post("/sign-in", data={"email": "nobody@example.org", "password": "wrong password here"})
    answer = client.post("/sign-in", data={"email": "nobody@example.org", "password": "wrong password here"})
    assert "Too many attempts" in answer.text


def test_a_session_planted_before_the_sign_in_is_worth_nothing_after_it(app, client, ann, make_user, session_for):
    planted = session_for(make_user("viewer"))
    with client.session_transaction() as held:
        held.update({"_user_id": planted, "kept": "by an attacker"})
    client.post("/sign-out")
    with client.session_transaction() as held:
        held.update({"_user_id": planted, "kept": "by an attacker"})
    _sign_in(client, ann)
    with client.session_transaction() as held:
        assert held["_user_id"] != planted
        assert "kept" not in held


def test_signing_out_ends_the_session_on_the_server_too(app, client, ann):
    _sign_in(client, ann)
    with client.session_transaction() as held:
        stolen = dict(held)
    assert client.post("/sign-out").status_code == 303
    with client.session_transaction() as held:
        held.update(stolen)
    assert client.get("/").status_code == 303


def test_signing_out_is_no_link(client_as):
    assert client_as("staff").get("/sign-out").status_code == 405


@pytest.mark.parametrize("forged", ["", "x" * 43, "../../etc", "0"])
def test_a_made_up_session_is_nobody(client, forged):
    with client.session_transaction() as held:
        held["_user_id"] = forged
    assert client.get("/").status_code == 303


def test_a_cookie_signed_with_another_key_is_nobody(app, client, session_for, make_user):
    with client.session_transaction() as held:
        held["_user_id"] = session_for(make_user("administrator"))
    assert client.get("/").status_code == 200
    app.config["SECRET_KEY"] = "another key altogether"
    assert client.get("/").status_code == 303


def test_a_revoked_session_is_out_with_the_next_request(client_as, graph):
    client = client_as("staff")
    assert client.get("/").status_code == 200
    (held,) = graph.read(sessions.sessions_of, client.actor.user_id, office_time.instant())
    graph.write(sessions.end, client.actor.user_id, held.id)
    answer = client.get("/history?from=50")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/history?from%3D50")


def test_a_new_role_counts_at_once_and_asks_to_sign_in_again(client_as, graph):
    client = client_as("administrator")
    client_as("administrator")
    assert client.get("/accounts").status_code == 200
    graph.write(users.change_role, client.actor.user_id, Role.VIEWER, by=command_line(office_time.instant(), CHICAGO))
    assert client.get("/accounts").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, ann):
    cookie = _sign_in(client, ann).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/people?sort=name", "/people?sort=name"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        (" //evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("people", "/"),
        ("http:evil.example", "/"),
        ("/people\\..\\x", "/"),
    ],
)
def test_after_signing_in_one_lands_on_this_site(client, ann, wanted, goes):
    assert _sign_in(client, ann, next=wanted).location == goes


def test_who_is_signed_in_skips_the_form_but_not_the_rule_for_addresses(client_as):
    assert client_as("staff").get("/sign-in?next=//evil.example").location == "/"
    assert client_as("staff").get("/sign-in?next=/people").location == "/people"


def test_an_invitation_is_opened_often_and_used_once(client, graph, make_user, app):
    user = make_user("member")
    graph.write(
        links.issue,
        user.id,
        links.Purpose.INVITATION,
        digest("secret"),
        by=command_line(office_time.instant(), CHICAGO),
    )
    for _ in range(3):
        assert client.get("/welcome/secret").status_code == 200
    short = client.post("/welcome/secret", data={"password": "short", "again": "short"})
    assert short.status_code == 422
    assert "at least 12 characters" in short.text
    differing = client.post("/welcome/secret", data={"password": PASSWORD, "again": PASSWORD + "x"})
    assert differing.status_code == 422
    done = client.post("/welcome/secret", data={"password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 303
    assert client.get("/").status_code == 200
    assert app.test_client().get("/welcome/secret").status_code == 404
    assert _sign_in(app.test_client(), user).status_code == 303


def test_a_wrong_link_says_what_to_do(client):
    answer = client.get("/welcome/nothing")
    assert answer.status_code == 404
    assert "Ask an administrator for a new one." in answer.text


def test_an_old_hash_is_made_anew_when_its_owner_signs_in(client, graph, make_user):
    from argon2 import PasswordHasher

    user = make_user("staff")
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    graph.write(users.set_password, user.id, weak, by=command_line(office_time.instant(), CHICAGO))
    assert _sign_in(client, user).status_code == 303
    stored = graph.read(users.credentials, user.email)[1]
    assert not passwords.needs_new_hash(stored)
    assert passwords.is_right(stored, PASSWORD)


def test_changing_the_password_signs_the_other_browsers_out_and_this_one_stays(app, ann, client_as, graph):
    here, there = client_as(user=ann), client_as(user=ann)
    wrong = here.post(
        "/settings/password", data={"current": "not my password", "password": "x" * 20, "again": "x" * 20}
    )
    assert wrong.status_code == 422
    assert there.get("/").status_code == 200
    new = "four unrelated quiet words"
    done = here.post("/settings/password", data={"current": PASSWORD, "password": new, "again": new})
    assert done.status_code == 303
    assert here.get("/settings").status_code == 200
    assert there.get("/settings").status_code == 303
    assert passwords.is_right(graph.read(users.credentials, ann.email)[1], new)


def test_a_browser_is_signed_out_from_another(client_as, ann, graph):
    here, there = client_as(user=ann), client_as(user=ann)
    with here.session_transaction() as held:
        mine = graph.read(sessions.live, digest(held["_user_id"]), office_time.instant()).session_id
    other = next(one for one in graph.read(sessions.sessions_of, ann.id, office_time.instant()) if one.id != mine)
    assert here.post(f"/settings/sessions/{other.id}/end").status_code == 303
    assert there.get("/").status_code == 303
    assert here.get("/").status_code == 200


def test_a_token_is_shown_once_and_stored_as_a_hash(client_as, graph):
    client = client_as("member")
    shown = client.post("/settings/tokens", data={"name": "My spreadsheet"})
    token = re.search(r"crm_[\w-]{43}", shown.text)[0]
    assert graph.read(tokens.bearer, digest(token), office_time.instant()[:10]).user.id == client.actor.user_id
    page = client.get("/settings").text
    assert "My spreadsheet" in page
    assert token not in page
    (held,) = graph.read(tokens.tokens_of, client.actor.user_id)
    assert client.post(f"/settings/tokens/{held.id}/remove").status_code == 303
    assert graph.read(tokens.bearer, digest(token), office_time.instant()[:10]) is None


def test_a_token_opens_no_page(client, client_as, graph):
    owner = client_as("administrator")
    made = owner.post("/settings/tokens", data={"name": "A program", "scope": "write"})
    token = re.search(r"crm_[\w-]{43}", made.text)[0]
    answer = client.get("/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303
    both = owner.get("/", headers={"Authorization": f"Bearer {token}"})
    assert both.status_code == 303


def test_the_page_of_the_session_holds_no_secret(client, ann):
    _sign_in(client, ann)
    with client:
        text = client.get("/settings").text
        assert session["_user_id"] not in text


def test_a_token_that_may_read_reads_and_changes_nothing(client, client_as, graph):
    made = client_as("staff").post("/settings/tokens", data={"name": "A program", "days": "30"})
    token = re.search(r"crm_[\w-]{43}", made.text)[0]
    shown = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/people", headers=shown).status_code == 200
    refused = client.post("/api/v1/people", json={"name": "Cal Moss"}, headers=shown)
    assert refused.status_code == 403
    assert "may only read" in refused.get_json()["message"]


def test_a_password_is_taken_as_typed_also_with_a_blank_at_either_end(client, client_as, graph):
    user = client_as("staff").actor
    typed = "  correct horse battery staple "
    by = command_line(office_time.instant(), CHICAGO)
    graph.write(links.issue, user.user_id, links.Purpose.RESET, digest("a-link"), by=by)
    assert client.post("/welcome/a-link", data={"password": typed, "again": typed}).status_code == 303
    account = graph.read(users.user, user.user_id)
    client.post("/sign-out")
    assert _sign_in(client, account, typed).status_code == 303
    client.post("/sign-out")
    assert _sign_in(client, account, typed.strip()).status_code == 422
