"""The database that the tests run on: a real Neo4j, started once.

Embedded unless told otherwise: `--docker` (or CRM_TEST_DATABASE=docker) runs it in a container through testcontainers;
CRM_TEST_DATABASE_URI, with _USER and _PASSWORD_FILE, names a server, which must be empty.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from the_site import chromium

from crm.storage.database import START_SECONDS, Database
from crm.storage.emptying import empty, is_empty, seed
from crm.storage.engine.jars import pinned, server_version
from crm.storage.opening import open_database
from crm.storage.settings import Settings, from_environment, read_password
from graph_schema.migrations import migrate

# A property holds or does not, however slow the machine is that looks.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

# One browser for all folders: a second driver of it could not start beside the first.
__all__ = ["chromium"]

IMAGE = "neo4j:5.26-community"
RAN_ON = pytest.StashKey[str]()
REACHED_BY = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--docker", action="store_true", help="run the tests on Neo4j in a container")


def _chosen(config: pytest.Config) -> str:
    if config.getoption("--docker") or os.environ.get("CRM_TEST_DATABASE") == "docker":
        return "docker"
    return "server" if os.environ.get("CRM_TEST_DATABASE_URI") else "embedded"


def pytest_report_header(config: pytest.Config) -> str:
    how = {
        "docker": f"{IMAGE} in a container",
        "server": f"the Neo4j server at {os.environ.get('CRM_TEST_DATABASE_URI')}",
        "embedded": f"embedded Neo4j Community {server_version(pinned())}",
    }
    return f"database: {how[_chosen(config)]}, when the first test needs it"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if RAN_ON in config.stash:
        terminalreporter.write_line(f"ran on {config.stash[RAN_ON]}")


def embedded_settings(data_dir: Path) -> Settings:
    """Settings for an engine of its own in this folder; the program files are those of the user who tests."""
    passed_on = {name: os.environ[name] for name in ("CRM_JARS_DIR",) if name in os.environ}
    return from_environment({"CRM_DATA_DIR": str(data_dir), **passed_on})


@contextmanager
def _container() -> Iterator[Database]:
    from testcontainers.community.neo4j import Neo4jContainer

    container = Neo4jContainer(IMAGE, password="only-for-tests").with_env("NEO4J_db_lock_acquisition_timeout", "2s")
    with container, Database.connect(container.get_connection_url(), "neo4j", "only-for-tests") as database:
        yield database


def _way_in(chosen: str, folder: Path, database: Database) -> dict[str, str]:
    """The settings with which another process, or a command, reaches the database of this run."""
    if chosen == "embedded":
        return {"CRM_DATA_DIR": str(folder)}
    file = folder / "password"
    given = os.environ.get("CRM_TEST_DATABASE_PASSWORD_FILE")
    file.write_text("only-for-tests" if chosen == "docker" else read_password(Path(given) if given else None, ""))
    user = "neo4j" if chosen == "docker" else os.environ.get("CRM_TEST_DATABASE_USER", "neo4j")
    return {
        "CRM_DATA_DIR": str(folder),
        "CRM_DATABASE_URI": database.address,
        "CRM_DATABASE_USER": user,
        "CRM_DATABASE_PASSWORD_FILE": str(file),
    }


@contextmanager
def _server() -> Iterator[Database]:
    uri, user = os.environ["CRM_TEST_DATABASE_URI"], os.environ.get("CRM_TEST_DATABASE_USER", "neo4j")
    file = os.environ.get("CRM_TEST_DATABASE_PASSWORD_FILE")
    password = read_password(Path(file) if file else None, "CRM_TEST_DATABASE_PASSWORD_FILE")
    with Database.connect(uri, user, password) as database:
        if not database.read(is_empty):
            pytest.exit(f"{uri} holds records. The tests remove everything, so they run on an empty server only.", 4)
        try:
            yield database
        finally:
            empty(database, works_too=True)


@pytest.fixture(scope="session")
def database(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The database of this run, migrated; tests take `graph` instead, unless they only read."""
    chosen = _chosen(pytestconfig)
    folder = tmp_path_factory.mktemp("database")
    embedded = embedded_settings(folder)
    opened = {"docker": _container, "server": _server, "embedded": lambda: open_database(embedded)}[chosen]
    with opened() as database:
        migrate(database.within(START_SECONDS))
        server = database.server()
        pytestconfig.stash[RAN_ON] = f"{server.name} {server.version} {server.edition} at {database.address}, {chosen}"
        pytestconfig.stash[REACHED_BY] = _way_in(chosen, folder, database)
        yield database


@pytest.fixture
def way_in(graph: Database, pytestconfig: pytest.Config) -> dict[str, str]:
    """The environment with which a `crm` command reaches the same graph."""
    return pytestconfig.stash[REACHED_BY]


@pytest.fixture
def graph(database: Database) -> Database:
    """The database without any record; only what the migrations put there. No page's time limit: a busy machine
    that tests must not fail for being slow."""
    empty(database)
    seed(database)
    return database.within(START_SECONDS)
