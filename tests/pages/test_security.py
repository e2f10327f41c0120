"""What every request and response is held to: where writes come from, headers, sizes, logs, and an absent database."""

import json
import logging
import os
import stat
from dataclasses import dataclass

import pytest

from crm.errors import DatabaseUnavailable
from crm.relationships.network import Network
from web.app import LARGEST_REQUEST, create_app
from web.request_log import JsonLines, keep
from web.security import HEADERS


@dataclass(frozen=True)
class HttpsSettings:
    """A site behind a proxy that speaks https."""

    secret_key: str = "only for the tests, never for a site"
    public_url: str = "https://crm.example.org"
    database_uri: str | None = None


ABSENT = None
HERE = "http://localhost"
# Sec-Fetch-Site, Origin, Authorization -> whether the write is let in.
WRITES = [
    ("same-origin", HERE, ABSENT, True),
    ("same-origin", ABSENT, ABSENT, True),
    ("none", ABSENT, ABSENT, True),
    ("same-site", "http://other.localhost", ABSENT, False),
    ("cross-site", "https://evil.example", ABSENT, False),
    ("cross-site", HERE, ABSENT, False),
    ("", HERE, ABSENT, False),
    (ABSENT, HERE, ABSENT, True),  # plain http at an office address: Chromium sends Origin only
    (ABSENT, "http://LOCALHOST", ABSENT, True),
    (ABSENT, "https://evil.example", ABSENT, False),
    (ABSENT, "http://localhost:8000", ABSENT, False),
    (ABSENT, "http://localhost.evil.example", ABSENT, False),
    (ABSENT, "null", ABSENT, False),
    (ABSENT, "", ABSENT, False),
    (ABSENT, ABSENT, ABSENT, False),
    (ABSENT, ABSENT, "Basic abc", False),
    ("cross-site", "https://evil.example", "Bearer abc", False),
]


@pytest.mark.parametrize(("site", "origin", "authorization", "let_in"), WRITES)
def test_a_write_must_come_from_our_own_pages(client_as, site, origin, authorization, let_in):
    headers = {"Sec-Fetch-Site": site, "Origin": origin, "Authorization": authorization}
    answer = client_as("staff").post("/settings/tokens", data={"name": "x"}, headers=headers)
    assert answer.status_code == (200 if let_in else 403)
    assert ("came from another site" in answer.text) is not let_in


def test_without_any_origin_only_a_token_is_let_in_and_the_cookie_counts_for_nothing(client_as):
    headers = {"Sec-Fetch-Site": None, "Authorization": "Bearer made-up"}
    answer = client_as("administrator").post("/settings/tokens", data={"name": "x"}, headers=headers)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("https://crm.example.org", True),
        ("https://crm.example.org:443", True),
        ("http://crm.example.org", False),
        ("https://crm.example.org:8443", False),
        ("http://localhost", False),
    ],
)
def test_behind_a_proxy_the_public_address_is_what_counts(graph, origin, let_in):
    client = create_app(graph, HttpsSettings(), Network()).test_client()
    answer = client.post("/sign-in", data={"email": "a", "password": "b"}, headers={"Origin": origin})
    assert answer.status_code == (422 if let_in else 403)


def test_reading_is_allowed_from_everywhere_since_it_changes_nothing(client_as):
    assert client_as("staff").get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


ANSWERS = [
    "/",
    "/sign-in",
    "/find.json?q=x",
    "/nothing/here",
    "/accounts",
    "/static/nothing.css",
    "/settings",
    "/api/v1/x",
]


