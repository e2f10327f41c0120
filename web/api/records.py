"""The small records in the API: surveys, documents, awards and every other declared kind, through one set of doors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from crm.ids import new_id
from crm.lobbying.campaigns import Sending, Spending, Totals, campaigns
from crm.records import lifecycle
from crm.records.declared import Link, Record, add_record, change_record, record, records
from crm.records.kinds import Kind
from crm.records.permissions import may
from web.access import EVERYONE, allow
from web.api.advocacy import VersionSchema
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database
from web.forms import load
from web.records.pages import KINDS, SCHEMAS, kind_named

api = Room("api_records", __name__, url_prefix="", description="Surveys, documents, awards and other small records")


@dataclass(frozen=True)
class KindAnswer:
    """A kind of record: its key in addresses, what it is for, and its fields as (name, shape)."""

    key: str
    noun: str
    about: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RecordAnswer:
    """One record: what it says by field, and whom and what it names. `known_on` is when it was first known."""

    id: str
    kind: str
    title: str
    day: str
    version: int
    known_on: str
    says: Mapping[str, Any]
    named: Mapping[str, tuple[Link, ...]]


@dataclass(frozen=True)
class CampaignAnswer:
    """A campaign summed up (`cents`: all that it cost, as far as you may see), with its messages and expenses."""

    totals: Totals
    cents: int
    sent: tuple[Sending, ...]
    spent: tuple[Spending, ...]


class SaidSchema(Schema):
    """What a record says, by the names of its kind's fields (see /records); records it names by their ids."""

    says = fields.Dict(keys=fields.String(), required=True)


class RecordSchema(SaidSchema):
    """The same of a new record, with a key of the sender's."""

    key = fields.String(load_default=new_id, validate=validate.Length(1, 64))


@api.route("/records", methods=["GET"])
@api.response(200, schema_of(KindAnswer)(many=True))
@allow(*EVERYONE)
def kinds() -> list[KindAnswer]:
    """Every kind that you may see, with its fields."""
    seen = [kind for kind in KINDS.values() if may(actor(), "see", kind.permission)]
    return [
        KindAnswer(kind.key, kind.noun, kind.about, tuple((name, kind.field(name).shape) for name in kind.order))
        for kind in seen
    ]


@api.route("/campaigns", methods=["GET"])
@api.response(200, schema_of(CampaignAnswer)(many=True))
@allow(*EVERYONE)
def every_campaign() -> list[CampaignAnswer]:
    """What each campaign sent, to how many, and what it cost: that of the latest message first."""
    found = database().read(campaigns, actor=actor())
    return [CampaignAnswer(totals=one.totals, cents=one.totals.cents, sent=one.messages, spent=one.expenses)
            for one in found]  # fmt: skip


@api.route("/records/<kind_key>", methods=["GET"])
@api.response(200, schema_of(RecordAnswer)(many=True))
@allow(*EVERYONE)
def listed(kind_key: str) -> list[RecordAnswer]:
    """Those of one kind, the latest first."""
    return [answer_of(one) for one in database().read(records, kind_named(kind_key), actor=actor())]


@api.route("/records/<kind_key>", methods=["POST"])
@api.arguments(RecordSchema)
@api.response(201, schema_of(RecordAnswer))
@allow("staff")
def add(new: dict[str, Any], kind_key: str) -> RecordAnswer:
    """Record it. The same `key` and content is the same record; other content is refused."""
    kind = kind_named(kind_key)
    return _one(kind, database().write(add_record, kind, new["key"], _content(kind, new), by=actor()))


@api.route("/records/<kind_key>/<record_id>", methods=["GET"])
@api.response(200, schema_of(RecordAnswer))
@allow(*EVERYONE)
def one(kind_key: str, record_id: str) -> RecordAnswer:
    """One record."""
    return _one(kind_named(kind_key), record_id)


@api.route("/records/<kind_key>/<record_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(SaidSchema)
@api.response(200, schema_of(RecordAnswer))
@allow("staff")
def change(asked: dict[str, int], wanted: dict[str, Any], kind_key: str, record_id: str) -> RecordAnswer:
    """Make it say this from now on; 409 when `version` is no longer the latest."""
    kind = kind_named(kind_key)
    content = _content(kind, wanted)
    with telling(lambda: _one(kind, record_id)):
        database().write(change_record, kind, record_id, content, version=asked["version"], by=actor())
    return _one(kind, record_id)


@api.route("/records/<kind_key>/<record_id>", methods=["DELETE"])
@api.arguments(VersionSchema, location="query")
@api.response(204)
@allow("staff")
def delete(asked: dict[str, int], kind_key: str, record_id: str) -> None:
    """Take it out of every list and count; it can be restored."""
    kind = kind_named(kind_key)
    with telling(lambda: _one(kind, record_id)):
        database().write(lifecycle.delete, kind, record_id, version=asked["version"], by=actor())


@api.route("/records/<kind_key>/<record_id>/restore", methods=["POST"])
@api.response(200, schema_of(RecordAnswer))
@allow("staff")
def restore(kind_key: str, record_id: str) -> RecordAnswer:
    """Bring it back."""
    kind = kind_named(kind_key)
    database().write(lifecycle.restore, kind, record_id, by=actor())
    return _one(kind, record_id)


def _content(kind: Kind, given: Mapping[str, Any]) -> Any:
    """What was given, through the kind's own gate. Raises InvalidData by field."""
    return load(SCHEMAS[kind.key], given["says"])


def _one(kind: Kind, record_id: str) -> RecordAnswer:
    return answer_of(database().read(record, kind, record_id, actor=actor()))


def answer_of(shown: Record) -> RecordAnswer:
    """A record as it is told."""
    named = {part: tuple(links) for part, links in shown.links.items()}
    return RecordAnswer(
        shown.id, shown.kind.key, shown.title, shown.day, shown.version, shown.known_on, shown.content(), named
    )
