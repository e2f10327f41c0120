"""The second factor: set up by an app's code, asked after the password, used once, and a way in when it is lost."""

import re
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner
from worlds.office import CHICAGO

from crm import office_time
from crm.accounts import passwords, second_factor, users
from crm.records.actor import command_line
from web.cli import main

PASSWORD = "correct horse battery"
HASH = passwords.hash_password(PASSWORD)
SET_UP = "/settings/second-factor"


@pytest.fixture
def boss(graph, make_user):
    """An administrator with a password."""
    user = make_user("administrator", name="Bea Boss")
    return graph.write(users.set_password, user.id, HASH, by=command_line(office_time.instant(), CHICAGO))


def sign_in(client, user):
    return client.post("/sign-in", data={"email": user.email, "password": PASSWORD, "next": "/history"})


def set_up(client):
    """Set it up as a person does; the app, and the recovery codes that were shown."""
    page = client.get(SET_UP).text
    salt = re.search(r'name="salt" value="([^"]+)"', page)[1]
    app = pyotp.TOTP(re.search(r'factor-secret">([^<]+)<', page)[1].replace(" ", ""))
    done = client.post(SET_UP, data={"salt": salt, "code": app.now(), "current": PASSWORD})
    assert done.status_code == 200
    return app, re.findall(r"<code>([A-Z0-9-]{19})</code>", done.text)


def later(app, steps=1):
    """The code that the app shows a little later, so that it was not used yet."""
    return app.at(office_time.moment(office_time.instant()) + timedelta(seconds=30 * steps))


def give(client, code):
    return client.post("/sign-in/code", data={"code": code})


def signs_in(client):
    return client.get("/history").status_code == 200


@pytest.fixture
def on(client, boss):
    """Bea with a second factor, signed out."""
    sign_in(client, boss)
    app, codes = set_up(client)
    client.post("/sign-out")
    return app, codes


def test_after_the_password_the_code_of_the_app_signs_in_and_leads_where_one_wanted_to_go(client, boss, on):
    app, codes = on
    assert len(set(codes)) == 10
    asked = sign_in(client, boss)
    assert asked.location == "/sign-in/code"
    assert not signs_in(client)
    assert "The code from your app" in client.get("/sign-in/code").text
    code = later(app)
    assert give(client, f"{code[:3]} {code[3:]}").location == "/history"
    assert signs_in(client)


def test_a_code_that_was_used_is_refused(client, boss, on):
    code = later(on[0])
    sign_in(client, boss)
    give(client, code)
    client.post("/sign-out")
    sign_in(client, boss)
    again = give(client, code)
    assert (again.status_code, "This code is not right" in again.text) == (422, True)
    assert not signs_in(client)


def test_the_code_that_set_it_up_is_used_too(client, boss, on, graph):
    stored = graph.read(lambda tx: dict(tx.run("MATCH (u:User {id: $id}) RETURN u", id=boss.id).single()["u"]))
    sign_in(client, boss)
    assert give(client, on[0].generate_otp(stored["factor_step"])).status_code == 422


def test_a_recovery_code_signs_in_once_however_it_is_typed(client, boss, on):
    code = on[1][3]
    sign_in(client, boss)
    assert give(client, code.lower().replace("-", " ")).location == "/history"
    assert "9 recovery codes left" in client.get(SET_UP).text
    client.post("/sign-out")
    sign_in(client, boss)
    assert give(client, code).status_code == 422


def test_wrong_codes_must_wait_even_before_the_right_one_and_from_elsewhere(client, app, boss, on):
    sign_in(client, boss)
    for _ in range(6):
        give(client, "000000")
    waiting = give(client, later(on[0]))
    assert "Too many attempts" in waiting.text
    other = app.test_client()
    sign_in(other, boss)
    elsewhere = other.post("/sign-in/code", data={"code": later(on[0])}, environ_base={"REMOTE_ADDR": "198.51.100.9"})
    assert "Too many attempts" in elsewhere.text


def test_the_code_page_is_nothing_without_a_password_and_after_the_account_changed(client, graph, boss, on):
    assert client.get("/sign-in/code").location == "/sign-in"
    assert give(client, later(on[0])).location == "/sign-in"
    sign_in(client, boss)
    graph.write(users.set_password, boss.id, HASH, by=command_line(office_time.instant(), CHICAGO))
    assert give(client, later(on[0])).location == "/sign-in"
    assert not signs_in(client)


