"""The letters of a survey: what they say, and sending them through the queue. Whoever has answered gets none.

They are the same letters as the census's (crm/mail/personal_letters.py).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm.learning.answers import refuse_closed
from crm.learning.kinds import SURVEYS
from crm.learning.survey_links import asked, issue_survey_links
from crm.mail.letters import Purpose, Stationery
from crm.mail.personal_letters import Mailing, Occasion, post_letters
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.declared import Record, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PATH = "/s/"
OPENING = (
    "We ask for your answers: “{title}”. It takes a few minutes, on a phone too, and needs no password. This link is "
    "yours alone:"
)


def occasion(survey: Record, our_name: str) -> Occasion:
    """What the letters of a survey say."""
    message, closes = survey.values.get("message"), survey.values.get("closes")
    until = f"Please answer by {in_words(str(closes))}.\n\n" if closes else ""
    opening = OPENING.format(title=survey.title)
    return Occasion(
        batch=survey.id,
        path=PATH,
        opening=f"{message}\n\n{opening}" if message else opening,
        closing=f"{until}Thank you,\n{our_name}",
        purpose=Purpose.SURVEY,
        subject=f"{our_name}: {survey.title}",
        reminder_purpose=Purpose.SURVEY_REMINDER,
        reminder_subject=f"A reminder: {survey.title}",
        last_day=str(closes) if closes else None,
    )


@permitted("change", "survey form")
def post_survey(tx: "ManagedTransaction", survey_id: str, paper: Stationery, *, key: str, by: Actor) -> int:
    """Queue a letter to everybody asked who has not answered and has an address: their link, or a reminder to those
    who had one; returns how many. The same `key` twice queues one each.

    Raises NotAllowed, NotFound, Conflict for a survey that takes no answers now, InvalidData where nobody is left.
    """
    survey = record(tx, SURVEYS, survey_id, actor=by)
    refuse_closed({**survey.values, "on": survey.day}, by.today)
    people = asked(tx, survey_id, actor=by)
    left = [one for one in people if not one.answered_on]

    def issue(hashes: Mapping[str, str]) -> None:
        issue_survey_links(tx, survey_id, hashes, by=by)

    return post_letters(tx, Mailing(occasion(survey, paper.sender_name), people, left, paper, key), issue, by=by)
