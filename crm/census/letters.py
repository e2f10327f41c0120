"""The letters of a round: to each person, with their own link, as files that a mail program opens as drafts."""

import io
import re
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

from crm.census.invitations import Invitation
from crm.census.rounds import Round

TEXT = """Dear {given_name},

{message}Whom do you know in the legislature, and may we ask you to call them? It takes three minutes, on a phone too,
and needs no password. This link is yours alone:

{link}

Please answer by {closes}. You decide what may be done with what you say, and can change it at any time.

Thank you,
{our_name}
"""
REMINDER = "A reminder: "


def subject(our_name: str, *, again: bool) -> str:
    """What the letter is called."""
    words = "whom do you know in the legislature?"
    return f"{REMINDER}{words}" if again else f"{our_name}: {words}"


def text(found: Round, one: Invitation, link: str, *, our_name: str, closes: str) -> str:
    """The words of one person's letter; `closes` is the last day in words."""
    message = f"{found.message}\n\n" if found.message else ""
    return TEXT.format(given_name=one.given_name, message=message, link=link, closes=closes, our_name=our_name)


def letter(found: Round, one: Invitation, link: str, *, our_name: str, closes: str) -> EmailMessage:
    """The letter as a draft to somebody who has an e-mail address."""
    made = EmailMessage(policy=SMTP)
    made["To"] = one.email or ""
    made["Subject"] = subject(our_name, again=one.sent_at is not None)
    made["X-Unsent"] = "1"  # Outlook opens it for sending
    made.set_content(text(found, one, link, our_name=our_name, closes=closes))
    return made


def packed(found: Round, links: Mapping[Invitation, str], *, our_name: str, closes: str) -> bytes:
    """A zip file with a letter for each person, named for them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for number, (one, link) in enumerate(links.items(), 1):
            name = re.sub(r"[^A-Za-z0-9]+", "-", one.name).strip("-") or "letter"
            content = letter(found, one, link, our_name=our_name, closes=closes).as_bytes()
            files.writestr(f"{number:03d}-{name}.eml", content)
    return out.getvalue()
