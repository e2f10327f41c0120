"""The first gate for data, the same at every door, and fields that marshmallow has not: days, dollars, lists of ids.

`cleaned` bounds texts, numbers and shapes before anything is done with them: work may grow faster than the length of
a text, and what the graph cannot keep must not get past here. Each field raises a plain sentence for the person who
typed the value, and loads to what the graph keeps.
"""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields

from crm.errors import InvalidData
from crm.office_time import instant, last_day, parse_birth_date, parse_date

MOST_CENTS = 100_000_00
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?")
LONGEST_TEXT = 20_000  # of any text; fields have limits of their own below it
LONGEST_AMOUNT = 30
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3: longer ones are looked at no further, for that takes long
DEEPEST = 20
MOST_ITEMS = 5_000  # of a list, or of named values
LARGEST_WHOLE = 2**63 - 1  # what the graph keeps as a number
# And what is no character at all, which no Word file may hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def cleaned_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text without control characters, lines ended by "\\n". Raises ValueError for one that is too long, or that
    holds half a character."""
    if len(text) > 2 * longest:  # a line may end in two characters
        raise ValueError(f"Keep this to {longest:,} characters.")
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))
    if len(text) > longest:
        raise ValueError(f"Keep this to {longest:,} characters.")
    if _SURROGATES.search(text):
        raise ValueError("This holds a character that cannot be kept. Write it again.")
    return text


def cleaned(value: Any, field: str = "", depth: int = 0) -> Any:
    """A value as JSON has it, its texts cleaned. Raises InvalidData naming the field, as in "ballots.3.person_id",
    for what is too long, too large, too deep or no number."""
    if isinstance(value, str):
        try:
            return cleaned_text(value)
        except ValueError as error:
            raise InvalidData({field: [str(error)]}) from None
    if isinstance(value, Mapping | list):
        return _cleaned_parts(value, field, depth)
    if isinstance(value, int) and not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        raise InvalidData({field: ["This number is too large."]})
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidData({field: ["This is not a number."]})
    return value


def _cleaned_parts(value: Mapping[str, Any] | list[Any], field: str, depth: int) -> Any:
    if depth >= DEEPEST:
        raise InvalidData({field: ["This is nested too deeply."]})
    if len(value) > MOST_ITEMS:
        raise InvalidData({field: [f"Send at most {MOST_ITEMS:,} at once."]})
    if isinstance(value, list):
        return [cleaned(item, _inside(field, n), depth + 1) for n, item in enumerate(value)]
    names = [cleaned(str(name)[:100], field) for name in value]
    return {
        name: cleaned(item, _inside(field, name), depth + 1) for name, item in zip(names, value.values(), strict=True)
    }


def _inside(field: str, part: str | int) -> str:
    return f"{field}.{part}" if field else str(part)


class Whole(fields.Integer):
    """A whole number that the graph can keep."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        number = super()._deserialize(value, attr, data, **kwargs)
        if not -LARGEST_WHOLE <= number <= LARGEST_WHOLE:
            raise ValidationError("This number is too large.")
        return number


class Day(fields.String):
    """A date in US order or ISO, of day, month or year precision; empty is None where None is allowed."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not text and self.allow_none:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class BirthDay(Day):
    """A birth date: never in the future, so that a year of two digits is a past one ("3/12/58" is 1958)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return super()._deserialize(value, attr, data, **kwargs)
        try:
            return parse_birth_date(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class LastDay(Day):
    """A day as in `Day`, in full: of a month or year its last, as in "how it stood in March"."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        return None if day is None else last_day(day).isoformat()


class Moment(Day):
    """A day as in `Day`, or an instant with its time zone; a time without a zone keeps only its day."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(value).strip()
        if "T" not in text:
            return super()._deserialize(value, attr, data, **kwargs)
        try:
            found = datetime.fromisoformat(text)
            parse_date(found.date().isoformat())
            return instant(found) if found.tzinfo else found.date().isoformat()
        except (ValueError, OverflowError):
            raise ValidationError(f"“{text[:40]}” is not a time. Write the day as 3/12/2026.") from None


class TimeOfDay(fields.String):
    """A time such as "9:30 AM", "2 pm" or "14:00", loaded as "09:30"; empty is None."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(value).strip().casefold().replace(".", "")
        if not text:
            return None
        match = _TIME.fullmatch(text)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        if match and match[3]:
            hour = hour % 12 + (12 if match[3] == "pm" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59 or (match and not match[2] and not match[3]):
            raise ValidationError(f"“{value}” is not a time of day. Write it as 9:30 AM.")
        return f"{hour:02d}:{minute:02d}"


class Dollars(fields.Field[int | None]):
    """An amount such as "12", "$1,200.50" or 12.5, loaded as cents; empty is None where it may be left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> int | None:
        text = str(value).strip().removeprefix("$").replace(",", "")
        if not text and self.required:
            raise ValidationError("Fill this in.")
        if not text:
            return None
        try:
            dollars = Decimal(text if len(text) <= LONGEST_AMOUNT else "")
        except InvalidOperation:
            shown = text[:LONGEST_AMOUNT]
            raise ValidationError(f"“{shown}” is not an amount of dollars. Write it as 12.50.") from None
        # Its size first: of a number with a large exponent every further step may fail.
        cents = dollars * 100 if dollars.is_finite() and 0 <= dollars <= MOST_CENTS else Decimal(-1)
        if cents != cents.to_integral_value() or cents / 100 != dollars or cents > MOST_CENTS:
            raise ValidationError("Write an amount from 0 to 100,000 dollars, to the cent.")
        return int(cents)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **_: Any) -> str | None:
        return None if value is None else f"{Decimal(value) / 100:.2f}"


class Ids(fields.List[str]):
    """Ids of records, in the order given, each once; empty ones are dropped."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        given = [value] if isinstance(value, str) else value
        return tuple(dict.fromkeys(one for one in super()._deserialize(given, attr, data, **kwargs) if one))
