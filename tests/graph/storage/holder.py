"""Run as a process by the engine's tests: opens a folder's database, says where, and holds it until told to end."""

import os
import signal
import sys

from crm.storage.opening import open_database
from crm.storage.settings import from_environment

if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests that run under nohup hand on that it is ignored
    passed_on = {name: os.environ[name] for name in ("CRM_JARS_DIR",) if name in os.environ}
    with open_database(from_environment({"CRM_DATA_DIR": sys.argv[1], **passed_on})) as database:
        print(database.address, flush=True)
        sys.stdin.read()
