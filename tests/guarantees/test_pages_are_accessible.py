"""Every page of the site, with the sample state in it, held to WCAG 2.2 AA: at a desk and on a phone, light and dark.

A new page fails here until it has an example address, so that none is left out.
"""

import re
from datetime import date
from io import BytesIO

import pytest

from crm import dates, sample
from crm.accounts import links
from crm.accounts.actor import command_line
from crm.accounts.random_secrets import digest
from crm.advocacy.bills import NewBill, add_bill
from crm.advocacy.votes import Ballot, NewRollCall, record_roll_call
from crm.stakeholders.founding import found
from web.access import PUBLIC, allowed_roles

DIRECTORY = (
    "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT\nKS,Quitman School District,2000001,Regular public school district\n"
    "KS,Numberless,x,Regular public school district\n"
)
# Answers of GET that are no pages: files, and what programs read.
NO_PAGES = re.compile(r"^/api(/|$)|\.json$|\.<kind>$|^/static/")
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
# Addresses that need more than their rule to show what they are for.
FULLER = {
    "/find": "/find?q=education",
    "/paths": "/paths?end=person&end_id={person_id}",
    "/holdings": "/holdings?key={key}",
}


@pytest.fixture
def furnished(graph, app, make_user, client_as) -> dict[str, str]:
    """The sample state, and one of everything that it has not. What stands in each variable of an address."""
    by = command_line(dates.instant())
    graph.write(found, at=by.at)
    sample.add(graph, date.fromisoformat(by.at[:10]))
    ids = {name: graph.read(lambda tx, text=text: tx.run(text).single(strict=True)[0]) for name, text in IDS.items()}
    bill = graph.write(add_bill, NewBill("HB 1453", "2026", "School funding formula", issues=(ids["issue_id"],)), by=by)
    seats = "MATCH (p:Person)-[:HOLDS]->(s:Post {role: 'member', chamber: 'lower'}) RETURN p.id LIMIT 2"
    members = graph.read(lambda tx: [row[0] for row in tx.run(seats)])
    ballots = tuple(Ballot(one, "yea", "Reed") for one in members)
    roll_call = NewRollCall(bill, "lower", by.at[:10], "Passage", {"yea": len(members)}, "House Journal", ballots)
    user = make_user("member", name="Cy Hall")
    graph.write(links.issue, user.id, links.Purpose.INVITATION, digest("secret"), by=by)
    return ids | {
        "bill_id": bill,
        "vote_id": graph.write(record_roll_call, roll_call, by=by),
        "user_id": user.id,
        "secret": "secret",
        "kind": "nces",
        "job_id": _previewed(app, client_as("staff")),
    }


def _previewed(app, client) -> str:
    """An import that waits to be looked over."""
    data = {"file": (BytesIO(DIRECTORY.encode()), "districts.csv"), "as_of": "8/1/2026"}
    with client.post("/imports/new/nces", data=data, content_type="multipart/form-data") as answer:
        job_id = answer.location.rpartition("/")[2]
    app.extensions["imports"].wait(job_id)
    return job_id


def pages(app) -> list[tuple[str, bool]]:
    """The rule of every page, and whether it is for those who are not signed in."""
    with app.app_context():
        return sorted(
            (rule.rule, PUBLIC in allowed_roles(rule.endpoint, "GET"))
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and not NO_PAGES.search(rule.rule)
        )


def test_every_page_is_accessible_and_fits_a_phone(app, furnished, browser_page, axe):
    inside, outside = browser_page("administrator"), browser_page(None)
    wrong: list[str] = []
    for rule, is_public in pages(app):
        page = outside if is_public else inside
        address = FULLER.get(rule, re.sub(r"<(\w+)>", r"{\1}", rule)).format(**furnished)
        answer = page.goto(address)
        if answer.status != 200:
            wrong.append(f"{address}: status {answer.status}")
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{rule} at {width} px, {scheme}: {violation}" for violation in axe(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{rule} is wider than {width} px")
    assert not wrong, "\n".join(wrong)
