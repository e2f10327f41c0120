"""When the reports are due, how late one is, and what the penalty comes to. Pure.

Four reports a year: the client's annual one (§ 5-8-9) and each lobbyist's annual one and two session reports (§
5-8-11). Reports of the session attach to regular sessions only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.lobbying.holidays import is_holiday
from crm.lobbying.law import Law, Terms
from crm.lobbying.session_days import REGULAR, LegislativeSession, planned_end, planned_session


class Report(StrEnum):
    """The kinds of report; a termination report closes a registration on any day."""

    CLIENT_ANNUAL = "client annual"
    ANNUAL = "annual"
    SESSION = "february"
    SINE_DIE = "sine die"
    TERMINATION = "termination"


NAMES = {
    Report.CLIENT_ANNUAL: "Client’s annual report",
    Report.ANNUAL: "Lobbyist’s annual report",
    Report.SESSION: "Session report, first",
    Report.SINE_DIE: "Session report, after sine die",
    Report.TERMINATION: "Termination report",
}
SECTIONS = {
    Report.CLIENT_ANNUAL: "§ 5-8-9(1)",
    Report.ANNUAL: "§ 5-8-11(5)",
    Report.SESSION: "§ 5-8-11(6)",
    Report.SINE_DIE: "§ 5-8-11(6)",
    Report.TERMINATION: "§ 5-8-5(4)",
}
BY_CLIENT = frozenset({Report.CLIENT_ANNUAL})
WHOLE = frozenset({Report.CLIENT_ANNUAL, Report.ANNUAL, Report.TERMINATION})


@dataclass(frozen=True)
class Period:
    """The first and the last day that a report covers."""

    first: date
    last: date

    def holds(self, day: str) -> bool:
        """Whether a stored day lies in it; a day that is only a month or a year does not."""
        return len(day) == len("2026-03-12") and self.first.isoformat() <= day <= self.last.isoformat()

    @property
    def words(self) -> str:
        return f"{_short(self.first)} to {_short(self.last)}"


@dataclass(frozen=True)
class DueReport:
    """A report of the year in which it is due. `day` is None where it cannot be computed, and `missing` says why;
    `nominal` is the day before a weekend or holiday moved it."""

    report: Report
    year: int
    day: date | None
    period: Period
    nominal: date | None = None
    missing: str = ""

    @property
    def name(self) -> str:
        return NAMES[self.report]

    @property
    def section(self) -> str:
        return SECTIONS[self.report]


@dataclass(frozen=True)
class Lateness:
    """Days late (0 when on time) and the penalty that the section counts: days, and cents."""

    days: int
    penalty_days: int
    penalty: int


def due_reports(law: Law, year: int, sessions: Sequence[LegislativeSession]) -> tuple[DueReport, ...]:
    """The four reports due in a year. `sessions` are those recorded; the regular one of the year is planned where it
    is not."""
    before = Period(date(year - 1, 1, 1), date(year - 1, 12, 31))
    session = next((s for s in sessions if s.kind == REGULAR and s.year == year), planned_session(law, year))
    annual = date(year, *law.on(date(year, 1, 1)).annual_due)
    return (
        _due(law, Report.CLIENT_ANNUAL, year, annual, before),
        _due(law, Report.ANNUAL, year, annual, before),
        _first_session_report(law, year),
        _sine_die_report(law, year, session),
    )


def _first_session_report(law: Law, year: int) -> DueReport:
    day = date(year, *law.on(date(year, 2, 1)).session_due)
    return _due(law, Report.SESSION, year, day, Period(date(year, 1, 1), day))


def _sine_die_report(law: Law, year: int, session: LegislativeSession) -> DueReport:
    """It covers what came after the first report, so that no line is in both; planned last days make no due day."""
    after = _first_session_report(law, year).period.last + timedelta(days=1)
    last = session.adjourned
    if last is None:
        planned = planned_end(law, session)
        missing = f"The last day of the {session.name} session is not recorded; it is planned for {_short(planned)}."
        return DueReport(Report.SINE_DIE, year, None, Period(after, max(after, planned)), missing=missing)
    day = last + timedelta(days=law.on(last).sine_die_days)
    return _due(law, Report.SINE_DIE, year, day, Period(after, max(after, last)))


def _due(law: Law, report: Report, year: int, day: date, period: Period) -> DueReport:
    return DueReport(report, year, moved_day(law, day), period, nominal=day)


def moved_day(law: Law, day: date) -> date:
    """A due day where the setting of its day puts it: it stays, moves off a Sunday, or to the next working day."""
    rule = law.on(day).free_day
    while rule != "stays" and (day.weekday() == 6 or (rule == "working" and is_free(law, day))):
        day += timedelta(days=1)
    return day


def is_free(law: Law, day: date) -> bool:
    """Whether a day is a Saturday, a Sunday or a legal holiday; one that falls on a Sunday is kept on the Monday."""
    sunday_before = day - timedelta(days=1)
    holidays = law.on(day).holidays
    kept = day.weekday() == 0 and is_holiday(holidays, sunday_before)
    return day.weekday() >= 5 or kept or is_holiday(holidays, day)


def lateness(terms: Terms, due: date, on: date) -> Lateness:
    """How late a report of a day is, filed on a day or still missing on it (§ 5-8-17(1)(b))."""
    days = max(0, (on - due).days)
    counted = min(max(0, days - terms.penalty_from_day + 1), terms.penalty_most_days)
    return Lateness(days, counted, counted * terms.penalty_a_day)


def register_by(terms: Terms, started: date) -> date:
    """The last day to register for somebody who started to lobby on a day (§ 5-8-5(1))."""
    return started + timedelta(days=terms.register_days)


def _short(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
