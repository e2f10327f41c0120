"""Which mail server letters are handed to: `CRM_SMTP_URL` taken apart, and its password kept out of sight."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

PORTS = {"smtp": 587, "smtps": 465}
EXAMPLE = "smtp://office%40example.org@mail.example.org:587"


@dataclass(frozen=True)
class MailServer:
    """`sender` is the address letters come from. `is_tls` says whether the line is encrypted from its first word;
    otherwise it is as soon as the server offers it, and a password goes over no other line than to this machine."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False


def mail_server(url: str | None, sender: str | None, password: str = "") -> MailServer | None:
    """From the settings' texts; None without an address. Raises ValueError in a plain sentence, which never holds what
    the address held: there may be a password in it."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError(f"This is not a mail server’s address. Write it like {EXAMPLE}, or with smtps:// in front.")
    user = unquote(parts.username or "")
    kept = password or unquote(parts.password or "")
    return MailServer(parts.hostname, port, _address(sender or user), user, kept, parts.scheme == "smtps")


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise ValueError("Name the address that letters come from in CRM_SMTP_FROM.") from None
