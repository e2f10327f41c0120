"""Backups and restores: whole, compared, consistent while people work, and from one Neo4j to another."""

import gzip
import json
import threading

import pytest

from crm.errors import Conflict, DatabaseUnavailable, InvalidData
from crm.ids import new_id
from crm.storage import backup, restore
from crm.storage.backup import back_up, tally
from crm.storage.emptying import empty
from crm.storage.opening import open_database
from crm.storage.portable import Reader
from crm.storage.restore import refuse_unfinished
from tests.conftest import embedded_settings

PEOPLE = """
UNWIND range(1, $number) AS i
CREATE (p:Person {id: 'p' + i, name: 'Zoë “Z” ' + i, version: 1, score: i / 7.0, big: 9007199254740993 + i, _lock: 'x',
                  counties: ['Lee', 'Pike'], flag: i % 2 = 0, text: 'line\nline'})
WITH p ORDER BY p.id
WITH collect(p) AS people
UNWIND range(1, size(people) - 1) AS i
WITH people[i - 1] AS a, people[i] AS b
CREATE (a)-[:KNOWS {key: a.id + '|' + b.id, rating: 0.1 + 0.2, log_a: -1.5e-300}]->(b)
"""


def fill(database, number=2_500):
    database.within(60).write(lambda tx: tx.run(PEOPLE, number=number).consume())


def contents(database):
    found = database.within(60).read(tally)
    return dict(found.counts), found.digest


def lines(file):
    with gzip.open(file) as stream:
        return stream.readlines()


def test_a_backup_restored_is_the_same_graph(graph, tmp_path):
    fill(graph)
    before = contents(graph)
    made = back_up(graph, tmp_path / "a.backup")
    assert made.counts == {"Person": 2_500, "KNOWS": 2_499}
    empty(graph)
    restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path)
    assert contents(graph) == before
    properties = graph.read(lambda tx: tx.run("MATCH (p:Person {id: 'p3'}) RETURN p").single(strict=True)["p"])
    assert dict(properties) == {
        "id": "p3",
        "name": "Zoë “Z” 3",
        "version": 1,
        "score": 3 / 7.0,
        "big": 9007199254740996,
        "counties": ["Lee", "Pike"],
        "flag": False,
        "text": "line\nline",
    }


def test_what_comes_and_goes_by_itself_is_not_in_a_backup(graph, tmp_path):
    graph.write(lambda tx: tx.run("CREATE (:User {id: 'u', email: 'a@b.c'})<-[:OF]-(:Session {id: 's'})").consume())
    assert back_up(graph, tmp_path / "a.backup").counts == {"User": 1}


def test_every_flipped_byte_of_a_backup_is_refused_by_the_files_name(graph, tmp_path):
    fill(graph, 40)
    file = tmp_path / "a.backup"
    back_up(graph, file)
    whole = file.read_bytes()
    for position in range(0, len(whole), 7):
        if 3 < position < 10:
            continue  # of the ten bytes of a gzip header these carry no data: the time and the writing system
        damaged = bytearray(whole)
        damaged[position] ^= 0x10
        file.write_bytes(damaged)
        with pytest.raises(InvalidData, match=r"a\.backup"):
            Reader.checked(file)


def test_every_cut_of_a_backup_is_refused(graph, tmp_path):
    fill(graph, 40)
    file = tmp_path / "a.backup"
    back_up(graph, file)
    whole = file.read_bytes()
    for length in range(0, len(whole), 11):
        file.write_bytes(whole[:length])
        with pytest.raises(InvalidData, match=r"a\.backup"):
            Reader.checked(file)


def test_no_backup_is_made_of_a_graph_that_counts_more_records_than_it_shows(graph, tmp_path, monkeypatch):
    fill(graph, 40)
    monkeypatch.setattr(backup, "NODES", backup.NODES.replace("WHERE", "WHERE coalesce(n.id, '') <> 'p7' AND"))
    with pytest.raises(InvalidData, match=r"The graph is damaged.*Person counts 40 and shows 39"):
        back_up(graph, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_changed_record_is_refused_by_file_and_line_even_where_the_compression_is_sound(graph, tmp_path):
    fill(graph)
    file = tmp_path / "a.backup"
    back_up(graph, file)
    text = lines(file)
    text[7] = text[7].replace(b"Lee", b"Hee")
    with gzip.open(file, "wb") as stream:
        stream.writelines(text)
    with pytest.raises(InvalidData, match=r"a\.backup, line 1002"):
        Reader.checked(file)


def test_records_cut_out_whole_are_refused(graph, tmp_path):
    fill(graph, 40)
    file = tmp_path / "a.backup"
    back_up(graph, file)
    text = lines(file)
    with gzip.open(file, "wb") as stream:
        stream.writelines(text[:5] + text[6:])
    with pytest.raises(InvalidData, match="does not fit"):
        Reader.checked(file)


def test_another_programs_file_is_refused(tmp_path):
    file = tmp_path / "notes.gz"
    with gzip.open(file, "wb") as stream:
        stream.write(b'{"hello": 1}\n')
    with pytest.raises(InvalidData, match="not a backup of this program"):
        Reader.checked(file)


def test_a_backup_of_a_newer_schema_is_refused_before_anything_is_changed(graph, tmp_path, monkeypatch):
    fill(graph, 3)
    monkeypatch.setattr(backup, "all_migrations", lambda: [type("Step", (), {"number": 9_999})])
    back_up(graph, tmp_path / "a.backup")
    before = contents(graph)
    with pytest.raises(InvalidData, match="newer version"):
        restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path, replace=True)
    assert contents(graph) == before


