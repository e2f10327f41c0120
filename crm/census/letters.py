"""The letters of a round: what they say, and sending them through the queue. Whoever has answered gets none."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm.census.invitations import invitations, issue_links, refuse_closed, silent
from crm.census.rounds import Round, round_of
from crm.mail.letters import Purpose, Stationery
from crm.mail.personal_letters import Mailing, Occasion, post_letters
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PATH = "/c/"
QUESTION = "whom do you know in the legislature?"
OPENING = (
    "Whom do you know in the legislature, and may we ask you to call them? It takes three minutes, on a phone too, and "
    "needs no password. This link is yours alone:"
)
CLOSING = """Please answer by {closes}. You decide what may be done with what you say, and can change it at any time.

Thank you,
{our_name}"""


def occasion(found: Round, our_name: str) -> Occasion:
    """What the letters of a round say."""
    return Occasion(
        batch=found.id,
        path=PATH,
        opening=f"{found.message}\n\n{OPENING}" if found.message else OPENING,
        closing=CLOSING.format(closes=in_words(found.closes_on), our_name=our_name),
        purpose=Purpose.CENSUS,
        subject=f"{our_name}: {QUESTION}",
        reminder_purpose=Purpose.REMINDER,
        reminder_subject=f"A reminder: {QUESTION}",
        last_day=found.closes_on,
    )


@permitted("change", "census round")
def post_round(tx: "ManagedTransaction", round_id: str, paper: Stationery, *, key: str, by: Actor) -> int:
    """Queue a letter to everybody of a round who has not answered and has an address: their link, or a reminder to
    those who had one; returns how many. The same `key` twice queues one each.

    Raises NotAllowed, NotFound, Conflict for a closed round, InvalidData where nobody is left.
    """
    found = round_of(tx, round_id)
    refuse_closed(found, by)
    people = invitations(tx, round_id, actor=by)

    def issue(hashes: Mapping[str, str]) -> None:
        issue_links(tx, round_id, hashes, by=by)

    mailing = Mailing(occasion(found, paper.sender_name), people, silent(people), paper, key)
    return post_letters(tx, mailing, issue, by=by)
