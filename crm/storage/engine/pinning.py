"""For maintainers: choose a version of Neo4j and write `engine.lock` anew.

    python -m crm.storage.engine.pinning 5.26.30

It asks Maven Central which jars that version needs, fetches each and notes its size and SHA-256.
"""

import hashlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from crm.storage.engine.jars import LOCK_FILE, THREADS, Jar, lines

PARTS = ("org.neo4j:neo4j", "org.neo4j.app:neo4j-server")


def resolved(version: str, cache: Path) -> list[Jar]:
    """Every jar that this version of the server needs at run time, on any platform, in class path order."""
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=cache, timeout=60)
    wanted = [context.create_dependency(f"{part}:{version}") for part in PARTS]
    inputs, transitive = context.resolver.resolve(wanted)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(_measured, [*inputs, *transitive]))


def _measured(dependency: Any) -> Jar:
    path = dependency.artifact.resolve()
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    size = path.stat().st_size
    name = (dependency.groupId, dependency.artifactId, dependency.version, dependency.classifier)
    return Jar(*name, size=size, sha256=sha256)


def main(version: str) -> None:
    """Write the lock file beside this module."""
    with tempfile.TemporaryDirectory() as cache:
        jars = resolved(version, Path(cache))
    text = "\n".join(lines(jars)) + "\n"
    Path(__file__).with_name(LOCK_FILE).write_text(text, "ascii")
    print(f"{len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
