"""The engine's program files: whole or not there, however a fetch ends and whoever else fetches."""

import hashlib
import threading

import pytest

from crm.errors import DatabaseUnavailable
from crm.storage.engine import jars
from crm.storage.engine.jars import Jar, fetched, missing, pinned, server_version

CONTENTS = {f"part-{number}": f"content {number}".encode() * 100 for number in range(20)}


def small(name):
    data = CONTENTS[name]
    return Jar("org.example", name, "1", "", len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture
def remote(monkeypatch):
    """Twenty small pinned files in place of 216 large ones; `remote.serve` is what the far side answers."""
    wanted = (Jar("org.example", "neo4j-server", "1", "", 0, hashlib.sha256(b"").hexdigest()), *map(small, CONTENTS))

    class Remote:
        def __init__(self):
            self.asked = []

        def serve(self, jar):
            return CONTENTS.get(jar.artifact, b"")

    remote = Remote()

    def download(jar, staging):
        remote.asked.append(jar.artifact)
        path = staging / jar.filename
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(remote.serve(jar))
        return path

    monkeypatch.setattr(jars, "pinned", lambda: wanted)
    monkeypatch.setattr(jars, "_download", download)
    return remote


def left_behind(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith("fetching-")]


def test_the_lock_file_pins_one_version_with_a_checksum_for_every_file():
    found = pinned()
    assert server_version(found).startswith("5.26.")
    assert len({jar.filename for jar in found}) == len(found) > 200
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in found)


def test_every_file_is_fetched_once_and_progress_ends_at_the_whole(remote, tmp_path):
    told = []
    paths = fetched(tmp_path, lambda done, total: told.append((done, total)))
    assert len(paths) == 21
    assert all(path.exists() for path in paths)
    assert told[-1][0] == told[-1][1] == sum(map(len, CONTENTS.values()))
    before = len(remote.asked)
    fetched(tmp_path)
    assert len(remote.asked) == before
    assert left_behind(tmp_path) == []


def test_a_fetch_that_is_cut_off_keeps_what_is_whole_and_goes_on_from_there(remote, tmp_path):
    cut, whole = threading.Event(), remote.serve

    def serve(jar):
        if int(jar.artifact.removeprefix("part-").replace("neo4j-server", "0")) >= 10:
            cut.wait()
            raise OSError("cut off")
        return whole(jar)

    def cut_off(done, total):
        if done > total / 3:
            cut.set()
            raise KeyboardInterrupt

    remote.serve = serve
    with pytest.raises(KeyboardInterrupt):
        fetched(tmp_path, cut_off)
    absent = missing(tmp_path / "1", jars.pinned())
    assert {f"part-{number}" for number in range(10, 20)} <= {jar.artifact for jar in absent}
    assert len(absent) < 21
    assert left_behind(tmp_path) == []
    remote.serve = whole
    remote.asked.clear()
    fetched(tmp_path)
    assert sorted(remote.asked) == sorted(jar.artifact for jar in absent)


def test_what_a_killed_fetch_left_behind_is_cleared_by_the_next(remote, tmp_path):
    (tmp_path / "fetching-killed").mkdir()
    (tmp_path / "fetching-killed" / "half.jar").write_bytes(b"half")
    fetched(tmp_path)
    assert left_behind(tmp_path) == []


def test_a_file_that_is_not_the_pinned_one_is_never_put_in_place(remote, tmp_path):
    remote.serve = lambda jar: b"something else"
    with pytest.raises(DatabaseUnavailable, match=r"could not be fetched: it is not the pinned file"):
        fetched(tmp_path)
    assert list((tmp_path / "1").iterdir()) == []


def test_a_file_damaged_later_is_noticed_and_fetched_again(remote, tmp_path):
    paths = fetched(tmp_path)
    whole = paths[3].read_bytes()
    paths[3].write_bytes(whole[:-1] + b"x")
    remote.asked.clear()
    fetched(tmp_path)
    assert len(remote.asked) == 1
    assert paths[3].read_bytes() == whole


def test_one_bad_answer_is_asked_again(remote, tmp_path):
    answers = {name: [b"cut"] for name in CONTENTS}
    good = remote.serve
    remote.serve = lambda jar: answers[jar.artifact].pop() if answers.get(jar.artifact) else good(jar)
    assert missing(tmp_path / "1", jars.pinned())
    fetched(tmp_path)
    assert missing(tmp_path / "1", jars.pinned()) == []


def test_two_that_fetch_at_once_fetch_each_file_once(remote, tmp_path):
    threads = [threading.Thread(target=fetched, args=(tmp_path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing(tmp_path / "1", jars.pinned()) == []
    assert len(remote.asked) == 21
