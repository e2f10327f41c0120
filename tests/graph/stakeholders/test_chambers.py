"""The chambers that a page offers are those there are."""

from crm.stakeholders.chambers import CHAMBERS, chambers_here
from crm.storage.database import Database

CHAMBER = "UNWIND $keys AS key CREATE (:Organization {id: key, classification: 'chamber', chamber: key})"


def test_only_the_chambers_on_record_are_offered_lower_first(graph: Database) -> None:
    graph.write(lambda tx: tx.run(CHAMBER, keys=["upper", "lower"]).consume())
    assert list(graph.read(chambers_here).items()) == [("lower", "House"), ("upper", "Senate")]


def test_a_deleted_chamber_is_not_offered(graph: Database) -> None:
    graph.write(lambda tx: tx.run(CHAMBER, keys=["upper", "legislature"]).consume())
    graph.write(lambda tx: tx.run("MATCH (o:Organization {id: 'upper'}) SET o.deleted_at = '2026'").consume())
    assert graph.read(chambers_here) == {"legislature": "Legislature"}


def test_before_there_is_a_legislature_every_kind_of_chamber_is_offered(graph: Database) -> None:
    assert graph.read(chambers_here) == CHAMBERS
