"""The sign that a site runs on a data folder: a lock, which the system frees when the site ends in any way."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.storage.file_lock import take
from crm.storage.settings import Settings


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Show for the block that a site runs. A second site on the folder is no error; the first one's sign stands."""
    descriptor = take(_sign(settings))
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def is_served(settings: Settings) -> bool:
    """Whether a site runs on this data folder now, whichever database it uses."""
    try:
        descriptor = take(_sign(settings))
    except OSError:  # a site could not write there either
        return False
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is None


def _sign(settings: Settings) -> Path:
    return settings.data_dir / "site.lock"
