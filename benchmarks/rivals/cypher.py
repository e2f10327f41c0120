"""Neo4j by itself: the question asked of our own embedded engine as one Cypher query."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.population import Population
from benchmarks.rivals import COUNT, PREPARATION_SECONDS, Answer, NotInstalled, Rival

INDEX = "CREATE CONSTRAINT bench_person IF NOT EXISTS FOR (p:BenchPerson) REQUIRE p.number IS UNIQUE"
PEOPLE = "UNWIND range($low, $high - 1) AS number CREATE (:BenchPerson {number: number})"
TIES = """
UNWIND range(0, size($a) - 1) AS i
MATCH (a:BenchPerson {number: $a[i]}), (b:BenchPerson {number: $b[i]})
CREATE (a)-[:TIED {strength: $strengths[i]}]->(b)
"""
STRONGEST = """
MATCH path = (a:BenchPerson {number: $source})-[:TIED*1..4]-(b:BenchPerson {number: $target})
WITH nodes(path) AS people, relationships(path) AS ties
WHERE all(i IN range(0, size(people) - 2) WHERE NOT people[i] IN people[i + 1..])
RETURN reduce(value = 1.0, tie IN ties | value * tie.strength) AS value
ORDER BY value DESC LIMIT $count
"""
SHORTEST = """
MATCH path = SHORTEST 5 (a:BenchPerson {number: $source})-[:TIED]-{1,4}(b:BenchPerson {number: $target})
RETURN reduce(value = 1.0, tie IN relationships(path) | value * tie.strength) AS value
ORDER BY value DESC LIMIT $count
"""
AT_ONCE = 20_000


@contextmanager
def _asking(population: Population, query: str) -> Iterator[Answer]:
    try:
        from crm.errors import DatabaseUnavailable
        from crm.storage.opening import open_database
        from crm.storage.settings import from_environment
    except ImportError:
        raise NotInstalled("not there yet: crm.storage") from None
    with tempfile.TemporaryDirectory(prefix="bench-neo4j-") as folder:
        settings = from_environment({"CRM_DATA_DIR": str(Path(folder)), "CRM_ENGINE_MEMORY": "1024"})
        try:
            with open_database(settings) as opened:
                database = opened.within(PREPARATION_SECONDS)
                _fill(database, population)
                yield lambda source, target: database.read(_values, query, source, target)
        except DatabaseUnavailable as problem:
            raise NotInstalled(f"not reachable: {problem}") from None


def _values(tx: Any, query: str, source: int, target: int) -> list[float]:
    return [row["value"] for row in tx.run(query, source=source, target=target, count=COUNT)]


def _fill(database: Any, population: Population) -> None:
    def run(tx: Any, query: str, **values: Any) -> None:
        tx.run(query, **values).consume()

    database.schema([INDEX])
    for low in range(0, len(population.people), AT_ONCE):
        database.write(run, PEOPLE, low=low, high=min(low + AT_ONCE, len(population.people)))
    for low in range(0, len(population.a), AT_ONCE):
        part = slice(low, low + AT_ONCE)
        columns = {name: getattr(population, name)[part].tolist() for name in ("a", "b", "strengths")}
        database.write(run, TIES, **columns)


RIVALS = (
    Rival(
        "Neo4j, *1..4 by product",
        "the question as one Cypher query",
        lambda people: _asking(people, STRONGEST),
        clock=perf_counter,
    ),
    Rival(
        "Neo4j, SHORTEST 5",
        "the five shortest paths: quick, but the shortest are seldom the strongest",
        lambda people: _asking(people, SHORTEST),
        same_question=False,
        clock=perf_counter,
    ),
)
