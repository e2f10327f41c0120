"""Sets of days as spans: who holds what from when to when, and on which day a count was first reached."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

Span = tuple[date, date]
"""From the first day through the last, both included; `date.max` where no end is known."""


def united(spans: Iterable[Span]) -> list[Span]:
    """The same days as spans that neither overlap nor touch, in order; one that ends before it starts has no day."""
    whole: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if whole and (whole[-1][1] == date.max or first <= whole[-1][1] + timedelta(days=1)):
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return whole


def shared(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """The days that lie in both."""
    right = list(right)
    return united((max(a, c), min(b, d)) for a, b in left for c, d in right)


def holds(spans: Iterable[Span], day: date) -> bool:
    """Whether a day lies in one of them."""
    return any(first <= day <= last for first, last in spans)


def steps(many: Iterable[list[Span]], since: date, until: date) -> Iterator[tuple[date, int]]:
    """How many of these (each given as united spans) hold: on `since`, then on each day the number changes."""
    changes: Counter[date] = Counter({since: 0})
    for spans in many:
        for first, last in spans:
            if last >= since and first <= until:
                changes[max(first, since)] += 1
                if last < until:
                    changes[last + timedelta(days=1)] -= 1
    number = 0
    for day in sorted(changes):
        number += changes[day]
        yield day, number
