"""Gives a new Neo4j server its first password, so that docker-compose.yml needs to hold none.

`python -m crm.storage.first_password` does it for the server and the password file that the settings name.
"""

from crm.errors import CrmError, InvalidData
from crm.storage.database import DRIVER_OPTIONS, translated
from crm.storage.driver import neo4j_driver
from crm.storage.settings import Settings, from_environment, kept_secret

FACTORY_PASSWORD = "neo4j"  # noqa: S105 - every new Neo4j has it, and takes it only to have it changed
CHANGE = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"


def give_first_password(settings: Settings, *, factory: str = FACTORY_PASSWORD) -> bool:
    """Make the password file if it is missing, and set its password on a server that still has the factory's.

    Returns whether the server was changed. Done twice, the second time changes nothing. Raises InvalidData where
    no server or file is named, DatabaseUnavailable where the server does not answer or has another password.
    """
    uri, user, file = settings.database_uri, settings.database_user, settings.database_password_file
    if uri is None or file is None:
        raise InvalidData({"": ["Set CRM_DATABASE_URI and CRM_DATABASE_PASSWORD_FILE first."]})
    password = kept_secret(file)
    with translated(uri), neo4j_driver().GraphDatabase.driver(uri, auth=(user, factory), **DRIVER_OPTIONS) as driver:
        if driver.verify_authentication(auth=(user, password)):
            return False
        driver.execute_query(CHANGE, old=factory, new=password, database_="system")
        return True


if __name__ == "__main__":
    try:
        give_first_password(from_environment())
    except CrmError as error:
        raise SystemExit(str(error)) from None
