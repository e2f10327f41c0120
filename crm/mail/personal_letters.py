"""Letters that ask people to answer by a link of their own: queued for the mail server, or as files (.eml) that a mail
program opens as drafts. Rounds of the census and surveys write theirs here.

Whoever was sent a link before is reminded, and is told so by the first word.
"""

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Protocol, TypeVar

from crm.errors import InvalidData
from crm.mail.letters import LINK, NewLetter, Purpose, Stationery, post, queued
from crm.records.actor import Actor
from crm.records.history import LEDGER
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NOBODY = "Nobody is left to send a link to: they have answered, or have no e-mail address."


class Invited(Protocol):
    """Somebody who is asked: `id` is their invitation's, `sent_at` when a link was first made for them."""

    @property
    def id(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def sent_at(self) -> str | None: ...


SomebodyInvited = TypeVar("SomebodyInvited", bound=Invited)


@dataclass(frozen=True)
class Occasion:
    """What the letters of a `batch` (a record's id) are for: the `path` their links open, the words before and after
    the link, what a first letter and a reminder are for and are called, and the last day to answer (ISO)."""

    batch: str
    path: str
    opening: str
    closing: str
    purpose: Purpose
    subject: str
    reminder_purpose: Purpose
    reminder_subject: str
    last_day: str | None = None

    def subject_for(self, one: Invited) -> str:
        """What the letter to somebody is called."""
        return self.reminder_subject if one.sent_at else self.subject

    def text_for(self, one: Invited, link: str) -> str:
        """What it says."""
        return f"Dear {one.given_name},\n\n{self.opening}\n\n{link}\n\n{self.closing}\n"


@dataclass(frozen=True)
class Mailing:
    """Letters sent together: to those who are `left` of `everybody`. `key` is made by the page, for each press of its
    button; `paper` is the site's."""

    occasion: Occasion
    everybody: Sequence[Invited]
    left: Sequence[Invited]
    paper: Stationery
    key: str


@permitted("add", "letter")
def post_letters(
    tx: "ManagedTransaction", mailing: Mailing, issue: Callable[[Mapping[str, str]], None], *, by: Actor
) -> int:
    """Queue a letter to each of those left who has an address, and return how many; `issue` keeps their links. The
    same key twice queues one each. Raises InvalidData where nobody is left."""
    before = queued(tx, (_letter_id(mailing, one) for one in mailing.everybody))
    letters = [_letter(mailing, one) for one in mailing.left if one.email]
    new = [one for one in letters if one.id not in before]
    if not new and not before:
        raise InvalidData({"who": [NOBODY]})
    if new:
        issue({one.about: one.link.hash for one in new if one.about and one.link})
        post(tx, new, by=by)
    return len(new) + len(before)


def packed(occasion: Occasion, links: Mapping[SomebodyInvited, str]) -> bytes:
    """A zip file with a draft for each person, named for them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for number, (one, link) in enumerate(links.items(), 1):
            name = re.sub(r"[^A-Za-z0-9]+", "-", one.name).strip("-") or "letter"
            files.writestr(f"{number:03d}-{name}.eml", _draft(occasion, one, link).as_bytes())
    return out.getvalue()


def _draft(occasion: Occasion, one: Invited, link: str) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["To"] = one.email or ""
    made["Subject"] = " ".join(occasion.subject_for(one).split())
    made["X-Unsent"] = "1"  # Outlook opens it for sending
    made.set_content(occasion.text_for(one, link))
    return made


def _letter(mailing: Mailing, one: Invited) -> NewLetter:
    occasion, letter_id = mailing.occasion, _letter_id(mailing, one)
    return NewLetter(
        id=letter_id,
        purpose=occasion.reminder_purpose if one.sent_at else occasion.purpose,
        to=one.email or "",
        name=one.name,
        subject=occasion.subject_for(one),
        text=occasion.text_for(one, LINK),
        sender_name=mailing.paper.sender_name,
        link=mailing.paper.link(occasion.path, letter_id),
        person=one.person_id,
        about=one.id,
        batch=occasion.batch,
        last_day=occasion.last_day,
    )


def _letter_id(mailing: Mailing, one: Invited) -> str:
    return str(uuid.uuid5(LEDGER, f"letter|{mailing.key}|{one.id}"))
