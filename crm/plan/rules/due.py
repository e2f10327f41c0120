"""Rules over what falls due one by one: lobbyists' registrations and reports, and new superintendents' mentors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.lobbying.due import Report, due_reports, register_by
from crm.lobbying.session_days import REGULAR, LegislativeSession
from crm.office_time import in_words
from crm.plan.as_of import AsOf, in_time
from crm.plan.evidence_shapes import Record
from crm.plan.mentors import FirstYear, first_years
from crm.plan.outcome import Figure, Outcome, distinct, waiting
from crm.plan.periods import calendar_year
from crm.plan.words import WORST_DUE_FIRST, Word, worst

SOON = 30  # days before a due day on which an item is due soon


@dataclass(frozen=True)
class Item:
    """One thing that falls due on a day. `records` are what did it, `because` what made it due."""

    label: str
    due: date
    done: date | None
    records: tuple[Record, ...] = ()
    because: tuple[Record, ...] = ()

    def word(self, day: date) -> Word:
        if self.done is not None:
            return Word.MET if self.done <= self.due else Word.MET_LATE
        return waiting(day, self.due, SOON)


def registered(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Everybody on our staff who lobbied this calendar year is registered for it, within days of the first contact."""
    year = view.day.year
    registrations: dict[str, Any] = {}
    for row in view.rows("registrations"):
        if row.year == year:
            registrations.setdefault(row.person, row)
    firsts: dict[str, Any] = {}
    for contact in view.rows("contacts"):
        if contact.lobbying and contact.day.year == year:
            for person in contact.by:
                if view.is_staff(person, contact.day):
                    firsts.setdefault(person, contact)
    items = [_registration(view, person, first, registrations.get(person)) for person, first in firsts.items()]
    if not items and registrations:
        rows = tuple(registrations.values())
        return Outcome(Word.MET, len(rows), len(rows), _year(view), rows)
    return _each(view, items, items, "Nobody on the staff lobbied this year, and nobody is registered for it.")


def _registration(view: AsOf, person: str, first: Any, row: Any) -> Item:
    due = register_by(view.evidence.law.on(first.day), first.day)
    name = view.evidence.people.get(person, person)
    return Item(name, due, row.day if row else None, (row,) if row else (), (first,))


