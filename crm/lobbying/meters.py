"""The running totals of a calendar year: food per giver and official, things of value per giver. Pure.

Food and drink up to the limit, per giver and official, is not a thing of value (§ 5-8-3(a)(ii)3: "up to", so the limit
itself is within it); somebody exempt stays so while the things of value they gave come to less than the other limit,
over all officials (§ 5-8-7: "less than", so the limit itself reaches it).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm.lobbying.law import Law, Terms
from crm.lobbying.lines import ExpenseLine, Gift, Party


@dataclass(frozen=True)
class FoodMeter:
    """What an official and family had of one giver's food and drink in a calendar year, in cents."""

    giver: Party
    official: Party
    year: int
    spent: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.spent)

    @property
    def passed(self) -> bool:
        return self.spent > self.limit


@dataclass(frozen=True)
class ValueMeter:
    """What a giver's things of value came to in a calendar year, in cents: to one official, or to all (None)."""

    giver: Party
    official: Party | None
    year: int
    value: int
    limit: int

    @property
    def left(self) -> int:
        """What may be added while the total stays below the limit."""
        return max(0, self.limit - self.value - 1)

    @property
    def reached(self) -> bool:
        return self.value >= self.limit


@dataclass(frozen=True)
class Counted:
    """A gift and how much of it is a thing of value, in cents."""

    line: ExpenseLine
    gift: Gift
    value: int


def counted(law: Law, lines: Iterable[ExpenseLine], on: date) -> tuple[Counted, ...]:
    """Every gift of the lines by day, each with what counts of it, by the terms of a day.

    A single function's food counts for nobody; a gift whose giver is not known is added up with others of that kind.
    """
    terms = law.on(on)
    in_order = sorted(lines, key=lambda line: (line.on, line.id))
    food: dict[tuple[str, str, int], int] = defaultdict(int)
    for line in in_order:
        for gift in _gifts(line):
            food[_meter(line, gift)] += gift.cents if line.thing == "food" else 0
    so_far: dict[tuple[str, str, int], int] = defaultdict(int)
    found = []
    for line in in_order:
        for gift in _gifts(line):
            key = _meter(line, gift)
            found.append(Counted(line, gift, _value(law, terms, line, gift, so_far[key], food[key])))
            so_far[key] += gift.cents if line.thing == "food" else 0
    return tuple(found)


def _gifts(line: ExpenseLine) -> tuple[Gift, ...]:
    return () if line.is_single_function else line.gifts


def _meter(line: ExpenseLine, gift: Gift) -> tuple[str, str, int]:
    return line.payer.id if line.payer else "", gift.official.id, line.year


def _value(law: Law, terms: Terms, line: ExpenseLine, gift: Gift, before: int, whole: int) -> int:
    """What counts of a gift, when its official had `before` of the giver's food earlier and `whole` in the year. What
    was given and is not said counts: an unknown thing is not left out."""
    thing = law.things.get(line.thing or "")
    if thing is None or thing.value == "yes":
        return gift.cents
    if thing.value == "no" or whole <= terms.food_limit:
        return 0
    if terms.food_past_limit == "all":
        return gift.cents
    return max(0, before + gift.cents - max(before, terms.food_limit))


def food_meters(law: Law, lines: Iterable[ExpenseLine], on: date) -> tuple[FoodMeter, ...]:
    """Each giver's food and drink to each official in the calendar year of a day, the most first."""
    limit = law.on(on).food_limit
    spent: dict[tuple[str, str], int] = defaultdict(int)
    named: dict[str, Party] = {}
    for line in lines:
        if line.year == on.year and line.thing == "food" and line.payer:
            for gift in _gifts(line):
                named |= {line.payer.id: line.payer, gift.official.id: gift.official}
                spent[line.payer.id, gift.official.id] += gift.cents
    found = [FoodMeter(named[g], named[o], on.year, amount, limit) for (g, o), amount in spent.items()]
    return tuple(sorted(found, key=lambda m: (-m.spent, m.giver.name, m.official.name)))


def value_meters(law: Law, lines: Iterable[ExpenseLine], on: date) -> tuple[ValueMeter, ...]:
    """Each giver's things of value to each official, then each giver's to all, in the calendar year of a day."""
    limit = law.on(on).exempt_below
    given: dict[tuple[str, str | None], int] = defaultdict(int)
    named: dict[str, Party] = {}
    for one in counted(law, (line for line in lines if line.year == on.year), on):
        if one.line.payer:
            named |= {one.line.payer.id: one.line.payer, one.gift.official.id: one.gift.official}
            given[one.line.payer.id, one.gift.official.id] += one.value
            given[one.line.payer.id, None] += one.value
    found = [ValueMeter(named[g], named[o] if o else None, on.year, amount, limit) for (g, o), amount in given.items()]
    return tuple(sorted(found, key=lambda m: (m.official is None, -m.value, m.giver.name)))
