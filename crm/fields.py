"""Form and API fields that marshmallow has not: days as people type them, dollars, lists of ids.

Each raises a plain sentence for the person who typed the value, and loads to what the graph keeps.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields

from crm.office_time import instant, parse_birth_date, parse_date

MOST_CENTS = 100_000_00
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?")


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


class Moment(Day):
    """A day as in `Day`, or an instant with its time zone; a time without a zone keeps only its day."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(value).strip()
        if "T" not in text:
            return super()._deserialize(value, attr, data, **kwargs)
        try:
            found = datetime.fromisoformat(text)
            return instant(found) if found.tzinfo else found.date().isoformat()
        except (ValueError, OverflowError):
            raise ValidationError(f"“{text}” is not a time. Write the day as 3/12/2026.") from None


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
    """An amount such as "12", "$1,200.50" or 12.5, loaded as cents; empty is None."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> int | None:
        text = str(value).strip().removeprefix("$").replace(",", "")
        if not text:
            return None
        try:
            cents = Decimal(text) * 100
        except InvalidOperation:
            raise ValidationError(f"“{value}” is not an amount of dollars. Write it as 12.50.") from None
        if not cents.is_finite() or cents != cents.to_integral_value() or not 0 <= cents <= MOST_CENTS:
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
