"""The site beside many open connections: idle ones, requests sent by halves, answers that nobody reads."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from web.cli.serve import http_server

IDLE, HALF_SENT, SLOW = 200, 150, 10
LARGE = 4_000_000
SOON = 10.0  # the site that this was written for kept newcomers waiting for two minutes


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A small site on the real server, with a page and a large file."""
    app = Flask("small")
    app.add_url_rule("/", view_func=lambda: "here", endpoint="page")
    app.add_url_rule("/large", view_func=lambda: "x" * LARGE, endpoint="large")
    listening = socket.create_server(("127.0.0.1", 0))
    running = http_server(app, None, listening)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield listening.getsockname()
    running.close()
    thread.join(10)


def asked(address: tuple[str, int], text: str) -> socket.socket:
    connection = socket.create_connection(address, timeout=SOON)
    connection.sendall(text.encode())
    return connection


def test_a_newcomer_is_served_beside_idle_half_sent_and_unread_connections(address: tuple[str, int]) -> None:
    with ExitStack() as held:
        for _ in range(IDLE):
            connection = held.enter_context(asked(address, "GET / HTTP/1.1\r\nHost: site\r\n\r\n"))
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        for _ in range(HALF_SENT):
            held.enter_context(asked(address, "POST / HTTP/1.1\r\nHost: site\r\nContent-Length: 1000\r\n\r\nhalf"))
        for _ in range(SLOW):
            held.enter_context(asked(address, "GET /large HTTP/1.1\r\nHost: site\r\n\r\n"))
        for _ in range(5):
            with asked(address, "GET / HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n") as newcomer:
                answer = b"".join(iter(lambda one=newcomer: one.recv(1000), b""))
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"here")
