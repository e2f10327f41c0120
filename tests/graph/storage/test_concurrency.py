"""Many threads on one hot record: nothing lost, nothing double. These are the patterns that every room writes with."""

import threading

from crm.errors import Conflict
from crm.storage.counters import TIES, bump, values

THREADS = 8
ROUNDS = 15
WIDE = 200
FAR_AND_WIDE = """
UNWIND range(1, $wide) AS i
CREATE (:Person {id: 'a' + i, wide: 0})-[:KNOWS {wide: 0}]->(:Person {id: 'b' + i})
"""

EDIT = """
MATCH (p:Person {id: 'hot'})
SET p._lock = $token
WITH p WHERE p.version = $version
SET p.version = p.version + 1, p.edits = p.edits + $token
RETURN p.version AS version
"""
VERSION = "MATCH (p:Person {id: 'hot'}) RETURN p.version AS version"


def together(work):
    """Run work(number) in THREADS threads that begin at the same moment; return what they returned."""
    begin, answers, failures = threading.Barrier(THREADS), [], []

    def run(number):
        begin.wait()
        try:
            answers.append(work(number))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return answers


def test_a_counter_that_many_bump_counts_each_and_gives_each_its_own_number(graph):
    given = together(lambda _: [graph.write(bump, TIES) for _ in range(ROUNDS)])
    numbers = sorted(number for each in given for number in each)
    assert numbers == list(range(1, THREADS * ROUNDS + 1))
    assert graph.read(values, TIES) == {TIES: THREADS * ROUNDS}


def edit(tx, token):
    """One edit by compare-and-set of the version that was read; False where somebody else was first."""
    version = tx.run(VERSION).single(strict=True)["version"]
    return tx.run(EDIT, token=token, version=version).single() is not None


def test_of_edits_made_from_one_version_exactly_one_wins(graph):
    graph.write(lambda tx: tx.run("CREATE (:Person {id: 'hot', version: 1, edits: []})").consume())
    wins = [token for each in together(lambda n: [t for t in tokens(n) if graph.write(edit, t)]) for token in each]
    stored = graph.read(lambda tx: tx.run("MATCH (p:Person {id: 'hot'}) RETURN p").single(strict=True)["p"])
    assert sorted(stored["edits"]) == sorted(wins)
    assert stored["version"] == 1 + len(wins)
    assert len(wins) >= ROUNDS


def tokens(number):
    return [f"{number}-{turn}" for turn in range(ROUNDS)]


MERGE_NODE = "MERGE (p:Person {id: $id}) ON CREATE SET p.made_by = $token RETURN p.made_by = $token AS made"
MERGE_TIE = """
MATCH (a:Person {id: 'a'}) MATCH (b:Person {id: 'b'})
MERGE (a)-[tie:KNOWS {key: 'a|b'}]->(b)
SET tie._lock = $token
WITH tie
SET tie.times = coalesce(tie.times, 0) + 1
"""


def test_a_record_that_many_merge_is_made_by_one(graph):
    def merge(tx, record_id, token):
        return tx.run(MERGE_NODE, id=record_id, token=token).single(strict=True)["made"]

    made = together(lambda n: [graph.write(merge, f"same-{turn}", f"{n}") for turn in range(ROUNDS)])
    assert [sum(each[turn] for each in made) for turn in range(ROUNDS)] == [1] * ROUNDS
    assert graph.read(lambda tx: tx.run("MATCH (p:Person) RETURN count(p) AS n").single(strict=True)["n"]) == ROUNDS


def test_a_tie_that_many_merge_by_its_key_is_one_and_counts_each(graph):
    graph.write(lambda tx: tx.run("CREATE (:Person {id: 'a'}) CREATE (:Person {id: 'b'})").consume())
    together(lambda n: [graph.write(lambda tx: tx.run(MERGE_TIE, token=f"{n}").consume()) for _ in range(ROUNDS)])
    ties = graph.read(lambda tx: [row["times"] for row in tx.run("MATCH ()-[t:KNOWS]->() RETURN t.times AS times")])
    assert ties == [THREADS * ROUNDS]


def test_a_plain_create_with_a_taken_id_is_refused_for_all_but_one(graph):
    def create(number):
        try:
            graph.write(lambda tx: tx.run("CREATE (:Person {id: 'one', by: $by})", by=number).consume())
        except Conflict:
            return False
        return True

    assert sum(together(create)) == 1


def write_far_and_wide(tx, number):
    tx.run("MATCH (n:Person)-[r:KNOWS]->(:Person) SET n.wide = $number, r.wide = $number", number=number).consume()


def read_far_and_wide(tx):
    row = tx.run("MATCH (n:Person)-[r:KNOWS]->(:Person) RETURN min(n.wide) AS node, min(r.wide) AS tie").single()
    return min(row["node"], row["tie"])


def test_whatever_is_read_after_a_bookmark_was_told_has_all_of_that_commit_in_it(graph):
    """What pages remember rests on it."""
    graph.write(lambda tx: tx.run(FAR_AND_WIDE, wide=WIDE).consume())
    numbers, told, over = {}, [], threading.Event()

    def writer():
        for number in range(1, 4 * ROUNDS):
            writing = graph.following([])
            writing.write(write_far_and_wide, number)
            (bookmark,) = writing.bookmarks()
            numbers[bookmark] = number
        over.set()

    def reader():
        while not over.is_set():
            reading = graph.following([])
            reading.read(lambda tx: tx.run("RETURN 1").consume())
            (bookmark,) = reading.bookmarks()
            told.append((bookmark, reading.read(read_far_and_wide)))

    together(lambda thread: writer() if thread == 0 else reader())
    known = [(numbers[bookmark], read) for bookmark, read in told if bookmark in numbers]
    assert len({number for number, _ in known}) > ROUNDS
    assert [(number, read) for number, read in known if read < number] == []
