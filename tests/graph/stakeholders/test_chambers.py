"""The chambers that a page offers are those there are."""

from worlds.pieces import add

from crm.stakeholders.chambers import CHAMBERS, chambers_here
from crm.storage.database import Database


def open_chambers(graph: Database, *keys: str) -> None:
    add(graph, "Organization", {key: {"classification": "chamber", "chamber": key} for key in keys})


def test_only_the_chambers_on_record_are_offered_lower_first(graph: Database) -> None:
    open_chambers(graph, "upper", "lower")
    assert list(graph.read(chambers_here).items()) == [("lower", "House"), ("upper", "Senate")]


def test_a_deleted_chamber_is_not_offered(graph: Database) -> None:
    open_chambers(graph, "upper", "legislature")
    graph.write(lambda tx: tx.run("MATCH (o:Organization {id: 'upper'}) SET o.deleted_at = '2026'").consume())
    assert graph.read(chambers_here) == {"legislature": "Legislature"}


def test_before_there_is_a_legislature_every_kind_of_chamber_is_offered(graph: Database) -> None:
    assert graph.read(chambers_here) == CHAMBERS
