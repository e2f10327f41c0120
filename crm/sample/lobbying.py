"""Two calendar years of lobbying in the fictional state: registrations, expenses, sessions and reports.

Most reports are filed, one late, one not at all; those of the year are open, and one receipt came after its report.
What an office recorded of its own is not written over.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm.advocacy.legislative_sessions import adjourns, convenes
from crm.lobbying.due import Report
from crm.lobbying.expense_form import NewExpense, NewGift
from crm.lobbying.expenses import record_expense
from crm.lobbying.filings import NewFiling, file_report, filings
from crm.lobbying.lines import Function
from crm.lobbying.registrations import NewRegistration, register, registrations
from crm.lobbying.reports import worksheet_of
from crm.lobbying.session_days import REGULAR, LegislativeSession
from crm.lobbying.sessions import NewSession, record_session, sessions
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.sample.state import State, sample_id
from crm.sample.years import Step

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

HOME = "home"  # stands for the association, which is not made by the sample
CAFE = "Harbor Street Cafe, the capital"


def lobbying_years(state: State, today: date) -> list[Step]:
    """What was recorded from the start of last year until today, by the day it was recorded."""
    last = today.year - 1
    steps = [*_year(state, last), *_year(state, today.year), *_reception(last)]
    return [step for step in steps if step.on <= today]


def _year(state: State, year: int) -> Iterator[Step]:
    director, deputy = state.staff[0], state.staff[1]
    first, last = convenes(year), adjourns(year)
    for who, on in ((director, first), (deputy, first + timedelta(days=8)), (HOME, first)):
        yield Step(on, "registration", NewRegistration(who, year, on.isoformat(), fee_cents=2500))
    yield Step(first, "session", NewSession(LegislativeSession(str(year), REGULAR, first), "The sample"))
    ended = NewSession(LegislativeSession(str(year), REGULAR, first, last), "The sample")
    yield Step(last + timedelta(days=1), "adjourned", ended)
    yield from _expenses(state, year)
    yield _filed(date(year, 2, 24), Report.SESSION, year, director)
    yield _filed(date(year, 3, 9), Report.SESSION, year, deputy)
    yield _filed(last + timedelta(days=8), Report.SINE_DIE, year, director)
    for report, filer in ((Report.ANNUAL, director), (Report.ANNUAL, deputy), (Report.CLIENT_ANNUAL, HOME)):
        yield _filed(date(year + 1, 1, 28), report, year + 1, filer)


def _filed(on: date, report: Report, year: int, filer: str) -> Step:
    return Step(on, "filing", NewFiling(on.isoformat()), (report, year, filer))


def _expenses(state: State, year: int) -> Iterator[Step]:
    """A dinner split by head, coffee within the limit, a mailing, the director's pay, and a receipt that was
    handed in late and lacks its place."""
    director, deputy = state.staff[0], state.staff[1]
    seated = state.legislators
    food: dict[str, Any] = {"category": "f", "thing": "food", "place": CAFE}
    yield _paid(date(year, 1, 6), 1_250_000, "Pay of our lobbyist, January to March", payer=HOME, category="a",
                lobbyist=director)  # fmt: skip
    dinner = (NewGift(seated[0], 1), NewGift(seated[1], 1))
    yield _paid(date(year, 1, 15), 21_240, "Dinner on teacher pay", payer=director, gifts=dinner, ours=2, repaid=True,
                **food)  # fmt: skip
    yield _paid(date(year, 1, 29), 845, "Coffee on school safety", payer=deputy, gifts=(NewGift(seated[2]),), **food)
    yield _paid(date(year, 2, 11), 31_250, "Mailing: call your legislator", payer=HOME, category="e")
    late = _paid(date(year, 2, 18), 6_480, "Lunch on the budget", payer=director, gifts=(NewGift(seated[3]),),
                 ours=1, category="f", thing="food")  # fmt: skip
    yield replace(late, on=date(year, 3, 20))


def _reception(year: int) -> Iterator[Step]:
    """Last year's reception for the whole legislature; the cost of this year's is only offered as an expense."""
    function = Function(legislature=True, statewide=True, one_day=True, equal=True, attendance=41, officials=12)
    yield _paid(date(year, 2, 4), 184_000, "Reception for legislators", payer=HOME, category="f", thing="food",
                place="The old depot", function=function, event=sample_id(f"event reception {year - 1}"))  # fmt: skip


def _paid(on: date, cents: int, purpose: str, **more: Any) -> Step:
    key = f"sample {purpose} {on}"
    return Step(on, "expense", NewExpense(on.isoformat(), cents, purpose, key=key, **more))


@permitted("add", "sample")
def record_lobbying(tx: "ManagedTransaction", step: Step, home: str, *, by: Actor) -> None:
    """Record a step. A registration, session or report that is on record already stays as it is."""
    new = step.new
    if step.kind == "expense":
        record_expense(tx, replace(new, payer=home) if new.payer == HOME else new, by=by)
    elif step.kind == "registration":
        who = home if new.who == HOME else new.who
        if who not in {one.who.id for one in registrations(tx, new.year)}:
            register(tx, replace(new, who=who), by=by)
    elif step.kind == "filing":
        _file(tx, step, home, by)
    elif _is_news(tx, step):
        record_session(tx, new, by=by)


def _is_news(tx: "ManagedTransaction", step: Step) -> bool:
    """Whether no regular session of the year is on record yet, or the one that the sample began is to be ended."""
    known, session = sessions(tx), step.new.session
    if step.kind == "adjourned":
        return replace(session, adjourned=None) in known
    return session.year not in {one.year for one in known if one.kind == REGULAR}


KINDS = ("expense", "registration", "filing", "session", "adjourned")


def _file(tx: "ManagedTransaction", step: Step, home: str, by: Actor) -> None:
    report, year, filer = step.more
    who = home if filer == HOME else filer
    if (report, who) not in {(one.report, one.filer.id) for one in filings(tx, year, actor=by)}:
        sheet, due = worksheet_of(tx, report, year, who, actor=by)
        file_report(tx, sheet, step.new, due.day, by=by)
