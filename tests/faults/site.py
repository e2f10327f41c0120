"""A real `crm serve` on a data folder of its own, to be killed, halted and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from crm.accounts import tokens, users
from crm.accounts.passwords import hash_password
from crm.accounts.random_secrets import digest, new_token
from crm.accounts.tokens import NewToken
from crm.ids import new_id
from crm.office_time import instant, zone_named
from crm.records.actor import command_line
from crm.records.office import found_office
from crm.stakeholders import people
from crm.stakeholders.founding import found
from crm.storage.opening import open_database
from crm.storage.settings import ASSOCIATION, Settings, from_environment
from crm.vocabulary import Role

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
START_SECONDS = 300.0
PASSWORD = "harbor lantern violet 88"
EMAIL = "boss@example.org"


@dataclass
class Site:
    """One site; `theirs` and `ours` are people of its graph, `token` lets a client write."""

    folder: Path
    port: int
    token: str = ""
    theirs: str = ""
    ours: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    said: str = field(default="")

    @property
    def settings(self) -> Settings:
        """The same settings for a look from inside."""
        return from_environment(_settings(self.folder, self.port))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    def start(self) -> bool:
        """Start it and wait until it says that it is ready; False where it ended instead. `said` is what it printed."""
        with self.log.open("ab") as log:
            begun = log.tell()
            self.process = subprocess.Popen(
                [*COMMAND, "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.said = self.log.read_bytes()[begun:].decode(errors="replace")
            if re.search("^Ready", self.said, re.MULTILINE):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.1)
        raise RuntimeError(f"The site did not come up within {START_SECONDS:.0f} seconds: {self.said}")

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """One `crm` command on the same folder."""
        return subprocess.run([*COMMAND, *command], env=self.environment, capture_output=True, text=True, check=False)

    @property
    def environment(self) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        return {**others, **_settings(self.folder, self.port)}

    def java(self) -> psutil.Process | None:
        """The Java that runs on the folder now."""
        for process in psutil.process_iter(["cmdline"]):
            line = process.info["cmdline"] or []
            if line and line[0].endswith("java") and any(str(self.folder) in part for part in line):
                return process
        return None

    def kill(self) -> None:
        """End our process as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def wait_for_no_java(self) -> None:
        """Wait until the watchdog has ended the Java of a killed site."""
        deadline = time.monotonic() + 60
        while self.java() is not None and time.monotonic() < deadline:
            time.sleep(0.1)

    def stop(self) -> int:
        """Stop it as an office would, and return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


def _settings(folder: Path, port: int) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in ("CRM_JARS_DIR",) if name in os.environ}
    return {**passed_on, "CRM_DATA_DIR": str(folder), "CRM_PORT": str(port), "CRM_TIME_ZONE": "America/Chicago"}


@contextmanager
def founded(folder: Path) -> Iterator[Site]:
    """A site that is not started yet, with an administrator, a token and a person at either end of a contact."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    site = Site(folder, port, token=new_token(), theirs=new_id(), ours=new_id())
    by = command_line(instant(), zone_named("America/Chicago"))
    with open_database(site.settings) as opened:
        database = opened.within(120)
        database.write(found_office, by.zone, at=by.at)
        database.write(found, at=by.at, zone=by.zone, association=ASSOCIATION)
        new = users.NewUser(new_id(), EMAIL, "Boss", Role.ADMINISTRATOR)
        made = database.write(users.create_first_administrator, new, hash_password(PASSWORD), by=by)
        for person, name in ((site.theirs, "Thea Theirs"), (site.ours, "Otto Ours")):
            database.write(people.add_newcomer, person, {"name": name}, another=True, by=by)
        boss = made.actor(instant(), by.zone)
        wanted = NewToken("faults", tokens.WRITE)
        database.write(tokens.make_token, new_id(), wanted, digest(site.token), by=boss)
    try:
        yield site
    finally:
        if site.process is not None and site.process.poll() is None:
            site.process.kill()
            site.wait_for_no_java()
