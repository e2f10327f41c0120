"""How often somebody may be asked, how long they rest after they declined, and how often legislators are to be talked
with: set by staff, kept in the graph."""

from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
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
    """At most `most` asks of one person in any `period` days, and none for `rest` days after they declined one.

    Somebody of ours is to talk with `leaders`, members of `committees` on schools and money, and all `others` at least
    once in so many days; with `digest`, staff get a letter each Monday about whom to talk with again.
    """

    most: int = 3
    period: int = 90
    rest: int = 30
    leaders: int = 30
    committees: int = 60
    others: int = 120
    digest: bool = False

    def rhythm(self, group: str) -> int:
        """How many days may pass without a talk with somebody of a group (leaders, committees or others)."""
        days: int = getattr(self, group)
        return days

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


RHYTHM = validate.Range(1, 730, error="Write a number of days up to 730.")


class AskRulesSchema(Schema):
    """What staff may set; a rhythm that is left out is the usual one. Loads to `AskRules`."""

    most = fields.Integer(required=True, validate=validate.Range(1, 50, error="Write a number from 1 to 50."))
    period = fields.Integer(required=True, validate=validate.Range(1, 730, error="Write a number of days up to 730."))
    rest = fields.Integer(required=True, validate=validate.Range(0, 730, error="Write a number of days up to 730."))
    leaders = fields.Integer(load_default=AskRules.leaders, validate=RHYTHM)
    committees = fields.Integer(load_default=AskRules.committees, validate=RHYTHM)
    others = fields.Integer(load_default=AskRules.others, validate=RHYTHM)
    digest = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> AskRules:
        return AskRules(**data)


READ = "OPTIONAL MATCH (r:AskRules {id: $id}) RETURN properties(r) AS rules"
WRITE = "MERGE (r:AskRules {id: $id}) SET r += $values, r.digest_since = coalesce($turned_on, r.digest_since)"


def ask_rules(tx: "ManagedTransaction") -> AskRules:
    """The rules that hold now."""
    stored = tx.run(READ, id=RULES_ID).single(strict=True)["rules"]
    names = {one.name for one in dataclass_fields(AskRules)}
    return AskRules(**{name: value for name, value in (stored or {}).items() if name in names})


def digest_since(tx: "ManagedTransaction") -> str | None:
    """The day (ISO) since which staff want the weekly digest; None while they do not."""
    stored = tx.run(READ, id=RULES_ID).single(strict=True)["rules"] or {}
    return str(stored.get("digest_since") or "") if stored.get("digest") else None


@permitted("change", "ask rules")
def set_ask_rules(tx: "ManagedTransaction", rules: AskRules, *, by: Actor) -> None:
    """Set the rules. Whoever calls this makes everybody's rest anew."""
    before = ask_rules(tx)
    if before == rules:
        return
    turned_on = by.today if rules.digest and not before.digest else None
    tx.run(WRITE, id=RULES_ID, values=asdict(rules), turned_on=turned_on).consume()
    change = Change("AskRules", RULES_ID, "How often we ask", "set", before=asdict(before), after=asdict(rules))
    record(tx, [change], by=by)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
