"""The list of contacts: its filters, its page, and the sheet that holds each as a whole."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData
from crm.fields import Day, LastDay
from crm.interactions.contact_list import ContactFilter, contacts_matching
from crm.interactions.contacts import Interaction
from crm.stakeholders.standing import standings
from crm.vocabulary import CHANNELS, DIRECTIONS, SENTIMENTS, VISIBILITIES, words_of
from web.access import EVERYONE, allow
from web.addresses import address
from web.context import actor, database
from web.forms import load
from web.interactions import issues_in_hand
from web.tables import Column, Table, shown, table_page

pages = Blueprint("contact_list", __name__)


class ListSchema(Schema):
    """Which contacts the list shows, as the address says it. Loads to `ContactFilter`."""

    person = fields.String(load_default=None)
    issue = fields.String(load_default=None)
    channel = fields.String(load_default=None, validate=validate.OneOf(tuple(CHANNELS)))
    since = Day(load_default=None)
    until = LastDay(load_default=None)
    mine = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> ContactFilter:
        return ContactFilter(logged_by_me=data.pop("mine"), **data)


def _names(people: Iterable[Any]) -> str:
    return ", ".join(one.name for one in people)


def _where(contact: Interaction) -> str:
    """The place in words, and the event."""
    return ", ".join(part for part in (contact.place, contact.event.name if contact.event else "") if part)


COLUMNS = (
    Column("title", "Contact", lambda row: row.title, href=lambda row: address("contact", row.id), sortable=False),
    Column("at", "When", lambda row: row.at, kind="date", sortable=False),
    Column("ours", "Of ours", lambda row: _names(row.ours), sortable=False),
    Column("summary", "What was said", lambda row: row.summary, sortable=False),
)
# What the page says within these; in a sheet each stands in a column of its own.
IN_A_SHEET = (
    Column("sentiment", "How it went", lambda row: SENTIMENTS[row.sentiment].words),
    Column("issues", "About", lambda row: _names(row.issues)),
    Column("recorded_by", "Logged by", lambda row: row.recorded_by),
    Column("channel", "How", lambda row: CHANNELS[row.channel].words),
    Column("theirs", "With", lambda row: _names(row.theirs)),
    Column("where", "Where", _where),
    Column("direction", "Who spoke", lambda row: DIRECTIONS[row.direction].words),
    Column("ask", "What we asked", lambda row: row.ask),
    Column("answer", "What they answered", lambda row: row.answer),
    Column("promise", "What was promised", lambda row: row.promise),
    Column("at_request", "At our request", lambda row: "yes" if row.at_request else ""),
    Column("cost", "Cost in dollars", lambda row: row.cost_cents and row.cost_cents / 100, kind="number"),
    Column("visibility", "Who may see it", lambda row: VISIBILITIES[row.visibility]),
)
MOST_LISTED = 10_000


@pages.get("/interactions")
@allow(*EVERYONE)
def listed() -> Response:
    """Contacts, newest first, as the address filters them."""
    asked = {name: held for name, held in request.args.items() if held and name in ListSchema().fields}
    errors: dict[str, list[str]] = {}
    try:
        chosen = load(ListSchema(), asked)
    except InvalidData as problem:
        chosen, errors = ContactFilter(), problem.errors
    exporting = "format" in request.args
    if exporting and errors:
        raise InvalidData(errors)  # a file cannot say that a filter was not understood
    limit = MOST_LISTED if exporting else shown()
    rows, total = database().read(contacts_matching, chosen, actor=actor(), limit=limit)
    columns = (*COLUMNS, *IN_A_SHEET) if exporting else COLUMNS
    table = Table(columns, rows, name="contacts", noun="contact", total=total)
    who = database().read(standings, [chosen.person], today=actor().today) if chosen.person else {}
    person = who.get(chosen.person or "")
    context = {"chosen": chosen, "asked": asked, "errors": errors, "person": person}
    issues = {issue.id: issue.name for issue in database().read(issues_in_hand, actor=actor())}
    shown_page = table_page(
        "interactions/list.html",
        table,
        channels=words_of(CHANNELS),
        sentiments=words_of(SENTIMENTS),
        issues=issues,
        **context,
    )
    shown_page.status_code = 422 if errors else shown_page.status_code
    return shown_page
