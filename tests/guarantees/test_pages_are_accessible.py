"""Every page of the site, with the sample state in it, held to WCAG 2.2 AA: at a desk and on a phone, light and dark.

A new page fails here until it has an example address, so that none is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Page
from the_site import add_user, begin_session, build, served, session_cookie
from worlds.furnishing import address_of, furnish, rules_of_get
from worlds.office import CHICAGO

from crm import office_time
from crm.events.events import event
from crm.learning.kinds import SURVEYS
from crm.records.actor import command_line
from crm.records.declared import record
from crm.storage.database import Database
from crm.storage.emptying import empty
from web.events.door import door_address
from web.learning.answering import open_address

DIRECTORY = (
    "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT\nKS,Quitman School District,2000001,Regular public school district\n"
    "KS,Numberless,x,Regular public school district\n"
)
# Answers of GET that are no pages: files, and what programs read.
NO_PAGES = re.compile(
    r"^/api(/|$)|\.(json|js|webmanifest|ics|svg|pdf|toml|<kind>)$|^/static/|/cell$|/template$|<record_id>/file$|/portrait$"
)
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")

# Pages for people who are not signed in; the others send them to the first of these.
OUTSIDE = ("/sign-in", "/forgotten", "/welcome/<secret>", "/keys", "/door/<code>", "/s/<link>", "/survey/<code>")
# Addresses that need more than their rule to show what they are for.
FULLER = {
    "/find": "/find?q=education",
    "/paths": "/paths?to=<person_id>",
    "/holdings": "/holdings?key=<key>",
    "/plan/counted": "/plan/counted?of=<contact_id>",
    "/people/chosen": "/people/chosen?act=log&person=<person_id>",
    "/people/group": "/people/group?person=<person_id>",
    "/records/messages/campaign": "/records/messages/campaign?name=Fund%20schools",
    "/s/<link>": "/s/<survey_link>",
    "/survey/<code>": "/survey/<survey_code>",
}


@dataclass(frozen=True)
class Furnished:
    """The site with something in every page: windows inside and outside, and what stands in each variable."""

    inside: Page
    outside: Page
    ids: dict[str, str]


def page_rules() -> list[str]:
    """The rule of every page of the site."""
    return [rule for rule in rules_of_get() if not NO_PAGES.search(rule)]


@pytest.fixture(scope="module")
def furnished(database, chromium, tmp_path_factory) -> Iterator[Furnished]:
    """The sample state, and one of everything that it has not. Made once: no test here changes anything."""
    empty(database)
    ids = furnish(database.within(60))
    app = build(database, tmp_path_factory.mktemp("site"))
    secret = begin_session(database, add_user(database, "administrator"))
    with served(app) as address:
        windows = [chromium.new_context(base_url=address) for _ in range(2)]
        windows[0].add_cookies([session_cookie(app, secret, address)])
        ids["job_id"] = _previewed(app, secret)
        ids |= _codes(app, database, ids)
        inside, outside = (window.new_page() for window in windows)
        for page in (inside, outside):
            page.set_default_timeout(60_000)
        yield Furnished(inside, outside, ids)
        for window in windows:
            window.close()


def _previewed(app: Flask, secret: str) -> str:
    """An import that waits to be looked over."""
    client = app.test_client()
    with client.session_transaction() as held:
        held["_user_id"] = secret
    data = {"file": (BytesIO(DIRECTORY.encode()), "districts.csv"), "as_of": "8/1/2026"}
    with client.post("/imports/new/nces", data=data, content_type="multipart/form-data") as answer:
        job_id = answer.location.rpartition("/")[2]
    app.extensions["imports"].wait(job_id)
    return job_id


def _codes(app: Flask, database: Database, ids: dict[str, str]) -> dict[str, str]:
    """The codes on the door of today's event, and of the survey's open page."""
    by = command_line(office_time.instant(), CHICAGO)
    with app.test_request_context():
        door = door_address(database.read(event, ids["event_id"]))
        survey = open_address(database.read(record, SURVEYS, ids["survey_id"], actor=by))
    return {"code": door.rpartition("/")[2], "survey_code": survey.rpartition("/")[2]}


@pytest.mark.parametrize("rule", page_rules())
def test_every_page_is_accessible_and_fits_a_phone(furnished, axe, rule):
    page = furnished.outside if rule in OUTSIDE else furnished.inside
    address = address_of(FULLER.get(rule, rule), furnished.ids)
    assert page.goto(address).status == 200
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wrong += [f"at {width} px, {scheme}: {violation}" for violation in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"wider than {width} px")
    assert not wrong, "\n".join(wrong)
