"""The deadlines of a session from the day it convenes, with the office's overrides, and which of them threatens a
bill. Pure.

Joint Rule 40 counts days of the session: day 1 is the day it convenes, so a deadline of day n is n - 1 days later.
Rules can be suspended, so each day can be set otherwise, with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.advocacy.legislative_sessions import TERM_YEARS, convenes
from crm.errors import InvalidData
from crm.lobbying.law import DeadlineRule, Law

LONGEST = timedelta(days=366)
REGULAR, SPECIAL = "regular", "extraordinary"


@dataclass(frozen=True)
class LegislativeSession:
    """A session of a legislature. `name` is as the legislature has it ("2026", "20261E"); `convened` and `adjourned`
    are days, `adjourned` None while its last day is not known. `length` is in days, None as the rule has it."""

    name: str
    kind: str
    convened: date
    adjourned: date | None = None
    length: int | None = None
    recorded: bool = True

    @property
    def year(self) -> int:
        return self.convened.year


@dataclass(frozen=True)
class Moved:
    """A deadline set to another day than the rule's."""

    on: date
    reason: str


@dataclass(frozen=True)
class Deadline:
    """A deadline on a day. `number` is its day of the session, `planned` the day that gives; `reason` says why `on`
    differs. `inferred`: the number was not read in a source."""

    key: str
    name: str
    stage: str
    bills: str
    number: int
    planned: date
    on: date
    reason: str = ""
    inferred: bool = False


@dataclass(frozen=True)
class Threat:
    """What stands before a bill next: the deadline, or None when those of its stage have `passed`."""

    deadline: Deadline | None
    passed: Deadline | None
    stage: str


def planned_session(law: Law, year: int) -> LegislativeSession:
    """The regular session of a year as the rule has it, where none is recorded."""
    return LegislativeSession(str(year), REGULAR, convenes(year), recorded=False)


def length_of(law: Law, session: LegislativeSession) -> int:
    """How many days a session is planned to last."""
    terms = law.on(session.convened)
    return session.length or (terms.long_session_days if is_long(session.year) else terms.session_days)


def is_long(year: int) -> bool:
    """Whether the regular session of a year is the long one, in the first year of a term."""
    return year % TERM_YEARS == 0


def planned_end(law: Law, session: LegislativeSession) -> date:
    """The last day as planned."""
    return session.convened + timedelta(days=length_of(law, session) - 1)


def deadlines(law: Law, session: LegislativeSession, moved: Mapping[str, Moved] | None = None) -> tuple[Deadline, ...]:
    """The deadlines of a regular session by day; an extraordinary one has none of its own.

    A session of another length than the usual two ends on its own last day; its other deadlines keep their numbers.
    """
    if session.kind != REGULAR:
        return ()
    found = [_deadline(law, session, rule, (moved or {}).get(rule.key)) for rule in law.deadlines]
    return tuple(sorted(found, key=lambda d: (d.on, d.number)))


def _deadline(law: Law, session: LegislativeSession, rule: DeadlineRule, moved: Moved | None) -> Deadline:
    length, usual = length_of(law, session), law.on(session.convened).session_days
    number, inferred = length, False
    if rule.stage != "end":
        number, inferred = law.session_day(rule, session.convened, long=length > usual)
    planned = session.convened + timedelta(days=number - 1)
    on, reason = (moved.on, moved.reason) if moved else (planned, "")
    if rule.stage == "end" and session.adjourned and not moved:
        on, reason = session.adjourned, "" if session.adjourned == planned else "The day it adjourned"
    return Deadline(rule.key, rule.name, rule.stage, rule.bills, number, planned, on, reason, inferred)


def check_session(session: LegislativeSession, others: Iterable[LegislativeSession] = ()) -> None:
    """Refuse a session that cannot have been. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if session.adjourned and session.adjourned < session.convened:
        errors["adjourned"] = [f"A session cannot end before it convenes on {_day(session.convened)}."]
    if session.length is not None and not 1 <= session.length <= 366:
        errors["length"] = ["Write a length of 1 to 366 days."]
    if not session.name.startswith(str(session.year)):
        errors["convened"] = [f"The {session.name[:4]} session convenes in {session.name[:4]}. Check the year."]
    if session.kind == REGULAR and (session.adjourned or session.convened) - session.convened > LONGEST:
        errors["adjourned"] = ["This is more than a year after it convenes. Check the year."]
    twin = next((s for s in others if s.kind == session.kind == REGULAR and s.year == session.year), None)
    if twin is not None:
        errors["convened"] = [f"{twin.name} is the regular session of {session.year} already. Change that one."]
    if errors:
        raise InvalidData(errors)


def check_move(session: LegislativeSession, moved: Moved) -> None:
    """Refuse an override without a reason or outside the session's year. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if not moved.reason.strip():
        errors["reason"] = ["Say why the day differs, such as “suspended by resolution HC 65”."]
    if moved.on < session.convened:
        errors["on"] = [f"A deadline cannot lie before the session convenes on {_day(session.convened)}."]
    elif moved.on > session.convened + timedelta(days=366):
        errors["on"] = ["This is more than a year after the session convenes. Check the year."]
    if errors:
        raise InvalidData(errors)


def threat(found: Sequence[Deadline], *, stage: str, money: bool, today: date) -> Threat:
    """The next deadline of a bill's stage (own, other or conference house) on or after today.

    Whether a bill is out of committee is not recorded, so a committee's deadline threatens it until that day is past.
    """
    wanted = {"all", "money" if money else "general"}
    mine = [d for d in found if d.stage == stage and d.bills in wanted]
    ahead = [d for d in mine if d.on >= today]
    passed = [d for d in mine if d.on < today]
    return Threat(ahead[0] if ahead else None, passed[-1] if passed else None, stage)


def stage_of(identifier: str, passed: Iterable[str]) -> str:
    """Where a bill is: before its own house, the other, or in conference. `passed` names the chambers ("lower",
    "upper") that passed it; its number says which house is its own."""
    own = "upper" if identifier.upper().startswith("S") else "lower"
    there = set(passed)
    if own not in there:
        return "own"
    return "conference" if len(there) > 1 else "other"


def is_money(title: str) -> bool:
    """Whether a bill's title says that it appropriates: the rule gives those days of their own."""
    return title.casefold().lstrip().startswith(("appropriation", "an act making an appropriation"))


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
