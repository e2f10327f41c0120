"""Rules about one thing that must exist, by a day, within a window, in a range, or not too long ago."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.outcome import Figure, Outcome, distinct, waiting
from crm.plan.selecting import Selected, select
from crm.plan.spans import steps
from crm.plan.words import Word


def exists(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """At least one record."""
    chosen = select(view, p["counts"])
    word = Word.MET if chosen else Word.NO_EVIDENCE
    return Outcome(word, len(chosen), 1, (view.start, view.day), _records(chosen))


def exists_by(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """At least one record, the first on or before the deadline `by`."""
    chosen, deadline = select(view, p["counts"]), p["by"]
    first = min((item.day for item in chosen), default=None)
    notes: tuple[str, ...] = ()
    if first is None:
        word = waiting(view.day, deadline, view.settings["warn_deadline"])
    else:
        word, notes = _by(first, deadline)
    due = deadline if first is None else None
    return Outcome(word, len(chosen), 1, (view.start, view.day), _records(chosen), due=due, notes=notes)


def _by(done: date, deadline: date) -> tuple[Word, tuple[str, ...]]:
    late = (done - deadline).days
    return (Word.MET, ()) if late <= 0 else (Word.MET_LATE, (f"{late} days after the deadline",))


def window(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """A survey that opens on or after `opens` and closes by `closes`, answered in between.

    `n` are those who answered within the window, `m` the members on its last day (or today, if earlier).
    """
    opens, closes = p["opens"], p["closes"]
    members = len(view.members(min(view.day, closes)))
    surveys = [item.record for item in select(view, p["counts"]) if item.record.day >= opens]
    survey = min(surveys, key=lambda row: (row.day, row.recorded, row.id), default=None)
    answers = view.responses.get(survey.id, []) if survey else []
    inside = _people(row for row in answers if opens <= row.day <= closes)
    closed = getattr(survey, "closes", None)
    notes: tuple[str, ...] = ()
    if inside and closed and closed <= view.day:
        word, notes = _by(closed, closes)
    else:
        word = waiting(view.day, closes, view.settings["warn_deadline"])
        word = Word.MISSED if word is Word.LATE else word
    before, after = (
        _people(row for row in answers if row.day < opens),
        _people(row for row in answers if row.day > closes),
    )
    outside = Figure("answered before and after the window", f"{len(before - inside)} and {len(after - inside)}")
    due = closes if word in (Word.ON_TRACK, Word.DUE_SOON) else None
    evidence = (survey, *answers) if survey else ()
    return Outcome(word, len(inside), members, (opens, closes), evidence, due=due, figures=(outside,), notes=notes)


def _people(answers: Iterable[Any]) -> set[str]:
    """Who answered: each named person once, each anonymous answer for itself."""
    return {row.person or f"|{row.id}" for row in answers}


def range_by(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """A number of things in force that lies between `low` and `high` on the deadline."""
    low, high, deadline = p["low"], p["high"], p["by"]
    rows = view.rows("priorities")
    in_force = view.lasting("priorities")
    number = len(in_force)
    due: date | None = None
    notes: tuple[str, ...] = ()
    if view.day <= deadline:
        met = low <= number <= high
        word = Word.MET if met else waiting(view.day, deadline, view.settings["warn_deadline"])
        due = deadline
    else:
        first = _first_in_range([view.span(row) for row in rows], low, high, (deadline, view.day))
        word, notes = _by(first, deadline) if first else (Word.LATE, notes)
    on_deadline = len(view.lasting("priorities", min(deadline, view.day)))
    figure = Figure("in force on the deadline", str(on_deadline))
    return Outcome(word, number, high, (deadline, view.day), tuple(in_force), due=due, figures=(figure,), notes=notes)


def _first_in_range(spans: list[Any], low: int, high: int, between: tuple[date, date]) -> date | None:
    since, until = between
    return next((day for day, number in steps([[span] for span in spans], since, until) if low <= number <= high), None)


def gap(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Not longer ago than `days`: `n` are the days since the last record."""
    chosen = select(view, p["counts"])
    days = sorted({item.day for item in chosen})
    window_ = (view.start, view.day)
    if not days:
        return Outcome(Word.NO_EVIDENCE, 0, p["days"], window_, reason="Nothing has been sent yet.")
    silence = (view.day - days[-1]).days
    gaps = [(later - earlier).days for earlier, later in zip([view.start, *days], days, strict=False)]
    figures = (Figure("longest gap", f"{max(gaps)} days"), Figure("median gap", f"{median(gaps):g} days"))
    word = Word.MET if silence <= p["days"] else Word.LATE
    due = days[-1] + timedelta(days=p["days"])
    return Outcome(word, silence, p["days"], window_, _records(chosen), due=due, figures=figures)


def _records(chosen: Sequence[Selected]) -> tuple[Any, ...]:
    return distinct(item.record for item in chosen)
