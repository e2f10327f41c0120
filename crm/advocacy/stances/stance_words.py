"""The words for stances and how sure we are of them, and what a roll call can say. Pure.

A stance is a whole number from -2 (opposes) to +2 (supports). Certainty is kept as a word, because nobody in the
office can tell 0.6 from 0.7.
"""

from dataclasses import dataclass, replace
from math import log2

from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, STANCES


@dataclass(frozen=True)
class Stance:
    """What one person or body held on one subject, as of the day asked about.

    `on` is the day it was held, `recorded_at` when we learned it; `changed_from` is the stance before it, if any.
    `arose_from` is the id of the contact or roll call it came from, as `source_kind` says.
    """

    position_id: str
    holder_id: str
    holder_name: str
    subject_id: str
    value: int
    certainty: str
    source_kind: str
    source: str
    on: str
    recorded_at: str
    recorded_by: str
    source_url: str | None = None
    conditions: str | None = None
    arose_from: str | None = None
    changed_from: int | None = None
    since: str | None = None

    @property
    def words(self) -> str:
        return STANCES[self.value].words

    @property
    def side(self) -> int:
        """-1 against, 0 undecided, +1 for."""
        return side(self.value)


def side(value: int) -> int:
    """Which side a stance is on: -1 against, 0 undecided, +1 for."""
    return (value > 0) - (value < 0)


def source_words(stance: Stance, *, longest: int | None = None) -> str:
    """Where a stance comes from, and how sure we are when not quite: "letter of May 2; likely". A source of more
    letters than `longest` is named by its kind alone."""
    fits = stance.source and (longest is None or len(stance.source) <= longest)
    words = stance.source if fits else SOURCE_KINDS[stance.source_kind].words.lower()
    return words if stance.certainty == "sure" else f"{words}; {CERTAINTIES[stance.certainty].lower()}"


def with_trail(trail: list[Stance]) -> Stance:
    """The newest stance of one holder's trail, with since when it has been held and what it was before.

    The trail is in any order and not empty; the latest day wins, and of one day the last recorded.
    """
    ordered = sorted(trail, key=lambda stance: (stance.on, stance.recorded_at, stance.position_id))
    newest = ordered[-1]
    since, before = newest.on, None
    for stance in reversed(ordered):
        if stance.value != newest.value:
            before = stance.value
            break
        since = stance.on
    return replace(newest, since=since, changed_from=before)


def informativeness(yeas: int, nays: int) -> float:
    """How much a roll call tells about who is a friend, 0..1: the Shannon entropy, in bits, of its split.

    A unanimous vote says nothing (0); an even split says most (1). 113-0 is 0, 95-13 is 0.53.
    """
    total = yeas + nays
    if not yeas or not nays:
        return 0.0
    return -sum(n / total * log2(n / total) for n in (yeas, nays))
