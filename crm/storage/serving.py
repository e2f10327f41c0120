"""The sign that a site runs on a data folder: a lock, which the system frees when the site ends in any way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.storage.file_lock import take
from crm.storage.settings import Settings


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Show for the block that a site runs. A second site on the folder is no error; the first one's sign stands."""
    lock = take(_sign(settings))
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def is_served(settings: Settings) -> bool:
    """Whether a site runs on this data folder now, whichever database it uses."""
    try:
        lock = take(_sign(settings))
    except OSError:  # a site could not write there either
        return False
    if lock is not None:
        lock.release()
    return lock is None


def _sign(settings: Settings) -> Path:
    return settings.data_dir / "site.lock"
