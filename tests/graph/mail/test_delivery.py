"""Letters wait in the graph until a real mail server has taken them, and what became of each is kept."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from worlds.pieces import add, write
from worlds.post_office import PostOffice, post_office
from worlds.town import NOW, acting

from crm.accounts.random_secrets import digest
from crm.errors import Conflict, NotAllowed
from crm.mail.carrier import Unreachable, connected
from crm.mail.delivery import _take, carry_due, carrying, wait_after
from crm.mail.letters import (
    LINK,
    Letter,
    NewLetter,
    Purpose,
    State,
    Stationery,
    came_back,
    letters,
    post,
    try_again,
    withdraw,
)
from crm.office_time import instant, moment
from crm.storage.database import Database
from crm.storage.mail_server import MailServer
from crm.vocabulary import Role

STAFF = acting()
KEY = "a key of the site, long enough"
PAPER = Stationery(KEY, "https://crm.example.org", "MASS")


def a_letter(to: str = "ann@example.org", id_: str = "letter-1", **more: object) -> NewLetter:
    text = f"Dear Ann,\n\n{LINK}\n\nÀ bientôt"
    link = PAPER.link("/c/", id_)
    return NewLetter(id_, Purpose.CENSUS, to, "Ann Réed", "Whom do you know?", text, "MASS", link, **more)


def later(**passed: int) -> str:
    return instant(moment(NOW) + timedelta(**passed))


def stands(database: Database, id_: str = "letter-1") -> Letter:
    (found,) = (one for one in database.read(letters, actor=STAFF) if one.id == id_)
    return found


@pytest.fixture
def mail() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def test_a_letter_is_taken_once_with_the_link_that_only_the_sites_key_makes(graph: Database, mail: PostOffice) -> None:
    graph.write(post, [a_letter()], by=STAFF)
    graph.write(post, [a_letter()], by=STAFF)
    assert carry_due(graph, mail.server(), KEY, at=NOW) == 1
    assert carry_due(graph, mail.server(), KEY, at=later(days=1)) == 0
    (message,) = mail.taken
    secret = PAPER.link("/c/", "letter-1")
    assert message["To"] == "Ann Réed <ann@example.org>"
    assert message["From"] == "MASS <office@example.org>"
    assert message["Message-ID"] == "<letter-1@example.org>"
    address = re.search(r"https://crm.example.org/c/\S+", message.get_content())[0]
    assert digest(address.rsplit("/", 1)[1]) == secret.hash
    held = str(write(graph, "MATCH (n) RETURN collect(properties(n)) AS everything"))
    assert address.rsplit("/", 1)[1] not in held
    assert (stands(graph).state, stands(graph).attempts) == (State.SENT, 1)


def test_letters_wait_while_no_server_answers_and_longer_each_time(graph: Database) -> None:
    nobody = MailServer("127.0.0.1", 9, "office@example.org")
    graph.write(post, [a_letter(), a_letter("bo@example.org", "letter-2")], by=STAFF)
    assert carry_due(graph, nobody, KEY, at=NOW) == 2
    found = stands(graph)
    assert (found.state, found.attempts, found.next_at) == (State.WAITING, 1, later(minutes=2))
    assert "does not answer" in found.said
    assert carry_due(graph, nobody, KEY, at=later(minutes=1)) == 0
    carry_due(graph, nobody, KEY, at=later(minutes=2))
    assert stands(graph).next_at == later(minutes=6)
    assert [wait_after(n) for n in (1, 2, 9, 500)] == [timedelta(minutes=2), timedelta(minutes=4)] + [
        timedelta(hours=6)
    ] * 2
    with post_office() as mail:
        carry_due(graph, mail.server(), KEY, at=later(minutes=10))
        assert mail.to == ["ann@example.org", "bo@example.org"]


def test_a_refusal_for_good_is_shown_and_one_for_now_is_tried_again(graph: Database) -> None:
    refuses = {"ann@example.org": "550 No such mailbox", "bo@example.org": "451 Come back later"}
    with post_office(refuses=refuses) as mail:
        new = [a_letter(), a_letter("bo@example.org", "letter-2"), a_letter("cy@example.org", "letter-3")]
        graph.write(post, new, by=STAFF)
        carry_due(graph, mail.server(), KEY, at=NOW)
        assert mail.to == ["cy@example.org"]
        assert (stands(graph).state, stands(graph).said) == (State.REFUSED, "550 No such mailbox")
        assert (stands(graph, "letter-2").state, stands(graph, "letter-2").said) == (
            State.WAITING,
            "451 Come back later",
        )
        mail.refuses.clear()
        graph.write(try_again, "letter-1", by=acting(at=later(minutes=5)))
        carry_due(graph, mail.server(), KEY, at=later(minutes=5))
        assert sorted(mail.to) == ["ann@example.org", "bo@example.org", "cy@example.org"]


def test_a_letter_that_nobody_takes_for_days_is_given_up(graph: Database) -> None:
    with post_office(refuses={"ann@example.org": "451 Later"}) as mail:
        graph.write(post, [a_letter()], by=STAFF)
        carry_due(graph, mail.server(), KEY, at=later(days=2))
        assert stands(graph).state is State.WAITING
        carry_due(graph, mail.server(), KEY, at=later(days=4))
        assert stands(graph).state is State.GIVEN_UP
        graph.write(try_again, "letter-1", by=acting(at=later(days=9)))
        carry_due(graph, mail.server(), KEY, at=later(days=9))
        assert stands(graph).state is State.WAITING


def test_a_letter_that_was_being_carried_when_the_site_stopped_is_carried_after(
    graph: Database, mail: PostOffice
) -> None:
    graph.write(post, [a_letter()], by=STAFF)
    assert graph.write(_take, "a site that stopped", NOW)
    assert carry_due(graph, mail.server(), KEY, at=later(minutes=5)) == 0
    assert carry_due(graph, mail.server(), KEY, at=later(minutes=16)) == 1
    assert mail.to == ["ann@example.org"]


def test_a_link_of_another_key_is_never_sent(graph: Database, mail: PostOffice) -> None:
    graph.write(post, [a_letter()], by=STAFF)
    carry_due(graph, mail.server(), "another key of the site", at=NOW)
    assert mail.taken == []
    assert "made with another key" in stands(graph).said


@pytest.mark.parametrize("to", ["no address", "ann@example.org\nBcc: all@example.org", "@", "a@b@c"])
def test_an_address_that_is_none_is_refused_and_holds_nothing_up(graph: Database, mail: PostOffice, to: str) -> None:
    graph.write(post, [a_letter(to), a_letter("bo@example.org", "letter-2")], by=STAFF)
    carry_due(graph, mail.server(), KEY, at=NOW)
    assert stands(graph).state is State.REFUSED
    assert mail.to == ["bo@example.org"]


def test_a_letter_that_could_not_go_out_by_the_last_day_to_answer_is_not_sent_unless_staff_say_so(
    graph: Database, mail: PostOffice
) -> None:
    nobody = MailServer("127.0.0.1", 9, "office@example.org")
    graph.write(post, [a_letter(last_day=STAFF.day_of(NOW))], by=STAFF)
    assert carry_due(graph, nobody, KEY, at=NOW) == 1
    assert carry_due(graph, mail.server(), KEY, at=later(days=1)) == 0
    assert (stands(graph).state, "last day to answer" in stands(graph).said) == (State.WITHDRAWN, True)
    graph.write(try_again, "letter-1", by=STAFF)
    assert carry_due(graph, mail.server(), KEY, at=later(days=2)) == 1
    assert stands(graph).state == State.SENT


def test_who_opts_out_while_a_census_letter_waits_gets_none(graph: Database, mail: PostOffice) -> None:
    add(graph, "Person", {"ann": {"name": "Ann Reed"}})
    graph.write(post, [a_letter(person="ann")], by=STAFF)
    write(graph, "MATCH (p:Person {id: 'ann'}) SET p.opted_out = true")
    carry_due(graph, mail.server(), KEY, at=NOW)
    assert mail.taken == []
    assert stands(graph).state is State.WITHDRAWN


def test_a_fault_at_one_look_does_not_end_the_sending(graph: Database, mail: PostOffice) -> None:
    looks = []

    def stumble() -> None:
        looks.append(instant())
        if len(looks) == 1:
            raise KeyError("a fault that nobody foresaw")

    graph.write(post, [a_letter()], by=STAFF)
    with carrying(graph, mail.server(), KEY, before=stumble):
        deadline = time.monotonic() + 60
        while not mail.taken and time.monotonic() < deadline:
            time.sleep(0.1)
    assert mail.to == ["ann@example.org"]


def test_staff_withdraw_a_waiting_letter_and_say_that_a_sent_one_came_back(graph: Database, mail: PostOffice) -> None:
    graph.write(post, [a_letter(), a_letter("bo@example.org", "letter-2")], by=STAFF)
    assert graph.write(withdraw, "letter-1", by=STAFF) == "Ann Réed"
    carry_due(graph, mail.server(), KEY, at=NOW)
    assert mail.to == ["bo@example.org"]
    with pytest.raises(Conflict, match="This letter is sent"):
        graph.write(withdraw, "letter-2", by=STAFF)
    graph.write(came_back, "letter-2", by=STAFF)
    assert stands(graph, "letter-2").said == "It came back, says Amy Hale."
    for actor in (acting(Role.MEMBER, "ann"), acting(Role.VIEWER, None, user="viewer")):
        with pytest.raises(NotAllowed):
            graph.read(letters, actor=actor)
        with pytest.raises(NotAllowed):
            graph.write(withdraw, "letter-1", by=actor)


def test_a_password_signs_in_and_a_wrong_one_is_said_and_never_shown() -> None:
    with post_office(passwords={"office": "right-password"}) as mail:
        with connected(mail.server("office", "right-password")) as line:
            assert line.noop()[0] == 250
        wrong = mail.server("office", "wrong-password")
        with pytest.raises(Unreachable, match="refused the name or password") as refused, connected(wrong):
            pass
        assert "wrong-password" not in f"{refused.value} {wrong!r}"
