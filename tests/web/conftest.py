"""The site over the real graph: a client for each role, and a browser on a real server."""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm import dates
from crm.accounts import sessions, users
from crm.accounts.actor import Actor, Role, command_line
from crm.accounts.random_secrets import digest, new_secret
from crm.relationships.network import Network
from web.app import create_app

BROWSERS_WRITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class SiteSettings:
    """The part of the settings that the site reads."""

    secret_key: bytes = b"only for the tests, thirty-two by"
    public_url: str | None = None


class Client(FlaskClient):
    """A test client that sends what a browser sends. `actor` is who it is signed in as."""

    actor: Actor | None = None

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        headers = {**BROWSERS_WRITE, **dict(kwargs.pop("headers", None) or {})}
        return super().open(*args, headers={k: v for k, v in headers.items() if v is not None}, **kwargs)


@pytest.fixture
def app(graph) -> Flask:
    """The site over an empty graph."""
    made = create_app(graph, SiteSettings(), Network())
    made.testing = True
    made.test_client_class = Client
    return made


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def make_user(graph) -> Callable[..., users.User]:
    """Makes an account; `person_id` links it to a person who is there."""

    def make(role: str = "staff", name: str = "", person_id: str | None = None) -> users.User:
        by = command_line(dates.instant())
        new = users.NewUser(str(uuid.uuid4()), f"{uuid.uuid4().hex[:8]}@example.org", name or f"A {role}", Role(role))
        made = graph.write(users.create_user, new, by=by)
        return graph.write(users.link_person, made.id, person_id, by=by) if person_id else made

    return make


@pytest.fixture
def session_for(graph) -> Callable[[users.User], str]:
    """Starts a session for an account and returns its secret."""

    def start(user: users.User) -> str:
        secret = new_secret()
        begun = sessions.new_session(digest(secret), device="A test", address="127.0.0.1", at=dates.instant())
        graph.write(sessions.start, user.id, begun)
        return secret

    return start


@pytest.fixture
def client_as(app: Flask, make_user, session_for) -> Callable[..., Client]:
    """A client signed in with a fresh account: `client_as("staff")`, `client_as("member", person_id=...)`."""

    def sign_in(role: str = "staff", *, person_id: str | None = None, user: users.User | None = None) -> Client:
        user = user or make_user(role, person_id=person_id)
        client: Client = app.test_client()
        with client.session_transaction() as held:
            held["_user_id"] = session_for(user)
        client.actor = user.actor(dates.instant())
        return client

    return sign_in


class QuietHandler(WSGIRequestHandler):
    """A server that does not write its requests on the tests' output."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The site at a real address, for a browser."""
    with make_server("127.0.0.1", 0, app, handler_class=QuietHandler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join(10)
