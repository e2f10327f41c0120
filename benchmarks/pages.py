"""Pages over HTTP as a signed-in browser meets them, beside the least that any page with one query costs."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from itertools import cycle, islice
from time import perf_counter

import waitress
from flask import Flask

from benchmarks.office import PATIENCE, Office
from benchmarks.table import Measure
from benchmarks.timing import Timing, undisturbed
from crm import dates
from crm.accounts import sessions, users
from crm.accounts.actor import Role
from crm.accounts.random_secrets import digest, new_secret
from crm.relationships.network import Network
from web.app import create_app

ASKED = 30  # times, each page
THREADS = 8

LEAST = "RETURN 1 AS one"


def rows(office: Office, network: Network) -> list[Measure]:
    """How long each page takes; every one is made anew each time it is asked for."""
    app = create_app(office.database.within(PATIENCE), office.settings, network)
    cookie = _signed_in(office, app)
    with _served(_bare(office)) as bare, _served(app) as site:
        floor = _asked(bare, "", ["/"])
        page = partial(_asked, site, cookie)
        paths = page([f"/paths?to={one}" for one in office.legislators])
        answers = page([f"/api/v1/paths?end_id={one}" for one in office.legislators])
        coverage, council = page(["/seats"]), page(["/council/brief"])
    return [
        Measure("HTTP and one Bolt round trip", floor, "the floor: a bare page with one least query"),
        Measure("how do we reach: the page", paths, "sentences, evidence, picture and table, never cached", floor),
        Measure("how do we reach: as JSON", answers, "the same answer for a program", floor),
        Measure("the coverage page", coverage, "174 seats with holders, best ties, last contacts and guesses", floor),
        Measure("the council brief", council, "the page that a meeting is prepared with", floor),
    ]


def _bare(office: Office) -> Flask:
    bare = Flask("bare")
    bare.get("/")(lambda: str(office.database.read(lambda tx: tx.run(LEAST).single(strict=True)["one"])))
    return bare


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    """The application at a port of this machine, by the server that `crm serve` uses."""
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running.effective_port
    running.close()
    thread.join(10)


def _signed_in(office: Office, app: Flask) -> str:
    """The cookie of a new session of a new account."""
    new = users.NewUser(str(uuid.uuid4()), f"{uuid.uuid4()}@example.org", "Benchmark", Role.STAFF)
    user = office.database.write(users.create_user, new, by=office.actor)
    secret = new_secret()
    begun = sessions.new_session(digest(secret), device="Benchmark", address="127.0.0.1", at=dates.instant())
    office.database.write(sessions.start, user.id, begun)
    value = app.session_interface.get_signing_serializer(app).dumps({"_user_id": secret, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def _asked(port: int, cookie: str, addresses: Sequence[str]) -> Timing:
    """Each address in turn over one connection, after a round that is not timed and plans the queries."""
    connection = HTTPConnection("127.0.0.1", port)
    get = partial(_get, connection, cookie)
    asked = list(islice(cycle(addresses), ASKED))
    for address in asked:
        get(address)
    with undisturbed():
        return Timing(tuple(_seconds(partial(get, address)) for address in asked))


def _get(connection: HTTPConnection, cookie: str, address: str) -> bytes:
    connection.request("GET", address, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (address, answer.status, body[:500])
    return body


def _seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start
