"""The directory: everybody, filtered by the address, and exported as shown."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, request

from crm.finding.directory import GROUPS, DirectoryFilter, Entry, parties, people_matching
from crm.stakeholders.chambers import chambers_here
from crm.stakeholders.people import Person, people_of
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


FACTS = {
    "given_name": "Given name", "nickname": "Called", "middle_name": "Middle name", "family_name": "Family name",
    "suffix": "Suffix", "other_names": "Also written as", "occupation": "Occupation", "party": "Party",
    "address": "Address", "education": "Education", "counties": "Counties", "links": "On the web",
    "birth_date": "Born", "gender": "Gender", "image": "Picture", "opted_out": "Never ask to introduce",
}  # fmt: skip
COLUMNS = (
    Column(
        "name", "Name", lambda one: one.name, kind="name", href=lambda one: address("person", one.id), sortable=False
    ),
    Column("now", "What they are", lambda entry: entry.standing.line, sortable=False),
    Column("email", "E-mail", lambda entry: entry.email, sortable=False),
    Column("phone", "Phone", lambda entry: entry.phone, sortable=False),
    Column("last", "Last contact", lambda entry: entry.last_contact, kind="date", href=_last_contact, sortable=False),
)


def in_a_sheet(facts: Mapping[str, Person]) -> list[Column]:
    """A column for each fact that is on a person's own page."""
    shown = {name: words for name, words in FACTS.items() if name != "opted_out" or actor().sees_all}
    return [Column(name, words, partial(_fact, facts, name)) for name, words in shown.items()]


def _fact(facts: Mapping[str, Person], name: str, entry: Entry) -> object:
    held = getattr(facts[entry.id], name) if entry.id in facts else None
    return ("yes" if held else "") if isinstance(held, bool) else "; ".join(held) if isinstance(held, tuple) else held


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
    facts = patient.read(people_of, [row.id for row in rows]) if exporting else {}
    columns = (*COLUMNS, *in_a_sheet(facts)) if exporting else COLUMNS
    table = Table(columns, rows, name="people", noun="person", many="people", total=total)
    return table_page(
        "stakeholders/people.html",
        table,
        chosen=chosen,
        groups=GROUPS,
        chambers=chambers,
        parties={party: party for party in database().read(parties)},
    )
