"""Contacts are listed by person, issue, channel, dates and who logged them, as far as the reader may see them."""

import pytest
from worlds.pieces import add
from worlds.town import acting

from crm.acts.contacts import delete_contact, log_contact
from crm.interactions.contact_form import NewInteraction
from crm.interactions.contact_list import ContactFilter, contacts_matching, place_of
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
PHIL = acting(person="phil")


@pytest.fixture
def logged(settled: Database) -> Database:
    add(settled, "Issue", {"funding": {"title": "Funding"}})
    for new, by in (
        (NewInteraction(("carl",), ("amy",), "call", "2026-03-12", issues=("funding",), id="call"), STAFF),
        (NewInteraction(("dora",), ("amy",), "email", "2026-03-13T23:30:00.000000Z", id="email"), STAFF),
        (NewInteraction(("carl", "dora"), ("phil",), "call", "2025-08", visibility="shared", id="old"), PHIL),
    ):
        settled.write(log_contact, new, by=by)
    return settled


def listed(database: Database, chosen: ContactFilter, actor=STAFF, **page: int) -> tuple[list[str], int]:
    rows, total = database.read(contacts_matching, chosen, actor=actor, **page)
    return [row.id for row in rows], total


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (ContactFilter(), ["email", "call", "old"]),
        (ContactFilter(person="carl"), ["call", "old"]),
        (ContactFilter(person="phil"), ["old"]),
        (ContactFilter(issue="funding"), ["call"]),
        (ContactFilter(channel="call"), ["call", "old"]),
        (ContactFilter(since="2026-03-13"), ["email"]),
        (ContactFilter(until="2026-03-13"), ["email", "call", "old"]),
        (ContactFilter(until="2026-03-12"), ["call", "old"]),
        (ContactFilter(since="2025-08", until="2025"), ["old"]),
        (ContactFilter(logged_by_me=True), ["email", "call"]),
        (ContactFilter(person="carl", channel="call", since="2026"), ["call"]),
    ],
)
def test_each_filter_leaves_what_fits_it_newest_first(logged: Database, chosen: ContactFilter, ids: list[str]) -> None:
    assert listed(logged, chosen) == (ids, len(ids))


def test_a_page_of_the_list_still_tells_how_many_there_are(logged: Database) -> None:
    [first] = logged.read(contacts_matching, ContactFilter(), actor=acting(), limit=1)[0]
    assert listed(logged, ContactFilter(), after=place_of(first), limit=1) == (["call"], 3)


def test_neither_rows_nor_the_count_tell_of_what_the_reader_may_not_see(logged: Database) -> None:
    assert listed(logged, ContactFilter(), acting(Role.VIEWER, "gus")) == (["old"], 1)
    assert listed(logged, ContactFilter(person="carl"), acting(Role.VIEWER, "gus")) == (["old"], 1)


def test_a_deleted_contact_is_in_no_list(logged: Database) -> None:
    logged.write(delete_contact, "call", by=STAFF)
    assert listed(logged, ContactFilter(person="carl")) == (["old"], 1)
