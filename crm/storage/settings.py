"""What can be set from outside: one table of `CRM_` environment variables, read once into a frozen object.

The README table and `crm --help` are checked against `SETTINGS`. A `CRM_` name that is not in it is an error, so that
a misspelt setting is never silently ignored.
"""

import difflib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import platformdirs

from crm.errors import InvalidData
from crm.office_time import zone_named
from crm.storage.mail_server import MailServer, mail_server

T = TypeVar("T")

PREFIX = "CRM_"
ASSOCIATION = "Mississippi Association of School Superintendents (MASS)"
OPENSTATES_URL = "https://github.com/openstates/people/archive/refs/heads/main.zip"
NCES_URL = "https://nces.ed.gov/ccd/data/zip/ccd_lea_029_2425_w_1a_073025.zip"
APPLICATION = "stakeholder-graph"
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True)
class Setting:
    """One environment variable. `default` is in words, as a reader sees it; `for_tests` ones change no service."""

    name: str
    default: str
    meaning: str
    for_tests: bool = False


SETTINGS = (
    Setting("CRM_DATA_DIR", "a folder of the signed-in user", "where the graph, the backups and the keys are kept"),
    Setting("CRM_HOST", "127.0.0.1", "the address the site listens on; 0.0.0.0 lets other machines in"),
    Setting("CRM_PORT", "8000", "the port the site listens on"),
    Setting("CRM_PUBLIC_URL", "none", "the address people type, when a proxy stands in front, such as https://crm.org"),
    Setting("CRM_ASSOCIATION", ASSOCIATION, "whose graph a new one is, with a short name; later, edit it on its page"),
    Setting("CRM_TIME_ZONE", "the machine's", "the time zone of a new graph; later, change it under Settings"),
    Setting("CRM_DATABASE_URI", "the embedded Neo4j", "a Neo4j server instead: bolt://, neo4j://, or either with +s"),
    Setting("CRM_DATABASE_USER", "neo4j", "the user on that server"),
    Setting("CRM_DATABASE_PASSWORD_FILE", "none", "a file that holds that user's password"),
    Setting("CRM_SECRET_KEY_FILE", "secret-key in the data folder", "the key that signs cookies; made when missing"),
    Setting(
        "CRM_SMTP_URL", "none: letters are downloaded", "the mail server, such as smtp://user@mail.org:587, or smtps://"
    ),
    Setting("CRM_SMTP_PASSWORD_FILE", "none", "a file that holds the mail server's password for that user"),
    Setting("CRM_SMTP_FROM", "the user in CRM_SMTP_URL", "the address letters come from"),
    Setting("CRM_JARS_DIR", "a cache folder of the user", "where the embedded Neo4j's program files are kept"),
    Setting("CRM_ENGINE_MEMORY", "512", "megabytes of working memory for the embedded Neo4j"),
    Setting("CRM_OPENSTATES_URL", OPENSTATES_URL, "where the newest file of legislators is fetched from"),
    Setting("CRM_NCES_URL", NCES_URL, "where the newest directory of school districts is fetched from"),
    Setting("CRM_TEST_DATABASE", "embedded", "where the tests run: embedded or docker", for_tests=True),
    Setting("CRM_TEST_DATABASE_URI", "none", "an empty Neo4j server to run the tests on", for_tests=True),
    Setting("CRM_TEST_DATABASE_USER", "neo4j", "the user on that server", for_tests=True),
    Setting("CRM_TEST_DATABASE_PASSWORD_FILE", "none", "a file that holds that user's password", for_tests=True),
    Setting("CRM_TEST_CHROMIUM", "chromium in the path", "the browser that the page tests drive", for_tests=True),
)
NAMES = tuple(setting.name for setting in SETTINGS)