def test_a_backup_never_overwrites_a_file_and_leaves_no_draft(graph, tmp_path):
    (tmp_path / "a.backup").write_text("mine")
    with pytest.raises(Conflict):
        back_up(graph, tmp_path / "a.backup")
    with pytest.raises(InvalidData, match="cannot be written"):
        back_up(graph, tmp_path / "a.backup" / "below")
    assert [file.name for file in tmp_path.iterdir()] == ["a.backup"]
    assert (tmp_path / "a.backup").read_text() == "mine"


def test_a_restore_into_a_graph_with_records_is_refused_unless_told_to_replace(graph, tmp_path):
    fill(graph, 5)
    back_up(graph, tmp_path / "a.backup")
    graph.write(lambda tx: tx.run("CREATE (:Person {id: 'late'})").consume())
    later = contents(graph)
    with pytest.raises(Conflict, match="--replace"):
        restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path / "safe")
    assert contents(graph) == later
    restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path / "safe", replace=True)
    assert contents(graph)[0] == {"Person": 5, "KNOWS": 4}
    (safety,) = (tmp_path / "safe").iterdir()
    assert (Reader.checked(safety).counts, Reader.checked(safety).digest) == later


def test_a_restore_that_was_cut_off_is_noticed_and_can_be_run_again(graph, tmp_path):
    fill(graph, 6_000)
    back_up(graph, tmp_path / "a.backup")
    before = contents(graph)
    empty(graph)

    def cut_off(done, _):
        if done > 4_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path, progress=cut_off)
    with pytest.raises(DatabaseUnavailable, match=r"restore of a\.backup.*was cut off"):
        refuse_unfinished(graph)
    restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path)
    refuse_unfinished(graph)
    assert contents(graph) == before


def test_a_counter_never_returns_to_a_value_somebody_may_have_read(graph, tmp_path):
    from crm.storage.counters import TIES, bump, values

    graph.write(bump, TIES)
    back_up(graph, tmp_path / "a.backup")
    for _ in range(5):
        graph.write(bump, TIES)
    restore.restore(graph, tmp_path / "a.backup", safety_folder=tmp_path, replace=True)
    assert graph.read(values, TIES)[TIES] > 6


PAIR = "CREATE (:Person {id: $a, of: $b}) CREATE (:Organization {id: $b, of: $a})"
MOVE = """
MATCH (a:Counter {id: 'left'}) MATCH (b:Counter {id: 'right'})
SET a._lock = 'x', b._lock = 'x'
WITH a, b
SET a.value = a.value - 1, b.value = b.value + 1
"""


def test_a_backup_made_while_people_write_holds_every_transaction_whole_or_not_at_all(graph, tmp_path):
    fill(graph, 5_000)
    graph.write(
        lambda tx: tx.run(
            "CREATE (:Counter {id: 'left', value: 0}) CREATE (:Counter {id: 'right', value: 0})"
        ).consume()
    )
    stop, written, failures = threading.Event(), [], []

    def work():
        while not stop.is_set():
            try:
                graph.write(lambda tx, a, b: tx.run(PAIR, a=a, b=b).consume(), new_id(), new_id())
                graph.write(lambda tx: tx.run(MOVE).consume())
                written.append(1)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            back_up(graph, tmp_path / f"{number}.backup")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(written) > 4
    for number in range(4):
        records = [json.loads(line) for line in lines(tmp_path / f"{number}.backup")[1:]]
        nodes = [record["properties"] for record in records if "label" in record]
        ids = {node["id"] for node in nodes}
        assert all(node["of"] in ids for node in nodes if "of" in node)
        assert sum(node["value"] for node in nodes if node["id"] in ("left", "right")) == 0


def test_an_organization_moves_from_the_embedded_engine_to_another_server_without_loss(graph, tmp_path):
    fill(graph)
    back_up(graph, tmp_path / "a.backup")
    with open_database(embedded_settings(tmp_path / "other"), for_restore=True) as other:
        restore.restore(other, tmp_path / "a.backup", safety_folder=tmp_path)
        assert contents(other) == contents(graph)
