"""`crm serve`: the database, the first administrator, the daily backup and the site, until it is told to stop."""

import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from crm.accounts import users
from crm.accounts.passwords import check_new, hash_password
from crm.accounts.random_secrets import new_secret
from crm.advocacy.council.council_seats import home
from crm.asks.digest import send_weekly, weekly_is_due
from crm.errors import CrmError, DatabaseUnavailable, InvalidData
from crm.ids import new_id
from crm.mail.delivery import carrying
from crm.mail.letters import Stationery
from crm.office_time import instant, machine_zone, zone_named
from crm.records.actor import Actor, command_line
from crm.records.office import day_in_office, found_office, stored_zone, time_zone
from crm.relationships.network import Network
from crm.relationships.tie_upkeep import bring_into_step
from crm.stakeholders.founding import found
from crm.storage.counts import counts
from crm.storage.daily_backup import daily_backups
from crm.storage.database import START_SECONDS, Database
from crm.storage.opening import open_database
from crm.storage.serving import serving
from crm.storage.settings import Settings, from_environment
from crm.vocabulary import Role
from web import request_log
from web.app import create_app, import_pages
from web.cli.sample import add_sample
from web.cli.terminal import fetching
from web.first_look import look_around
from web.visitors import Visitors

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 16  # more than processors: many wait for the database, or for one working out
# A browser keeps up to six connections open and idle, so what may be open is many times what is worked on. With these
# a newcomer is served at once beside 200 idle, 150 half-sent and 10 slowly read ones (tests/pages/test_connections.py).
CONNECTIONS = 900 if hasattr(select, "poll") else 400  # without `poll` a process looks after at most 512
IDLE_SECONDS = 60
TIDY_EVERY = 10  # seconds
LET_PASS_SECONDS = 30.0  # before a page is looked at, at most
LOOK_SECONDS = 10.0  # that a page being looked at may still take at the end
FIRST_EMAIL = "administrator@example.org"
SUGGESTED_ZONE = "America/Chicago"
UTC_NAMES = ("UTC", "Etc/UTC", "Etc/UCT", "GMT", "Etc/GMT", "Universal", "Zulu")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


@click.command()
def serve() -> None:
    """Start the database and the site, and keep both running.

    The first start makes an administrator: in a terminal it asks for an address and a password, elsewhere it prints a
    password once. Stop it with Ctrl-C.
    """
    settings = from_environment()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    listening = _listening(settings)
    request_log.keep(settings.data_dir / "log")
    click.echo(_first_line(settings), err=True)
    threading.Thread(target=import_pages, name="importing the pages", daemon=True).start()
    with open_database(settings, progress=fetching) as database, serving(settings):
        starting = database.within(START_SECONDS)
        by = command_line(instant(), _office_zone(starting, settings))
        starting.write(found, at=by.at, zone=by.zone, association=settings.association)
        bring_into_step(starting, by.zone)
        _first_administrator(starting, by)
        _offer_sample(starting, by)

        def today() -> str:
            return database.read(day_in_office, instant())

        with daily_backups(database, settings, today), _letters(database, settings):
            _serve(database, settings, listening)


def _letters(database: Database, settings: Settings) -> AbstractContextManager[None]:
    """Letters are carried while the site runs, and the weekly digest is queued: on Monday, or once we run after it."""

    def weekly() -> None:
        by = command_line(instant(), database.read(time_zone))
        if database.read(weekly_is_due, actor=by):
            paper = Stationery(settings.secret_key, _address(settings), database.read(home).short_name)
            database.write(send_weekly, paper, by=by)

    return carrying(database, settings.mail_server, settings.secret_key, before=weekly)


def _stop(signum: int, _: FrameType | None) -> None:
    """Leave through every `finally`, so that the database child is stopped too (waitress does not handle SIGTERM)."""
    raise SystemExit(0)


def _first_line(settings: Settings) -> str:
    if settings.database_uri:
        return f"Connecting to the database at {settings.database_uri}."
    return "Starting the database. The first time takes a minute."


def _listening(settings: Settings) -> socket.socket:
    """The site's socket, taken before anything is started: a taken port is said at once."""
    try:
        return socket.create_server((settings.host, settings.port))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        where = f"{settings.host}, port {settings.port}"
        advice = f"The site cannot listen on {where}: {why}. Set CRM_PORT or CRM_HOST to another."
        raise InvalidData({"": [advice]}) from None


