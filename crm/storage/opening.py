"""Opening the database that the settings choose, ready to use: `with open_database(settings) as database`."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm.storage.database import START_SECONDS, Database
from crm.storage.engine.jars import Progress
from crm.storage.engine.ownership import embedded
from crm.storage.settings import Settings
from graph_schema.migrations import migrate


@contextmanager
def open_database(settings: Settings, *, progress: Progress | None = None) -> Iterator[Database]:
    """The server of CRM_DATABASE_URI, or the embedded engine (the one that runs, else started for the block), migrated.

    `progress` is told the bytes of the engine's program files while they are fetched the first time. Raises
    DatabaseUnavailable, in words for the person at the machine.
    """
    with chosen(settings, progress) as database:
        migrate(database.within(START_SECONDS))
        yield database


@contextmanager
def chosen(settings: Settings, progress: Progress | None = None) -> Iterator[Database]:
    """The same database as it is: not migrated."""
    if settings.database_uri is None:
        with embedded(settings, progress) as database:
            yield database
    else:
        with Database.connect(settings.database_uri, settings.database_user, settings.database_password) as database:
            yield database
