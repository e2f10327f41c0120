"""A person's sheet filled in: each legislator with what they said now, what they said last time, and what they wish."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.census.answers import NONE, AnswerGiven, answers_of, wishes_of
from crm.census.invitations import Opened
from crm.census.sheet import Part, Subject, sheet

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Card:
    """One legislator: the answer `now` in this round, the one `before` it, and whether the person may be asked to call
    them (None: nothing was said)."""

    subject: Subject
    now: AnswerGiven | None
    before: AnswerGiven | None
    wish: str | None


@dataclass(frozen=True)
class FilledSheet:
    """All cards in order; `others` are the committees' members who have no card until somebody taps their name."""

    cards: tuple[Card, ...]
    others: tuple[Subject, ...]
    wish: str

    @property
    def counted(self) -> int:
        """How many must be answered for the sheet to be done."""
        return sum(card.subject.is_counted for card in self.cards)

    @property
    def answered(self) -> int:
        """How many of them are."""
        return sum(card.subject.is_counted and card.now is not None for card in self.cards)

    @property
    def known(self) -> int:
        """Of how many, counted or not, the person says that they know them."""
        return sum(card.now is not None and card.now.level != NONE for card in self.cards)


def filled(tx: "ManagedTransaction", opened: Opened, *, today: str, added: Iterable[str] = ()) -> FilledSheet:
    """The sheet as the person sees it on a day (ISO date). `added` are people whose cards they asked for."""
    answers = answers_of(tx, opened)
    general, wishes = wishes_of(tx, opened)
    current = {about for about, answer in answers.items() if answer.is_current}
    wanted = {*added, *current}
    subjects = sheet(tx, opened.person_id, today=today, added=[*current, *added])
    with_card = [one for one in subjects if one.part is not Part.MEMBERS or one.person_id in wanted]
    cards = [_card(one, answers.get(one.person_id), wishes.get(one.person_id)) for one in with_card]
    others = (one for one in subjects if one.part is Part.MEMBERS and one.person_id not in wanted)
    return FilledSheet(tuple(cards), tuple(others), general)


def _card(subject: Subject, answer: AnswerGiven | None, wish: str | None) -> Card:
    is_now = answer is not None and answer.is_current
    return Card(subject, answer if is_now else None, None if is_now else answer, wish)
