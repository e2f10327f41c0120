"""Every page of the site, with the sample state in it, held to WCAG 2.2 AA: at a desk and on a phone, light and dark.

A new page fails here until it has an example address, so that none is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from the_site import SiteSettings, add_user, begin_session, build, served, session_cookie

from crm import dates, sample
from crm.accounts import links
from crm.accounts.actor import command_line
from crm.accounts.random_secrets import digest
from crm.advocacy.bills import NewBill, add_bill
from crm.advocacy.votes import Ballot, NewRollCall, record_roll_call
from crm.sample.state import JURISDICTION
from crm.stakeholders.founding import found
from crm.storage.database import Database
from crm.storage.emptying import empty
from web.app import create_app

DIRECTORY = (
    "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT\nKS,Quitman School District,2000001,Regular public school district\n"
    "KS,Numberless,x,Regular public school district\n"
)
# Answers of GET that are no pages: files, and what programs read.
NO_PAGES = re.compile(r"^/api(/|$)|\.(json|js|webmanifest|<kind>)$|^/static/")
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")

IDS = {
    "person_id": "MATCH (p:Person)-[:HOLDS]->(s:Post {role: 'member'}) MATCH (p)-[:KNOWS]-() RETURN p.id LIMIT 1",
    "post_id": "MATCH (s:Post {role: 'member'})<-[:HOLDS]-() RETURN s.id LIMIT 1",
    "committee_id": "MATCH (o:Organization {classification: 'committee'})<-[:MEMBER_OF]-() RETURN o.id LIMIT 1",
    "body_id": "MATCH (o:Organization {classification: 'school_district'}) RETURN o.id LIMIT 1",
    "issue_id": "MATCH (i:Issue)<-[:ABOUT]-(:Position) RETURN i.id LIMIT 1",
    "subject_id": "MATCH (i:Issue)<-[:ABOUT]-(:Position) RETURN i.id LIMIT 1",
    "meeting_id": "MATCH (e:Event {status: 'planned'}) RETURN e.id LIMIT 1",
    "contact_id": "MATCH (i:Interaction) WHERE i.visibility = 'shared' RETURN i.id LIMIT 1",
    "a": "MATCH (a:Person)-[:KNOWS]->(b:Person) RETURN a.id ORDER BY a.id, b.id LIMIT 1",
    "b": "MATCH (a:Person)-[:KNOWS]->(b:Person) RETURN b.id ORDER BY a.id, b.id LIMIT 1",
    "key": "MATCH (:Person)-[h:HOLDS]->(:Post {role: 'member'}) RETURN h.key LIMIT 1",
}
TWO_MEMBERS = "MATCH (p:Person)-[:HOLDS]->(s:Post {role: 'member', chamber: 'lower'}) RETURN p.id LIMIT 2"
# Pages for people who are not signed in; the others send them to the first of these.
OUTSIDE = ("/sign-in", "/forgotten", "/welcome/<secret>", "/keys")
# Addresses that need more than their rule to show what they are for.
FULLER = {
    "/find": "/find?q=education",
    "/paths": "/paths?to={person_id}",
    "/holdings": "/holdings?key={key}",
}


@dataclass(frozen=True)
class Furnished:
    """The site with something in every page: windows inside and outside, and what stands in each variable."""

    inside: Page
    outside: Page
    ids: dict[str, str]


def page_rules() -> list[str]:
    """The rule of every page of the site."""
    app = create_app(None, SiteSettings(Path("nowhere")), None)
    found = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    return sorted(rule for rule in found if not NO_PAGES.search(rule))


@pytest.fixture(scope="module")
def furnished(database, chromium, tmp_path_factory) -> Iterator[Furnished]:
    """The sample state, and one of everything that it has not. Made once: no test here changes anything."""
    empty(database)
    app = build(database, tmp_path_factory.mktemp("site"))
    ids = _fill(database.within(60))
    secret = begin_session(database, add_user(database, "administrator"))
    with served(app) as address:
        windows = [chromium.new_context(base_url=address) for _ in range(2)]
        windows[0].add_cookies([session_cookie(app, secret, address)])
        ids["job_id"] = _previewed(app, secret)
        inside, outside = (window.new_page() for window in windows)
        for page in (inside, outside):
            page.set_default_timeout(60_000)
        yield Furnished(inside, outside, ids)
        for window in windows:
            window.close()


def _fill(graph: Database) -> dict[str, str]:
    by = command_line(dates.instant())
    graph.write(found, at=by.at)
    sample.add(graph, date.fromisoformat(by.at[:10]))
    ids = {name: graph.read(lambda tx, text=text: tx.run(text).single(strict=True)[0]) for name, text in IDS.items()}
    new_bill = NewBill("HB 1453", "2026", "School funding formula", JURISDICTION, issues=(ids["issue_id"],))
    bill = graph.write(add_bill, new_bill, by=by)
    members = graph.read(lambda tx: [row[0] for row in tx.run(TWO_MEMBERS)])
    ballots = tuple(Ballot(one, "yea", "Reed") for one in members)
    roll_call = NewRollCall(bill, "lower", by.at[:10], "Passage", {"yea": len(members)}, "House Journal", ballots)
    user = add_user(graph, "member", name="Cy Hall")
    graph.write(links.issue, user.id, links.Purpose.INVITATION, digest("secret"), by=by)
    vote = graph.write(record_roll_call, roll_call, by=by)
    return ids | {"bill_id": bill, "vote_id": vote, "user_id": user.id, "secret": "secret", "kind": "nces"}


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


@pytest.mark.parametrize("rule", page_rules())
def test_every_page_is_accessible_and_fits_a_phone(furnished, axe, rule):
    page = furnished.outside if rule in OUTSIDE else furnished.inside
    address = FULLER.get(rule, re.sub(r"<(\w+)>", r"{\1}", rule)).format(**furnished.ids)
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
