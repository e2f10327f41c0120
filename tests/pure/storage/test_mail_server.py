"""The mail server's address is taken apart, and its password never shows."""

import pytest

from crm.errors import InvalidData
from crm.storage.mail_server import MailServer, mail_server
from crm.storage.settings import from_environment


def test_an_address_names_server_port_user_password_and_sender() -> None:
    found = mail_server("smtps://office%40example.org:p%40ss@mail.example.org", "")
    assert found == MailServer("mail.example.org", 465, "office@example.org", "office@example.org", "p@ss", True)
    assert mail_server("smtp://mail.example.org:25", "us@example.org") == MailServer(
        "mail.example.org", 25, "us@example.org"
    )
    assert mail_server("", "") is None


def test_a_password_is_in_no_representation() -> None:
    assert "p@ss" not in repr(mail_server("smtp://office%40example.org:p%40ss@mail.example.org", ""))


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u@h:99999", "smtp://u@h/path"]
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InvalidData) as refused:
        from_environment({"CRM_SMTP_URL": url, "CRM_SMTP_FROM": "us@example.org"})
    assert "CRM_SMTP_URL" in refused.value.errors
    assert "smtp://u@h" not in str(refused.value)


def test_letters_come_from_somebody() -> None:
    with pytest.raises(InvalidData, match="CRM_SMTP_FROM"):
        from_environment({"CRM_SMTP_URL": "smtp://mail.example.org"})


def test_a_password_may_be_in_a_file(tmp_path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss\n")
    given = {"CRM_SMTP_URL": "smtp://office%40example.org@mail.example.org", "CRM_SMTP_PASSWORD_FILE": str(file)}
    settings = from_environment(given)
    assert settings.mail_server is not None
    assert settings.mail_server.password == "p@ss"
    assert "p@ss" not in repr(settings)
