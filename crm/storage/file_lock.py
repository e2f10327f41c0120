"""One holder of a file at a time, across processes, on every system; the system frees it when the holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.1

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(file: Path) -> int | None:
    """The descriptor that holds the lock until it is closed, or None when somebody else holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Wait for the lock and hold it for the block."""
    while (descriptor := take(file)) is None:
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        os.close(descriptor)
