"""A site at a port of this machine, and browsers that are signed in to it."""

import html
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import waitress
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.office import Office
from crm import office_time
from crm.accounts import sessions, users
from crm.accounts.random_secrets import digest, new_secret
from crm.vocabulary import Role
from web.cli.serve import THREADS

COOKIE = "crm"
LATER = re.compile(rb'data-later="([^"]+)"')
PATIENCE = 300.0  # seconds


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application at a port, by the server that `crm serve` uses."""
    sockets: dict[int, Any] = {}
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS, map=sockets)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running.effective_port
    running.task_dispatcher.shutdown()
    # In its own thread, where nothing waits for what is closed.
    running.trigger.pull_trigger(partial(running.asyncore.close_all, sockets))
    thread.join(10)


def signed_in(office: Office, person: str | None = None) -> str:
    """The cookie of a new session of a new account, which is that person's."""
    new = users.NewUser(str(uuid.uuid4()), f"{uuid.uuid4()}@example.org", "Benchmark", Role.STAFF)
    user = office.database.write(users.create_user, new, by=office.actor)
    if person:
        office.database.write(users.link_person, user.id, person, by=office.actor)
    secret = new_secret()
    begun = sessions.new_session(digest(secret), device="Benchmark", address="127.0.0.1", at=office_time.instant())
    office.database.write(sessions.start, user.id, begun)
    signing = Flask("signing")
    signing.secret_key = office.settings.secret_key
    serializer = SecureCookieSessionInterface().get_signing_serializer(signing)
    assert serializer is not None
    return f"{COOKIE}={serializer.dumps({'_user_id': secret, '_fresh': True})}"


class Browser:
    """One connection that is kept open, as a browser keeps it. `later` is the address from which the last page's script
    fetches what was not there at once, if it does."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        self.later: str | None = None

    def get(self, address: str) -> int:
        """The status of a page, once all of it is here."""
        return self._asked("GET", address)[0]

    def post(self, address: str, form: dict[str, str]) -> int:
        """The status of the page that a sent form leads to."""
        status, leads_to = self._asked("POST", address, urlencode(form))
        return self.get(leads_to) if leads_to else status

    def close(self) -> None:
        self._connection.close()

    def _asked(self, method: str, address: str, body: str = "") -> tuple[int, str]:
        headers = {**self._headers, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
        self._connection.request(method, address, body or None, headers)
        answer = self._connection.getresponse()
        named = LATER.search(answer.read())
        self.later = html.unescape(named[1].decode()) if named else None
        return answer.status, answer.headers.get("Location", "")


def seconds(run: Callable[[], object]) -> float:
    """How long it takes, by the clock."""
    start = perf_counter()
    run()
    return perf_counter() - start
