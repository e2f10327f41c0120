"""How often somebody may be asked, and how long they rest after they declined: set by staff, kept in the graph."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

RULES_ID = "ask-rules"


@dataclass(frozen=True)
class AskRules:
    """At most `most` asks of one person in any `period` days, and none for `rest` days after they declined one."""

    most: int = 3
    period: int = 90
    rest: int = 30

    def counts(self, asked_on: str, today: str) -> bool:
        """Whether an ask of that day still counts against somebody on a day (ISO dates)."""
        return _later(asked_on, self.period) > today

    def free_again(self, asked_on: list[str], declined_on: list[str]) -> str | None:
        """The day (ISO) from which a person who was asked, and who declined, on these days may be asked again; None
        where nothing was ever in the way."""
        days = sorted(asked_on, reverse=True)
        waits = [_later(days[self.most - 1], self.period)] if len(days) >= self.most else []
        waits += [_later(day, self.rest) for day in declined_on]
        return max(waits, default=None)


class AskRulesSchema(Schema):
    """What staff may set. Loads to `AskRules`."""

    most = fields.Integer(required=True, validate=validate.Range(1, 50, error="Write a number from 1 to 50."))
    period = fields.Integer(required=True, validate=validate.Range(1, 730, error="Write a number of days up to 730."))
    rest = fields.Integer(required=True, validate=validate.Range(0, 730, error="Write a number of days up to 730."))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> AskRules:
        return AskRules(**data)


READ = "OPTIONAL MATCH (r:AskRules {id: $id}) RETURN r {.most, .period, .rest} AS rules"
WRITE = "MERGE (r:AskRules {id: $id}) SET r += $values"


def ask_rules(tx: "ManagedTransaction") -> AskRules:
    """The rules that hold now."""
    stored = tx.run(READ, id=RULES_ID).single(strict=True)["rules"]
    return AskRules(**stored) if stored else AskRules()


@permitted("change", "ask rules")
def set_ask_rules(tx: "ManagedTransaction", rules: AskRules, *, by: Actor) -> None:
    """Set the rules. Whoever calls this makes everybody's rest anew."""
    before = ask_rules(tx)
    if before == rules:
        return
    tx.run(WRITE, id=RULES_ID, values=asdict(rules)).consume()
    change = Change("AskRules", RULES_ID, "How often we ask", "set", before=asdict(before), after=asdict(rules))
    record(tx, [change], by=by)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
