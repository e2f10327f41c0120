"""The law in numbers: terms that are dated and have a source, categories, exemptions and the session's deadlines. Pure.

Every amount, day count, choice, exemption and day number of a deadline is a term: a changed law is one more value.

They are data (a TOML file for each state), not program: what holds on a day is the latest value that began by then,
and a value the office recorded goes before one that came with the product. Nothing here decides what the law requires.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from crm.errors import InvalidData
from crm.lobbying.holidays import Holiday, read_holidays

DISCLAIMER = (
    "This page collects, totals and reminds. It names the section each line comes from and does not decide what the "
    "law requires: ask counsel or the Secretary of State where it matters."
)
READ = {
    "statute": "read in the statute (release of July 2020)",
    "calendar": "read in a printed session calendar",
    "pattern": "inferred from the other numbers: check it",
    "unread": "not read in a source: check it",
    "office": "recorded by the office",
}
MOST_DAYS = 400
UNITS = {
    "days": f"Write a whole number from 0 to {MOST_DAYS}.",
    "years": f"Write a whole number from 0 to {MOST_DAYS}.",
    "dollars": "Write dollars as 12.50.",
    "day of the year": "Write month and day as 02-25.",
    "day of the session": f"Write a day from 1 to {MOST_DAYS}; day 1 is the day it convenes.",
    "holidays": "Write them between commas, such as: January 1, third Monday of February, last Monday of May.",
    "choice": "",
}
NAMED, DROPPED = "named", "dropped"
AMOUNTS, REASONS, DEADLINES = "amounts", "reasons", "deadlines"  # groups of terms


@dataclass(frozen=True)
class Value:
    """What a term is from a day (ISO) on. `text` is as typed: "10", "10.00", "01-30" or the key of a choice; `id` is
    set for one that the office recorded."""

    since: str
    text: str
    source: str = ""
    by: str = ""
    id: str = ""


@dataclass(frozen=True)
class Term:
    """One number, day or choice of the law. `unit` is one of UNITS; `values` are sorted by the day they begin, those of
    the office after those of the product. `group` is one of the three above."""

    key: str
    name: str
    unit: str
    section: str
    read: str
    values: tuple[Value, ...]
    note: str = ""
    choices: Mapping[str, str] | None = None
    group: str = AMOUNTS

    def on(self, day: date) -> Value:
        """What holds on a day; before the first value, the first."""
        began = [value for value in self.values if value.since <= day.isoformat()]
        return began[-1] if began else self.values[0]

    def words(self, value: Value) -> str:
        """A value as it is read: "$10.00", "10 days", "January 30"."""
        if self.unit == "dollars":
            return dollars(cents(value.text))
        if self.choices is not None:
            return self.choices[value.text]
        if self.unit == "day of the year":
            return f"{date(2000, *day_of_year(value.text)):%B} {day_of_year(value.text)[1]}"
        if self.unit == "day of the session":
            return f"Day {value.text}"
        return value.text if self.unit == "holidays" else f"{value.text} {self.unit}"

    @property
    def how(self) -> str:
        """How a value of it is written."""
        if self.choices is not None:
            return f"Choose {', '.join(self.choices)}."
        return UNITS[self.unit]


@dataclass(frozen=True)
class Terms:
    """What holds on one day. Amounts are cents, `annual_due` and `session_due` (month, day)."""

    register_days: int
    registration_fee: int
    food_limit: int
    food_past_limit: str
    exempt_below: int
    annual_due: tuple[int, int]
    session_due: tuple[int, int]
    sine_die_days: int
    free_day: str
    penalty_from_day: int
    penalty_a_day: int
    penalty_most_days: int
    keep_years: int
    session_days: int
    long_session_days: int
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class Category:
    """What an expenditure was for. `given`: an official usually received something, so one must be named."""

    key: str
    name: str
    words: str
    section: str
    given: bool = False


@dataclass(frozen=True)
class Thing:
    """What was given. `value` says whether it is a thing of value: "yes", "no" or "past the limit"."""

    key: str
    name: str
    value: str
    section: str


@dataclass(frozen=True)
class Exemption:
    """Why somebody may not be a lobbyist; `words` has places for figures in braces."""

    key: str
    name: str
    words: str
    section: str


@dataclass(frozen=True)
class DeadlineRule:
    """A deadline by its day of the session, day 1 being the day it convenes: `day` of a session of the usual length,
    `long_day` of a long one. `stage` is request, own, other, conference or end; `bills` general, money or all."""

    key: str
    name: str
    stage: str
    bills: str
    day: int
    long_day: int
    read: str
    long_read: str = ""


@dataclass(frozen=True)
class Law:
    """A state's law as data."""

    state: str
    name: str
    act: str
    terms: Mapping[str, Term]
    categories: Mapping[str, Category]
    things: Mapping[str, Thing]
    exemptions: Mapping[str, Exemption]
    deadlines: tuple[DeadlineRule, ...]

    def on(self, day: date) -> Terms:
        """What holds on a day."""
        terms = {field.name: self.terms[field.name] for field in fields(Terms)}
        return Terms(**{key: typed(term, term.on(day).text) for key, term in terms.items()})

    def names(self, exemption: str, day: date) -> bool:
        """Whether an exemption is a reason on a day."""
        return self.terms[reason_key(exemption)].on(day).text == NAMED

    def session_day(self, rule: DeadlineRule, day: date, *, long: bool) -> tuple[int, bool]:
        """A deadline's day of a session that convenes on a day, and whether that number is only inferred."""
        term = self.terms[day_key(rule.key, long=long)]
        value = term.on(day)
        return int(value.text), not value.id and term.read != "calendar"

    def with_values(self, recorded: Iterable[tuple[str, Value]]) -> "Law":
        """The law with values that the office recorded, as (key of a term, value)."""
        terms = dict(self.terms)
        for key, value in recorded:
            if key in terms:
                together = sorted((*terms[key].values, value), key=lambda v: v.since)
                terms[key] = replace(terms[key], values=tuple(together))
        return replace(self, terms=terms)


