"""Measure and print: `python -m benchmarks [--people 2000 ...] [--limit 20] [--rival NAME ...]`."""

import argparse
import os
import platform
import signal
import sys
from time import perf_counter

from benchmarks.path_answers import PAIRS, rows
from benchmarks.population import population
from benchmarks.rivals import COUNT, HOPS, cypher, enumeration, sql
from benchmarks.table import BESIDE_RIVALS, printed

TIES_PER_PERSON = 10
RIVALS = (*enumeration.RIVALS, *sql.RIVALS, *cypher.RIVALS)


def main() -> None:
    """All sizes, one after the other; each table is printed as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[2_000, 20_000, 100_000], help="sizes to measure")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a rival may take for one answer")
    parser.add_argument("--rival", nargs="*", help="only rivals whose name contains one of these; none: ours alone")
    chosen = parser.parse_args()
    rivals = [
        rival
        for rival in RIVALS
        if chosen.rival is None or any(part.lower() in rival.name.lower() for part in chosen.rival)
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that rivals are ended and their folders removed
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores. Times are of one answer:")
    print(f"the {COUNT} strongest paths of at most {HOPS} hops between two people drawn by lot; {PAIRS} pairs.")
    print("A rival that took longer than the limit is shown as > its limit: a lower bound.\n")
    for people in chosen.people:
        start = perf_counter()
        title = f"{people:,} people, {people * TIES_PER_PERSON:,} ties"
        print(printed(title, BESIDE_RIVALS, rows(population(people, people * TIES_PER_PERSON), rivals, chosen.limit)))
        print(f"(measured in {perf_counter() - start:.0f} s)\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
