"""One look at every kind of page when the site has started, before somebody waits for it.

The first time is the dear one: Neo4j plans each query, the network of ties is read into memory, templates are
compiled. So pages are opened here as a reader comes by them, link after link and one of each kind. Nothing is sent,
written or logged, and only what that reader may open is opened.
"""

import html
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_login import login_user
from werkzeug.exceptions import HTTPException

from crm.accounts.users import User, all_users
from crm.records.office import time_zone
from crm.vocabulary import Role
from web.access import Account, allowed_roles
from web.context import SITE

FIRST = ("/", "/log", "/seats")
MOST = 300  # pages
LINK = re.compile(r'href="(/[^"#]*)')
CONTENT = 'id="content"'
NOT_PAGES = ("static", "api")

Kind = tuple[str, bool]  # an endpoint, and whether something is asked of it


def look_around(app: Flask, goes_on: Callable[[], bool] = lambda: True) -> list[str]:
    """Open the first pages as an account of each role, then every other kind of page that the first of them comes by.

    Returns the addresses opened. Raises DatabaseUnavailable where not even the accounts can be read.
    """
    database = app.extensions[SITE].database
    zone, readers = database.read(time_zone), _one_of_each_role(database.read(all_users))
    waiting = deque((reader, address) for address in FIRST for reader in readers)
    opened: list[str] = []
    known: set[Kind] = set()
    while waiting and len(opened) < MOST and goes_on():
        reader, address = waiting.popleft()
        page = _opened(app, address, reader, zone)
        opened.append(address)
        if reader is readers[0]:
            new = [link for link in _links(page) if _is_new(app, link, reader.role, known)]
            waiting.extend((reader, link) for link in new)
    return opened


def _one_of_each_role(users: Iterable[User]) -> list[User]:
    """The administrator, who may open most, is the first; nobody of them is kept at the door of a second factor."""
    by_role = {user.role: replace(user, needs_second_factor=False) for user in users if user.is_active}
    return [by_role[role] for role in Role if role in by_role]


def _opened(app: Flask, address: str, reader: User, zone: ZoneInfo) -> str:
    """The page as this reader would get it; whatever goes wrong with it is told when somebody asks for it."""
    with app.test_request_context(address):
        g.nobody_asks = True
        login_user(Account(reader, zone))
        response = app.full_dispatch_request()
        return "" if response.is_streamed or response.mimetype != "text/html" else response.get_data(as_text=True)


def _links(page: str) -> list[str]:
    """What it is about before what stands around it, as in the menu."""
    around, _, content = page.partition(CONTENT)
    return [html.unescape(link) for link in LINK.findall(content) + LINK.findall(around)]


def _is_new(app: Flask, address: str, role: Role, known: set[Kind]) -> bool:
    """Whether it is a page of a kind not met yet, which this role may open; it is met then."""
    path, _, asked = address.partition("?")
    try:
        endpoint, _ = app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    kind = (str(endpoint), bool(asked))
    if kind in known or str(endpoint).partition(".")[0] in NOT_PAGES or role not in _allowed(app, str(endpoint)):
        return False
    known.add(kind)
    return True


def _allowed(app: Flask, endpoint: str) -> frozenset[str]:
    with app.app_context():
        return allowed_roles(endpoint, "GET")
