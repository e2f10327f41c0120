"""The reports of a year as they stand: which are due from whom, which were filed, and the worksheet of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crm.errors import InvalidData, NotFound
from crm.lobbying.due import BY_CLIENT, NAMES, DueReport, Lateness, Period, Report, due_reports, lateness
from crm.lobbying.expenses import lines
from crm.lobbying.filings import Filing, NewFiling, file_report, filings
from crm.lobbying.law import Law
from crm.lobbying.lines import Party
from crm.lobbying.registrations import Registration, our_client, registrations
from crm.lobbying.sessions import sessions
from crm.lobbying.terms import law
from crm.lobbying.worksheet import Filer, Worksheet, worksheet
from crm.office_time import last_day
from crm.records.actor import Actor
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

REMIND_DAYS = 30


@dataclass(frozen=True)
class Expected:
    """A report that somebody files: when it is due, and what was filed (the report, then its amendments). `changed`:
    the records differ from what was filed last."""

    due: DueReport
    filer: Party
    filed: tuple[Filing, ...] = ()
    changed: bool = False

    @property
    def name(self) -> str:
        return f"{NAMES[self.due.report]}, {self.filer.name}"

    @property
    def is_filed(self) -> bool:
        return bool(self.filed)

    def days_left(self, today: date) -> int | None:
        """Days until it is due, negative once that is past; None when it is filed or its day is not known."""
        return None if self.is_filed or self.due.day is None else (self.due.day - today).days

    def late(self, law: Law, today: date) -> Lateness | None:
        """How late it was filed, or is by today; None where its due day is not known."""
        if self.due.day is None:
            return None
        until = date.fromisoformat(self.filed[0].filed_on) if self.filed else today
        return lateness(law.on(self.due.day), self.due.day, until)


def expected_reports(tx: "ManagedTransaction", year: int, *, actor: Actor) -> tuple[Expected, ...]:
    """The reports due in a year, by day: the client's, and for each lobbyist registered (the year before for the annual
    one, that year for those of the session) theirs. Reports that nobody had to file but somebody did are there too."""
    terms, client = law(tx), our_client(tx)
    filed = filings(tx, year, actor=actor)
    known = registrations(tx)
    dues = {due.report: due for due in due_reports(terms, year, sessions(tx))}
    wanted = [
        Expected(due, filer, _filed(filed, due.report, filer))
        for due in dues.values()
        for filer in filers(due, client, known)
    ]
    there = {(one.due.report, one.filer.id) for one in wanted}
    extra = [
        Expected(DueReport(f.report, f.year, None, f.sheet.period if f.sheet else dues[f.report].period), f.filer, (f,))
        for f in filed
        if (f.report, f.filer.id) not in there and not f.number
    ]
    return tuple(sorted((*wanted, *extra), key=lambda e: (e.due.day or date(year, 12, 31), e.due.report, e.filer.name)))


def filers(due: DueReport, client: Party, known: Sequence[Registration]) -> list[Party]:
    """Who files a report: the client its own, else every lobbyist who was registered for the year it covers."""
    if due.report in BY_CLIENT:
        return [client]
    year = due.period.first.year
    return sorted(
        {one.who for one in known if one.year == year and not one.is_client}, key=lambda who: (who.name, who.id)
    )


def worksheet_of(
    tx: "ManagedTransaction", report: str, year: int, filer: str, *, actor: Actor
) -> tuple[Worksheet, DueReport]:
    """The worksheet of a report due in a year, as the records stand now, and when it is due. `filer` is a lobbyist's
    id, or the client's. Raises NotFound, InvalidData ("year"), NotAllowed."""
    terms, client = law(tx), our_client(tx)
    known = registrations(tx)
    due = _until_ended(_due(terms, report, year, tx, actor), filer, known)
    whose = {one.who.id: one.who for one in known} | {client.id: client}
    if filer not in whose or (due.report in BY_CLIENT) != (filer == client.id):
        raise NotFound("Nobody of that name files this report. Choose one from the list.")
    records = lines(tx, due.period.first.year, due.period.last.year, actor=actor)
    return worksheet(terms, due, _filer(due, whose[filer], client, known), records), due


