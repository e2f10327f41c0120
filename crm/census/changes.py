"""What people say otherwise than they did in an earlier round: each tie that is new, grew, weakened, is there no
longer or went sour, and who says so. Pure.

Only what somebody says again is compared. Who is silent this time, or did not come to somebody on their sheet, has not
taken anything back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm.census.answers import ANSWERS, NONE, OWN_LEVELS, STRAINED_TIE
from crm.words import NATURAL, listing

NOT_TO_BE_ASKED = ", not to be asked"
RANK = {STRAINED_TIE: -1, **{level: rank for rank, level in enumerate(OWN_LEVELS)}}


class Turn(StrEnum):
    """How a tie changed, in the order in which they are listed."""

    NEW = "new"
    FIRST = "from people who did not answer then"
    GREW = "grew"
    MENDED = "no longer strained"
    WEAKENED = "weakened"
    WITHDRAWN = "withdrawn"
    STRAINED = "strained now"


@dataclass(frozen=True)
class Said:
    """One answer of a round: who of ours (`person`), about whom, how well, that person's seat, if any, and whether
    they may be asked to speak with them."""

    person_id: str
    person: str
    region: str
    about_id: str
    about: str
    seat_id: str | None
    seat: str | None
    level: str
    may_be_asked: bool = True

    @property
    def in_words(self) -> str:
        """ "Close", or "Close, not to be asked"."""
        return f"{ANSWERS[self.level]}{'' if self.may_be_asked else NOT_TO_BE_ASKED}"


@dataclass(frozen=True)
class Changed:
    """One tie of which somebody says something else now; `before` is None where they said nothing then."""

    turn: Turn
    now: Said
    before: str | None

    @property
    def before_in_words(self) -> str:
        return ANSWERS[self.before] if self.before else "not said"


def changes(before: Iterable[Said], now: Iterable[Said]) -> list[Changed]:
    """What changed from one round's answers to another's: new ties first, each kind by seat."""
    earlier = {(one.person_id, one.about_id): one.level for one in before}
    answered = {person for person, _ in earlier}
    found = []
    for one in now:
        level = earlier.get((one.person_id, one.about_id))
        turn = turn_of(level, one.level)
        if turn is Turn.NEW and one.person_id not in answered:
            turn = Turn.FIRST
        if turn:
            found.append(Changed(turn, one, level))
    order = list(Turn)
    return sorted(
        found, key=lambda one: (order.index(one.turn), NATURAL(one.now.seat or "~"), one.now.about, one.now.person)
    )


def turn_of(before: str | None, now: str) -> Turn | None:
    """How a tie changed between two levels; None where it did not. Where nothing was said there was none."""
    old, new = RANK[before or NONE], RANK[now]
    if old == new:
        return None
    if new == RANK[STRAINED_TIE]:
        return Turn.STRAINED
    if old == RANK[STRAINED_TIE]:
        return Turn.MENDED
    if old == RANK[NONE]:
        return Turn.NEW
    if new == RANK[NONE]:
        return Turn.WITHDRAWN
    return Turn.GREW if new > old else Turn.WEAKENED


def in_words(found: Iterable[Changed]) -> str:
    """ "4 ties new, 3 grew and 1 withdrawn"."""
    counts: Mapping[Turn, int] = Counter(one.turn for one in found)
    said = [f"{counts[turn]} {turn}" for turn in Turn if counts[turn]]
    return listing(said) or "nothing changed"
