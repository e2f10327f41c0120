"""Run as a process by the engine's tests: opens a folder's database, says where, and holds it until told to end."""

import sys
from pathlib import Path

from crm.storage.opening import open_database
from tests.conftest import embedded_settings

if __name__ == "__main__":
    with open_database(embedded_settings(Path(sys.argv[1]))) as database:
        print(database.address, flush=True)
        sys.stdin.read()
