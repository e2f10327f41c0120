"""The shape of a roll call as sent to the API."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from crm.advocacy.votes.roll_calls import TALLIED, Ballot, NewRollCall
from crm.fields import Day
from crm.ids import new_id
from crm.stakeholders.chambers import CHAMBERS
from crm.vocabulary import VOTE_OPTIONS


class BallotSchema(Schema):
    """One member's vote; `as_name` is the name as printed."""

    person_id = fields.String(required=True)
    option = fields.String(required=True, validate=validate.OneOf(VOTE_OPTIONS))
    as_name = fields.String(load_default="", validate=validate.Length(max=120))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Ballot:
        return Ballot(**data)


class NewRollCallSchema(Schema):
    """A roll call with its counts, and the names where they are known. The same `key` twice makes one."""

    bill = fields.String(required=True)
    chamber = fields.String(required=True, validate=validate.OneOf(tuple(CHAMBERS)))
    on = Day(required=True)
    motion = fields.String(load_default="passage", validate=validate.Length(2, 200))
    tallies = fields.Dict(
        keys=fields.String(validate=validate.OneOf(TALLIED)),
        values=fields.Integer(validate=validate.Range(0, 1000)),
        required=True,
    )
    source = fields.String(required=True, validate=validate.Length(2, 300))
    ballots = fields.List(fields.Nested(BallotSchema), load_default=())
    passed = fields.Boolean(load_default=None, allow_none=True)
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewRollCall:
        return NewRollCall(**{**data, "ballots": tuple(data["ballots"])})
