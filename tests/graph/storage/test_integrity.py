"""The sidecar: a store that lost something is refused, and what it lost is named. (The files are stand-ins here.)"""

import pytest

from crm.storage.engine.configuration import Home
from crm.storage.engine.integrity import (
    Sidecar,
    StoreDamaged,
    accept,
    check_counts,
    check_files,
    check_not_gone,
    keep,
    note_files,
    was_left_cleanly,
)

AT = "2026-11-23T15:04:05.123456Z"


class Counted:
    """Answers counts as a database does."""

    def __init__(self, **found):
        self.found = found

    def within(self, _):
        return self

    def read(self, _):
        return self.found


@pytest.fixture
def home(tmp_path):
    store = tmp_path / "data" / "databases" / "neo4j"
    store.mkdir(parents=True)
    (store / "neostore.nodestore.db").write_bytes(b"nodes" * 1_000)
    (store / "neostore.propertystore.db").write_bytes(b"properties" * 1_000)
    (store / "database_lock").write_bytes(b"")
    return Home(tmp_path)


def store(home, name):
    return home.stores / "databases" / "neo4j" / name


def test_a_store_as_it_was_left_is_taken(home):
    note_files(home, {"Person": 3})
    store(home, "database_lock").write_bytes(b"locks are not data")
    check_files(home)
    check_counts(home, Counted(Person=3, Post=1))


def test_a_flipped_byte_is_refused_by_the_files_name(home):
    note_files(home, {})
    file = store(home, "neostore.propertystore.db")
    file.write_bytes(file.read_bytes().replace(b"p", b"q", 1))
    with pytest.raises(StoreDamaged, match=r"neostore\.propertystore\.db.*crm restore"):
        check_files(home)


def test_a_truncated_and_a_missing_file_are_refused(home):
    note_files(home, {})
    store(home, "neostore.propertystore.db").write_bytes(b"prop")
    store(home, "neostore.nodestore.db").unlink()
    with pytest.raises(StoreDamaged, match=r"nodestore\.db, .*propertystore\.db"):
        check_files(home)


def test_a_store_that_is_gone_is_not_taken_for_a_new_one_and_its_last_backup_is_named(home, tmp_path):
    keep(home, Sidecar(AT, {"Person": 3}))
    home.stores.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreDamaged, match=r"is gone\. There is no backup of it"):
        check_not_gone(home, tmp_path)
    (tmp_path / "daily-1.backup").write_bytes(b"")
    with pytest.raises(StoreDamaged, match=r"crm restore \S+daily-1\.backup"):
        check_not_gone(home, tmp_path)


def test_after_a_clean_stop_a_single_lost_record_is_refused(home):
    keep(home, Sidecar(AT, {"Person": 120, "KNOWS": 7}, {"a": "b"}))
    with pytest.raises(StoreDamaged, match="Person had 120 and has 119"):
        check_counts(home, Counted(Person=119, KNOWS=7))


def test_after_a_crash_a_few_honest_deletions_are_taken_but_a_large_loss_is_refused(home):
    keep(home, Sidecar(AT, {"Person": 1_000, "Event": 60}))
    check_counts(home, Counted(Person=990, Event=59))
    with pytest.raises(StoreDamaged, match="Person had 1,000 and has 800"):
        check_counts(home, Counted(Person=800, Event=60))
    with pytest.raises(StoreDamaged, match="Event had 60 and has 0"):
        check_counts(home, Counted(Person=1_000))


def test_a_changed_sidecar_is_refused(home):
    keep(home, Sidecar(AT, {"Person": 120}))
    home.sidecar.write_text(home.sidecar.read_text().replace("120", "12"))
    with pytest.raises(StoreDamaged, match="is damaged"):
        check_files(home)


def test_what_was_accepted_is_taken_as_it_is(home):
    keep(home, Sidecar(AT, {"Person": 120}, {"a": "b"}))
    accept(home)
    check_files(home)
    check_counts(home, Counted())
    assert was_left_cleanly(home)


def test_one_lost_change_is_refused_after_a_crash_too(home):
    keep(home, Sidecar(AT, {"Person": 1_000, "HistoryEntry": 40}))
    check_counts(home, Counted(Person=998, HistoryEntry=40))
    with pytest.raises(StoreDamaged, match="HistoryEntry had 40 and has 39"):
        check_counts(home, Counted(Person=998, HistoryEntry=39))


def test_only_a_clean_stop_vouches_for_a_store(home):
    assert not was_left_cleanly(home), "nothing is known of it"
    keep(home, Sidecar(AT, {"Person": 3}))
    assert not was_left_cleanly(home), "it was running"
    note_files(home, {"Person": 3})
    assert was_left_cleanly(home)
