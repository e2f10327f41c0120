"""The law as it stands here: what came with the product, and the values that the office recorded."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData
from crm.fields import Day
from crm.lobbying.law import Law, Value, shipped, typed
from crm.office_time import in_words
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.kinds import declare
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

TERM_VALUE = declare("TermValue", "value")
IDS = uuid.UUID("0d2f5c53-7d7b-4b39-8f4e-9a2f1b6f7a10")


@dataclass(frozen=True)
class NewValue:
    """A value of a term from a day on, with the reason or source that somebody can look up."""

    term: str
    since: str
    text: str
    source: str

    @property
    def id(self) -> str:
        """One value for each term and day: another one for that day takes its place."""
        return str(uuid.uuid5(IDS, f"{self.term}|{self.since}"))


class NewValueSchema(Schema):
    """The shape of a value typed in. Loads to `NewValue`."""

    term = fields.String(required=True)
    since = Day(required=True)
    value = fields.String(required=True, validate=validate.Length(1, 400))
    source = fields.String(required=True, validate=validate.Length(3, 300, error="Say where this is written."))

    @post_load
    def _new_value(self, data: dict[str, Any], **_: object) -> NewValue:
        return NewValue(data["term"], data["since"], data["value"].strip(), data["source"].strip())


RECORDED = """
MATCH (n:TermValue) WHERE n.deleted_at IS NULL
RETURN properties(n) AS stored ORDER BY n.since, n.recorded_at LIMIT 1000
"""


def law(tx: "ManagedTransaction") -> Law:
    """The law with what the office recorded. Read it once and hand it on."""
    rows = [row["stored"] for row in tx.run(RECORDED)]
    return shipped().with_values((row["term"], value_of(row)) for row in rows)


def value_of(stored: Mapping[str, Any]) -> Value:
    """From a node's properties."""
    return Value(
        stored["since"], stored["text"], stored.get("source", ""), stored.get("recorded_name", ""), stored["id"]
    )


@permitted("add", "legal term")
def set_value(tx: "ManagedTransaction", new: NewValue, *, by: Actor) -> str:
    """Record what a term is from a day on and return the record's id. Raises InvalidData by field, NotAllowed."""
    term = shipped().terms.get(new.term)
    if term is None:
        raise InvalidData({"term": ["Choose one of the terms in the list."]})
    if len(new.since) != len("2026-07-01"):
        raise InvalidData({"since": ["Write the day from which it holds, such as 7/1/2026."]})
    typed(term, new.text)
    label = f"{term.name}: {term.words(Value(new.since, new.text))} from {in_words(new.since)}"
    values = {"term": new.term, "since": new.since, "text": new.text, "source": new.source, "label": label}
    lifecycle.put(tx, TERM_VALUE, new.id, values, by=by)
    return new.id


@permitted("delete", "legal term")
def take_back_value(tx: "ManagedTransaction", value_id: str, *, by: Actor) -> str:
    """Take a recorded value out again and return what it was called. Raises NotFound, NotAllowed."""
    stored = lifecycle.read(tx, TERM_VALUE, value_id, actor=by)
    return lifecycle.delete(tx, TERM_VALUE, value_id, version=stored["version"], by=by)