def _office_zone(database: Database, settings: Settings) -> ZoneInfo:
    """The zone that the graph has. A new graph takes the setting's, else this machine's; a machine that stands in UTC
    says nothing about where its office is, so it is asked for, or said."""
    kept = database.read(stored_zone)
    if kept is None:
        kept = database.write(found_office, settings.time_zone or _machines_zone(), at=instant())
    return kept


def _machines_zone() -> ZoneInfo:
    zone = machine_zone()
    if zone.utcoffset(datetime.now(UTC)) or zone.key not in UTC_NAMES:
        return zone
    if not sys.stdin.isatty():
        click.echo("This machine’s clock is in UTC, so days end at midnight in UTC. Set your time zone under Settings.")
        return zone
    return click.prompt("Your time zone", default=SUGGESTED_ZONE, value_proc=_zone_typed)


def _zone_typed(name: str) -> ZoneInfo:
    try:
        return zone_named(name.strip())
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _serve(database: Database, settings: Settings, listening: socket.socket) -> None:
    app = create_app(database, settings, Network())
    visitors = Visitors(app)
    server = http_server(visitors, settings.public_url, listening)
    with _looked_around(app, database, visitors):
        click.echo(f"The site is at {_address(settings)}")
        click.echo("Press Ctrl-C to stop." if sys.stdin.isatty() else "Ready.")
        sys.stdout.flush()
        server.run()


def http_server(
    app: "WSGIApplication", public_url: str | None, listening: socket.socket
) -> BaseWSGIServer | MultiSocketServer:
    """The server, not yet running. Behind a proxy on this machine, the address that the proxy saw is the visitor's: the
    sign-in throttle and the list of sessions go by it. What a visitor says of their own address is never believed.
    """
    proxied: dict[str, Any] = {}
    if public_url:
        proxied = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": "x-forwarded-for"}
    return create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        ident=None,
        backlog=512,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=TIDY_EVERY,
        asyncore_use_poll=hasattr(select, "poll"),
        **proxied,
    )


def _address(settings: Settings) -> str:
    """What to type in a browser, on this machine where no other address is known."""
    host = "localhost" if settings.host in EVERY_ADDRESS else settings.host
    return settings.public_url or f"http://{host}:{settings.port}"


@contextmanager
def _looked_around(app: Flask, database: Database, visitors: Visitors) -> Iterator[None]:
    """Beside the block, every kind of page is looked at, at the start and whenever the database was started again, so
    that who comes first waits no longer than who comes later. Who comes sooner still goes first, waits, and is not
    refused."""
    health, stopping = database.health, threading.Event()

    def goes_on() -> bool:
        visitors.let_pass(LET_PASS_SECONDS)
        return not health.started_again.is_set()

    def look() -> None:
        while not stopping.is_set():
            health.started_again.clear()
            with suppress(DatabaseUnavailable):  # it is started again, and then there is another look
                look_around(app, goes_on)
            if not health.started_again.is_set():
                health.cold.clear()
            health.started_again.wait()

    health.cold.set()
    looking = threading.Thread(target=look, name="looking around", daemon=True)
    looking.start()
    try:
        yield
    finally:
        stopping.set()
        health.started_again.set()
        looking.join(LOOK_SECONDS)


def _first_administrator(database: Database, by: Actor) -> None:
    """Make one where there is none; what to sign in with is said when it is stored, not before."""
    if database.read(users.has_administrator):
        return
    typed = sys.stdin.isatty()
    email, password = _asked() if typed else (FIRST_EMAIL, new_secret())
    new = users.NewUser(new_id(), email, users.UNNAMED, Role.ADMINISTRATOR)
    database.write(users.create_first_administrator, new, hash_password(password), by=by)
    if typed:
        click.echo(f"You can now sign in as {email}.")
    else:
        click.echo(f"The first administrator signs in as {email} with the password {password}")
        click.echo("It is shown only this once. Change it after signing in, under Settings.")


def _asked() -> tuple[str, str]:
    """The address and password typed at the terminal, asked again until they will do."""
    while True:
        try:
            email = users.normal_email(click.prompt("Your e-mail address"))
            password = click.prompt("A password (12 characters or more)", hide_input=True, confirmation_prompt=True)
            check_new(password, email=email, name="")
        except (CrmError, ValueError) as refused:
            click.echo(str(refused), err=True)
        else:
            return email, password


def _offer_sample(database: Database, by: Actor) -> None:
    if database.read(counts).get("Person"):
        return
    if not sys.stdin.isatty():
        click.echo("There is no data yet. Import your files on the Imports page, or look around first: crm sample add")
    elif click.confirm("There is no data yet. Add a fictional sample state to look around in?", default=False):
        add_sample(database, by)
