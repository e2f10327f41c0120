"""Where a plan's entry, and each kind of evidence, can be looked at."""

from collections.abc import Callable, Mapping
from typing import Any

from crm.plan.evidence_shapes import Record
from web.access import may_open
from web.addresses import address, address_of_label

PLACES: Mapping[str, Callable[[Any], str]] = {
    "Event": lambda record: address("event", record.id),
    "Invitation": lambda record: address("event", record.event),
    "Contact": lambda record: address("contact", record.id),
    "Post": lambda record: address("person", record.person),
    "CouncilSeat": lambda record: address("person", record.person),
    "Membership": lambda record: address("organization", record.district),
    "Group": lambda record: address("organization", record.id),
    "Priority": lambda record: address("issue", record.issue),
    "Rank": lambda record: address("issue", record.issue),
    "TieRating": lambda record: address("tie", record.holder, record.legislator),
    "Registration": lambda record: address("registration", record.id),
    "Filing": lambda record: (
        address("report", record.type, record.due_year, record.person) if record.person else "/lobbying"
    ),
}
READ_FROM: Mapping[str, Callable[[Any], str]] = {
    "Placement": lambda record: "/districts/old-congressional",
    "ResaList": lambda record: address("organization", record.resa),
}


def slug(entry_id: str) -> str:
    """An entry's id as it stands in an address: "EPL-1.1.1"."""
    return entry_id.replace(" ", "-")


def address_of_entry(entry_id: str) -> str:
    """The page of an entry."""
    return address("plan entry", slug(entry_id))


def address_of_evidence(record: Record) -> str | None:
    """The page of a piece of evidence, if there is one that the reader may open."""
    kind = type(record).__name__
    if kind in READ_FROM and "|" in record.id:  # read from the graph's own structure; no record of its own
        page: str | None = READ_FROM[kind](record)
    else:
        page = PLACES[kind](record) if kind in PLACES else address_of_label(kind, str(getattr(record, "id", "")))
    return page if page and may_open(page) else None
