"""One holder of a file at a time, across processes, on every system; the system frees it when the holder dies."""

from pathlib import Path

from filelock import FileLock, Timeout


def locked(file: Path) -> FileLock:
    """The lock of a file, to wait for and hold in a `with` block. Any thread may let go of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(file, mode=0o600, thread_local=False)


def take(file: Path) -> FileLock | None:
    """The lock, held until its `release()`, or None when somebody else holds it."""
    lock = locked(file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock
