"""After an unclean stop of a real engine: a sound store opens with all it had, a damaged one is named, not served."""

import os
import shutil
import signal

import pytest

from crm.errors import InvalidData
from crm.storage.backup import back_up
from crm.storage.doctor import accept
from crm.storage.engine.configuration import Home
from crm.storage.engine.integrity import Sidecar, StoreDamaged, keep, was_left_cleanly
from crm.storage.opening import open_database
from crm.storage.restore import restore
from tests.conftest import embedded_settings
from tests.graph.storage.test_engine import eventually, holder, holds, ids, javas, make

FILL = """
UNWIND range(1, 2000) AS i
CREATE (:Person {id: 'p' + i, name: 'N ' + i, notes: 'a text that is too long to be kept in its own record ' + i})
-[:TOOK_PART {key: 'k' + i}]->(:Interaction {id: 'i' + i})
CREATE (:HistoryEntry {id: 'h' + i})
"""
PAGE = 8192


@pytest.fixture(scope="module")
def crashed(tmp_path_factory):
    """A data folder whose engine was cut off: both processes were killed while a change stood in its log only."""
    folder = tmp_path_factory.mktemp("crashed")
    settings = embedded_settings(folder)
    with open_database(settings) as database:
        database.within(60).write(lambda tx: tx.run(FILL).consume())
        back_up(database, settings.backups_dir / "daily-2026-03-02-010000.backup")
    with holder(folder) as owner:
        with open_database(settings) as guest:
            make(guest, "the last before the crash")
        for pid in [*javas(folder), owner.pid]:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: not javas(folder))
    return folder


@pytest.fixture
def folder(crashed, tmp_path):
    """A copy of it, to damage."""
    return shutil.copytree(crashed, tmp_path / "data")


def damage(folder, name, change):
    file = Home(folder / "engine").graph / name
    file.write_bytes(change(bytearray(file.read_bytes())))


def flipped(content):
    """Every byte of the middle third of a file, turned over."""
    third = len(content) // 3
    content[third : 2 * third] = bytes(byte ^ 0xFF for byte in content[third : 2 * third])
    return content


def test_a_sound_store_opens_after_a_crash_with_what_was_acknowledged(folder, caplog):
    assert not was_left_cleanly(Home(folder / "engine"))
    with open_database(embedded_settings(folder)) as database:
        assert holds(database, "the last before the crash")
        assert len(ids(database)) == 2_001
    assert "every record is checked" in caplog.text
    caplog.clear()
    with open_database(embedded_settings(folder)):
        assert "checked" not in caplog.text, "after a clean stop its checksums vouch for it"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("neostore.relationshipstore.db", flipped),
        ("neostore.propertystore.db", lambda content: content[: len(content) // 2 // PAGE * PAGE]),
    ],
    ids=["relationships", "properties cut off"],
)
def test_a_store_damaged_in_a_crash_is_named_and_not_served(folder, name, change):
    damage(folder, name, change)
    with pytest.raises(StoreDamaged, match="crm restore FILE --replace"), open_database(embedded_settings(folder)):
        pass
    assert javas(folder) == []
    assert not was_left_cleanly(Home(folder / "engine")), "the next start checks it again"


def test_a_log_cut_off_in_a_crash_is_noticed_by_a_change_that_is_gone(folder):
    home = Home(folder / "engine")
    keep(home, Sidecar("2026-03-02T15:04:05Z", {"HistoryEntry": 2_003, "Person": 2_001}))
    why = r"HistoryEntry had 2,003 and has 2,000"
    with pytest.raises(StoreDamaged, match=why), open_database(embedded_settings(folder)):
        pass


def test_a_damaged_store_is_put_aside_for_the_last_backup(folder):
    settings = embedded_settings(folder)
    damage(folder, "neostore.nodestore.db", flipped)
    with open_database(settings, for_restore=True) as database:
        restore(database, next(settings.backups_dir.iterdir()), safety_folder=folder)
        assert len(ids(database)) == 2_000
    assert len(list((folder / "engine").glob("damaged-*"))) == 1


def test_no_backup_is_made_of_a_graph_that_was_accepted_and_cannot_be_read_whole(folder):
    settings = embedded_settings(folder)
    damage(folder, "neostore.relationshipstore.db", flipped)
    accept(settings)
    assert [file.name for file in settings.backups_dir.iterdir()] == ["kept-daily-2026-03-02-010000.backup"]
    with open_database(settings) as database, pytest.raises(Exception) as refused:  # noqa: PT011
        back_up(database, folder / "bad.backup")
    assert isinstance(refused.value, InvalidData) or "Neo" in str(refused.value)
    assert not (folder / "bad.backup").exists()


def test_a_graph_that_is_gone_is_said_with_the_command_that_brings_it_back(folder):
    settings = embedded_settings(folder)
    shutil.rmtree(Home(folder / "engine").graph)
    (backup,) = settings.backups_dir.iterdir()
    with pytest.raises(StoreDamaged, match=f"is gone.*crm restore {backup}"), open_database(settings):
        pass
    accept(settings)
    with open_database(settings) as database:
        assert ids(database) == []
