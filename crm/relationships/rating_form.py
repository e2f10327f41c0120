"""What somebody may say of a tie: the shape of a rating from a form or the API."""

from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from crm.errors import InvalidData
from crm.fields import Day
from crm.ids import new_id
from crm.office_time import first_day
from crm.vocabulary import LEVELS, STRAINED, VALENCES, VISIBILITIES


@dataclass(frozen=True)
class NewRating:
    """A rating of the tie between the people `a` and `b`, whichever way round.

    `level` and `valence` are keys of the vocabulary; `said_by` is a person's id or words ("MASS office, 2019
    list"); `on` the day it was said (None: today); `since` a date; `through` how they know each other ("same
    church"). A strained rating is always kept staff-only. The same `id` twice makes one record.
    """

    a: str
    b: str
    level: str
    said_by: str
    valence: int = 1
    on: str | None = None
    since: str | None = None
    through: str = ""
    words: str = ""
    source_url: str | None = None
    visibility: str = "staff"
    id: str = field(default_factory=new_id)


class RatingSchema(Schema):
    """The shape of a rating. Loads to `NewRating`."""

    id = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    a = fields.String(required=True)
    b = fields.String(required=True, error_messages={"required": "Choose the other person."})
    level = fields.String(
        required=True,
        validate=validate.OneOf(tuple(LEVELS), error="Choose how well they know each other."),
        error_messages={"required": "Choose how well they know each other."},
    )
    valence = fields.Integer(
        load_default=1, validate=validate.OneOf(tuple(VALENCES), error="Choose positive or strained.")
    )
    said_by = fields.String(
        required=True,
        validate=validate.Length(1, 200, error="Say whose judgement this is."),
        error_messages={"required": "Say whose judgement this is."},
    )
    on = Day(load_default=None, allow_none=True)
    since = Day(load_default=None, allow_none=True)
    through = fields.String(load_default="", validate=validate.Length(max=300, error="Keep this to 300 characters."))
    words = fields.String(load_default="", validate=validate.Length(max=2000, error="Keep this to 2,000 characters."))
    source_url = fields.Url(
        load_default=None,
        allow_none=True,
        schemes={"http", "https"},
        error_messages={"invalid": "Write the link as https://..."},
    )
    visibility = fields.String(
        load_default="staff", validate=validate.OneOf(tuple(VISIBILITIES), error="Choose who may see it.")
    )

    @pre_load
    def _without_blanks(self, data: Any, **_: object) -> Any:
        """A field that a form sends empty is a field left out."""
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in dict(data).items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewRating:
        return NewRating(**data)


def check(new: NewRating, today: str) -> None:
    """Refuse a rating that cannot be; `today` is an ISO date. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if new.a == new.b:
        errors["b"] = ["Choose two different people: nobody has a tie to themselves."]
    if new.on and first_day(new.on) > first_day(today):
        errors["on"] = ["This day is in the future. Write the day it was said."]
    if new.since and first_day(new.since) > first_day(today):
        errors["since"] = ["This is in the future. Write since when they know each other."]
    if new.level == "none" and new.valence == STRAINED:
        errors["level"] = ["A strained tie needs people who know each other. Choose how well."]
    if errors:
        raise InvalidData(errors)