@dataclass(frozen=True)
class Settings:
    """What this process was told. `database_uri` None means the embedded Neo4j, `time_zone` None this machine's;
    `engine_memory` is in megabytes."""

    data_dir: Path
    jars_dir: Path
    secret_key_file: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    association: str = ASSOCIATION
    time_zone: ZoneInfo | None = None
    database_uri: str | None = None
    database_user: str = "neo4j"
    database_password_file: Path | None = None
    engine_memory: int = 512
    mail_server: MailServer | None = None
    openstates_url: str = OPENSTATES_URL
    nces_url: str = NCES_URL

    @property
    def backups_dir(self) -> Path:
        """Where the daily backups go."""
        return self.data_dir / "backups"

    @property
    def secret_key(self) -> str:
        """The key that signs cookies: made, readable by its owner only, when the file is not there yet."""
        return kept_secret(self.secret_key_file)

    @property
    def database_password(self) -> str:
        """The password for `database_uri`; empty when no file is named. Raises InvalidData."""
        return read_password(self.database_password_file, "CRM_DATABASE_PASSWORD_FILE")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises InvalidData naming every variable that is unknown or makes no sense."""
    surroundings = os.environ if environment is None else environment
    given = {name: value for name, value in surroundings.items() if name.startswith(PREFIX)}
    errors: dict[str, list[str]] = {name: [_unknown(name)] for name in sorted(given) if name not in NAMES}

    def read(name: str, parse: Callable[[str], T], default: T) -> T:
        try:
            return parse(given[name].strip()) if given.get(name, "").strip() else default
        except ValueError as error:
            errors[name] = [f"{name}: {error}"]
            return default

    data_dir = read("CRM_DATA_DIR", _path, Path(platformdirs.user_data_dir(APPLICATION, appauthor=False)))
    settings = Settings(
        data_dir=data_dir,
        jars_dir=read("CRM_JARS_DIR", _path, Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False)) / "neo4j"),
        secret_key_file=read("CRM_SECRET_KEY_FILE", _path, data_dir / "secret-key"),
        host=given.get("CRM_HOST", "").strip() or "127.0.0.1",
        port=read("CRM_PORT", _port, 8000),
        public_url=read("CRM_PUBLIC_URL", _origin, None),
        association=read("CRM_ASSOCIATION", _association, ASSOCIATION),
        time_zone=read("CRM_TIME_ZONE", zone_named, None),
        database_uri=read("CRM_DATABASE_URI", _database_uri, None),
        database_user=given.get("CRM_DATABASE_USER", "").strip() or "neo4j",
        database_password_file=read("CRM_DATABASE_PASSWORD_FILE", _path, None),
        engine_memory=read("CRM_ENGINE_MEMORY", _megabytes, 512),
        mail_server=read("CRM_SMTP_URL", lambda url: _mail_server(url, given), None),
        openstates_url=read("CRM_OPENSTATES_URL", _file_address, OPENSTATES_URL),
        nces_url=read("CRM_NCES_URL", _file_address, NCES_URL),
    )
    if errors:
        raise InvalidData(errors)
    return settings


def read_password(file: Path | None, setting: str) -> str:
    """The first line of a password file; empty when no file is named. Raises InvalidData naming the setting."""
    if file is None:
        return ""
    try:
        return file.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidData({setting: [f"{setting} names {file}, which cannot be read: {error}."]}) from None


def kept_secret(file: Path) -> str:
    """The secret in `file`, made there (readable by its owner only) by whoever comes first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        return _secret(file)
    except FileNotFoundError:
        pass
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _secret(file)


def _secret(file: Path) -> str:
    text = file.read_text("ascii").strip()
    if len(text) < 16:
        raise InvalidData({"": [f"{file} holds no usable secret. Remove the file to have a new one made."]})
    return text


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.5)
    return f"There is no setting {name}." + (f" Did you mean {near[0]}?" if near else "")


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError(f"“{text}” is not a port. Give a number from 1 to 65535.")
    return int(text)


def _megabytes(text: str) -> int:
    if not text.isdigit() or not 128 <= int(text) <= 1_000_000:
        raise ValueError(f"“{text}” is not a size. Give megabytes as a number of 128 or more.")
    return int(text)


def _association(text: str) -> str:
    if not re.fullmatch(r"[^()]{2,160}(\([^()]{1,30}\))?", text):
        raise ValueError(f"“{text}” is not a name. Write it like Kansas Association of Superintendents (KAS).")
    return text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise ValueError(f"“{text}” is not an address. Write it like https://crm.example.org, with no path.")
    return f"{parts.scheme}://{parts.netloc}"


def _mail_server(url: str, given: Mapping[str, str]) -> MailServer | None:
    named = given.get("CRM_SMTP_PASSWORD_FILE", "").strip()
    password = read_password(_path(named) if named else None, "CRM_SMTP_PASSWORD_FILE")
    return mail_server(url, given.get("CRM_SMTP_FROM", "").strip(), password)


def _file_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError(f"“{text}” is not the address of a file. Write it like https://example.org/files/newest.zip.")
    return text


def _database_uri(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(f"“{text}” is not a database address. Write it like bolt://database.example.org:7687.")
    if "@" in parts.netloc:
        raise ValueError("Do not put the password in the address; name a file in CRM_DATABASE_PASSWORD_FILE.")
    return text
