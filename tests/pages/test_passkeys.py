"""Passkeys: added with the password, they sign in alone; what is not of this question, place and moment is refused."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from page_text import text
from worlds.office import CHICAGO
from worlds.passkey_device import Device, encoded

from crm import office_time
from crm.accounts import passwords, users
from crm.records.actor import command_line
from web.passkeys import ASKED

PASSWORD = "correct horse battery"
HASH = passwords.hash_password(PASSWORD)
OPTIONS, MINE = "/settings/passkeys/options", "/settings/passkeys"
ASK, USE = "/sign-in/passkey/options", "/sign-in/passkey"


@pytest.fixture
def bea(graph, make_user):
    """Somebody with a password."""
    user = make_user("staff", name="Bea Bell")
    return graph.write(users.set_password, user.id, HASH, by=command_line(office_time.instant(), CHICAGO))


@pytest.fixture
def settled(client_as, bea):
    """Bea's browser, signed in."""
    return client_as(user=bea)


@pytest.fixture
def phone(settled):
    """Bea's phone, with a passkey for this site."""
    device = Device()
    assert add(settled, device).status_code == 303
    return device


def asked(client):
    answer = client.post(OPTIONS, data={"current": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def add(client, device, name="My phone", **wrong):
    return client.post(MINE, data={"name": name, "credential": device.make(asked(client), **wrong)})


def use(client, device, **wrong):
    question = client.post(ASK).get_json()
    return client.post(USE, data={"credential": device.sign(question, **wrong), "next": "/history"})


def signs_in(client):
    return client.get("/history").status_code == 200


def test_a_passkey_signs_in_leads_on_and_is_listed_with_its_last_use(app, settled, phone):
    assert "never used" in text(settled.get(MINE))
    browser = app.test_client()
    entered = use(browser, phone)
    assert (entered.status_code, entered.location) == (303, "/history")
    assert signs_in(browser)
    page = text(browser.get(MINE))
    assert "My phone" in page
    assert "last used" in page
    told = text(browser.get("/history?kind=account")) + text(browser.get("/history"))
    assert "passkey added" in told.casefold()


def test_it_is_both_factors_so_no_code_is_asked(app, graph, bea, phone):
    graph.write(lambda tx: tx.run("MATCH (u:User {id: $id}) SET u.factor_salt = 'salt'", id=bea.id).consume())
    browser = app.test_client()
    by_password = browser.post("/sign-in", data={"email": bea.email, "password": PASSWORD})
    assert by_password.location == "/sign-in/code"
    assert use(app.test_client(), phone).location == "/history"


def test_a_new_passkey_needs_the_password(settled):
    for typed in ("", "wrong horse battery"):
        refused = settled.post(OPTIONS, data={"current": typed})
        assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["current"])
    assert settled.post(MINE, data={"name": "My phone", "credential": "{}"}).status_code == 422


WRONG_ANYWHERE = {
    "of another site": {"origin": "https://crm.example.com"},
    "of another port": {"origin": "http://localhost:8080"},
    "made for another place": {"place": "example.com"},
    "without a check who asks": {"verifies": False},
    "to another question": {"challenge": encoded(b"another question, of the same length")},
    "of another kind": {"type": "payment.get"},
}


@pytest.mark.parametrize("wrong", WRONG_ANYWHERE.values(), ids=WRONG_ANYWHERE)
def test_a_new_passkey_is_refused(settled, wrong):
    assert add(settled, Device(), **wrong).status_code == 422
    assert "My phone" not in text(settled.get(MINE)).split("Add one")[0]


WRONG_SIGNED = WRONG_ANYWHERE | {
    "signed by another key": {"key": ec.generate_private_key(ec.SECP256R1())},
    "with a signature of nothing": {"signature": b"nothing"},
    "in the name of another": {"handle": b"another"},
    "in nobody’s name": {"handle": b""},
}


@pytest.mark.parametrize("wrong", WRONG_SIGNED.values(), ids=WRONG_SIGNED)
def test_an_answer_does_not_sign_in(app, phone, wrong):
    browser = app.test_client()
    refused = use(browser, phone, **wrong)
    assert refused.status_code == 422
    assert "This passkey was not taken" in text(refused)
    assert not signs_in(browser)
    assert use(browser, phone).status_code == 303, "the passkey itself is unharmed"


@pytest.mark.parametrize("said", ["", "no JSON", "[]", "{}", '{"id": 1}', "[" * 5_000, "x" * 19_000])
def test_what_is_no_answer_at_all_is_refused_in_words(app, phone, said):
    browser = app.test_client()
    browser.post(ASK)
    refused = browser.post(USE, data={"credential": said})
    assert refused.status_code == 422
    assert "This passkey was not taken" in text(refused)


def test_an_answer_works_once_also_with_the_cookie_of_before(app, phone):
    first = app.test_client()
    question = first.post(ASK).get_json()
    with first.session_transaction() as held:
        cookie = list(held[ASKED])
    answer = phone.sign(question)
    assert first.post(USE, data={"credential": answer}).status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as held:
        held[ASKED] = cookie
    refused = thief.post(USE, data={"credential": answer})
    assert (refused.status_code, signs_in(thief)) == (422, False)
    assert first.post(USE, data={"credential": answer}).status_code == 422, "the question was used up"


def test_an_answer_that_comes_too_late_is_refused(app, settled, phone):
    old = office_time.instant(office_time.moment(office_time.instant()) - timedelta(minutes=6))
    browser, another = app.test_client(), Device()
    question, new = browser.post(ASK).get_json(), asked(settled)
    for client in (browser, settled):
        with client.session_transaction() as held:
            held[ASKED] = [*held[ASKED][:2], old]
    assert browser.post(USE, data={"credential": phone.sign(question)}).status_code == 422
    late = settled.post(MINE, data={"name": "Late", "credential": another.make(new)})
    assert (late.status_code, "took too long" in text(late)) == (422, True)


def test_a_question_for_one_purpose_is_no_question_for_the_other(app, settled, phone):
    question = asked(settled)
    assert settled.post(USE, data={"credential": phone.sign(question)}).status_code == 422
    settled.post(ASK)
    with settled.session_transaction() as held:
        challenge = held[ASKED][1]
    made = Device().make({"user": {"id": encoded(b"x")}, "challenge": challenge})
    assert settled.post(MINE, data={"name": "Swapped", "credential": made}).status_code == 422


def test_the_passkey_of_one_does_not_sign_in_another(app, graph, client_as, make_user, phone):
    carl = make_user("administrator", name="Carl Cole")
    graph.write(users.set_password, carl.id, HASH, by=command_line(office_time.instant(), CHICAGO))
    his = Device()
    assert add(client_as(user=carl), his, "His phone").status_code == 303
    mixed = Device(credential=his.credential, key=phone.key, handle=his.handle)
    browser = app.test_client()
    assert use(browser, mixed).status_code == 422
    assert use(browser, Device(credential=phone.credential, key=phone.key, handle=his.handle)).status_code == 422
    assert not signs_in(browser)


def test_a_copy_of_a_device_that_counts_is_noticed(app, settled):
    stick = Device(count=7)
    assert add(settled, stick, "A stick").status_code == 303
    stick.count = 9
    assert use(app.test_client(), stick).status_code == 303
    stick.count = 8
    assert use(app.test_client(), stick).status_code == 422


def test_the_same_passkey_is_not_added_twice(settled, phone):
    assert add(settled, phone).status_code == 409


def test_too_many_wrong_answers_must_wait(app, phone):
    browser = app.test_client()
    said = [text(use(browser, phone, signature=b"nothing")) for _ in range(7)]
    assert "Too many attempts" in said[-1]
    assert use(browser, phone).status_code == 422


def test_a_removed_passkey_signs_in_no_more_and_another_s_cannot_be_removed(app, settled, phone, graph, client_as):
    there = graph.read(lambda tx: tx.run("MATCH (k:Passkey) RETURN k.id AS id").single(strict=True)["id"])
    assert client_as("administrator").post(f"{MINE}/{there}/remove").status_code == 404
    assert settled.post(f"{MINE}/{there}/remove").status_code == 303
    assert use(app.test_client(), phone).status_code == 422
    assert "Removed: My phone" in text(settled.get(MINE))
    assert "My phone" not in text(settled.get(MINE))


def test_a_reset_of_the_password_and_a_closed_account_end_it(app, graph, bea, phone, make_user):
    by = make_user("administrator").actor(office_time.instant(), CHICAGO)
    graph.write(users.deactivate, bea.id, by=by)
    assert use(app.test_client(), phone).status_code == 422
    graph.write(users.reactivate, bea.id, by=by)
    assert use(app.test_client(), phone).status_code == 422, "closing the account ended the passkey"


def test_a_passkey_made_for_this_site_is_taken_at_no_other_name(app, phone):
    browser = app.test_client()
    question = browser.post(ASK, base_url="http://evil.example").get_json()
    assert question["rpId"] == "evil.example"
    there = Device(
        "http://evil.example", "evil.example", credential=phone.credential, key=phone.key, handle=phone.handle
    )
    refused = browser.post(USE, base_url="http://evil.example", data={"credential": there.sign(question)})
    assert refused.status_code == 422
