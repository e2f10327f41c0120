"""`make faults`: `python -m tests.faults [PART ...]`, or all parts. Figures that count stand in docs/reliability.md."""

import argparse
import logging
import os
import platform
import tempfile
import time
from pathlib import Path

from tests.faults import backups, disk, kills, people, stores

PARTS = ("kills", "disk", "backup-disk", "stores", "backups", "users", "import", "soak")


def main() -> None:
    """Each part in a folder of its own; every table is printed as soon as it is there."""
    logging.getLogger("neo4j").setLevel(logging.ERROR)  # its retries are its own business
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Do to a real site what can go wrong.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar=f"{{{','.join(PARTS)}}}")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--users", type=int, nargs="+", default=[20, 50])
    parser.add_argument("--seconds", type=float, default=300, help="for which users work")
    parser.add_argument("--soak", type=float, default=1_800, help="seconds of the soak, with the first number of users")
    parser.add_argument("--rows", type=int, default=100_000, help="people in the list that is imported")
    parser.add_argument("--seed", type=int, default=1969)
    chosen = parser.parse_args()
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}.")
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        root = Path(folder)
        does = {
            "kills": lambda: kills.kills(root / "kills", chosen.rounds, chosen.clients),
            "disk": lambda: disk.full_disk(root, chosen.clients),
            "backup-disk": lambda: disk.full_backups(root / "backup-disk", chosen.clients),
            "stores": lambda: stores.stores(root / "stores", chosen.rounds, chosen.seed),
            "backups": lambda: backups.backups(root / "harmed", chosen.rounds, chosen.seed),
            "users": lambda: people.users(root / "users", chosen.users, chosen.seconds),
            "import": lambda: people.beside_an_import(root / "import", chosen.users[0], chosen.rows),
            "soak": lambda: people.users(root / "soak", chosen.users[:1], chosen.soak),
        }
        for part in chosen.parts or PARTS:
            begun = time.monotonic()
            does[part]()
            print(f"\n{part}: {time.monotonic() - begun:.0f} seconds in all", flush=True)


if __name__ == "__main__":
    main()
