"""Relational databases: one recursive query over a table of ties, indexed from both sides."""

import getpass
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks.population import Population
from benchmarks.rivals import COUNT, HOPS, Answer, NotInstalled, Rival

SQLITE = """
WITH RECURSIVE path(last, hops, value, people) AS (
  SELECT b, 1, strength, ',' || a || ',' || b || ',' FROM tie WHERE a = :source
  UNION ALL
  SELECT tie.b, hops + 1, value * strength, people || tie.b || ','
  FROM path JOIN tie ON tie.a = path.last
  WHERE hops < :hops AND path.last <> :target AND instr(people, ',' || tie.b || ',') = 0
)
SELECT value FROM path WHERE last = :target ORDER BY value DESC LIMIT :count
"""
POSTGRESQL = """
WITH RECURSIVE path(last, hops, value, people) AS (
  SELECT b, 1, strength, ARRAY[a, b] FROM tie WHERE a = %(source)s
  UNION ALL
  SELECT tie.b, hops + 1, value * strength, people || tie.b
  FROM path JOIN tie ON tie.a = path.last
  WHERE hops < %(hops)s AND path.last <> %(target)s AND tie.b <> ALL (people)
)
SELECT value FROM path WHERE last = %(target)s ORDER BY value DESC LIMIT %(count)s
"""


def _rows(population: Population) -> Iterator[tuple[int, int, float]]:
    columns = population.a.tolist(), population.b.tolist(), population.strengths.tolist()
    for a, b, strength in zip(*columns, strict=True):
        yield a, b, strength
        yield b, a, strength


@contextmanager
def _sqlite(population: Population) -> Iterator[Answer]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE tie (a INTEGER, b INTEGER, strength REAL, PRIMARY KEY (a, b)) WITHOUT ROWID")
    connection.executemany("INSERT INTO tie VALUES (?, ?, ?)", _rows(population))

    def answer(source: int, target: int) -> list[float]:
        asked = {"source": source, "target": target, "hops": HOPS, "count": COUNT}
        return [value for (value,) in connection.execute(SQLITE, asked)]

    yield answer
    connection.close()


@contextmanager
def _postgresql(population: Population) -> Iterator[Answer]:
    try:
        import psycopg
    except ImportError:
        raise NotInstalled("not installed (the psycopg package)") from None
    with _cluster() as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE tie (a integer, b integer, strength float8)")
        with connection.cursor().copy("COPY tie FROM STDIN") as copy:
            for row in _rows(population):
                copy.write_row(row)
        connection.execute("ALTER TABLE tie ADD PRIMARY KEY (a, b) INCLUDE (strength)")
        connection.execute("VACUUM ANALYZE tie")

        def answer(source: int, target: int) -> list[float]:
            asked = {"source": source, "target": target, "hops": HOPS, "count": COUNT}
            return [value for (value,) in connection.execute(POSTGRESQL, asked)]

        yield answer


@contextmanager
def _cluster() -> Iterator[str]:
    """A server of our own in a temporary folder, on a socket in it; where we are root, run by the user postgres."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    pg_ctl = shutil.which("pg_ctl") or (str(programs[-1]) if programs else "")
    if not pg_ctl:
        raise NotInstalled("not installed")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    user = "postgres" if as_user else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="bench-postgresql-") as folder:
        if as_user:
            shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c shared_buffers=256MB -c work_mem=64MB"

        def run(*command: str) -> None:
            subprocess.run(
                [*as_user, pg_ctl, "-s", "-D", data, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder
            )

        run("init", "-o", "--auth=trust --no-sync")
        run("start", "-w", "-o", settings, "-l", f"{folder}/log")
        try:
            yield f"host={folder} user={user} dbname=postgres"
        finally:
            run("stop", "-m", "immediate")


RIVALS = (
    Rival("SQLite, recursive", "one recursive query in memory: the simplest store there is", _sqlite),
    Rival("PostgreSQL, recursive", "one recursive query over an index that covers it", _postgresql, clock=perf_counter),
)
