"""Campaigns: each summed up, and one with every message and expense of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from crm.interactions.communications import MESSAGE, WAYS
from crm.lobbying.campaigns import Campaign, Totals, campaign, campaigns
from web.access import EVERYONE, allow, may
from web.addresses import address
from web.context import actor, database
from web.records.blueprint import pages
from web.tables import Column, Table, table_page

CAMPAIGN = "/records/messages/campaign"


@dataclass(frozen=True)
class Line:
    """A message or an expense of a campaign."""

    kind: str
    what: str
    href: str
    on: str
    channels: Sequence[str] = ()
    recipients: int | None = None
    opens: int | None = None
    clicks: int | None = None
    cents: int = 0


@pages.get("/records/messages/campaigns")
@allow(*EVERYONE)
def all_campaigns() -> AnyResponse:
    """A line per campaign: what it sent, to how many, and what it cost."""
    found = [one.totals for one in database().read(campaigns, actor=actor())]
    table = Table(_columns(), found, sort="last:down", name="campaigns", noun="campaign")
    return table_page("records/campaigns.html", table)


@pages.get(CAMPAIGN)
@allow(*EVERYONE)
def one_campaign() -> AnyResponse:
    """One campaign, named by ?name=, with every message and expense of it."""
    shown = database().read(campaign, request.args.get("name", ""), actor=actor())
    columns = (
        Column("on", "Day", lambda row: row.on, kind="date", newest_first=True),
        Column("what", "What", lambda row: row.what, href=lambda row: row.href),
        Column("kind", "Kind", lambda row: row.kind),
        Column("channels", "How", lambda row: _ways(row.channels)),
        Column("recipients", "Recipients", lambda row: row.recipients, kind="number"),
        Column("opens", "Opened by", lambda row: row.opens, kind="number"),
        Column("clicks", "Clicked by", lambda row: row.clicks, kind="number"),
        Column("cost", "Cost in dollars", lambda row: row.cents / 100 if row.cents else None, kind="number"),
    )
    table = Table(columns, _lines(shown), sort="on:down", name="campaign", noun="line")
    return table_page("records/campaign.html", table, totals=shown.totals, ways=_ways(shown.totals.channels))


def campaign_address(name: str) -> str:
    """The page of a campaign."""
    return f"{CAMPAIGN}?{urlencode({'name': name})}"


def _columns() -> Sequence[Column]:
    costs = (
        Column("message_cost", "Cost of messages", lambda row: row.message_cents / 100, kind="number", on_page=False),
        Column("expenses", "Expenses", lambda row: (row.expense_cents or 0) / 100, kind="number", on_page=False),
    )
    return (
        Column("name", "Campaign", lambda row: row.name, href=lambda row: campaign_address(row.name)),
        Column("messages", "Messages", lambda row: row.messages, kind="number"),
        Column("channels", "How", lambda row: _ways(row.channels)),
        Column("first", "First", lambda row: row.first, kind="date", on_page=False),
        Column("last", "Last", lambda row: row.last, kind="date", newest_first=True),
        Column("recipients", "Recipients", lambda row: row.recipients, kind="number"),
        Column("opens", "Opened by", lambda row: row.opens, kind="number"),
        Column("clicks", "Clicked by", lambda row: row.clicks, kind="number"),
        *(costs if may("see", "expense") else costs[:1]),
        Column("cost", "Cost in dollars", _dollars, kind="number"),
    )


def _dollars(row: Totals) -> float | None:
    return row.cents / 100 if row.cents else None


def _ways(channels: Sequence[str]) -> str:
    return ", ".join(WAYS.get(one, one) for one in channels)


def _lines(shown: Campaign) -> list[Line]:
    sent = [
        Line("Message", one.subject, address("record", MESSAGE.key, one.id), one.sent, one.channels, one.recipients,
             one.opens, one.clicks, one.cents)
        for one in shown.messages
    ]  # fmt: skip
    spent = [Line("Expense", one.label, address("expense", one.id), one.on, cents=one.cents) for one in shown.expenses]
    return [*sent, *spent]
