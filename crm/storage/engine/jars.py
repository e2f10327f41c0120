"""The server's program files: 200-odd jars named in `engine.lock`, fetched once per user and checked by SHA-256.

They come from Maven Central through `jgo`. A file is fetched into a staging folder, checked, and moved into place in
one step, so that an interrupted or doubled fetch leaves only whole files; what is there is not fetched again.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from crm.errors import DatabaseUnavailable
from crm.storage.file_lock import locked

LOCK_FILE = "engine.lock"
THREADS = 8
TRIES = 3
STAGING = "fetching-"

# What is told while files are fetched: bytes in place so far, bytes in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Jar:
    """One pinned file. `classifier` is empty for most; `size` is in bytes."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """Unique among the jars: two groups may use one artifact name, so the group is part of it."""
        suffix = f"-{self.classifier}" if self.classifier else ""
        return f"{self.group}.{self.artifact}-{self.version}{suffix}.jar"


def pinned() -> tuple[Jar, ...]:
    """Every jar of the lock file, in class path order."""
    lines = files(__package__).joinpath(LOCK_FILE).read_text("ascii").splitlines()
    return tuple(_jar(line) for line in lines if line and not line.startswith("#"))


def _jar(line: str) -> Jar:
    group, artifact, version, classifier, size, sha256 = line.split(" ")
    return Jar(group, artifact, version, "" if classifier == "-" else classifier, int(size), sha256)


def server_version(jars: Sequence[Jar]) -> str:
    """The version of Neo4j among the pinned jars."""
    return next(jar.version for jar in jars if jar.artifact == "neo4j-server")


def is_intact(path: Path, jar: Jar) -> bool:
    """Whether the whole pinned file is there, byte for byte."""
    try:
        if path.stat().st_size != jar.size:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def missing(folder: Path, jars: Sequence[Jar]) -> list[Jar]:
    """The jars that are absent or not intact. Reads every byte (about 0.2 s)."""
    with ThreadPoolExecutor(THREADS) as pool:
        intact = pool.map(lambda jar: is_intact(folder / jar.filename, jar), jars)
        return [jar for jar, good in zip(jars, intact, strict=True) if not good]


def fetched(folder: Path, progress: Progress | None = None) -> list[Path]:
    """The paths of all pinned jars in `folder`, after fetching what is missing; a second process waits for the first.

    Raises DatabaseUnavailable, naming the file, when one cannot be had or is not the pinned one.
    """
    jars = pinned()
    home = folder / server_version(jars)
    if missing(home, jars):
        home.mkdir(parents=True, exist_ok=True)
        with locked(folder / "fetch.lock"):
            for left in folder.glob(f"{STAGING}*"):  # of a fetch that was killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=STAGING) as staging:
                _fetch(missing(home, jars), home, Path(staging), _counting(jars, progress))
    return [home / jar.filename for jar in jars]


def _counting(jars: Sequence[Jar], progress: Progress | None) -> Callable[[int], None]:
    """Tell the progress from the bytes still to come."""
    total = sum(jar.size for jar in jars)
    return lambda left: progress(total - left, total) if progress else None


def _fetch(wanted: Sequence[Jar], home: Path, staging: Path, tell: Callable[[int], None]) -> None:
    left = sum(jar.size for jar in wanted)
    tell(left)
    with ThreadPoolExecutor(THREADS) as pool:
        running = {pool.submit(_fetch_one, jar, home, staging): jar for jar in wanted}
        try:
            for done in as_completed(running):
                done.result()
                left -= running[done].size
                tell(left)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch_one(jar: Jar, home: Path, staging: Path) -> None:
    reason: object = "it is not the pinned file"
    for attempt in range(TRIES):
        try:
            path = _download(jar, staging / str(attempt))
        except Exception as error:  # whatever the fetcher raises: the network, the remote side, its own checks
            reason = error
            continue
        if is_intact(path, jar):
            path.replace(home / jar.filename)
            return
    raise DatabaseUnavailable(
        f"The database program file {jar.filename} could not be fetched: {reason}. "
        "Check that this machine reaches the internet, then start again; what is already here is kept."
    )


def _download(jar: Jar, staging: Path) -> Path:
    from jgo.maven import MavenContext

    project = MavenContext(repo_cache=staging, timeout=60).project(jar.group, jar.artifact)
    path: Path = project.at_version(jar.version).artifact(classifier=jar.classifier).resolve()
    return path


def lines(jars: Sequence[Jar]) -> Iterator[str]:
    """The lines of a lock file for these jars."""
    yield "# The embedded Neo4j: group, artifact, version, classifier, bytes, SHA-256. Made by pinning.py; do not edit."
    for jar in jars:
        yield f"{jar.group} {jar.artifact} {jar.version} {jar.classifier or '-'} {jar.size} {jar.sha256}"
