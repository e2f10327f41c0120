"""Where a plan's entry, and each kind of evidence, can be looked at."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from crm.plan.evidence import Record
from web.access import may_open

SMALL = {
    "Adoption": "adoptions",
    "Award": "awards",
    "Document": "documents",
    "Mentorship": "mentorships",
    "Partnership": "partnerships",
    "Placement": "placements",
    "Presentation": "presentations",
    "Program": "programs",
    "ResaList": "resa-lists",
    "Response": "responses",
    "Statement": "statements",
    "Survey": "surveys",
}
PLACES: Mapping[str, Callable[[Any], str]] = {
    "Event": lambda record: f"/events/{record.id}",
    "Invitation": lambda record: f"/events/{record.event}",
    "Contact": lambda record: f"/interactions/{record.id}",
    "Communication": lambda record: f"/messages/{record.id}",
    "Post": lambda record: f"/people/{record.person}",
    "CouncilSeat": lambda record: f"/people/{record.person}",
    "Membership": lambda record: f"/organizations/{record.district}",
    "Group": lambda record: f"/organizations/{record.id}",
    "Priority": lambda record: f"/issues/{record.issue}",
    "Rank": lambda record: f"/issues/{record.issue}",
    "TieRating": lambda record: f"/ties/{record.holder}/{record.legislator}",
    "Registration": lambda record: f"/lobbying/registrations/{record.id}",
    "Filing": lambda record: (
        f"/lobbying/reports/{quote(record.type)}/{record.due_year}/{record.person}" if record.person else "/lobbying"
    ),
}


def slug(entry_id: str) -> str:
    """An entry's id as it stands in an address: "EPL-1.1.1"."""
    return entry_id.replace(" ", "-")


def address_of_entry(entry_id: str) -> str:
    """The page of an entry."""
    return f"/plan/entries/{slug(entry_id)}"


def address_of_evidence(record: Record) -> str | None:
    """The page of a piece of evidence, if there is one that the reader may open."""
    kind = type(record).__name__
    if kind in SMALL:
        address: str | None = f"/records/{SMALL[kind]}/{record.id}"
    else:
        address = PLACES[kind](record) if kind in PLACES else None
    return address if address and may_open(address) else None
