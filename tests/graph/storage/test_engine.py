"""The embedded Neo4j as a process: one owner, no orphan, no password shown, back after a crash, refused when damaged.

These start a real engine of their own, in a folder of their own, whatever the other tests run on.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from crm.errors import Conflict, DatabaseUnavailable
from crm.storage.doctor import OK, PROBLEM, examine
from crm.storage.engine import process, supervision
from crm.storage.engine.configuration import Home
from crm.storage.engine.integrity import StoreDamaged
from crm.storage.opening import open_database
from crm.storage.restore import restore
from tests.conftest import embedded_settings
from web.cli import main

ROOT = Path(__file__).parents[3]
MAKE = "CREATE (:Person {id: $id})"
IDS = "MATCH (p:Person) RETURN p.id AS id ORDER BY id"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One data folder for all of this module: making one anew takes longest."""
    return tmp_path_factory.mktemp("engine")


def holds(database, record_id):
    """Whether the database answers, and has the record."""
    try:
        return record_id in ids(database)
    except DatabaseUnavailable:
        return False


@contextmanager
def holder(folder):
    """Another process of ours that runs the engine; it ends with the block, if it did not before."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.graph.storage.holder", str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        started.address = started.stdout.readline().strip()
        assert started.address.startswith("bolt://127.0.0.1:")
        yield started
    finally:
        started.stdin.close()
        started.wait()
        started.stdout.close()
        eventually(lambda: not javas(folder))


def command_lines():
    """The command line of every process of this machine, by process id: from /proc, or from ps where there is none."""
    found = {}
    if not Path("/proc").exists():
        listed = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        return {int(pid): line for pid, line in (entry.split(None, 1) for entry in listed.splitlines())}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
    return found


def javas(folder):
    """The process ids of the Java that runs on this folder."""
    return [pid for pid, line in command_lines().items() if str(folder) in line and "bin/java" in line.split(" ", 1)[0]]


def eventually(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def make(database, record_id):
    database.within(30).write(lambda tx: tx.run(MAKE, id=record_id).consume())


def ids(database):
    return database.within(30).read(lambda tx: [row["id"] for row in tx.run(IDS)])


def test_the_password_is_in_no_command_line_and_its_file_is_the_owners_alone(folder, monkeypatch):
    seen = []
    started = subprocess.Popen

    def watched(arguments, **options):
        seen.append(" ".join(map(str, arguments)))
        seen.extend(f"{name}={value}" for name, value in options.get("env", {}).items())
        return started(arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    with open_database(embedded_settings(folder)) as database:
        home = Home(folder / "engine")
        password = home.password_file.read_text()
        make(database, "first")
        everything = [*seen, *command_lines().values()]
        assert any("@" in line and "administration.args" in line for line in seen)
        assert len(password) >= 32
        assert not any(password in line for line in everything)
        assert stat.S_IMODE(home.password_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
        assert password not in home.log.read_text() + home.running_file.read_text()
    assert javas(folder) == []
    left = [file for file in home.folder.glob("*") if file.is_file() and file.name != "password"]
    assert not any(password in file.read_text() for file in left)


def test_a_second_process_uses_the_engine_that_runs_and_the_first_one_waits_for_it(folder):
    with holder(folder) as owner:
        with open_database(embedded_settings(folder)) as guest:
            assert guest.address == owner.address
            assert len(javas(folder)) == 1
            owner.stdin.close()
            make(guest, "by a guest")
        owner.wait()
    with open_database(embedded_settings(folder)) as database:
        assert "by a guest" in ids(database)


def test_a_crashed_engine_is_started_again_and_what_was_acknowledged_is_there(folder):
    with open_database(embedded_settings(folder)) as database:
        make(database, "before the crash")
        (crashed,) = javas(folder)
        os.kill(crashed, signal.SIGKILL)
        eventually(lambda: javas(folder) not in ([], [crashed]))

        eventually(lambda: holds(database, "before the crash"))
        make(database, "after the crash")
        assert {"before the crash", "after the crash"} <= set(ids(database))
    assert javas(folder) == []


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="there is no way to halt a process")
def test_an_engine_that_lives_and_does_not_answer_is_ended_and_started_again(folder, monkeypatch):
    monkeypatch.setattr(supervision, "ASK_EVERY", 0.5)
    monkeypatch.setattr(supervision, "UNANSWERED_SECONDS", 4.0)
    with open_database(embedded_settings(folder)) as database:
        make(database, "before it hung")
        (hung,) = javas(folder)
        os.kill(hung, signal.SIGSTOP)
        eventually(lambda: javas(folder) not in ([], [hung]))
        eventually(lambda: holds(database, "before it hung"))
        eventually(database.health.started_again.is_set)  # so who keeps answers warm is told


def test_an_engine_that_can_store_nothing_more_is_started_again_once_there_is_room(folder, monkeypatch):
    room = supervision.LEAST_FREE
    monkeypatch.setattr(supervision, "LEAST_FREE", 1 << 62)
    with open_database(embedded_settings(folder)) as database:
        make(database, "before the disk was full")
        (ailing,) = javas(folder)
        database.health.ailing.set()
        time.sleep(2)
        assert javas(folder) == [ailing], "a start on a full disk would only fail again"
        monkeypatch.setattr(supervision, "LEAST_FREE", room)
        eventually(lambda: javas(folder) not in ([], [ailing]))
        eventually(lambda: holds(database, "before the disk was full"))


def test_two_processes_that_open_a_fresh_folder_at_once_both_have_it(tmp_path):
    command = [sys.executable, "-m", "tests.graph.storage.holder", str(tmp_path / "fresh")]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    said = {started.stdout.readline().strip() for started in both}
    for started in both:
        started.communicate()
    assert [started.returncode for started in both] == [0, 0]
    assert len(said) == 1
    assert said.pop().startswith("bolt://127.0.0.1:")


def test_no_empty_graph_is_opened_where_there_are_backups_of_a_lost_one(tmp_path):
    settings = embedded_settings(tmp_path / "lost")
    settings.backups_dir.mkdir(parents=True)
    (settings.backups_dir / "daily-2026-03-02-010000.backup").write_bytes(b"all there is")
    with (
        pytest.raises(StoreDamaged, match=r"There is no graph in .*, but there are backups.*restore .*010000\.backup"),
        open_database(settings),
    ):
        pass
    with open_database(settings, for_restore=True) as database:
        assert ids(database) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_java_does_not_outlive_our_process_however_it_ends(folder, how):
    with holder(folder) as owner:
        assert len(javas(folder)) == 1
        os.kill(owner.pid, how)
        owner.wait()
        eventually(lambda: not javas(folder))


def test_java_does_not_outlive_its_watchdog_and_comes_back(folder):
    with open_database(embedded_settings(folder)) as database:
        make(database, "before the watchdog died")
        (java,) = javas(folder)
        (watchdog,) = (pid for pid, line in command_lines().items() if "watchdog.py" in line and str(folder) in line)
        os.kill(watchdog, signal.SIGKILL)
        eventually(lambda: javas(folder) not in ([], [java]))
        eventually(lambda: holds(database, "before the watchdog died"))
    assert javas(folder) == []


def test_a_store_that_lost_bytes_while_stopped_is_refused_and_a_restore_puts_it_aside(folder, tmp_path, monkeypatch):
    from crm.storage.backup import back_up

    settings = embedded_settings(folder)
    with open_database(settings) as database:
        make(database, "to be kept")
        back_up(database, tmp_path / "a.backup")
        kept = ids(database)
    with pytest.raises(Conflict), open_database(settings) as database:  # what ends in a refusal guards the store too
        back_up(database, tmp_path / "a.backup")
    strings = folder / "engine" / "data" / "databases" / "neo4j" / "neostore.propertystore.db"
    strings.write_bytes(strings.read_bytes()[:-4_000])
    with pytest.raises(StoreDamaged, match=r"neostore\.propertystore\.db"), open_database(settings):
        pass
    store = next(finding for finding in examine(settings) if finding.about == "store")
    assert store.state == PROBLEM
    (tmp_path / "no.backup").write_text("not a backup")
    monkeypatch.setenv("CRM_DATA_DIR", str(folder))
    refused = CliRunner().invoke(main, ["restore", str(tmp_path / "no.backup")])
    assert (refused.exit_code, "no.backup" in refused.stderr) == (1, True)
    assert strings.exists()
    with open_database(settings, for_restore=True) as database:
        assert ids(database) == []
        restore(database, tmp_path / "a.backup", safety_folder=tmp_path)
        assert ids(database) == kept
    assert len(list((folder / "engine").glob("damaged-*"))) == 1


def test_the_doctor_finds_nothing_in_a_sound_installation_also_when_it_looks_deep(folder):
    findings = examine(embedded_settings(folder), deep=True)
    wrong = [finding.line for finding in findings if finding.state != OK and finding.about != "port"]
    assert wrong == []
    assert {"folder", "program files", "store", "whole store", "database", "constraints"} <= {f.about for f in findings}


def test_an_engine_that_cannot_start_says_why_in_the_words_of_its_log(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(process, "server_arguments", lambda *_: ["-Xmx1000000000m", "-version"])
    settings = embedded_settings(folder)
    why = r"(?s)ended while starting.*too little free memory.*last lines of .*engine\.log.*object heap"
    with pytest.raises(DatabaseUnavailable, match=why), open_database(settings):
        pass


def test_a_port_that_somebody_takes_first_is_given_up_for_another(folder, monkeypatch):
    import socket

    from crm.storage.engine import supervision

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = iter([taken.getsockname()[1]])
        free = process.free_port
        monkeypatch.setattr(supervision, "free_port", lambda: next(ports, None) or free())
        with open_database(embedded_settings(folder)) as database:
            assert not database.address.endswith(f":{taken.getsockname()[1]}")
            make(database, "on another port")
            assert "on another port" in ids(database)
            assert json.loads((folder / "engine" / "running.json").read_text())["uri"] == database.address
