"""What a logged contact may say: the shape of a form or API request, and what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from crm.errors import InvalidData
from crm.fields import Day, Dollars, Ids, Moment
from crm.ids import new_id
from crm.office_time import first_day, instant, is_instant, moment
from crm.records.actor import Actor
from crm.vocabulary import CHANNELS, DIRECTIONS, SENTIMENTS, VISIBILITIES

# A phone's clock may run ahead of ours by this much, over midnight, before its "today" counts as the future.
CLOCK_SKEW = timedelta(minutes=15)
EARLIEST_YEAR = 1950
MOST_PEOPLE = 60


@dataclass(frozen=True)
class NewFollowUp:
    """Something to do: `owner` is the person who must (None: whoever logs it), `due` a day. A month or year as
    `due` means its last day. `owed_to` are the people it was promised to."""

    text: str
    due: str | None = None
    owner: str | None = None
    owed_to: tuple[str, ...] = ()
    visibility: str = "staff"
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class NewInteraction:
    """A contact to log. `theirs` and `ours` are person ids, at least one each; `at` a day or an instant (None: now).

    `channel`, `direction`, `sentiment` and `visibility` are keys of the vocabulary; `issues` ids of issues or
    bills; `event` the id of the event at which it was, `place` where, in a few words. `key` comes from the form: the
    same key twice makes one record. `cost_cents` is None when unknown.
    """

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    channel: str = "meeting"
    at: str | None = None
    direction: str = "two_way"
    sentiment: int = 0
    issues: tuple[str, ...] = ()
    summary: str = ""
    ask: str = ""
    answer: str = ""
    promise: str = ""
    place: str = ""
    event: str | None = None
    follow_up: NewFollowUp | None = None
    at_request: bool = False
    cost_cents: int | None = None
    visibility: str = "staff"
    private_note: str = ""
    key: str = field(default_factory=new_id)
    id: str = field(default_factory=new_id)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who took part."""
        return (*self.theirs, *self.ours)


def _text(most: int) -> fields.String:
    too_long = f"Keep this to {most:,} characters."
    return fields.String(load_default="", validate=validate.Length(max=most, error=too_long))


def _people(missing: str) -> Ids:
    several = validate.Length(1, MOST_PEOPLE, error=missing)
    return Ids(required=True, validate=several, error_messages={"required": missing})


def _one_of(choices: Mapping[Any, object], sentence: str) -> validate.OneOf:
    return validate.OneOf(tuple(choices), error=sentence)


class InteractionSchema(Schema):
    """The shape of a logged contact, from a form or the API. Loads to `NewInteraction`."""

    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    theirs = _people("Choose whom you were in contact with.")
    ours = _people("Choose who of ours took part.")
    at = Moment(load_default=None, allow_none=True)
    channel = fields.String(load_default="meeting", validate=_one_of(CHANNELS, "Choose how you were in contact."))
    direction = fields.String(load_default="two_way", validate=_one_of(DIRECTIONS, "Choose who spoke to whom."))
    sentiment = fields.Integer(load_default=0, validate=_one_of(SENTIMENTS, "Choose how it went."))
    issues = Ids(load_default=())
    summary = _text(4000)
    ask = _text(1000)
    answer = _text(1000)
    promise = _text(1000)
    place = _text(200)
    event = fields.String(load_default=None, allow_none=True)
    follow_up = _text(500)
    follow_up_due = Day(load_default=None, allow_none=True)
    follow_up_owner = fields.String(load_default=None, allow_none=True)
    at_request = fields.Boolean(load_default=False)
    cost = Dollars(load_default=None, allow_none=True)
    visibility = fields.String(load_default="staff", validate=_one_of(VISIBILITIES, "Choose who may see it."))
    private_note = _text(4000)

    @pre_load
    def _without_blanks(self, data: Any, **_: object) -> Any:
        """A field that a form sends empty is a field left out, except the two that must be chosen."""
        kept = {name: value for name, value in dict(data).items() if value != "" or name in ("theirs", "ours")}
        return {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Any:
        return self.interaction_of(data)

    @staticmethod
    def interaction_of(data: dict[str, Any]) -> NewInteraction:
        """The contact that loaded fields describe. Raises InvalidData for a day without something to do."""
        text, due = data.pop("follow_up", ""), data.pop("follow_up_due", None)
        owner, cost = data.pop("follow_up_owner", None), data.pop("cost")
        if due and not text:
            raise InvalidData({"follow_up": ["Say what has to be done by then."]})
        follow_up = None
        if text:
            follow_up = NewFollowUp(text, due, owner, owed_to=data["theirs"], visibility=data["visibility"])
        return NewInteraction(**data, follow_up=follow_up, cost_cents=cost)


def check(new: NewInteraction, by: Actor) -> None:
    """Refuse a contact that cannot have been by now. Raises InvalidData."""
    errors: dict[str, list[str]] = {}
    if not new.theirs:
        errors["theirs"] = ["Choose whom you were in contact with."]
    if not new.ours:
        errors["ours"] = ["Choose who of ours took part."]
    elif set(new.theirs) & set(new.ours):
        errors["ours"] = ["The same person cannot be on both sides. Take them out of one."]
    if len(new.people) > MOST_PEOPLE:
        errors["theirs"] = [f"Log at most {MOST_PEOPLE} people at once; a larger gathering is an event."]
    if new.at is not None and (sentence := _wrong_time(new.at, by)):
        errors["at"] = [sentence]
    if errors:
        raise InvalidData(errors)


def _wrong_time(at: str, by: Actor) -> str | None:
    latest = instant(moment(by.at) + CLOCK_SKEW)
    if at > (latest if is_instant(at) else by.day_of(latest)):
        return "A contact cannot be in the future. Log it once it has happened."
    if first_day(by.day_of(at)).year < EARLIEST_YEAR:
        return f"Check the year: a contact before {EARLIEST_YEAR} is probably a slip."
    return None
