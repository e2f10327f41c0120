"""How an issue came to be what it is: each decision said as what it changed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.advocacy.issues.issues import ADOPTED, CLOSED, Ranking


@dataclass(frozen=True)
class IssueStep:
    """One decision: its day, who took it, what changed in words, and the new wording where there is one."""

    on: str
    by: str
    words: str
    wording: str | None


def steps(rankings: Sequence[Ranking], first_wording: str) -> list[IssueStep]:
    """The decisions, newest first, each against the one before it; `rankings` are newest first, as `rankings()` gives
    them, `first_wording` is that of the suggestion."""
    found = []
    before: Ranking | None = None
    wording = first_wording
    for one in reversed(rankings):
        changed = [*_status(one, before), *_rank(one, before)]
        reworded = one.wording if one.wording != wording else None
        if reworded is not None:
            changed.append("reworded")
        words = ", ".join(changed) or "confirmed as it was"
        found.append(IssueStep(one.on, one.set_by, words[0].upper() + words[1:], reworded))
        before, wording = one, one.wording
    return found[::-1]


def _status(one: Ranking, before: Ranking | None) -> Iterable[str]:
    was = (before.status, before.session_year) if before else ("suggested", None)
    if one.status == ADOPTED and (one.status, one.session_year) != was:
        yield f"adopted for the {one.session_year} session"
    elif one.status != was[0]:
        yield "closed" if one.status == CLOSED else "a suggestion again"


def _rank(one: Ranking, before: Ranking | None) -> Iterable[str]:
    old = before.rank if before else None
    if one.rank != old:
        yield "without a rank" if one.rank is None else f"rank {one.rank}{f', before that {old}' if old else ''}"
