"""A new server gets its first password from us; one that has a password keeps it."""

from dataclasses import replace

import pytest

from crm.errors import DatabaseUnavailable, InvalidData
from crm.storage.database import Database
from crm.storage.first_password import give_first_password
from crm.storage.settings import from_environment

FACTORY = "only-to-be-changed"


@pytest.fixture
def new_server(database, tmp_path):
    """Settings for a user who, like that of a new server, can do nothing but change the password."""
    run = database.driver.execute_query
    run("CREATE USER newcomer SET PASSWORD $old CHANGE REQUIRED", old=FACTORY, database_="system")
    settings = from_environment({"CRM_DATA_DIR": str(tmp_path), "CRM_DATABASE_URI": database.address})
    yield replace(settings, database_user="newcomer", database_password_file=tmp_path / "database-password")
    run("DROP USER newcomer", database_="system")


def test_a_new_server_gets_the_password_in_the_file_once(new_server):
    assert give_first_password(new_server, factory=FACTORY)
    assert not give_first_password(new_server, factory=FACTORY)
    with Database.connect(new_server.database_uri, "newcomer", new_server.database_password) as opened:
        assert opened.server().version


def test_a_server_that_has_another_password_keeps_it_and_refuses(new_server):
    give_first_password(new_server, factory=FACTORY)
    elsewhere = new_server.database_password_file.with_name("another-password")
    with pytest.raises(DatabaseUnavailable, match="refuses this user or password"):
        give_first_password(replace(new_server, database_password_file=elsewhere), factory=FACTORY)
    assert not give_first_password(new_server, factory=FACTORY)


def test_without_a_server_or_a_file_it_says_which_settings_are_missing(tmp_path):
    with pytest.raises(InvalidData, match="CRM_DATABASE_URI and CRM_DATABASE_PASSWORD_FILE"):
        give_first_password(from_environment({"CRM_DATA_DIR": str(tmp_path)}))
