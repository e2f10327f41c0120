"""When a site has started, every kind of page is looked at once, so that nobody is the first to wait for it."""

import logging
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from worlds import town
from worlds.pieces import write

from crm.accounts.users import User
from crm.storage.database import Database
from web.context import database
from web.first_look import FIRST, look_around


@pytest.fixture
def readers(graph: Database, make_user: Callable[..., User]) -> list[User]:
    """An account of each role, in a town whose people talk."""
    town.settle(graph)
    return [make_user(role) for role in ("administrator", "staff", "member", "viewer")]


def endpoint(app: Flask, address: str) -> tuple[str, bool]:
    path, _, asked = address.partition("?")
    return str(app.url_map.bind("").match(path, "GET")[0]), bool(asked)


def test_the_first_pages_are_opened_for_each_role_and_every_other_kind_once(app: Flask, readers: list[User]) -> None:
    opened = look_around(app)
    assert opened[: len(FIRST) * len(readers)] == [path for path in FIRST for _ in readers]
    others = Counter(endpoint(app, address) for address in opened if address not in FIRST)
    assert set(others.values()) == {1}
    assert {"person.show", "organizations.show", "plan.overview", "settings.page"} <= {name for name, _ in others}


def test_looking_around_writes_nothing_logs_nothing_and_ends_nobodys_session(
    app: Flask, graph: Database, readers: list[User], caplog: pytest.LogCaptureFixture
) -> None:
    graph.read(lambda tx: tx.run("RETURN 1").consume())
    before = graph.bookmarks()
    with caplog.at_level(logging.INFO, "crm"):
        look_around(app)
    graph.read(lambda tx: tx.run("RETURN 1").consume())
    assert graph.bookmarks() == before
    assert not [line for line in caplog.records if line.message == "request"]


def test_it_ends_when_it_is_told_to(app: Flask, readers: list[User]) -> None:
    answers = iter([True, True, False])
    assert look_around(app, lambda: next(answers)) == ["/", "/"]


def test_a_site_without_an_account_has_nobody_to_look_for(app: Flask, graph: Database) -> None:
    assert look_around(app) == []


def test_an_office_that_asks_a_second_factor_of_administrators_is_looked_around_all_the_same(
    app: Flask, graph: Database, readers: list[User]
) -> None:
    write(graph, "MATCH (o:Office {id: 'office'}) SET o.administrators_need_second_factor = true")
    assert len(look_around(app)) > 50


def test_a_kind_of_page_has_time_to_be_planned_until_it_was_answered_and_again_when_it_took_too_long(
    app: Flask, readers: list[User], client_as: Callable[..., FlaskClient]
) -> None:
    def may_take_long(path: str, method: str = "GET") -> bool:
        with app.test_request_context(path, method=method):
            return database().unhurried

    assert may_take_long("/seats")
    client_as("staff").get("/seats")
    assert not may_take_long("/seats")
    assert may_take_long("/seats?chamber=upper")
    assert may_take_long("/log", "POST")
    with app.test_request_context("/seats"):
        app.process_response(Response(status=503))
    assert may_take_long("/seats")
