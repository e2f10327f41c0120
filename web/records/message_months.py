"""Messages by channel and month, as a picture and a table; kind, audience and issue narrow them."""

from collections.abc import Callable, Sequence
from datetime import date

from werkzeug.wrappers import Response as AnyResponse

from crm.interactions.communications import AUDIENCES, EVERYBODY, MESSAGE, TYPES, WAYS
from crm.interactions.message_months import Month, Sent, message_months
from crm.records.declared import Record, records
from web.access import EVERYONE, allow
from web.bounds import choice_asked, month_asked
from web.context import actor, database, today
from web.pictures.months import months
from web.records.blueprint import pages
from web.tables import Column, Table, table_page

MOST = 100_000  # messages


@pages.get("/records/messages/by-month")
@allow(*EVERYONE)
def by_month() -> AnyResponse:
    """The twelve months up to this one; ?until=2025-06 shows those before another."""
    until = month_asked("until") or today()
    last = Month(until.year, until.month)
    first = Month(last.year - 1, last.number).following()
    everything = database().read(records, MESSAGE, actor=actor(), limit=MOST)
    audiences = _offered(everything)
    issues = dict(sorted({link.id: link.name for one in everything for link in one.links.get("issues", ())}.items()))
    kind, audience = choice_asked("type", TYPES), choice_asked("audience", audiences)
    issue = choice_asked("issue", issues)
    fitting = [
        one
        for one in everything
        if kind in ("", one.values.get("type"))
        and (not audience or audience in _audiences(one))
        and (not issue or issue in {link.id for link in one.links.get("issues", ())})
    ]
    sent = [Sent(one.day, one.values.get("channels", ())) for one in fitting]
    span = date(first.year, first.number, 1), _last_day(last)
    found = message_months(sent, *span, tuple(WAYS))
    columns = [
        Column("month", "Month", str, order=lambda month: (month.year, month.number)),
        *(_column(channel, found.at) for channel in found.channels),
        Column("all", "All", found.in_month, kind="number"),
    ]
    table = Table(columns, found.months, sort="month:down", name="messages-by-month", noun="month")
    return table_page(
        "records/message_months.html",
        table,
        found=found,
        drawn=months(found, WAYS),
        types=TYPES,
        audiences=audiences,
        issues=issues,
        last=last,
        before=f"{last.year - 1}-{last.number:02d}",
    )


def _column(channel: str, at: Callable[[str, Month], int]) -> Column:
    return Column(channel, WAYS[channel], lambda month: at(channel, month), kind="number")


def _audiences(one: Record) -> Sequence[str]:
    """Whom it went to: ours or others, everybody of a kind, and each body or person named."""
    named = [link.id for link in one.links.get("sent_to", ())]
    return [*one.values.get("audiences", ()), *one.values.get("sent_to_all", ()), *named]


def _offered(everything: Sequence[Record]) -> dict[str, str]:
    """The audiences that any message went to, by what a filter calls them."""
    bodies = {
        link.id: link.name for one in everything for link in one.links.get("sent_to", ()) if link.label != "Person"
    }
    return {**AUDIENCES, **EVERYBODY, **dict(sorted(bodies.items(), key=lambda item: item[1]))}


def _last_day(month: Month) -> date:
    following = month.following()
    return date.fromordinal(date(following.year, following.number, 1).toordinal() - 1)
