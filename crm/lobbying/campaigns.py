"""Campaigns: the messages that name one, and what it cost, each message's own cost and the expenses that name it.

A name's capitals are ignored, as by the plan's rules, and the newest spelling is shown. Expenses are for staff; others
see the cost of the messages alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import NotFound
from crm.interactions.communications import WAYS
from crm.records.actor import Actor
from crm.records.permissions import may
from crm.records.visibility import as_seen

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Sending:
    """One message of a campaign. A number that nobody recorded is None."""

    id: str
    subject: str
    sent: str
    channels: tuple[str, ...]
    recipients: int | None
    opens: int | None
    clicks: int | None
    cents: int


@dataclass(frozen=True)
class Spending:
    """One expense of a campaign."""

    id: str
    label: str
    on: str
    cents: int


@dataclass(frozen=True)
class Totals:
    """A campaign summed up. Recipients are counted a message, so that who got two counts twice; a number that no
    message has is None, as is `expense_cents` for whoever may not see expenses."""

    name: str
    first: str
    last: str
    messages: int
    channels: tuple[str, ...]
    recipients: int | None
    opens: int | None
    clicks: int | None
    message_cents: int
    expense_cents: int | None

    @property
    def cents(self) -> int:
        """All that it cost, as far as the reader may see."""
        return self.message_cents + (self.expense_cents or 0)


@dataclass(frozen=True)
class Campaign:
    """A campaign with all that it sent and cost, the latest first."""

    totals: Totals
    messages: tuple[Sending, ...]
    expenses: tuple[Spending, ...]


MESSAGES = """
MATCH (c:Communication) WHERE c.campaign IS NOT NULL AND c.deleted_at IS NULL
RETURN c.campaign AS campaign, c.id AS id, coalesce(c.subject, '') AS subject, c.sent AS sent,
  coalesce(c.channels, []) AS channels, c.recipients AS recipients, c.opens AS opens, c.clicks AS clicks,
  coalesce(c.cost_cents, 0) AS cents
ORDER BY sent DESC, id
"""

EXPENSES = """
MATCH (e:Expense) WHERE e.campaign IS NOT NULL AND e.deleted_at IS NULL
RETURN e.campaign AS campaign, e.id AS id, coalesce(e.label, '') AS label, e.on AS on, e.cents AS cents
ORDER BY on DESC, id
"""


def campaigns(tx: "ManagedTransaction", *, actor: Actor) -> list[Campaign]:
    """Every campaign, that of the latest message first. Names only expenses have come last."""
    sees_costs = may(actor, "see", "expense")
    names: dict[str, str] = {}
    sent, spent = defaultdict(list), defaultdict(list)
    for row in tx.run(MESSAGES):
        sent[_key(row, names)].append(_sending(row))
    for row in tx.run(EXPENSES) if sees_costs else ():
        spent[_key(row, names)].append(Spending(row["id"], row["label"], row["on"], row["cents"]))
    found = [Campaign(_totals(names[key], sent[key], spent[key], sees_costs), tuple(sent[key]), tuple(spent[key]))
             for key in names]  # fmt: skip
    return sorted(found, key=lambda one: (bool(one.messages), one.totals.last, one.totals.name), reverse=True)


def campaign(tx: "ManagedTransaction", name: str, *, actor: Actor) -> Campaign:
    """The campaign of this name. Raises NotFound."""
    for one in campaigns(tx, actor=actor):
        if one.totals.name.casefold() == name.strip().casefold():
            return one
    raise NotFound(as_seen("There is no campaign of this name.", actor.sees_all))


def _key(row: Mapping[str, Any], names: dict[str, str]) -> str:
    key = str(row["campaign"]).strip().casefold()
    names.setdefault(key, str(row["campaign"]).strip())
    return key


def _sending(row: Mapping[str, Any]) -> Sending:
    return Sending(
        id=row["id"],
        subject=row["subject"],
        sent=row["sent"],
        channels=tuple(row["channels"]),
        recipients=row["recipients"],
        opens=row["opens"],
        clicks=row["clicks"],
        cents=row["cents"],
    )


def _totals(name: str, messages: list[Sending], expenses: list[Spending], sees_costs: bool) -> Totals:
    days = sorted([*(one.sent for one in messages), *(one.on for one in expenses)])
    used = {channel for one in messages for channel in one.channels}
    return Totals(
        name=name,
        first=days[0],
        last=days[-1],
        messages=len(messages),
        channels=tuple(way for way in WAYS if way in used),
        recipients=_sum(one.recipients for one in messages),
        opens=_sum(one.opens for one in messages),
        clicks=_sum(one.clicks for one in messages),
        message_cents=sum(one.cents for one in messages),
        expense_cents=sum(one.cents for one in expenses) if sees_costs else None,
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
