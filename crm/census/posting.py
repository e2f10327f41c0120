"""Sending a round's letters by e-mail: each person's link and letter are made in one step and wait in the queue."""

import uuid
from typing import TYPE_CHECKING

from crm.census.invitations import Invitation, invitations, issue_links, silent
from crm.census.letters import subject, text
from crm.census.rounds import Round, round_of
from crm.errors import InvalidData
from crm.mail.letters import LINK, NewLetter, Purpose, Stationery, post, queued
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.history import LEDGER
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PATH = "/c/"
NOBODY = "Nobody is left to send a link to: they have answered, or have no e-mail address."


@permitted("change", "census round")
def post_round(
    tx: "ManagedTransaction", round_id: str, paper: Stationery, *, key: str, only_silent: bool = False, by: Actor
) -> int:
    """Queue a letter to everybody of a round who has an address, or only to those who have not answered; returns how
    many. The same `key` twice queues one each.

    Raises NotAllowed, NotFound, Conflict for a closed round, InvalidData where nobody is left.
    """
    found = round_of(tx, round_id)
    people = [one for one in invitations(tx, round_id, actor=by) if one.email and not one.opted_out]
    letters = {_letter_id(key, one): one for one in (silent(people) if only_silent else people)}
    before = queued(tx, (_letter_id(key, one) for one in people))
    new = [_letter(found, one, letter_id, paper) for letter_id, one in letters.items() if letter_id not in before]
    if not new and not before:
        raise InvalidData({"who": [NOBODY]})
    if new:
        issue_links(tx, round_id, {one.about: one.link.hash for one in new if one.about and one.link}, by=by)
        post(tx, new, by=by)
    return len(new) + len(before)


def _letter(found: Round, one: Invitation, letter_id: str, paper: Stationery) -> NewLetter:
    closes = in_words(found.closes_on)
    return NewLetter(
        id=letter_id,
        purpose=Purpose.REMINDER if one.sent_at else Purpose.CENSUS,
        to=one.email or "",
        name=one.name,
        subject=subject(paper.sender_name, again=one.sent_at is not None),
        text=text(found, one, LINK, our_name=paper.sender_name, closes=closes),
        sender_name=paper.sender_name,
        link=paper.link(PATH, letter_id),
        person=one.person_id,
        about=one.id,
        batch=found.id,
    )


def _letter_id(key: str, one: Invitation) -> str:
    return str(uuid.uuid5(LEDGER, f"letter|{key}|{one.id}"))
