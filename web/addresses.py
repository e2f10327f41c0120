"""Where a thing is shown: the one place that knows, for templates, pages, tables, documents and the API.

address("person", person_id)            /people/4711
address("person", person_id, "edit")    /people/4711/edit
address("tie", a, b)                    /ties/4711/4712
"""

from collections.abc import Mapping
from urllib.parse import quote

from flask import Flask

from crm.interactions.communications import MESSAGE
from crm.learning.kinds import KINDS
from crm.records.declared import Link, Record

PLACES: Mapping[str, str] = {
    "account": "/accounts",
    "ask": "/asks",
    "bill": "/bills",
    "census person": "/census/people",
    "census round": "/census",
    "committee": "/committees",
    "contact": "/interactions",
    "event": "/events",
    "expense": "/lobbying/expenses",
    "filed report": "/lobbying/filed",
    "follow-up": "/follow-ups",
    "import": "/imports",
    "issue": "/issues",
    "letter": "/letters",
    "meeting": "/council/meetings",
    "office": "/seats",
    "old district": "/districts/old-congressional",
    "organization": "/organizations",
    "person": "/people",
    "plan entry": "/plan/entries",
    "plan setting": "/plan/settings",
    "power map": "/power",
    "rating": "/ratings",
    "record": "/records",
    "registration": "/lobbying/registrations",
    "report": "/lobbying/reports",
    "seat": "/seats",
    "saved view": "/views",
    "session": "/sessions",
    "stance": "/positions",
    "tie": "/ties",
    "token": "/settings/tokens",
    "vote": "/votes",
    "whip board": "/whip",
}
# The kind of a thing by its label in the graph, for what tells labels: the history, links of records, invitations.
KIND_OF_LABEL: Mapping[str, str] = {
    "Bill": "bill",
    "Event": "event",
    "ImportBatch": "import",
    "Interaction": "contact",
    "Issue": "issue",
    "Organization": "organization",
    "Person": "person",
    "Post": "seat",
    "User": "account",
}
KEY_OF_LABEL: Mapping[str, str] = {kind.label: kind.key for kind in (MESSAGE, *KINDS.values())}


def init_app(app: Flask) -> None:
    """Let every template, and every macro, ask for an address."""
    app.jinja_env.globals |= {"address": address, "address_of": address_of, "address_of_label": address_of_label}


def address(kind: str, *ids: object) -> str:
    """The page of a thing of this kind (a key of PLACES), or the page below it that a further word names.

    A tie is named by its two people, a declared record by its kind and its id, a session by its year.
    """
    return "/".join((PLACES[kind], *(quote(str(part), safe="") for part in ids)))


def address_of(shown: Record | Link) -> str:
    """The page of a declared record, or of one that it names."""
    if isinstance(shown, Record):
        return address("record", shown.kind.key, shown.id)
    return address_of_label(shown.label, shown.id) or ""


def address_of_label(label: str, record_id: str) -> str | None:
    """The page of a record of the graph by its label; None for one that has none of its own."""
    if label in KEY_OF_LABEL:
        return address("record", KEY_OF_LABEL[label], record_id)
    return address(KIND_OF_LABEL[label], record_id) if label in KIND_OF_LABEL else None
