"""Letters on the pages: a round's letters, invitations and new passwords go through one visible queue."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from the_site import Client
from worlds import town
from worlds.office import today
from worlds.pieces import write
from worlds.post_office import PostOffice, post_office

from crm.mail.delivery import carry_due
from crm.office_time import instant
from crm.storage.database import Database
from web.context import SITE

SignIn = Callable[..., Client]


@pytest.fixture
def mail() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def carried(app: Flask, graph: Database, mail: PostOffice) -> Callable[[], list[str]]:
    """Lets the site send through the mail server; carries what waits, and says whom to."""
    town.settle(graph)
    write(graph, "MATCH (p:Person) WHERE p.id IN ['ann', 'bo'] SET p.email = p.id + '@example.org'")
    site = app.extensions[SITE]
    app.extensions[SITE] = replace(site, settings=replace(site.settings, mail_server=mail.server()))

    def carry() -> list[str]:
        before = len(mail.taken)
        carry_due(graph, mail.server(), site.settings.secret_key, at=instant())
        return sorted(mail.to[before:])

    return carry


@pytest.fixture
def staff(client_as: SignIn, carried: Callable[[], list[str]]) -> Client:
    staff = client_as("staff")
    data = {"title": "Fall", "group": "superintendents", "closes_on": today(), "key": "a-round-of-fall"}
    assert staff.post("/census/new", data=data).status_code == 303
    return staff


def link_in(mail: PostOffice, place: int = -1) -> str:
    return re.search(r"http://localhost(/\S+)", mail.taken[place].get_content())[1]


def test_a_round_goes_out_once_and_reminders_only_to_those_who_have_not_answered(
    staff: Client, client: Client, mail: PostOffice, carried: Callable[[], list[str]]
) -> None:
    for _ in range(2):
        assert staff.post("/census/a-round-of-fall/letters", data={"key": "sent-once"}).status_code == 303
    assert "2 letters waiting" in staff.get("/letters").text
    assert carried() == ["ann@example.org", "bo@example.org"]
    link = link_in(mail, mail.to.index("ann@example.org"))
    assert "Ann Reed: whom do you know?" in client.get(link).text
    answer = {"about": "carl", "level": "good", "key": "key-12345678"}
    assert "Remind those who have not answered" in staff.get("/census/a-round-of-fall").text
    staff.post("/census/a-round-of-fall/letters", data={"key": "a reminder"})
    assert client.post(f"{link_in(mail, mail.to.index('bo@example.org'))}/answers", data=answer).status_code == 303
    assert carried() == ["ann@example.org"]  # Bo answered while it waited
    assert mail.taken[-1]["Subject"].startswith("A reminder")
    assert "3 letters sent, 0 waiting, 0 did not arrive" in staff.get("/census/a-round-of-fall").text
    (moot,) = re.findall(r"/letters/[0-9a-f-]{36}", staff.get("/letters?state=withdrawn&batch=a-round-of-fall").text)
    assert "Try again" not in staff.get(moot).text
    refused = staff.post(f"{moot}/again")
    assert (refused.status_code, "They have answered meanwhile" in refused.text) == (409, True)
    staff.post("/census/a-round-of-fall/letters", data={"key": "another reminder"})
    assert carried() == ["ann@example.org"]  # who has answered is never reminded


def test_the_queue_shows_what_was_refused_and_never_a_link(
    staff: Client, graph: Database, mail: PostOffice, carried: Callable[[], list[str]]
) -> None:
    mail.refuses["bo@example.org"] = "550 No such mailbox"
    staff.post("/census/a-round-of-fall/letters", data={"key": "sent-once"})
    carried()
    page = staff.get("/letters?state=refused").text
    assert "550 No such mailbox" in page
    assert "ann@example.org" not in page
    letter = staff.get(re.search(r"/letters/[0-9a-f-]{36}", page)[0])
    assert "[their personal link]" in letter.text
    assert 'href="/people/bo"' in letter.text
    write(graph, "MATCH (p:Person {id: 'bo'}) SET p.email = 'bo.lee@example.org'")
    assert staff.post(f"{letter.request.path}/again").status_code == 303
    assert carried() == ["bo.lee@example.org"]  # their address was mended meanwhile
    assert staff.post(f"{letter.request.path}/came-back").status_code == 303
    assert "Came back" in staff.get("/letters?format=csv").text
    assert staff.post(f"{letter.request.path}/withdraw").status_code == 409


def test_an_invitation_and_a_new_password_go_by_letter(
    staff: Client, client: Client, client_as: SignIn, mail: PostOffice, carried: Callable[[], list[str]]
) -> None:
    boss = client_as("administrator")
    made = boss.post("/accounts/new", data={"email": "cy@example.org", "name": "Cy Hall", "role": "staff"})
    assert made.status_code == 303
    assert carried() == ["cy@example.org"]
    assert "Choose a password" in client.get(link_in(mail)).text or client.get(link_in(mail)).status_code == 200
    for address in ("cy@example.org", "cy@example.org", "nobody@example.org", "no address"):
        sent = client.post("/forgotten", data={"email": address})
        assert (sent.status_code, sent.location) == (303, "/sign-in")
    assert carried() == ["cy@example.org"]  # one, however often it is asked for
    password = "a long enough password"
    used = client.post(link_in(mail), data={"password": password, "again": password})
    assert used.location == "/"
    assert client.get(link_in(mail)).status_code == 404


def test_without_a_mail_server_nothing_is_queued_and_the_page_says_what_to_do(
    app: Flask, graph: Database, client_as: SignIn, client: Client
) -> None:
    town.settle(graph)
    staff = client_as("staff")
    data = {"title": "Fall", "group": "superintendents", "closes_on": today(), "key": "a-round-of-fall"}
    staff.post("/census/new", data=data)
    assert "Send everybody their link" not in staff.get("/census/a-round-of-fall").text
    assert staff.post("/census/a-round-of-fall/letters").status_code == 409
    assert "CRM_SMTP_URL" in staff.get("/letters").text
    assert "Ask an administrator" in client.get("/forgotten").text
