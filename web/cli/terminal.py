"""What commands share: an open database with who acts, names resolved to records, answers as lines or JSON."""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from crm.errors import InvalidData
from crm.office_time import instant, machine_zone, parse_date
from crm.records.actor import Actor, command_line
from crm.storage.settings import from_environment

if TYPE_CHECKING:
    from crm.finding.search import Found
    from crm.relationships.network import Network
    from crm.storage.database import Database

PATIENCE = 60.0  # seconds; a command may come right after the start, when everything is still slow
Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Office:
    """An open database, the network over it, and the person at the keyboard."""

    database: "Database"
    network: "Network"
    actor: Actor


@contextmanager
def office() -> Iterator[Office]:
    """Open the database of the settings (the running engine, or one started for this command) and set it up."""
    from crm.records.office import found_office
    from crm.relationships.network import Network
    from crm.stakeholders.founding import found
    from crm.storage.opening import open_database

    settings = from_environment()
    with open_database(settings, progress=fetching) as database:
        at, patient = instant(), database.within(PATIENCE)
        zone = patient.write(found_office, settings.time_zone or machine_zone(), at=at)
        patient.write(found, at=at, zone=zone, association=settings.association)
        actor = command_line(at, zone)
        yield Office(patient, Network(), actor)


def percent(words: str) -> Callable[[int, int], None]:
    """Show on standard error, at a terminal, how far work is: "Writing: 40%"."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{words}: {done * 100 // max(total, 1)}%", nl=done >= total, err=True)

    return tell


FETCHING = "Fetching the database’s program files"


def fetching(done: int, total: int) -> None:
    """Show the first download of the embedded database's program files on standard error."""
    percent(FETCHING)(done, total)
    if not sys.stderr.isatty() and done in (0, total):
        click.echo(f"{FETCHING} (once)." if done == 0 else "Fetched.", err=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file that was asked for. Raises InvalidData that names it where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise InvalidData({str(path): [f"This file cannot be written: {problem.strerror or problem}."]}) from None


def as_json(command: Command) -> Command:
    """The --json option, given to the command as `json_`."""
    return click.option("--json", "json_", is_flag=True, help="Answer as JSON.")(command)


def answer(found: object, lines: Iterable[str], *, json_: bool) -> None:
    """Print an answer: one JSON document, or its lines."""
    if json_:
        click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            click.echo(line)


def plain(found: object) -> Any:
    """An answer as JSON can hold it."""
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    return found


def named(at: Office, text: str, *, kinds: Collection[str] = ("person",), option: str = "name") -> "Found":
    """The one record a text names. Raises InvalidData with the candidates when there are several or none."""
    from crm.finding import search

    found = at.database.read(search.named, text, actor=at.actor, kinds=kinds)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidData({option: [f"Nobody and nothing is called “{text}”."]})
    which = "; ".join(f"{one.title} ({one.subtitle})" if one.subtitle else one.title for one in found)
    raise InvalidData({option: [f"“{text}” may mean: {which}. Write more of the name."]})


def day(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A click callback: a date as people type it, stored."""
    if value is None:
        return None
    try:
        return parse_date(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from None