@cache
def shipped(state: str = "mississippi") -> Law:
    """The law as it came with the product."""
    return law_of(tomllib.loads(files(__package__).joinpath(f"{state}.toml").read_text("utf-8")))


def law_of(data: Mapping[str, Any]) -> Law:
    """A law from the tables of a file. Raises InvalidData naming the term whose value cannot be read."""
    exemptions = {row["key"]: Exemption(**row) for row in data["exemption"]}
    deadlines = tuple(DeadlineRule(**row) for row in data["deadline"])
    began = data["began"]
    days = (_day_term(rule, began, long=long) for rule in deadlines if rule.stage != "end" for long in (False, True))
    every = (*map(_term, data["term"]), *(_reason_term(one, began) for one in exemptions.values()), *days)
    terms = {term.key: term for term in every}
    for term in terms.values():
        for value in term.values:
            typed(term, value.text)
    return Law(
        state=data["state"],
        name=data["name"],
        act=data["act"],
        terms=terms,
        categories={row["key"]: Category(**row) for row in data["category"]},
        things={row["key"]: Thing(**row) for row in data["thing"]},
        exemptions=exemptions,
        deadlines=deadlines,
    )


def reason_key(exemption: str) -> str:
    """The key of the term that says whether an exemption is named as a reason."""
    return f"reason_{exemption}"


def day_key(deadline: str, *, long: bool) -> str:
    """The key of the term with a deadline's day of a session of the usual length, or of a long one."""
    return f"{'long_day' if long else 'day'}_{deadline}"


def _reason_term(exemption: Exemption, began: str) -> Term:
    return Term(
        key=reason_key(exemption.key),
        name=exemption.name,
        unit="choice",
        section=exemption.section,
        read="statute",
        values=(Value(began, NAMED),),
        choices={NAMED: "Named as a reason", DROPPED: "Not named any more"},
        group=REASONS,
    )


def _day_term(rule: DeadlineRule, began: str, *, long: bool) -> Term:
    number, read = (rule.long_day, rule.long_read or rule.read) if long else (rule.day, rule.read)
    return Term(
        key=day_key(rule.key, long=long),
        name=f"{rule.name}{', long session' if long else ''}",
        unit="day of the session",
        section="Joint Rule 40",
        read=read,
        values=(Value(began, str(number)),),
        group=DEADLINES,
    )


def _term(row: Mapping[str, Any]) -> Term:
    return Term(**{**row, "values": tuple(Value(since, text) for since, text in row["values"])})


def typed(term: Term, text: str) -> Any:
    """The text of a value as its kind: cents, a whole number, (month, day) or the key of a choice.

    Raises InvalidData ("value") with a sentence that says how to write it.
    """
    try:
        if term.unit == "dollars":
            return cents(text)
        if term.choices is not None:
            return list(term.choices)[list(term.choices).index(text)]
        if term.unit == "holidays":
            return read_holidays(text)
        return day_of_year(text) if term.unit == "day of the year" else _whole(text, term.unit)
    except ValueError:
        raise InvalidData({"value": [f"“{text}” cannot be the value of “{term.name}”. {term.how}"]}) from None


def _whole(text: str, unit: str) -> int:
    least = 1 if unit == "day of the session" else 0
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= MOST_DAYS):
        raise ValueError(text)
    return int(text)


def day_of_year(text: str) -> tuple[int, int]:
    """ "02-25" as month and day, a day that every year has. Raises ValueError."""
    month, _, day = text.partition("-")
    if not (len(text) == 5 and month.isascii() and month.isdigit() and day.isascii() and day.isdigit()):
        raise ValueError(text)
    there = date(2001, int(month), int(day))
    return there.month, there.day


def cents(text: str) -> int:
    """ "$1,200.50" as cents, exactly. Raises ValueError for anything that is not dollars to the cent."""
    whole, _, part = text.strip().removeprefix("$").replace(",", "").partition(".")
    digits = whole + part
    if not (whole and digits.isascii() and digits.isdigit() and len(part) in (0, 2) and len(whole) <= 9):
        raise ValueError(text)
    return int(whole) * 100 + int(part or 0)


def exact(amount: int) -> Decimal:
    """Cents as dollars, exactly, for a file or a field: 212.40."""
    return Decimal(amount).scaleb(-2)


def dollars(amount: int) -> str:
    """Cents as they are read: "$1,200.50"."""
    sign = "−" if amount < 0 else ""
    return f"{sign}${abs(amount) // 100:,}.{abs(amount) % 100:02d}"