def reported(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """The lobbying reports due this calendar year, and those due within 30 days, are filed on time."""
    items, lacking = [], []
    horizon = view.day + timedelta(days=SOON)
    for year in sorted({view.day.year, horizon.year}):
        due, unknown = _reports(view, year)
        items += [item for item in due if item.due >= view.start and (year == view.day.year or item.due <= horizon)]
        lacking += unknown if year == view.day.year else []
    this_year = [item for item in items if item.due.year == view.day.year]
    outcome = _each(view, items, this_year, "No lobbying report is due this year.")
    reason = " ".join(filter(None, (outcome.reason, *lacking)))
    return replace(outcome, reason=reason)


def _reports(view: AsOf, year: int) -> tuple[list[Item], list[str]]:
    """What is due in a year, and in words what cannot be computed yet."""
    filers: dict[Report, list[str | None]] = {
        Report.CLIENT_ANNUAL: [None],
        Report.ANNUAL: _lobbyists(view, year - 1),
        Report.SESSION: _lobbyists(view, year),
        Report.SINE_DIE: _lobbyists(view, year),
    }
    expected = due_reports(view.evidence.law, year, _regular_sessions(view, year))
    items = [
        _filing(view, str(report.report), year, person, report.day)
        for report in expected
        if report.day
        for person in filers[report.report]
    ]
    unknown = [f"The report after the session of {year} is not computed: the day it adjourned is not known yet."]
    return items, unknown if filers[Report.SINE_DIE] and any(report.day is None for report in expected) else []


def _lobbyists(view: AsOf, year: int) -> list[str | None]:
    return sorted({row.person for row in view.rows("registrations") if row.year == year})


def _regular_sessions(view: AsOf, year: int) -> list[LegislativeSession]:
    """The regular session of a year, the last to adjourn first; a last day after the day looked at is not known yet."""
    rows = [row for row in view.planned("sessions") if row.type == "regular" and row.year == year and row.sine_die]
    ended = sorted((row.sine_die for row in rows if row.sine_die <= view.day), reverse=True)
    return [LegislativeSession(str(year), REGULAR, date(year, 1, 1), last) for last in ended]


def _filing(view: AsOf, type_: str, year: int, person: str | None, due: date) -> Item:
    rows = sorted(
        (r for r in view.rows("filings") if r.type == type_ and r.due_year == year and (r.person or None) == person),
        key=in_time,
    )
    whose = view.evidence.people.get(person, person) if person else "the association"
    return Item(f"{type_} report of {whose}", due, rows[0].day if rows else None, tuple(rows))


def _year(view: AsOf) -> tuple[date, date]:
    year = calendar_year(view.day)
    return year.first, year.last


def _each(view: AsOf, items: list[Item], counted: list[Item], reason: str) -> Outcome:
    """The outcome over items; `counted` are those that the figure counts."""
    if not items:
        return Outcome(Word.NO_EVIDENCE, 0, 0, _year(view), reason=reason)
    done = [item for item in counted if item.done]
    owed = [item for item in counted if item.done or item.due <= view.day]
    open_ = [item for item in items if not item.done]
    figures = [Figure(item.label, _said(item, view.day)) for item in sorted(items, key=lambda item: item.due)]
    return Outcome(
        worst((item.word(view.day) for item in items), WORST_DUE_FIRST),
        len(done),
        len(owed),
        _year(view),
        distinct(record for item in items for record in (*item.because, *item.records)),
        missing=tuple(item.label for item in open_ if item.due <= view.day),
        due=min((item.due for item in open_), default=None),
        figures=tuple(figures),
    )


def _said(item: Item, day: date) -> str:
    late = (item.done - item.due).days if item.done else (day - item.due).days
    if item.done:
        return f"done {in_words(item.done.isoformat())}" + (f", {late} days late" if late > 0 else "")
    return f"due {in_words(item.due.isoformat())}" + (f", {late} days late" if late > 0 else "")


def mentored(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Every new superintendent has a mentor for the first year: `n` of `m` new ones since the plan's start do."""
    new = list(first_years(view))
    window = (view.start, view.day)
    if not new:
        return Outcome(Word.NO_EVIDENCE, 0, 0, window, reason="Nobody is known to have become superintendent.")
    covered = [x for x in new if x.word in (Word.MET, Word.MET_LATE)]
    active = [x.word for x in new if x.active]
    if active:
        word = worst(active, WORST_DUE_FIRST)
    else:
        word = Word.MET if len(covered) == len(new) else Word.PARTLY if covered else Word.MISSED
    people = view.evidence.people
    waiting_ = [x for x in new if x.active and x not in covered]
    grace = timedelta(days=view.settings["mentor_grace_days"])
    return Outcome(
        word,
        len(covered),
        len(new),
        window,
        distinct(row for x in new for row in x.mentorships),
        missing=tuple(x.person for x in new if x not in covered),
        due=min((x.start + grace for x in waiting_), default=None),
        figures=tuple(Figure(people.get(x.person, x.person), _first_year(view, x)) for x in new),
    )


def _first_year(view: AsOf, new: FirstYear) -> str:
    if not new.paired:
        return f"new since {in_words(new.start.isoformat())}, no mentor"
    last = min(view.day, new.last)
    days = set()
    for row in new.mentorships:
        first, end = row.day, min(view.span(row)[1], last)
        days |= {first.toordinal() + index for index in range((end - first).days + 1)}
    delay = (new.paired - new.start).days
    return f"paired after {delay} days, {len(days)} of {(last - new.start).days + 1} days covered"
