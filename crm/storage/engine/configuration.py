"""What the embedded server is told: its folder, its settings as data, and the argument files Java starts from.

Everything for Java stands in argument files: a class path of 216 jars is longer than a Windows command line may be,
and a command line can be read by every user of the machine.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crm.storage.whole_file import write_whole

USER = "neo4j"
SERVER_CLASS = "org.neo4j.server.CommunityEntryPoint"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"

# Neo4j reaches into these parts of Java.
OPENED = ("java.nio", "sun.nio.ch", "java.lang")

# What differs from Neo4j's own defaults, and why.
NEO4J_CONF = {
    "server.config.strict_validation.enabled": "true",
    "server.http.enabled": "false",  # Bolt is the only door
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",  # nothing is told to anybody
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "db.tx_log.preallocate": "false",  # 2 MB on disk, not 516
    "db.tx_log.rotation.retention_policy": "1 files",  # backups are our own files
    "db.lock.acquisition.timeout": "2s",  # then the driver tries again; the default waits for ever
    "db.transaction.timeout": "15m",  # each unit sets its own, shorter; this stops what was forgotten
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",  # stop in 0.3 s, not 10
}


@dataclass(frozen=True)
class Home:
    """Where the engine keeps its things: one folder inside the data folder."""

    folder: Path

    @property
    def configuration(self) -> Path:
        return self.folder / "conf"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def owner_lock(self) -> Path:
        """Held by the process that runs the engine on this folder."""
        return self.folder / "owner.lock"

    @property
    def running_file(self) -> Path:
        """Says where the running engine answers, for other commands."""
        return self.folder / "running.json"

    @property
    def guests(self) -> Path:
        """One lock file for each other process that uses the running engine."""
        return self.folder / "guests"

    @property
    def log(self) -> Path:
        return self.folder / "engine.log"

    @property
    def sidecar(self) -> Path:
        """What the store held when it was last looked at."""
        return self.folder / "sidecar.json"

    @property
    def stores(self) -> Path:
        """Neo4j's own files; there is no graph yet where this folder is missing."""
        return self.folder / "data"

    @property
    def graph(self) -> Path:
        """The one of Neo4j's databases that holds the graph."""
        return self.stores / "databases" / "neo4j"

    @property
    def environment(self) -> dict[str, str]:
        """The environment for Java: ours, without what would change how Java or Neo4j starts."""
        kept = {
            name: value for name, value in os.environ.items() if not name.upper().startswith(("JAVA", "JDK", "NEO4J"))
        }
        return {**kept, "NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(self.configuration)}


def neo4j_conf(port: int, memory: int) -> str:
    """The text of neo4j.conf for this port of 127.0.0.1. The page cache is half of `memory` megabytes."""
    address = f"127.0.0.1:{port}"
    chosen = {
        "server.bolt.listen_address": address,
        "server.bolt.advertised_address": address,
        "server.memory.pagecache.size": f"{memory // 2}m",
    }
    return "".join(f"{name}={value}\n" for name, value in {**NEO4J_CONF, **chosen}.items())


def server_arguments(home: Home, jars: Iterable[Path], memory: int) -> list[str]:
    """What Java is told to run the server with `memory` megabytes of heap."""
    return [
        f"-Xmx{memory}m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        *_class_path(jars),
        SERVER_CLASS,
        "--console-mode",
        "--home-dir",
        str(home.folder),
        "--config-dir",
        str(home.configuration),
    ]


def admin_arguments(jars: Iterable[Path], *command: str) -> list[str]:
    """What Java is told to run one command of Neo4j's administration tool."""
    opened = (f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED)
    return ["-Xmx512m", "-XX:+UseSerialGC", *opened, *_class_path(jars), ADMIN_CLASS, *command]


def _class_path(jars: Iterable[Path]) -> list[str]:
    return ["-cp", os.pathsep.join(map(str, jars))]


def write_arguments(file: Path, arguments: Iterable[str]) -> None:
    """Write a Java argument file, readable by its owner only: one quoted argument a line."""
    escaped = (argument.replace("\\", "\\\\").replace('"', '\\"') for argument in arguments)
    write_whole(file, "".join(f'"{argument}"\n' for argument in escaped))
