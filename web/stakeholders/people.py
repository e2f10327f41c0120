"""The directory: everybody, filtered by the address, and exported as shown."""

from flask import Blueprint, Response, request

from crm.finding.directory import GROUPS, DirectoryFilter, Entry, parties, people_matching
from crm.stakeholders.chambers import chambers_here
from web.access import EVERYONE, allow
from web.addresses import address
from web.bounds import choice_asked
from web.context import actor, database
from web.stakeholders.chosen import MOST_CHOSEN
from web.tables import MOST_EXPORTED, Column, Table, shown, table_page

pages = Blueprint("people", __name__)

EXPORT_SECONDS = 60.0


def _last_contact(entry: Entry) -> str | None:
    return address("contact", entry.last_contact_id) if entry.last_contact_id else None


COLUMNS = (
    Column(
        "name", "Name", lambda one: one.name, kind="name", href=lambda one: address("person", one.id), sortable=False
    ),
    Column("now", "What they are", lambda entry: entry.standing.line, sortable=False),
    Column("email", "E-mail", lambda entry: entry.email, sortable=False),
    Column("phone", "Phone", lambda entry: entry.phone, sortable=False),
    Column("last", "Last contact", lambda entry: entry.last_contact, kind="date", href=_last_contact, sortable=False),
)


@pages.get("/people")
@allow(*EVERYONE)
def listed() -> Response:
    """Everybody who fits the filters, by family name."""
    chambers = database().read(chambers_here)
    chosen = DirectoryFilter(
        group=choice_asked("group", GROUPS),
        chamber=choice_asked("chamber", chambers),
        party=request.args.get("party", ""),
        text=request.args.get("q", "").strip(),
        people=tuple(request.args.getlist("person")[:MOST_CHOSEN]),
    )
    exporting = request.args.get("format") in ("csv", "xlsx")
    patient = database().within(EXPORT_SECONDS) if exporting else database()
    limit = MOST_EXPORTED if exporting else shown()
    rows, total = patient.read(people_matching, chosen, actor=actor(), limit=limit)
    table = Table(COLUMNS, rows, name="people", noun="person", many="people", total=total)
    return table_page(
        "stakeholders/people.html",
        table,
        chosen=chosen,
        groups=GROUPS,
        chambers=chambers,
        parties={party: party for party in database().read(parties)},
    )
