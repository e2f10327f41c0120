"""`crm serve` as a process of its own: what it prints, what it logs, and how it ends."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import flask
import pytest
from flask import Flask
from worlds.post_office import SENDER, post_office

from crm.accounts.users import User
from crm.mail.delivery import LOOK_EVERY
from crm.storage.doctor import OK, PROBLEM, examine
from crm.storage.settings import from_environment
from web.cli.serve import http_server

COMMAND = [sys.executable, "-c", "from web.cli import main; main()", "serve"]
PATIENCE = 120.0
NEW = "an evening by the river"
Serve = Callable[..., "contextmanager[Site]"]


class Site:
    """A running `crm serve`: `printed` is what it said until it was ready, `logged` the file it logs to."""

    def __init__(self, process: subprocess.Popen[str], port: int, logged: Path) -> None:
        self.process, self.logged, self.address = process, logged, f"http://127.0.0.1:{port}"
        lines = iter(process.stdout.readline, "")  # type: ignore[union-attr]
        self.printed = "".join(line for line in _until(lines, "Ready."))
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path: str, **form: str) -> tuple[int, str, str]:
        """The status, the reference and the text of an answer; where the page says to try again in a moment, of that.

        A database that has just started is slower than a page may be when the machine that tests is busy.
        """
        deadline = time.monotonic() + PATIENCE
        while (answer := self._open_once(path, form))[0] == 503 and time.monotonic() < deadline:
            time.sleep(1)
        return answer

    def _open_once(self, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        request = urllib.request.Request(self.address + path, headers={"Sec-Fetch-Site": "same-origin"})
        request.data = urlencode(form).encode() if form else None
        try:
            with self.browser.open(request) as answer:
                return answer.status, answer.headers["X-Request-ID"], answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers["X-Request-ID"], refused.read().decode()


def _until(lines: Iterator[str], last: str) -> Iterator[str]:
    for line in lines:
        yield line
        if line.strip() == last:
            return


@pytest.fixture
def serve(way_in: dict[str, str], tmp_path: Path) -> Serve:
    """Runs `crm serve` on the graph without a terminal; leaving the block ends it with SIGTERM."""

    @contextmanager
    def running(**settings: str) -> Iterator[Site]:
        port, logged = free_port(), tmp_path / "log"
        environment = surroundings(way_in, port) | settings
        with logged.open("a") as log:
            process = subprocess.Popen(
                COMMAND, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
            )
        with process:
            try:
                yield Site(process, port, logged)
            finally:
                process.send_signal(signal.SIGTERM)
        assert process.returncode == 0, logged.read_text()

    return running


def surroundings(way_in: dict[str, str], port: int) -> dict[str, str]:
    """The environment of a site on this port, over the database of this run."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    return {**others, **way_in, "CRM_PORT": str(port)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_without_a_terminal_the_first_start_prints_a_password_that_signs_in_and_the_next_prints_none(
    serve: Serve,
) -> None:
    with serve() as site:
        email, password = re.search(r"signs in as (\S+) with the password (\S+)", site.printed).groups()
        assert f"The site is at {site.address}\n" in site.printed
        status, _, home = site.open("/sign-in", email=email, password=password)
        assert status == 200
        assert "add the sample data" in home
        assert site.open("/")[0] == 200
    with serve() as site:
        assert "password" not in site.printed


def test_a_new_password_asked_for_comes_by_mail_once_and_its_link_signs_in(
    serve: Serve, make_user: Callable[..., User]
) -> None:
    ann = make_user("staff").email
    with post_office() as mail:
        sending = {"CRM_SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "CRM_SMTP_FROM": SENDER}
        with serve(**sending) as site:
            site.open("/forgotten", email=ann)
            wait_until(lambda: mail.to == [ann])
            link = re.search(r"http://\S+/welcome/\S+", mail.taken[0].get_content())[0]
            path = urlsplit(link).path
            assert site.open(path, password=NEW, again=NEW)[0] == 200
            assert site.open("/")[0] == 200
        with serve(**sending) as site:
            time.sleep(2 * LOOK_EVERY)
            assert site.open("/sign-in", email=ann, password=NEW)[0] == 200
        assert mail.to == [ann]


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.2)


def test_a_site_for_every_machine_is_announced_by_an_address_that_can_be_typed(serve: Serve) -> None:
    with serve(CRM_HOST="0.0.0.0") as site:
        port = site.address.rpartition(":")[2]
        assert f"The site is at http://localhost:{port}\n" in site.printed


def test_the_reference_of_an_answer_finds_its_line_in_the_log(serve: Serve) -> None:
    with serve() as site:
        status, reference, _ = site.open("/no-such-page")
    lines = [json.loads(line) for line in site.logged.read_text().splitlines() if line.startswith("{")]
    (line,) = (line for line in lines if line.get("request_id") == reference)
    assert (line["method"], line["status"], line["route"]) == ("GET", status, "(no route)")


def test_the_doctor_tells_the_sites_own_port_from_one_that_somebody_else_took(
    serve: Serve, way_in: dict[str, str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        other = from_environment({**way_in, "CRM_PORT": str(taken.getsockname()[1])})
        (port,) = (finding for finding in examine(other) if finding.about == "port")
        assert port.state == PROBLEM
        assert port.line.endswith("Address already in use. Set CRM_PORT to another one.")
    with serve() as site:
        own = from_environment({**way_in, "CRM_PORT": site.address.rpartition(":")[2]})
        (port,) = (finding for finding in examine(own) if finding.about == "port")
        assert port.state == OK


@pytest.mark.parametrize(
    ("public_url", "seen"),
    [("https://crm.example", "203.0.113.7"), (None, "127.0.0.1")],
    ids=["behind a proxy", "open"],
)
def test_a_visitor_has_the_address_that_a_proxy_here_saw_and_none_of_their_own_making(
    public_url: str | None, seen: str
) -> None:
    asked = Flask("asked")
    asked.get("/")(lambda: flask.request.remote_addr)
    listening = socket.create_server(("127.0.0.1", 0))
    server = http_server(asked, public_url, listening)
    threading.Thread(target=server.run, daemon=True).start()
    made_up, by_the_proxy = "198.51.100.1", "203.0.113.7"
    request = urllib.request.Request(f"http://127.0.0.1:{server.effective_port}/")
    request.add_header("X-Forwarded-For", f"{made_up}, {by_the_proxy}")
    with urllib.request.urlopen(request) as answer:
        assert answer.read().decode() == seen
    server.close()


def test_a_taken_port_is_said_before_anything_is_started(way_in: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = subprocess.run(
            COMMAND, env=surroundings(way_in, taken.getsockname()[1]), capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert re.fullmatch(r"The site cannot listen on 127\.0\.0\.1, port \d+: .+ Set CRM_PORT .+\n", ended.stderr)
