"""Two people change one record at once: what each changed, from what a form was opened with, what stands, and what was
typed. What only one of them changed is theirs; where both wrote something else, a person decides.

A form carries no copy of what it was opened with but a mark of each value, from which a change can be told.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Said = Sequence[str]  # what one field says: the texts in it, none where it is empty


@dataclass(frozen=True)
class Outcome:
    """The fields that only the other one changed, and those that both changed, each in their own way."""

    theirs: tuple[str, ...]
    both: tuple[str, ...]


def mark(said: Said) -> str:
    """A short text that is the same for the same content."""
    return hashlib.sha256(json.dumps(list(said)).encode()).hexdigest()[:16]


def three_way(opened: Mapping[str, str], stands: Mapping[str, Said], typed: Mapping[str, Said]) -> Outcome:
    """Compare by field. `opened` has the mark of each field; one without a mark was never shown, so nothing that was
    typed into it is taken for a decision against what stands."""
    theirs: list[str] = []
    both: list[str] = []
    for name, said in stands.items():
        now, mine, was = mark(said), mark(typed.get(name, ())), opened.get(name)
        if now in (mine, was):
            continue
        (theirs if mine == was else both).append(name)
    return Outcome(tuple(theirs), tuple(both))