def test_a_link_for_a_new_password_does_not_pass_by_the_second_factor(client, graph, boss, on):
    from crm.accounts import links
    from crm.accounts.random_secrets import digest

    by = command_line(office_time.instant(), CHICAGO)
    graph.write(links.issue, boss.id, links.Purpose.RESET, digest("a-secret"), by=by)
    new = "another horse in the rain"
    answer = client.post("/welcome/a-secret", data={"password": new, "again": new})
    assert answer.location == "/sign-in/code"
    assert not signs_in(client)


def test_switching_it_off_or_renewing_its_codes_asks_for_the_password(client, boss, on):
    sign_in(client, boss)
    give(client, later(on[0]))
    for act in ("off", "recovery-codes"):
        refused = client.post(f"{SET_UP}/{act}", data={"current": "not my password"})
        assert (refused.status_code, "not your current password" in refused.text) == (422, True)
    renewed = client.post(f"{SET_UP}/recovery-codes", data={"current": PASSWORD})
    fresh = re.findall(r"<code>([A-Z0-9-]{19})</code>", renewed.text)
    assert len(fresh) == 10
    assert not set(fresh) & set(on[1])
    client.post(f"{SET_UP}/off", data={"current": PASSWORD})
    client.post("/sign-out")
    assert sign_in(client, boss).location == "/history"


def test_it_is_not_set_up_without_the_password_or_with_a_wrong_code(client, boss):
    sign_in(client, boss)
    page = client.get(SET_UP).text
    salt = re.search(r'name="salt" value="([^"]+)"', page)[1]
    app = pyotp.TOTP(re.search(r'factor-secret">([^<]+)<', page)[1].replace(" ", ""))
    unsure = client.post(SET_UP, data={"salt": salt, "code": app.now(), "current": "not my password"})
    wrong = client.post(SET_UP, data={"salt": salt, "code": "000000", "current": PASSWORD})
    assert (unsure.status_code, wrong.status_code) == (422, 422)
    assert salt in wrong.text, "the app that was set up stays right"
    client.post("/sign-out")
    assert sign_in(client, boss).location == "/history"


def test_the_graph_alone_makes_no_code_and_names_no_recovery_code(client, graph, boss, on):
    app, codes = on
    stored = str(graph.read(lambda tx: tx.run("MATCH (n) RETURN collect(properties(n)) AS all").single()["all"]))
    assert app.secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_an_office_that_asks_for_it_lets_administrators_do_nothing_before_they_have_it(
    client, app, graph, boss, on, make_user, session_for
):
    sign_in(client, boss)
    give(client, later(on[0]))
    client.post(f"{SET_UP}/required", data={"required": "true"})
    other = make_user("administrator", name="Al Other")
    graph.write(users.set_password, other.id, HASH, by=command_line(office_time.instant(), CHICAGO))
    theirs = app.test_client()
    sign_in(theirs, other)
    assert theirs.get("/accounts").location == SET_UP
    assert theirs.get("/api/v1/people").status_code == 403
    assert "asks a second factor of every administrator" in theirs.get(SET_UP).text
    set_up(theirs)
    assert theirs.get("/accounts").status_code == 200
    assert client.get("/accounts").status_code == 200
    staff = make_user("staff")
    graph.write(users.set_password, staff.id, HASH, by=command_line(office_time.instant(), CHICAGO))
    colleague = app.test_client()
    sign_in(colleague, staff)
    assert colleague.get("/directory").location != SET_UP


def test_nobody_asks_of_others_what_they_do_not_have(client, boss):
    sign_in(client, boss)
    refused = client.post(f"{SET_UP}/required", data={"required": "true"})
    assert (refused.status_code, "Set up your own second factor first" in refused.text) == (409, True)


def test_an_administrator_who_lost_everything_is_let_in_on_the_machine(client, boss, on, way_in, monkeypatch):
    for name, value in way_in.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["user", "second-factor-off", boss.email])
    assert (done.exit_code, "signs in with a password alone" in done.output) == (0, True), done.output
    assert sign_in(client, boss).location == "/history"


def test_a_code_is_taken_a_step_early_or_late_and_no_further():
    secret = second_factor.app_secret("k", "u", "s")
    at = "2026-03-02T15:04:05.000000Z"
    now = int(office_time.moment(at).timestamp()) // 30
    near = {
        step: second_factor.matching_step(secret, pyotp.TOTP(secret).generate_otp(now + step), at, 0)
        for step in range(-3, 4)
    }
    assert near == {-3: None, -2: None, -1: now - 1, 0: now, 1: now + 1, 2: None, 3: None}
