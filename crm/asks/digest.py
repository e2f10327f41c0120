"""The weekly digest: whom to talk with again, as a letter to each of the staff, where they want it.

It goes out each Monday; when the site did not run on a Monday, on the first day of that week when it does.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from crm.accounts.users import User, all_users
from crm.asks.cold import Cold, going_cold
from crm.asks.rules import digest_since
from crm.errors import InvalidData
from crm.mail.letters import NewLetter, Purpose, Stationery, post, queued
from crm.office_time import first_day, in_words
from crm.records.actor import Actor
from crm.records.history import LEDGER
from crm.records.permissions import permitted
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_NAMED = 40
STAFF = (Role.ADMINISTRATOR, Role.STAFF)


def subject(today: str) -> str:
    """What the digest of a day is called."""
    return f"Whom to talk with again, {in_words(today)}"


def text(found: Sequence[Cold], site: str) -> str:
    """The digest in words: those we talked with, the latest first, then how many nobody talked with."""
    met = [one for one in found if one.days is not None]
    lines = [_line(one) for one in met[:MOST_NAMED]]
    if not met:
        lines = ["Everybody we talk with was talked with in time."]
    elif len(met) > MOST_NAMED:
        lines.append(f"and {len(met) - MOST_NAMED} more.")
    never = len(found) - len(met)
    if never:
        lines += ["", f"With {never} more member{'s' * (never != 1)} no talk is logged."]
    return "\n".join(["Whom to talk with again:", "", *lines, "", f"The whole list: {site}/asks/cold", ""])


def _line(one: Cold) -> str:
    last = f"last talk {in_words(one.last or '')}, by {one.who}"
    return f"- {one.person.name} ({one.seat}): {last}; {one.over} days too late"


def as_file(found: Sequence[Cold], site: str, today: str) -> bytes:
    """The digest as a draft that a mail program opens (.eml)."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = subject(today)
    made["X-Unsent"] = "1"  # Outlook opens it for sending
    made.set_content(text(found, site))
    return made.as_bytes()


@permitted("add", "letter")
def send_digest(tx: "ManagedTransaction", to: str, paper: Stationery, letter_id: str, *, by: Actor) -> str:
    """Queue the digest of today to one account (an id) and return its address. Raises InvalidData, NotAllowed."""
    user = next((one for one in _readers(tx) if one.id == to), None)
    if user is None:
        raise InvalidData({"to": ["Only staff with an open account get the digest."]})
    post(tx, [_letter(user, text(going_cold(tx, actor=by), paper.site), paper, letter_id, by.today)], by=by)
    return user.email


@permitted("add", "letter")
def send_weekly(tx: "ManagedTransaction", paper: Stationery, *, by: Actor) -> int:
    """Queue this week's digest to each of the staff who has not got it, where they want it; returns how many now."""
    new = _waiting(tx, by)
    if new:
        words = text(going_cold(tx, actor=by), paper.site)
        post(tx, [_letter(one, words, paper, letter_id, by.today) for letter_id, one in new.items()], by=by)
    return len(new)


def weekly_is_due(tx: "ManagedTransaction", *, actor: Actor) -> bool:
    """Whether somebody is still to get the digest of the actor's week."""
    return bool(_waiting(tx, actor))


def _waiting(tx: "ManagedTransaction", actor: Actor) -> dict[str, User]:
    """Who gets this week's digest and has not got it, by the id of the letter. What was turned on, and who came, later
    than the week's Monday waits for the next one."""
    today, since = first_day(actor.today), digest_since(tx)
    monday = (today - timedelta(days=today.weekday())).isoformat()
    if since is None or since > monday:
        return {}
    there = (one for one in _readers(tx) if actor.day_of(one.recorded_at) <= monday)
    readers = {_weekly_id(one, monday): one for one in there}
    before = queued(tx, readers)
    return {letter_id: one for letter_id, one in readers.items() if letter_id not in before}


def _readers(tx: "ManagedTransaction") -> list[User]:
    return [one for one in all_users(tx) if one.role in STAFF and one.is_active and one.has_password]


def _weekly_id(user: User, monday: str) -> str:
    return str(uuid.uuid5(LEDGER, f"digest|{monday}|{user.id}"))


def _letter(user: User, words: str, paper: Stationery, letter_id: str, today: str) -> NewLetter:
    title = subject(today)
    return NewLetter(letter_id, Purpose.DIGEST, user.email, user.name, title, words, paper.sender_name)
