"""Opening the database that the settings choose, ready to use: `with open_database(settings) as database`."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm.errors import DatabaseUnavailable
from crm.storage.database import START_SECONDS, Database
from crm.storage.emptying import is_bare
from crm.storage.engine.integrity import newest_backup
from crm.storage.engine.jars import Progress
from crm.storage.engine.ownership import embedded
from crm.storage.file_lock import locked
from crm.storage.restore import refuse_unfinished
from crm.storage.settings import Settings
from graph_schema.migrations import migrate


@contextmanager
def open_database(
    settings: Settings, *, progress: Progress | None = None, for_restore: bool = False
) -> Iterator[Database]:
    """The server of CRM_DATABASE_URI, or the embedded engine (the one that runs, else started for the block), migrated.

    `progress` is told the bytes of the engine's program files while they are fetched the first time. Raises
    DatabaseUnavailable, in words for the person at the machine, also while the graph is half of a backup or lost
    something; `for_restore` opens it nevertheless, a damaged store being put aside for an empty one.
    """
    with chosen(settings, progress, for_restore=for_restore) as database:
        if not for_restore:
            refuse_emptied(settings, database.within(START_SECONDS))
        with locked(settings.data_dir / "migrations.lock"):  # two processes may open a fresh graph at once
            migrate(database.within(START_SECONDS))
        if not for_restore:
            refuse_unfinished(database)
        yield database


def refuse_emptied(settings: Settings, database: Database) -> None:
    """A server without a record and without our schema, although there are backups of a graph, has lost it.

    Raises DatabaseUnavailable. The embedded engine looks before it starts Java.
    """
    newest = newest_backup(settings.backups_dir)
    if settings.database_uri is not None and newest is not None and database.read(is_bare):
        raise DatabaseUnavailable(
            f"The database at {database.address} is empty, but there are backups of a graph. Bring back the last: "
            f"crm restore {newest}. Or, for an empty site, move {settings.backups_dir} away."
        )


@contextmanager
def chosen(settings: Settings, progress: Progress | None = None, *, for_restore: bool = False) -> Iterator[Database]:
    """The same database as it is: not migrated."""
    if settings.database_uri is None:
        with embedded(settings, progress, for_restore=for_restore) as database:
            yield database
    else:
        with Database.connect(settings.database_uri, settings.database_user, settings.database_password) as database:
            yield database
