"""An expense as it is being typed: what each official would have of it, and where the year's meters would stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.lobbying.expense_form import NewExpense
from crm.lobbying.expenses import lines, named
from crm.lobbying.law import Law
from crm.lobbying.lines import ExpenseLine, Gift, Party, missing
from crm.lobbying.meters import FoodMeter, ValueMeter, food_meters, value_meters
from crm.lobbying.registrations import reporting
from crm.lobbying.terms import law
from crm.office_time import last_day
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Running:
    """The line as it would stand, the meters of its payer with it counted in (`given` by official, `value` to all of
    them), whether the payer `reports` as the client or a lobbyist registered for the year, what it still lacks, and why
    its shares cannot be worked out, if so."""

    line: ExpenseLine
    food: tuple[FoodMeter, ...]
    given: tuple[ValueMeter, ...]
    value: ValueMeter | None
    reports: bool
    missing: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class OfficialMeters:
    """What one official was given in a calendar year: by giver, the food and the things of value; `totals` has what
    those of the givers who do not report gave all officials."""

    year: int
    food: tuple[FoodMeter, ...]
    value: tuple[ValueMeter, ...]
    totals: tuple[ValueMeter, ...]
    lines: tuple[ExpenseLine, ...]


def running(tx: "ManagedTransaction", new: NewExpense, *, actor: Actor, instead_of: str | None = None) -> Running:
    """Where the meters of a calendar year would stand with this expense in place of `instead_of`. Raises NotAllowed,
    InvalidData for people who are gone."""
    terms, names = law(tx), named(tx, new)
    line, problem = _line(new, names)
    known = [one for one in lines(tx, line.year, line.year, actor=actor) if one.id != instead_of]
    return _running(terms, line, [*known, line], problem, reporting(tx, line.year))


def _running(
    terms: Law, line: ExpenseLine, known: Sequence[ExpenseLine], problem: str, report: Collection[str]
) -> Running:
    on = last_day(line.on)
    payer, officials = line.payer and line.payer.id, {gift.official.id for gift in line.gifts}
    food = food_meters(terms, known, on)
    value = value_meters(terms, known, on)
    return Running(
        line=line,
        food=tuple(meter for meter in food if meter.giver.id == payer and meter.official.id in officials),
        given=tuple(m for m in value if m.giver.id == payer and m.official and m.official.id in officials),
        value=next((meter for meter in value if meter.giver.id == payer and meter.official is None), None),
        reports=payer in report,
        missing=missing(terms, line),
        problem=problem,
    )


def _line(new: NewExpense, names: dict[str, str]) -> tuple[ExpenseLine, str]:
    """The line, its shares zero where they cannot be worked out yet."""
    try:
        cents, problem = new.shares, ""
    except InvalidData as wrong:
        cents, problem = (0,) * len(new.gifts), str(wrong)
    gifts = zip(new.gifts, cents, strict=True)
    line = ExpenseLine(
        id="new",
        on=new.on,
        cents=new.cents,
        purpose=new.purpose,
        place=new.place,
        category=new.category,
        thing=new.thing,
        payer=Party(new.payer, names[new.payer]) if new.payer else None,
        gifts=tuple(Gift(Party(gift.official, names[gift.official]), share, gift.family) for gift, share in gifts),
        function=new.function,
    )
    return line, problem


def meters_of(tx: "ManagedTransaction", person_id: str, year: int, *, actor: Actor) -> OfficialMeters:
    """What one official was given in a calendar year, by giver, the most first. Raises NotAllowed."""
    terms, known = law(tx), lines(tx, year, year, actor=actor)
    on = last_day(str(year))
    food = food_meters(terms, known, on)
    value = value_meters(terms, known, on)
    mine = tuple(meter for meter in value if meter.official and meter.official.id == person_id)
    others = {meter.giver.id for meter in mine} - reporting(tx, year)
    return OfficialMeters(
        year=year,
        food=tuple(meter for meter in food if meter.official.id == person_id),
        value=mine,
        totals=tuple(meter for meter in value if meter.official is None and meter.giver.id in others),
        lines=tuple(line for line in known if any(gift.official.id == person_id for gift in line.gifts)),
    )
