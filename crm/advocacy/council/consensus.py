"""Where the bodies stand on each issue, how that has moved, and what a meeting should spend its time on. Pure.

Alignment is measured against the association's own side of the issue. An adopted priority is supported by the
association unless it has recorded a stance of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from crm.advocacy.stances.stance_words import Stance, side
from crm.office_time import in_words as date_in_words
from crm.records.visibility import as_seen
from crm.vocabulary import SIDES
from crm.words import listing


@dataclass(frozen=True)
class Body:
    """A partner body: who may hold a stance."""

    id: str
    name: str
    short_name: str


@dataclass(frozen=True)
class IssueConsensus:
    """One issue across the bodies. `aligned` of `asked` bodies are on our side; `known` have any stance.

    `trend` is aligned now less aligned then (None without an earlier date). `closest` is the body not yet
    aligned that is nearest to it. `worth` orders disagreements by how much a meeting's time could gain.
    """

    subject_id: str
    stances: Mapping[str, Stance]
    asked: int
    known: int
    aligned: int
    opposed: int
    trend: int | None
    closest: Stance | None
    worth: float
    our_side: int = 1

    @property
    def share(self) -> float:
        """Aligned bodies as a share of all bodies asked, 0..1."""
        return self.aligned / self.asked if self.asked else 0.0


@dataclass(frozen=True)
class Movement:
    """A stance that changed between two days; `before` is None for a body that had none."""

    subject_id: str
    body: Body
    before: Stance | None
    after: Stance

    @property
    def towards_us(self) -> bool:
        return self.before is not None and self.after.value > self.before.value


Held = Mapping[tuple[str, str], Stance]  # (holder id, subject id) -> the stance held


def of_issue(
    subject_id: str,
    bodies: Sequence[Body],
    now: Held,
    then: Held | None = None,
    *,
    our_side: int = 1,
    rank: int | None = None,
) -> IssueConsensus:
    """Consensus on one issue now, with its trend since `then`."""
    stances = {body.id: now[body.id, subject_id] for body in bodies if (body.id, subject_id) in now}
    aligned = _on_side(stances.values(), our_side)
    opposed = _on_side(stances.values(), -our_side)
    before = None
    if then is not None:
        before = _on_side((then[body.id, subject_id] for body in bodies if (body.id, subject_id) in then), our_side)
    unaligned = [stance for stance in stances.values() if stance.side != our_side]
    closest = max(unaligned, key=lambda s: (s.value * our_side, s.on, s.holder_name), default=None)
    return IssueConsensus(
        subject_id=subject_id,
        stances=stances,
        asked=len(bodies),
        known=len(stances),
        aligned=aligned,
        opposed=opposed,
        trend=None if before is None else aligned - before,
        closest=closest,
        worth=_worth(stances.values(), our_side, rank),
        our_side=our_side,
    )


def _on_side(stances: Iterable[Stance], our_side: int) -> int:
    return sum(1 for stance in stances if stance.side == our_side)


def _worth(stances: Iterable[Stance], our_side: int, rank: int | None) -> float:
    """How much a meeting could gain on this issue: bodies that could still move, weighted by the issue's rank.

    An undecided body counts 1, one that leans against 0.6, one that opposes 0.3; a body whose stance is
    only a guess counts half as much again, because asking settles it. Rank 1 counts fully, rank n as 1 / sqrt(n).
    """
    movable = {0: 1.0, -1: 0.6, -2: 0.3}
    gain = sum(movable.get(s.value * our_side, 0.0) * (1.5 if s.certainty == "guess" else 1.0) for s in stances)
    return gain / sqrt(rank or 9)


def worth_the_time(consensuses: Sequence[IssueConsensus]) -> IssueConsensus | None:
    """The one disagreement worth the meeting's time; None when all known bodies are aligned everywhere."""
    best = max(consensuses, key=lambda c: c.worth, default=None)
    return best if best is not None and best.worth > 0 else None


def movements(bodies: Sequence[Body], subjects: Sequence[str], then: Held, now: Held) -> list[Movement]:
    """Every stance of the bodies that is new or different now, in the order of subjects, then bodies."""
    found = []
    for subject_id in subjects:
        for body in bodies:
            before, after = then.get((body.id, subject_id)), now.get((body.id, subject_id))
            if after is not None and (before is None or before.value != after.value):
                found.append(Movement(subject_id, body, before, after))
    return found


def our_side(home_stance: Stance | None) -> int:
    """The association's side of an issue: its own recorded stance, else for."""
    return (side(home_stance.value) if home_stance else 1) or 1


def in_words(consensus: IssueConsensus, bodies: Sequence[Body], *, sees_all: bool = True) -> str:
    """One sentence: "Five of six bodies agree; MSBA is undecided since May 2026." """
    if not consensus.known:
        return as_seen("No body’s stance is known yet.", sees_all)
    if consensus.aligned == consensus.asked:
        return f"All {_number(consensus.asked)} bodies agree."
    agree = "agrees" if consensus.aligned == 1 else "agree"
    parts = [f"{_number(consensus.aligned)} of {_number(consensus.asked)} bodies {agree}".capitalize()]
    names = {body.id: body.short_name for body in bodies}
    for value in (0, -consensus.our_side):
        there = [stance for stance in consensus.stances.values() if stance.side == value]
        who = sorted(names[stance.holder_id] for stance in there)
        if len(there) == 1:
            since = there[0].since or there[0].on
            parts.append(f"{who[0]} is {SIDES[value]} since {date_in_words(since[:7])}")
        elif there:
            parts.append(f"{listing(who)} are {SIDES[value]}")
    silent = [body.short_name for body in bodies if body.id not in consensus.stances]
    if silent:
        parts.append(as_seen(f"nothing is known of {listing(silent)}", sees_all))
    return f"{'; '.join(parts)}."


_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)
