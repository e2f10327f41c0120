"""Letters about accounts: an invitation, or a new password for whoever forgot theirs, each with its one-time link."""

from datetime import timedelta
from typing import TYPE_CHECKING

from crm.accounts import links, users
from crm.accounts.links import LIVES, OneTimeLink
from crm.mail.letters import LINK, NewLetter, Purpose, Stationery, last_queued, post, queue
from crm.office_time import instant, moment
from crm.records.actor import Actor
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PATH = "/welcome/"
AGAIN_AFTER = timedelta(minutes=15)
BY_OWNER = "Asked for on the sign-in page"
SUBJECTS = {links.Purpose.INVITATION: "Your account", links.Purpose.RESET: "A new password"}
OPENINGS = {
    links.Purpose.INVITATION: "An account was made for you at {site}. Choose your password here:",
    links.Purpose.RESET: "Choose a new password for {site} here:",
}
TEXT = """Dear {name},

{opening}

{link}

The link works once, within {hours} hours. If you did not expect it, do nothing: without it nothing changes.

{our_name}
"""


@permitted("change", "account")
def send_link(
    tx: "ManagedTransaction", user_id: str, purpose: links.Purpose, paper: Stationery, letter_id: str, *, by: Actor
) -> OneTimeLink:
    """Make an account's one-time link and queue the letter with it. Raises NotFound, Conflict."""
    made = links.issue(tx, user_id, purpose, paper.link(PATH, letter_id).hash, by=by)
    post(tx, [_letter(made, paper, letter_id)], by=by)
    return made


def send_forgotten(tx: "ManagedTransaction", email: str, paper: Stationery, letter_id: str, *, at: str) -> None:
    """Queue a letter with a link for a new password to whoever has an account with this address; nothing where nobody
    has, or where one was queued a few minutes ago. Who asks is told neither."""
    user = users.by_email(tx, email)
    if user is None or not user.is_active:
        return
    last = last_queued(tx, Purpose.RESET, user.email)
    if last is not None and last > instant(moment(at) - AGAIN_AFTER):
        return
    hashed = paper.link(PATH, letter_id).hash
    made = links.make(tx, user, links.Purpose.RESET, hashed, at=at, who=user.id)
    queue(tx, [_letter(made, paper, letter_id)], at=at, who=BY_OWNER)


def _letter(made: OneTimeLink, paper: Stationery, letter_id: str) -> NewLetter:
    hours = int(LIVES[made.purpose].total_seconds() // 3600)
    opening = OPENINGS[made.purpose].format(site=paper.site)
    return NewLetter(
        id=letter_id,
        purpose=Purpose(made.purpose.value),
        to=made.user.email,
        name=made.user.name,
        subject=f"{paper.sender_name}: {SUBJECTS[made.purpose].lower()}",
        text=TEXT.format(name=made.user.name, opening=opening, link=LINK, hours=hours, our_name=paper.sender_name),
        sender_name=paper.sender_name,
        link=paper.link(PATH, letter_id),
        about=made.user.id,
    )
