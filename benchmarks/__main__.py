"""Measure and print: `python -m benchmarks [--people 2000 ...] [--office 2000 ...] [--limit 10] [--rival NAME ...]`."""

import argparse
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks import ask_plans, crowd, loads, office, pages, path_answers, plan_ledger, writes
from benchmarks.population import population
from benchmarks.rivals import COUNT, HOPS, Rival, cypher, enumeration, sql
from benchmarks.table import BESIDE_FLOORS, BESIDE_RIVALS, Measure, printed
from crm.relationships.network import Network

TIES_PER_PERSON = 10
RIVALS = (*enumeration.RIVALS, *sql.RIVALS, *cypher.RIVALS)

ABOUT = f"""Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores.

Path answers: the time of one answer, the {COUNT} strongest paths of at most {HOPS} hops between two people drawn by
lot; {path_answers.PAIRS} pairs. What is computed in one process is timed by its processor time, what asks a server by
the clock. "x cold" and "x cached" say how many times as long as ours it took. A rival that took longer than
its limit is shown as > the limit: a lower bound.

An office: the sample's state with 174 seats, among a population of that size, in an embedded Neo4j. Timed by the clock.
"x floor" says how many times as long as the figure named above it, or in what it means.
"""


def main() -> None:
    """Each table is printed as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure beside rivals and floors.")
    parser.add_argument("--people", type=int, nargs="*", default=[2_000, 20_000, 100_000], help="path answers: sizes")
    parser.add_argument("--office", type=int, nargs="*", default=[2_000, 100_000], help="an office: sizes")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a rival may take for one answer")
    parser.add_argument("--rival", nargs="*", help="only rivals whose name contains one of these; none: ours alone")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that rivals are ended and their folders removed
    print(ABOUT)
    print(printed(f"Ask plans: {ask_plans.SEATS} seats, {ask_plans.ASKERS} askers", BESIDE_FLOORS, ask_plans.rows()))
    print(printed("The strategic plan", BESIDE_FLOORS, plan_ledger.rows()))
    for people in chosen.people:
        with _told("Path answers", people):
            rows = path_answers.rows(population(people, people * TIES_PER_PERSON), _named(chosen.rival), chosen.limit)
            print(printed(_title("Path answers", people), BESIDE_RIVALS, rows))
    for people in chosen.office:
        with _told("An office", people):
            print(printed(_title("An office", people), BESIDE_FLOORS, _office_rows(people)))


def _named(parts: Sequence[str] | None) -> list[Rival]:
    return [rival for rival in RIVALS if parts is None or any(part.lower() in rival.name.lower() for part in parts)]


def _title(what: str, people: int) -> str:
    return f"{what}: {people:,} people, {people * TIES_PER_PERSON:,} ties"


@contextmanager
def _told(what: str, people: int) -> Iterator[None]:
    start = perf_counter()
    print(f"{_title(what, people)} ...", file=sys.stderr, flush=True)
    yield
    print(f"(measured in {perf_counter() - start:.0f} s)\n", flush=True)


def _office_rows(people: int) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="bench-office-") as folder:
        with office.opened(Path(folder), population(people, people * TIES_PER_PERSON)) as opened:
            network = Network()
            rows = [*loads.network_rows(opened), *pages.rows(opened, network), *writes.rows(opened, network)]
            rows += crowd.rows(opened, network)
            visit = loads.visit(opened)
        return [*rows, *loads.start_rows(opened.settings), *loads.first_click_rows(opened.settings, visit)]


if __name__ == "__main__":
    main()
