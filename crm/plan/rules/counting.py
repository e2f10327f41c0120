"""Rules that count by period: so many in each month, quarter or school year, in all or for each member of a set."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.evidence import Communication
from crm.plan.outcome import Outcome, Periods, distinct
from crm.plan.periods import Period, periods
from crm.plan.selecting import LINKS, Selected, select
from crm.plan.sets import members_of, why_empty
from crm.plan.settings import CADENCES, WARNINGS
from crm.plan.words import Word


def _campaigns(record: Any) -> list[Any]:
    return [record.campaign.casefold()]


# What is counted, where it is not the records themselves.
DISTINCT: Mapping[str, Callable[[Any], Sequence[Any]]] = {
    "channel": lambda record: sorted(record.channels),
    "campaign": _campaigns,
}


def per_period(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """At least `times` in each period. Messages of one day count as one; `distinct` counts something else."""
    times, every = CADENCES[p["cadence"]] if "cadence" in p else (p.get("times", 1), p["every"])
    chosen = select(view, p["counts"])
    spans = _periods(view, every, p)
    counts = _counted(chosen, spans, p.get("distinct"))
    numbers = {period: len(counts.get(period, ())) for period in spans}
    results = {period: Word.MET if number >= times else Word.MISSED for period, number in numbers.items()}
    number = numbers[spans[-1]] if spans else 0
    labels = {period: f"{period}: {number} of {times}" for period, number in numbers.items()}
    return _outcome(view, p, every, _Tally(results, labels, (number, times), chosen))


def each_per_period(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """At least `times` in each period for each member of a set; `set_on = "first day"` takes the set as it was on each
    period's first day. `n` of `m` members have them in the running period."""
    times, every = p.get("times", 1), p["every"]
    chosen = _with_touches(view, p) if p["through"] == "parties" else select(view, p["counts"])
    spans = _periods(view, every, p)
    linked = _linked(view, chosen, spans, p["through"])
    fixed = None if p.get("set_on") else members_of(view, p["set"])
    results: dict[Period, Word] = {}
    labels: dict[Period, str] = {}
    last: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for period in spans:
        members = fixed if fixed is not None else members_of(view, p["set"], period.first)
        missing = [member for member in members if len(linked[period, member]) < times]
        n, m = len(members) - len(missing), len(members)
        if m:
            results[period] = Word.MET if n == m else Word.PARTLY if n else Word.MISSED
        labels[period], last = f"{period}: {n} of {m}", (n, m, tuple(missing))
    n, m, missing_now = last
    if spans and not m:
        window, closed = (spans[-1].first, spans[-1].last), _closed(view, results, labels)
        return Outcome(Word.NO_EVIDENCE, 0, 0, window, periods=closed, reason=why_empty(p["set"]))
    figure = n, m if spans else len(members_of(view, p["set"]))
    return replace(_outcome(view, p, every, _Tally(results, labels, figure, chosen)), missing=missing_now)


@dataclass(frozen=True)
class _Tally:
    """What was counted: each period's result and label, the running one's figure, and the records."""

    results: Mapping[Period, Word]
    labels: Mapping[Period, str]
    figure: tuple[int, int]
    chosen: Sequence[Selected]


def _outcome(view: AsOf, p: Mapping[str, Any], every: str, tally: _Tally) -> Outcome:
    evidence = distinct(item.record for item in tally.chosen)
    n, m = tally.figure
    running = next((period for period in tally.results if view.day in period), None)
    if running is None:
        begins = next(periods(every, p.get("from", view.start), date.max, view.year_start))
        window, reason = (begins.first, begins.last), f"Counted from {begins} on."
        return Outcome(Word.ON_TRACK, n, m, window, evidence, reason=reason, due=begins.last)
    closed = _closed(view, tally.results, tally.labels)
    if tally.results[running] is Word.MET:
        word = Word.MET
    elif closed.last and closed.last is not Word.MET:
        word = Word.LATE
    else:
        near = (running.last - view.day).days <= view.settings[WARNINGS[every]]
        word = Word.DUE_SOON if near else Word.ON_TRACK
    window = running.first, running.last
    return Outcome(word, n, m, window, evidence, periods=closed, due=running.last)


def _closed(view: AsOf, results: Mapping[Period, Word], labels: Mapping[Period, str]) -> Periods:
    closed = [period for period in results if period.last < view.day]
    gaps = tuple(labels[period] for period in closed if results[period] is not Word.MET)
    return Periods(len(closed) - len(gaps), len(closed), results[closed[-1]] if closed else None, gaps)


def _periods(view: AsOf, every: str, p: Mapping[str, Any]) -> list[Period]:
    return list(periods(every, p.get("from", view.start), view.day, view.year_start))


def _counted(chosen: Sequence[Selected], spans: Sequence[Period], what: str | None) -> dict[Period, set[Any]]:
    counts: dict[Period, set[Any]] = defaultdict(set)
    for item, period in _by_period(chosen, spans):
        counts[period] |= set(DISTINCT[what](item.record)) if what else {_once(item)}
    return counts


def _linked(
    view: AsOf, chosen: Sequence[Selected], spans: Sequence[Period], through: str
) -> dict[tuple[Period, str], set[Any]]:
    linked: dict[tuple[Period, str], set[Any]] = defaultdict(set)
    for item, period in _by_period(chosen, spans):
        for member in LINKS[through][1](view, item.record):
            linked[period, member].add(_once(item))
    return linked


def _once(item: Selected) -> Any:
    """What makes two records one: messages of a day are one."""
    return item.day if isinstance(item.record, Communication) else item.record.id


def _by_period(chosen: Sequence[Selected], spans: Sequence[Period]) -> list[tuple[Selected, Period]]:
    found, index = [], 0
    for item in chosen:
        while index < len(spans) and spans[index].last < item.day:
            index += 1
        if index < len(spans) and item.day in spans[index]:
            found.append((item, spans[index]))
    return found


def _with_touches(view: AsOf, p: Mapping[str, Any]) -> list[Selected]:
    """Only the contacts and events that touch a member of the set, so that others are not shown as evidence."""
    members = set(members_of(view, p["set"]))
    touching = {row.id for member in members for row in view.touches.get(member, ())}
    return [item for item in select(view, p["counts"]) if item.record.id in touching]
