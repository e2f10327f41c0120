"""The words a plan entry's status is said in, and which of two is the worse."""

from collections.abc import Iterable
from enum import StrEnum


class Word(StrEnum):
    """The status of an entry on a day."""

    MET = "met"
    MET_LATE = "met late"
    PARTLY = "partly"
    ON_TRACK = "on track"
    DUE_SOON = "due soon"
    LATE = "late"
    MISSED = "missed"
    NO_EVIDENCE = "no evidence"
    BY_HAND = "by hand"


DONE = (Word.MET, Word.MET_LATE)

# A heading is as good as the worst entry below it. That one missed entry marks its heading for good is a choice.
WORST_FIRST = (
    Word.MISSED,
    Word.LATE,
    Word.NO_EVIDENCE,
    Word.PARTLY,
    Word.DUE_SOON,
    Word.ON_TRACK,
    Word.BY_HAND,
    Word.MET_LATE,
    Word.MET,
)
# Of things that fall due one by one, a late finish outweighs those still to come.
WORST_DUE_FIRST = (Word.LATE, Word.DUE_SOON, Word.MET_LATE, Word.MET, Word.ON_TRACK)


def worst(words: Iterable[Word], order: tuple[Word, ...] = WORST_FIRST) -> Word:
    """The worst of these; no evidence when there are none."""
    return min(words, key=order.index, default=Word.NO_EVIDENCE)
