"""A real mail server on this machine, which keeps what it takes and refuses what it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from crm.storage.engine.process import free_port
from crm.storage.mail_server import MailServer

SENDER = "office@example.org"


@dataclass
class PostOffice:
    """`taken` are the messages it took, in order. `refuses` maps an address to the answer that it gets."""

    refuses: dict[str, str] = field(default_factory=dict)
    taken: list[Message] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    port: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(message_from_bytes(envelope.content or b"", policy=default))
        return "250 Taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and self.passwords.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=right, handled=False)

    @property
    def to(self) -> list[str]:
        """Whom it took messages for, in order."""
        return [str(one["To"].addresses[0].addr_spec) for one in self.taken]

    def server(self, user: str = "", password: str = "") -> MailServer:
        """As the site's settings name it."""
        return MailServer("127.0.0.1", self.port, SENDER, user, password)


@contextmanager
def post_office(**more: dict[str, str]) -> Iterator[PostOffice]:
    """It is open for as long as the block runs."""
    office = PostOffice(**more)
    locked = {"authenticator": office.authenticate, "auth_require_tls": False}
    running = Controller(office, hostname="127.0.0.1", port=free_port(), **(locked if office.passwords else {}))
    running.start()
    office.port = running.port
    try:
        yield office
    finally:
        running.stop(no_assert=True)
