"""Passwords: what is accepted, and that only the right one is right."""

import pytest

from crm.accounts import passwords
from crm.errors import InvalidData

ANN = {"email": "ann.reed@example.org", "name": "Ann Reed"}


@pytest.mark.parametrize(
    "good", ["correct horse battery", "Zwölf Äpfel am Baum", "t7#Lq!mz0Rw&", "reed organ pipes at noon"]
)
def test_a_good_password_is_accepted(good):
    passwords.check_new(good, **ANN)


BAD = (
    "", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababab", "password1234", "Ann.Reed@Example.org",
    "annreed annreed 1", "x" * 201,
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_password_that_is_short_or_known_is_refused(bad):
    with pytest.raises(InvalidData) as refused:
        passwords.check_new(bad, **ANN)
    assert list(refused.value.errors) == ["password"]


def test_only_the_right_password_is_right():
    stored = passwords.hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.is_right(stored, "correct horse battery")
    assert not passwords.is_right(stored, "correct horse batterx")
    assert not passwords.needs_new_hash(stored)


def test_without_an_account_no_password_is_right():
    assert not passwords.is_right(None, "correct horse battery")


def test_a_broken_hash_is_never_right():
    assert not passwords.is_right("no hash", "no hash")


def test_the_same_letters_typed_otherwise_are_the_same_password():
    assert passwords.is_right(passwords.hash_password("Ma\u00f1ana at the caf\u00e9"), "Man\u0303ana at the cafe\u0301")


def test_an_old_hash_is_to_be_made_again():
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21l$u7hzjlHlbVYhYUhAyxA5bQ"
    assert passwords.needs_new_hash(weak)
