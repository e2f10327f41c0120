"""Handing one letter to a mail server (SMTP, RFC 5321), and what its answer means.

An answer of 5xx is for good: the letter is refused. Everything else may be different later: a 4xx, a line that breaks,
a server that is not there or does not know our password.
"""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from email_validator import validate_email

from crm.errors import CrmError
from crm.office_time import moment
from crm.storage.mail_server import MailServer

TIMEOUT = 30.0  # seconds, for each answer of the server
LOCAL = ("localhost", "127.0.0.1", "::1")
LONGEST_ANSWER = 300


class Unreachable(CrmError):
    """No letter can be handed over now; says why."""


class Postponed(CrmError):
    """This letter can be tried again later; says why."""


class Refused(CrmError):
    """This letter will never be taken; says why."""


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A line to the server, encrypted and signed in as its settings say. Raises Unreachable."""
    try:
        line = _opened(server)
    except smtplib.SMTPAuthenticationError as problem:
        raise Unreachable(f"The mail server refused the name or password: {_said(problem)}") from None
    except smtplib.SMTPResponseException as problem:
        raise Unreachable(f"The mail server does not serve us now: {_said(problem)}") from None
    except (OSError, smtplib.SMTPException) as problem:
        raise Unreachable(f"The mail server at {server.host} does not answer: {_words(problem)}") from None
    try:
        yield line
    finally:
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


def hand_over(line: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand one message over. Raises Refused, Postponed, or Unreachable when the line broke."""
    try:
        line.send_message(message)
    except smtplib.SMTPRecipientsRefused as problem:
        code, said = next(iter(problem.recipients.values()))
        _reset(line)
        _raise(code, said)
    except smtplib.SMTPServerDisconnected as problem:
        raise Unreachable(f"The line to the mail server broke: {_words(problem)}") from None
    except smtplib.SMTPResponseException as problem:
        _reset(line)
        _raise(problem.smtp_code, problem.smtp_error)
    except (ValueError, smtplib.SMTPNotSupportedError) as problem:  # an address that cannot be written in a letter
        _reset(line)
        raise Refused(f"The address cannot be used: {_words(problem)}") from None
    except OSError as problem:
        raise Unreachable(f"The line to the mail server broke: {_words(problem)}") from None


def written(stored: Mapping[str, Any], text: str, server: MailServer) -> EmailMessage:
    """The message of a stored letter, with its text. Its Message-ID is the letter's, so that one that was handed over
    twice, because we stopped between the two, is told to be one. Raises Refused for an address of no such form."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(stored["sender_name"], addr_spec=server.sender)
        to = validate_email(stored["to"], check_deliverability=False, test_environment=True).normalized
        message["To"] = Address(stored["name"], addr_spec=to)
        message["Subject"] = " ".join(stored["subject"].split())
    except ValueError as problem:
        raise Refused(f"The address cannot be used: {_words(problem)}") from None
    message["Message-ID"] = f"<{stored['id']}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office replies (RFC 3834)
    message.set_content(text)
    return message


def dated(message: EmailMessage, at: str) -> EmailMessage:
    """The same with the instant it is handed over at."""
    message["Date"] = format_datetime(moment(at))
    return message


def _opened(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        line.ehlo()
        if not server.is_tls and line.has_extn("starttls"):
            line.starttls(context=context)
            line.ehlo()
        elif not server.is_tls and server.password and server.host not in LOCAL:
            raise OSError("it offers no encryption, and the password would be read on the way")
        if server.user and server.password:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _reset(line: smtplib.SMTP) -> None:
    try:
        line.rset()
    except (OSError, smtplib.SMTPException):
        raise Unreachable("The line to the mail server broke.") from None


def _raise(code: int, said: bytes | str) -> None:
    words = f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    kind = Refused if code >= 500 else Postponed
    raise kind(" ".join(words.split())[:LONGEST_ANSWER]) from None


def _said(problem: smtplib.SMTPResponseException) -> str:
    said = problem.smtp_error
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{problem.smtp_code} {' '.join(words.split())}"[:LONGEST_ANSWER]


def _words(problem: BaseException) -> str:
    return " ".join((str(problem) or type(problem).__name__).split())[:LONGEST_ANSWER]