@pytest.mark.parametrize("role", [None, "viewer", "administrator"])
@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_has_the_strict_headers(client, client_as, role, address):
    answer = (client_as(role) if role else client).get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    assert len(answer.headers["X-Request-ID"]) == 12


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    for rule in (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy


def test_over_https_browsers_are_told_to_stay_there(graph):
    app = create_app(graph, HttpsSettings(), Network())
    assert app.test_client().get("/sign-in").headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-crm"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_on_plain_http_they_are_not(client):
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_assets_may_be_kept_for_ever_since_their_name_is_their_content(client, app):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("site.css")
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_form_over_the_limit_is_refused_in_words(client_as):
    large = b"name=" + b"x" * LARGEST_REQUEST
    form = "application/x-www-form-urlencoded"
    answer = client_as("staff").post("/settings/tokens", data=large, content_type=form)
    assert answer.status_code == 413
    assert "at most 10 MB" in answer.text
    assert "Nothing was saved" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/sign-in", 405)])
def test_errors_are_pages_for_people_and_json_for_programs(client_as, path, status):
    client = client_as("staff")
    page = client.delete(path)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert "Log a contact" in page.text
    program = client.delete("/api/v1/nothing")
    assert (program.status_code, program.mimetype) == (404, "application/json")
    assert set(program.get_json()) == {"status", "message", "errors"}


def test_a_refused_method_says_which_are_taken(client):
    assert "POST" in client.delete("/sign-in").headers["Allow"]


def test_a_program_without_a_token_is_told_so(client):
    answer = client.get("/find.json?q=ann")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["status"] == 401


def test_a_view_that_says_nothing_about_roles_is_closed_to_everybody(app, client_as):
    app.add_url_rule("/forgotten-rule", view_func=lambda: "secret")
    for role in ("viewer", "member", "staff", "administrator"):
        answer = client_as(role).get("/forgotten-rule")
        assert answer.status_code == 403
        assert "secret" not in answer.text


class Unreachable:
    """A database that is not there."""

    def read(self, *_, **__):
        raise DatabaseUnavailable("The database does not answer at bolt://10.9.8.7:7687.")

    write = read

    def for_the_first_time(self):
        return self


def test_without_the_database_the_page_is_calm_and_tells_strangers_nothing(app, client_as):
    client = client_as("staff")
    working = app.extensions["crm"]
    app.extensions["crm"] = type(working)(Unreachable(), working.settings, working.network)
    answer = client.get("/people")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "what is stored is safe" in answer.text
    assert "10.9.8.7" not in answer.text
    program = client.get("/find.json")
    assert (program.status_code, program.get_json()["status"]) == (503, 503)


def test_an_unexpected_error_shows_a_reference_and_no_details(app, client_as, caplog):
    def broken():
        raise RuntimeError("the inner secret")

    broken.allowed = frozenset({"staff"})
    app.add_url_rule("/broken", view_func=broken)
    app.testing = False
    with caplog.at_level(logging.ERROR):
        answer = client_as("staff").get("/broken")
    assert answer.status_code == 500
    assert "the inner secret" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert caplog.records[-1].request_id == answer.headers["X-Request-ID"]


def test_the_log_is_kept_in_a_folder_of_its_owner_with_the_reference_of_an_error_page(client_as, tmp_path, monkeypatch):
    ours = logging.getLogger("crm")
    monkeypatch.setattr(ours, "handlers", [])
    monkeypatch.setattr(ours, "level", ours.level)
    keep(tmp_path / "log")
    answer = client_as("staff").get("/people/nobody")
    ours.handlers[0].close()
    lines = [json.loads(line) for line in (tmp_path / "log" / "site.log").read_text("utf-8").splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [("/people/<person_id>", 404)]
    assert lines[0]["request_id"] == answer.headers["X-Request-ID"]
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_the_log_names_the_route_and_the_account_and_no_secret(client_as, caplog):
    client = client_as("staff")
    with caplog.at_level(logging.INFO, "crm.web.requests"):
        client.get("/welcome/a-secret-link?token=not-to-be-told")
        client.get("/find?q=senator")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "crm.web.requests"]
    assert [line["route"] for line in lines] == ["/welcome/<secret>", "/find"]
    assert lines[1]["user_id"] == client.actor.user_id
    assert all(secret not in json.dumps(lines) for secret in ("a-secret-link", "not-to-be-told", "senator", "_user_id"))
