"""A checked backup each day while the site runs, and the newest fourteen of them kept."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crm.errors import Conflict, CrmError
from crm.storage.backup import SUFFIX, Progress, back_up
from crm.storage.database import Database
from crm.storage.settings import Settings

logger = logging.getLogger("crm.backup")

KEPT = 14
LOOK_EVERY = 900.0  # seconds
PREFIX = "daily-"
KEPT_PREFIX = "kept-"


@contextmanager
def daily_backups(database: Database, settings: Settings, today: Callable[[], str]) -> Iterator[None]:
    """Make the day's backup, beside whatever else goes on, for as long as the block runs; `today` is the office's."""
    stopped = threading.Event()
    given = (database, settings.backups_dir, today, stopped)
    thread = threading.Thread(target=_keep_up, args=given, name="daily backup")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(60)


def back_up_today(database: Database, folder: Path, today: str, *, progress: Progress | None = None) -> Path | None:
    """Make the backup of the day (ISO) and drop the oldest beyond those kept; None where the day has one already."""
    if any(folder.glob(f"{PREFIX}{today}*{SUFFIX}")):
        return None
    file = folder / f"{PREFIX}{today}{SUFFIX}"
    back_up(database, file, progress=progress)
    for old in sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-KEPT]:
        old.unlink()
    return file


def set_last_aside(folder: Path) -> None:
    """Give the last daily backup a name under which it is kept for ever."""
    days = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    if days:
        days[-1].rename(days[-1].with_name(f"{KEPT_PREFIX}{days[-1].name}"))


def _keep_up(database: Database, folder: Path, today: Callable[[], str], stopped: threading.Event) -> None:
    def unless_stopped(_done: int, _total: int) -> None:
        if stopped.is_set():
            raise Conflict("the site is stopping.")

    while not stopped.is_set():
        try:
            made = back_up_today(database, folder, today(), progress=unless_stopped)
            if made:
                logger.info("backup made: %s", made.name)
        except CrmError as refused:
            logger.warning("no backup today yet: %s", refused)
        except Exception:  # such as a record that cannot be read; the next look may have better luck
            logger.exception("no backup today yet")
        stopped.wait(LOOK_EVERY)
