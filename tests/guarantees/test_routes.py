"""Who may use which route: the table beside this file, held against the site's own URL map.

A new route fails here until its line is in routes.txt; that line is what a reviewer reads. Columns: method, route,
then a letter for each role that may: P(ublic), A(dministrator), S(taff), M(ember), V(iewer).
"""

import re
from pathlib import Path

import pytest
from flask import Flask

from web.access import PUBLIC, allowed_roles

TABLE = Path(__file__).with_name("routes.txt")
LETTERS = {PUBLIC: "P", "administrator": "A", "staff": "S", "member": "M", "viewer": "V"}
ROLES = ("administrator", "staff", "member", "viewer")
CHANGING = {
    "delete",
    "restore",
    "undo",
    "apply",
    "remove",
    "end",
    "finish",
    "reopen",
    "retract",
    "deactivate",
    "sign-out",
}
# Flask's own: assets hold nothing of anybody.
OPEN = {"static"}


def routes(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    """Every method and rule with whom it allows."""
    with app.app_context():
        return sorted(
            (method, rule.rule, allowed_roles(rule.endpoint, method))
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in OPEN
            for method in rule.methods - {"HEAD", "OPTIONS"}
        )


def line(method: str, rule: str, allowed: frozenset[str]) -> str:
    letters = "".join(letter for role, letter in LETTERS.items() if role in allowed)
    return f"{method:6} {rule} {letters or 'nobody'}"


def test_every_route_and_who_may_use_it_is_in_the_table(app):
    found = {line(*route) for route in routes(app)}
    table = set(TABLE.read_text(encoding="utf-8").splitlines())
    assert {"not in routes.txt": sorted(found - table), "no longer so": sorted(table - found)} == {
        "not in routes.txt": [],
        "no longer so": [],
    }


def test_no_route_is_open_to_nobody(app):
    assert [route for route in routes(app) if not route[2]] == []


def test_no_page_that_changes_something_answers_to_a_link(app):
    """Reading is GET and changing is not; so a picture or a link on another site can change nothing."""
    reading = [rule for method, rule, _ in routes(app) if method == "GET"]
    assert [rule for rule in reading if rule.rsplit("/", 1)[-1] in CHANGING] == []


@pytest.mark.parametrize("role", [None, *ROLES])
def test_whoever_is_not_in_the_table_is_turned_away(app, client, client_as, role):
    visitor = client_as(role) if role else client
    let_in = []
    for method, rule, allowed in routes(app):
        if PUBLIC in allowed or role in allowed:
            continue
        answer = visitor.open(address_of(rule), method=method)
        refused = (403,) if role else (401, 303)
        if answer.status_code not in refused or (answer.location and not answer.location.startswith("/sign-in")):
            let_in.append((method, rule, answer.status_code))
    assert let_in == []


def address_of(rule: str) -> str:
    """The rule with something in the place of each variable."""
    return re.sub(r"<[^>]+>", "x", rule)
