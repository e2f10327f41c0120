"""A view is its owner's alone until it is shared; only staff share; it is removed and brought back, with history."""

from dataclasses import replace

import pytest
from worlds.town import acting

from crm.accounts.saved_views import (
    MOST_OWN,
    NewView,
    ViewChange,
    change_view,
    every_pinned_view,
    for_reader,
    path_kept,
    query_kept,
    remove_view,
    restore_view,
    save_view,
    saved_view,
    saved_views,
)
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.records.sent_again import SavedBefore
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = replace(acting(), user_id="staff")
COLLEAGUE = replace(acting(), user_id="colleague", name="A colleague")
MEMBER = replace(acting(Role.MEMBER, "ann"), user_id="member")
VIEWER = replace(acting(Role.VIEWER, "carl"), user_id="viewer")
GAPS = NewView("Senate gaps", "/seats", "chamber=upper&strength=none", id="gaps")


def names(database: Database, actor: Actor) -> list[str]:
    return [view.name for view in database.read(saved_views, actor=actor)]


def test_a_view_is_its_owners_alone_until_it_is_shared(graph: Database) -> None:
    graph.write(save_view, GAPS, by=STAFF)
    assert [names(graph, who) for who in (STAFF, COLLEAGUE, MEMBER, VIEWER)] == [["Senate gaps"], [], [], []]
    with pytest.raises(NotFound):
        graph.read(saved_view, "gaps", actor=COLLEAGUE)
    graph.write(change_view, "gaps", ViewChange("Senate gaps", shared=True), version=1, by=STAFF)
    assert all(names(graph, who) == ["Senate gaps"] for who in (STAFF, COLLEAGUE, MEMBER, VIEWER))
    found = graph.read(saved_view, "gaps", actor=COLLEAGUE)
    assert (found.url, found.own, found.may_edit) == ("/seats?chamber=upper&strength=none", False, True)
    assert not graph.read(saved_view, "gaps", actor=MEMBER).may_edit


def test_only_staff_share_and_nobody_but_the_owner_or_staff_changes(graph: Database) -> None:
    with pytest.raises(NotAllowed):
        graph.write(save_view, replace(GAPS, shared=True), by=MEMBER)
    graph.write(save_view, replace(GAPS, id="own"), by=MEMBER)
    with pytest.raises(NotAllowed):
        graph.write(change_view, "own", ViewChange("Mine", shared=True), version=1, by=MEMBER)
    graph.write(change_view, "own", ViewChange("Mine"), version=1, by=MEMBER)
    graph.write(save_view, replace(GAPS, shared=True), by=STAFF)
    for write in (lambda tx: change_view(tx, "gaps", ViewChange("x"), version=1, by=MEMBER),
                  lambda tx: remove_view(tx, "gaps", by=MEMBER)):  # fmt: skip
        with pytest.raises(NotAllowed):
            graph.write(write)
    with pytest.raises(NotFound):
        graph.write(remove_view, "own", by=STAFF)
    assert names(graph, MEMBER) == ["Mine", "Senate gaps"]


def test_pinned_views_are_the_readers_own_and_the_shared_ones(graph: Database) -> None:
    graph.write(save_view, replace(GAPS, pinned=True), by=STAFF)
    graph.write(save_view, replace(GAPS, name="All", id="all", pinned=True, shared=True), by=STAFF)
    graph.write(save_view, replace(GAPS, name="Loose", id="loose", shared=True), by=STAFF)
    stored = graph.read(every_pinned_view)
    assert [view.name for view in for_reader(stored, STAFF)] == ["All", "Senate gaps"]
    assert [view.name for view in for_reader(stored, VIEWER)] == ["All"]


def test_one_is_removed_and_brought_back_and_history_tells_each_step(graph: Database) -> None:
    graph.write(save_view, replace(GAPS, pinned=True), by=STAFF)
    assert graph.write(remove_view, "gaps", by=STAFF) == "Senate gaps"
    assert (names(graph, STAFF), graph.read(every_pinned_view)) == ([], [])
    with pytest.raises(NotFound):
        graph.write(remove_view, "gaps", by=STAFF)
    graph.write(restore_view, "gaps", by=STAFF)
    with pytest.raises(NotFound):
        graph.write(restore_view, "gaps", by=STAFF)
    later = replace(STAFF, at="2026-11-24T10:00:00.000000Z")
    graph.write(change_view, "gaps", ViewChange("Gaps"), version=3, by=later)
    entries = graph.read(history_of, "gaps", actor=STAFF)
    assert {entry.action for entry in entries} == {"added", "deleted", "restored", "edited"}
    assert entries[0].differences == (("name", "Senate gaps", "Gaps"), ("pinned", True, False))
    assert graph.read(history_of, "gaps", actor=MEMBER) == []


def test_the_same_sent_twice_is_one_and_an_older_version_is_refused(graph: Database) -> None:
    assert graph.write(save_view, GAPS, by=STAFF) == graph.write(save_view, GAPS, by=STAFF) == "gaps"
    for other, who in ((replace(GAPS, name="Other"), STAFF), (GAPS, COLLEAGUE)):
        with pytest.raises(SavedBefore):
            graph.write(save_view, other, by=who)
    graph.write(change_view, "gaps", ViewChange("Gaps"), version=1, by=STAFF)
    with pytest.raises(Conflict):
        graph.write(change_view, "gaps", ViewChange("Late"), version=1, by=STAFF)
    graph.write(change_view, "gaps", ViewChange("Gaps"), version=2, by=STAFF)
    assert graph.read(saved_view, "gaps", actor=STAFF).version == 2


def test_an_account_keeps_so_many_and_is_told_when_it_is_full(graph: Database) -> None:
    for number in range(MOST_OWN):
        graph.write(save_view, replace(GAPS, id=f"view-{number}"), by=STAFF)
    with pytest.raises(InvalidData, match="100 views"):
        graph.write(save_view, GAPS, by=STAFF)
    assert len(names(graph, STAFF)) == MOST_OWN


ELSEWHERE = (
    "https://example.org/", "//example.org", "/\\example.org", "seats", "", "/seats/../accounts", "/seats/%2e%2E/x",
    "/seats?chamber=upper", "/seats#top", "/se ats", "/seats\n", "/\tseats", "javascript:alert(1)", "/" + "a" * 300,
)  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_address_but_a_path_of_this_site_is_kept(graph: Database, path: str) -> None:
    with pytest.raises(InvalidData) as refused:
        graph.write(save_view, replace(GAPS, path=path), by=STAFF)
    assert set(refused.value.errors) == {"path"}
    assert names(graph, STAFF) == []


def test_filters_are_written_one_way_and_bounded() -> None:
    assert query_kept("?chamber=upper&party=&show=200&format=csv&q=a%20b&person=1&person=2") == (
        "chamber=upper&q=a+b&person=1&person=2"
    )
    assert path_kept("/people/a%20b") == "/people/a%20b"
    for query in ("q=" + "x" * 2_000, "&".join(f"person={n}" for n in range(61))):
        with pytest.raises(InvalidData):
            query_kept(query)
