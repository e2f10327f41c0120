"""Neo4j's own check of every record of a stopped store: slower than checksums, and right after a crash too."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crm.storage.engine.configuration import Home
from crm.storage.engine.java import administer

CHECK_SECONDS = 3_600.0
UNFINISHED = "Active logical log"  # a crash left changes that only a start puts into the store
# What the Lucene library says of itself, and what is said twice.
NOISE = ("WARNING:", "INFO:", "org.apache.lucene", "ConsistencyCheckService", "--verbose")
SAID_LETTERS = 500


@dataclass(frozen=True)
class Verdict:
    """What the check found. `can_tell` is False for a store that must be started and stopped before it is checked."""

    is_sound: bool
    can_tell: bool
    said: str


def check_records(home: Home, jars: Iterable[Path]) -> Verdict:
    """Check the store while the server is stopped. What it finds at length is written into `check-reports`."""
    shutil.rmtree(reports(home), ignore_errors=True)  # of earlier checks, which are large
    command = ("database", "check", "neo4j", f"--report-path={reports(home)}")
    answer = administer(home, jars, *command, seconds=CHECK_SECONDS)
    said = answer.stdout + answer.stderr
    return Verdict(answer.returncode == 0, UNFINISHED not in said, _in_short(said))


def reports(home: Home) -> Path:
    """The folder with what the checks found at length."""
    return home.folder / "check-reports"


def _in_short(said: str) -> str:
    told = (line.strip() for line in said.splitlines() if not any(noise in line for noise in NOISE))
    return " ".join(line for line in told if line)[-SAID_LETTERS:]
