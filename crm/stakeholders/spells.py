"""Spells: dated relationships of one person and one post, or one body and role. Several of them have keys of their own.

A key names who, where and since when. A second spell without a start gets a number behind it, so that "until 2020" and
"now" are two lines, and the same spell sent twice is one. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.errors import InvalidData


@dataclass(frozen=True)
class Spell:
    """One stored span; None where a date is not known."""

    key: str
    start_date: str | None
    end_date: str | None


def spell_key(base: str, start: str | None, end: str | None, stored: Iterable[Spell]) -> str:
    """The key of this spell among those stored at the same place: that of the same one, or a free one.

    Raises InvalidData when one that began on the same day ended otherwise.
    """
    taken = {spell.key: spell for spell in stored}
    for spell in taken.values():
        if (spell.start_date or None, spell.end_date or None) == (start or None, end or None):
            return spell.key
        if start and spell.start_date == start:
            raise InvalidData(
                {"start_date": ["This one is recorded with that start already. Correct its dates instead."]}
            )
    return free_key(base, taken)


def free_key(base: str, taken: Iterable[str]) -> str:
    """The key, or the first with a number behind it that is not taken."""
    used = set(taken)
    numbered = (f"{base}#{number}" for number in range(2, len(used) + 2))
    return next(key for key in (base, *numbered) if key not in used)