def _until_ended(due: DueReport, filer: str, known: Sequence[Registration]) -> DueReport:
    """A termination report goes through the day on which its registration ended."""
    mine = (one.ended_on for one in known if (one.year, one.who.id) == (due.year, filer))
    ended = next(filter(None, mine), None) if due.report == Report.TERMINATION else None
    return replace(due, period=Period(due.period.first, last_day(ended))) if ended else due


@permitted("add", "report")
def file_as_it_stands(
    tx: "ManagedTransaction", report: str, year: int, filer: str, new: NewFiling, *, by: Actor
) -> str:
    """Record that a report was filed with its worksheet as the records stand now, and return the filing's id. Raises as
    `worksheet_of` and `file_report`."""
    sheet, due = worksheet_of(tx, report, year, filer, actor=by)
    return file_report(tx, sheet, new, due.day, by=by)


def _filer(due: DueReport, person: Party, client: Party, known: Sequence[Registration]) -> Filer:
    years = (due.period.first.year, due.period.last.year)
    return Filer(person, client, frozenset(one.who.id for one in known if one.year in years))


def with_changes(tx: "ManagedTransaction", rows: Sequence[Expected], *, actor: Actor) -> tuple[Expected, ...]:
    """The reports, those marked whose filed worksheet the records do not say any more. Raises NotAllowed."""
    if not any(row.filed for row in rows):
        return tuple(rows)
    terms, client, known = law(tx), our_client(tx), registrations(tx)
    first, last = min(row.due.period.first.year for row in rows), max(row.due.period.last.year for row in rows)
    records = lines(tx, first, last, actor=actor)

    def changed(row: Expected) -> bool:
        touched = range(row.due.period.first.year, row.due.period.last.year + 1)
        mine = [line for line in records if line.year in touched]
        now = worksheet(terms, row.due, _filer(row.due, row.filer, client, known), mine)
        return bool(row.filed[-1].changed_since(now))

    return tuple(replace(row, changed=bool(row.filed) and changed(row)) for row in rows)


def _due(terms: Law, report: str, year: int, tx: "ManagedTransaction", actor: Actor) -> DueReport:
    if not 1995 <= year <= 2199:
        raise InvalidData({"year": ["Write a year such as 2026."]})
    if report == Report.TERMINATION:
        today = date.fromisoformat(actor.today)
        return DueReport(
            Report.TERMINATION,
            year,
            None,
            Period(date(year, 1, 1), max(date(year, 1, 1), min(today, date(year, 12, 31)))),
        )
    for due in due_reports(terms, year, sessions(tx)):
        if due.report == report:
            return due
    raise NotFound("There is no such report. Choose one from the list.")


def _filed(filed: Sequence[Filing], report: Report, filer: Party) -> tuple[Filing, ...]:
    mine = [one for one in filed if (one.report, one.filer.id) == (report, filer.id)]
    return tuple(sorted(mine, key=lambda one: one.number))


def reminders(tx: "ManagedTransaction", today: date, *, actor: Actor) -> tuple[Expected, ...]:
    """What is not filed and due within thirty days or late, of this year and, around New Year, the next."""
    return tuple(one for one in awaited(tx, today, actor=actor) if (one.days_left(today) or 0) <= REMIND_DAYS)


def awaited(tx: "ManagedTransaction", today: date, *, actor: Actor) -> tuple[Expected, ...]:
    """What is not filed and due on a day that is known, this year and the next, the first before the others."""
    rows = (one for year in (today.year, today.year + 1) for one in expected_reports(tx, year, actor=actor))
    return tuple(one for one in rows if one.days_left(today) is not None)
