"""What an expense may say: the shape of a form or API request, and what is refused. What is only missing is kept."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData
from crm.fields import Day, Dollars
from crm.ids import new_id
from crm.lobbying.law import dollars, shipped
from crm.lobbying.lines import Function
from crm.lobbying.split import Part, shares

MOST_OFFICIALS = 200
EARLIEST = "1994-01-01"
COSTS_NOTHING = (
    "An expense has an amount above zero. What cost nothing is no expense; a gift counts at what it is worth."
)
CONDITIONS = ("legislature", "statewide", "one_day", "equal")


@dataclass(frozen=True)
class NewGift:
    """An official's part in an expense: `family` relatives came along; `cents` where the share is known, else by
    head."""

    official: str
    family: int = 0
    cents: int | None = None


@dataclass(frozen=True)
class NewExpense:
    """An expense to record. Ids name a person (`payer` may be the association). `ours` counts those at the table who
    are not officials or their family. `key` comes from the form: the same key twice makes one record."""

    on: str
    cents: int
    purpose: str = ""
    place: str = ""
    category: str | None = None
    thing: str | None = None
    payer: str | None = None
    lobbyist: str | None = None
    repaid: bool = False
    gifts: tuple[NewGift, ...] = ()
    ours: int = 0
    function: Function | None = None
    method: str = ""
    receipt: str = ""
    contact: str | None = None
    event: str | None = None
    key: str = field(default_factory=new_id)

    @property
    def shares(self) -> tuple[int, ...]:
        """What each official had, in cents, in the order of `gifts`. Raises InvalidData where they cannot add up."""
        if not self.gifts:
            return ()
        parts = [Part(1 + gift.family, gift.cents) for gift in self.gifts]
        fixed = sum(gift.cents or 0 for gift in self.gifts)
        if self.ours == 0 and all(part.fixed is not None for part in parts) and fixed < self.cents:
            raise InvalidData(
                {"shares": [f"The shares come to {dollars(fixed)}; the receipt to {dollars(self.cents)}."]}
            )
        together = shares(self.cents, [*parts, Part(self.ours)] if self.ours else parts)
        return together[: len(parts)]


def _text(most: int) -> fields.String:
    too_long = f"Keep this to {most:,} characters."
    return fields.String(load_default="", validate=validate.Length(max=most, error=too_long))


def _count(most: int, sentence: str) -> fields.Integer:
    return fields.Integer(load_default=0, validate=validate.Range(0, most, error=sentence))


class GiftSchema(Schema):
    """The shape of one official's part."""

    official = fields.String(required=True)
    family = _count(20, "Count 0 to 20 relatives.")
    share = Dollars(load_default=None, allow_none=True)

    @post_load
    def _new_gift(self, data: dict[str, Any], **_: object) -> NewGift:
        return NewGift(data["official"], data["family"], data["share"])


class ExpenseSchema(Schema):
    """The shape of an expense, from a form or the API. Loads to `NewExpense`."""

    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    on = Day(required=True)
    amount = Dollars(required=True)
    purpose = _text(500)
    place = _text(200)
    category = fields.String(load_default=None, allow_none=True)
    thing = fields.String(load_default=None, allow_none=True)
    payer = fields.String(load_default=None, allow_none=True)
    lobbyist = fields.String(load_default=None, allow_none=True)
    repaid = fields.Boolean(load_default=False)
    gifts = fields.List(fields.Nested(GiftSchema), load_default=list)
    ours = _count(5000, "Count 0 to 5,000 people.")
    function = fields.Boolean(load_default=False)
    legislature = fields.Boolean(load_default=False)
    statewide = fields.Boolean(load_default=False)
    one_day = fields.Boolean(load_default=False)
    equal = fields.Boolean(load_default=False)
    attendance = fields.Integer(load_default=None, allow_none=True)
    officials = fields.Integer(load_default=None, allow_none=True)
    method = _text(100)
    receipt = _text(300)
    contact = fields.String(load_default=None, allow_none=True)
    event = fields.String(load_default=None, allow_none=True)

    @post_load
    def _new_expense(self, data: dict[str, Any], **_: object) -> NewExpense:
        numbers = [data.pop(name) for name in (*CONDITIONS, "attendance", "officials")]
        function = Function(*numbers) if data.pop("function") else None
        plain: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in data.items()
        }
        plain["gifts"] = tuple(plain["gifts"])
        return NewExpense(cents=plain.pop("amount"), function=function, **plain)


def check(new: NewExpense, today: str) -> None:
    """Refuse an expense that cannot have been; `today` is a stored day. Raises InvalidData by field."""
    errors: dict[str, list[str]] = {}
    if new.cents <= 0:
        errors["amount"] = [COSTS_NOTHING]
    if new.on > today:
        errors["on"] = ["An expense cannot be in the future. Record it once it is paid."]
    elif new.on < EARLIEST:
        errors["on"] = ["Check the year: the act began in 1994."]
    if new.category and new.category not in shipped().categories:
        errors["category"] = [f"Choose a category from {', '.join(shipped().categories)}."]
    if new.thing and new.thing not in shipped().things:
        errors["thing"] = ["Choose what was given from the list."]
    officials = [gift.official for gift in new.gifts]
    if len(set(officials)) != len(officials) or len(officials) > MOST_OFFICIALS:
        errors["gifts"] = [f"Name each official once, at most {MOST_OFFICIALS} of them."]
    if sentence := _wrong_function(new.function):
        errors["attendance"] = [sentence]
    if errors:
        raise InvalidData(errors)
    _ = new.shares


def _wrong_function(function: Function | None) -> str:
    if function is None:
        return ""
    attendance, officials = function.attendance, function.officials
    if min(attendance or 0, officials or 0) < 0 or max(attendance or 0, officials or 0) > 1_000_000:
        return "Count from 0 to 1,000,000 people."
    if attendance is not None and officials is not None and officials > attendance:
        return "More officials than people attended. Check the two numbers."
    return ""
