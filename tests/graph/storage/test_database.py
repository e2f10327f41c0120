"""The one way to the database: units of work, time limits, errors in our words, bookmarks, schema."""

import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from crm.errors import Conflict, DatabaseUnavailable
from crm.storage.database import FAILING, READING, WRITING, Database, Health, meaning_of

MAKE = "CREATE (p:Person {id: $id, name: $name})"
NAMES = "MATCH (p:Person) RETURN p.name AS name ORDER BY name"


def make(tx, person_id, *, name):
    tx.run(MAKE, id=person_id, name=name).consume()
    return person_id


def names(tx):
    return [row["name"] for row in tx.run(NAMES)]


def test_a_unit_returns_its_answer_and_its_writes_are_there_afterwards(graph):
    assert graph.write(make, "1", name="Ann Reed") == "1"
    assert graph.read(names) == ["Ann Reed"]


def test_a_unit_that_fails_leaves_nothing_behind(graph):
    def fails(tx):
        make(tx, "1", name="Ann Reed")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        graph.write(fails)
    assert graph.read(names) == []


def test_a_second_record_with_the_same_id_is_a_conflict(graph):
    graph.write(make, "1", name="Ann Reed")
    with pytest.raises(Conflict):
        graph.write(make, "1", name="Bo Lee")
    assert graph.read(names) == ["Ann Reed"]


def test_a_unit_over_its_time_is_stopped_and_said_to_have_changed_nothing(graph):
    def endless(tx):
        make(tx, "1", name="Ann Reed")
        tx.run("UNWIND range(1, 1000000000) AS i WITH i WHERE i < 0 RETURN count(i)").consume()

    with pytest.raises(DatabaseUnavailable, match="took too long"):
        graph.within(0.5).write(endless)
    assert graph.read(names) == []


def test_a_database_that_was_just_started_may_take_longer_than_a_page_otherwise_does(graph):
    def slow(tx):
        tx.run("RETURN 1").consume()
        time.sleep(4)  # the server looks every two seconds for what has taken too long
        return tx.run("RETURN 1 AS n").single()["n"]

    hurried = replace(graph, seconds=0.5, health=Health())
    with pytest.raises(DatabaseUnavailable, match="took too long"):
        hurried.read(slow)
    assert hurried.for_the_first_time().read(slow) == 1
    hurried.health.cold.set()
    assert hurried.read(slow) == 1


def test_a_write_that_may_take_long_waits_for_a_backup_to_end(graph, monkeypatch):
    monkeypatch.setattr("crm.storage.database.RETRY_SECONDS", 0.1)
    held = threading.Event()

    def hold():
        with graph.writes_held(60):
            held.set()
            time.sleep(3)  # longer than a write waits for one lock

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    assert graph.within(60).write(make, "1", name="Ann Reed") == "1"
    holder.join()
    assert graph.read(names) == ["Ann Reed"]


def test_a_mistake_in_a_query_is_not_called_an_unavailable_database(graph):
    with pytest.raises(Exception, match="Invalid input") as raised:
        graph.read(lambda tx: tx.run("NONSENSE").consume())
    assert not isinstance(raised.value, DatabaseUnavailable)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Neo.ClientError.Transaction.LockClientStopped", "busy"),
        ("Neo.ClientError.Transaction.TransactionTerminated", "busy"),
        ("Neo.ClientError.Transaction.TransactionTimedOut", "took too long"),
        ("Neo.TransientError.Transaction.DeadlockDetected", "busy"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "too little memory"),
        ("Neo.DatabaseError.Transaction.TransactionStartFailed", "store anything now"),
        ("Neo.DatabaseError.Transaction.TransactionLogError", "store anything now"),
        ("Neo.DatabaseError.General.UnknownError", "failed at this"),
    ],
)
def test_every_code_of_the_server_that_is_no_mistake_of_ours_is_said_in_words(code, said):
    assert said in meaning_of(code, READING)
    assert "hanged" not in meaning_of(code, READING).replace(FAILING, ""), "reading changes nothing"
    assert meaning_of("Neo.ClientError.Statement.SyntaxError", WRITING) is None


def test_a_read_unit_may_not_write(graph):
    with pytest.raises(Exception, match=r"(?i)writ"):
        graph.read(make, "1", name="Ann Reed")
    assert graph.read(names) == []


def test_an_address_where_nobody_answers_is_an_unavailable_database(monkeypatch):
    from crm.storage import database

    monkeypatch.setitem(database.DRIVER_OPTIONS, "max_transaction_retry_time", 0.1)
    with pytest.raises(DatabaseUnavailable, match=r"does not answer at bolt://127\.0\.0\.1:1"):
        Database.connect("bolt://127.0.0.1:1", "neo4j", "whatever")


def test_bookmarks_travel_from_one_view_to_the_next(graph):
    first = graph.following([])
    assert first.bookmarks() == frozenset()
    first.write(make, "1", name="Ann Reed")
    assert first.bookmarks()
    second = graph.following(first.bookmarks())
    assert second.bookmarks() == first.bookmarks()
    assert second.read(names) == ["Ann Reed"]


def test_schema_statements_may_run_twice(graph):
    statement = "CREATE INDEX storage_test IF NOT EXISTS FOR (n:Person) ON (n.storage_test)"
    graph.schema([statement])
    graph.schema([statement])
    found = graph.read(
        lambda tx: tx.run("SHOW INDEXES YIELD name WHERE name = 'storage_test'").single(strict=True)["name"]
    )
    graph.schema(["DROP INDEX storage_test"])
    assert found == "storage_test"


def test_the_driver_is_not_imported_before_a_connection_is_opened():
    script = "import sys, crm.storage.opening, crm.storage.settings; sys.exit('neo4j' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
